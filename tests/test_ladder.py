"""The ladder: what a clock asks for next. Rules by name first, then any clock lived through to its end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.office_file import EXAMPLE, load_office
from rules.callback import promise
from rules.ladder import Clock, NextStep, Step, next_list, next_step, times_to_wait, warn_at
from rules.office import Ladder, Office
from rules.worktime import Span, WorkCalendar

ZONE = ZoneInfo("Europe/Copenhagen")
LADDER = Ladder()
# The steps that happen once; a snooze may be asked for again and again.
ONCE = (Step.URGENT_UNANSWERED, Step.WARN, Step.BREACH)
LONGEST_LIFE = timedelta(days=30)


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(EXAMPLE)


@pytest.fixture(scope="module")
def calendar(office: Office) -> WorkCalendar:
    return office.team("voksen-a").calendar


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
THURSDAY, MONDAY = at(26, 10, 4), at(30, 11)
CALL = Clock(told_at=THURSDAY, due_at=MONDAY)


def test_the_next_step_of_a_new_call_is_the_warning(calendar: WorkCalendar) -> None:
    assert next_step(calendar, LADDER, CALL, THURSDAY) == NextStep(Step.WARN, at(30, 9))


def test_the_warning_counts_opening_time_and_not_the_night(calendar: WorkCalendar) -> None:
    # Monday 10:00 is one hour into the day; the other hour is the last before the weekend, Friday 12-13.
    assert warn_at(calendar, LADDER, at(30, 10)) == at(27, 12)


def test_the_warning_skips_a_closed_christmas(calendar: WorkCalendar) -> None:
    assert warn_at(calendar, LADDER, at(4, 10, month=1, year=2027)) == at(23, 14, month=12)


def test_a_half_day_shortens_the_way_back_to_the_warning(calendar: WorkCalendar) -> None:
    # 1 May closes at noon, a Friday; Monday 10:00 minus two hours is Friday 11:00.
    assert warn_at(calendar, LADDER, at(4, 10, month=5)) == at(1, 11, month=5)


@pytest.mark.parametrize("monday", [at(30, 9, month=3), at(26, 9, month=10)])
def test_the_warning_is_two_real_hours_away_also_over_a_change_of_clocks(monday: datetime) -> None:
    always = WorkCalendar(ZONE, dict.fromkeys(range(5), (Span(time.min, time(23, 59)),)), {}, {})
    warned = warn_at(always, LADDER, monday)
    assert monday.astimezone(UTC) - warned.astimezone(UTC) == timedelta(hours=2)


def test_after_the_warning_comes_the_breach(calendar: WorkCalendar) -> None:
    warned = replace(CALL, warned_at=at(30, 9))
    assert next_step(calendar, LADDER, warned, at(30, 9)) == NextStep(Step.BREACH, MONDAY)


def test_after_the_breach_only_the_lists_go_on(calendar: WorkCalendar) -> None:
    breached = replace(CALL, warned_at=at(30, 9), breached_at=MONDAY)
    assert next_step(calendar, LADDER, breached, MONDAY) == NextStep(Step.FOLLOW, at(1, 8, 15, month=12))


def test_nothing_interrupts_and_nothing_is_breached_once_the_citizen_has_been_rung(
    calendar: WorkCalendar,
) -> None:
    rung = replace(CALL, attempted=True)
    assert next_step(calendar, LADDER, rung, THURSDAY).step is Step.FOLLOW


def test_a_snooze_wakes_before_a_later_warning(calendar: WorkCalendar) -> None:
    snoozed = replace(CALL, snoozed_until=at(26, 13))
    assert next_step(calendar, LADDER, snoozed, THURSDAY) == NextStep(Step.WAKE, at(26, 13))


def test_a_snooze_does_not_put_off_the_warning(calendar: WorkCalendar) -> None:
    snoozed = replace(CALL, snoozed_until=at(30, 10, 30))
    assert next_step(calendar, LADDER, snoozed, THURSDAY).step is Step.WARN


def test_an_urgent_call_is_asked_about_after_fifteen_minutes_day_or_night(calendar: WorkCalendar) -> None:
    urgent = replace(CALL, urgent=True, told_at=at(26, 22))
    expected = NextStep(Step.URGENT_UNANSWERED, at(26, 22, 15))
    assert next_step(calendar, LADDER, urgent, at(26, 22)) == expected


@pytest.mark.parametrize("answered", [{"taken_at": THURSDAY}, {"escalated": True}])
def test_an_urgent_call_is_asked_about_only_while_nobody_has_answered(
    calendar: WorkCalendar, answered: dict[str, datetime | bool]
) -> None:
    urgent = replace(CALL, urgent=True, **answered)  # type: ignore[arg-type]  # either field, each of its type
    assert next_step(calendar, LADDER, urgent, THURSDAY).step is Step.WARN


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(26, 8, 14), at(26, 8, 15)),
        (at(26, 8, 15), at(27, 8, 15)),
        (at(27, 9), at(30, 8, 15)),  # a Friday
        (at(23, 9, month=12), at(4, 8, 15, month=1, year=2027)),
        (at(30, 9, month=4), at(1, 8, 15, month=5)),  # a half day is a working day
        (at(27, 9, month=3), at(30, 8, 15, month=3)),  # the clocks go forward in between
    ],
)
def test_the_next_list_is_on_the_next_working_day(
    calendar: WorkCalendar, now: datetime, expected: datetime
) -> None:
    assert next_list(calendar, LADDER, now) == expected


MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))


@given(MOMENTS)
@settings(max_examples=100)
def test_the_times_offered_for_later_are_all_to_come_and_in_order(
    calendar: WorkCalendar, now: datetime
) -> None:
    offered = times_to_wait(calendar, LADDER, now)
    assert offered == sorted(set(offered))
    assert all(one > now for one in offered)


# Received when, urgent or not, and how many working days the office gives itself.
CALLS = st.tuples(MOMENTS, st.booleans(), st.integers(0, 5))
ACTS = st.lists(
    st.tuples(st.integers(1, 4000), st.sampled_from(("take", "snooze", "try")), st.integers(10, 3000)),
    max_size=6,
)


@given(CALLS, ACTS, st.booleans())
@settings(max_examples=300)
def test_any_clock_always_has_a_next_step_and_takes_each_once_and_in_order(
    office: Office, drawn: tuple[datetime, bool, int], acts: list[tuple[int, str, int]], team_b: bool
) -> None:
    received, urgent, limit = drawn
    calendar = office.teams[int(team_b)].calendar
    policy = replace(office.callback, goal=min(limit, 1), limit=limit)
    clock = Clock(received, promise(calendar, policy, received).limit, urgent)
    life = list(lived(calendar, clock, acts))
    taken = [step for step, _ in life]
    assert all(taken.count(step) <= 1 for step in ONCE)
    assert all(earlier[1] <= later[1] for earlier, later in pairwise(life))
    rung = any(act == "try" for _, act, _ in acts)
    if not rung:
        assert [step for step in taken if step in (Step.WARN, Step.BREACH)] == [Step.WARN, Step.BREACH]


def lived(
    calendar: WorkCalendar, clock: Clock, acts: list[tuple[int, str, int]]
) -> Iterator[tuple[Step, datetime]]:
    """Live a clock through as the engine does, people acting now and then. The steps taken, and when."""
    now, end = clock.told_at, clock.due_at + LONGEST_LIFE
    todo = sorted((clock.told_at + timedelta(minutes=after), act, wait) for after, act, wait in acts)
    while now < end:
        following = next_step(calendar, LADDER, clock, now)
        if todo and todo[0][0] <= following.at:
            moment, act, wait = todo.pop(0)
            now = max(now, moment)
            clock = acted(clock, act, now, now + timedelta(minutes=wait))
            continue
        assert following.step is not Step.FOLLOW or following.at > now
        now = max(now, following.at)
        yield following.step, now
        clock = passed(clock, following.step, now)


def acted(clock: Clock, act: str, now: datetime, until: datetime) -> Clock:
    if act == "take":
        return replace(clock, taken_at=clock.taken_at or now)
    if act == "snooze":
        return replace(clock, snoozed_until=until)
    return replace(clock, attempted=True, taken_at=clock.taken_at or now, snoozed_until=until)


def passed(clock: Clock, step: Step, now: datetime) -> Clock:
    """The mark the engine leaves when it has taken a step."""
    match step:
        case Step.URGENT_UNANSWERED:
            return replace(clock, escalated=True)
        case Step.WAKE:
            return replace(clock, snoozed_until=None)
        case Step.WARN:
            return replace(clock, warned_at=now)
        case Step.BREACH:
            return replace(clock, breached_at=now)
        case _:
            return clock
