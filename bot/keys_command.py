"""`python -m bot key`: a new encryption key. `keys list`, `keys rotate`: which are in use, and the change."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.at_hand import AtHand, at_hand, in_the_name_of
from bot.failing import explained
from bot.service import utc_now
from storage import rekey
from storage.vault import generate_key

BATCH = 200

keys = typer.Typer(
    name="keys", help="The encryption keys: which are in use, and the change.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("key")(key)
    app.add_typer(keys)


def key() -> None:
    """Print a new encryption key for FRISTVAGT_ENCRYPTION_KEYS. Keep it as you keep a password."""
    typer.echo(generate_key())


@keys.command("list")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Show each key's name, never the key: which writes, and how many fields each has sealed."""
    with explained(), at_hand() as hand, hand.database.read() as session:
        sealed, needed = rekey.fields_by_key(session), rekey.known(session)
        names = [*hand.vault.key_ids, *(one for one in sealed if one not in hand.vault.key_ids)]
        rows = [
            {
                "key": name,
                "writes": name == hand.vault.writing_key_id,
                "fields": sealed[name],
                "needed": bool(sealed[name]) or name in needed,
            }
            for name in names
        ]
    if as_json:
        typer.echo(json.dumps({"keys": rows}))
        return
    table = Table("Nøgle", "Skriver", "Felter", "Skal beholdes")
    for row in rows:
        table.add_row(
            str(row["key"]),
            "ja" if row["writes"] else "",
            str(row["fields"]),
            "ja" if row["needed"] else "nej",
        )
    Console().print(table)


@keys.command("rotate")
def rotate(
    by: Annotated[
        str, typer.Option(help="Whose Slack id it is done under. Default: the only administrator's.")
    ] = "",
) -> None:
    """Seal everything anew under the first key, while the bot runs; then the others can be taken out.

    Interrupted, it is simply run again. Exit code 2: the new key is not in use yet, or an old one still is.
    """
    with explained(), at_hand() as hand:
        person = in_the_name_of(hand, by)
        with hand.database.read() as session:
            rekey.refuse_unknown(session, hand.vault)
            total = rekey.rows(session)
        with _bar(total) as shown:
            bar = shown.add_task("Krypterer igen", total=total)
            for done in through(hand):
                shown.update(bar, advance=done)
        old = _finish(hand, person)
    typer.echo(f"Alt er krypteret med nøglen {hand.vault.writing_key_id}.")
    if old:
        typer.echo(
            f"{', '.join(old)} bruges ikke længere: tag den ud af FRISTVAGT_ENCRYPTION_KEYS, og genstart. "
            "Gem den, så længe I har sikkerhedskopier fra dens tid."
        )


def through(hand: AtHand, most: int = BATCH) -> Iterator[int]:
    """Go through every row, each batch in a transaction of its own; gives how many rows each may have had.

    Raises `OddRowsError` at the end, when some could not be opened.
    """
    odd: set[int] = set()
    for batch in rekey.BATCHES.values():
        after: int | None = 0
        while after is not None:
            with hand.database.write() as session:
                after = batch(session, hand.vault, after, most, odd)
            yield most if after is not None else 0
    if odd:
        raise rekey.OddRowsError(sorted(odd))


def _finish(hand: AtHand, person: str) -> list[str]:
    with hand.database.write() as session:
        return rekey.finish(session, hand.vault, by=person, now=utc_now())


def _bar(total: int) -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal or not total, transient=True)
