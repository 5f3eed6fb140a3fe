"""*Indstillinger*: everybody with a role chooses their language, and when their list comes."""

from datetime import time

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import notice, say, show, unavailable
from handlers.desk import Desk, speak
from handlers.form_values import chosen
from handlers.payload import Body, user_of
from handlers.permission import permitted
from rules.personal import LANGUAGES, list_times
from rules.rights import Action
from storage import people, settings
from storage.database import UNAVAILABLE
from storage.pages import WORKERS
from views import ids
from views.replies import not_yours
from views.settings_form import AS_OFFICE, ListTimes, saved, settings_form

WORDS = frozenset({"indstillinger", "settings"})


def register(app: App, desk: Desk) -> None:
    """Open the form from Home, and take what it sends."""

    @app.action(ids.SETTINGS)
    def pressed(body: Body, ack: Ack) -> BoltResponse:
        return opened(desk, body, ack)

    @app.view(ids.SETTINGS_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.SETTINGS):
            return say(desk, body, ack, not_yours(desk.texts))
        wrong = _mistakes(desk, body)
        if wrong:
            return ack(response_action="errors", errors=wrong)
        return _save(desk, body, ack)


def opened(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    """Show the form as it stands for the person."""
    if not permitted(desk, body, Action.SETTINGS):
        return say(desk, body, ack, not_yours(desk.texts))
    with desk.database.read() as session:
        times = _times(desk, session, user_of(body))
    show(desk, body, settings_form(desk.texts, times))
    return ack()


def _times(desk: Desk, session: Session, person: str) -> ListTimes | None:
    if not _has_list(desk, person):
        return None
    own = people.list_time(session, desk.office, person)
    return ListTimes(own, desk.office.ladder.digest, list_times(desk.office.notices))


def _has_list(desk: Desk, person: str) -> bool:
    return bool(desk.office.roles_of(person) & WORKERS)


def _mistakes(desk: Desk, body: Body) -> dict[str, str]:
    """Each field whose choice was never offered."""
    offered = {AS_OFFICE, *(at.isoformat("minutes") for at in list_times(desk.office.notices))}
    wrong = []
    if chosen(body, ids.LANGUAGE) not in LANGUAGES:
        wrong.append(ids.LANGUAGE)
    if _has_list(desk, user_of(body)) and chosen(body, ids.LIST_TIME) not in offered:
        wrong.append(ids.LIST_TIME)
    return dict.fromkeys(wrong, desk.texts("Vælg en mulighed på listen."))


def _save(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    person, language, has_list = user_of(body), chosen(body, ids.LANGUAGE), _has_list(desk, user_of(body))
    picked = chosen(body, ids.LIST_TIME)
    own = time.fromisoformat(picked) if has_list and picked != AS_OFFICE else None
    try:
        with desk.database.write() as session:
            settings.choose(session, desk.office, person, language, own, desk.clock())
    except UNAVAILABLE:
        return say(desk, body, ack, unavailable(desk, body))
    speak(language)
    desk.nudge()
    said = saved(desk.texts, (own or desk.office.ladder.digest) if has_list else None)
    return ack(response_action="update", view=notice(desk, said, desk.texts("Indstillinger")))
