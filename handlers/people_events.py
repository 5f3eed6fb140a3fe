"""What Slack tells of people: renamed, new, gone."""

import unicodedata
from typing import Any

from slack_bolt import App

from handlers.desk import Desk
from handlers.payload import clean
from rules.cpr import mask_cpr
from storage import people
from storage.people import Known

# More than Slack takes; longer than the column, PostgreSQL would refuse it.
MOST_NAME = 200
# Letters, digits, punctuation and signs; what joins or parts them leaves no ink.
VISIBLE = "LNPS"


def register(app: App, desk: Desk) -> None:
    """Listen for changes. A missed one is caught by the nightly reading of everybody."""

    @app.event("user_change")
    def changed(event: dict[str, Any]) -> None:
        _remember(desk, event["user"])

    @app.event("team_join")
    def joined(event: dict[str, Any]) -> None:
        _remember(desk, event["user"])


def _remember(desk: Desk, user: dict[str, Any]) -> None:
    with desk.database.write() as session:
        people.remember(session, [known(user, desk.workspace)], desk.clock())


def known(user: dict[str, Any], workspace: str) -> Known:
    """A person from Slack's user object."""
    profile = user.get("profile") or {}
    outsider = (
        any(user.get(flag) for flag in ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"))
        or user.get("team_id", workspace) != workspace
    )
    return Known(
        slack_id=str(user["id"]),
        name=_name(profile.get("real_name"), user.get("real_name"), user.get("name"), user["id"]),
        active=not user.get("deleted", False),
        outsider=bool(outsider),
        bot=bool(user.get("is_bot")),
    )


def _name(*written: object) -> str:
    """The first that is one, as it may be stored: people write their own, and may write a CPR number.

    What cannot be seen is no name: Slack refuses a window in which somebody is called that.
    """
    names = (mask_cpr(clean(str(one or "")))[:MOST_NAME] for one in written)
    return next(one for one in names if any(unicodedata.category(char)[0] in VISIBLE for char in one))
