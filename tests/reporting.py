"""Two months of an office to report on: September and October 2026, in both teams."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.engine import make_url

from bot import export_command, report_command
from bot.office_file import EXAMPLE
from bot.report_month import Month
from bot.report_trend import Trend, trend
from bot.report_values import Report, read_report
from rules.figures import Figure
from storage.models import Result
from storage.vault import generate_key
from tests.cases import SUPPORT
from tests.counting import A, B, Counting, counting, moment
from tests.front_door import FrontDoor
from tests.postgres import PostgresServer

OVER = moment(date(2026, 11, 2), 9, 14)  # October is over
FIRST_DAY, SECOND_DAY = date(2026, 9, 7), date(2026, 10, 5)  # both Mondays
OCTOBER = Month(2026, 10)
STEM = "fristvagt-2026-10"
# Calls logged on those Mondays, and how many of them are rung back the same day: the others are not.
CALLS = {(FIRST_DAY, A): (12, 6), (FIRST_DAY, B): (8, 8), (SECOND_DAY, A): (10, 8), (SECOND_DAY, B): (3, 3)}


def two_months(office: Counting) -> None:
    """Live through them; the clock stands at `OVER` afterwards."""
    for (day, team), (logged, rung) in CALLS.items():
        office.now = moment(day, 9, 30)
        numbers = [office.call(team) for _ in range(logged)]
        office.now = moment(day, 11)
        for number in numbers[:rung]:
            office.spoke(number)
            office.noted(number)
    _deadlines(office)
    office.now = OVER


def _deadlines(office: Counting) -> None:
    """Six decided in time and two not, all with a legal date in October, and two refusals among them."""
    received = date(2026, 8, 10)
    office.now = moment(received, 10)
    numbers = [office.registered(SUPPORT, received) for _ in range(8)]
    office.now = moment(date(2026, 9, 30), 10)
    for place, number in enumerate(numbers[:6]):
        result = Result.REFUSED if place < 2 else Result.GRANTED
        office.decided(number, date(2026, 9, 30), result, sent=date(2026, 9, 30))


class Clerk:
    """Whoever takes reports and exports out: a folder, a database, and the commands."""

    def __init__(self, door: FrontDoor, office: Counting) -> None:
        self.door, self.office = door, office
        self.told: dict[str, Any] = {}  # what the report said that a fixture took out

    @property
    def folder(self) -> Path:
        return self.door.folder

    def run(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Exit code, what `--json` said, and what stood on stderr."""
        done = self.door.run(*arguments, "--json")
        return done.exit_code, json.loads(done.stdout) if done.stdout else {}, done.stderr

    def report(self, *more: str, month: str = "2026-10", out: str = "ud") -> tuple[int, dict[str, Any], str]:
        return self.run("report", "--month", month, "--out", out, *more)

    def export(self, what: str, *more: str, out: str = "ud.csv") -> tuple[int, dict[str, Any], str]:
        period = ("--from", "2026-09-01", "--to", "2026-10-31")
        return self.run("export", what, *period, "--out", out, *more)


@contextmanager
def clerk(folder: Path, url: str, *, now: datetime = OVER, busy: bool = True) -> Iterator[Clerk]:
    """A clerk at `now`, after two months of work or none."""
    path = make_url(url).database if busy and url.startswith("sqlite") else None
    if path:
        Path(path).write_bytes(_worked_in())
    with pytest.MonkeyPatch.context() as patch, counting(url, moment(FIRST_DAY, 8)) as office:
        door = FrontDoor(folder, patch)
        door.set(DATABASE_URL=url, ENCRYPTION_KEYS=generate_key(), OFFICE_FILE=str(EXAMPLE))
        door.set(SLACK_API_URL="http://127.0.0.1:9/api/")
        for command in (report_command, export_command):
            patch.setattr(command, "utc_now", lambda: now.astimezone(UTC))
        if busy and not path:
            two_months(office)
        office.now = now
        yield Clerk(door, office)


@contextmanager
def clerk_on(request: pytest.FixtureRequest, folder: Path) -> Iterator[Clerk]:
    """A clerk after two months of work on the kind of database a fixture is asked for."""
    if request.param == "sqlite":
        with clerk(folder, f"sqlite:///{folder / 'fristvagt.db'}") as one:
            yield one
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url, clerk(folder, url) as one:
        yield one


@cache
def _worked_in() -> bytes:
    """A SQLite file after the two months; living through them takes a while."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "worked.db"
        with counting(f"sqlite:///{path}", moment(FIRST_DAY, 8)) as office:
            two_months(office)
        return path.read_bytes()


def page(one: Clerk, folder: str = "ud", stem: str = STEM) -> str:
    return (one.folder / folder / f"{stem}.md").read_text(encoding="utf-8")


def row(text: str, title: str, name: str) -> list[str]:
    """The cells of that row in the figure's part of the page."""
    part = text.split(f"\n### {title}\n")[1].split("\n### ", maxsplit=1)[0]
    (line,) = re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", part, re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


def report_of(one: Clerk, team: str = "", month: Month = OCTOBER) -> Report:
    with one.office.database.read() as session:
        return read_report(session, one.office.office, team, month, one.office.now)


def shown(report: Report, figure: Figure) -> Trend:
    found = trend(report, figure)
    assert found is not None
    return found


def cells(sheet: Worksheet) -> list[Any]:
    """Everything that stands in a sheet."""
    return [cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None]
