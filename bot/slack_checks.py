"""The checks behind `check` that ask Slack: tokens, scopes, people, channels, tabs and the clock."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPException
from typing import Any

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.checks import Finding
from bot.manifest import SCOPES
from bot.people_sync import everybody
from bot.run_command import office_of
from bot.service import Clock, utc_now
from bot.settings import Settings
from bot.slack_app import TIMEOUT_SECONDS, web_client
from jobs.trouble import Kind, Trouble, classify
from rules.errors import FristvagtError
from rules.office import Office
from views.replies import notice_home

NO_SUCH_CHANNEL = "channel_not_found"
MOST_SKEW = timedelta(seconds=30)
TEST_MESSAGE = "Prøvebesked fra Fristvagt. Du skal ikke gøre noget."
INSTALL_AGAIN = "Indsæt manifestet igen (python -m bot manifest), og installér appen på ny."
LOOK_AT_THE_NETWORK = "Se efter netværk og proxy, og om FRISTVAGT_SLACK_API_URL er sat ved en fejl."


def of_slack(settings: Settings, person: str = "", clock: Clock = utc_now) -> list[Finding]:
    """What Slack says, in the order to mend it. `person` is the Slack id of who gets a test message."""
    return [*_bot_token(settings, clock), *_app_token(settings), *_tabs(settings, person)]


def _bot_token(settings: Settings, clock: Clock) -> Iterator[Finding]:
    remedy = "Sæt FRISTVAGT_SLACK_BOT_TOKEN til tokenet (xoxb-…) fra »OAuth & Permissions«."
    if not _given(settings.slack_bot_token):
        yield Finding("bot-token", False, "mangler", remedy)
        return
    client = web_client(settings)
    answer, trouble = _asked(client.auth_test)
    if trouble is not None:
        yield _refused("bot-token", trouble, remedy)
        return
    yield Finding("bot-token", True, f"{answer['team']} ({answer['team_id']}), {answer['user_id']}")
    yield _scopes(answer)
    yield _clock(answer, clock)
    yield from _office(settings, client, str(answer["team_id"]))


def _scopes(answer: Any) -> Finding:
    granted = _header(answer, "x-oauth-scopes").replace(" ", "").split(",")
    missing = [scope for scope in SCOPES if scope not in granted]
    said = f"mangler {', '.join(missing)}" if missing else "alle er givet"
    return Finding("rettigheder", not missing, said, INSTALL_AGAIN)


def _clock(answer: Any, clock: Clock) -> Finding:
    try:
        skew = abs(parsedate_to_datetime(_header(answer, "date")) - clock())
    except (ValueError, TypeError):
        return Finding("ur", True, "Slack sagde ikke, hvad klokken er")
    said = f"{skew.total_seconds():.0f} s fra Slacks"
    return Finding("ur", skew <= MOST_SKEW, said, "Slå tidssynkronisering (NTP) til på maskinen.")


def _office(settings: Settings, client: WebClient, workspace: str) -> Iterator[Finding]:
    try:
        office = office_of(settings)
    except FristvagtError:
        return
    yield _people(office, client, workspace)
    yield _channels(office, client)


def _people(office: Office, client: WebClient, workspace: str) -> Finding:
    found, trouble = _asked(lambda: list(everybody(client, workspace)))
    if trouble is not None:
        return _refused("personer", trouble, INSTALL_AGAIN)
    usable = {one.slack_id for one in found if one.active and not one.outsider}
    missing = sorted(office.people() - usable)
    said = f"{', '.join(missing)} findes ikke som medlem" if missing else "alle i kontorfilen findes i Slack"
    remedy = "Ret Slack-id'et i kontorfilen. Gæster og lukkede konti kan ikke bruge Fristvagt."
    return Finding("personer", not missing, said, remedy)


def _channels(office: Office, client: WebClient) -> Finding:
    """Whether the bot can post in each team's channel; a private one it is not in seems not to exist."""
    closed: list[str] = []
    for team in office.teams:
        answer, trouble = _asked(partial(client.conversations_info, channel=team.channel))
        if trouble is not None and trouble.code != NO_SUCH_CHANNEL:
            return _refused("kanaler", trouble, INSTALL_AGAIN)
        told = answer["channel"] if answer is not None else {}
        if told.get("is_archived") or not told.get("is_member"):
            closed.append(f"{team.name} ({team.channel})")
    said = f"botten er ikke med hos {', '.join(closed)}" if closed else "botten er med i hvert teams kanal"
    remedy = "Skriv /invite @Fristvagt i kanalen, eller ret kanalens id i kontorfilen."
    return Finding("kanaler", not closed, said, remedy)


def _app_token(settings: Settings) -> Iterator[Finding]:
    remedy = "Sæt FRISTVAGT_SLACK_APP_TOKEN til et app-token (xapp-…) med connections:write."
    if not _given(settings.slack_app_token):
        yield Finding("app-token", False, "mangler", remedy)
        return
    client = WebClient(base_url=settings.slack_api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    token = settings.slack_app_token.get_secret_value()
    _, trouble = _asked(lambda: client.apps_connections_open(app_token=token))
    if trouble is not None:
        yield _refused("app-token", trouble, remedy)
    else:
        yield Finding("app-token", True, "Socket Mode svarer")


def _tabs(settings: Settings, person: str) -> Iterator[Finding]:
    if not person or not _given(settings.slack_bot_token):
        yield Finding("faner", True, "ikke prøvet; prøv med --person og dit Slack-id")
        return
    client = web_client(settings)
    remedy = "Slå fanen til under »App Home« på appens side, eller se efter Slack-id'et."
    for tab, call in (
        ("Beskeder", lambda: client.chat_postMessage(channel=person, text=TEST_MESSAGE)),
        ("Hjem", lambda: client.views_publish(user_id=person, view=notice_home(TEST_MESSAGE))),
    ):
        _, trouble = _asked(call)
        subject = f"fanen {tab}"
        yield _refused(subject, trouble, remedy) if trouble else Finding(subject, True, "virker")


def _given(token: SecretStr) -> bool:
    return bool(token.get_secret_value().strip())


def _refused(subject: str, trouble: Trouble, remedy: str) -> Finding:
    """A refusal is mended as `remedy` says; silence on the line is nobody's token's fault."""
    if trouble.kind in (Kind.TRANSIENT, Kind.UNKNOWN):
        return Finding(subject, False, f"Slack kan ikke nås: {trouble.code}", LOOK_AT_THE_NETWORK)
    if trouble.code == "missing_scope":
        remedy = INSTALL_AGAIN
    return Finding(subject, False, f"Slack afviser: {trouble.code}", remedy)


def _asked(call: Callable[[], Any]) -> tuple[Any, Trouble | None]:
    """The answer, or why there is none."""
    try:
        return call(), None
    except (SlackClientError, HTTPException, OSError) as error:
        return None, classify(error)


def _header(answer: Any, name: str) -> str:
    headers = {str(key).lower(): value for key, value in (answer.headers or {}).items()}
    value = headers.get(name, "")
    return str(value[0] if isinstance(value, list) else value)
