"""How long things are kept, and from when on they are not: the office decides, the calendar counts."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """What the office has decided. Days and months are counted from the closing, or from the event."""

    callback_days: int = 30
    deadline_months: int = 12
    audit_months: int = 24
    trace_days: int = 90  # what only the program itself needs: sent messages, claims, absences that are over

    def calls_before(self, now: datetime) -> datetime:
        """Calls closed before this are not kept. All times in the zone of `now`."""
        return now - timedelta(days=self.callback_days)

    def deadlines_before(self, now: datetime) -> datetime:
        """Statutory deadlines closed before this are not kept."""
        return months_before(now, self.deadline_months)

    def audit_before(self, now: datetime) -> datetime:
        """Events before this are not kept."""
        return months_before(now, self.audit_months)

    def traces_before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.trace_days)


def months_before(at: datetime, months: int) -> datetime:
    """The same day so many months earlier, or that month's last day when it has no such day."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)
