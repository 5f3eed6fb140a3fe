"""One call as a line: number, topic, team and time, never who rang (trust.md P5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.attempts import may_end
from rules.order import Reason, breached, due_today, reason
from rules.rule_search import kinds_started_by
from rules.worktime import WorkCalendar
from storage.models import Ending, Note, State
from storage.worklist import WorkItem
from views import ids, words
from views.blocks import Block, actions, button, inert, option, overflow, section
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a line, and when. Names of teams are told to whoever sees more than one."""

    slack_id: str
    now: datetime
    team_names: dict[str, str]
    away: frozenset[str] = frozenset()  # owners who are away, so that a deputy sees why a call is theirs
    leads: frozenset[str] = frozenset()  # the keys of the teams the reader leads
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)  # by team, to count working days
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # names of teams they do not work for


def line(t: Texts, item: WorkItem, reader: Reader) -> list[Block]:
    """The line and what can be done about it."""
    if not item.live:
        again = _reopen(t, item) if _may_reopen(item, reader) else None
        return [section(f"~{_title(t, item, reader)}~ · {_fate(t, item, reader)}", accessory=again)]
    if gone(item, reader):
        return [_text(t, item, reader, t("nu hos {team}", team=inert(reader.elsewhere[item.team_key])))]
    if item.to_note:
        return [_text(t, item, reader, _fate(t, item, reader)), _note_buttons(t, item)]
    if _in_others_hands(item, reader):
        return [_text(t, item, reader, first(t, item.taken_by_name, item.taken_at, reader))]
    return [_text(t, item, reader, " · ".join(_facts(t, item, reader))), _buttons(t, item)]


def gone(item: WorkItem, reader: Reader) -> bool:
    """Whether it has left the teams the reader works for; whoever stands in for its owner has it still."""
    return (
        item.team_key in reader.elsewhere
        and item.owner_id != reader.slack_id
        and item.owner_id not in reader.away
    )


def _in_others_hands(item: WorkItem, reader: Reader) -> bool:
    """Urgent, and somebody at work has said they ring: nothing for the reader to do, while there is time."""
    hands = {item.owner_id, item.taken_by}
    taken = item.urgent and item.taken_by is not None and item.taken_by not in reader.away
    theirs = reader.slack_id in hands or item.team_key in reader.leads
    return taken and not theirs and not breached(item, reader.now)


def _may_reopen(item: WorkItem, reader: Reader) -> bool:
    """What was undone is deleted; the rest its owner and the lead may take up again."""
    theirs = reader.slack_id == item.owner_id or item.team_key in reader.leads
    return item.state is State.CLOSED and theirs


def _reopen(t: Texts, item: WorkItem) -> Block:
    return button(ids.REOPEN, t("Genåbn"), str(item.number))


def _text(t: Texts, item: WorkItem, reader: Reader, rest: str) -> Block:
    return section(f"*{_title(t, item, reader)}* · {rest}")


def _title(t: Texts, item: WorkItem, reader: Reader) -> str:
    title = t("Nr. {number} · {topic}", number=item.number, topic=words.topic(t, item.topic))
    if len(reader.team_names) > 1 and not gone(item, reader):
        title += f" · {inert(reader.team_names.get(item.team_key, item.team_key))}"
    return title


def _facts(t: Texts, item: WorkItem, reader: Reader) -> list[str]:
    facts = [why(t, item, reader), *_agreed_too(t, item, reader), *_whose(t, item, reader)]
    if item.repeat_calls:
        facts.append(t.count("ringede igen", "ringede igen, {n} gange", item.repeat_calls))
    if item.attempts:
        facts.append(t.count("1 forsøg", "{n} forsøg", item.attempts))
    if rung_late(item):
        facts.append(t("ringet efter fristen"))
    if item.wrong_number:
        facts.append(t("forkert nummer"))
    if item.withheld:
        facts.append(t("ringer selv igen"))
    if item.best_time != "any":
        facts.append(t("træffes bedst: {when}", when=words.best_time(t, item.best_time)))
    if item.interpreter:
        facts.append(t("tolk"))
    return facts


def rung_late(item: WorkItem) -> bool:
    """The first attempt came after the limit: it counts as an attempt, and the breach stays visible."""
    return item.first_attempt_at is not None and item.first_attempt_at > item.due_at


def _agreed_too(t: Texts, item: WorkItem, reader: Reader) -> list[str]:
    """What is urgent says that first, and a time agreed with the citizen stands beside it."""
    return [_agreed(t, item.agreed_at, reader)] if item.urgent and item.agreed_at else []


def _whose(t: Texts, item: WorkItem, reader: Reader) -> list[str]:
    """The owner, and of an urgent call who took it when that was somebody else than the reader."""
    owner = _for_whom(t, item, reader)
    if not item.urgent or item.taken_at is None or item.taken_by == reader.slack_id:
        return owner
    when = t.near(item.taken_at, reader.now)
    if item.taken_by == item.owner_id and item.owner_id in reader.away:
        return [*owner, t("taget {when}", when=when)]
    name = inert(item.taken_by_name) if item.taken_by_name else t("en kollega")
    taken = t("taget af {name} {when}", name=name, when=when)
    return [taken] if item.taken_by == item.owner_id else [*owner, taken]


def _for_whom(t: Texts, item: WorkItem, reader: Reader) -> list[str]:
    if item.owner_name is None or item.owner_id == reader.slack_id:
        return []
    if item.owner_id in reader.away:
        return [t("for {owner}, der er væk", owner=inert(item.owner_name))]
    return [t("hos {owner}", owner=inert(item.owner_name))]


def why(t: Texts, item: WorkItem, reader: Reader) -> str:
    """Why the line stands where it stands."""
    if item.urgent:
        return _haste(t, item, reader)
    if item.agreed_at is not None and _days_since(t, item.agreed_at, reader) > 0:
        return _agreed(t, item.agreed_at, reader)
    due = t.moment(item.due_at)
    match reason(item, reader.now, t.zone):
        case Reason.BREACHED:
            return t("over fristen, der var {due}", due=due)
        case Reason.DUE_TODAY:
            return t("frist i dag kl. {clock}", clock=t.clock(item.due_at))
        case Reason.AGREED_TODAY | Reason.WAITING:
            return _when_next(t, item, reader)
        case _:
            return t("senest {due}", due=due)


def _haste(t: Texts, item: WorkItem, reader: Reader) -> str:
    if breached(item, reader.now):
        return t("haster, over fristen, der var {due}", due=t.moment(item.due_at))
    if due_today(item, reader.now, t.zone):
        return t("haster, frist i dag kl. {clock}", clock=t.clock(item.due_at))
    return t("haster, senest {due}", due=t.moment(item.due_at))


def _when_next(t: Texts, item: WorkItem, reader: Reader) -> str:
    if item.agreed_at is not None:
        return _agreed(t, item.agreed_at, reader)
    return t("prøv igen {when}", when=t.near(item.snoozed_until or item.due_at, reader.now))


def _agreed(t: Texts, at: datetime, reader: Reader) -> str:
    """A time agreed with the citizen; from the next day on it was not kept, until somebody rings."""
    match _days_since(t, at, reader):
        case 1:
            return t("aftalt i går kl. {clock}, ikke ringet", clock=t.clock(at))
        case days if days > 1:
            return t("aftalt {when}, ikke ringet", when=t.near(at, reader.now))
        case _:
            return t("aftalt {when}", when=t.near(at, reader.now))


def _days_since(t: Texts, at: datetime, reader: Reader) -> int:
    return (reader.now.astimezone(t.zone).date() - at.astimezone(t.zone).date()).days


def _fate(t: Texts, item: WorkItem, reader: Reader) -> str:
    """What was done, and by whom when it was not the reader."""
    if item.state is State.WITHDRAWN:
        return t("fortrudt af den, der tog beskeden")
    done = _ended(t, item, reader)
    by, name, when = (
        (item.contact_by, item.contact_by_name, item.contact_at)
        if item.contact_at
        else (item.closed_by, item.closed_by_name, item.closed_at)
    )
    if by != reader.slack_id:
        return f"{first(t, name, when, reader)}: {done}"
    return t("{done}. Mangler: er det journaliseret?", done=done) if item.to_note else done


def _ended(t: Texts, item: WorkItem, reader: Reader) -> str:
    if item.contact_at is None:
        return ending(t, item.ending)
    spoke = t("talt med {when}", when=t.near(item.contact_at, reader.now))
    if item.to_note:
        return spoke
    if item.note_answer is Note.JOURNALED:
        return t("{spoke}, journaliseret", spoke=spoke)
    return t("{spoke}, intet notatpligtigt", spoke=spoke)


def ending(t: Texts, how: Ending | None) -> str:
    """How a call ended that nobody could be reached for."""
    match how:
        case Ending.LETTER:
            return t("afsluttet: brev sendt")
        case Ending.IN_VAIN:
            return t("afsluttet som forgæves")
        case _:
            return t("afsluttet")


def first(t: Texts, who: str | None, when: datetime | None, reader: Reader) -> str:
    """Who was first, and when, to somebody who came second."""
    name = inert(who) if who else t("en kollega")
    if when is None:
        return t("{name} var først", name=name)
    return t("{name} var først {when}", name=name, when=t.near(when, reader.now))


def _buttons(t: Texts, item: WorkItem) -> Block:
    number = str(item.number)
    first = []
    if item.owner_id is None or (item.urgent and item.taken_by is None):
        first.append(button(ids.TAKE, t("Jeg tager den"), number, style="primary"))
    else:
        first.append(button(ids.SPOKE, t("Talt med"), number, style="primary"))
    return actions(
        f"call:{number}",
        [
            button(ids.VIEW, t("Vis"), number),
            *first,
            button(ids.NO_ANSWER, t("Ikke svar"), number),
            button(ids.LATER, t("Senere"), number),
            *_unreached(t, item, number),
            *_starts(t, item, number),
            _more(t, item, number),
        ],
    )


def _unreached(t: Texts, item: WorkItem, number: str) -> list[Block]:
    if not may_end(item.attempts, item.attempt_days, wrong_number=item.wrong_number):
        return []
    return [button(ids.UNREACHED, t("Kan ikke nås"), number)]


def _starts(t: Texts, item: WorkItem, number: str) -> list[Block]:
    """An application, a complaint or a request for documents may itself start a clock (domain.md §2)."""
    return [button(ids.START, t("Start frist"), number)] if may_start(item) else []


def may_start(item: WorkItem) -> bool:
    """Whether the call is about something that starts a clock, and none was started from it yet."""
    return bool(kinds_started_by(item.topic)) and item.started is None


def _more(t: Texts, item: WorkItem, number: str) -> Block:
    choices = [
        option(t("Optaget"), f"{ids.MORE_BUSY}:{number}"),
        option(t("Lagt en besked"), f"{ids.MORE_LEFT_MESSAGE}:{number}"),
        option(t("Forkert nummer"), f"{ids.MORE_WRONG_NUMBER}:{number}"),
        option(t("Telefonnotat"), f"{ids.MORE_PHONE_NOTE}:{number}"),
        option(t("Giv videre"), f"{ids.MORE_REASSIGN}:{number}"),
    ]
    return overflow(ids.MORE, choices)


def _note_buttons(t: Texts, item: WorkItem) -> Block:
    number = str(item.number)
    return actions(
        f"note:{number}",
        [
            button(ids.JOURNALED, t("Journaliseret"), number, style="primary"),
            button(ids.NOTHING, t("Intet notatpligtigt"), number),
            button(ids.PHONE_NOTE, t("Telefonnotat"), number),
            *_starts(t, item, number),
            _reopen(t, item),
        ],
    )
