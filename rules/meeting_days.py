"""When a standing meeting of some teams comes, and when its agenda is made."""

from datetime import date, datetime, timedelta

from rules.meeting import Occurrence, Series
from rules.office import Office
from rules.recurrence import days
from rules.worktime import ONE_DAY, WorkCalendar, days_back_from


def occurrences(office: Office, series: Series, first: date, last: date) -> list[Occurrence]:
    """Those planned from `first` to `last`, each on a day on which all its teams are open."""
    calendars = calendars_of(office, series)

    def is_open(day: date) -> bool:
        return all(_open_for(calendar, series, day) for calendar in calendars)

    found = days(series.recurrence, series.roll, is_open, first, last)
    return [
        occurrence(office, series, one.planned, datetime.combine(one.day, series.at, tzinfo=office.zone))
        for one in found
    ]


def occurrence(office: Office, series: Series, planned_on: date, starts_at: datetime) -> Occurrence:
    """The same one wherever it is moved: the agenda follows the meeting."""
    local = starts_at.astimezone(office.zone)
    return Occurrence(series, planned_on, local, agenda_at(office, series, local.date()))


def agenda_at(office: Office, series: Series, day: date) -> datetime:
    """With the day's list of the last working day before; without any, of the day before."""
    calendars = calendars_of(office, series)
    before = (one for one in days_back_from(day - ONE_DAY) if _at_work(calendars, one))
    on = next(before, day - ONE_DAY)
    return datetime.combine(on, office.ladder.digest, tzinfo=office.zone)


def calendars_of(office: Office, series: Series) -> list[WorkCalendar]:
    return [office.team(key).calendar for key in series.team_keys]


def ends(office: Office, starts_at: datetime) -> datetime:
    """Midnight after the meeting: from then on it has been, or has not."""
    local = starts_at.astimezone(office.zone)
    return datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=office.zone)


def _at_work(calendars: list[WorkCalendar], day: date) -> bool:
    return all(calendar.is_working_day(day) for calendar in calendars)


def _open_for(calendar: WorkCalendar, series: Series, day: date) -> bool:
    """Opening hours are the citizen's, not the meeting's; but on a half day people have gone home."""
    closing = calendar.closings.get(day)
    gone = closing is not None and closing.closes_at is not None and closing.closes_at <= series.at
    return calendar.is_working_day(day) and not gone
