"""Days that count, numbered a year at a time: the n-th one after a day is looked up, not searched for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta


@dataclass(frozen=True, slots=True)
class _Year:
    """One year and the next. `following`: for each of its days, where in `days` the first after it stands."""

    starts: int  # as an ordinal
    days: tuple[date, ...]
    following: tuple[int, ...]


class CountedDays:
    """The days for which `counts` says so; it must always say the same of a day."""

    def __init__(self, counts: Callable[[date], bool]) -> None:
        self._counts = counts
        self._years: dict[int, _Year] = {}

    def after(self, day: date, count: int) -> date | None:
        """The `count`th one (1 or more) after `day`; None when it lies beyond the next year."""
        year = self._years.get(day.year) or self._counted(day.year)
        at = year.following[day.toordinal() - year.starts] + count - 1
        return year.days[at] if at < len(year.days) else None

    def between(self, day: date, until: date) -> int | None:
        """How many lie after `day`, up to and with `until`; None when that lies beyond the next year."""
        year = self._years.get(day.year) or self._counted(day.year)
        first, last = day.toordinal() - year.starts, until.toordinal() - year.starts
        return year.following[last] - year.following[first] if first <= last < len(year.following) else None

    def _counted(self, number: int) -> _Year:
        first, last = date(number, 1, 1), date(min(number + 1, MAXYEAR), 12, 31)
        days: list[date] = []
        following: list[int] = []
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            if self._counts(day):
                days.append(day)
            following.append(len(days))
        known = self._years[number] = _Year(first.toordinal(), tuple(days), tuple(following))
        return known
