"""What a simulated stretch of time is judged by: rules of its own, read from the recorder and the tables."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.simulate import Simulation
from bot.simulate_audit import Audit, Gone, Late, stored
from bot.simulate_judge_cases import untold_cases
from bot.simulate_office import ZONE
from bot.simulate_recorder import Told
from rules.office import Office, Team
from rules.worktime import SATURDAY, public_holidays
from storage import complaint_notices, notices
from storage.case_models import CaseClock
from storage.models import Event

NEVER = datetime.max.replace(tzinfo=UTC)
MOST_SAID = 20
URGENT = (notices.URGENT, notices.URGENT_LEAD)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures; those under `wrong` must be 0."""

    days: int
    calls: int
    cases: int
    messages: int
    weeks: int  # of them the leads' counts of the week
    urgent: int
    redrawn: int
    most_in_a_day: int
    breached: int  # a limit or a statutory date that passed
    missed: int  # statutory dates that passed with neither decision nor written notice
    acts: dict[str, int]  # what people did, and how often they were refused
    no_next_step: int
    nobodys: int  # neither an owner nor a team
    overslept: int  # a snooze that ended and woke nobody
    outside_hours: int
    to_absent: int
    over_budget: int
    told_twice: int
    lost: int  # logged, and not stored
    untold: int  # the limit passed unrung, and nobody was told before
    only_counted: int  # the same, but told in a count: "… og 5 til"
    case_untold: int  # a statutory date passed, and no list of its last working day spoke of it
    week_astray: int  # counts of the week that named an item, or went to somebody who leads nobody
    ill: int  # a lead was told that the bot had left something undone
    evidence: list[str]  # what was told twice or astray, so that it can be looked for

    @property
    def wrong(self) -> dict[str, int]:
        figures = asdict(self)
        return {name: figures[name] for name in RULES if figures[name]}


RULES = (
    "no_next_step",
    "nobodys",
    "overslept",
    "outside_hours",
    "to_absent",
    "over_budget",
    "told_twice",
    "lost",
    "untold",
    "case_untold",
    "week_astray",
    "ill",
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message as it was told, with what kind it is and whose hours it keeps."""

    told: Told
    kind: str
    team: Team

    @property
    def urgent(self) -> bool:
        return self.kind in URGENT

    @property
    def day(self) -> date:
        return self.told.at.astimezone(ZONE).date()


def judge(simulation: Simulation) -> Verdict:
    """Judge what happened until the last day's end."""
    office, recorder, audit = simulation.stage.office, simulation.recorder, simulation.audit
    with simulation.stage.database.read() as session:
        sent = _notices(office, recorder.told, audit.kinds)
        a_day = _a_day(sent)
        unshown = _unshown(sent, audit, recorder.first_shown)
        only_counted = sum(_counted(recorder.last_drawn, late) for late in unshown)
        twice, astray = _told_twice(audit, sent), _astray(audit.absences.values(), office, sent)
        return Verdict(
            days=simulation.plan.days,
            calls=simulation.reception.logged,
            cases=simulation.cases.registered,
            messages=len(sent),
            weeks=sum(one.kind == notices.WEEK for one in sent),
            urgent=sum(one.urgent for one in sent),
            redrawn=recorder.redrawn,
            most_in_a_day=max(a_day.values(), default=0),
            breached=_breached(session),
            missed=session.scalar(select(func.count()).where(CaseClock.missed_at.is_not(None))) or 0,
            acts=dict(sorted(simulation.stage.did.items())),
            no_next_step=len(audit.no_next_step),
            nobodys=len(audit.nobodys),
            overslept=len(audit.overslept),
            outside_hours=sum(not _in_hours(office, one) for one in sent),
            to_absent=_to_absent(audit.absences.values(), recorder.told),
            over_budget=sum(n > office.notices.dms_a_day for n in a_day.values()),
            told_twice=len(twice),
            lost=simulation.reception.logged + simulation.cases.registered - stored(session),
            untold=len(unshown) - only_counted,
            only_counted=only_counted,
            case_untold=untold_cases(session, office, recorder.told, audit.kinds),
            week_astray=len(astray),
            ill=sum(one.kind == notices.ILL for one in sent),
            evidence=(twice + astray)[:MOST_SAID],
        )


def _notices(office: Office, told: Iterable[Told], kinds: Mapping[int, tuple[str, str]]) -> list[Notice]:
    return [Notice(one, kind, office.team(team)) for one in told for kind, team in [kinds[one.outbox_id]]]


def _a_day(sent: Iterable[Notice]) -> Counter[tuple[str, date]]:
    """Direct messages a person and day, without those that are outside the budget."""
    uncounted = (notices.NOBODY, *complaint_notices.KINDS)
    counted = (one for one in sent if not one.urgent and one.kind not in uncounted)
    return Counter((one.told.recipient, one.day) for one in counted)


def _breached(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Event).where(Event.action == "breached")) or 0


def _in_hours(office: Office, notice: Notice) -> bool:
    """On a day the team works, between the notice hours.

    An urgent one, a warning and an agreed time also while the team is open.
    """
    calendar, at = notice.team.calendar, notice.told.at.astimezone(ZONE)
    closing = calendar.closings.get(notice.day)
    if notice.day.weekday() >= SATURDAY or notice.day in public_holidays(notice.day.year):
        return False
    spans = [(office.notices.earliest, office.notices.latest)]
    if notice.urgent or notice.kind in (notices.WARN, notices.AGREED):
        spans += [(one.start, one.end) for one in calendar.opening.get(notice.day.weekday(), ())]
    if closing is not None:
        spans = [(start, min(end, closing.closes_at)) for start, end in spans if closing.closes_at]
    return any(start <= at.time() < end for start, end in spans)


def _to_absent(absences: Iterable[Gone], told: Iterable[Told]) -> int:
    """Messages to people whose absence, known by then, ran at the time."""
    away: dict[str, list[Gone]] = defaultdict(list)
    for one in absences:
        away[one.person].append(one)
    return sum(any(absence.covers(one.at) for absence in away[one.recipient]) for one in told)


def _told_twice(audit: Audit, sent: Sequence[Notice]) -> list[str]:
    """The same message twice, a second list that day or week in counts, a call warned of a second time."""
    posted = Counter(one.told.outbox_id for one in sent)
    listed = Counter((one.told.recipient, one.day) for one in sent if one.kind == notices.LIST)
    warned = Counter(
        (one.told.recipient, number)
        for one in sent
        if one.kind == notices.WARN
        for number in _unrung(audit, one.told)
    )
    counted = Counter(
        (one.told.recipient, one.day.isocalendar()[:2]) for one in sent if one.kind == notices.WEEK
    )
    told: dict[str, Counter[Any]] = {"message": posted, "list": listed, "warning": warned, "week": counted}
    return [
        f"{what}: {which}"
        for what, times in told.items()
        for which, often in times.items()
        for _ in range(often - 1)
    ]


def _astray(absences: Iterable[Gone], office: Office, sent: Iterable[Notice]) -> list[str]:
    """Counts of the week that named an item, or went to neither a lead nor anybody in a lead's place."""
    leading = {one for team in office.teams for one in (*team.leads(), team.duty)}
    standing_in = [one for one in absences if one.deputy is not None]
    return [
        str(one.told)
        for one in sent
        if one.kind == notices.WEEK
        if one.told.numbers
        or not (one.told.recipient in leading or _stands_in(standing_in, one.told.recipient, one.told.at))
    ]


def _stands_in(absences: Iterable[Gone], person: str, at: datetime) -> bool:
    return any(one.deputy == person and one.covers(at) for one in absences)


def _unrung(audit: Audit, told: Told) -> Iterable[int]:
    """The calls a warning warned of: one rung before only went along, and a date may be warned of again."""
    return (one for one in told.numbers if one in audit.rung and (audit.rung[one] or NEVER) > told.at)


def _unshown(sent: Iterable[Notice], audit: Audit, first_shown: dict[int, datetime]) -> list[Late]:
    """Calls nobody rang by their limit, and of which nobody was shown anything before it."""
    # Everybody away: the team's channel was told in counts, and that is the telling.
    to_channels = [(one.team.key, one.told.at) for one in sent if one.kind == notices.NOBODY]
    return [
        late
        for late in audit.late.values()
        if not (late.number in first_shown and first_shown[late.number] < late.due_at)
        and not any(key == late.team_key and late.logged_at <= at < late.due_at for key, at in to_channels)
    ]


def _counted(last_drawn: dict[int, datetime], late: Late) -> bool:
    """Whether a message that had no room for the call spoke of it all the same, before the limit."""
    return any(one in last_drawn and late.logged_at <= last_drawn[one] < late.due_at for one in late.messages)
