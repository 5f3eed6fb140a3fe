"""The figures in Danish words: a value as it is read, and how it has changed."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from bot.report_cells import Cell, Told
from rules.appeal_figures import Span
from rules.figures import DEFINITIONS, Figure, Goal, Kept
from rules.percent import percent
from storage.models import Result

MOST_COUNTED = 1_000_000  # a share of no more than so many is known again from its decimals
HIDDEN = "skjult"
NOTHING = "–"
GOALS: Mapping[Goal, str] = {
    Goal.RECEPTION: "God modtagelse og kontakt",
    Goal.QUALITY: "Afgørelser af høj kvalitet",
    Goal.LEARNING: "Løbende læring",
    Goal.PRIORITIES: "Klar prioritering af arbejdet",
}
WHAT_IT_SPEAKS_TO: Mapping[Goal, str] = {
    Goal.RECEPTION: "Kommer borgeren igennem, og bliver der ringet tilbage, som vi har lovet?",
    Goal.QUALITY: "Bliver lovens frister holdt eller varslet i tide, og hvad bliver der afgjort?",
    Goal.LEARNING: "Lærer vi af klager og omgjorte afgørelser?",
    Goal.PRIORITIES: "Hvor meget arbejde er der, og hvor meget ligger åbent?",
}
SPANS: Mapping[Span, str] = {Span.YEAR: "året til dato", Span.MONTHS: "seneste tolv måneder"}
KEPT: Mapping[Kept, str] = {Kept.KEPT: "overholdt", Kept.ANNOUNCED: "varslet", Kept.MISSED: "overskredet"}
OUTCOMES: Mapping[str, str] = {
    Result.GRANTED: "Bevilling",
    Result.PARTIAL: "Delvis bevilling",
    Result.REFUSED: "Afslag",
    Result.DONE: "Afsluttet uden afgørelse",
    Result.COMPLAINED: "Borgeren klagede",
    Result.LAPSED: "Borgerens frist udløb",
    Result.DROPPED: "Bortfaldet",
}


class Unit(StrEnum):
    """What a number is counted in."""

    COUNT = "antal"
    SHARE = "procent"
    HOURS = "timer i åbningstiden"
    AVERAGE = "gennemsnit"
    DAYS = "kalenderdage"


_SHARES = frozenset(
    {
        Figure.REPEAT_CALLS,
        Figure.RUNG_WITHIN_GOAL,
        Figure.RUNG_WITHIN_LIMIT,
        Figure.REACHED_WITHIN_GOAL,
        Figure.REACHED_WITHIN_LIMIT,
        Figure.CONTACT_RATE,
        Figure.IN_TELEPHONE_HOURS,
        Figure.DEADLINES,
        Figure.RELATIVES,
    }
)
_SPECIAL: Mapping[Figure, Unit] = {
    Figure.WAIT: Unit.HOURS,
    Figure.ATTEMPTS_PER_CONTACT: Unit.AVERAGE,
    Figure.LEAD_TIME: Unit.DAYS,
}
# How much there is when the month ends, and not what came in during it.
STANDING = frozenset({Figure.OPEN_CALLS, Figure.OPEN_DEADLINES})


def unit_of(figure: Figure) -> Unit:
    """What the figure's main value is counted in."""
    if figure in _SHARES:
        return Unit.SHARE
    return _SPECIAL.get(figure, Unit.COUNT)


def title(figure: Figure) -> str:
    """The figure's name, and what a share of deadlines is a share of."""
    name = str(DEFINITIONS[figure].title)
    return f"{name}, {KEPT[Kept.KEPT]}" if figure is Figure.DEADLINES else name


def whole(number: float) -> str:
    """ "1.234"."""
    return f"{number:,.0f}".replace(",", ".")


def decimal(number: float, places: int) -> str:
    """ "1,5"; nothing after the comma when there is nothing to say."""
    written = f"{number:.{places}f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written).replace(".", ",")


def said(unit: Unit, cell: Cell) -> str:
    """ "84 %", "mindst 90 %", "2,25 timer", "212", "skjult"."""
    if cell.told is Told.HIDDEN:
        return HIDDEN
    if cell.number is None:
        return NOTHING
    bound = {Told.AT_LEAST: "mindst ", Told.AT_MOST: "højst "}.get(cell.told, "")
    return bound + amount(unit, cell.number)


def amount(unit: Unit, number: float) -> str:
    """The number with its unit."""
    match unit:
        case Unit.SHARE:
            return f"{_percent(number)} %"
        case Unit.HOURS:
            return f"{decimal(number, 2)} {'time' if number == 1 else 'timer'}"
        case Unit.DAYS:
            return f"{whole(number)} {'dag' if number == 1 else 'dage'}"
        case Unit.AVERAGE:
            return decimal(number, 1)
        case Unit.COUNT:
            return whole(number)


def base(cell: Cell) -> str:
    """What the value rests on."""
    return HIDDEN if cell.n is None else whole(cell.n)


def _percent(share: float) -> int:
    """Of the two whole numbers the share was made of, so that it is rounded as everywhere else."""
    return percent(*Fraction(share).limit_denominator(MOST_COUNTED).as_integer_ratio())


def change(unit: Unit, now: Cell, before: Cell, *, too_early: bool = False) -> str:
    """ "5 procentpoint højere"; `too_early` says that a count still grows with the days of its month."""
    if too_early and unit is Unit.COUNT:
        return "måneden er ikke slut"
    exactly = now.told is Told.EXACTLY and before.told is Told.EXACTLY
    if not exactly or now.number is None or before.number is None:
        return "kan ikke sammenlignes"
    return _difference(unit, now.number, before.number)


def _difference(unit: Unit, now: float, before: float) -> str:
    match unit:
        case Unit.SHARE:
            points = _percent(now) - _percent(before)
            return _moved(points, f"{abs(points)} procentpoint", "højere", "lavere")
        case Unit.HOURS | Unit.DAYS:
            return _moved(now - before, amount(unit, abs(now - before)), "længere", "kortere")
        case Unit.AVERAGE:
            step = round(round(now, 1) - round(before, 1), 1)
            return _moved(step, decimal(abs(step), 1), "højere", "lavere")
        case Unit.COUNT:
            return _moved(now - before, whole(abs(now - before)), "flere", "færre")


def _moved(difference: float, size: str, more: str, less: str) -> str:
    if not difference:
        return "uændret"
    return f"{size} {more if difference > 0 else less}"
