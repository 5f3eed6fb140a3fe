"""Reading a written length, and saying one; what is not certain is refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.duration import UnreadableLengthError, WrongLengthError, lengths_mentioned, read_length, unit_of
from rules.length_words import in_words
from rules.personal import ENGLISH
from rules.rule_data import length_faults
from rules.statute import Length, Unit
from tests.world import COPENHAGEN
from views.texts import Texts


def length(unit: Unit, amount: str = "0", least: str | None = None) -> Length:
    return Length(unit, Decimal(amount), Decimal(least) if least else None)


READABLE = {
    "8 uger": length(Unit.WEEKS, "8"),
    "8 uger (opholdet aftales)": length(Unit.WEEKS, "8"),
    "8 UGER.": length(Unit.WEEKS, "8"),
    "1 uge": length(Unit.WEEKS, "1"),
    "otte uger": length(Unit.WEEKS, "8"),
    "1-2 uger": length(Unit.WEEKS, "2", "1"),
    "1 – 2 uger": length(Unit.WEEKS, "2", "1"),
    "1 til 2 uger": length(Unit.WEEKS, "2", "1"),
    "1 uge - 2 uger": length(Unit.WEEKS, "2", "1"),
    "2½ måned": length(Unit.MONTHS, "2.5"),
    "2 ½ måned": length(Unit.MONTHS, "2.5"),
    "2 1/2 måned": length(Unit.MONTHS, "2.5"),
    "2,5 måneder": length(Unit.MONTHS, "2.5"),
    "to og en halv måned": length(Unit.MONTHS, "2.5"),
    "halvanden måned": length(Unit.MONTHS, "1.5"),
    "½ måned": length(Unit.MONTHS, "0.5"),
    "en halv måned": length(Unit.MONTHS, "0.5"),
    "12 mdr.": length(Unit.MONTHS, "12"),
    "1 md": length(Unit.MONTHS, "1"),
    "op til 3 måneder": length(Unit.MONTHS, "3"),
    "14 kalenderdage": length(Unit.DAYS, "14"),
    "14 dage": length(Unit.DAYS, "14"),
    "10 arbejdsdage": length(Unit.WORKING_DAYS, "10"),
    "6 hverdage": length(Unit.WORKING_DAYS, "6"),
    "24 timer": length(Unit.HOURS, "24"),
    "Samme dag eller senest inden for 2 arbejdsdage": length(Unit.WORKING_DAYS, "2", "0"),
    "Samme dag eller senest indenfor 2 arbejdsdage": length(Unit.WORKING_DAYS, "2", "0"),
    "straks": length(Unit.AT_ONCE),
    "Samme dag": length(Unit.AT_ONCE),
    "ingen frist": length(Unit.CHOSEN),
    "ingen": length(Unit.CHOSEN),
    "senest 31. december": Length(Unit.YEARLY, day=(12, 31)),
    "8 weeks": length(Unit.WEEKS, "8"),
    "1 to 2 weeks": length(Unit.WEEKS, "2", "1"),
    "two months": length(Unit.MONTHS, "2"),
    "within 3 working days": length(Unit.WORKING_DAYS, "3"),
    "at once": length(Unit.AT_ONCE),
    "no deadline": length(Unit.CHOSEN),
}
UNREADABLE = [
    *("", " ", "uger", "8", "½", "snarest muligt", "hurtigst muligt", "efter aftale", "ca. 8 uger"),
    *("8 uger (dog 12 uger for botilbud)", "2 måneder og 2 uger", "1 uge til 2 måneder", "-4 uger"),
    *("8 uger fra ansøgningen er komplet", "1.500 uger", "30. februar", "8 uger 12 uger", "løbende"),
    *("1 måned (+2 måneder)", "uge 8"),
]
WRONG = ["0 uger", "1½ uge", "0,5 arbejdsdag", "2,25 måneder", "8-6 uger", "9999 uger", "121 måneder"]


class TestReading:
    @pytest.mark.parametrize("written", READABLE)
    def test_what_people_write_is_read(self, written: str) -> None:
        assert read_length(written) == READABLE[written]

    @pytest.mark.parametrize("written", UNREADABLE)
    def test_what_is_not_certain_is_never_guessed(self, written: str) -> None:
        with pytest.raises(UnreadableLengthError, match="kan ikke læses som en frist"):
            read_length(written)

    @pytest.mark.parametrize("written", WRONG)
    def test_what_cannot_be_a_length_is_said(self, written: str) -> None:
        with pytest.raises(WrongLengthError):
            read_length(written)

    @given(st.text(max_size=40))
    def test_anything_else_is_refused_and_nothing_breaks(self, written: str) -> None:
        with suppress(UnreadableLengthError, WrongLengthError):
            assert not any(length_faults(read_length(written)))

    @given(
        st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.HOURS]),
        st.integers(1, 120),
        st.integers(0, 119),
    )
    def test_what_is_said_is_read_as_the_same(self, unit: Unit, amount: int, least: int) -> None:
        made = Length(unit, Decimal(amount), Decimal(least) if least < amount else None)
        assert read_length(in_words(made)) == made
        assert read_length(Texts(COPENHAGEN, ENGLISH).say(in_words(made))) == made

    @given(st.integers(0, 119))
    def test_half_months_are_read_as_they_are_said(self, whole: int) -> None:
        made = Length(Unit.MONTHS, Decimal(whole) + Decimal("0.5"))
        assert read_length(in_words(made)) == made
        assert read_length(Texts(COPENHAGEN, ENGLISH).say(in_words(made))) == made


class TestMentions:
    def test_every_length_of_a_text_is_found(self) -> None:
        said = lengths_mentioned("8 uger (botilbudslignende tilbud dog 12 uger)")
        assert said == [length(Unit.WEEKS, "8"), length(Unit.WEEKS, "12")]

    def test_a_text_without_one_has_none(self) -> None:
        assert lengths_mentioned("Lederen træffer afgørelse om optagelse") == []

    def test_at_once_is_one(self) -> None:
        assert lengths_mentioned("Hjælpen gives straks") == [length(Unit.AT_ONCE)]


class TestUnits:
    @pytest.mark.parametrize(
        ("word", "unit"),
        [
            ("uger", Unit.WEEKS),
            ("Måneder", Unit.MONTHS),
            ("mdr.", Unit.MONTHS),
            ("working days", Unit.WORKING_DAYS),
            ("dage", Unit.DAYS),
            ("straks", Unit.AT_ONCE),
            ("ingen", Unit.CHOSEN),
            ("år", None),
            ("", None),
        ],
    )
    def test_a_units_word_is_known_or_not(self, word: str, unit: Unit | None) -> None:
        assert unit_of(word) is unit


class TestWords:
    @pytest.mark.parametrize(
        ("made", "danish", "english"),
        [
            (length(Unit.WEEKS, "1"), "1 uge", "1 week"),
            (length(Unit.MONTHS, "2.5"), "2½ måned", "2½ months"),
            (length(Unit.WEEKS, "2", "1"), "1-2 uger", "1-2 weeks"),
            (length(Unit.AT_ONCE), "straks", "at once"),
            (length(Unit.CHOSEN), "datoen vælges", "the date is chosen"),
            (Length(Unit.YEARLY, day=(12, 31)), "hvert år den 31/12", "every year on 31/12"),
        ],
    )
    def test_a_length_is_said_in_both_languages(self, made: Length, danish: str, english: str) -> None:
        assert in_words(made) == danish
        assert Texts(COPENHAGEN, ENGLISH).say(in_words(made)) == english
