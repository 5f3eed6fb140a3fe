"""`python -m bot export …`: figures, calls or deadlines as CSV for Excel, and the action plan."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from sqlalchemy.orm import Session

from bot import export_figures
from bot.at_hand import database_at_hand
from bot.export_csv import Value, write_csv
from bot.export_figures import By, figure_rows
from bot.export_items import CALL_HEADER, DEADLINE_HEADER, call_rows, deadline_rows
from bot.export_plan import plan
from bot.failing import explained
from bot.import_catalogue import BY
from bot.report_command import require_team
from bot.report_files import whole_file
from bot.run_command import office_of
from bot.service import utc_now
from bot.settings import SettingsError, load_settings
from rules.figures import Period
from rules.office import Office
from storage import exports

LONGEST = timedelta(days=10 * 366)
LONGEST_BY_DAY = timedelta(days=92)
From = Annotated[str, typer.Option("--from", help="The first day, as 2026-10-01.")]
To = Annotated[str, typer.Option("--to", help="The last day, as 2026-10-31; it is included.")]
Team = Annotated[str, typer.Option(help="Only this team, by its key in the office file.")]
Out = Annotated[Path, typer.Option(help="The file to write; one that is there is replaced.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
# What is written: the rows, read as they are written.
Rows: TypeAlias = Callable[[Session, Office, datetime], Iterable[Sequence[Value]]]

lists = typer.Typer(name="export", help="Write figures or items as CSV for Excel.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    lists.command("plan")(plan)
    app.add_typer(lists)


@lists.command("figures")
def figures(
    first: From,
    last: To,
    out: Out,
    team: Team = "",
    by: Annotated[By, typer.Option(help="A line a month or a day.")] = By.MONTH,
    as_json: AsJson = False,
) -> None:
    """Write the figures with definition and n. Small numbers are hidden."""
    with explained():
        days = _days(first, last, LONGEST_BY_DAY if by is By.DAY else LONGEST)

        def rows(session: Session, office: Office, now: datetime) -> Iterable[Sequence[Value]]:
            return figure_rows(session, office, team, days, by, now)

        _write("figures", days, team, out, export_figures.HEADER, rows, as_json=as_json)


@lists.command("callbacks")
def callbacks(first: From, last: To, out: Out, team: Team = "", as_json: AsJson = False) -> None:
    """Write the calls logged in the period, a line each: no citizen and no person."""
    with explained():
        days = _days(first, last, LONGEST)

        def rows(session: Session, office: Office, _now: datetime) -> Iterable[Sequence[Value]]:
            since, until = _midnight(office, days.starts), _midnight(office, days.ends)
            return call_rows(exports.calls(session, team, since, until), _names(office))

        _write("callbacks", days, team, out, CALL_HEADER, rows, as_json=as_json)


@lists.command("deadlines")
def deadlines(first: From, last: To, out: Out, team: Team = "", as_json: AsJson = False) -> None:
    """Write the statutory deadlines whose legal date lies in the period, a line each: no case, no person."""
    with explained():
        days = _days(first, last, LONGEST)

        def rows(session: Session, office: Office, _now: datetime) -> Iterable[Sequence[Value]]:
            return deadline_rows(exports.deadlines(session, team, days), _names(office))

        _write("deadlines", days, team, out, DEADLINE_HEADER, rows, as_json=as_json)


def _write(
    what: str, days: Period, team: str, out: Path, header: Sequence[str], rows: Rows, *, as_json: bool
) -> None:
    """The file is logged before it takes its place: none leaves unlogged."""
    settings, now = load_settings(), utc_now()
    office = office_of(settings)
    require_team(office, team)
    with database_at_hand(settings) as database, whole_file(out) as path:
        with database.read() as session:
            written = write_csv(path, office.zone, header, rows(session, office, now))
        with database.write() as session:
            exports.exported(session, what, days, team=team, rows=written, by=BY, now=now)
    typer.echo(
        json.dumps({"file": str(out), "rows": written}, ensure_ascii=False)
        if as_json
        else f"{written} linjer er skrevet i {out}."
    )


def _days(first: str, last: str, longest: timedelta) -> Period:
    days = Period(_day("--from", first), _day("--to", last) + timedelta(days=1))
    if days.starts >= days.ends:
        raise SettingsError("Perioden slutter, før den begynder. Byt om på --from og --to.")
    if days.ends - days.starts > longest:
        raise SettingsError(f"Perioden er længere end {longest.days} dage. Del den op.")
    return days


def _day(option: str, written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or not date(2000, 1, 1) <= day < date(2100, 1, 1):
        raise SettingsError(f"»{written}« er ikke en dato. Skriv {option} som 2026-10-01.")
    return day


def _midnight(office: Office, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=office.zone)


def _names(office: Office) -> Mapping[str, str]:
    """The teams' names by their keys."""
    return {one.key: one.name for one in office.teams}
