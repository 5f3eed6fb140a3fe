"""The office file's [deadlines]: when one is told of, and what the office has decided about rules."""

import re
from collections.abc import Iterable, Mapping

from bot.office_toml import Table, suggestion
from rules.duration import read_length
from rules.errors import FristvagtError
from rules.office import Deadlines
from rules.shipped import shipped
from rules.statute import Length, Mark, Rule, Unit

LONGEST_RUNG = 200  # working days
# A rule of the municipality's table: the law and the paragraph. Those are in the database, not in a file.
_OF_THE_TABLE = re.compile(r"[a-z-]+-\d+(?:-[a-z0-9]+)*")


def read_deadlines(table: Table) -> Deadlines:
    """Everything under [deadlines]; mistakes go to the table's report."""
    deadlines = Deadlines(
        ladder=_ladder(table, "ladder"),
        ladders=_ladders(table.table("ladders")),
        on=_turned_on(table),
        lengths=_lengths(table.table("lengths")),
    )
    table.refuse_the_rest()
    return deadlines


def _ladder(table: Table, key: str) -> tuple[int, ...]:
    rungs = table.numbers(key, Deadlines().ladder, least=0, most=LONGEST_RUNG)
    if len(set(rungs)) != len(rungs):
        table.wrong(key, "den samme dag står der to gange.", "Slet den ene.")
    return tuple(sorted(set(rungs), reverse=True))


def _ladders(table: Table) -> Mapping[str, tuple[int, ...]]:
    known = {rule.key for rule in shipped()}
    for key in table:
        if key not in known and not _OF_THE_TABLE.fullmatch(key):
            table.wrong(key, "er ikke en frist i kataloget.", _near(key, known))
    return {key: _ladder(table, key) for key in table}


def _turned_on(table: Table) -> frozenset[str]:
    recalled = {rule.key for rule in shipped() if rule.mark is Mark.RECALLED}
    named = table.texts("on")
    for key in named:
        if key in recalled:
            continue
        if key in {rule.key for rule in shipped()}:
            table.wrong("on", f"„{key}“ er allerede slået til.", "Slet den; kun huskede frister slås til.")
        else:
            table.wrong("on", f"„{key}“ er ikke en frist i kataloget.", _near(key, recalled))
    return frozenset(named) & recalled


def _lengths(table: Table) -> Mapping[str, Length]:
    rules = {rule.key: rule for rule in shipped()}
    found = {key: _length(table, key, rules.get(key), rules) for key in table}
    return {key: length for key, length in found.items() if length}


def _length(table: Table, key: str, rule: Rule | None, known: Iterable[str]) -> Length | None:
    written = table.text(key)
    if rule is None:
        table.wrong(key, "er ikke en frist i kataloget.", _near(key, known))
        return None
    if not rule.local:
        table.wrong(key, "har en længde i loven.", "Slet linjen; kontoret kan ikke ændre den.")
        return None
    return _read(table, key, written) if written else None


def _read(table: Table, key: str, written: str) -> Length | None:
    try:
        length = read_length(written)
    except FristvagtError as error:
        table.wrong(key, str(error), 'Skriv for eksempel "10 arbejdsdage".')
        return None
    if length.unit is Unit.CHOSEN:
        table.wrong(key, "siger ingen længde.", "Slet linjen; så vælges datoen hver gang.")
        return None
    return length


def _near(key: str, known: Iterable[str]) -> str:
    return f"{suggestion(key, known)} Alle nøgler: python -m bot rules."
