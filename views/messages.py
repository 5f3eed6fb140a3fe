"""The direct messages: the day's list, one line at telephone hours, a warning, an urgent call.

Calls and statutory deadlines stand in one order; the sentences for deadlines are in `case_messages`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.order import Reason, breached, due_today, not_kept, reason, working_order
from storage.caselist import CaseItem
from storage.returns import WhileAway
from storage.worklist import WorkItem
from views import case_messages
from views.blocks import Block, Message, context, divider, header, inert, section
from views.lines import Reader, gone
from views.listed import Listed, calls_of, cases_of, listed, unseen
from views.texts import Texts

# A live line takes two blocks; the headings, the foot and the lead's part need room too.
MOST_LINES = 18
MOST_BLOCKS = 48


@dataclass(frozen=True, slots=True)
class More:
    """Deadlines of each part that were counted and not read: no list has room for them."""

    mine: int = 0
    team: int = 0
    over: int = 0
    late: int = 0  # of one's own, those that have passed


@dataclass(frozen=True, slots=True)
class DaysList:
    """What one person's list says. `over` is what the leads see: nobody has rung or decided by the limit."""

    mine: Sequence[Listed] = field(default_factory=tuple)
    team: Sequence[Listed] = field(default_factory=tuple)
    over: Sequence[Listed] = field(default_factory=tuple)
    done: Sequence[Listed] = field(default_factory=tuple)
    more: More = field(default_factory=More)
    back: WhileAway | None = None

    @property
    def empty(self) -> bool:
        return not (self.mine or self.team or self.over) and (self.back is None or self.back.nothing)


def days_list(t: Texts, data: DaysList, reader: Reader) -> Message:
    """The list in working order, most urgent first."""
    live = working_order(data.mine, reader.now, t.zone)
    blocks = [header(_heading(t, data, reader))]
    blocks += [section(while_away(t, data.back))] if data.back and not data.back.nothing else []
    blocks += _lines(t, live, reader, data.more.mine) or [section(_nothing_of_ones_own(t, data, reader))]
    blocks += _part(t, t("På teamets liste, uden ejer"), data.team, reader, data.more.team)
    over = unseen(data.over, data.mine, data.team)
    blocks += _part(t, t("Over fristen i teamet"), over, reader, data.more.over)
    blocks += [one for item in data.done for one in listed(t, item, reader)]
    return Message(summary(t, data, reader), _fit(t, blocks))


def _nothing_of_ones_own(t: Texts, data: DaysList, reader: Reader) -> str:
    """Deadlines of the team are not calls to ring, and are what the list is about."""
    others = [*data.team, *data.over]
    return summary(t, data, reader) if cases_of(others) else t("Du har ingen opkald at ringe tilbage på.")


def _heading(t: Texts, data: DaysList, reader: Reader) -> str:
    day = t.day(reader.now)
    if any(map(cases_of, (data.mine, data.team, data.over))):
        return t("Dine opkald og frister {day}", day=day)
    return t("Dine opkald {day}", day=day)


def while_away(t: Texts, back: WhileAway) -> str:
    """One line to somebody who is back, in counts."""
    return t(
        "Mens du var væk, kom der {came} opkald til dig. Kolleger fik fat i {reached}, "
        "og {waiting} venter på dig.",
        came=back.came,
        reached=back.reached,
        waiting=back.waiting,
    )


def summary(t: Texts, data: DaysList, reader: Reader) -> str:
    """The list in one sentence, for the notification and for being read aloud."""
    calls, cases = calls_of(data.mine), cases_of(data.mine)
    to_ring = [item for item in calls if not item.to_note]
    parts = [_to_do(t, to_ring, cases, data.more, reader)] if to_ring or cases else []
    missing = len(calls) - len(to_ring)
    if missing:
        parts.append(t.count("1 opkald mangler notat.", "{n} opkald mangler notat.", missing))
    team, over = len(calls_of(data.team)), len(calls_of(data.over))
    if team:
        parts.append(t.count("1 opkald på teamets liste.", "{n} opkald på teamets liste.", team))
    if over:
        parts.append(
            t.count("1 opkald i teamet er over fristen.", "{n} opkald i teamet er over fristen.", over)
        )
    parts += case_messages.of_the_team(
        t, len(cases_of(data.team)) + data.more.team, len(cases_of(data.over)) + data.more.over
    )
    return " ".join(parts) or t("Du har ingen opkald at ringe tilbage på.")


def _to_do(t: Texts, calls: Sequence[WorkItem], cases: Sequence[CaseItem], more: More, reader: Reader) -> str:
    if not cases:
        return _to_ring(t, calls, reader)
    if not calls:
        return case_messages.to_look_at(t, cases, more.mine, more.late, reader)
    how_many = t.count(
        "Du har 1 opkald at ringe tilbage på", "Du har {n} opkald at ringe tilbage på", len(calls)
    )
    both = t.count(
        "{calls} og 1 frist at se på",
        "{calls} og {n} frister at se på",
        len(cases) + more.mine,
        calls=how_many,
    )
    everything: list[Listed] = [*calls, *cases]
    late = sum(breached(item, reader.now) for item in everything) + more.late
    if not late:
        return f"{both}."
    return t.count("{how_many}; 1 er over fristen.", "{how_many}; {n} er over fristen.", late, how_many=both)


def _to_ring(t: Texts, items: Sequence[WorkItem], reader: Reader) -> str:
    how_many = t.count(
        "Du har 1 opkald at ringe tilbage på", "Du har {n} opkald at ringe tilbage på", len(items)
    )
    late = sum(breached(item, reader.now) for item in items)
    if late:
        return t.count(
            "{how_many}; 1 er over fristen.", "{how_many}; {n} er over fristen.", late, how_many=how_many
        )
    first = min(item.due_at for item in items)
    return t("{how_many}, det første senest {when}.", how_many=how_many, when=t.near(first, reader.now))


def _part(t: Texts, title: str, items: Sequence[Listed], reader: Reader, more: int) -> list[Block]:
    if not items:
        return []
    ordered = working_order(items, reader.now, t.zone)
    return [divider(), section(f"*{title}*"), *_lines(t, ordered, reader, more)]


def _lines(t: Texts, items: Sequence[Listed], reader: Reader, unread: int) -> list[Block]:
    shown = [one for item in items[:MOST_LINES] for one in listed(t, item, reader)]
    more = len(items[MOST_LINES:]) + unread
    return [*shown, context(_more(t, more))] if more else shown


def _more(t: Texts, more: int) -> str:
    return t.count("… og 1 til. Hele listen står på Hjem.", "… og {n} til. Hele listen står på Hjem.", more)


def _fit(t: Texts, blocks: list[Block]) -> list[Block]:
    if len(blocks) <= MOST_BLOCKS:
        return blocks
    return [*blocks[:MOST_BLOCKS], context(t("Listen er for lang til en besked. Resten står på Hjem."))]


def telephone_hours(t: Texts, items: Sequence[WorkItem], reader: Reader) -> Message:
    """One line: the own telephone hours begin and calls remain."""
    remain = t.count(
        "Din telefontid er begyndt. Du har 1 opkald at ringe tilbage på",
        "Din telefontid er begyndt. Du har {n} opkald at ringe tilbage på",
        len(items),
    )
    text = f"{remain}{_late_and_due(t, items, reader)}."
    return Message(text, [section(text), context(t("Listen står øverst på Hjem."))])


def _late_and_due(t: Texts, items: Sequence[WorkItem], reader: Reader) -> str:
    over = sum(breached(item, reader.now) for item in items)
    today = sum(_still_due_today(t, item, reader) for item in items)
    if over and today:
        return t(", {over} over fristen og {today} med frist i dag", over=over, today=today)
    if over:
        return t(", {over} over fristen", over=over)
    return t(", {today} med frist i dag", today=today) if today else ""


def _still_due_today(t: Texts, item: WorkItem, reader: Reader) -> bool:
    """An urgent call may be; one with a time agreed with the citizen today waits for that instead."""
    because = reason(item, reader.now, t.zone)
    waits = because not in (Reason.DUE_TODAY, Reason.URGENT)
    return not waits and not breached(item, reader.now) and due_today(item, reader.now, t.zone)


def warning(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """The one interruption before a limit."""
    live = [item for item in calls_of(items) if item.live]
    calls = [item for item in live if not item.attempts]
    agreed_on = [item for item in live if item.attempts and not_kept(item, reader.now)]
    cases = [item for item in cases_of(items) if item.live]
    said = [_not_rung(t, calls, reader)] if calls else []
    said += [_not_rung_as_agreed(t, agreed_on, reader)] if agreed_on else []
    said += [case_messages.last_day(t, cases)] if cases else []
    text = " ".join(said) or t("Påmindelsen om fristen er klaret.")
    return _with_lines(t, text, items, reader)


def _not_rung(t: Texts, calls: Sequence[WorkItem], reader: Reader) -> str:
    first = min(item.due_at for item in calls)
    return t.count(
        "Frist {when}: 1 borger er ikke ringet op endnu.",
        "Frist {when}: {n} borgere er ikke ringet op endnu.",
        len(calls),
        when=t.near(first, reader.now),
    )


def _not_rung_as_agreed(t: Texts, calls: Sequence[WorkItem], reader: Reader) -> str:
    first = min(item.due_at for item in calls)
    return t.count(
        "Frist {when}: 1 borger venter stadig på et aftalt opkald.",
        "Frist {when}: {n} borgere venter stadig på et aftalt opkald.",
        len(calls),
        when=t.near(first, reader.now),
    )


def woken(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """A postponement that ended."""
    text = t.count(
        "Du bad om at blive mindet om 1 opkald nu.", "Du bad om at blive mindet om {n} opkald nu.", len(items)
    )
    return _with_lines(t, text, items, reader)


def agreed(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """A time agreed with a citizen is about to come."""
    times = sorted(item.agreed_at for item in items if item.live and item.agreed_at)
    if not times:
        return _with_lines(t, t("Aftalen om at ringe er klaret."), items, reader)
    text = t("Du har aftalt at ringe kl. {clocks}.", clocks=", ".join(map(t.clock, times)))
    return _with_lines(t, text, items, reader)


def called_again(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """A citizen who waits has rung again."""
    return _with_lines(t, t("En borger, du skal ringe til, har ringet igen."), items, reader)


def urgent(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """An urgent call, to owner and duty person at once."""
    if not _waiting(items, reader):
        return _with_lines(t, _settled(t, calls_of(items), reader), items, reader)
    text = t("Et opkald haster. Tryk »Jeg tager den«, så ved de andre, at du ringer.")
    return _with_lines(t, text, items, reader)


def urgent_lead(t: Texts, items: Sequence[Listed], reader: Reader) -> Message:
    """An urgent call nobody took, to the lead."""
    if not _waiting(items, reader):
        return _with_lines(t, _settled(t, calls_of(items), reader), items, reader)
    text = t("Et opkald, der haster, er ikke taget endnu. Ring selv, eller bed en kollega om det.")
    return _with_lines(t, text, items, reader)


def _waiting(items: Sequence[Listed], reader: Reader) -> bool:
    return any(_urgent_here(item, reader) and item.taken_by is None for item in calls_of(items))


def _urgent_here(item: WorkItem, reader: Reader) -> bool:
    return item.live and item.urgent and not gone(item, reader)


def _settled(t: Texts, calls: Sequence[WorkItem], reader: Reader) -> str:
    """What an alarm says when nobody need take anything: late after all, called off, moved, or taken."""
    late = sum(_urgent_here(item, reader) and breached(item, reader.now) for item in calls)
    if late:
        return t.count(
            "1 opkald, der haster, er over fristen.", "{n} opkald, der haster, er over fristen.", late
        )
    calm = [item for item in calls if item.live and not item.urgent]
    if calls and len(calm) == len(calls):
        return t.count("Opkaldet haster ikke længere.", "Opkaldene haster ikke længere.", len(calls))
    moved = [item for item in calls if item.live and item.urgent and gone(item, reader)]
    if moved and len(calm) + len(moved) == len(calls):
        return t.count(
            "Opkaldet, der haster, er nu hos et andet team.",
            "Opkaldene, der haster, er nu hos et andet team.",
            len(moved),
        )
    return t.count(
        "Der er taget hånd om opkaldet, der hastede.",
        "Der er taget hånd om opkaldene, der hastede.",
        len(calls),
    )


def undelivered(t: Texts, name: str, items: Sequence[Listed], reader: Reader) -> Message:
    """To a lead: somebody cannot be reached in Slack, and what they should have been told."""
    text = t("{name} kan ikke få beskeder i Slack.", name=inert(name))
    if items:
        text = t("{name} kan ikke få beskeder i Slack. Giv det herunder til en anden.", name=inert(name))
    return _with_lines(t, text, items, reader)


def channel_closed(t: Texts, team: str) -> Message:
    """To a lead: what the team's channel should have been told did not get there."""
    text = t(
        "Botten kan ikke skrive i kanalen for {team}. Inviter den ind i kanalen, "
        "eller bed administratoren om at vælge en anden.",
        team=inert(team),
    )
    return Message(text, [section(text)])


def nobody_left(t: Texts, team: str, waiting: int, urgent: int) -> Message:
    """To the team's channel, in counts: everybody who could ring is away."""
    text = t.count(
        "Ingen i {team} er på arbejde, og 1 opkald venter. Ring til en leder, eller sæt en vagt på.",
        "Ingen i {team} er på arbejde, og {n} opkald venter. Ring til en leder, eller sæt en vagt på.",
        waiting,
        team=inert(team),
    )
    if urgent:
        text += " " + t.count("1 opkald haster.", "{n} opkald haster.", urgent)
    return Message(text, [section(text)])


def superseded(t: Texts, reader: Reader, day: str) -> Message:
    """What is left of a list when a newer one stands below it."""
    text = t("Listen fra {day} er afløst af en nyere.", day=day)
    return Message(text, [context(text)])


def _with_lines(t: Texts, text: str, items: Sequence[Listed], reader: Reader) -> Message:
    ordered = working_order(items, reader.now, t.zone)
    return Message(text, _fit(t, [section(text), *_lines(t, ordered, reader, 0)]))
