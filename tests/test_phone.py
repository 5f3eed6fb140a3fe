"""Phone numbers in, E.164 out, however they were said."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.phone import BadPhone, find_international, parse_phone, pretty_phone, tel_uri

DANISH = "+4522334455"


class TestReading:
    @pytest.mark.parametrize(
        "written",
        [
            "22334455",
            "22 33 44 55",
            "2233 4455",
            "22-33-44-55",
            "22.33.44.55",
            "+45 22 33 44 55",
            "+4522334455",
            "(+45) 22334455",
            "0045 22334455",
            "4522334455",
            "tlf. 22 33 44 55",
            "Mobil: 22334455 (Jens)",
            "\u00a022\u00a033\u00a044\u00a055 ",
            "２２３３４４５５",
        ],
    )
    def test_a_danish_number_is_read_in_any_form(self, written: str) -> None:
        assert parse_phone(written) == DANISH

    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("+46 70 123 45 67", "+46701234567"),
            ("0046 (0)70 123 45 67", "+46701234567"),
            ("+49 30 123456", "+4930123456"),
            ("+299 32 10 00", "+299321000"),
        ],
    )
    def test_a_foreign_number_needs_its_country_code(self, written: str, number: str) -> None:
        assert parse_phone(written) == number


class TestRefusing:
    @pytest.mark.parametrize(
        ("written", "reason"),
        [
            ("2233445", "her er 7"),
            ("223344556", "her er 9"),
            ("+45 2233445", "her er 7"),
            ("22334455 / 22334466", "her er 16"),
            ("112", "her er 3"),
            ("02334455", "begynder ikke med 0 eller 1"),
            ("", "mangler"),
            ("ved ikke", "mangler"),
            ("+999 12345678", "Landekoden"),
            ("+46 123", "landekoden"),
            ("22 33 44 55 lok. 12", "lokalnummer"),
            ("22334455#12", "lokalnummer"),
            ("22334455,12", "lokalnummer"),
            ("22 33 44 55;12", "lokalnummer"),
            ("+46 70 123 45 67,12", "lokalnummer"),
        ],
    )
    def test_a_number_that_cannot_be_dialled_is_refused_with_the_reason(
        self, written: str, reason: str
    ) -> None:
        with pytest.raises(BadPhone, match=reason):
            parse_phone(written)

    def test_the_refusal_does_not_repeat_the_number(self) -> None:
        with pytest.raises(BadPhone) as refused:
            parse_phone("2233445")
        assert "2233445" not in str(refused.value)


class TestShowing:
    def test_a_danish_number_is_shown_in_pairs_without_country_code(self) -> None:
        assert pretty_phone(DANISH) == "22 33 44 55"

    def test_a_foreign_number_is_shown_with_its_country_code(self) -> None:
        assert pretty_phone("+46701234567") == "+46 70 123 45 67"

    def test_a_link_rings_the_number(self) -> None:
        assert tel_uri(DANISH) == "tel:+4522334455"

    @given(st.integers(20_000_000, 99_999_999))
    def test_what_is_shown_can_be_typed_again(self, number: int) -> None:
        e164 = f"+45{number}"
        assert parse_phone(pretty_phone(e164)) == parse_phone(str(number)) == e164


class TestFinding:
    def test_only_numbers_with_a_country_code_are_international(self) -> None:
        text = "22 33 44 55 eller +46 70 123 45 67"
        assert [text[start:end] for start, end in find_international(text)] == ["+46 70 123 45 67"]

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        with suppress(BadPhone):
            assert parse_phone(text).startswith("+")
