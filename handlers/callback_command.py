"""`/callback`: the form, the one-line form, `find` and `help`."""

import re
from dataclasses import replace

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import bulk_handover, repeat, settings
from handlers.answers import say, show
from handlers.call_input import is_urgent
from handlers.desk import Desk
from handlers.owner_presses import reopening
from handlers.payload import Body, key_of, text_of, user_of
from handlers.permission import permitted
from handlers.press import on_call
from handlers.repeat import Earlier, earlier
from handlers.saving import log
from handlers.whom import PERSON, TEAM, chosen, known_people, leave, option_for, other_colleagues
from rules.cpr import REFUSAL, contains_cpr, mask_cpr
from rules.errors import BadPhone
from rules.one_line import OneLine, parse_one_line
from rules.phone import parse_phone, pretty_phone
from rules.rights import Action, may
from rules.topics import Topic
from rules.typed_text import TypedText
from storage import absences, events, intake, worklist
from storage.database import UNAVAILABLE
from storage.intake import Call
from views import words
from views.blocks import inert
from views.call_form import MOST_NAME, Draft, form
from views.receipt import Receipt, blocks, sentence
from views.replies import found, help_text, not_saved, not_yours

HELP = frozenset({"help", "hjælp", "hjaelp", "?"})
REOPEN = ("genåbn", "genaabn", "reopen")
FIND = ("find", "search", "søg", "soeg")
MOVE = ("flyt", "move")
NUMBER = re.compile(r"(?:(?:nr\.?|nummer|no\.?|#) ?)?([0-9]{1,9})", re.IGNORECASE)


def register(app: App, desk: Desk) -> None:
    """Answer the command the office named."""

    @app.command(desk.office.commands.callback)
    def callback(body: Body, ack: Ack) -> BoltResponse:
        if text_of(body).casefold() in settings.WORDS:
            return settings.opened(desk, body, ack)
        if not permitted(desk, body, Action.LOG):
            return say(desk, body, ack, not_yours(desk.texts))
        return _answer(desk, body, ack, text_of(body))


def _answer(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    first, _, rest = text.partition(" ")
    if not text:
        show(desk, body, form(desk.texts, Draft(), private_metadata=""))
        return ack()
    if text.casefold() in HELP:
        return say(desk, body, ack, help_text(desk.texts, desk.office.commands))
    if first.casefold() in FIND:
        return _find(desk, body, ack, rest)
    if first.casefold() in REOPEN:
        return _reopen(desk, body, ack, rest.strip())
    if first.casefold() in MOVE:
        return bulk_handover.one_line(desk, body, ack, rest)
    return _one_line(desk, body, ack, text)


def give_back(desk: Desk, body: Body) -> None:
    """After a refused CPR number: what else was typed, in the form."""
    if not _logs(desk, body):
        return
    with desk.database.read() as session:
        line = _parsed(session, desk, mask_cpr(text_of(body)))
    if line.phone or line.whom:
        show(desk, body, _prefilled(desk, _without_cpr(line), say=desk.texts.say(REFUSAL)))


def keep(desk: Desk, body: Body, say: str) -> None:
    """When nothing could be saved: the typed text in the form, under `say`."""
    text = text_of(body)
    if text and _logs(desk, body) and not contains_cpr(text):
        show(desk, body, form(desk.texts, Draft(note=text), private_metadata="", say=say))


def _logs(desk: Desk, body: Body) -> bool:
    ours = body.get("command") == desk.office.commands.callback
    return ours and may(desk.office, user_of(body), Action.LOG)


def _without_cpr(line: OneLine) -> OneLine:
    """Only the parts that cannot hold what is left of the number."""
    return replace(line, name="", note="")


def _one_line(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    with desk.database.read() as session:
        desk.remind(session)
        line = _parsed(session, desk, text)
        away = _away(session, desk, line)
    unclear = (inert(desk.texts.say(one)) for one in line.unclear)
    doubts = (*unclear, *_too_long(desk, line)) or away
    try:
        stored = _earlier(desk, body, line) if doubts else _log(desk, body, line)
    except UNAVAILABLE:
        show(desk, body, _prefilled(desk, line, say=not_saved(desk.texts)))
        return ack()
    if isinstance(stored, Receipt):
        desk.nudge()
        t = desk.texts
        return ack(text=sentence(t, stored), blocks=blocks(t, stored), response_type="ephemeral")
    if stored is not None:
        show(desk, body, repeat.offer(desk, _draft(desk, line), stored))
    else:
        show(desk, body, _prefilled(desk, line, say="\n".join(doubts)))
    return ack()


def _log(desk: Desk, body: Body, line: OneLine) -> Receipt | Earlier:
    return log(desk, _call(desk, line), by=user_of(body), key=key_of(body))


def _earlier(desk: Desk, body: Body, line: OneLine) -> Earlier | None:
    """What is already open from the number: said before any doubt is."""
    if line.phone is None:
        return None
    with desk.database.write() as session:
        desk.remind(session)
        return earlier(desk, session, line.phone, by=user_of(body), unless=key_of(body), now=desk.clock())


def _too_long(desk: Desk, line: OneLine) -> tuple[str, ...]:
    if len(line.name) <= MOST_NAME:
        return ()
    return (desk.texts("Navnet er for langt til feltet, så det står i beskeden. Skriv det kortere."),)


def _away(session: Session, desk: Desk, line: OneLine) -> tuple[str, ...]:
    """The person asked for is away: said before the call is logged."""
    if line.whom is None or line.whom.kind != PERSON:
        return ()
    now = desk.clock()
    names = dict(known_people(session, desk.office))
    roster = absences.roster(session, desk.office, now)
    said = leave(desk.texts, roster, line.whom.key, names, now)
    if not said:
        return ()
    name = inert(names.get(line.whom.key, ""))
    return (desk.texts("{name} er {away}. Tryk Gem, eller vælg en anden.", name=name, away=inert(said)),)


def _parsed(session: Session, desk: Desk, text: str) -> OneLine:
    people = known_people(session, desk.office)
    return parse_one_line(
        text,
        people=people,
        teams=[(team.key, team.name) for team in desk.office.teams],
        others=other_colleagues(session, desk.office, dict(people)),
    )


def _call(desk: Desk, line: OneLine) -> Call:
    whom = chosen(desk.office, _value(line))
    topic = line.topic or Topic.OTHER
    return Call(
        team_key=whom.team.key,
        owner_id=whom.owner_id,
        phone=None if line.withheld else line.phone,
        name=line.name,
        topic=topic,
        urgent=is_urgent(topic, _ticks(line)),
        interpreter=line.interpreter,
        protected=line.protected,
        note=line.note,
    )


def _ticks(line: OneLine) -> tuple[str, ...]:
    said = (
        (words.URGENT, line.urgent),
        (words.INTERPRETER, line.interpreter),
        (words.PROTECTED, line.protected),
    )
    return tuple(key for key, ticked in said if ticked)


def _value(line: OneLine) -> str:
    if line.whom is None:
        return ""
    return f"{TEAM if line.whom.kind == 'team' else PERSON}:{line.whom.key}"


def _prefilled(desk: Desk, line: OneLine, *, say: str) -> Body:
    return form(desk.texts, _draft(desk, line), private_metadata="", say=say)


def _draft(desk: Desk, line: OneLine) -> Draft:
    with desk.database.read() as session:
        whom = option_for(session, desk.texts, desk.office, _value(line), desk.clock()) if line.whom else None
    fits = len(line.name) <= MOST_NAME
    return Draft(
        phone=desk.texts("ringer selv igen")
        if line.withheld
        else pretty_phone(line.phone)
        if line.phone
        else "",
        whom=whom,
        name=line.name if fits else "",
        topic=line.topic or Topic.OTHER,
        extras=_ticks(line),
        note=line.note if fits else f"{line.name}, {line.note}",
    )


def _find(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    """The fate of the open calls from a number, and nothing of the citizen."""
    try:
        phone = parse_phone(str(TypedText.from_slack(text)))
    except BadPhone as error:
        return say(desk, body, ack, desk.texts.say(error))
    now = desk.clock()
    with desk.database.write() as session:
        numbers = [deadline.id for deadline in intake.find(session, desk.vault, phone)]
        events.record(session, at=now, actor=user_of(body), action="number_searched", found=len(numbers))
        items = worklist.items(session, numbers)
        hands = desk.hands(session, items, now)
    return say(desk, body, ack, found(desk.texts, items, hands, now))


def _reopen(desk: Desk, body: Body, ack: Ack, typed: str) -> BoltResponse:
    """A closed call by its number: it may stand on no list any more."""
    number = NUMBER.fullmatch(typed)
    if number is None:
        command = desk.office.commands.callback
        return say(
            desk, body, ack, desk.texts("Skriv nummeret med: *{command} genåbn 142*.", command=command)
        )
    return on_call(
        desk, body, ack, Action.REOPEN, number[1], lambda session, press: reopening(desk, session, press)
    )
