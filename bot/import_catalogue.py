"""`python -m bot import catalogue`: the municipality's own table of deadlines."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.failing import explained
from bot.import_said import first_sheet_only
from bot.rules_at_hand import municipal_at_hand, office_at_hand
from bot.service import utc_now
from bot.settings import Settings, load_settings
from rules.cpr import mask_cpr
from rules.length_words import in_words
from rules.municipal import Said
from rules.office import Office
from rules.statute import Rule
from storage.catalogue import Change
from storage.catalogue_import import Report, import_table, preview
from storage.database import connect
from storage.migrate import upgrade

# Whoever may run the program on the machine; the log has no better name for them.
BY = "terminal"
ROWS_WRONG = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("catalogue")(catalogue)


def catalogue(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, one row a deadline.", show_default=False)],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it would change; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Put the municipality's table of deadlines into the catalogue.

    Exit code 1 when a row cannot be read: nothing is imported then. A row about which the law has a
    figure of its own is refused by itself.
    """
    with explained():
        settings = load_settings()
        office = office_at_hand(settings)
        report = _preview(settings, office, file) if dry_run else _import(settings, office, file)
    typer.echo(
        json.dumps(as_data(report, dry_run), ensure_ascii=False) if as_json else as_text(report, dry_run)
    )
    if report.stopped:
        raise typer.Exit(ROWS_WRONG)


def _preview(settings: Settings, office: Office, file: Path) -> Report:
    with file.open("rb") as content:
        return preview(municipal_at_hand(settings), office, _named(file), content, today=_today(office))


def _import(settings: Settings, office: Office, file: Path) -> Report:
    # First the file alone: what cannot be used must not leave an empty database behind.
    seen = _preview(settings, office, file)
    if seen.stopped:
        return seen
    database = connect(settings.database_url)
    try:
        upgrade(database)
        with file.open("rb") as content, database.write() as session:
            return import_table(session, office, _named(file), content, by=BY, now=utc_now())
    finally:
        database.close()


def _named(file: Path) -> str:
    """As it may be stored and said: nobody looks for a CPR number in a file's name."""
    return mask_cpr(file.name)


def _today(office: Office) -> date:
    return utc_now().astimezone(office.zone).date()


def as_data(report: Report, dry_run: bool) -> dict[str, object]:
    """What `--json` prints. Unless it stopped, `rows` is `imported`, `unchanged` and `refused` together."""
    reading, found = report.reading, report.difference
    refused = sorted([*reading.refused, *reading.faulty], key=lambda said: said.line)
    return {
        "rows": reading.rows,
        "imported": len(found.changed),
        "unchanged": len(found.unchanged),
        "refused": [_row(said) for said in refused],
        "changes": [_change(change) for change in found.changed],
        "absent": [rule.key for rule in found.absent],
        "unread_sheets": list(reading.unread),
        "stopped": report.stopped,
        "dry_run": dry_run,
    }


def _row(said: Said) -> dict[str, object]:
    return {"line": said.line, "why": str(said.why), "raw": said.raw}


def _change(change: Change) -> dict[str, object]:
    return {
        "key": change.key,
        "from": _length(change.before),
        "to": _length(change.after),
        "raw": change.after.raw,
        "what": list(change.fields),
    }


def _length(rule: Rule | None) -> str | None:
    return str(in_words(rule.length)) if rule else None


def as_text(report: Report, dry_run: bool) -> str:
    """What is printed for people."""
    if report.stopped:
        stopped = "Intet er lagt ind. Ret rækkerne, og prøv igen:"
        return "\n".join(
            [stopped, *map(_said, report.reading.faulty), *first_sheet_only(report.reading.unread)]
        )
    rows = [*_changes(report), *_refusals(report), *_absent(report), ""]
    return "\n".join([*rows, _summary(report, dry_run), *first_sheet_only(report.reading.unread)])


def _changes(report: Report) -> list[str]:
    return [_changed(change) for change in report.difference.changed]


def _changed(change: Change) -> str:
    before, after = _length(change.before), _length(change.after)
    if before is None:
        return f"ny       {change.key}: {after}"
    if before == after:
        return f"ændret   {change.key}: {after} (ændret: {', '.join(change.fields)})"
    return f"ændret   {change.key}: {before} -> {after}"


def _refusals(report: Report) -> list[str]:
    return [f"afvist   {_said(said)}" for said in report.reading.refused]


def _said(said: Said) -> str:
    return f"linje {said.line}: {said.why}" + (f" (»{said.raw}«)" if said.raw else "")


def _absent(report: Report) -> list[str]:
    return [
        f"mangler  {rule.key}: {_length(rule)} gælder stadig, men står ikke i filen"
        for rule in report.difference.absent
    ]


def _summary(report: Report, dry_run: bool) -> str:
    found, reading = report.difference, report.reading
    done = "ville blive lagt ind" if dry_run else "lagt ind"
    return (
        f"{reading.rows} rækker: {len(found.changed)} {done}, {len(found.unchanged)} uændrede, "
        f"{len(reading.refused)} afvist, fordi loven har sin egen frist."
    )
