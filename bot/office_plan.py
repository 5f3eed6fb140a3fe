"""The office file's [[initiatives]], [sample] and [pulse]: the action plan and what is counted beside it."""

import re
from datetime import date

from bot.office_toml import Table
from rules.cpr import contains_cpr
from rules.initiative import Initiative
from rules.pulse import HOW_MANY, QUESTIONS, Pulse

LONGEST_TITLE, LONGEST_TEXT, LONGEST_QUESTION = 80, 600, 150
MOST_DRAWN = 50
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,5}")
_LONGEST_KEY = 40  # a button carries it
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def read_plan(file: Table) -> tuple[Initiative, ...]:
    """Every initiative as the file lists them; mistakes go to the table's report."""
    read, seen = [], set[str]()
    for table in file.tables("initiatives"):
        one = _initiative(table)
        if one is None:
            continue
        if one.key in seen:
            table.wrong("key", f"„{one.key}“ bruges af to indsatser.", "Giv hver indsats sin egen.")
        seen.add(one.key)
        read.append(one)
    return tuple(read)


def _initiative(table: Table) -> Initiative | None:
    planned = _month(table, "planned", needed=True)
    read = Initiative(
        key=_matching(table, "key", _KEY, "Brug små bogstaver a-z, tal og bindestreg: tilgaengelighed."),
        title=_text(table, "title", LONGEST_TITLE),
        owner=_matching(table, "owner", _PERSON, "Skriv personens Slack-id, U og tal eller bogstaver."),
        planned=planned or date.min,
        planned_end=_month(table, "planned_end"),
        expected=_month(table, "expected"),
        started=_month(table, "started"),
        ended=_month(table, "ended"),
        answers=_text(table, "answers", LONGEST_TEXT, ""),
        status=_text(table, "status", LONGEST_TEXT, ""),
        note=_text(table, "note", LONGEST_TEXT, ""),
    )
    _refuse_wrong_order(table, read)
    table.refuse_the_rest()
    return read if planned else None


def _refuse_wrong_order(table: Table, read: Initiative) -> None:
    if read.planned_end and read.planned_end < read.planned:
        table.wrong("planned_end", "ligger før den planlagte start.", "Byt om på dem.")
    if read.ended and (read.started is None or read.ended < read.started):
        table.wrong("ended", "kræver en start, der ligger før.", "Skriv started, eller slet ended.")


def _text(table: Table, key: str, most: int, default: str | None = None) -> str:
    text = " ".join(table.text(key, default).split())
    if contains_cpr(text):
        # The plan goes to a committee: whoever writes here must not name a citizen.
        table.wrong(key, "ligner et CPR-nummer.", "Skriv det uden personer.")
    elif len(text) > most:
        table.wrong(key, f"er længere end {most} tegn.", "Skriv det kortere.")
    return text


def _matching(table: Table, key: str, pattern: re.Pattern[str], remedy: str) -> str:
    value = table.text(key)
    if value and (len(value) > _LONGEST_KEY or not pattern.fullmatch(value)):
        table.wrong(key, f"„{value}“ kan ikke bruges.", remedy)
    return value


def _month(table: Table, key: str, *, needed: bool = False) -> date | None:
    """The first of a month written "2026-04"."""
    written = table.text(key, None if needed else "")
    found = _MONTH.fullmatch(written)
    if written and not found:
        table.wrong(key, f"„{written}“ er ikke en måned.", 'Skriv år og måned: "2026-04".')
    return date(int(found[1]), int(found[2]), 1) if found else None


def read_sample(table: Table) -> int:
    """How many decisions are drawn a month; 0 for none."""
    number = table.number("decisions", 6, least=0, most=MOST_DRAWN)
    table.refuse_the_rest()
    return number


def read_pulse(table: Table) -> Pulse:
    """Whether the pulse is asked for, and with which two questions."""
    questions = table.texts("questions")
    if questions and (
        len(questions) != HOW_MANY or any(not 0 < len(one) <= LONGEST_QUESTION for one in questions)
    ):
        table.wrong(
            "questions", f"skal være to spørgsmål på højst {LONGEST_QUESTION} tegn.", 'Skriv ["…", "…"].'
        )
    read = Pulse(on=table.yes("on", default=False), questions=questions or QUESTIONS)
    table.refuse_the_rest()
    return read
