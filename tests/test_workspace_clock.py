"""The workspace's movable clock and the page's jumps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import MovableClock
from bot.demo.conversations import Timestamps
from bot.demo.jumps import in_an_hour, next_digest, next_weekday
from bot.demo.visitor_state import long_time

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
THURSDAY = datetime(2026, 11, 26, 9, 4, tzinfo=UTC)


def office_time(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=COPENHAGEN)


def test_a_frozen_clock_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(THURSDAY, frozen=True)

    assert clock.now() == THURSDAY
    assert clock.advance(timedelta(hours=1)) == clock.now() == THURSDAY + timedelta(hours=1)


def test_a_running_clock_starts_where_it_is_told_and_goes_on() -> None:
    clock = MovableClock(THURSDAY)

    first, second = clock.now(), clock.now()

    assert THURSDAY <= first <= second < THURSDAY + timedelta(minutes=1)


def test_the_clock_moves_to_a_later_time_in_any_zone() -> None:
    clock = MovableClock(THURSDAY, frozen=True)

    clock.move_to(office_time(11, 27, 8, 15))

    assert clock.now() == datetime(2026, 11, 27, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize("frozen", [True, False])
def test_the_clock_never_moves_backwards(frozen: bool) -> None:
    clock = MovableClock(THURSDAY, frozen=frozen)

    with pytest.raises(ValueError, match="forward"):
        clock.move_to(THURSDAY - timedelta(seconds=1))
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        MovableClock(datetime(2026, 11, 26, 9, 4))  # noqa: DTZ001 - the mistake under test


def test_message_ids_rise_although_the_clock_stands_still() -> None:
    timestamps = Timestamps(MovableClock(THURSDAY, frozen=True))

    assert [timestamps.next() for _ in range(2)] == ["1795683840.000000", "1795683840.000001"]


def test_the_time_is_written_in_danish_as_the_office_shows_it() -> None:
    assert long_time(THURSDAY) == "torsdag 26. november 2026 kl. 10.04"


def test_the_digest_is_today_before_a_quarter_past_eight_and_tomorrow_after_it() -> None:
    assert next_digest(office_time(11, 26, 8)) == office_time(11, 26, 8, 15)
    assert next_digest(office_time(11, 26, 8, 15)) == office_time(11, 27, 8, 15)


def test_the_working_day_after_friday_is_monday() -> None:
    assert next_weekday(office_time(11, 27, 10)) == office_time(11, 30, 8, 15)


def test_an_hour_is_an_hour_also_when_summer_time_begins() -> None:
    before = office_time(3, 29, 1, 30)

    assert in_an_hour(before).timestamp() - before.timestamp() == 3600
    assert in_an_hour(before).hour == 3
