"""Ankestyrelsen's decisions, and the share of them that went against the office (omgørelsesprocent).

Pure: the database counts, this says what is counted and how. As Ankestyrelsen itself counts:
hjemvist and changed over those and upheld; dismissed and referred count in neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.figures import Period
from rules.percent import percent
from rules.small_numbers import SMALLEST

# Serviceloven §§ 82 a and 82 b cannot be appealed.
NO_APPEAL = ("82 a", "82 b")
# A share of fewer says little: one case more or less moves it by several points.
FEW = 20


class BoardOutcome(StrEnum):
    """How Ankestyrelsen decides, the most far-reaching first."""

    REVOKED = "revoked"  # ophævet
    CHANGED = "changed"  # ændret
    REMITTED = "remitted"  # hjemvist: to be decided again
    UPHELD = "upheld"  # stadfæstet
    DISMISSED = "dismissed"  # afvist: not taken up
    REFERRED = "referred"  # henvist: sent to another authority


AGAINST = frozenset({BoardOutcome.REVOKED, BoardOutcome.CHANGED, BoardOutcome.REMITTED})
COUNTED = AGAINST | {BoardOutcome.UPHELD}


def most_far_reaching(parts: Iterable[BoardOutcome]) -> BoardOutcome:
    """The one outcome a case counts by, however many parts were decided; raises ValueError for none."""
    return min(parts, key=list(BoardOutcome).index)


def may_be_appealed(paragraph: str) -> bool:
    """Whether Ankestyrelsen can look at a decision under that paragraph of serviceloven."""
    return not any(_is_of(paragraph, one) for one in NO_APPEAL)


def _is_of(paragraph: str, other: str) -> bool:
    plain = " ".join(paragraph.lower().split())
    return plain == other or plain.startswith(f"{other} ")


@dataclass(frozen=True, slots=True)
class Reversal:
    """`against` of `of`: the cases Ankestyrelsen sent back or changed, of those it took up."""

    remitted: int = 0
    changed: int = 0  # revoked ones too
    upheld: int = 0
    outside: int = 0  # dismissed and referred: they count in neither

    @property
    def against(self) -> int:
        return self.remitted + self.changed

    @property
    def of(self) -> int:
        return self.against + self.upheld

    @property
    def percent(self) -> int | None:
        """None when there is nothing to be a share of."""
        return percent(self.against, self.of) if self.of else None

    @property
    def few(self) -> bool:
        """Whether the share rests on so few that it is said with a warning."""
        return 0 < self.of < FEW

    @property
    def small(self) -> bool:
        """Whether so few stand behind it that it does not leave the team."""
        return 0 < self.of < SMALLEST


def reversal(counts: Mapping[BoardOutcome, int]) -> Reversal:
    """The rate from the number of cases by their most far-reaching outcome."""
    return Reversal(
        remitted=counts.get(BoardOutcome.REMITTED, 0),
        changed=counts.get(BoardOutcome.CHANGED, 0) + counts.get(BoardOutcome.REVOKED, 0),
        upheld=counts.get(BoardOutcome.UPHELD, 0),
        outside=sum(counts.get(one, 0) for one in BoardOutcome if one not in COUNTED),
    )


def year_of(day: date) -> Period:
    """The calendar year `day` lies in, as far as it has come with it."""
    return Period(date(day.year, 1, 1), date.fromordinal(day.toordinal() + 1))


def whole_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def rolling(day: date) -> Period:
    """The twelve months that end with `day`: from the same day a year before, not included."""
    before = (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )
    return Period(date.fromordinal(before.toordinal() + 1), date.fromordinal(day.toordinal() + 1))
