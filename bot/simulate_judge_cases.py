"""Whether every statutory date that passed had been on a list of its last working day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.simulate_office import ZONE
from bot.simulate_recorder import Told
from rules.office import Office
from storage import notices
from storage.case_models import CaseClock
from storage.models import Deadline, Outbox, OutboxItem, State


def untold_cases(
    session: Session, office: Office, told: Iterable[Told], kinds: Mapping[int, tuple[str, str]]
) -> int:
    """How many missed dates nobody was told of on the last working day before.

    Left out: what was registered after that day's list, and what lay with somebody away that day with
    everybody else, of which the team's channel was told in counts.
    """
    spoken_of = _days_spoken_of(session)
    helpless = {
        (team, _day(one.at))
        for one in told
        for kind, team in [kinds[one.outbox_id]]
        if kind == notices.NOBODY
    }
    return sum(
        not _told(spoken_of[number], last_day) and (team, last_day) not in helpless
        for number, team, last_day in _missed(session, office)
    )


def _told(days: Iterable[date], last_day: date) -> bool:
    return last_day in days


def _missed(session: Session, office: Office) -> Iterable[tuple[int, str, date]]:
    """(number, team, last working day) of the legal dates that passed unkept and unannounced."""
    rows = session.execute(
        select(Deadline, CaseClock)
        .join(CaseClock, CaseClock.deadline_id == Deadline.id)
        .where(CaseClock.missed_at.is_not(None), Deadline.state != State.WITHDRAWN)
    )
    for deadline, case in rows:
        calendar = office.team(deadline.team_key).calendar
        last_day = calendar.last_working_day_on_or_before(case.legal_on)
        if _day(deadline.logged_at) <= last_day:
            yield deadline.id, deadline.team_key, last_day


def _days_spoken_of(session: Session) -> dict[int, set[date]]:
    """By number: the days of the lists that spoke of it."""
    days: dict[int, set[date]] = defaultdict(set)
    rows = session.execute(
        select(OutboxItem.deadline_id, Outbox.sent_at)
        .join(Outbox, Outbox.id == OutboxItem.outbox_id)
        .where(Outbox.kind.in_((notices.LIST, notices.WARN)))
    )
    for number, sent_at in rows:
        if sent_at is not None:
            days[number].add(_day(sent_at))
    return days


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()
