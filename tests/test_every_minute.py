"""The comparison of every minute can fail, and does not."""

from rules.callback import CallbackPolicy
from tests.every_minute import differences, every

PRIME = 9_973  # minutes: no weekday and no hour is left out


def test_a_sample_of_three_years_agrees_with_the_oracle() -> None:
    seen, differing = differences(every(2026, 2028, PRIME), CallbackPolicy())
    assert (seen, differing) == (159, [])


def test_one_that_does_not_agree_is_named() -> None:
    # The oracle is asked for the same promise, so only a calendar of another office can differ.
    seen, differing = differences(every(2026, 2026, PRIME), CallbackPolicy(), hours={0: ((540, 600),)})
    assert seen == 53
    assert differing[0].startswith("2026-01-01T00:00:00")
