"""The office file's hours and closing days, made into each team's calendar."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.office_toml import Table, clock_in
from rules.worktime import ONE_DAY, Closing, Span, WorkCalendar

_WEEKDAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4}
_WEEKEND = ("saturday", "sunday")
_HOURS = re.compile(r"\s*([\d:.]+)\s*[-–]\s*([\d:.]+)\s*")
_LONGEST_CLOSING = 100

Hours = Mapping[int, tuple[Span, ...]]


def read_calendar(
    table: Table, zone: ZoneInfo, closings: Mapping[date, Closing], opening: Hours
) -> WorkCalendar:
    """A team's calendar; its own opening hours, where it has any, replace the office's `opening`."""
    if "opening" in table:
        opening = read_hours(table.table("opening"))
    telephone_table = table.table("telephone")
    telephone = read_hours(telephone_table)
    _require_within(telephone_table, telephone, opening)
    return WorkCalendar(zone, opening, telephone, closings)


def read_hours(table: Table) -> Hours:
    hours = {number: _read_spans(table, key) for key, number in _WEEKDAYS.items()}
    for key in _WEEKEND:
        table.refuse(key, "lørdag og søndag er aldrig arbejdsdage.", "Slet linjen; fristerne regner med det.")
    table.refuse_the_rest()
    return hours


def read_closings(office: Table) -> Mapping[date, Closing]:
    """Every closed day by its date; a period (`day` to `until`) is one entry a day."""
    closings: dict[date, Closing] = {}
    for table in office.tables("closings"):
        for closing in _read_closing(table):
            if closing.day in closings:
                table.wrong("day", f"{closing.day} er lukket to gange.", "Slet den ene.")
            closings[closing.day] = closing
    return closings


def _read_spans(table: Table, key: str) -> tuple[Span, ...]:
    spans = [span for text in table.texts(key) if (span := _read_span(table, key, text))]
    spans.sort(key=lambda span: span.start)
    for earlier, later in pairwise(spans):
        if later.start < earlier.end:
            table.wrong(key, "to tidsrum overlapper.", "Skriv dem som ét.")
    return tuple(spans)


def _read_span(table: Table, key: str, text: str) -> Span | None:
    found = _HOURS.fullmatch(text)
    start, end = (clock_in(found[1]), clock_in(found[2])) if found else (None, None)
    if start is None or end is None:
        table.wrong(key, f"„{text}“ er ikke et tidsrum.", 'Skriv fra og til: "09:00-12:00".')
        return None
    if start >= end:
        table.wrong(key, f"„{text}“ slutter, før det begynder.", "Byt om på tiderne, eller ret dem.")
        return None
    return Span(start, end)


def _require_within(table: Table, telephone: Hours, opening: Hours) -> None:
    for key, number in _WEEKDAYS.items():
        for span in telephone.get(number, ()):
            if not any(
                open_.start <= span.start and span.end <= open_.end for open_ in opening.get(number, ())
            ):
                table.wrong(
                    key,
                    f"telefontiden {_shown(span)} ligger uden for åbningstiden.",
                    "Ret telefontiden, eller udvid åbningstiden den dag.",
                )


def _shown(span: Span) -> str:
    return f"{span.start:%H:%M}-{span.end:%H:%M}"


def _read_closing(table: Table) -> Sequence[Closing]:
    first, name = table.day("day"), table.text("name")
    last = table.day("until") if "until" in table else first
    closes_at = table.clock("closes_at", time(12)) if "closes_at" in table else None
    no_hverdag = not table.yes("hverdag", default=True)
    if no_hverdag and closes_at is not None:
        table.wrong("hverdag", "en halv lukkedag er en hverdag.", "Slet hverdag, eller slet closes_at.")
    table.refuse_the_rest()
    if first is None or last is None:
        return []
    length = (last - first).days
    if not 0 <= length <= _LONGEST_CLOSING:
        table.wrong("until", f"{last} passer ikke med {first}.", "Skriv den sidste lukkede dag i perioden.")
        return []
    days = [first + n * ONE_DAY for n in range(length + 1)]
    return [Closing(day, name, closes_at, no_hverdag) for day in days]
