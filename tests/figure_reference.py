"""A second opinion on the figures, from the event log alone: every life is told again, and its days listed.

Shares no query with `storage`: it reads one table, in order, and counts with lists and loops.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rules.figures import (
    Count,
    Figure,
    Kept,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Period,
    Share,
    Value,
    Values,
)
from storage.models import Event

DECISIONS = ("granted", "partial", "refused")
# Owed to a citizen: an answer, a letter, a complaint sent on, a treatment begun.
OWED = ("decision", "remitted", "reassessment", "forwarding", "access", "notice", "start")


@dataclass
class Try:
    at: datetime
    spoke: bool
    in_hours: str | None
    waited: int | None


@dataclass
class Life:
    """What the log has said of one item so far."""

    began: datetime
    team: str
    call: bool
    closed: datetime | None = None
    gone: bool = False
    goal: datetime | None = None
    due: datetime | None = None
    tries: list[Try] = field(default_factory=list)
    contact: datetime | None = None
    repeats: list[datetime] = field(default_factory=list)
    rule: str = ""
    kind: str = ""
    whose: str = ""
    ends: str = ""
    legal: date = date.min
    legal_at: datetime | None = None
    decided: date | None = None
    sent: date | None = None
    result: str | None = None
    letter: date | None = None
    received: date = date.min
    relatives: str | None = None


def _begin_call(event: Event) -> Life:
    life = Life(event.at, event.detail["team"], call=True)
    _promise(life, event)
    return life


def _promise(life: Life, event: Event) -> None:
    life.team = event.detail["team"]
    life.goal, life.due = _moment(event, "goal"), _moment(event, "due")


def _begin_case(event: Event) -> Life:
    life = Life(event.at, event.detail["team"], call=False, rule=event.detail["rule"])
    life.received = date.fromisoformat(event.detail["received"])
    _law(life, event)
    return life


def _law(life: Life, event: Event) -> None:
    life.kind = event.detail["kind"]
    life.whose, life.ends = event.detail["whose"], event.detail["ends"]
    life.legal, life.legal_at = date.fromisoformat(event.detail["legal"]), _moment(event, "legal_at")


def _moment(event: Event, name: str) -> datetime:
    return datetime.fromisoformat(event.detail[name])


def _tried(life: Life, event: Event) -> None:
    waited = event.detail.get("waited")
    spoke = event.action == "spoke"
    life.tries.append(Try(event.at, spoke, event.detail.get("in_hours"), int(waited) if waited else None))
    if spoke:
        life.contact = event.at


def _closed(life: Life, event: Event) -> None:
    life.closed = event.at


def _gone(life: Life, event: Event) -> None:
    life.gone = True


def _call_reopened(life: Life, event: Event) -> None:
    if event.detail["why"] == "mistake" and life.tries and life.tries[-1].spoke:
        life.tries.pop()
    life.closed = life.contact = None


def _moved(life: Life, event: Event) -> None:
    life.team = event.detail["team"]


def _rang_again(life: Life, event: Event) -> None:
    life.repeats.append(event.at)


def _ended(life: Life, event: Event) -> None:
    sent = event.detail.get("sent")
    life.closed, life.result = event.at, event.detail["outcome"]
    life.decided, life.sent = date.fromisoformat(event.detail["decided"]), sent and date.fromisoformat(sent)
    life.relatives = event.detail.get("relatives")


def _announced(life: Life, event: Event) -> None:
    sent = date.fromisoformat(event.detail["sent"])
    life.letter = min(life.letter or sent, sent)


def _took_over(life: Life, event: Event) -> None:
    life.began = _moment(event, "since")


def _case_reopened(life: Life, event: Event) -> None:
    life.closed = life.result = life.decided = life.sent = life.relatives = None


BEGINNINGS: dict[str, Callable[[Event], Life]] = {
    "call_logged": _begin_call,
    "deadline_registered": _begin_case,
    "deadline_imported": _begin_case,
}
TURNS: dict[str, Callable[[Life, Event], None]] = {
    "call_corrected": _promise,
    "call_undone": _gone,
    "attempt": _tried,
    "spoke": _tried,
    "noted": _closed,
    "ended": _closed,
    "reopened": _call_reopened,
    "reassigned": _moved,
    "handed_over": _moved,
    "handover_undone": _moved,
    "called_again": _rang_again,
    "deadline_ended": _ended,
    "deadline_announced": _announced,
    "deadline_reopened": _case_reopened,
    "deadline_undone": _gone,
    "deadline_took_over": _took_over,
    "rule_applied": _law,
}


def lives(log: Iterable[Event]) -> list[Life]:
    """Every item the log tells of, as it stands when the log ends."""
    told: dict[int, Life] = {}
    for event in log:
        if event.deadline_id is None or event.result != "done":
            continue
        if event.action in BEGINNINGS:
            told[event.deadline_id] = BEGINNINGS[event.action](event)
        elif event.action in TURNS:
            TURNS[event.action](told[event.deadline_id], event)
    return list(told.values())


@dataclass(frozen=True)
class Days:
    """A period by the wall clock, as seen at `now`."""

    period: Period
    zone: ZoneInfo
    now: datetime

    def hold(self, at: datetime | None) -> bool:
        return at is not None and self.period.starts <= at.astimezone(self.zone).date() < self.period.ends

    def settled(self, at: datetime | None) -> bool:
        return at is not None and at < self.now and self.hold(at)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.period.ends, time.min, tzinfo=self.zone)


def reference(
    log: Iterable[Event], teams: Collection[str], period: Period, zone: ZoneInfo, now: datetime
) -> Values:
    """Every figure of the teams over the period."""
    here = [life for life in lives(log) if life.team in teams and not life.gone]
    days = Days(period, zone, now)
    calls, cases = [one for one in here if one.call], [one for one in here if not one.call]
    return _of_calls(calls, days) | _of_cases(cases, days)


def _of_calls(calls: list[Life], days: Days) -> dict[Figure, Value]:
    logged = sum(days.hold(one.began) for one in calls)
    repeats = sum(days.hold(at) for one in calls for at in one.repeats)
    tries = [one for call in calls for one in call.tries if days.hold(one.at)]
    reached = [one for one in calls if days.hold(one.contact)]
    closed = [one for one in calls if days.hold(one.closed)]
    in_hours = [one.in_hours for one in tries if one.in_hours is not None]
    return {
        Figure.CALLS: Count(logged),
        Figure.REPEAT_CALLS: Share(repeats, logged + repeats),
        **_kept_promises(calls, days),
        Figure.WAIT: _wait(calls, days),
        Figure.CONTACT_RATE: Share(sum(one.contact is not None for one in closed), len(closed)),
        Figure.ATTEMPTS_PER_CONTACT: Mean(sum(len(one.tries) for one in reached), len(reached)),
        Figure.IN_TELEPHONE_HOURS: Share(in_hours.count("yes"), len(in_hours)),
        Figure.CONTACTS: Count(sum(one.spoke for one in tries)),
        Figure.OPEN_CALLS: Count(_open(calls, days)),
    }


def _kept_promises(calls: list[Life], days: Days) -> dict[Figure, Value]:
    to_goal = [one for one in calls if days.settled(one.goal)]
    to_limit = [one for one in calls if days.settled(one.due)]
    return {
        Figure.RUNG_WITHIN_GOAL: Share(sum(_rung(one, one.goal) for one in to_goal), len(to_goal)),
        Figure.RUNG_WITHIN_LIMIT: Share(sum(_rung(one, one.due) for one in to_limit), len(to_limit)),
        Figure.REACHED_WITHIN_GOAL: Share(sum(_reached(one, one.goal) for one in to_goal), len(to_goal)),
        Figure.REACHED_WITHIN_LIMIT: Share(sum(_reached(one, one.due) for one in to_limit), len(to_limit)),
    }


def _rung(call: Life, by: datetime | None) -> bool:
    return bool(call.tries and by and call.tries[0].at <= by)


def _reached(call: Life, by: datetime | None) -> bool:
    return bool(call.contact and by and call.contact <= by)


def _wait(calls: list[Life], days: Days) -> Median:
    firsts = [one.tries[0] for one in calls if one.tries and days.hold(one.tries[0].at)]
    quarters = sorted(-(-one.waited // 15) for one in firsts if one.waited is not None)
    return Median(quarters[len(quarters) // 2] / 4 if quarters else None, len(quarters))


def _open(items: list[Life], days: Days) -> int:
    return sum(one.began < days.end and (one.closed is None or one.closed >= days.end) for one in items)


def _of_cases(cases: list[Life], days: Days) -> dict[Figure, Value]:
    decided = Counter(one.result for one in cases if days.hold(one.closed))
    rules: dict[str, Counter[Kept]] = {}
    for one in cases:
        if _counts(one, days):
            rules.setdefault(one.rule, Counter())[_kept(one)] += 1
    return {
        Figure.DEADLINES: Paragraphs({rule: dict(kept) for rule, kept in rules.items()}),
        Figure.DECISIONS: Parts({result: decided[result] for result in DECISIONS}),
        Figure.OPEN_DEADLINES: Count(_open(cases, days)),
        **_of_decisions([one for one in cases if one.result in DECISIONS and days.hold(one.closed)]),
    }


def _of_decisions(made: list[Life]) -> dict[Figure, Value]:
    asked = [one.relatives for one in made if one.relatives is not None]
    rules = {one.rule for one in made}
    of_each = {rule: _took([one for one in made if one.rule == rule]) for rule in rules}
    return {
        Figure.LEAD_TIME: LeadTimes(_took(made), of_each),
        Figure.RELATIVES: Share(asked.count("yes"), len(asked)),
    }


def _took(made: list[Life]) -> Middle:
    days = sorted((one.decided - one.received).days for one in made if one.decided)
    return Middle(days[len(days) // 2] if days else None, len(days))


def _counts(case: Life, days: Days) -> bool:
    passed = case.legal_at is not None and case.began <= case.legal_at < days.now
    in_period = days.period.starts <= case.legal < days.period.ends
    owed = case.kind in OWED and case.whose == "authority"
    return passed and in_period and owed and case.result != "dropped"


def _kept(case: Life) -> Kept:
    stopped = (case.sent if case.ends == "sent" else None) or case.decided
    if stopped is not None and stopped <= case.legal:
        return Kept.KEPT
    return Kept.ANNOUNCED if case.letter is not None and case.letter <= case.legal else Kept.MISSED
