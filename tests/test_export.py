"""`python -m bot export`: CSV that a Danish Excel opens, without formulas, citizens or people."""

import csv
import io
import stat
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import export_csv
from bot.export_csv import Value, cell, write_csv
from bot.export_figures import HEADER, By, periods
from bot.export_items import CALL_HEADER, DEADLINE_HEADER
from rules.figures import DEFINITIONS, Figure, Period
from rules.row_guard import FORMULA
from storage import exports
from storage.models import Deadline, Event
from tests.counting import ZONE, A, moment
from tests.reporting import Clerk, clerk, clerk_on

OF_A_PERSON = ("Karim", "Lone", "Rikke", "U0", "22334455", "22 33 44 55")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def taker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    with clerk_on(request, tmp_path_factory.mktemp("export")) as one:
        yield one


@pytest.fixture
def lite(tmp_path: Path, sqlite_url: str) -> Iterator[Clerk]:
    with clerk(tmp_path, sqlite_url) as one:
        yield one


def lines(path: Path) -> list[dict[str, str]]:
    """The file as Excel reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def exported(one: Clerk, what: str, *more: str) -> list[dict[str, str]]:
    code, told, wrong = one.export(what, *more)
    assert (code, wrong) == (0, "")
    found = lines(one.folder / "ud.csv")
    assert told == {"file": "ud.csv", "rows": len(found)}
    return found


def logged(one: Clerk) -> list[Event]:
    with one.office.database.read() as session:
        return list(session.scalars(select(Event).where(Event.action == "exported")))


class TestCalls:
    def test_are_a_line_each_with_times_and_outcome(self, taker: Clerk) -> None:
        found = exported(taker, "callbacks")
        assert tuple(found[0]) == CALL_HEADER
        assert len(found) == 33
        first, seventh = found[0], found[6]
        assert (first["Logget"], first["Talt med borgeren"]) == ("07-09-2026 09:30", "07-09-2026 11:00")
        assert (first["Emne"], first["Team"], first["Udfald"]) == (
            "andet",
            "Voksenteam A",
            "talt med borgeren",
        )
        assert (seventh["Første forsøg"], seventh["Forsøg"], seventh["Udfald"]) == ("", "0", "åbent")

    def test_of_one_team_only(self, taker: Clerk) -> None:
        assert {line["Team"] for line in exported(taker, "callbacks", "--team", A)} == {"Voksenteam A"}

    def test_a_team_that_is_gone_is_told_by_its_key(self, lite: Clerk) -> None:
        before = exported(lite, "callbacks")
        with lite.office.database.write() as session:
            session.execute(update(Deadline).where(Deadline.team_key == A).values(team_key="voksen-foer"))
        after = exported(lite, "callbacks")
        assert [line["Nr."] for line in after] == [line["Nr."] for line in before]
        assert {line["Team"] for line in after} == {"voksen-foer", "Voksenteam B"}
        assert len(exported(lite, "deadlines")) == 8

    def test_the_last_day_is_included_and_the_next_is_not(self, lite: Clerk) -> None:
        for last, count in (("2026-10-04", 20), ("2026-10-05", 33)):
            code, told, _ = lite.run(
                "export", "callbacks", "--from", "2026-09-07", "--to", last, "--out", "x.csv"
            )
            assert (code, told["rows"]) == (0, count)

    def test_an_undone_one_is_not_there(self, lite: Clerk) -> None:
        lite.office.now = moment(date(2026, 10, 30), 10)
        number = lite.office.call()
        lite.office.undone(number)
        assert str(number) not in {line["Nr."] for line in exported(lite, "callbacks")}

    def test_one_that_ended_in_vain_says_so(self, lite: Clerk) -> None:
        lite.office.now = moment(date(2026, 10, 28), 10)
        number = lite.office.call()
        for day in (28, 29, 30):
            lite.office.now = moment(date(2026, 10, day), 10, 30)
            lite.office.tried(number)
        lite.office.in_vain(number)
        (line,) = [one for one in exported(lite, "callbacks") if one["Nr."] == str(number)]
        assert (line["Forsøg"], line["Udfald"]) == ("3", "forgæves")


class TestDeadlines:
    def test_are_those_whose_legal_date_lies_in_the_period(self, taker: Clerk) -> None:
        found = exported(taker, "deadlines")
        assert tuple(found[0]) == DEADLINE_HEADER
        assert [line["Udfald"] for line in found] == ["afslag"] * 2 + ["bevilling"] * 4 + ["løber"] * 2
        assert (found[0]["Paragraf"], found[0]["Lov"]) == ("§ 85", "serviceloven")
        assert (found[0]["Modtaget"], found[0]["Lovens frist"], found[0]["Afgjort"]) == (
            "10-08-2026",
            "05-10-2026",
            "30-09-2026",
        )

    def test_a_letter_sent_in_time_is_told(self, lite: Clerk) -> None:
        lite.office.now = moment(date(2026, 10, 2), 10)
        number = 40
        lite.office.announced(number, date(2026, 10, 2), date(2026, 11, 20))
        (line,) = [one for one in exported(lite, "deadlines") if one["Nr."] == str(number)]
        assert (line["Varslet"], line["Varslet til"]) == ("02-10-2026", "20-11-2026")


class TestFigures:
    def test_are_a_line_a_month_with_n_and_definition(self, taker: Clerk) -> None:
        found = exported(taker, "figures")
        assert tuple(found[0]) == HEADER
        calls = [one for one in found if one["Tal"] == "Opkald"]
        assert [(one["Fra"], one["Team"], one["Værdi"], one["Bemærkning"]) for one in calls] == [
            ("01-09-2026", "Hele kontoret", "20", ""),
            ("01-09-2026", "Voksenteam A", "12", ""),
            ("01-09-2026", "Voksenteam B", "8", ""),
            ("01-10-2026", "Hele kontoret", "13", ""),
            ("01-10-2026", "Voksenteam A", "", "skjult"),
            ("01-10-2026", "Voksenteam B", "", "skjult"),
        ]
        texts = {str(definition.text) for definition in DEFINITIONS.values()}
        assert {one["Definition"] for one in found} == texts

    def test_numbers_have_a_decimal_comma(self, lite: Clerk) -> None:
        found = exported(lite, "figures")
        waits = {one["Værdi"] for one in found if one["Tal"].startswith("Ventetid")}
        assert "1,5" in waits

    def test_a_bounded_share_says_which_way(self, lite: Clerk) -> None:
        rung = [one for one in exported(lite, "figures") if one["Tal"] == "Ringet tilbage inden målet"]
        told = {(one["Fra"], one["Team"]): (one["Værdi"], one["n"], one["Bemærkning"]) for one in rung}
        assert told["01-10-2026", "Hele kontoret"] == ("69", "13", "mindst")

    def test_days_do_not_give_away_what_their_month_tells(self, lite: Clerk) -> None:
        lite.office.now = moment(date(2026, 10, 20), 10)
        for _ in range(3):
            lite.office.call(A)
        days = exported(lite, "figures", "--by", "day")
        calls = [one for one in days if one["Tal"] == "Opkald" and one["Team"] == "Hele kontoret"]
        told = {one["Fra"]: one["Værdi"] for one in calls}
        # Three on the 20th are small, and the thirteen of the 5th would give them away in October's sixteen.
        assert (told["20-10-2026"], told["05-10-2026"], told["07-09-2026"]) == ("", "", "20")

    def test_a_part_of_a_day_is_not_told(self, lite: Clerk) -> None:
        assert {one["Del"] for one in exported(lite, "figures", "--by", "day")} == {""}

    def test_a_month_is_cut_where_the_period_is(self) -> None:
        found = periods(Period(date(2026, 9, 15), date(2026, 11, 3)), By.MONTH)
        assert [(one.starts.day, one.ends) for one in found] == [
            (15, date(2026, 10, 1)),
            (1, date(2026, 11, 1)),
            (1, date(2026, 11, 3)),
        ]


@pytest.mark.parametrize("what", ["figures", "callbacks", "deadlines"])
class TestEveryKind:
    def test_is_as_a_danish_excel_wants_it(self, lite: Clerk, what: str) -> None:
        exported(lite, what)
        content = (lite.folder / "ud.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n") > 1
        assert b";" in content.splitlines()[0]

    def test_holds_no_person_and_no_citizen(self, lite: Clerk, what: str) -> None:
        exported(lite, what)
        text = (lite.folder / "ud.csv").read_text("utf-8-sig")
        assert not any(word in text for word in OF_A_PERSON)

    def test_is_logged_with_period_and_number_of_lines_only(self, lite: Clerk, what: str) -> None:
        count = len(exported(lite, what, "--team", A))
        (event,) = logged(lite)
        told = {"what": what, "starts": "2026-09-01", "ends": "2026-11-01", "team": A, "rows": count}
        assert {name: event.detail[name] for name in told} == told
        assert event.deadline_id is None

    def test_can_be_read_by_its_owner_only(self, lite: Clerk, what: str) -> None:
        exported(lite, what)
        assert stat.S_IMODE((lite.folder / "ud.csv").stat().st_mode) == 0o600

    def test_leaves_the_old_file_when_it_goes_wrong(
        self, lite: Clerk, what: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (lite.folder / "ud.csv").write_text("gammel", encoding="utf-8")

        def fails(*_given: object, **_more: object) -> None:
            raise OSError(28, "No space left on device", "ud.csv")

        monkeypatch.setattr(exports, "exported", fails)
        before = sorted(lite.folder.iterdir())
        code, _, wrong = lite.export(what)
        assert (code, "No space left" in wrong) == (2, True)
        assert (lite.folder / "ud.csv").read_text(encoding="utf-8") == "gammel"
        assert sorted(lite.folder.iterdir()) == before
        assert logged(lite) == []


class TestMistakes:
    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            ("2026-10-31", "2026-10-01", "Perioden slutter, før den begynder. Byt om på --from og --to."),
            ("1. oktober", "2026-10-31", "»1. oktober« er ikke en dato. Skriv --from som 2026-10-01."),
            ("2026-10-01", "2026-02-30", "»2026-02-30« er ikke en dato. Skriv --to som 2026-10-01."),
            ("2001-01-01", "2026-10-31", "Perioden er længere end 3660 dage. Del den op."),
        ],
    )
    def test_in_the_period_are_said(self, lite: Clerk, first: str, last: str, said: str) -> None:
        code, _, wrong = lite.run("export", "callbacks", "--from", first, "--to", last, "--out", "x.csv")
        assert (code, wrong) == (2, f"{said}\n")

    def test_too_many_days_are_said(self, lite: Clerk) -> None:
        period = ("--from", "2026-01-01", "--to", "2026-10-31")
        code, _, wrong = lite.run("export", "figures", *period, "--by", "day", "--out", "x.csv")
        assert (code, wrong) == (2, "Perioden er længere end 92 dage. Del den op.\n")

    def test_an_unknown_team_is_answered_with_the_nearest(self, lite: Clerk) -> None:
        code, _, wrong = lite.export("callbacks", "--team", "voksen-bb")
        assert (code, wrong) == (2, "Teamet »voksen-bb« findes ikke. Mente du voksen-b?\n")
        assert not (lite.folder / "ud.csv").exists()

    def test_a_folder_is_no_file(self, lite: Clerk) -> None:
        code, _, wrong = lite.export("callbacks", out=".")
        assert (code, "er en mappe" in wrong) == (2, True)


class TestCells:
    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (None, ""),
            (0, "0"),
            (1.5, "1,5"),
            (40.0, "40"),
            (date(2026, 10, 1), "01-10-2026"),
            (moment(date(2026, 10, 1), 13, 5), "01-10-2026 13:05"),
            ("+45 22 33 44 55", "'+45 22 33 44 55"),
            ("=1+1", "'=1+1"),
            ("\t=1+1", "'=1+1"),
            ("linje\r\nskift", "linje skift"),
        ],
    )
    def test_are_written_as_excel_reads_them(self, value: Value, written: str) -> None:
        assert cell(value, ZONE) == written


texts = st.text(st.characters(codec="utf-8"), max_size=30)
starts = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n", " ", "\0", "＝", "'", '"', ";", "\ufeff"])
values = st.one_of(
    st.none(),
    st.integers(0, 10**9),
    st.floats(0, 10**6),
    st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    st.datetimes(datetime(2000, 1, 2), datetime(2099, 1, 1), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001
    st.builds(lambda first, rest: first + rest, starts, texts),
)


@given(values)
def test_no_cell_is_a_formula(value: Value) -> None:
    assert not cell(value, ZONE).startswith(FORMULA)


@given(st.lists(st.lists(values, min_size=3, max_size=3), max_size=8))
def test_what_is_written_is_read_again_by_csv_and_by_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Value]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    header = ("a", "b", "c")
    assert write_csv(path, ZONE, header, iter(rows)) == len(rows)
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))
    assert found == [list(header), *([cell(value, ZONE) for value in row] for row in rows)]
    assert not any(one.startswith(FORMULA) for line in found for one in line)


def test_opened_in_a_workbook_nothing_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_csv(path, ZONE, ("a", "b"), [("=cmd|' /C calc'!A0", "@SUM(A1)"), ("-1+2", "+4522334455")])
    book, saved = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            sheet.append(row)
    book.save(saved)
    again = load_workbook(saved).worksheets[0]
    assert {one.data_type for line in again.iter_rows() for one in line} == {"s"}


def test_lines_are_written_as_they_are_read(lite: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    calls = exports.calls

    def watched(session: Session, team: str, since: datetime, until: datetime) -> Iterator[exports.CallLine]:
        for one in calls(session, team, since, until):
            seen.append("read")
            yield one

    def written(_value: Value, _zone: ZoneInfo) -> str:
        seen.append("written")
        return ""

    monkeypatch.setattr(exports, "calls", watched)
    monkeypatch.setattr(export_csv, "cell", written)
    lite.export("callbacks")
    header, line = len(CALL_HEADER), ["read"] + ["written"] * len(CALL_HEADER)
    assert seen[header:] == line * 33


def test_every_figure_is_exported(lite: Clerk) -> None:
    assert len({one["Definition"] for one in exported(lite, "figures")}) == len(Figure)
