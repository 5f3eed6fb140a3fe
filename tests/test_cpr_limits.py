"""Where a CPR number begins and ends, which dates are dates, and what stands just beside it and is none.

Numbers are put together here from a date and digits, so that none stands in the file.
"""

from calendar import isleap, monthrange
from itertools import accumulate, product

import pytest

from rules.cpr import contains_cpr, find_cpr, mask_cpr

SERIAL = "1234"
BIRTH = "010190"
TEN = BIRTH + SERIAL


def split(digits: str, *lengths: int, by: str = " ") -> str:
    """The digits in groups of these lengths."""
    assert sum(lengths) == len(digits)
    return by.join(
        digits[end - length : end] for length, end in zip(lengths, accumulate(lengths), strict=True)
    )


def real(day: int, month: int, year: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


class TestItsDate:
    @pytest.mark.parametrize("year", range(100))
    def test_the_29th_of_february_is_one_in_leap_years_only(self, year: int) -> None:
        leap = isleap(2000 + year)
        assert contains_cpr(f"2902{year:02}{SERIAL}") == leap
        assert contains_cpr(f"29 02 20{year:02} {SERIAL}") == leap

    @pytest.mark.parametrize(("day", "month"), list(product((0, 1, 12, 28, 30, 31, 32), (0, 1, 4, 12, 13))))
    def test_a_day_that_is_none_makes_no_number(self, day: int, month: int) -> None:
        found = real(day, month, 1990)
        assert contains_cpr(f"{day:02}{month:02}90{SERIAL}") == found
        assert contains_cpr(f"{day:02} {month:02} 1990 {SERIAL}") == found

    @pytest.mark.parametrize("century", ["18", "19", "20"])
    @pytest.mark.parametrize("lengths", [(12,), (8, 4), (4, 4, 4), (2, 2, 4, 4)])
    def test_may_have_its_century(self, century: str, lengths: tuple[int, ...]) -> None:
        assert contains_cpr(split(f"0101{century}90{SERIAL}", *lengths))

    @pytest.mark.parametrize("lengths", [(12,), (8, 4), (4, 4, 4), (2, 2, 4, 4)])
    def test_another_century_makes_twelve_digits_something_else(self, lengths: tuple[int, ...]) -> None:
        assert not contains_cpr(split(f"01014490{SERIAL}", *lengths))

    def test_twelve_digits_that_are_none_do_not_hide_those_that_are(self) -> None:
        assert contains_cpr(f"{split('01014490' + SERIAL, 8, 4)} og {split('01011990' + SERIAL, 8, 4)}")


class TestItsGroups:
    @pytest.mark.parametrize(
        "lengths",
        [
            (10,),
            (6, 4),
            (6, 2, 2),
            (2, 2, 2, 4),
            (2, 2, 2, 2, 2),
            (4, 2, 4),
            (2, 4, 4),
            (3, 3, 4),
            (2, 2, 6),
            (1,) * 10,
        ],
        ids=str,
    )
    @pytest.mark.parametrize("by", [" ", "-", ".", "/"])
    def test_are_those_people_write(self, lengths: tuple[int, ...], by: str) -> None:
        assert contains_cpr(split(TEN, *lengths, by=by))

    @pytest.mark.parametrize("room", range(8))
    def test_may_stand_a_little_apart(self, room: int) -> None:
        # More than four marks and it is another number, unless they are spaces, which are closed.
        assert bool(find_cpr(BIRTH + "-" * room + SERIAL)) == (room <= 4)
        assert contains_cpr(BIRTH + " " * room + SERIAL)


class TestBesidePhoneNumbers:
    """Eight digits that can be a Danish phone number are one; ten are never a phone number and two more."""

    @pytest.mark.parametrize("by", [".", "-", "/"])
    @pytest.mark.parametrize("first", ["21", "22", "31"])
    def test_pairs_with_another_number_after_them_are_left_alone(self, first: str, by: str) -> None:
        assert not contains_cpr(f"{by.join((first, '10', '44', '55'))} 12")

    @pytest.mark.parametrize("by", [".", "-", "/"])
    def test_pairs_that_begin_like_no_phone_number_are_not(self, by: str) -> None:
        assert contains_cpr(f"{by.join(('12', '10', '44', '55'))} 12")

    @pytest.mark.parametrize("by", [" ", ".", "-", "/"])
    def test_a_fifth_pair_makes_it_a_cpr_number(self, by: str) -> None:
        assert contains_cpr(split("221044" + "5512", 2, 2, 2, 2, 2, by=by))

    @pytest.mark.parametrize("phone", ["21101955", "22101955"])
    @pytest.mark.parametrize("lengths", [(8, 4), (4, 4, 4)])
    def test_a_phone_number_and_four_digits_are_left_alone(
        self, phone: str, lengths: tuple[int, ...]
    ) -> None:
        assert not contains_cpr(split(phone + SERIAL, *lengths))

    @pytest.mark.parametrize("lengths", [(8, 4), (4, 4, 4)])
    def test_what_begins_like_no_phone_number_is_not(self, lengths: tuple[int, ...]) -> None:
        assert contains_cpr(split("12101955" + SERIAL, *lengths))

    @pytest.mark.parametrize("by", ["-", ".", "/"])
    def test_marks_before_the_last_four_tell_a_date_from_a_phone_number(self, by: str) -> None:
        assert contains_cpr(f"22101955{by}{SERIAL}")


class TestItsSpan:
    @pytest.mark.parametrize(
        "before",
        [
            "",
            "ring ",
            "+45 22 33 44 55 ",
            "22-33-44-55, ",
            "+46 70 123 45 67 og ",
            "den 14.01.26 kl. 10.30 om ",
            "\u200b",
        ],
    )
    @pytest.mark.parametrize(
        "number", [TEN, split(TEN, 6, 4, by="-"), split(TEN, 2, 2, 2, 4, by="."), f"1.1.90-{SERIAL}"]
    )
    def test_is_the_number_and_no_more(self, before: str, number: str) -> None:
        text = f"{before}{number}, tak"
        assert [text[start:end] for start, end in find_cpr(text)] == [number]

    def test_of_numbers_within_each_other_is_all_of_them(self) -> None:
        chain = " ".join(["01"] * 7)
        assert find_cpr(f"se {chain} her") == [(3, 3 + len(chain))]
        assert mask_cpr(f"se {chain} her") == "se 010101-•••• her"

    def test_of_two_chains_is_two(self) -> None:
        chain = " ".join(["01"] * 7)
        assert find_cpr(f"{chain} og {chain}") == [(0, 20), (24, 44)]

    def test_of_three_numbers_are_three_in_order(self) -> None:
        text = f"{TEN}, 1.1.90-{SERIAL} og {split('01011990' + SERIAL, 8, 4)}"
        spans = find_cpr(text)
        assert spans == sorted(spans)
        assert len(spans) == 3


class TestMasking:
    @pytest.mark.parametrize(
        ("number", "shown"),
        [
            (TEN, "010190-••••"),
            (split(TEN, 2, 2, 2, 4, by="."), "010190-••••"),
            (split(TEN, 2, 2, 2, 2, 2), "010190-••••"),
            (split("01011990" + SERIAL, 8, 4, by="-"), "010119-••••"),
            (f"1.1.90-{SERIAL}", "1190-••••"),
            ("".join(chr(0xFF10 + int(digit)) for digit in TEN), "010190-••••"),
        ],
    )
    def test_keeps_the_date_at_most(self, number: str, shown: str) -> None:
        assert mask_cpr(f"a {number} b") == f"a {shown} b"

    def test_of_several_keeps_what_stands_between(self) -> None:
        assert mask_cpr(f"{TEN} og {TEN}.") == "010190-•••• og 010190-••••."


class TestWhatIsReadAndWhatWasTyped:
    def test_a_number_is_found_as_typed_though_it_is_none_as_read(self) -> None:
        # Read, the escape is a digit before it, and eleven digits are no CPR number.
        assert contains_cpr(f"&#48;{TEN}")
        assert find_cpr(f"0{TEN}") == []

    def test_a_number_is_found_as_read_though_it_is_none_as_typed(self) -> None:
        assert contains_cpr(f"{BIRTH}&#45;{SERIAL}")
        assert find_cpr(f"{BIRTH}&#45;{SERIAL}") == []
