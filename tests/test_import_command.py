"""`python -m bot import deadlines`: what it prints, what it leaves behind, and how one goes on from there."""

import csv
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import delete, func, select

from bot import import_deadlines
from bot.import_deadlines import INTERRUPTED
from bot.import_run import BATCH, ImportRun
from bot.office_file import EXAMPLE
from rules.row_guard import MASKED
from storage.alone import own
from storage.case_import import Planned
from storage.models import Deadline, Person
from storage.vault import generate_key
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.front_door import FrontDoor
from tests.imported import GOOD, HEADER, Desk, many, table
from tests.sheets import workbook
from tests.world import THURSDAY

TAKEN = f"{BATCH:,}".replace(",", ".")  # as a Dane writes it
KEYS = {
    "rows",
    "imported",
    "already_passed",
    "unchanged",
    "refused",
    "refused_rows",
    "rejects",
    "second_complaints",
    "unread_sheets",
    "seconds",
    "peak_mb",
    "dry_run",
}
CPR = WRITTEN_AS_CPR[-1]


@pytest.fixture
def desk(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    door = FrontDoor(tmp_path, monkeypatch)
    door.set(DATABASE_URL=database_url, ENCRYPTION_KEYS=generate_key(), OFFICE_FILE=str(EXAMPLE))
    door.set(SLACK_API_URL="http://127.0.0.1:9/api/")
    monkeypatch.setattr(import_deadlines, "utc_now", lambda: THURSDAY.astimezone(UTC))
    made = Desk(door, database_url)
    yield made
    made.database.close()


def stored(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.count()).select_from(Deadline)).one()


def rejected(path: Path) -> list[dict[str, str]]:
    """The rows of the rejects file, read as a spreadsheet does."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


class TestFigures:
    def test_everything_taken_is_exit_code_0(self, desk: Desk) -> None:
        desk.door.write("sager.csv", many(20))
        code, said, _ = desk.run("sager.csv")
        assert (code, set(said)) == (0, KEYS)
        assert (said["rows"], said["imported"], said["unchanged"], said["refused"]) == (20, 20, 0, 0)
        assert (said["rejects"], said["dry_run"]) == (None, False)
        assert said["peak_mb"] > 10

    def test_the_same_table_again_is_exit_code_0_too(self, desk: Desk) -> None:
        desk.door.write("sager.csv", many(20))
        desk.run("sager.csv")
        code, said, _ = desk.run("sager.csv")
        assert (code, said["imported"], said["unchanged"]) == (0, 0, 20)
        assert stored(desk) == 20

    def test_a_refused_row_is_exit_code_1_and_the_others_are_taken(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({}, {"Modtaget": "20/11"}, {"Sagsnummer": "23-2"}))
        code, said, _ = desk.run("sager.csv")
        assert (code, said["imported"], said["refused"]) == (1, 2, 1)
        assert said["refused_rows"] == [
            {"line": 3, "why": "»20/11« mangler årstal. Skriv for eksempel 20/11/2026."}
        ]
        assert stored(desk) == 2

    def test_the_first_hundred_refused_rows_are_named(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table(*({"Sagsnummer": ""} for _ in range(120))))
        _, said, _ = desk.run("sager.csv")
        assert (said["refused"], len(said["refused_rows"])) == (120, 100)
        assert len(rejected(Path(said["rejects"]))) == 120

    def test_a_workbook_does_as_well(self, desk: Desk) -> None:
        content = workbook(
            HEADER[:5], *([(GOOD | {"Variant": ""})[name] for name in HEADER[:5]] for _ in "ab")
        )
        (desk.door.folder / "sager.xlsx").write_bytes(content)
        code, said, _ = desk.run("sager.xlsx")
        assert (code, said["imported"], said["unchanged"]) == (0, 1, 1)

    def test_what_stands_on_other_sheets_of_a_workbook_is_said(self, desk: Desk) -> None:
        header, row = HEADER[:5], [(GOOD | {"Variant": ""})[name] for name in HEADER[:5]]
        content = workbook(
            header,
            row,
            beside={"Team B": [header, ["23-2", *row[1:]]], "Tomt": [], f"Sag {CPR}": [[None, "x"]]},
        )
        (desk.door.folder / "sager.xlsx").write_bytes(content)
        shown = desk.door.run("import", "deadlines", "sager.xlsx", "--dry-run").stdout
        assert "»Team B«" in shown
        assert ("Tomt" in shown, CPR[-4:] in shown) == (False, False)
        code, said, _ = desk.run("sager.xlsx")
        assert (code, said["imported"], said["unread_sheets"][0]) == (0, 1, "Team B")
        assert (len(said["unread_sheets"]), CPR[-4:] in str(said)) == (2, False)

    def test_people_are_told_in_words(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({}, {"Sagsnummer": ""}))
        shown = desk.door.run("import", "deadlines", "sager.csv").stdout
        assert re.search(r"Lagt ind +1\n", shown)
        assert "linje 3: Sagsnummeret mangler." in shown
        assert "sager.afvist.csv" in shown

    def test_a_dry_run_stores_nothing_and_says_so(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({}, {"Sagsnummer": ""}))
        assert "Ville lægge ind" in desk.door.run("import", "deadlines", "sager.csv", "--dry-run").stdout
        assert stored(desk) == 0


class TestASecondComplaint:
    """On one case and day: a table does not say which decision each is of, so a person must look."""

    COMPLAINT: ClassVar = {"Paragraf": "genvurdering", "Modtaget": "26/11/2026"}

    def test_is_named_by_its_line_and_leaves_exit_code_1(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table(self.COMPLAINT, {}, self.COMPLAINT))
        for _ in ("once", "and again"):
            code, said, _ = desk.run("sager.csv")
            (second,) = said["second_complaints"]
            assert (code, second["line"], stored(desk)) == (1, 4, 2)
            assert "linje 2" in second["why"]
            assert "23-1234" not in second["why"]

    def test_is_told_to_people_with_what_to_do(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table(self.COMPLAINT, self.COMPLAINT))
        shown = desk.door.run("import", "deadlines", "sager.csv").stdout
        assert "linje 3: " in shown
        assert "Endnu en klage i sagen" in shown


class TestRejects:
    def test_they_can_be_corrected_and_imported_as_they_are(self, desk: Desk) -> None:
        rows: tuple[dict[str, str], ...] = (
            {},
            {"Sagsnummer": "23-2", "Paragraf": "§ 100"},
            {"Sagsnummer": "23-3", "Modtaget": "i dag"},
        )
        desk.door.write("sager.csv", table(*rows))
        _, said, _ = desk.run("sager.csv")
        rejects = Path(said["rejects"])
        corrected = (
            rejects.read_text("utf-8-sig").replace("i dag", "20.11.2026").replace("§ 100;", "§ 100;nye sager")
        )
        rejects.write_text(corrected, encoding="utf-8-sig")
        code, said, _ = desk.run(rejects.name)
        assert (code, said["rows"], said["imported"], said["refused"]) == (0, 2, 2, 0)

    def test_imported_uncorrected_they_are_refused_for_the_same_reason(self, desk: Desk) -> None:
        rows = ({"Sagsnummer": CPR}, {"Sagsnummer": "=1+1"}, {"Paragraf": "§ 100"}, {"Sagsnummer": ""})
        desk.door.write("sager.csv", table(*rows))
        _, first, _ = desk.run("sager.csv")
        _, second, _ = desk.run(Path(first["rejects"]).name)
        why = [[row["why"] for row in said["refused_rows"]] for said in (first, second)]
        assert why[0] == why[1]
        assert rejected(Path(first["rejects"]))[0].keys() == rejected(Path(second["rejects"]))[0].keys()

    def test_each_says_its_line_and_why_beside_its_own_columns(self, desk: Desk) -> None:
        header = (*HEADER, "Noter")
        desk.door.write("sager.csv", table({}, {"Sagsnummer": "", "Noter": "haster"}, header=header))
        _, said, _ = desk.run("sager.csv")
        (row,) = rejected(Path(said["rejects"]))
        assert list(row) == [*header, "linje", "hvorfor"]
        assert (row["linje"], row["hvorfor"], row["Noter"]) == ("3", "Sagsnummeret mangler.", "haster")

    def test_a_personal_number_is_neither_written_nor_said(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({"Sagsnummer": CPR}, {"Noter": CPR}, header=(*HEADER, "Noter")))
        done = desk.door.run("import", "deadlines", "sager.csv")
        written = (desk.door.folder / "sager.afvist.csv").read_text("utf-8-sig")
        assert CPR[-4:] not in done.output + written
        assert written.count(MASKED) == 2

    def test_one_without_its_first_zero_is_neither_written_nor_said(self, desk: Desk) -> None:
        short = WRITTEN_AS_CPR[0].removeprefix("0")
        assert len(short) == 9
        desk.door.write("sager.csv", table({"Sagsnummer": short}))
        done = desk.door.run("import", "deadlines", "sager.csv")
        written = (desk.door.folder / "sager.afvist.csv").read_text("utf-8-sig")
        assert "det første 0" in written
        assert short[-4:] not in done.output + written

    def test_nothing_in_it_works_as_a_formula(self, desk: Desk) -> None:
        bad = {"Sagsnummer": "=CMD()", "Sagsbehandler": "@x", "Noter": "+45 22 33 44 55"}
        desk.door.write("sager.csv", table(bad, header=(*HEADER, "Noter")))
        _, said, _ = desk.run("sager.csv")
        (row,) = rejected(Path(said["rejects"]))
        assert [row["Sagsnummer"], row["Sagsbehandler"], row["Noter"]] == [
            "'=CMD()",
            "'@x",
            "'+45 22 33 44 55",
        ]

    def test_only_its_owner_may_read_it(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({"Sagsnummer": ""}))
        _, said, _ = desk.run("sager.csv")
        assert stat.S_IMODE(Path(said["rejects"]).stat().st_mode) == 0o600

    def test_nor_when_the_file_was_there_and_open_to_all(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({"Sagsnummer": ""}))
        desk.door.write("forkert.csv", "").chmod(0o644)
        desk.run("sager.csv", "--rejects", "forkert.csv")
        assert stat.S_IMODE((desk.door.folder / "forkert.csv").stat().st_mode) == 0o600

    def test_an_earlier_one_is_not_written_over(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({"Sagsnummer": ""}))
        names = [Path(desk.run("sager.csv")[1]["rejects"]).name for _ in range(2)]
        assert names == ["sager.afvist.csv", "sager.afvist-2.csv"]

    def test_it_may_be_given_a_place(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({"Sagsnummer": ""}))
        _, said, _ = desk.run("sager.csv", "--rejects", "forkert.csv")
        assert said["rejects"] == "forkert.csv"

    def test_it_is_never_the_file_itself(self, desk: Desk) -> None:
        file = desk.door.write("sager.csv", table({"Sagsnummer": ""}))
        before = file.read_bytes()
        code, _, told = desk.run("sager.csv", "--rejects", "./sager.csv")
        assert (code, file.read_bytes()) == (2, before)
        assert "oven i filen selv" in told


class TestCannotBeRead:
    def test_a_missing_file_leaves_no_database_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        door = FrontDoor(tmp_path, monkeypatch)
        door.set(ENCRYPTION_KEYS=generate_key(), SLACK_API_URL="http://127.0.0.1:9/api/")
        done = door.run("import", "deadlines", "findes-ikke.csv")
        assert done.exit_code == 2
        assert "findes-ikke.csv kan ikke bruges" in done.stderr
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("text", "why"),
        [("", "er tom"), ("Navn;Dato\nx;y\n", "mangler en kolonne"), ("%PDF-1.7", "CSV- eller")],
    )
    def test_a_file_of_another_kind_is_exit_code_2_with_what_to_do(
        self, desk: Desk, text: str, why: str
    ) -> None:
        desk.door.write("sager.csv", text)
        code, said, told = desk.run("sager.csv")
        assert (code, said) == (2, {})
        assert why in told

    def test_a_file_broken_half_way_says_what_was_taken(self, desk: Desk) -> None:
        desk.door.write("sager.csv", many(BATCH) + '"aldrig lukket\n')
        code, said, told = desk.run("sager.csv")
        assert (code, said["imported"], stored(desk)) == (2, BATCH, BATCH)
        assert f"Linje {BATCH + 2} er for lang" in told
        assert f"{TAKEN} frister er lagt ind. Kør samme kommando igen" in told

    @pytest.mark.parametrize("rows", [f"{CPR};x", f"{CPR};{CPR}", f"Sagsnummer;{CPR}"])
    def test_a_personal_number_where_the_header_should_be_is_not_said(self, desk: Desk, rows: str) -> None:
        desk.door.write("sager.csv", f"{rows}\n23-1234;x\n")
        done = desk.door.run("import", "deadlines", "sager.csv")
        assert done.exit_code == 2
        assert CPR[-4:] not in done.output

    def test_nor_one_that_is_the_files_name(self, desk: Desk) -> None:
        name = f"{CPR}.csv"
        desk.door.write(name, "")
        for command in ("deadlines", "catalogue"):
            assert CPR[-4:] not in desk.door.run("import", command, name).output
        assert CPR[-4:] not in desk.door.run("import", "deadlines", f"ingen-{name}").output

    def test_nobody_is_known_before_the_bot_has_read_them_from_slack(self, desk: Desk) -> None:
        with desk.database.write() as session:
            session.execute(delete(Person).where(Person.slack_id == "U0ADMIN"))
        desk.door.write("sager.csv", table({}))
        code, _, told = desk.run("sager.csv")
        assert code == 2
        assert "U0ADMIN er ikke kendt fra Slack. Start Fristvagt én gang" in told

    def test_somebody_who_may_not_register_rules_cannot_lend_their_name(self, desk: Desk) -> None:
        desk.door.write("sager.csv", table({}))
        code, _, told = desk.run("sager.csv", "--by", "U0KARIM")
        assert (code, stored(desk)) == (2, 0)
        assert "administrator" in told


def test_ctrl_c_says_how_to_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.door.write("sager.csv", many(BATCH + 5))
    with monkeypatch.context() as patched:
        _interrupt_the_second_batch(patched)
        code, said, told = desk.run("sager.csv")
    assert (code, said["imported"], stored(desk)) == (INTERRUPTED, BATCH, BATCH)
    assert f"Afbrudt. {TAKEN} frister er lagt ind. Kør samme kommando igen" in told
    code, said, _ = desk.run("sager.csv")
    assert (code, said["imported"], said["unchanged"]) == (0, 5, BATCH)


def _interrupt_the_second_batch(patch: pytest.MonkeyPatch) -> None:
    store = ImportRun._store
    stored_batches: list[int] = []

    def interrupted(self: ImportRun, batch: list[Planned]) -> None:
        stored_batches.append(len(batch))
        if len(stored_batches) == 2:
            raise KeyboardInterrupt
        store(self, batch)

    patch.setattr(ImportRun, "_store", interrupted)


def test_a_running_bot_keeps_its_sqlite_file_to_itself(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = FrontDoor(tmp_path, monkeypatch)
    door.set(DATABASE_URL=sqlite_url, ENCRYPTION_KEYS=generate_key(), SLACK_API_URL="http://127.0.0.1:9/api/")
    desk = Desk(door, sqlite_url)
    door.write("sager.csv", table({}))
    running = own(sqlite_url)
    assert running is not None
    code, _, told = desk.run("sager.csv")
    running.close()
    desk.database.close()
    assert code == 2
    assert "Stop den først" in told


def test_five_thousand_rows_through_the_program_itself(desk: Desk) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    desk.door.write("sager.csv", many(5000, until=yesterday))
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", "deadlines", "sager.csv"],
        cwd=desk.door.folder,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parent.parent)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"Lagt ind +5\.000\n", done.stdout)
    assert stored(desk) == 5000
