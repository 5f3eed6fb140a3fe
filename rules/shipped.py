"""The deadlines of the law that ship with the bot: `statutory.toml`, read and checked."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files

from rules.errors import FristvagtError
from rules.rule_data import Faults, rule_of
from rules.sentence import Sentence
from rules.statute import Rule

FILE = "statutory.toml"
HEADING = "[[rule]]"


class StatutoryFileError(FristvagtError):
    """The file cannot be used; `mistakes` has everything wrong with it, each with its line."""

    def __init__(self, mistakes: list[Sentence]) -> None:
        self.mistakes = mistakes
        super().__init__(
            "Filen med lovens frister kan ikke bruges. Ret dette:\n{mistakes}",
            mistakes="\n".join(f"- {one}" for one in mistakes),
        )


@cache
def shipped() -> tuple[Rule, ...]:
    """Every rule that ships, the recalled ones too. Raises `StatutoryFileError`."""
    return rules_in(files("rules").joinpath(FILE).read_text(encoding="utf-8"))


def rules_in(text: str) -> tuple[Rule, ...]:
    """The rules of a file in the format of `statutory.toml`, in its order. Raises `StatutoryFileError`."""
    mistakes: list[Sentence] = []
    rules: dict[str, Rule] = {}
    for line, values in _tables(text):
        faults = Faults()
        rule = rule_of(values, faults)
        if rule and rule.key in rules:
            faults.add(Sentence("Nøglen »{key}« er brugt før. Giv hver frist sin egen.", key=rule.key))
        if rule:
            rules[rule.key] = rule
        mistakes += [Sentence("linje {line}: {fault}", line=line, fault=fault) for fault in faults.found]
    if mistakes:
        raise StatutoryFileError(mistakes)
    return tuple(rules.values())


def _tables(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Each rule's values with the line of its heading."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip() == HEADING]
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise StatutoryFileError([Sentence("Filen er ikke gyldig TOML: {why}", why=str(error))]) from error
    tables = found.pop("rule", [])
    if found or not isinstance(tables, list) or len(tables) != len(lines):
        raise StatutoryFileError([Sentence("Skriv hver frist under sin egen overskrift [[rule]].")])
    yield from zip(lines, tables, strict=True)
