"""`/deadline`: the form, the one-line form, `list`, `help`, and a number to open."""

import re

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import deadline_draft as drafts
from handlers import deadline_input, whom
from handlers.answers import say, show
from handlers.case_desk import opened, reader_of
from handlers.deadline_input import Typed
from handlers.deadline_saving import save
from handlers.desk import Desk
from handlers.listeners import open_by_number
from handlers.payload import Body, key_of, text_of, user_of
from handlers.permission import permitted
from handlers.press import Press
from rules.cpr import REFUSAL, contains_cpr, mask_cpr
from rules.deadline_line import DeadlineLine, parse_deadline_line
from rules.errors import FristvagtError
from rules.order import working_order
from rules.rights import Action, may
from rules.rule_search import of_paragraph
from storage import absences, caselist, clocks
from storage.cases import AlreadyRunningError
from storage.database import UNAVAILABLE
from storage.models import CALLBACK, Deadline, Turn
from views.blocks import Block, inert
from views.deadline_form import Draft, form
from views.deadline_receipt import already, blocks, help_text, list_view, sentence
from views.replies import not_saved, not_yours

HELP = frozenset({"help", "hjælp", "hjaelp", "?"})
LIST = frozenset({"list", "liste", "mine", "mine frister", "my deadlines"})
NUMBER = re.compile(r"(?P<sign>nr\.?|nummer|no\.?|#)? ?(?P<number>\d{1,9})", re.IGNORECASE)


def register(app: App, desk: Desk) -> None:
    """Answer the command the office named."""

    @app.command(desk.office.commands.deadline)
    def deadline(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.REGISTER):
            return say(desk, body, ack, not_yours(desk.texts))
        return _answer(desk, body, ack, text_of(body))


def _answer(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    if not text:
        with desk.database.read() as session:
            draft = drafts.empty(session, desk, user_of(body))
        show(desk, body, form(desk.texts, draft))
        return ack()
    if text.casefold() in HELP:
        commands = desk.office.commands
        return say(desk, body, ack, help_text(desk.texts, commands.deadline, commands.callback))
    if text.casefold() in LIST:
        return _list(desk, body, ack)
    number = NUMBER.fullmatch(text)
    if number and not _is_paragraph(desk, user_of(body), number):
        return open_by_number(desk, body, ack, Action.OPEN, int(number["number"]), _opening)
    return _one_line(desk, body, ack, f"§ {text}" if number else text)


def _is_paragraph(desk: Desk, person: str, typed: re.Match[str]) -> bool:
    """A bare number means a deadline the person can open, and else a paragraph."""
    if typed["sign"]:
        return False
    with desk.database.read() as session:
        known = of_paragraph(drafts.current(session, desk).rules, typed["number"])
        return bool(known) and not _can_open(session, desk, person, int(typed["number"]))


def _can_open(session: Session, desk: Desk, person: str, number: int) -> bool:
    deadline = session.get(Deadline, number)
    if deadline is None or deadline.kind == CALLBACK:
        return False
    return may(
        desk.office, person, Action.OPEN, clocks.facts(session, desk.office, deadline, None, desk.clock())
    )


def _opening(desk: Desk, session: Session, press: Press) -> Block:
    return opened(session, desk, press.number, press.by, press.now)


def _list(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    person, now = user_of(body), desk.clock()
    with desk.database.read() as session:
        found = caselist.owned(session, [person])
        view = list_view(
            desk.texts,
            working_order(found, now, desk.office.zone),
            found.more,
            reader_of(session, desk, person, now),
            desk.office.commands.deadline,
        )
    show(desk, body, view)
    return ack()


def _one_line(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    person, t = user_of(body), desk.texts
    with desk.database.read() as session:
        line = _parsed(session, desk, text)
        draft = _draft(session, desk, line, person)
        rules = drafts.current(session, desk)
        nobody = () if draft.whom else (t("Vælg, hvem der har sagen, eller vælg teamet."),)
        doubts = (*(t.say(one) for one in line.unclear), *_away(session, desk, line), *nobody)
    if doubts:
        show(desk, body, _asking(desk, line, draft, say=doubts))
        return ack()
    try:
        case = deadline_input.new_case(desk.office, rules, _fields(draft, line), now=desk.clock())
        receipt = save(desk, case, by=person, key=key_of(body))
    except AlreadyRunningError as error:
        said = t.say(error)
        return ack(text=said, blocks=already(t, said, error.number), response_type="ephemeral")
    except FristvagtError as error:
        show(desk, body, _asking(desk, line, draft, say=(t.say(error),)))
        return ack()
    except UNAVAILABLE:
        show(desk, body, _asking(desk, line, draft, say=(not_saved(t),)))
        return ack()
    desk.nudge()
    return ack(text=sentence(t, receipt), blocks=blocks(t, receipt), response_type="ephemeral")


def _parsed(session: Session, desk: Desk, text: str) -> DeadlineLine:
    owners = whom.known_people(session, desk.office)
    return parse_deadline_line(
        text,
        drafts.current(session, desk),
        people=owners,
        others=whom.other_colleagues(session, desk.office, dict(owners)),
        teams=[(team.key, team.name) for team in desk.office.teams],
        today=drafts.today(desk),
    )


def _away(session: Session, desk: Desk, line: DeadlineLine) -> tuple[str, ...]:
    """The person named is away: said before the deadline is registered."""
    if line.whom is None or line.whom.kind != whom.PERSON:
        return ()
    now, names = desk.clock(), dict(whom.known_people(session, desk.office))
    roster = absences.roster(session, desk.office, now)
    away = whom.leave(desk.texts, roster, line.whom.key, names, now)
    if not away:
        return ()
    name = inert(names.get(line.whom.key, ""))
    return (desk.texts("{name} er {away}. Tryk Gem, eller vælg en anden.", name=name, away=inert(away)),)


def _draft(session: Session, desk: Desk, line: DeadlineLine, person: str) -> Draft:
    value = f"{line.whom.kind}:{line.whom.key}" if line.whom else drafts.own(desk, person)
    return Draft(
        received=line.received or (None if line.unread else drafts.today(desk)),
        rule=drafts.rule_choice(desk, line.rules[0] if len(line.rules) == 1 else None),
        case_ref=line.case_ref,
        clock=f"{line.clock:%H:%M}" if line.clock else "",
        whom=drafts.whom_option(session, desk, value),
        chosen=line.chosen,
        remitted=line.remitted,
        turn=line.turn or Turn.ADMINISTRATIVE.value,
    )


def _fields(draft: Draft, line: DeadlineLine) -> Typed:
    """What would be sent if the form stood as it is."""
    return Typed(
        rule=str(draft.rule["value"]) if draft.rule else "",
        case_ref=draft.case_ref,
        received=draft.received,
        clock=line.clock,
        whom=str(draft.whom["value"]) if draft.whom else "",
        chosen=draft.chosen,
        remitted=draft.remitted,
        turn=draft.turn,
    )


def _asking(desk: Desk, line: DeadlineLine, draft: Draft, *, say: tuple[str, ...]) -> Block:
    """The form with everything typed, and what is still asked."""
    return form(
        desk.texts,
        draft,
        private_metadata=drafts.near(line.rules or line.near),
        say=[inert(one) for one in say],
        rest=line.rest,
        among=line.rules,
    )


def give_back(desk: Desk, body: Body) -> None:
    """After a refused CPR number: what else was typed, in the form."""
    if not _registers(desk, body):
        return
    with desk.database.read() as session:
        line = _parsed(session, desk, mask_cpr(text_of(body)))
        # Never the date: what is left of the number may look like one. Nor today, for one may be meant.
        understood = DeadlineLine(line.rules, whom=line.whom, unread=True)
        draft = _draft(session, desk, understood, user_of(body))
    if line.rules or line.whom:
        show(desk, body, _asking(desk, understood, draft, say=(desk.texts.say(REFUSAL),)))


def keep(desk: Desk, body: Body, say: str) -> None:
    """When nothing could be saved: the typed text above an empty form, under `say`."""
    text = text_of(body)
    if text and _registers(desk, body) and not contains_cpr(text):
        # A day may have been typed, and nobody has read it.
        show(desk, body, form(desk.texts, Draft(received=None), say=[say], rest=text))


def _registers(desk: Desk, body: Body) -> bool:
    ours = body.get("command") == desk.office.commands.deadline
    return ours and may(desk.office, user_of(body), Action.REGISTER)
