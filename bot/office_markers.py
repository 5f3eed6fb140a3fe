"""The office file's [[markers]]: days the office wants to see in its figures, each with a word."""

from bot.office_toml import Table
from rules.cpr import contains_cpr
from rules.office import Marker

LONGEST = 60  # characters; more does not fit beside a line in a picture


def read_markers(file: Table) -> tuple[Marker, ...]:
    """Every marker by its day; mistakes go to the table's report. One day may have several."""
    read = [_marker(table) for table in file.tables("markers")]
    return tuple(sorted((one for one in read if one), key=lambda one: one.day))


def _marker(table: Table) -> Marker | None:
    day, text = table.day("day"), " ".join(table.text("text").split())
    if contains_cpr(text):
        # A report goes to a committee: whoever writes here must not name a citizen.
        table.wrong("text", "ligner et CPR-nummer.", "Skriv, hvad der skete, uden personer.")
    elif len(text) > LONGEST:
        table.wrong("text", f"er længere end {LONGEST} tegn.", 'Skriv det kort: "ny medarbejder".')
    table.refuse_the_rest()
    return Marker(day, text) if day else None
