"""The gate every payload passes: known people of this workspace, with a role, and nobody else."""

from collections.abc import Callable

from slack_bolt import Ack, App, BoltResponse

from handlers import kept_text
from handlers.answers import attempt, say, unavailable
from handlers.desk import Desk, know, speak
from handlers.payload import Body, Surface, surface, user_of, workspaces_of
from handlers.shape import SLACK_ID, well_formed
from rules.personal import own_language
from storage import events, people
from storage.database import UNAVAILABLE
from views.home import no_access
from views.replies import not_saved, refused

# Events about the workspace itself: they carry nobody's wish, so nobody's right is asked.
ABOUT_THE_WORKSPACE = frozenset({"user_change", "team_join", "app_uninstalled", "tokens_revoked"})


def register(app: App, desk: Desk) -> None:
    """Put the gate before every listener."""

    @app.middleware
    def gate(body: Body, ack: Ack, next: Callable[[], BoltResponse]) -> BoltResponse:
        # What this thread answered before was somebody else's, perhaps in another language.
        speak(None)
        know(None)
        try:
            why = why_not(desk, body)
            if why:
                _note_refusal(desk, body, why)
        except UNAVAILABLE:
            kept_text.keep(desk, body, not_saved(desk.texts))
            return say(desk, body, ack, unavailable(desk, body))
        return _turn_away(desk, body, ack) if why else next()


def why_not(desk: Desk, body: Body) -> str:
    """Why the payload goes no further; empty when it may. Default deny."""
    if not well_formed(body):
        return "malformed"
    if workspaces_of(body) != {desk.workspace} or _shared(body):
        return "other_workspace"
    return "" if _about_the_workspace(body) else _why_not_person(desk, user_of(body))


def _shared(body: Body) -> bool:
    """Whether it concerns more organisations than ours."""
    return any(
        body.get(flag) in (True, "true") for flag in ("is_enterprise_install", "is_ext_shared_channel")
    )


def _about_the_workspace(body: Body) -> bool:
    return surface(body) is Surface.EVENT and body["event"]["type"] in ABOUT_THE_WORKSPACE


def _why_not_person(desk: Desk, user: str) -> str:
    if not desk.office.roles_of(user):
        return "no_role"
    with desk.database.glance() as session:
        staff = people.staff(session, desk.office)
    person = staff.get(user)
    if person is None:
        return "unknown"
    know(staff)
    speak(own_language(desk.office.language, person.language))
    return "" if person.here else "inactive_or_guest"


def _note_refusal(desk: Desk, body: Body, why: str) -> None:
    user = user_of(body)
    with desk.database.write() as session:
        events.refused(
            session,
            at=desk.clock(),
            actor=user if SLACK_ID.fullmatch(user) else "nobody",
            action=surface(body).value,
            why=why,
        )


def _turn_away(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    user = user_of(body)
    if surface(body) is Surface.EVENT and user and workspaces_of(body) == {desk.workspace}:
        view = no_access(desk.texts)
        desk.later(lambda: attempt(desk.client.views_publish, user_id=user, view=view))
    return say(desk, body, ack, refused(desk.texts))
