"""`python -m bot report`: which month and team, all files or none, and what is logged."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot import report_command
from bot.office_file import EXAMPLE
from bot.report_markdown import markdown
from bot.report_trend import alt_text
from bot.report_workbook import write_workbook
from rules.figures import Figure
from storage.database import connect
from storage.migrate import revision, upgrade
from storage.models import Event
from storage.vault import generate_key
from tests.counting import A, moment
from tests.front_door import FrontDoor
from tests.reporting import STEM, Clerk, cells, clerk, page, report_of, row, shown


@pytest.fixture
def lite(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clerk]:
    """A clerk on SQLite whose pictures are empty files: drawing takes its time."""
    monkeypatch.setattr(report_command, "draw", lambda shown, alt, path: path.write_text(alt))
    with clerk(tmp_path, sqlite_url) as one:
        yield one


class TestAnUnfinishedMonth:
    def test_is_marked_as_provisional_everywhere(self, tmp_path: Path, lite: Clerk) -> None:
        lite.office.now = moment(date(2026, 10, 20), 12)
        report = report_of(lite)
        text = markdown(report, {})
        assert (
            "**Foreløbig: oktober 2026 er ikke slut. Tallene er talt op til 20. oktober 2026 kl. 12:00"
            in text
        )
        assert "| oktober 2026 (foreløbig) |" in text
        assert "Oktober 2026 er foreløbig." in alt_text(shown(report, Figure.CALLS))
        write_workbook(report, tmp_path / "x.xlsx")
        front = cells(load_workbook(tmp_path / "x.xlsx").worksheets[0])
        assert any(str(one).startswith("Foreløbig:") for one in front)

    def test_compares_no_count_that_still_grows(self, lite: Clerk) -> None:
        lite.office.now = moment(date(2026, 10, 20), 12)
        text = markdown(report_of(lite), {})
        assert row(text, "Opkald", "Hele kontoret")[4] == "måneden er ikke slut"
        assert row(text, "Åbne opkald", "Hele kontoret")[4] == "2 flere"

    def test_the_command_says_so(self, lite: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
        code, told, _ = lite.report(month="2026-11")
        assert (code, told["unfinished"]) == (0, True)

    def test_a_month_that_has_not_begun_is_refused(self, lite: Clerk) -> None:
        code, _, wrong = lite.report(month="2026-12")
        assert (code, wrong) == (
            2,
            "December 2026 er ikke begyndt endnu, så der er ingen tal. Vælg senest 2026-11.\n",
        )


class TestTheCommand:
    def test_an_unknown_team_is_answered_with_the_nearest(self, lite: Clerk) -> None:
        code, _, wrong = lite.report("--team", "voksen-aa")
        assert (code, wrong) == (2, "Teamet »voksen-aa« findes ikke. Mente du voksen-a?\n")
        assert not (lite.folder / "ud").exists()

    def test_a_teams_report_has_the_teams_name_and_only_its_row(self, lite: Clerk) -> None:
        code, told, _ = lite.report("--team", A)
        assert (code, list(told["figures"]["calls"])) == (0, [A])
        text = page(lite, stem=f"{STEM}-{A}")
        assert "Voksenteam B" not in text
        assert "Hele kontoret" not in text

    def test_a_second_report_takes_the_place_of_the_first_and_leaves_others_alone(self, lite: Clerk) -> None:
        lite.report()
        (lite.folder / "ud" / "noter.txt").write_text("mine", encoding="utf-8")
        gone = lite.folder / "ud" / f"{STEM}-wait.png"
        gone.write_text("gammel", encoding="utf-8")
        code, told, _ = lite.report()
        assert code == 0
        names = {one.name for one in (lite.folder / "ud").iterdir()}
        assert names == {*(Path(file).name for file in told["files"]), "noter.txt"}

    def test_two_months_stand_beside_each_other(self, lite: Clerk) -> None:
        lite.report()
        lite.report(month="2026-09")
        assert {one.suffix for one in (lite.folder / "ud").glob("fristvagt-2026-09*")} == {
            ".md",
            ".xlsx",
            ".png",
        }
        assert page(lite).startswith("# Eksempelkommune, Center for Voksne: oktober 2026")

    @pytest.mark.parametrize("broken", ["write_workbook", "markdown", "draw", "exported"])
    def test_when_anything_goes_wrong_nothing_is_written(
        self, lite: Clerk, monkeypatch: pytest.MonkeyPatch, broken: str
    ) -> None:
        lite.report()
        before = {one.name: one.read_bytes() for one in (lite.folder / "ud").iterdir()}
        logged = events(lite)

        def fails(*_given: object, **_more: object) -> None:
            raise OSError(28, "No space left on device", "ud")

        monkeypatch.setattr(report_command, broken, fails)
        code, _, wrong = lite.report()
        assert (code, "No space left" in wrong) == (2, True)
        assert {one.name: one.read_bytes() for one in (lite.folder / "ud").iterdir()} == before
        assert len(events(lite)) == len(logged)

    def test_when_a_file_cannot_take_its_place_the_old_ones_stand_and_nothing_is_logged(
        self, lite: Clerk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lite.report()
        before = {one.name: one.read_bytes() for one in (lite.folder / "ud").iterdir()}
        rename, done = Path.rename, []

        def fails_once(self: Path, target: Path) -> Path:
            done.append(target)
            if len(done) == len(before) + 2:
                raise OSError(5, "Input/output error", str(target))
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fails_once)
        code, _, _ = lite.report()
        assert code == 2
        assert {one.name: one.read_bytes() for one in (lite.folder / "ud").iterdir()} == before
        assert len(events(lite)) == 1

    def test_a_file_in_the_folders_place_is_said(self, lite: Clerk) -> None:
        (lite.folder / "ud").write_text("", encoding="utf-8")
        code, _, wrong = lite.report()
        assert (code, wrong) == (2, "ud er en fil. Vælg en mappe med --out.\n")

    def test_is_logged_with_period_and_no_content(self, lite: Clerk) -> None:
        lite.report("--team", A)
        (event,) = events(lite)
        assert (event.actor, event.result, event.deadline_id) == ("terminal", "done", None)
        told = {"what": "report", "starts": "2026-10-01", "ends": "2026-11-01", "team": A}
        assert {name: event.detail[name] for name in told} == told

    def test_people_are_told_where_the_files_are(self, lite: Clerk) -> None:
        done = lite.door.run("report", "--month", "2026-10", "--out", "ud")
        assert done.stdout.startswith("Rapport for oktober 2026:\n  ud/")


def events(one: Clerk) -> list[Event]:
    with one.office.database.read() as session:
        return list(session.scalars(select(Event).where(Event.action == "exported").order_by(Event.id)))


class TestNothingToReport:
    def test_an_empty_database_gives_a_report_that_says_so(self, tmp_path: Path, sqlite_url: str) -> None:
        with clerk(tmp_path, sqlite_url, busy=False) as one:
            code, told, _ = one.report()
            assert (code, set(told["figures"]["calls"].values())) == (0, {0})
            assert row(page(one), "Opkald", "Hele kontoret") == ["0", "0", "0", "0", "uændret"]
            assert row(page(one), "Opnået kontakt", "Hele kontoret")[:2] == ["–", "0"]
            assert [Path(file).suffix for file in told["files"]] == [".md", ".xlsx"]

    def test_a_database_that_is_not_there_is_said_and_not_made(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        door = FrontDoor(tmp_path, monkeypatch)
        door.set(OFFICE_FILE=str(EXAMPLE), SLACK_API_URL="http://127.0.0.1:9/api/")
        done = door.run("report", "--month", "2026-10", "--out", "ud")
        assert (done.exit_code, "Databasen findes ikke." in done.stderr) == (2, True)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "command",
        [
            ("report", "--month", "2026-10", "--out", "ud"),
            ("export", "figures", "--from", "2026-10-01", "--to", "2026-10-31", "--out", "ud.csv"),
        ],
    )
    def test_an_older_database_is_refused_and_left_as_it_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str, command: tuple[str, ...]
    ) -> None:
        database = connect(sqlite_url)
        oldest = upgrade(database, "0001")
        door = FrontDoor(tmp_path, monkeypatch)
        door.set(DATABASE_URL=sqlite_url, ENCRYPTION_KEYS=generate_key(), OFFICE_FILE=str(EXAMPLE))
        door.set(SLACK_API_URL="http://127.0.0.1:9/api/")
        done = door.run(*command)
        assert (done.exit_code, "Databasen er fra en ældre udgave." in done.stderr) == (2, True)
        assert revision(database) == oldest
        database.close()


def test_help_does_not_wait_for_the_drawing_library(tmp_path: Path) -> None:
    program = (
        "import sys; from bot.cli import app\n"
        "for arguments in (['--help'], ['report', '--help'], ['export', 'figures', '--help']):\n"
        "    try: app(arguments)\n"
        "    except SystemExit: pass\n"
        "sys.exit(any(one.startswith('matplotlib') for one in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parent.parent)},
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
