"""`python -m bot due`: when a call received at a given time is to be returned, day by day, and why."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.office_file import EXAMPLE, load_office
from rules.callback import Promise, Unit, promise
from rules.errors import FristvagtError
from rules.office import Office
from rules.worktime import WorkCalendar
from views.texts import Texts

CALLBACK = "callback"
WRONG_INPUT = 2
_YEARS = range(2000, 2100)


class BadDueInputError(FristvagtError):
    """Something on the command line cannot be used."""


def register(app: typer.Typer) -> None:
    app.command("due")(due)


def due(
    kind: Annotated[str, typer.Option(help="What is due: callback.")] = CALLBACK,
    team: Annotated[str, typer.Option(help="The team's key in the office file.")] = "",
    received: Annotated[
        str, typer.Option(help="2026-04-01T11:00; the office's time without an offset.")
    ] = "",
    office: Annotated[
        Path, typer.Option(help="The office file; the shipped example by default.", show_default=False)
    ] = EXAMPLE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Say when a call is to be returned, and why each day counts or does not.

    Exit code 2 and a Danish sentence on stderr when something in the input is wrong.
    """
    try:
        promised, notes, texts = _answer(kind, team, received, office)
    except FristvagtError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_INPUT) from error
    for note in notes:
        typer.echo(note, err=True)
    typer.echo(json.dumps(as_data(promised), ensure_ascii=False) if as_json else as_text(promised, texts))


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


def received_at(written: str, zone: ZoneInfo) -> tuple[datetime, list[str]]:
    """The aware time meant by `written`, and what had to be assumed about it. Raises `BadDueInputError`."""
    at = _parsed(written)
    if at.tzinfo is not None:
        return at, []
    early, late = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.timestamp() == late.timestamp():
        return early, []
    if early.timestamp() > late.timestamp():
        moved = early.astimezone(UTC).astimezone(zone)
        return moved, [
            f"Kl. {at:%H:%M} findes ikke den nat, uret stilles frem; der regnes med {moved:%H:%M}."
        ]
    return early, [
        f"Kl. {at:%H:%M} er der to gange den nat, uret stilles tilbage; der regnes med den første."
    ]


def _answer(kind: str, team: str, received: str, path: Path) -> tuple[Promise, list[str], Texts]:
    _require(kind, team, received)
    office = load_office(path)
    calendar = office.team(team).calendar
    at, notes = received_at(received, calendar.zone)
    promised = promise(calendar, office.callback, at)
    return promised, notes + _closings_not_known(calendar, promised), _danish(office)


def _require(kind: str, team: str, received: str) -> None:
    if kind != CALLBACK:
        raise BadDueInputError(f"„{kind}“ kan ikke regnes ud her. Skriv --kind {CALLBACK}.")
    if not team:
        raise BadDueInputError("Der mangler et team. Skriv for eksempel --team voksen-a.")
    if not received:
        raise BadDueInputError("Der mangler et tidspunkt. Skriv for eksempel --received 2026-04-01T11:00.")


def _parsed(written: str) -> datetime:
    remedy = "Skriv dato og klokkeslæt: 2026-04-01T11:00."
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise BadDueInputError(f"„{written}“ er ikke et tidspunkt, der findes. {remedy}") from error
    if ":" not in written:
        raise BadDueInputError(f"„{written}“ mangler et klokkeslæt. {remedy}")
    if at.year not in _YEARS:
        raise BadDueInputError(f"Året {at.year} kan der ikke regnes med. Skriv et år fra 2000 til 2099.")
    return at


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
