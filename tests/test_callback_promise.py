"""The promise to ring back: named days first, then any office against the oracle."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.callback import CallbackPolicy, PartOfDay, Promise, Unit, part_of_day, promise
from rules.callback import propose_next_try as propose
from rules.errors import NaiveTimeError, NeverOpenError
from rules.worktime import Closing, Span, WorkCalendar
from tests import oracle

ZONE = ZoneInfo("Europe/Copenhagen")
DAY_MINUTES = 24 * 60

OPENING = {0: ((540, 900),), 1: ((540, 900),), 2: ((540, 900),), 3: ((540, 1020),), 4: ((540, 780),)}
TELEPHONE = {0: ((540, 660),), 1: ((540, 660),), 3: ((600, 720), (900, 1020)), 4: ((540, 660),)}
CLOSED = {
    date(2026, 5, 1): 720,
    date(2026, 5, 15): oracle.ALL_DAY,
    date(2026, 6, 5): 720,
    **{date(2026, 12, day): oracle.ALL_DAY for day in (24, 28, 29, 30, 31)},
}
CENTRE = oracle.PlainOffice(OPENING, TELEPHONE, CLOSED)
ALWAYS_OPEN = oracle.PlainOffice(dict.fromkeys(range(5), ((0, DAY_MINUTES - 1),)), {})


def calendar_of(office: oracle.PlainOffice) -> WorkCalendar:
    closings = {
        day: Closing(day, "lukket", None if minute == oracle.ALL_DAY else _time(minute))
        for day, minute in office.closed.items()
    }
    return WorkCalendar(ZONE, _spans(office.opening), _spans(office.telephone), closings)


def _spans(hours: oracle.Minutes) -> Mapping[int, tuple[Span, ...]]:
    return {
        day: tuple(Span(_time(start), _time(end)) for start, end in spans) for day, spans in hours.items()
    }


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


def promised(received: str, policy: CallbackPolicy | None = None) -> Promise:
    return promise(calendar_of(CENTRE), policy or CallbackPolicy(), at(received))


class TestWorkingDays:
    def test_the_day_of_receipt_is_not_counted(self) -> None:
        answer = promised("2026-11-23T09:30")
        assert (answer.goal, answer.limit) == (at("2026-11-24T11:00"), at("2026-11-25T15:00"))

    def test_a_call_before_opening_is_received_at_opening(self) -> None:
        assert promised("2026-11-23T07:12").received_as == at("2026-11-23T09:00")

    def test_a_call_at_the_minute_of_closing_is_received_the_next_working_day(self) -> None:
        answer = promised("2026-11-27T13:00")
        assert answer.received_as == at("2026-11-30T09:00")
        assert answer.goal == at("2026-12-01T11:00")

    def test_a_day_without_telephone_hours_ends_with_its_opening_hours(self) -> None:
        assert promised("2026-11-24T10:00").goal == at("2026-11-25T15:00")

    def test_split_telephone_hours_end_with_the_last_of_them(self) -> None:
        assert promised("2026-11-25T10:00").goal == at("2026-11-26T17:00")

    def test_easter_is_passed_over(self) -> None:
        assert promised("2026-04-01T11:00").goal == at("2026-04-07T11:00")

    def test_store_bededag_counts_from_2024(self) -> None:
        assert promised("2026-04-30T10:00").goal == at("2026-05-01T11:00")
        assert promised("2023-05-04T10:00").goal == at("2023-05-08T11:00")

    def test_a_half_day_counts_and_clips_the_telephone_hours(self) -> None:
        late_phone = oracle.PlainOffice(OPENING, {4: ((660, 780),)}, CLOSED)
        answer = promise(calendar_of(late_phone), CallbackPolicy(), at("2026-06-04T10:00"))
        assert answer.goal == at("2026-06-05T12:00")

    def test_christmas_closing_moves_the_promise_into_january(self) -> None:
        assert promised("2026-12-23T16:00").goal == at("2027-01-05T11:00")

    @pytest.mark.parametrize("friday", ["2026-10-23T10:00", "2027-03-19T10:00"])
    def test_the_clock_change_does_not_move_the_wall_clock(self, friday: str) -> None:
        assert promised(friday).goal.time() == time(11)

    def test_a_time_in_another_zone_is_the_same_moment(self) -> None:
        received = at("2026-11-23T09:30")
        calendar = calendar_of(CENTRE)
        abroad = received.astimezone(ZoneInfo("Asia/Tokyo"))
        assert promise(calendar, CallbackPolicy(), abroad) == promise(calendar, CallbackPolicy(), received)

    def test_a_time_without_zone_is_refused(self) -> None:
        with pytest.raises(NaiveTimeError):
            promise(calendar_of(CENTRE), CallbackPolicy(), datetime(2026, 11, 23, 9))  # noqa: DTZ001  (the point)


class TestCalendarDays:
    def test_a_day_that_is_no_working_day_gives_the_one_before(self) -> None:
        answer = promised("2026-11-26T10:00", CallbackPolicy(unit=Unit.DAYS))
        assert (answer.goal, answer.limit) == (at("2026-11-27T11:00"), at("2026-11-27T11:00"))

    def test_the_day_of_receipt_itself_ends_with_its_telephone_hours_while_they_last(self) -> None:
        answer = promised("2026-04-01T11:00", CallbackPolicy(unit=Unit.DAYS))
        assert answer.limit == at("2026-04-01T15:00")

    def test_after_the_telephone_hours_of_the_last_day_the_opening_hours_are_left(self) -> None:
        answer = promised("2026-11-27T11:30", CallbackPolicy(unit=Unit.DAYS))
        assert answer.goal == answer.limit == at("2026-11-27T13:00")


class TestReasons:
    def test_every_passed_over_day_says_why_with_the_holidays_name(self) -> None:
        steps = promised("2026-04-01T11:00").steps
        assert [step.text for step in steps] == [
            "modtaget kl. 11; modtagelsesdagen tælles ikke med",
            "Skærtorsdag: tælles ikke med",
            "Langfredag: tælles ikke med",
            "lørdag: tælles ikke med",
            "Påskedag: tælles ikke med",
            "Anden påskedag: tælles ikke med",
            "1. arbejdsdag: mål",
            "2. arbejdsdag: frist",
        ]

    def test_a_late_call_says_when_it_counts_as_received(self) -> None:
        steps = promised("2026-11-27T13:05").steps
        assert [step.text for step in steps[:4]] == [
            "modtaget kl. 13:05: efter åbningstid",
            "lørdag",
            "søndag",
            "regnes som modtaget kl. 9; modtagelsesdagen tælles ikke med",
        ]

    def test_a_calendar_day_kept_earlier_says_until_when(self) -> None:
        steps = promised("2026-11-26T10:00", CallbackPolicy(unit=Unit.DAYS)).steps
        assert [step.text for step in steps[1:]] == [
            "1. dag: mål",
            "2. dag: frist (lørdag, så der ringes senest 27.11.)",
        ]

    def test_a_passed_over_calendar_day_that_decides_nothing_only_says_why(self) -> None:
        steps = promised("2026-11-27T10:00", CallbackPolicy(1, 3, Unit.DAYS)).steps
        assert steps[2].text == "2. dag (søndag)"

    def test_goal_and_limit_on_one_day_are_both_named(self) -> None:
        assert (
            promised("2026-11-23T10:00", CallbackPolicy(1, 1)).steps[-1].text == "1. arbejdsdag: mål og frist"
        )


class TestNextTry:
    calendar = calendar_of(CENTRE)

    def test_a_morning_without_answer_is_tried_later_the_same_day(self) -> None:
        thursday = at("2026-11-26T10:20")
        assert propose(self.calendar, thursday, [thursday]) == at("2026-11-26T11:30")

    def test_the_third_try_takes_the_part_of_the_day_that_is_left(self) -> None:
        tried = [at("2026-11-26T10:20"), at("2026-11-26T11:40")]
        assert propose(self.calendar, tried[-1], tried) == at("2026-11-26T15:00")

    def test_with_no_other_part_near_it_is_the_next_working_day(self) -> None:
        phone = oracle.PlainOffice(OPENING, dict.fromkeys(range(5), ((540, 660),)))
        monday = at("2026-11-23T09:10")
        assert propose(calendar_of(phone), monday, [monday]) == at("2026-11-24T09:00")

    def test_the_first_attempt_may_be_the_one_just_made(self) -> None:
        assert propose(self.calendar, at("2026-11-26T10:20"), []) == at("2026-11-26T11:30")

    def test_an_office_that_never_opens_is_said(self) -> None:
        with pytest.raises(NeverOpenError):
            propose(calendar_of(oracle.PlainOffice({}, {})), at("2026-11-26T10:20"), [])

    @pytest.mark.parametrize(
        ("clock", "part"),
        [("08:00", "formiddag"), ("10:59", "formiddag"), ("11:00", "middag"), ("13:00", "eftermiddag")],
    )
    def test_the_parts_of_a_day(self, clock: str, part: str) -> None:
        assert part_of_day(at(f"2026-11-26T{clock}")) == PartOfDay(part)


def minutes() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """One or two spans of whole minutes, not overlapping; sometimes none."""
    cuts = st.lists(st.integers(0, DAY_MINUTES - 1), max_size=4, unique=True).map(sorted)
    return cuts.map(lambda at_: tuple(zip(at_[::2], at_[1::2], strict=False)))


SPECIAL_DAYS = [
    date(year, month, day)
    for year in range(2024, 2031)
    for month, day in [(5, 1), (6, 5), (12, 24), (12, 27), (12, 28), (12, 29), (12, 30), (12, 31)]
] + [oracle.easter(year) + timedelta(days=40) for year in range(2024, 2031)]


@st.composite
def offices(draw: st.DrawFn) -> oracle.PlainOffice:
    closing_minutes = st.one_of(st.just(oracle.ALL_DAY), st.integers(1, DAY_MINUTES - 1))
    any_day = st.dates(date(2024, 1, 1), date(2030, 12, 31))
    return oracle.PlainOffice(
        opening=draw(
            st.dictionaries(st.integers(0, 4), minutes(), min_size=1).filter(
                lambda hours: any(hours.values())
            )
        ),
        telephone=draw(st.dictionaries(st.integers(0, 6), minutes())),
        closed=draw(st.dictionaries(st.sampled_from(SPECIAL_DAYS) | any_day, closing_minutes, max_size=25)),
    )


def moments() -> st.SearchStrategy[datetime]:
    """Naive UTC times, half of them in the weeks where calendars go wrong."""
    hard = [oracle.easter(year) for year in range(2024, 2031)] + SPECIAL_DAYS
    hard += [oracle.last_sunday(year, month).date() for year in range(2024, 2031) for month in (3, 10)]
    within = st.integers(-8 * DAY_MINUTES * 60, 8 * DAY_MINUTES * 60).map(
        lambda seconds: timedelta(seconds=seconds)
    )
    near = st.builds(lambda day, off: datetime.combine(day, time()) + off, st.sampled_from(hard), within)
    return near | st.datetimes(datetime(2024, 1, 1), datetime(2030, 11, 30))  # noqa: DTZ001  (naive UTC, as the oracle)


@st.composite
def policies(draw: st.DrawFn) -> CallbackPolicy:
    goal = draw(st.integers(1, 4))
    return CallbackPolicy(goal, goal + draw(st.integers(0, 6)), draw(st.sampled_from(Unit)))


def assert_agrees(office: oracle.PlainOffice, policy: CallbackPolicy, received: datetime) -> None:
    _assert_same(calendar_of(office), office, policy, received)


def _assert_same(
    calendar: WorkCalendar, office: oracle.PlainOffice, policy: CallbackPolicy, received: datetime
) -> None:
    ours = promise(calendar, policy, received.replace(tzinfo=UTC))
    theirs = oracle.answer(office, policy.goal, policy.limit, policy.unit.value, received)
    times = (
        moment.astimezone(UTC).replace(tzinfo=None) for moment in (ours.received_as, ours.goal, ours.limit)
    )
    assert tuple(times) == (theirs.received_as, theirs.goal, theirs.limit)


class TestAgainstTheOracle:
    @given(offices(), policies(), moments())
    @settings(max_examples=200)
    def test_any_office_and_any_moment_agree(
        self, office: oracle.PlainOffice, policy: CallbackPolicy, received: datetime
    ) -> None:
        assert_agrees(office, policy, received)

    @given(policies(), moments())
    @settings(max_examples=500)
    def test_an_ordinary_office_agrees(self, policy: CallbackPolicy, received: datetime) -> None:
        assert_agrees(CENTRE, policy, received)

    @given(policies(), moments())
    def test_an_office_open_round_the_clock_agrees(self, policy: CallbackPolicy, received: datetime) -> None:
        assert_agrees(ALWAYS_OPEN, policy, received)

    def test_every_seventh_minute_of_easter_and_christmas_2026_agrees(self) -> None:
        calendar = calendar_of(CENTRE)
        for first in (datetime(2026, 3, 27), datetime(2026, 12, 22)):  # noqa: DTZ001  (naive UTC, as the oracle)
            for minute in range(0, 14 * DAY_MINUTES, 7):
                _assert_same(calendar, CENTRE, CallbackPolicy(), first + timedelta(minutes=minute))

    @given(offices(), policies(), moments())
    def test_a_promise_always_lies_ahead_in_working_time(
        self, office: oracle.PlainOffice, policy: CallbackPolicy, received: datetime
    ) -> None:
        calendar = calendar_of(office)
        ours = promise(calendar, policy, received.replace(tzinfo=UTC))
        assert ours.received <= ours.received_as < ours.goal <= ours.limit
        assert calendar.is_working_day(ours.goal.date())
        assert calendar.is_working_day(ours.limit.date())

    @given(offices(), st.lists(moments(), max_size=4), moments())
    def test_the_next_try_is_ahead_and_within_the_hours(
        self, office: oracle.PlainOffice, tried: list[datetime], now: datetime
    ) -> None:
        calendar = calendar_of(office)
        at_ = now.replace(tzinfo=UTC)
        again = propose(calendar, at_, [moment.replace(tzinfo=UTC) for moment in tried])
        hours = calendar.telephone_on(again.date()) or calendar.opening_on(again.date())
        assert again > at_
        assert any(span.start <= again.time() < span.end for span in hours)


def sample(count: int, seed: int) -> int:
    """How many of `count` random moments of 2026-2028 were compared; raises at the first difference."""
    random, calendar, start = Random(seed), calendar_of(CENTRE), datetime(2026, 1, 1)  # noqa: DTZ001  (naive UTC)
    policies_ = [CallbackPolicy(), CallbackPolicy(unit=Unit.DAYS)]
    for _ in range(count):
        received = start + timedelta(seconds=random.randrange(3 * 365 * DAY_MINUTES * 60))
        _assert_same(calendar, CENTRE, random.choice(policies_), received)
    return count


def test_a_sample_of_2026_to_2028_agrees() -> None:
    assert sample(2000, seed=1) == 2000
