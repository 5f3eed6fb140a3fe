"""Small numbers stay hidden, also from somebody who can subtract and knows how they are hidden."""

import itertools
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.small_numbers import SMALLEST, Said, ShareShown, hidden, share_shown, shown_total

PARTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), max_size=6)


Told = tuple[tuple[tuple[str, int | None], ...], int | None]


@cache
def looks_like(size: int) -> Mapping[Told, list[tuple[int, ...]]]:
    """Every table of so many cells up to 9, by what is told of it."""
    found = defaultdict(list)
    for numbers in itertools.product(range(10), repeat=size):
        parts = {str(place): n for place, n in enumerate(numbers)}
        found[tuple(hidden(parts).items()), shown_total(parts)].append(numbers)
    return found


class TestParts:
    def test_numbers_from_five_on_and_none_at_all_are_told(self) -> None:
        assert hidden({"a": 5, "b": 0, "c": 12}) == {"a": 5, "b": 0, "c": 12}

    def test_a_small_one_takes_the_next_smallest_with_it(self) -> None:
        assert hidden({"a": 3, "b": 40, "c": 7, "d": 0}) == {"a": None, "b": 40, "c": None, "d": 0}

    def test_two_different_small_ones_hide_each_other(self) -> None:
        assert hidden({"a": 3, "b": 2, "c": 7}) == {"a": None, "b": None, "c": 7}

    def test_two_alike_do_not(self) -> None:
        assert hidden({"a": 1, "b": 1, "c": 7}) == {"a": None, "b": None, "c": None}

    def test_two_that_together_are_fewer_than_five_do_not(self) -> None:
        assert hidden({"a": 20, "b": 1, "c": 2}) == {"a": None, "b": None, "c": None}
        assert hidden({"a": 20, "b": 1, "c": 2, "d": 9}) == {"a": 20, "b": None, "c": None, "d": None}

    def test_of_those_that_are_alike_none_is_left(self) -> None:
        assert hidden({"a": 4, "b": 6, "c": 6, "d": 9}) == {"a": None, "b": None, "c": None, "d": 9}

    def test_where_there_is_nothing_else_none_at_all_is_hidden_too(self) -> None:
        assert hidden({"a": 4, "b": 0}) == {"a": None, "b": None}

    def test_a_small_total_is_not_told(self) -> None:
        assert shown_total({"a": 1, "b": 3}) is None

    def test_a_total_that_only_one_number_can_make_is_not_told(self) -> None:
        assert shown_total({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}) is None

    def test_nothing_at_all_is_told(self) -> None:
        assert (hidden({}), shown_total({})) == ({}, 0)

    @given(PARTS)
    def test_no_small_number_is_told_and_nothing_told_is_changed(self, parts: Mapping[str, int]) -> None:
        told = hidden(parts)
        assert told.keys() == parts.keys()
        assert all(n is None or (n == parts[part] and not 0 < n < SMALLEST) for part, n in told.items())

    @given(PARTS)
    def test_never_is_exactly_one_hidden_beside_a_total(self, parts: Mapping[str, int]) -> None:
        gone = sum(n is None for n in hidden(parts).values())
        assert gone != 1 or shown_total(parts) is None

    @given(PARTS)
    def test_the_hidden_ones_beside_a_total_never_come_to_a_small_number(
        self, parts: Mapping[str, int]
    ) -> None:
        total = shown_total(parts)
        shown = sum(n for n in hidden(parts).values() if n is not None)
        assert total is None or not 0 < total - shown < SMALLEST

    @pytest.mark.parametrize("size", [2, 3, 4])
    def test_whatever_is_told_several_hidden_ones_might_together_be_five_or_more(self, size: int) -> None:
        """Tables up to 9 a cell: hidden ones never come to one and the same small number in all alike."""
        for (told, _), tables in looks_like(size).items():
            gone = [place for place, (_, n) in enumerate(told) if n is None]
            for count in range(2, len(gone) + 1):
                for some in itertools.combinations(gone, count):
                    sums = {sum(numbers[place] for place in some) for numbers in tables}
                    assert len(sums) > 1 or sums.isdisjoint(range(1, SMALLEST)), (told, some)

    @pytest.mark.parametrize("size", [1, 2, 3, 4])
    def test_whatever_is_told_each_hidden_one_might_be_another_number(self, size: int) -> None:
        """Every table up to 9 a cell: those that look the same differ in each cell that is hidden."""
        for (told, _), tables in looks_like(size).items():
            for place, (_, n) in enumerate(told):
                assert n is not None or len({numbers[place] for numbers in tables}) > 1, (told, tables)


class TestShares:
    @pytest.mark.parametrize(
        ("n", "of", "told"),
        [
            (0, 0, ShareShown(Said.NOTHING, None, 0)),
            (2, 4, ShareShown(Said.HIDDEN, None, None)),
            (4, 8, ShareShown(Said.HIDDEN, None, 8)),
            (3, 100, ShareShown(Said.AT_MOST, 4, 100)),
            (98, 100, ShareShown(Said.AT_LEAST, 96, 100)),
            (0, 100, ShareShown(Said.EXACTLY, 0, 100)),
            (100, 100, ShareShown(Said.EXACTLY, 100, 100)),
            (25, 40, ShareShown(Said.EXACTLY, 63, 40)),
        ],
    )
    def test_a_share_is_told_as_far_as_it_names_nobody(self, n: int, of: int, told: ShareShown) -> None:
        assert share_shown(n, of) == told

    @given(st.integers(0, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
    def test_a_bound_is_true(self, share: tuple[int, int]) -> None:
        n, of = share
        told = share_shown(n, of)
        if told.said is Said.AT_MOST:
            assert told.percent is not None
            assert 100 * n <= told.percent * of
        if told.said is Said.AT_LEAST:
            assert told.percent is not None
            assert 100 * n >= told.percent * of

    @pytest.mark.parametrize("of", range(1, 60))
    def test_whatever_is_told_a_small_number_might_be_another(self, of: int) -> None:
        looks_like = defaultdict(set)
        for base in range(1, 60):
            for n in range(base + 1):
                looks_like[share_shown(n, base)].add((n, base))
        small = [n for n in range(of + 1) if 0 < n < SMALLEST or 0 < of - n < SMALLEST]
        for n in small:
            assert len(looks_like[share_shown(n, of)]) > 1
