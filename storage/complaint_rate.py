"""The reversal rate and the share of full medhold, counted by the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rules.figures import Period, Share
from rules.office import Office
from rules.reversal import BoardOutcome, Reversal, may_be_appealed, reversal, rolling, year_of
from storage.complaint_chain import REASSESSED
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.complaints import in_force
from storage.models import Result

Paragraph = tuple[str, str]  # the law and its paragraph


@dataclass(frozen=True, slots=True)
class Appeals:
    """Complaints and reversals as of `now`. `medhold`: full medhold of the reassessments ended this year."""

    now: datetime
    this_year: Reversal
    last_year: Reversal
    twelve_months: Reversal
    paragraphs: Mapping[Paragraph, Reversal]  # of the twelve months
    medhold: Share
    medhold_twelve_months: Share
    open: Mapping[Stage, int]


def appeals(session: Session, office: Office, team_keys: Collection[str], now: datetime) -> Appeals:
    """What `/status appeals` shows of these teams."""
    today = now.astimezone(office.zone).date()
    year, months = year_of(today), rolling(today)
    last_year = Period(date(today.year - 1, 1, 1), year.starts)
    return Appeals(
        now=now,
        this_year=rate(session, team_keys, year),
        last_year=rate(session, team_keys, last_year),
        twelve_months=rate(session, team_keys, months),
        paragraphs=per_paragraph(session, team_keys, months),
        medhold=full_medhold(session, team_keys, year),
        medhold_twelve_months=full_medhold(session, team_keys, months),
        open=stages(session, team_keys),
    )


def rate(session: Session, team_keys: Collection[str], period: Period) -> Reversal:
    """The cases Ankestyrelsen decided in the period, each once."""
    found = per_paragraph(session, team_keys, period).values()
    return Reversal(
        remitted=sum(one.remitted for one in found),
        changed=sum(one.changed for one in found),
        upheld=sum(one.upheld for one in found),
        outside=sum(one.outside for one in found),
    )


def per_paragraph(session: Session, team_keys: Collection[str], period: Period) -> dict[Paragraph, Reversal]:
    """The same by law and paragraph; what cannot be appealed (§§ 82 a and 82 b) is never among them."""
    rows = session.execute(
        select(BoardRuling.law, BoardRuling.paragraph, BoardRuling.outcome, func.count())
        .where(in_force(), BoardRuling.team_key.in_(team_keys), _within(period))
        .group_by(BoardRuling.law, BoardRuling.paragraph, BoardRuling.outcome)
    )
    counts: dict[Paragraph, dict[BoardOutcome, int]] = {}
    for law, paragraph, outcome, n in rows:
        if outcome is not None and may_be_appealed(paragraph):
            counts.setdefault((law, paragraph), {})[outcome] = n
    return {key: reversal(found) for key, found in sorted(counts.items())}


def _within(period: Period) -> ColumnElement[bool]:
    return (BoardRuling.decided_on >= period.starts) & (BoardRuling.decided_on < period.ends)


def full_medhold(session: Session, team_keys: Collection[str], period: Period) -> Share:
    """Of the reassessments ended in the period, those that gave the citizen all of it."""
    rows = session.execute(
        select(Complaint.result, func.count())
        .where(
            Complaint.team_key.in_(team_keys),
            Complaint.result.in_(REASSESSED),
            Complaint.reassessed_on >= period.starts,
            Complaint.reassessed_on < period.ends,
        )
        .group_by(Complaint.result)
    )
    found = dict(rows.all())
    return Share(found.get(Result.MEDHOLD, 0), sum(found.values()))


def stages(session: Session, team_keys: Collection[str]) -> dict[Stage, int]:
    """How many complaints stand where, the closed ones not counted."""
    rows = session.execute(
        select(Complaint.stage, func.count())
        .where(Complaint.team_key.in_(team_keys), Complaint.stage != Stage.ENDED)
        .group_by(Complaint.stage)
    )
    found = dict(rows.all())
    return {stage: found.get(stage, 0) for stage in Stage if stage is not Stage.ENDED}
