"""`python -m bot due`: when a call is to be returned or a deadline runs out, day by day, and why."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import due_rule
from bot.due_input import BadDueInputError, received_at
from bot.failing import explained
from bot.office_file import EXAMPLE, load_office
from bot.rules_at_hand import office_at_hand
from bot.service import utc_now
from bot.settings import load_settings
from rules.callback import Promise, Unit, promise
from rules.office import Office
from rules.worktime import WorkCalendar
from views.texts import Texts

CALLBACK = "callback"


def register(app: typer.Typer) -> None:
    app.command("due")(due)


def due(
    kind: Annotated[str, typer.Option(help="What is due: callback.")] = CALLBACK,
    rule: Annotated[str, typer.Option(help="A deadline's key in the catalogue; see the command rules.")] = "",
    team: Annotated[str, typer.Option(help="The team's key in the office file.")] = "",
    received: Annotated[
        str, typer.Option(help="2026-04-01T11:00; the office's time without an offset. A rule: 2026-04-01.")
    ] = "",
    chosen: Annotated[str, typer.Option(help="The date, for a rule without a length.")] = "",
    office: Annotated[
        Path | None,
        typer.Option(help="The office file; else the setting, else the example.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Say when a call is to be returned or a deadline runs out, and why each day counts or does not.

    Exit code 2 and a Danish sentence on stderr when something in the input is wrong.
    """
    with explained():
        if rule:
            data, text, notes = _of_rule(rule, team, received, chosen, office)
        else:
            data, text, notes = _of_call(kind, team, received, office)
    for note in notes:
        typer.echo(note, err=True)
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else text)


def as_data(promised: Promise) -> dict[str, object]:
    """What `--json` prints: ISO 8601 times with offset, and the steps."""
    return {
        "received_as": promised.received_as.isoformat(),
        "goal": promised.goal.isoformat(),
        "limit": promised.limit.isoformat(),
        "unit": promised.unit.value,
        "steps": [{"day": step.day.isoformat(), "text": step.text} for step in promised.steps],
    }


def as_text(promised: Promise, texts: Texts) -> str:
    unit = "arbejdsdage" if promised.unit is Unit.WORKING_DAYS else "kalenderdage"
    facts = [
        f"Modtaget:            {_moment(texts, promised.received)}",
        f"Regnes som modtaget: {_moment(texts, promised.received_as)}",
        f"Mål:                 {_moment(texts, promised.goal)}",
        f"Frist:               {_moment(texts, promised.limit)}",
        "",
        f"Sådan er der talt ({unit}):",
    ]
    return "\n".join(facts + [f"  {step.day:%d.%m.%Y}  {step.text}" for step in promised.steps])


def _of_rule(
    key: str, team: str, received: str, chosen: str, path: Path | None
) -> tuple[dict[str, object], str, list[str]]:
    office = load_office(path) if path else office_at_hand(load_settings())
    today = utc_now().astimezone(office.zone).date()
    found = due_rule.answer(office, key, team, received, chosen, today)
    return due_rule.as_data(found), due_rule.as_text(found, _danish(office)), found.notes


def _of_call(
    kind: str, team: str, received: str, path: Path | None
) -> tuple[dict[str, object], str, list[str]]:
    _require(kind, team, received)
    office = load_office(path or EXAMPLE)
    calendar = office.team(team).calendar
    at, notes = received_at(received, calendar.zone)
    promised = promise(calendar, office.callback, at)
    text = as_text(promised, _danish(office))
    return as_data(promised), text, notes + _closings_not_known(calendar, promised)


def _require(kind: str, team: str, received: str) -> None:
    if kind != CALLBACK:
        raise BadDueInputError(f"„{kind}“ kan ikke regnes ud her. Skriv --kind {CALLBACK}.")
    if not team:
        raise BadDueInputError("Der mangler et team. Skriv for eksempel --team voksen-a.")
    if not received:
        raise BadDueInputError("Der mangler et tidspunkt. Skriv for eksempel --received 2026-04-01T11:00.")


def _closings_not_known(calendar: WorkCalendar, promised: Promise) -> list[str]:
    known = {day.year for day in calendar.closings}
    asked = {promised.received.year, promised.limit.year}
    return [
        f"Bemærk: kontorfilen har ingen lukkedage for {year}; kun helligdage er trukket fra."
        for year in sorted(asked - known)
    ]


def _danish(office: Office) -> Texts:
    return Texts(office.zone, "da")


def _moment(texts: Texts, at: datetime) -> str:
    return f"{texts.day(at)} {at.year} kl. {texts.clock(at)}"
