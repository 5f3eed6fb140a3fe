"""A report's months, numbers and changes in words, and what may be told at all."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.report_cells import HIDDEN, Cell, Leaving, Told
from bot.report_markdown import escaped, markdown
from bot.report_month import Month, MonthError, read_month
from bot.report_words import Unit, change, said
from rules.figures import Kept, Mean, Paragraphs, Share
from rules.hidden_cells import TOTAL
from rules.office import Marker
from tests.counting import A, B
from tests.reporting import clerk, report_of


@pytest.mark.parametrize("written", ["oktober", "2026-13", "2026-1", "10-2026", "1999-10", "", "2026-10-01"])
def test_what_is_no_month_is_said(written: str) -> None:
    with pytest.raises(MonthError, match="Skriv den som 2026-10"):
        read_month(written, date(2026, 11, 2))


class TestTheMonth:
    def test_ends_where_the_next_begins(self) -> None:
        assert Month(2026, 12).period.ends == date(2027, 1, 1)
        assert Month(2028, 2).last == date(2028, 2, 29)

    def test_a_year_is_twelve_with_itself_the_last(self) -> None:
        months = Month(2026, 3).year_up_to()
        assert (len(months), months[0], months[-1]) == (12, Month(2025, 4), Month(2026, 3))


class TestWords:
    @pytest.mark.parametrize(
        ("unit", "cell", "written"),
        [
            (Unit.COUNT, Cell(Told.EXACTLY, 1234, 1234), "1.234"),
            (Unit.SHARE, Cell(Told.EXACTLY, 0.845, 200), "85 %"),
            (Unit.SHARE, Cell(Told.EXACTLY, 399 / 400, 400), "99 %"),
            (Unit.SHARE, Cell(Told.EXACTLY, 29 / 200, 200), "15 %"),
            (Unit.SHARE, Cell(Told.AT_MOST, 0.1, 40), "højst 10 %"),
            (Unit.HOURS, Cell(Told.EXACTLY, 1.0, 9), "1 time"),
            (Unit.HOURS, Cell(Told.EXACTLY, 10.25, 9), "10,25 timer"),
            (Unit.AVERAGE, Cell(Told.EXACTLY, 20.0, 9), "20"),
            (Unit.SHARE, HIDDEN, "skjult"),
        ],
    )
    def test_a_value_is_written_as_danes_do(self, unit: Unit, cell: Cell, written: str) -> None:
        assert said(unit, cell) == written

    @pytest.mark.parametrize(
        ("unit", "now", "before", "written"),
        [
            (Unit.SHARE, 0.84, 0.79, "5 procentpoint højere"),
            (Unit.COUNT, 1200, 2400, "1.200 færre"),
            (Unit.HOURS, 2.25, 3.25, "1 time kortere"),
            (Unit.AVERAGE, 1.84, 1.76, "uændret"),
            (Unit.AVERAGE, 1.9, 1.6, "0,3 højere"),
        ],
    )
    def test_a_change_agrees_with_the_numbers_beside_it(
        self, unit: Unit, now: float, before: float, written: str
    ) -> None:
        assert change(unit, Cell(Told.EXACTLY, now, 9), Cell(Told.EXACTLY, before, 9)) == written

    def test_nothing_is_compared_with_what_is_hidden(self) -> None:
        assert change(Unit.COUNT, Cell(Told.EXACTLY, 9, 9), HIDDEN) == "kan ikke sammenlignes"

    def test_a_text_cannot_format_the_page(self) -> None:
        assert escaped("a|b\n<i>*c*") == r"a\|b \<i\>\*c\*"

    def test_a_marker_of_the_office_cannot_either(self, tmp_path: Path, sqlite_url: str) -> None:
        with clerk(tmp_path, sqlite_url) as one:
            report = replace(report_of(one), markers=(Marker(date(2026, 9, 1), "[x](y) | z"),))
        assert r"- 1. september 2026: \[x\](y) \| z" in markdown(report, {})


class TestWhatMayBeTold:
    def test_a_hidden_base_hides_a_mean_and_a_median(self) -> None:
        means = Leaving({A: Mean(6, 3), B: Mean(30, 20), TOTAL: Mean(36, 23)}).main()
        assert (means[A], means[B], means[TOTAL].n) == (HIDDEN, HIDDEN, 23)

    def test_none_of_many_is_told(self) -> None:
        shares = Leaving({A: Share(0, 40), TOTAL: Share(0, 40)}).main()
        assert shares[A] == Cell(Told.EXACTLY, 0, 40)

    def test_nothing_to_count_is_not_hidden(self) -> None:
        assert Leaving({TOTAL: Share(0, 0)}).main()[TOTAL].told is Told.NONE

    def test_a_team_has_no_paragraphs_of_its_own(self) -> None:
        one = Paragraphs({"x": {Kept.KEPT: 9, Kept.MISSED: 6}})
        told = Leaving({A: one, TOTAL: one})
        assert told.ended(TOTAL, "x", Kept.KEPT) == Cell(Told.EXACTLY, 0.6, 15)
        assert told.ended(A, TOTAL, Kept.KEPT) == Cell(Told.EXACTLY, 0.6, 15)
