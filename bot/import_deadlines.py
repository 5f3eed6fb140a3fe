"""`python -m bot import deadlines`: the cases that run already, from a table of the case system's."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import SQLAlchemyError

from bot.failing import WRONG_INPUT, explained, sentence
from bot.import_run import ImportRun, Outcome
from bot.import_said import first_sheet_only
from bot.rejects import beside
from bot.run_command import office_of
from bot.service import Parts, prepare, utc_now
from bot.settings import SettingsError, load_settings
from rules.errors import FristvagtError
from rules.office import Office, Role
from rules.rights import Action, may
from storage import people

REFUSED = 1
INTERRUPTED = 130  # as a shell says it
MOST_SAID = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deadlines")(deadlines)


def deadlines(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file with one case a row.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the rows, store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Where refused rows go. Default: beside FILE, .afvist.csv.")
    ] = None,
    by: Annotated[
        str, typer.Option(help="Whose Slack id it is done under. Default: the only administrator's.")
    ] = "",
) -> None:
    """Import running cases with their deadlines. The same file twice changes nothing.

    Exit code 0: every row taken or there already; 1: some refused, or a second complaint to be looked at;
    2: the file cannot be used.
    """
    # First the file: a wrong path must not leave an empty database behind.
    with explained(), file.open("rb") as content, _parts() as parts:
        run = ImportRun(parts, importer(parts, by), dry_run)
        code = _carry_out(run, file, content, _free(rejects or beside(file), file))
    typer.echo(json.dumps(asdict(run.outcome), ensure_ascii=False) if as_json else said(run.outcome))
    raise typer.Exit(code)


def importer(parts: Parts, by: str) -> str:
    """In whose name it is done: the log names a person. Raises `SettingsError`."""
    wanted = by or _only_administrator(parts.office)
    if not may(parts.office, wanted, Action.RULES):
        raise SettingsError(f"{wanted} er ikke administrator i kontorfilen. Skriv --by med en, der er.")
    with parts.database.read() as session:
        known = people.staff(session, parts.office).get(wanted)
    if known is None or not known.here:
        raise SettingsError(
            f"{wanted} er ikke kendt fra Slack. Start Fristvagt én gang, så navnene hentes, og prøv igen."
        )
    return wanted


def said(outcome: Outcome) -> str:
    """The figures as text, and what to do about refused rows."""
    done = "Ville lægge ind" if outcome.dry_run else "Lagt ind"
    figures = [
        ("Rækker", outcome.rows),
        (done, outcome.imported),
        ("  heraf overskredet", outcome.already_passed),
        ("Fandtes i forvejen", outcome.unchanged),
        ("Afvist", outcome.refused),
    ]
    lines = [f"{name:<20} {_grouped(number):>9}" for name, number in figures]
    lines += [f"  linje {row['line']}: {row['why']}" for row in outcome.refused_rows[:MOST_SAID]]
    lines += _second(outcome.second_complaints)
    lines += first_sheet_only(outcome.unread_sheets)
    if outcome.rejects:
        lines.append(
            f"De afviste rækker står i {outcome.rejects}. Ret dem der, og kør kommandoen med den fil."
        )
    return "\n".join(lines)


def _second(complaints: Sequence[Mapping[str, object]]) -> list[str]:
    if not complaints:
        return []
    more = len(complaints) - MOST_SAID
    return [
        f"Se efter i sagen: {_grouped(len(complaints))} kan være endnu en klage fra samme dag.",
        *(f"  linje {row['line']}: {row['why']}" for row in complaints[:MOST_SAID]),
        *([f"  og {_grouped(more)} til; --json siger alle linjer."] if more > 0 else []),
    ]


@contextmanager
def _parts() -> Iterator[Parts]:
    settings = load_settings()
    parts = prepare(office_of(settings), settings, utc_now)
    try:
        yield parts
    finally:
        parts.database.close()
        if parts.lock is not None:
            parts.lock.close()


def _only_administrator(office: Office) -> str:
    administrators = office.roles.get(Role.ADMIN, frozenset())
    if len(administrators) != 1:
        raise SettingsError("Skriv --by med Slack-id'et på den administrator, der lægger sagerne ind.")
    return next(iter(administrators))


def _free(rejects: Path, file: Path) -> Path:
    if rejects.resolve() == file.resolve():
        raise SettingsError("De afviste rækker kan ikke skrives oven i filen selv. Vælg et andet navn.")
    return rejects


def _carry_out(run: ImportRun, file: Path, content: BinaryIO, rejects: Path) -> int:
    """The exit code. What was stored before something went wrong stays, and is said."""
    try:
        with _progress(file, content) as told:
            run.take(file.name, content, rejects, told)
    except KeyboardInterrupt:
        typer.echo(f"Afbrudt. {_go_on(run.outcome)}", err=True)
        return INTERRUPTED
    except (FristvagtError, SQLAlchemyError, OSError) as error:
        if not run.outcome.rows:
            raise
        typer.echo(f"{sentence(error)}\n{_go_on(run.outcome)}", err=True)
        return WRONG_INPUT
    return REFUSED if run.outcome.refused or run.outcome.second_complaints else 0


def _go_on(outcome: Outcome) -> str:
    if outcome.dry_run:
        return "Intet er gemt."
    stored = _grouped(outcome.imported)
    return f"{stored} frister er lagt ind. Kør samme kommando igen: det, der er lagt ind, springes over."


@contextmanager
def _progress(file: Path, content: BinaryIO) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, by bytes read; an Excel file does not tell how far it is."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
        bar = shown.add_task("Læser", total=file.stat().st_size if file.suffix.casefold() == ".csv" else None)
        yield lambda rows: shown.update(bar, completed=content.tell(), description=f"{_grouped(rows)} rækker")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
