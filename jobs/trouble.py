"""What went wrong between us and Slack, as the one thing that matters: may we try again?"""

import re
import traceback
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError


class Kind(StrEnum):
    """The classes of slack.md, Out."""

    TRANSIENT = "transient"  # nothing was done; try again later
    UNKNOWN = "unknown"  # it may have been done; look before trying again
    PERSON = "person"  # this recipient cannot be reached; tell somebody else
    APP = "app"  # nothing will work until an administrator acts
    REFUSED = "refused"  # Slack did not like what we sent
    BROKEN = "broken"  # a mistake of our own; the message may have been sent all the same


PERSON_ERRORS = frozenset(
    {
        "account_inactive",
        "user_disabled",
        "user_not_found",
        "channel_not_found",
        "messages_tab_disabled",
        "cannot_dm_bot",
        "is_archived",
        "not_in_channel",
    }
)
APP_ERRORS = frozenset(
    {
        "access_denied",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
TRANSIENT_ERRORS = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"})
UNKNOWN_ERRORS = frozenset({"internal_error", "fatal_error", "request_timeout"})
TOO_MANY, SERVER_ERROR, UNAVAILABLE = 429, 500, 503
# Slack's own words look like this; whatever else a proxy says in its place is no code.
WORD = re.compile(r"[a-z][a-z0-9_]{1,60}")
# After a time-out of ours Slack may still be at work: looking too early finds nothing.
STILL_AT_WORK = timedelta(seconds=20)
SHORTEST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(seconds=60)
MOST_DOUBLINGS = 10


class AppRefusedError(Exception):
    """Slack no longer accepts the app: nothing will leave until an administrator acts."""


@dataclass(frozen=True)
class Trouble(Exception):  # noqa: N818 - it says more than that something erred
    """A classed failure. `wait` is Slack's own wish; `code` is Slack's word or an error's type."""

    kind: Kind
    code: str
    wait: timedelta | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}"

    def stop_if_refused(self) -> None:
        """Raise `AppRefusedError` when nothing will leave until an administrator acts."""
        if self.kind is Kind.APP:
            raise AppRefusedError(self.code)


def mistake(error: Exception) -> Trouble:
    """An error nobody foresaw: its type and place. Its text may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Trouble(Kind.BROKEN, type(error).__name__ + place)


def patience(tries: int, trouble: Trouble) -> timedelta:
    """How long to leave it alone: Slack's own wish, else twice as long each time, at most a minute."""
    if trouble.wait is not None:
        return trouble.wait
    return min(SHORTEST_WAIT * (1 << min(tries, MOST_DOUBLINGS)), LONGEST_WAIT)


def classify(error: Exception) -> Trouble:
    """The class of an error raised by the Slack client."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, URLError) and isinstance(error.reason, ConnectionRefusedError):
        return Trouble(Kind.TRANSIENT, "connection_refused")
    if isinstance(error, TimeoutError):
        return Trouble(Kind.UNKNOWN, "timeout", STILL_AT_WORK)
    if isinstance(error, (OSError, HTTPException, SlackClientError)):
        # The connection broke after we began to send: Slack may have the message.
        return Trouble(Kind.UNKNOWN, type(error).__name__)
    raise error


def _answered(error: SlackApiError) -> Trouble:
    response = error.response
    code = _code(response)
    status = int(getattr(response, "status_code", 200) or 200)
    if status in (TOO_MANY, UNAVAILABLE) or code in TRANSIENT_ERRORS:
        return Trouble(Kind.TRANSIENT, code or f"http_{status}", _retry_after(response))
    if code in PERSON_ERRORS:
        return Trouble(Kind.PERSON, code)
    if code in APP_ERRORS:
        return Trouble(Kind.APP, code)
    if code in UNKNOWN_ERRORS or status >= SERVER_ERROR or not code:
        return Trouble(Kind.UNKNOWN, code or f"http_{status}")
    return Trouble(Kind.REFUSED, code)


def _code(response: object) -> str:
    data = getattr(response, "data", response)
    said = str(data.get("error") or "") if isinstance(data, dict) else ""
    return said if WORD.fullmatch(said) else ""


def _retry_after(response: object) -> timedelta | None:
    headers = getattr(response, "headers", None) or {}
    value = next((headers[name] for name in headers if name.lower() == "retry-after"), None)
    value = value[0] if isinstance(value, list) else value
    return timedelta(seconds=int(value)) if value is not None and str(value).isdigit() else None
