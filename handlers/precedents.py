"""Principafgørelser: the list with *Læst*, and putting one in or taking one out."""

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.agenda_desk import on_press
from handlers.desk import Desk
from handlers.payload import Body, clean, number_in, user_of, value_of, values_of
from handlers.permission import perform
from rules.errors import FristvagtError
from rules.rights import Action, may
from rules.web_link import BadLinkError
from storage import precedents
from storage.precedents import Draft
from views import ids
from views.blocks import Block
from views.precedents import precedent_form, precedent_list


class MissingError(FristvagtError):
    """A field that must be filled in is empty."""

    def __init__(self) -> None:
        super().__init__("Skriv nummer, paragraf og hvad den siger.")


def register(app: App, desk: Desk) -> None:
    """Listen to the list's buttons and to the form."""

    @app.action(ids.PRECEDENTS)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda session: precedents_window(desk, session, user_of(body)))

    @app.action(ids.PRECEDENT_READ)
    def read(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session) -> Block:
            by = user_of(body)
            precedents.read(session, number_in(value_of(body)), by=by, now=desk.clock())
            return precedents_window(desk, session, by)

        return on_press(desk, body, ack, act)

    @app.action(ids.PRECEDENT_NEW)
    def asked(body: Body, ack: Ack) -> BoltResponse:
        return on_press(desk, body, ack, lambda _session: precedent_form(desk.texts), action=Action.PRECEDENT)

    @app.action(ids.PRECEDENT_OUT)
    def taken_out(body: Body, ack: Ack) -> BoltResponse:
        def act(session: Session) -> Block:
            by = user_of(body)
            precedents.withdraw(session, number_in(value_of(body)), by=by, now=desk.clock())
            return precedents_window(desk, session, by)

        return on_press(desk, body, ack, act, action=Action.PRECEDENT)

    @app.view(ids.PRECEDENT_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        return _submitted(desk, body, ack)


def _submitted(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    field = ids.PRECEDENT_NUMBER

    def act(session: Session) -> Block:
        nonlocal field
        try:
            precedents.register(session, _draft(body), by=user_of(body), now=desk.clock())
        except BadLinkError:
            field = ids.PRECEDENT_LINK
            raise
        return precedents_window(desk, session, user_of(body))

    view, problem = perform(desk, body, Action.PRECEDENT, act)
    if problem:
        return ack(response_action="errors", errors={field: problem})
    desk.nudge()
    return ack(response_action="update", view=view)


def _draft(body: Body) -> Draft:
    typed = Draft(
        _one_line(body, ids.PRECEDENT_NUMBER),
        _one_line(body, ids.PRECEDENT_PARAGRAPH).removeprefix("§").strip(),
        _one_line(body, ids.PRECEDENT_GIST),
        _one_line(body, ids.PRECEDENT_LINK),
    )
    if not (typed.number and typed.paragraph and typed.gist):
        raise MissingError
    return typed


def _one_line(body: Body, block: str) -> str:
    written = (values_of(body).get(block, {}).get(block) or {}).get("value")
    return " ".join(clean(str(written or "")).split())


def precedents_window(desk: Desk, session: Session, reader: str) -> Block:
    """The list as that person sees it; a lead sees how many of their teams have read each."""
    session.flush()
    led = [team for team in desk.office.teams if reader in team.leads()]
    team = frozenset[str]().union(*(one.people() for one in led))
    return precedent_list(
        desk.texts,
        precedents.known(session, reader, team),
        keeps=may(desk.office, reader, Action.PRECEDENT),
        leads=bool(led),
        now=desk.clock(),
    )
