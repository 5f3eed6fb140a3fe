"""A length as it is said: "8 uger", "1-2 uger", "2½ måned", "straks"."""

from collections.abc import Mapping
from decimal import Decimal

from rules.sentence import Sentence
from rules.statute import Length, Unit

HALF = Decimal("0.5")
ONE: Mapping[Unit, Sentence] = {
    Unit.HOURS: Sentence("1 time"),
    Unit.DAYS: Sentence("1 kalenderdag"),
    Unit.WORKING_DAYS: Sentence("1 arbejdsdag"),
    Unit.WEEKS: Sentence("1 uge"),
    Unit.MONTHS: Sentence("1 måned"),
}


def in_words(length: Length) -> Sentence:
    """The length in the reader's language; a range with both its ends."""
    if length.unit is Unit.CHOSEN:
        return Sentence("datoen vælges")
    if length.unit is Unit.YEARLY and length.day:
        return Sentence("hvert år den {day}/{month}", day=length.day[1], month=length.day[0])
    if length.unit not in ONE:
        return Sentence("straks")
    if length.least is not None and length.least != length.amount:
        return _several(length.unit, f"{number(length.least)}-{number(length.amount)}")
    return ONE[length.unit] if length.amount == 1 else _one_amount(length)


def number(amount: Decimal) -> str:
    """ "8", "2½"; what is neither whole nor a half with its comma."""
    whole, rest = divmod(amount, 1)
    if rest == HALF:
        return f"{int(whole) or ''}½"
    return str(int(whole)) if not rest else format(amount.normalize(), "f").replace(".", ",")


def _several(unit: Unit, written: str) -> Sentence:
    several = {
        Unit.HOURS: Sentence("{n} timer", n=written),
        Unit.DAYS: Sentence("{n} kalenderdage", n=written),
        Unit.WORKING_DAYS: Sentence("{n} arbejdsdage", n=written),
        Unit.WEEKS: Sentence("{n} uger", n=written),
        Unit.MONTHS: Sentence("{n} måneder", n=written),
    }
    return several[unit]


def _one_amount(length: Length) -> Sentence:
    written = number(length.amount)
    if length.unit is Unit.MONTHS and length.amount % 1 == HALF:
        return Sentence("{n} måned", n=written)
    return _several(length.unit, written)
