"""Reads TOML value by value and collects every mistake with its line, instead of stopping at the first."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeGuard

from rules.errors import FristvagtError

Place: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\-]+)\s*=")
_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class Mistake(NamedTuple):
    """One thing to put right: where it stands, what is wrong, what to write instead. In Danish."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.remedy}"


class OfficeFileError(FristvagtError):
    """The office file cannot be used; `mistakes` holds everything wrong with it."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        lines = "\n".join(f"- {mistake}" for mistake in self.mistakes)
        super().__init__(f"Kontorfilen {path.name} kan ikke bruges. Ret dette:\n{lines}")


class Report:
    """The mistakes found so far in a file with the given text."""

    def __init__(self, text: str) -> None:
        self._found: list[tuple[int, Mistake]] = []
        self._lines = _lines_of(text)

    def add(self, place: Place, problem: str, remedy: str) -> None:
        line = next(
            (self._lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self._lines), None
        )
        name = ".".join(f"{part}" for part in place) or "filen"
        where = name if line is None else f"linje {line}, {name}"
        self._found.append((line or 0, Mistake(where, problem, remedy)))

    @property
    def mistakes(self) -> list[Mistake]:
        """What is missing altogether first, then by line."""
        return [mistake for _, mistake in sorted(self._found, key=lambda found: found[0])]


class Table:
    """One table of the file. Every getter reports a missing or wrong value and goes on with an empty one."""

    def __init__(self, values: Mapping[str, object], place: Place, report: Report) -> None:
        self.place = place
        self.report = report
        self._values = values
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def peek(self, key: str) -> str:
        """The value as written, "" when absent; reports nothing."""
        return str(self._values.get(key, ""))

    def wrong(self, key: str, problem: str, remedy: str) -> None:
        self.report.add((*self.place, key), problem, remedy)

    def text(self, key: str, default: str | None = None) -> str:
        """The text; without a default it must be there and not be empty."""
        value = self._value(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        self._missing_or(key, "skal være en tekst.", 'Skriv den i anførselstegn: "…".')
        return ""

    def one_of(self, key: str, choices: Iterable[str], default: str) -> str:
        value = self.text(key, default)
        if value in (allowed := list(choices)):
            return value
        self.wrong(key, f"„{value}“ kan ikke vælges.", f"Vælg mellem {', '.join(allowed)}.")
        return default

    def number(self, key: str, default: int, *, least: int, most: int) -> int:
        value = self._value(key, default)
        if _is_whole(value, least, most):
            return value
        self.wrong(key, f"skal være et helt tal fra {least} til {most}.", f"Skriv for eksempel {default}.")
        return default

    def yes(self, key: str, *, default: bool) -> bool:
        value = self._value(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "skal være true eller false.", f"Skriv {key} = {str(default).lower()}.")
        return default

    def clock(self, key: str, default: time) -> time:
        """A time of day: "08:15", or TOML's own 08:15:00."""
        value = self._value(key, default)
        found = value if isinstance(value, time) else clock_in(value)
        if found is None:
            self.wrong(key, f"„{value}“ er ikke et klokkeslæt.", 'Skriv time og minut: "08:15".')
        return found or default

    def day(self, key: str) -> date | None:
        """A date: 2026-12-24, bare or in quotes."""
        value = self._value(key, None)
        found = _day_in(value)
        if found is None and value is None:
            self.wrong(key, "mangler.", "Skriv datoen som 2026-12-24.")
        elif found is None:
            self.wrong(key, f"„{value}“ er ikke en dato, der findes.", "Skriv datoen som 2026-12-24.")
        return found

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates; an absent key is an empty list."""
        value = self._value(key, [])
        found = [_day_in(item) for item in value] if isinstance(value, list) else [None]
        if None in found:
            self.wrong(key, "skal være en liste af datoer.", "Skriv for eksempel [2026-12-24].")
        return tuple(day for day in found if day is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; an absent key is an empty list."""
        value = self._value(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(key, "skal være en liste af tekster.", 'Skriv for eksempel ["09:00-12:00"].')
        return ()

    def numbers(self, key: str, default: tuple[int, ...], *, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers with at least one in it; an absent key is the default."""
        value = self._value(key, list(default))
        if isinstance(value, list) and value and all(_is_whole(one, least, most) for one in value):
            return tuple(value)
        remedy = f"Skriv for eksempel {list(default)}."
        self.wrong(key, f"skal være en liste af hele tal fra {least} til {most}.", remedy)
        return default

    def __iter__(self) -> Iterator[str]:
        """The keys as written; each must still be asked for."""
        return iter(self._values)

    def table(self, key: str) -> "Table":
        value = self._value(key, {})
        if not isinstance(value, dict):
            self.wrong(key, "skal være et afsnit.", f"Skriv overskriften [{key}] og felterne under den.")
            value = {}
        return Table(value, (*self.place, key), self.report)

    def tables(self, key: str) -> list["Table"]:
        """Repeated tables, numbered from 1 in what is reported."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, "skal være gentagne afsnit.", f"Skriv overskriften [[{key}]] før hvert af dem.")
            return []
        return [Table(item, (*self.place, key, n), self.report) for n, item in enumerate(value, start=1)]

    def refuse(self, key: str, problem: str, remedy: str) -> None:
        """Reports a key that must not be there at all."""
        if key in self._values:
            self._asked.add(key)
            self.wrong(key, problem, remedy)

    def refuse_the_rest(self) -> None:
        """Reports every key nobody has asked for, with the nearest one that exists."""
        for key in self._values:
            if key not in self._asked:
                self.wrong(key, "kender jeg ikke.", suggestion(key, self._asked))

    def _value(self, key: str, default: object) -> object:
        self._asked.add(key)
        return self._values.get(key, default)

    def _missing_or(self, key: str, problem: str, remedy: str) -> None:
        if self._values.get(key) in (None, ""):
            self.wrong(key, "mangler.", "Skriv feltet i filen.")
        else:
            self.wrong(key, problem, remedy)


def read_toml(path: Path) -> Table:
    """The whole file as a table; raises `OfficeFileError` when it is absent or is no TOML."""
    try:
        text = path.read_text(encoding="utf-8")
        return Table(tomllib.loads(text), (), Report(text))
    except FileNotFoundError as error:
        mistake = Mistake(
            str(path), "Filen findes ikke.", "Tjek stien, eller kopiér eksemplet office.example.toml."
        )
        raise OfficeFileError(path, [mistake]) from error
    except (OSError, UnicodeDecodeError) as error:
        mistake = Mistake(str(path), "Filen kan ikke læses.", "Gem den som almindelig tekst i UTF-8.")
        raise OfficeFileError(path, [mistake]) from error
    except tomllib.TOMLDecodeError as error:
        raise OfficeFileError(path, [_syntax_mistake(error, text)]) from error


def clock_in(value: object) -> time | None:
    """The time of day a text means; None when it is none."""
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    return time(int(found[1]), int(found[2])) if found else None


def _is_whole(value: object, least: int, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _day_in(value: object) -> date | None:
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _syntax_mistake(error: tomllib.TOMLDecodeError, text: str) -> Mistake:
    found = _SYNTAX_PLACE.search(str(error))
    line = int(found[1]) if found and found[1] else len(text.splitlines())
    remedy = "Tjek anførselstegn, klammer, lighedstegn og datoer her og på linjen før."
    return Mistake(f"linje {line}", "Linjen er ikke gyldig TOML.", remedy)


def suggestion(key: str, known: Iterable[str]) -> str:
    """The nearest of the known words, else all of them."""
    known = sorted(known)
    near = get_close_matches(key, known, n=1)
    return f"Mente du {near[0]}?" if near else f"Slet det, eller brug et af disse: {', '.join(known)}."


def _lines_of(text: str) -> dict[Place, int]:
    """The line on which each table and key begins; repeated tables are numbered from 1."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _numbered(header[2].split("."), counts, repeated=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _numbered(names: Sequence[str], counts: dict[Place, int], *, repeated: bool) -> Place:
    place: Place = ()
    for index, name in enumerate(names):
        place = (*place, name)
        if repeated and index == len(names) - 1:
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = (*place, counts[place])
    return place
