"""What reviews found, per heading and unit, so that no single case can be recognised.

A unit with fewer than five reviews is told together with the other small ones; are they fewer than five
together, they are left out. There is no row for the whole office: it would give the left out ones away.
Within a row the cells from 1 to 4 are hidden, and what they could be computed from.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.sample import Finding, Heading
from rules.small_numbers import SMALLEST, hidden

OTHERS = ""  # the name of the small units together


@dataclass(frozen=True, slots=True)
class Review:
    """One review: the unit's key, and what was found."""

    unit: str
    found: Mapping[Heading, Finding]


@dataclass(frozen=True, slots=True)
class Row:
    """A unit's findings; `n` reviews. None where a cell is hidden."""

    unit: str
    n: int
    cells: Mapping[Heading, Mapping[Finding, int | None]]


def findings(reviews: Iterable[Review]) -> list[Row]:
    """The rows that may be told, by unit."""
    units: dict[str, list[Review]] = {}
    for review in reviews:
        units.setdefault(review.unit, []).append(review)
    large = {unit: found for unit, found in units.items() if len(found) >= SMALLEST}
    small = [one for unit, found in units.items() if unit not in large for one in found]
    rows = [_row(unit, large[unit]) for unit in sorted(large)]
    return [*rows, _row(OTHERS, small)] if len(small) >= SMALLEST else rows


def _row(unit: str, reviews: Sequence[Review]) -> Row:
    return Row(unit, len(reviews), {heading: _cells(heading, reviews) for heading in Heading})


def _cells(heading: Heading, reviews: Sequence[Review]) -> Mapping[Finding, int | None]:
    given = Counter(review.found[heading] for review in reviews)
    shown = hidden({finding.value: given[finding] for finding in Finding})
    return {finding: shown[finding.value] for finding in Finding}
