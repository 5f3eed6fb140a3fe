"""`python -m bot audit …`: the event log read, its chain verified, and the auditor's newest spot check."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.at_hand import AtHand, at_hand
from bot.failing import explained
from bot.settings import SettingsError
from storage import audit_check, audit_list, spot_checks
from storage.audit_check import Break, Checked, Damage
from storage.audit_list import Wanted
from storage.models import Event
from storage.spot_checks import Draw

BROKEN = 1
BROKEN_HOW = {
    Break.CHANGED: "rækken er ændret",
    Break.REMOVED: "rækken eller dens led er fjernet",
    Break.INSERTED: "rækken er sat ind",
    Break.REORDERED: "rækken er flyttet",
    Break.ENDS: "kædens ender er skrevet af andre end Fristvagt",
}

# As `verify` itself names one: a link, and the beginning of its hash.
HEAD = re.compile(r"\d+:[0-9a-f]{16}")

audit = typer.Typer(name="audit", help="The event log: read it, verify it, check it.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(audit)


@audit.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    head: Annotated[
        str | None, typer.Option(help="A head noted earlier: was anything cut off since?")
    ] = None,
) -> None:
    """Read the whole chain. Exit code 1 names the first link that does not hold."""
    with explained(), at_hand() as hand, hand.database.read() as session:
        noted = _noted(head)
        if not hand.database.on_sqlite:
            # One snapshot for the whole walk: retention may cut the chain meanwhile.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        found = audit_check.check(session, hand.vault, noted=noted)
        restored = audit_list.events(session, Wanted(action="restored"), 1) if noted and found.damage else ()
    typer.echo(
        json.dumps(asdict(found)) if as_json else "\n".join([*_verdict(found), *_put_back(hand, restored)])
    )
    if found.damage is not None:
        raise typer.Exit(BROKEN)


def _noted(head: str | None) -> str:
    """What is no head would be compared with nothing, and all would seem well."""
    if head is not None and not HEAD.fullmatch(head):
        raise SettingsError(
            f"»{head}« er ikke en ende. Skriv den, som audit verify viste den: tal, kolon og 16 tegn."
        )
    return head or ""


def _verdict(found: Checked) -> list[str]:
    lines = [
        f"{found.links} hændelser hænger sammen." if found.damage is None else _broken(found.damage, found)
    ]
    if found.unsealed:
        lines.append(f"{found.unsealed} nye er endnu ikke kædet; det sker, når Fristvagt kører.")
    if found.late:
        lines.append(
            f"{found.late} er kædet over en time senere end dem omkring; se dem efter med audit list."
        )
    if found.head:
        lines.append(f"Enden er {found.head}. Skriv den et andet sted, så ses det, hvis noget skæres af.")
    return lines


def _broken(damage: Damage, found: Checked) -> str:
    where = "" if damage.seq is None else f"led {damage.seq}"
    row = "" if damage.event_id is None else f"hændelse {damage.event_id}"
    place = ", ".join(filter(None, (where, row))) or "kædens ende"
    return f"BRUDT ved {place}: {BROKEN_HOW[damage.what]}. {found.links} led før det holder."


def _put_back(hand: AtHand, restored: Sequence[Event]) -> list[str]:
    """An older copy knows nothing of an end that was noted after it was taken."""
    days = (one.at.astimezone(hand.office.zone) for one in restored)
    return [
        f"Databasen er lagt tilbage fra en kopi {day:%d.%m.%Y}. En ende, der er skrevet op før det, passer "
        "ikke mere: kør uden --head, og skriv den nye op, når alt holder."
        for day in days
    ]


@audit.command("list")
def list_events(
    item: Annotated[int | None, typer.Option(help="Only this item's.")] = None,
    person: Annotated[str, typer.Option(help="Only what this Slack id did.")] = "",
    action: Annotated[str, typer.Option(help="Only this word, such as citizen_read.")] = "",
    since: Annotated[str, typer.Option("--from", help="From this day on: 2026-11-26.")] = "",
    until: Annotated[str, typer.Option("--to", help="Up to and with this day.")] = "",
    most: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 100,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line instead of a table.")
    ] = False,
) -> None:
    """Show events, the oldest first: who, what, which number, when. Ids only."""
    with explained(), at_hand() as hand, hand.database.read() as session:
        starts, ends = _day(hand, since), _day(hand, until)
        ends = ends + timedelta(days=1) if ends else None
        found = audit_list.events(session, Wanted(item, person, action, starts, ends), most)
    if as_json:
        for event in found:
            typer.echo(json.dumps(_as_data(hand, event), ensure_ascii=False))
        return
    if not found:
        typer.echo("Ingen hændelser passer.")
        return
    table = Table("Id", "Hvornår", "Hvem", "Hvad", "Nr.", "Udfald", "Mere")
    for event in found:
        row = _as_data(hand, event)
        number = "" if event.deadline_id is None else str(event.deadline_id)
        more = ", ".join(f"{name}={value}" for name, value in event.detail.items())
        table.add_row(str(event.id), str(row["at"]), event.actor, event.action, number, event.result, more)
    Console().print(table)


def _day(hand: AtHand, written: str) -> datetime | None:
    if not written:
        return None
    try:
        return datetime.combine(date.fromisoformat(written), time.min, tzinfo=hand.office.zone)
    except ValueError:
        raise SettingsError(f"»{written}« er ikke en dato. Skriv den som 2026-11-26.") from None


def _as_data(hand: AtHand, event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "at": event.at.astimezone(hand.office.zone).isoformat(timespec="seconds"),
        "actor": event.actor,
        "action": event.action,
        "item": event.deadline_id,
        "result": event.result,
        "detail": event.detail,
    }


@audit.command("spot-check")
def spot_check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Show the newest spot check: how it was drawn, and what the auditor has answered."""
    with explained(), at_hand() as hand, hand.database.read() as session:
        draw = spot_checks.newest(session)
        if draw is None:
            typer.echo("Der er ikke trukket nogen stikprøve endnu. Den trækkes den første i måneden.")
            return
        if as_json:
            typer.echo(json.dumps(_draw_as_data(hand, draw)))
            return
        _print_draw(hand, draw)


def _draw_as_data(hand: AtHand, draw: Draw) -> dict[str, object]:
    check = draw.check
    return {
        "month": f"{check.month:%Y-%m}",
        "drawn_at": check.drawn_at.astimezone(hand.office.zone).isoformat(timespec="seconds"),
        "seed": check.seed,
        "frame": check.frame_size,
        "reads": [
            {
                "event": read.event_id,
                "at": read.at.astimezone(hand.office.zone).isoformat(timespec="seconds"),
                "actor": read.actor,
                "action": read.action,
                "item": read.deadline_id,
                "answer": read.answer.value if read.answer else None,
                "answered_by": read.answered_by,
            }
            for read in draw.reads
        ],
    }


def _print_draw(hand: AtHand, draw: Draw) -> None:
    check = draw.check
    drawn = f"{check.drawn_at.astimezone(hand.office.zone):%d.%m.%Y %H:%M}"
    typer.echo(
        f"Stikprøve for {check.month:%Y-%m}, trukket {drawn}: {len(draw.reads)} af {check.frame_size}, "
        f"{len(draw.unanswered)} ikke besvaret. Frø: {check.seed}"
    )
    table = Table("Hændelse", "Hvornår", "Hvem", "Hvad", "Nr.", "Svar", "Af")
    for read in draw.reads:
        at = f"{read.at.astimezone(hand.office.zone):%d.%m.%Y %H:%M}"
        answer = read.answer.value if read.answer else "–"
        number = "" if read.deadline_id is None else str(read.deadline_id)
        table.add_row(str(read.event_id), at, read.actor, read.action, number, answer, read.answered_by or "")
    Console().print(table)
