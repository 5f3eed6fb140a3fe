"""CPR numbers are found however they are written, and what only looks like one is left alone."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cpr import REFUSAL, REFUSAL_IN_COMMAND, contains_cpr, find_cpr, mask_cpr
from tests.cpr_examples import IN_CONTEXT, NOT_CPR, WRITTEN_AS_CPR

DATES = [date(1999, 12, 31) + timedelta(days=n) for n in range(1, 366 * 4)]
WITHIN_DATE = ("", " ", "-", ".", "/", "\u00a0")
BEFORE_LAST_FOUR = (
    "",
    " ",
    "-",
    " - ",
    ".",
    "/",
    "–",
    "—",
    "−",
    "\u2011",
    "\u00a0",
    "\u200b",
    "\t",
    "\n",
    ", ",
    ":",
)
DIGITS = {
    "ascii": "0123456789",
    "full width": "".join(chr(0xFF10 + n) for n in range(10)),
    "Arabic": "".join(chr(0x0660 + n) for n in range(10)),
    "bold": "".join(chr(0x1D7CE + n) for n in range(10)),
}


class TestExamples:
    @pytest.mark.parametrize("text", WRITTEN_AS_CPR + IN_CONTEXT)
    def test_a_number_is_found(self, text: str) -> None:
        assert contains_cpr(text)

    @pytest.mark.parametrize("text", NOT_CPR)
    def test_a_phone_date_amount_or_case_number_is_left_alone(self, text: str) -> None:
        assert find_cpr(text) == []

    @pytest.mark.parametrize("text", WRITTEN_AS_CPR + IN_CONTEXT)
    def test_a_masked_text_holds_no_number(self, text: str) -> None:
        masked = mask_cpr(text)
        assert "-••••" in masked
        assert not contains_cpr(masked)

    def test_a_text_without_numbers_is_not_changed_by_masking(self) -> None:
        assert [mask_cpr(text) for text in NOT_CPR] == list(NOT_CPR)


class TestSpans:
    def test_the_span_is_that_of_the_original_text(self) -> None:
        number = WRITTEN_AS_CPR[1]
        text = f"\u200bring {number}\u200b, tak"
        [(start, end)] = find_cpr(text)
        assert text[start:end] == number

    def test_two_numbers_are_two_spans(self) -> None:
        first, second = WRITTEN_AS_CPR[0], WRITTEN_AS_CPR[1]
        assert len(find_cpr(f"{first} og {second}")) == 2

    def test_masking_keeps_the_text_around(self) -> None:
        assert mask_cpr(f"Jens, {WRITTEN_AS_CPR[2]} tak") == "Jens, 010190-•••• tak"


class TestSentences:
    def test_the_refusal_says_why_and_what_to_do(self) -> None:
        assert REFUSAL == (
            "Det ligner et CPR-nummer. Skriv sagsnummer eller telefonnummer i stedet. Intet er gemt."
        )

    def test_in_a_command_it_also_says_that_slack_has_seen_the_text(self) -> None:
        assert REFUSAL_IN_COMMAND.startswith(REFUSAL)
        assert "Slack" in REFUSAL_IN_COMMAND


class TestEveryDate:
    @pytest.mark.parametrize(("within", "before"), list(product(WITHIN_DATE, BEFORE_LAST_FOUR)))
    def test_every_fifth_possible_date_is_found_in_every_form(self, within: str, before: str) -> None:
        for day in DATES[::5]:
            assert contains_cpr(day.strftime(f"%d{within}%m{within}%y{before}") + "1234"), day

    def test_every_possible_date_is_found(self) -> None:
        assert all(contains_cpr(f"{day:%d%m%y}-0000") for day in DATES)

    def test_every_replacement_number_is_found(self) -> None:
        assert all(contains_cpr(f"{day.day + 60}{day:%m%y}-0000") for day in DATES)

    @given(
        st.dates(date(1900, 1, 1), date(2057, 12, 31)), st.integers(0, 9999), st.sampled_from(sorted(DIGITS))
    )
    def test_any_birthday_and_serial_is_found_in_any_script(
        self, day: date, serial: int, script: str
    ) -> None:
        number = f"{day:%d%m%y}-{serial:04}"
        assert contains_cpr(number.translate(str.maketrans(DIGITS["ascii"], DIGITS[script])))

    @given(
        st.dates(date(1900, 1, 1), date(2057, 12, 31)),
        st.integers(0, 9999),
        st.text("\u200b\u200d\u00ad\u2060"),
    )
    def test_invisible_characters_hide_nothing(self, day: date, serial: int, invisible: str) -> None:
        assert contains_cpr(invisible.join(f"{day:%d%m%y}{serial:04}"))

    @given(st.dates(date(1900, 1, 1), date(2057, 12, 31)), st.integers(0, 9999), st.text(max_size=20))
    def test_words_around_it_hide_nothing(self, day: date, serial: int, words: str) -> None:
        assert contains_cpr(f"{words} og {day:%d%m%y}-{serial:04} og {words}")


def phones() -> st.SearchStrategy[str]:
    """Danish numbers in the usual forms, with and without country code."""
    forms = ("{0}{1}{2}{3}", "{0} {1} {2} {3}", "{0}-{1}-{2}-{3}", "{0}{1} {2}{3}", "{0}.{1}.{2}.{3}")
    pair = st.integers(0, 99).map("{:02}".format)
    first = st.integers(20, 99).map(str)
    written = st.builds(
        lambda form, *pairs: form.format(*pairs), st.sampled_from(forms), first, pair, pair, pair
    )
    return st.builds(
        lambda prefix, number: prefix + number, st.sampled_from(("", "+45 ", "0045 ", "+45")), written
    )


def dates() -> st.SearchStrategy[str]:
    forms = ("%d.%m.%Y", "%d.%m.%y", "%d/%m-%y", "%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d")
    return st.builds(date.strftime, st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.sampled_from(forms))


class TestNothingElse:
    @given(phones())
    def test_a_phone_number_is_left_alone(self, phone: str) -> None:
        assert not contains_cpr(phone)

    @given(phones(), phones(), st.sampled_from((" og ", ", ", " / ", " eller ")))
    def test_two_phone_numbers_are_left_alone(self, one: str, other: str, between: str) -> None:
        assert not contains_cpr(one + between + other)

    @given(dates(), st.times(), st.sampled_from((" {:%H:%M}", " {:%H.%M}", " kl. {:%H.%M}", " kl. {:%H%M}")))
    def test_a_date_with_a_time_is_left_alone(self, day: str, clock: object, form: str) -> None:
        assert not contains_cpr(day + form.format(clock))

    @given(dates(), dates(), st.sampled_from(("-", " - ", "–", " – ", " til ")))
    def test_a_date_range_is_left_alone(self, first: str, last: str, between: str) -> None:
        assert not contains_cpr(first + between + last)

    @given(st.integers(0, 10**9), st.integers(0, 99))
    def test_an_amount_is_left_alone(self, kroner: int, oere: int) -> None:
        grouped = f"{kroner:,}".replace(",", ".")
        assert not contains_cpr(f"{grouped},{oere:02} kr.")

    @given(st.integers(1, 999), st.integers(1, 999))
    def test_paragraphs_are_left_alone(self, one: int, other: int) -> None:
        assert not contains_cpr(f"§§ {one} og {other}")

    @given(st.text())
    def test_any_text_can_be_searched_and_masked(self, text: str) -> None:
        assert not contains_cpr(mask_cpr(text))
