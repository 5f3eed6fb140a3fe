"""What Slack tells of people: renamed, new, gone."""

from typing import Any

from slack_bolt import App

from handlers.desk import Desk
from storage import people
from storage.people import Known


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
        name=str(profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]),
        active=not user.get("deleted", False),
        outsider=bool(outsider),
    )
