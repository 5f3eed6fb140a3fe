"""The reversal rate and full medhold in the report: by hand, beside the year before, small ones hidden."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from bot.report_appeals import Shares, a_year_before
from bot.report_cells import Told
from bot.report_markdown import markdown
from bot.report_month import Month
from bot.report_workbook import write_workbook
from rules.appeal_figures import Span
from rules.figures import Share
from rules.hidden_cells import TOTAL
from rules.reversal import BoardOutcome
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.models import Result
from tests.counting import KARIM, A, B, moment
from tests.reporting import Clerk, clerk, clerk_on, page, report_of, row

REVERSALS, MEDHOLD = "Omgørelsesprocent", "Fuldt medhold ved genvurdering"
YEAR, MONTHS = "Hele kontoret: året til dato", "Hele kontoret: seneste tolv måneder"
REMITTED, CHANGED, REVOKED = BoardOutcome.REMITTED, BoardOutcome.CHANGED, BoardOutcome.REVOKED
UPHELD, DISMISSED, REFERRED = BoardOutcome.UPHELD, BoardOutcome.DISMISSED, BoardOutcome.REFERRED
# October's report counts to the last of the month; the twelve months begin on the first of November.
LAST_DAY, DAY_AFTER = date(2026, 10, 31), date(2026, 11, 1)
FIRST_DAY, DAY_BEFORE = date(2025, 11, 1), date(2025, 10, 31)
NEW_YEAR, NEW_YEARS_EVE = date(2026, 1, 1), date(2025, 12, 31)
NUMBERS = count(900_000)


@dataclass(frozen=True)
class Decided:
    """So many complaints of a team with the same outcome on the same day."""

    team: str
    on: date
    outcomes: dict[BoardOutcome, int] = field(default_factory=dict)
    paragraph: str = "85"
    reassessed: dict[Result, int] = field(default_factory=dict)


# The year to date: 15 of 42 (nine and six), on its first and its last day. The twelve months: 25 of 62.
# The year before: 10 of 20, all of it in its calendar year.
ENOUGH = (
    Decided(A, NEW_YEAR, {REMITTED: 6, CHANGED: 2, REVOKED: 1, UPHELD: 21}),
    Decided(B, LAST_DAY, {REMITTED: 6, UPHELD: 6, DISMISSED: 7, REFERRED: 5}, "100"),
    Decided(A, NEW_YEARS_EVE, {CHANGED: 5, UPHELD: 5}),
    Decided(B, FIRST_DAY, {CHANGED: 5, UPHELD: 5}, "100"),
    Decided(A, DAY_BEFORE, {REMITTED: 5, UPHELD: 5}),
    Decided(B, date(2025, 1, 1), {REMITTED: 5, UPHELD: 5}, "100"),
    # None of these count: after the month, before the two years, and of what cannot be appealed.
    Decided(A, DAY_AFTER, {REMITTED: 9}),
    Decided(A, date(2024, 10, 31), {REMITTED: 9}),
    Decided(A, NEW_YEAR, {REMITTED: 9}, "82 b"),
    Decided(A, NEW_YEAR, reassessed={Result.MEDHOLD: 8, Result.PARTLY: 6, Result.UPHELD: 10}),
    Decided(B, NEW_YEARS_EVE, reassessed={Result.MEDHOLD: 7, Result.UPHELD: 9}),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """A clerk who has taken October's report out, on each kind of database."""
    with clerk_on(request, tmp_path_factory.mktemp("appeals")) as one:
        happened(one, *ENOUGH)
        code, one.told, _ = one.report()
        assert code == 0
        yield one


@pytest.fixture
def empty(tmp_path: Path, sqlite_url: str) -> Iterator[Clerk]:
    """A clerk of an office where nothing has happened yet, on the second of November."""
    with clerk(tmp_path, sqlite_url, busy=False) as one:
        yield one


def happened(one: Clerk, *all_of_it: Decided) -> None:
    with one.office.database.write() as session:
        for decided in all_of_it:
            for outcome, n in decided.outcomes.items():
                for _ in range(n):
                    _ruled(session, decided, outcome)
            for result, n in decided.reassessed.items():
                session.add_all(_complaint(decided, result) for _ in range(n))


def _ruled(session: Session, decided: Decided, outcome: BoardOutcome) -> None:
    complaint = _complaint(decided, None)
    session.add(complaint)
    session.flush()
    session.add(
        BoardRuling(
            complaint_id=complaint.id,
            outcome=outcome,
            parts=[outcome.value],
            decided_on=decided.on,
            received_on=decided.on,
            team_key=decided.team,
            rule_key="",
            law="serviceloven",
            paragraph=decided.paragraph,
            recorded_by=KARIM,
            recorded_at=moment(decided.on, 12),
        )
    )


def _complaint(decided: Decided, result: Result | None) -> Complaint:
    number = next(NUMBERS)
    return Complaint(
        id=number,
        latest_id=number,
        team_key=decided.team,
        rule_key="",
        law="serviceloven",
        paragraph=decided.paragraph,
        received_on=decided.on,
        notified=False,
        late=False,
        stage=Stage.ENDED,
        result=result,
        reassessed_on=decided.on if result else None,
        ended_on=decided.on,
    )


def learning(text: str) -> str:
    return text.split("## Løbende læring\n")[1].split("\n## ", maxsplit=1)[0]


class TestTheReversalRate:
    def test_is_told_for_the_year_to_date_with_n_and_the_year_before(self, made: Clerk) -> None:
        assert row(page(made), REVERSALS, YEAR) == ["36 %", "42", "50 %", "20", "14 procentpoint lavere"]

    def test_is_told_for_the_twelve_months_that_end_with_the_month(self, made: Clerk) -> None:
        assert row(page(made), REVERSALS, MONTHS) == ["40 %", "62", "50 %", "20", "10 procentpoint lavere"]

    def test_is_told_team_by_team(self, made: Clerk) -> None:
        assert row(page(made), REVERSALS, "Voksenteam A: året til dato")[:2] == ["30 %", "30"]
        assert row(page(made), REVERSALS, "Voksenteam B: seneste tolv måneder")[:2] == ["50 %", "22"]

    def test_is_told_by_paragraph_for_the_whole_office(self, made: Clerk) -> None:
        # Of the twelve months: 14 of 40 by one paragraph, 11 of 22 by the other.
        assert row(page(made), REVERSALS, "§ 85, serviceloven")[:2] == ["35 %", "40"]
        assert row(page(made), REVERSALS, "§ 100, serviceloven")[:2] == ["50 %", "22"]
        assert "82 b, serviceloven" not in page(made)
        assert "§ 85, serviceloven" not in markdown(report_of(made, A), {})

    def test_stands_with_its_definition_and_when_it_was_extracted(self, made: Clerk) -> None:
        part = learning(page(made))
        assert "hjemvist, ændret og ophævet af dem plus stadfæstet" in part
        assert part.count("Trukket 2. november 2026 kl. 9:14.") == 2
        assert "| til 31. oktober 2026 | n | til 31. oktober 2025 | n |" in part

    def test_warns_of_what_rests_on_few(self, made: Clerk) -> None:
        warning = learning(page(made)).split("Under 20 sager, så én flytter meget: ")[1].split("\n")[0]
        assert "Voksenteam B: året til dato" in warning  # twelve
        assert "Hele kontoret" not in warning

    def test_stands_in_the_overview(self, made: Clerk) -> None:
        overview = page(made).split("## Overblik")[1].split("\n## ")[0]
        assert "| Omgørelsesprocent, året til dato | 36 % | 42 |" in overview


class TestFullMedhold:
    def test_is_its_own_figure_beside_the_rate(self, made: Clerk) -> None:
        assert row(page(made), MEDHOLD, YEAR)[:4] == ["33 %", "24", "–", "0"]
        assert row(page(made), MEDHOLD, MONTHS)[:4] == ["38 %", "40", "–", "0"]
        assert "§" not in page(made).split(f"\n### {MEDHOLD}\n")[1].split("\n## ")[0]


class TestTheWorkbook:
    def test_has_the_same_numbers_as_numbers(self, made: Clerk) -> None:
        sheet = sheet_of(made.folder / "ud" / "fristvagt-2026-10.xlsx", REVERSALS)
        (line,) = [line for line in sheet.iter_rows(values_only=True) if line[0] == YEAR]
        assert isinstance(line[1], float)
        assert line[1] == pytest.approx(15 / 42)
        assert line[2:6] == (42, 0.5, 20, "14 procentpoint lavere")
        assert any(line[0] == "§ 85, serviceloven" for line in sheet.iter_rows(values_only=True))

    def test_has_definition_extraction_and_warning(self, made: Clerk) -> None:
        sheet = sheet_of(made.folder / "ud" / "fristvagt-2026-10.xlsx", REVERSALS)
        everything = [str(cell.value) for cell in sheet["A"]]
        assert "Trukket 2. november 2026 kl. 9:14." in everything[1]
        assert any(one.startswith("Under 20 sager") for one in everything)

    def test_hides_what_the_page_hides(self, empty: Clerk, tmp_path: Path) -> None:
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 1, UPHELD: 2}))
        write_workbook(report_of(empty), tmp_path / "x.xlsx")
        (line,) = [
            line
            for line in sheet_of(tmp_path / "x.xlsx", REVERSALS).iter_rows(values_only=True)
            if line[0] == YEAR
        ]
        assert line[1:3] == ("skjult", "skjult")


def sheet_of(path: Path, name: str) -> Worksheet:
    (sheet,) = [one for one in load_workbook(path).worksheets if one.title == name]
    return sheet


def test_json_gives_every_n(made: Clerk) -> None:
    rate = made.told["appeals"]["reversal_rate"]
    assert rate == {
        "year": {"office": 42, A: 30, B: 12},
        "twelve_months": {"office": 62, A: 40, B: 22},
    }


class TestSmallNumbers:
    def test_fewer_than_five_cases_are_hidden_with_what_gives_them_away(self, empty: Clerk) -> None:
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 8, UPHELD: 8}), Decided(B, NEW_YEAR, {UPHELD: 3}))
        text = markdown(report_of(empty), {})
        for team in ("Voksenteam A", "Voksenteam B"):
            assert row(text, REVERSALS, f"{team}: året til dato")[:2] == ["skjult", "skjult"]

    def test_a_share_with_a_small_side_is_bounded(self, empty: Clerk) -> None:
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 3, UPHELD: 27}))
        assert row(markdown(report_of(empty), {}), REVERSALS, YEAR)[:2] == ["højst 14 %", "30"]

    def test_the_year_does_not_give_a_few_before_it_away(self, empty: Clerk) -> None:
        # Two in the December before: the twelve months less the year to date would tell of them.
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 9, UPHELD: 9}))
        happened(empty, Decided(A, NEW_YEARS_EVE, {REMITTED: 2}))
        text = markdown(report_of(empty), {})
        assert [row(text, REVERSALS, name)[1] for name in (YEAR, MONTHS)] == ["skjult", "20"]

    def test_a_small_paragraph_takes_another_one_along(self, empty: Clerk) -> None:
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 9, UPHELD: 9}))
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 7, UPHELD: 7}, "96"))
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 1, UPHELD: 1}, "100"))
        text = markdown(report_of(empty), {})
        shown = {one: row(text, REVERSALS, f"§ {one}, serviceloven")[0] for one in ("85", "96", "100")}
        assert shown == {"85": "50 %", "96": "skjult", "100": "skjult"}

    def test_a_teams_report_hides_what_the_offices_does(self, empty: Clerk) -> None:
        happened(empty, Decided(A, NEW_YEAR, {REMITTED: 8, UPHELD: 8}), Decided(B, NEW_YEAR, {UPHELD: 3}))
        alone = row(markdown(report_of(empty, A), {}), REVERSALS, "Voksenteam A: året til dato")
        assert alone[:2] == ["skjult", "skjult"]

    def test_nothing_to_count_is_said(self, empty: Clerk) -> None:
        assert row(markdown(report_of(empty), {}), REVERSALS, YEAR)[:4] == ["–", "0", "–", "0"]


class TestTheStretches:
    def test_an_unfinished_month_is_counted_to_today_and_so_is_the_year_before(self, empty: Clerk) -> None:
        november = report_of(empty, month=Month(2026, 11))
        assert (november.appeals.until, november.appeals_before.until) == (
            date(2026, 11, 2),
            date(2025, 11, 2),
        )

    @pytest.mark.parametrize(
        ("until", "before"),
        [
            (date(2026, 10, 31), date(2025, 10, 31)),
            (date(2028, 2, 29), date(2027, 2, 28)),
            (date(2029, 2, 28), date(2028, 2, 28)),
        ],
    )
    def test_the_year_before_ends_where_the_twelve_months_begin(self, until: date, before: date) -> None:
        assert a_year_before(until) == before

    def test_in_december_the_two_are_the_same(self, empty: Clerk) -> None:
        empty.office.now = moment(date(2027, 1, 4), 9)
        happened(empty, Decided(A, NEW_YEARS_EVE, {UPHELD: 7}), Decided(A, LAST_DAY, {UPHELD: 30}))
        text = markdown(report_of(empty, month=Month(2026, 12)), {})
        assert [row(text, REVERSALS, name)[:2] for name in (YEAR, MONTHS)] == [["0 %", "30"]] * 2


def test_shares_of_the_same_place_are_added_up() -> None:
    shares = Shares([((TOTAL, TOTAL, TOTAL), Share(6, 12)), ((TOTAL, TOTAL, TOTAL), Share(6, 12))])
    cell = shares.told(TOTAL, Span.MONTHS)
    assert (cell.told, cell.number, cell.n) == (Told.EXACTLY, 0.5, 24)
