"""The gate every payload passes: known people of this workspace, with a role, and nobody else."""

from collections.abc import Callable

from slack_bolt import Ack, App, BoltResponse

from handlers.answers import attempt, say
from handlers.desk import Desk
from handlers.payload import Body, Surface, surface, user_of, workspace_of
from storage import events, people
from storage.database import UNAVAILABLE
from views.home import no_access
from views.replies import not_done, refused

# Events about the workspace itself: they carry nobody's wish, so nobody's right is asked.
ABOUT_THE_WORKSPACE = frozenset({"user_change", "team_join", "app_uninstalled", "tokens_revoked"})


def register(app: App, desk: Desk) -> None:
    """Put the gate before every listener."""

    @app.middleware
    def gate(body: Body, ack: Ack, next: Callable[[], BoltResponse]) -> BoltResponse:
        if _about_the_workspace(body):
            return next()
        try:
            why = why_not(desk, body)
            if why:
                _note_refusal(desk, body, why)
        except UNAVAILABLE:
            return say(desk, body, ack, not_done(desk.texts))
        return _turn_away(desk, body, ack) if why else next()


def why_not(desk: Desk, body: Body) -> str:
    """Why the person may not use the bot; empty when they may. Default deny."""
    if workspace_of(body) != desk.workspace:
        return "other_workspace"
    if body.get("is_enterprise_install") in (True, "true"):
        return "other_workspace"
    if not desk.office.roles_of(user_of(body)):
        return "no_role"
    with desk.database.read() as session:
        person = people.person(session, user_of(body))
    if person is None:
        return "unknown"
    return "" if person.active and not person.outsider else "inactive_or_guest"


def _about_the_workspace(body: Body) -> bool:
    if surface(body) is not Surface.EVENT or body.get("team_id") is None:
        return False
    return body["event"].get("type") in ABOUT_THE_WORKSPACE


def _note_refusal(desk: Desk, body: Body, why: str) -> None:
    with desk.database.write() as session:
        events.refused(
            session,
            at=desk.clock(),
            actor=user_of(body)[:32] or "nobody",
            action=surface(body).value,
            why=why,
        )


def _turn_away(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    user = user_of(body)
    if surface(body) is Surface.EVENT and user and workspace_of(body) == desk.workspace:
        view = no_access(desk.texts)
        desk.later(lambda: attempt(desk.client.views_publish, user_id=user, view=view))
    return say(desk, body, ack, refused(desk.texts))
