"""One call as a line: number, topic, team and time, never who rang (trust.md P5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.order import Reason, reason
from storage.models import Note, State
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


def unseen(items: Iterable[WorkItem], *shown: Sequence[WorkItem]) -> list[WorkItem]:
    """The items not shown already: Slack refuses a surface with the same buttons twice."""
    numbers = {item.number for part in shown for item in part}
    return [item for item in items if item.number not in numbers]


def line(t: Texts, item: WorkItem, reader: Reader) -> list[Block]:
    """The line and what can be done about it."""
    if not item.live:
        return [section(f"~{_title(t, item, reader)}~ · {_fate(t, item, reader)}")]
    if item.to_note:
        return [_text(t, item, reader, _fate(t, item, reader)), _note_buttons(t, item)]
    if item.urgent and item.taken_by and item.taken_by != reader.slack_id:
        return [_text(t, item, reader, _first(t, item.taken_by_name, item.taken_at, reader))]
    return [_text(t, item, reader, " · ".join(_facts(t, item, reader))), _buttons(t, item)]


def _text(t: Texts, item: WorkItem, reader: Reader, rest: str) -> Block:
    return section(f"*{_title(t, item, reader)}* · {rest}")


def _title(t: Texts, item: WorkItem, reader: Reader) -> str:
    title = t("Nr. {number} · {topic}", number=item.number, topic=words.topic(t, item.topic))
    if len(reader.team_names) > 1:
        title += f" · {inert(reader.team_names.get(item.team_key, item.team_key))}"
    return title


def _facts(t: Texts, item: WorkItem, reader: Reader) -> list[str]:
    facts = [why(t, item, reader), *_for_whom(t, item, reader)]
    if item.repeat_calls:
        facts.append(t.count("ringede igen", "ringede igen, {n} gange", item.repeat_calls))
    if item.attempts:
        facts.append(t.count("1 forsøg", "{n} forsøg", item.attempts))
    if item.withheld:
        facts.append(t("ringer selv igen"))
    if item.best_time != "any":
        facts.append(t("træffes bedst: {when}", when=words.best_time(t, item.best_time)))
    if item.interpreter:
        facts.append(t("tolk"))
    return facts


def _for_whom(t: Texts, item: WorkItem, reader: Reader) -> list[str]:
    if item.owner_name is None or item.owner_id == reader.slack_id:
        return []
    if item.owner_id in reader.away:
        return [t("for {owner}, der er væk", owner=inert(item.owner_name))]
    return [t("hos {owner}", owner=inert(item.owner_name))]


def why(t: Texts, item: WorkItem, reader: Reader) -> str:
    """Why the line stands where it stands."""
    due = t.moment(item.due_at)
    match reason(item, reader.now, t.zone):
        case Reason.URGENT:
            return t("haster, senest {due}", due=due)
        case Reason.BREACHED:
            return t("over fristen, der var {due}", due=due)
        case Reason.DUE_TODAY:
            return t("frist i dag kl. {clock}", clock=t.clock(item.due_at))
        case Reason.WAITING:
            return t("prøv igen {when}", when=t.near(item.snoozed_until or item.due_at, reader.now))
        case _:
            return t("senest {due}", due=due)


def _fate(t: Texts, item: WorkItem, reader: Reader) -> str:
    """What was done, and by whom when it was not the reader."""
    if item.state is State.WITHDRAWN:
        return t("fortrudt af den, der tog beskeden")
    done = (
        t("talt med {when}", when=t.near(item.contact_at, reader.now)) if item.contact_at else t("afsluttet")
    )
    if not item.to_note:
        answer = t("journaliseret") if item.note_answer is Note.JOURNALED else t("intet notatpligtigt")
        done = f"{done}, {answer}"
    by, name, when = (
        (item.contact_by, item.contact_by_name, item.contact_at)
        if item.contact_at
        else (item.closed_by, item.closed_by_name, item.closed_at)
    )
    if by != reader.slack_id:
        return f"{_first(t, name, when, reader)}: {done}"
    return t("{done}. Mangler: er det journaliseret?", done=done) if item.to_note else done


def _first(t: Texts, who: str | None, when: datetime | None, reader: Reader) -> str:
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
            _more(t, item, number),
        ],
    )


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
        ],
    )
