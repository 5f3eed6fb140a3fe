"""The month of a report: how it is written, which months lie before it, and whether it is over."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from rules.errors import FristvagtError
from rules.figures import Period

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MONTHS_A_YEAR = 12


class MonthError(FristvagtError):
    """A month that cannot be read, or that has not begun."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def period(self) -> Period:
        return Period(self.first, self.earlier(-1).first)

    @property
    def last(self) -> date:
        return self.period.ends - timedelta(days=1)

    @property
    def name(self) -> str:
        """ "oktober 2026"."""
        return format_date(self.first, "MMMM y", locale="da")

    def earlier(self, by: int) -> "Month":
        """The month so many before; a negative number: after."""
        count = self.year * MONTHS_A_YEAR + self.number - 1 - by
        return Month(count // MONTHS_A_YEAR, count % MONTHS_A_YEAR + 1)

    def year_up_to(self) -> tuple["Month", ...]:
        """Twelve months, this one the last."""
        return tuple(self.earlier(by) for by in reversed(range(MONTHS_A_YEAR)))

    def is_over(self, today: date) -> bool:
        return today >= self.period.ends


def read_month(written: str, today: date) -> Month:
    """The month that is written "2026-10". Raises `MonthError`, also for one that has not begun."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        raise MonthError("»{written}« er ikke en måned. Skriv den som 2026-10.", written=written)
    month = Month(int(found[1]), int(found[2]))
    if month.first > today:
        raise MonthError(
            "{name} er ikke begyndt endnu, så der er ingen tal. Vælg senest {latest}.",
            name=month.name.capitalize(),
            latest=str(Month(today.year, today.month)),
        )
    return month
