"""The quality sample: a month's decisions drawn once, reviewed by somebody else, and what was found.

The frame is every decision closed in that month. The seed comes from the event chain's newest link, so nobody
can know it beforehand; frame and seed are kept, and with them the draw can be made again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.initiative import month_after
from rules.office import Office
from rules.sample import Finding, Framed, Heading, draw, frozen
from rules.sample_findings import Review
from rules.sample_rights import Drawn, asked, may_review
from rules.statute import Rule
from storage import chain, events, outbox, registers
from storage.audit_models import EventChain
from storage.case_models import CaseClock
from storage.figure_sources import DECISIONS
from storage.models import Deadline, State
from storage.register_models import QualityCase, QualityFinding, QualitySample
from storage.upsert import insert_if_new

MONTHS_TOLD = 12


class ReviewedError(FristvagtError):
    """A colleague has reviewed it."""

    def __init__(self) -> None:
        super().__init__("En kollega har gennemgået afgørelsen. Intet er ændret.")


class NoSuchCaseError(FristvagtError):
    """The button names no case of a sample."""

    def __init__(self) -> None:
        super().__init__("Afgørelsen er ikke i stikprøven. Intet er ændret.")


@dataclass(frozen=True, slots=True)
class Sample:
    """A month's sample with its cases, in the order they were drawn."""

    sample: QualitySample
    cases: Sequence[QualityCase]

    @property
    def left(self) -> int:
        return sum(one.reviewed_at is None for one in self.cases)


def drawn_for(session: Session, office: Office, month: date, now: datetime) -> Sample | None:
    """Draw of `month` (its first day), and tell whoever reviews; None when done already or not wanted."""
    if not office.sample:
        return None
    frame = framed(session, office, month)
    seed = _seed(session, month)
    known = frozen([one for one, _ in frame.values()])
    values = {"drawn_at": now, "seed": seed, "wanted": office.sample, "frame": known}
    if not insert_if_new(session, QualitySample, month=month, **values):
        return None
    sample = session.scalars(select(QualitySample).where(QualitySample.month == month)).one()
    taken = draw([one for one, _ in frame.values()], seed, office.sample)
    session.add_all(
        [_case(sample, place, one, frame[one.number][1]) for place, one in enumerate(taken, start=1)]
    )
    session.flush()
    _tell(session, office, sample, now)
    events.record(
        session,
        at=now,
        actor=events.ENGINE,
        action="quality_sample_drawn",
        sample=sample.id,
        month=f"{month:%Y-%m}",
        seed=seed,
        frame=len(frame),
    )
    return Sample(sample, cases_of(session, sample))


def framed(session: Session, office: Office, month: date) -> Mapping[int, tuple[Framed, Deadline]]:
    """Every decision closed in the month, by the office's calendar, as it may be drawn."""
    starts = datetime.combine(month, time.min, tzinfo=office.zone)
    ends = datetime.combine(month_after(month), time.min, tzinfo=office.zone)
    closed = (
        select(Deadline)
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .where(
            Deadline.closed_at >= starts,
            Deadline.closed_at < ends,
            Deadline.state == State.CLOSED,
            CaseClock.result.in_(DECISIONS),
        )
    )
    return {
        one.id: (Framed(one.id, paragraph_of(one), one.owner_id or one.closed_by or ""), one)
        for one in session.scalars(closed)
    }


def paragraph_of(deadline: Deadline) -> str:
    """ "serviceloven § 85": what decisions are spread over; a rule without a paragraph goes by its name."""
    rule = Rule.thawed(deadline.rule)
    return f"{rule.law} § {rule.paragraph}" if rule.paragraph[:1].isdigit() else rule.name


def _seed(session: Session, month: date) -> str:
    newest = session.scalar(select(EventChain.hash).where(EventChain.id == chain.THE_CHAIN)) or b""
    return f"{month:%Y-%m}:{newest.hex()[:32]}"


def _case(sample: QualitySample, place: int, one: Framed, deadline: Deadline) -> QualityCase:
    return QualityCase(
        sample_id=sample.id,
        place=place,
        deadline_id=one.number,
        team_key=deadline.team_key,
        paragraph=one.paragraph[:160],
        owner_id=deadline.owner_id,
        decided_by=deadline.closed_by,
    )


def _tell(session: Session, office: Office, sample: QualitySample, now: datetime) -> None:
    if not cases_of(session, sample):
        return
    for person in asked(office):
        outbox.enqueue(
            session,
            key=key_of(sample, person),
            kind=registers.SAMPLE,
            recipient=person,
            team_key=registers.team_of(office, person).key,
            not_before=now,
        )


def key_of(sample: QualitySample, person: str) -> str:
    """The key of the message that tells this person of the draw."""
    return f"{registers.SAMPLE}:{sample.id}:{person}"


def sample_of(session: Session, key: str) -> Sample | None:
    """The sample a message tells of."""
    number = key.split(":")[1]
    return by_id(session, int(number)) if number.isdigit() else None


def by_id(session: Session, number: int) -> Sample | None:
    found = session.get(QualitySample, number)
    return Sample(found, cases_of(session, found)) if found else None


def newest(session: Session) -> Sample | None:
    found = session.scalars(select(QualitySample).order_by(QualitySample.month.desc()).limit(1)).first()
    return Sample(found, cases_of(session, found)) if found else None


def cases_of(session: Session, sample: QualitySample) -> Sequence[QualityCase]:
    theirs = select(QualityCase).where(QualityCase.sample_id == sample.id)
    return session.scalars(theirs.order_by(QualityCase.place)).all()


def case_of(session: Session, number: int) -> QualityCase:
    """Raises `NoSuchCaseError`."""
    found = session.get(QualityCase, number)
    if found is None:
        raise NoSuchCaseError
    return found


def facts(case: QualityCase) -> Drawn:
    """What the right to review it depends on."""
    return Drawn(case.team_key, frozenset({one for one in (case.owner_id, case.decided_by) if one}))


def found_in(session: Session, case: QualityCase) -> Mapping[Heading, Finding]:
    """What its review says; empty when it has none."""
    rows = session.scalars(select(QualityFinding).where(QualityFinding.case_id == case.id))
    return {row.heading: row.finding for row in rows}


def review(
    session: Session,
    office: Office,
    number: int,
    found: Mapping[Heading, Finding],
    *,
    by: str,
    now: datetime,
) -> bool:
    """Note what was found; whoever reviewed it may put it right. Returns whether it is theirs to review.

    Raises `NoSuchCaseError`, `ReviewedError`.
    """
    case = session.get(QualityCase, number, with_for_update=True, populate_existing=True)
    if case is None:
        raise NoSuchCaseError
    if not may_review(office, by, facts(case)):
        return False
    if case.reviewed_by not in (None, by):
        raise ReviewedError
    if found_in(session, case) == found:
        return True
    case.reviewed_by, case.reviewed_at = by, now
    for heading in Heading:
        session.merge(QualityFinding(case_id=case.id, heading=heading, finding=found[heading]))
    events.record(session, at=now, actor=by, action="quality_reviewed", item=case.deadline_id, case=case.id)
    _redraw(session, office, case.sample_id)
    return True


def _redraw(session: Session, office: Office, number: int) -> None:
    sample = session.get_one(QualitySample, number)
    for person in asked(office):
        row = outbox.by_key(session, key_of(sample, person))
        if row is not None:
            outbox.want(session, row.id)


def reviews(session: Session) -> list[Review]:
    """Every review of the last twelve samples that may be told of.

    The newest sample counts once it is done: else each review could be told from the one before it.
    """
    last = session.scalars(
        select(QualitySample).order_by(QualitySample.month.desc()).limit(MONTHS_TOLD)
    ).all()
    told = [one for place, one in enumerate(last) if place or not Sample(one, cases_of(session, one)).left]
    chosen = select(QualityCase).where(
        QualityCase.sample_id.in_([one.id for one in told]), QualityCase.reviewed_at.is_not(None)
    )
    return [Review(case.team_key, found_in(session, case)) for case in session.scalars(chosen)]
