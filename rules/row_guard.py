"""What must not come in with a table, and must not go out with one: personal numbers and formulas."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rules.cpr import contains_cpr, mask_cpr
from rules.errors import FristvagtError

# How a spreadsheet knows a formula, in Western and full-width writing, and how it is told that a cell is text
# all the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AS_TEXT = "'"
MASKED = "••••"
# No number has fewer digits than one whose day and month are written with one each, nor more between them.
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_CHAIN = re.compile(r"\d(?:[\W_]{0,4}\d){7}")


class PersonalNumberError(FristvagtError):
    def __init__(self) -> None:
        super().__init__(
            "Rækken har noget, der ligner et CPR-nummer. Skriv sagsnummeret i stedet, og slet CPR-nummeret."
        )


class LostZeroError(FristvagtError):
    def __init__(self) -> None:
        super().__init__(
            "Sagsnummeret ligner et CPR-nummer, som et regneark har taget det første 0 fra. "
            "Skriv sagsnummeret i stedet. Er det sagens nummer, så skriv et bogstav foran."
        )


class FormulaError(FristvagtError):
    def __init__(self, column: str) -> None:
        super().__init__(
            "»{column}« begynder med et tegn, som et regneark læser som en formel. Fjern tegnet.",
            column=column,
        )


def refuse_personal(cells: Iterable[str]) -> None:
    """Raise `PersonalNumberError` for a number shaped like a CPR number, or what is left of a masked one."""
    if any(MASKED in cell or _personal(cell) for cell in cells):
        raise PersonalNumberError


def lost_zero(cell: str) -> bool:
    """Whether it is a personal number without its first 0, as a spreadsheet writes what it takes for one."""
    return _NINE_DIGITS.fullmatch(cell.strip()) is not None and contains_cpr(f"0{cell.strip()}")


def refuse_formulas(cells: Mapping[str, str]) -> None:
    """Raise `FormulaError` for the first such cell; `cells` by column."""
    for column, cell in cells.items():
        if cell.removeprefix(AS_TEXT).startswith(FORMULA):
            raise FormulaError(column)


def harmless(cell: str) -> str:
    """The cell as it may stand in a file that a spreadsheet opens: no personal number, and no formula."""
    shown = mask_cpr(cell) if _personal(cell) else cell
    return f"{AS_TEXT}{shown}" if shown.startswith(FORMULA) else shown


def _personal(cell: str) -> bool:
    # The whole look takes a thousand times as long, and a table has many cells. Only plain characters can be
    # looked at so simply.
    simple = cell.isascii() and cell.isprintable()
    return (not simple or _CHAIN.search(cell) is not None) and _looks_personal(cell)


@lru_cache(maxsize=20_000)
def _looks_personal(cell: str) -> bool:
    return contains_cpr(cell)
