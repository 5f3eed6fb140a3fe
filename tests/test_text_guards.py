"""Whatever is typed or put into a table: read or refused in a sentence, and no CPR number let through."""

import csv
import html
import io
import re
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.office_file import EXAMPLE, load_office
from rules.absence_line import parse_absence
from rules.case_ref import MOST_CASE_REF, case_ref
from rules.catalogue import Catalogue, catalogue_of
from rules.cpr import contains_cpr, find_cpr
from rules.danish_dates import BadDateError, parse_date
from rules.danish_periods import LONGEST, parse_period
from rules.deadline_line import parse_deadline_line
from rules.errors import FristvagtError
from rules.move_line import parse_move
from rules.one_line import parse_one_line
from rules.past_dates import parse_ahead, parse_past_date
from rules.phone import BadPhone, parse_phone, pretty_phone
from rules.row_guard import (
    FORMULA,
    FormulaError,
    PersonalNumberError,
    harmless,
    refuse_formulas,
    refuse_personal,
)
from rules.shipped import shipped
from rules.written_dates import written_date
from tests.cpr_examples import IN_CONTEXT, NOT_CPR, READ_AS_CPR, WRITTEN_AS_CPR
from tests.sheets import cells, csv_table, workbook, xlsx_table
from views.blocks import inert

TODAY = date(2026, 11, 26)
PEOPLE = [("U0KARIM", "Karim Aziz"), ("U0MAJA", "Maja Lind"), ("U0LONE", "Lone Skov")]
TEAMS = [(team.key, team.name) for team in load_office(EXAMPLE).teams]
# What lines are made of, right and wrong, in any order.
PIECES = (
    "<@U0KARIM>", "<@U0KARIM|karim>", "<@>", "<@|>", "@karim", "@", "<!channel>", "<#C1|x>",
    "<tel:22334455|22>", "<https://ondt.dk|klik>", "<", ">", "|", "&lt;", "&amp;lt;", "&#60;",
    "22 33 44 55", "+45", "+46 70 123 45 67", "0" * 30, "haster", "klage", "partsaktindsigt", "§ 85", "§",
    "§§ 85 og 107", "stk. 2", "sag", "sag 23-1234", "modtaget", "i dag", "i går", "i mandags", "2/11",
    "31/2", "2026-02-30", "0/0", "99/99/9999", "1/1/0000", "24. december", "30. feb", "kl. 25:61",
    "kl 10", "999999999999999999999", "٣/١١", "hjemvist", "ukendt nr.", "formiddag", "til", "-", "–",
    "--", "/", ",", ".", "\n", "\t", "\u200b", "\u202e", "\x00", "☎️", "Jens Hansen",
)  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=9).map(" ".join)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CPR = st.sampled_from((*WRITTEN_AS_CPR, *IN_CONTEXT))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(shipped())


class TestAnyLine:
    @given(LINES)
    def test_of_a_call_is_read(self, line: str) -> None:
        parse_one_line(line, people=PEOPLE, teams=TEAMS)

    @given(LINES)
    def test_of_a_deadline_is_read(self, catalogue: Catalogue, line: str) -> None:
        parse_deadline_line(line, catalogue, people=PEOPLE, teams=TEAMS, today=TODAY)

    @given(LINES)
    def test_of_an_absence_is_read_or_refused_in_a_sentence(self, line: str) -> None:
        with suppress(FristvagtError):
            read = parse_absence(line, TODAY)
            assert read.first <= read.last

    @given(LINES)
    def test_of_a_hand_over_is_read(self, line: str) -> None:
        parse_move(line, PEOPLE)


class TestAnyDate:
    @given(LINES, DAYS)
    def test_is_read_or_refused_in_a_sentence(self, text: str, today: date) -> None:
        for read in (parse_date, parse_ahead, parse_past_date, written_date):
            with suppress(BadDateError):
                read(text, today)

    @given(LINES, DAYS)
    def test_a_period_begins_before_it_ends_and_is_no_longer_than_a_year(
        self, text: str, today: date
    ) -> None:
        with suppress(BadDateError):
            first, last = parse_period(text, today)
            assert first <= last <= first + LONGEST

    @given(DAYS, DAYS, st.sampled_from(("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%y")))
    def test_with_its_year_is_the_same_whenever_it_is_read(self, day: date, today: date, form: str) -> None:
        assert parse_date(f"{day:{form}}", today) == day

    @given(DAYS, st.integers(0, 299))
    def test_without_its_year_is_the_next_one(self, today: date, ahead: int) -> None:
        day = date.fromordinal(today.toordinal() + ahead)
        assert parse_date(f"{day.day}/{day.month}", today) == day

    @given(DAYS, st.integers(0, 299))
    def test_of_receipt_without_its_year_is_the_latest(self, today: date, back: int) -> None:
        day = date.fromordinal(today.toordinal() - back)
        assert parse_past_date(f"{day.day}/{day.month}", today) == day

    @given(DAYS)
    def test_a_table_tells_the_year_from_none(self, day: date) -> None:
        assert written_date(f"{day:%d-%m-%Y} 10:30", TODAY)[0] == day
        with pytest.raises(BadDateError):
            written_date(f"{day.day}/{day.month}", TODAY)


class TestAPhoneNumber:
    @given(
        st.sampled_from(("+46 8 123 456 {:02}", "+47 22 33 44 {:02}", "+49 30 1234 56{:02}")),
        st.integers(0, 99),
    )
    def test_from_abroad_is_shown_as_it_can_be_typed_again(self, form: str, number: int) -> None:
        kept = parse_phone(form.format(number))
        assert parse_phone(pretty_phone(kept)) == kept

    @given(
        st.dates(date(1900, 1, 1), date(2057, 12, 31)), st.integers(0, 9999), st.sampled_from(("", "-", " "))
    )
    def test_is_never_a_cpr_number(self, day: date, serial: int, between: str) -> None:
        with pytest.raises(BadPhone):
            parse_phone(f"{day:%d%m%y}{between}{serial:04}")


class TestACprNumber:
    @given(CPR, LINES, LINES)
    def test_is_found_among_anything(self, number: str, before: str, after: str) -> None:
        assert contains_cpr(f"{before} og {number} og {after}")

    @given(st.sampled_from(READ_AS_CPR))
    def test_is_found_as_it_will_be_read(self, written: str) -> None:
        assert contains_cpr(written)

    @given(CPR)
    def test_is_no_case_number(self, number: str) -> None:
        with pytest.raises(FristvagtError):
            case_ref(number)

    @given(CPR, st.text(max_size=10), st.text(max_size=10))
    def test_passes_no_row_of_a_table(self, number: str, before: str, after: str) -> None:
        with pytest.raises(PersonalNumberError):
            refuse_personal([before, f"{before} {number} {after}", after])

    @given(st.sampled_from(NOT_CPR), st.sampled_from(NOT_CPR))
    def test_is_not_made_of_two_harmless_things_apart(self, one: str, other: str) -> None:
        assert find_cpr(f"{one}, ring om eftermiddagen: {other}") == []

    @given(st.text())
    def test_is_in_no_case_number_that_is_kept(self, typed: str) -> None:
        with suppress(FristvagtError):
            kept = case_ref(typed)
            assert not contains_cpr(kept)
            assert len(kept) <= MOST_CASE_REF
            assert case_ref(kept) == kept


class TestInertText:
    @given(st.one_of(st.text(), LINES))
    def test_holds_nothing_slack_acts_on(self, typed: str) -> None:
        shown = inert(typed)
        assert not set("<>") & set(shown)
        assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", shown, re.DOTALL)
        assert not re.search(r"(?<!\u200c)[*_~`]|[*_~`](?!\u200c)", shown)
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)

    @given(st.one_of(st.text(), LINES))
    def test_reads_as_it_was_typed(self, typed: str) -> None:
        plain = re.sub("[\u202a-\u202e\u2066-\u2069\u200c]", "", typed)
        assert html.unescape(inert(plain)).replace("\u200c", "") == html.unescape(
            html.escape(plain, quote=False)
        )

    @given(st.text(), st.text())
    def test_says_the_same_in_pieces(self, one: str, other: str) -> None:
        assert inert(one) + inert(other) == inert(one + other)


class TestACell:
    @given(st.one_of(st.text(), CPR, st.builds("{}{}".format, st.sampled_from(FORMULA), st.text())))
    def test_that_goes_out_is_neither_formula_nor_personal(self, written: str) -> None:
        shown = harmless(written)
        assert not shown.startswith(FORMULA)
        assert not contains_cpr(shown)
        assert harmless(shown) == shown

    @given(st.sampled_from(FORMULA), st.text(), st.sampled_from(("", "'")))
    def test_that_comes_in_as_a_formula_is_refused_with_its_column(
        self, mark: str, rest: str, as_text: str
    ) -> None:
        with pytest.raises(FormulaError, match="Ydelse"):
            refuse_formulas({"Lov": "serviceloven", "Ydelse": f"{as_text}{mark}{rest}"})

    @pytest.mark.parametrize("mark", ["\n", "＝", "＋", "－", "＠"])
    def test_a_spreadsheet_of_another_language_would_read_as_a_formula_is_one(self, mark: str) -> None:
        assert harmless(f"{mark}1+1").startswith("'")


# What a cell of a table can hold, with delimiters and quotes; whitespace at its ends is nobody's meaning.
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=12)
ROWS = st.lists(st.lists(CELLS.filter(bool), min_size=3, max_size=3), min_size=1, max_size=6)


class TestATable:
    @given(ROWS, st.sampled_from((";", ",", "\t")), st.sampled_from(("\n", "\r\n")))
    def test_of_text_is_read_back_as_it_was_written(
        self, rows: list[list[str]], delimiter: str, end: str
    ) -> None:
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(
            [["Sag", "Ydelse", "Frist"], *rows]
        )
        table = csv_table(written.getvalue())
        assert table.header == ("Sag", "Ydelse", "Frist")
        assert [read for _, read in cells(table)] == rows

    @given(ROWS)
    @settings(max_examples=25)
    def test_of_a_workbook_is_read_back_as_it_was_written(self, rows: list[list[str]]) -> None:
        marked = [[f"t{cell}" for cell in row] for row in rows]  # else openpyxl writes a formula
        table = xlsx_table(workbook(["Sag", "Ydelse", "Frist"], *marked))
        assert [read for _, read in cells(table)] == marked
