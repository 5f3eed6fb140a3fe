"""`python -m bot erase`: what is kept about a citizen, deleted on request: shown first, then done."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.at_hand import AtHand, at_hand, in_the_name_of
from bot.failing import explained
from bot.insight_words import WORDS
from bot.service import utc_now
from bot.settings import SettingsError
from bot.whom import whom
from storage import bytes_gone, erasure
from storage.database import Database
from storage.erasure import Standing, Why
from storage.models import CALLBACK, LIVE

NOT_DONE = 1
TRIES = 2  # each waits for a reader as long as a writer does for another


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("erase")(erase)


def erase(
    item: Annotated[int, typer.Option(help="One item's number.")] = 0,
    phone: Annotated[str, typer.Option(help="All from this number; - asks for it.")] = "",
    case: Annotated[str, typer.Option(help="All on this case; - asks for it.")] = "",
    why: Annotated[
        Why | None, typer.Option("--open", help="Withdraw what is still open too, for this reason.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: Annotated[
        str, typer.Option(help="Whose Slack id it is done under. Default: the only administrator's.")
    ] = "",
) -> None:
    """Delete what is kept about a citizen; the items stay as numbers and times, and so do their events.

    Exit code 1: nothing was found, or the answer was no; 2: something is open, or must be mended first.
    """
    with explained(), at_hand() as hand:
        person, numbers = in_the_name_of(hand, by), _numbers(hand, item, phone, case)
        with hand.database.read() as session:
            found = erasure.standing(session, numbers)
        if not any(one.holds_content for one in found):
            typer.echo("Der er intet gemt om borgeren her.")
            raise typer.Exit(NOT_DONE)
        _preview(hand, found)
        _refuse_open(found, why)
        if not yes and not typer.confirm(
            "Slet navn, nummer, besked, sagsnummer og læring? Det kan ikke fortrydes."
        ):
            raise typer.Exit(NOT_DONE)
        with hand.database.write() as session:
            # While the question stood, the night may have taken what was over.
            found = erasure.standing(session, numbers)
            erased = erasure.erase(
                session, hand.office, [one.number for one in found], by=person, now=utc_now(), why=why
            )
        gone = any(bytes_gone.flush(hand.database) for _ in range(TRIES))
    typer.echo(f"Slettet i {erased} af {len(found)}. Sikkerhedskopier fra før nu har det stadig.")
    if not gone:
        typer.echo(_still_on_disk(hand.database))
    if any(one.kind != CALLBACK for one in found):
        # What an import knows a deadline by is erased with it.
        typer.echo("Fjern sagen fra den fil, I importerer, ellers kommer den igen.")


def _still_on_disk(database: Database) -> str:
    if database.on_sqlite:
        return "Databasens skrivelog (WAL) er i brug og kan have de gamle bytes, til den tømmes i nat."
    return "Databasens tabeller er i brug og kan have de gamle bytes, til de ryddes i nat (VACUUM)."


def _numbers(hand: AtHand, item: int, phone: str, case: str) -> list[int]:
    if item and not phone and not case:
        return [item]
    if item:
        raise SettingsError("Skriv kun én af --item, --phone og --case.")
    wanted = whom(phone, case)
    with hand.database.read() as session:
        return wanted.numbers(session, hand.vault)


def _refuse_open(found: list[Standing], why: Why | None) -> None:
    running = [one.number for one in found if one.state in LIVE]
    if running and why is None:
        raise erasure.StillRunningError(running)


def _preview(hand: AtHand, found: list[Standing]) -> None:
    table = Table("Nr.", "Hvad", "Team", "Fra", "Stand", "Om borgeren")
    for one in found:
        kind = "opkald" if one.kind == CALLBACK else "frist"
        since = f"{one.logged_at.astimezone(hand.office.zone):%d.%m.%Y}"
        content = "ja" if one.holds_content else "intet"
        table.add_row(str(one.number), kind, one.team_key, since, WORDS[one.state.value], content)
    Console().print(table)
