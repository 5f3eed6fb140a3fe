"""The day's list and the line at telephone hours: when they come, to whom, and that they change in place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.office_file import EXAMPLE, load_office
from storage import notices
from storage.models import Outcome
from tests.calls import (
    at,
    call,
    engine_of,
    kinds,
    lists,
    noted,
    posted,
    shown,
    snooze,
    spoke,
    take,
    tried,
    undo,
)
from tests.world import World, text_of
from tests.world import world as make_world

MORNING = at(27, 8, 15)


def test_the_list_comes_at_a_quarter_past_eight(world: World) -> None:
    world.slack.clock.move_to(at(26, 17, 30))
    call(world)
    world.move_to(at(27, 8, 14))
    assert posted(world) == []
    world.move_to(MORNING)
    (said,) = posted(world, "KARIM")
    assert "det første senest tirsdag 1. december kl. 11." in said.text


@pytest.mark.parametrize(
    ("closed", "why"),
    [(at(28, 8, 15), "Saturday"), (at(29, 8, 15), "Sunday"), (at(24, 8, 15, month=12), "closed")],
)
def test_no_list_on_a_day_the_office_is_closed(lite_world: World, closed: datetime, why: str) -> None:
    lite_world.slack.clock.move_to(closed - timedelta(days=1, hours=-2))
    call(lite_world)
    lite_world.tick()
    before = len(posted(lite_world))
    lite_world.move_to(closed)
    lite_world.move_to(closed + timedelta(hours=4))
    assert len(posted(lite_world)) == before, why


def test_a_half_day_has_its_list(sqlite_url: str) -> None:
    with make_world(sqlite_url, at=at(30, 10, month=4)) as world:
        call(world)
        world.move_to(at(1, 8, 15, month=5))
        assert len(lists(world.dms("KARIM"))) == 1


def test_the_list_comes_once_however_often_the_engine_ticks(world: World) -> None:
    call(world)
    world.move_to(MORNING)
    sent = len(posted(world, "KARIM"))
    for _ in range(3):
        world.advance(timedelta(minutes=5))
    assert len(posted(world, "KARIM")) == sent


def test_whoever_leads_two_teams_gets_one_list(lite_world: World) -> None:
    # Lone leads team A; here she leads team B too.
    team_a, team_b = lite_world.office.teams
    both = replace(lite_world.office, teams=(team_a, replace(team_b, lead="U0LONE")))
    engine = engine_of(lite_world, both)
    call(lite_world), call(lite_world, "SOFIE", team="voksen-b")
    lite_world.slack.clock.move_to(at(1, 8, 15, month=12))
    engine.tick(lite_world.now)
    (message,) = lists(lite_world.dms("LONE"))
    assert "Nr. 1" in text_of(message)
    assert "Nr. 2" in text_of(message)


def test_nothing_to_say_is_no_message(lite_world: World) -> None:
    spoken = call(lite_world)
    undo(lite_world, spoken)
    lite_world.move_to(MORNING)
    assert posted(lite_world) == []


def test_a_new_call_joins_todays_list_without_another_message(world: World) -> None:
    call(world)
    world.tick()
    call(world)
    world.advance(timedelta(minutes=1))
    assert len(posted(world, "KARIM")) == 1
    assert "Nr. 2" in shown(world, "KARIM")[0]


def test_a_call_after_a_morning_without_calls_makes_the_days_list(lite_world: World) -> None:
    first = call(lite_world)
    spoke(lite_world, first)
    noted(lite_world, first)
    lite_world.move_to(MORNING)
    before = len(posted(lite_world, "KARIM"))
    lite_world.move_to(at(27, 9, 30))
    call(lite_world)
    lite_world.tick()
    assert len(posted(lite_world, "KARIM")) == before + 1


def test_whoever_takes_a_call_for_oneself_is_not_told_of_it(lite_world: World) -> None:
    lite_world.tick()
    call(lite_world, "KARIM", by="KARIM")
    lite_world.tick()
    assert posted(lite_world, "KARIM") == []


def test_a_team_call_is_on_the_duty_persons_list(lite_world: World) -> None:
    call(lite_world, None)
    lite_world.move_to(MORNING)
    assert "På teamets liste" in shown(lite_world, "MAJA")[-1]
    assert posted(lite_world, "KARIM") == []


@pytest.mark.parametrize(
    ("act", "line"),
    [(spoke, "talt med"), (tried, "1 forsøg"), (undo, "fortrudt")],
)
def test_what_is_done_shows_in_the_same_message(
    lite_world: World, act: Callable[[World, int], object], line: str
) -> None:
    number = call(lite_world)
    lite_world.tick()
    act(lite_world, number)
    lite_world.advance(timedelta(minutes=1))
    assert len(posted(lite_world, "KARIM")) == 1
    assert line in shown(lite_world, "KARIM")[0]


def test_a_call_corrected_to_somebody_else_moves_to_their_list(lite_world: World) -> None:
    call(lite_world)
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/callback 22 33 44 66 karim")
    lite_world.tick()
    (receipt,) = rikke.dm()
    rikke.press(receipt, "receipt_correct")
    form = lite_world.modal("RIKKE")
    rikke.suggest(form, "whom", "maja")
    rikke.submit(form, {"whom": "person:U0MAJA"})
    lite_world.tick()
    assert "Nr. 2" not in shown(lite_world, "KARIM")[0]
    assert "Nr. 2" in shown(lite_world, "MAJA")[0]


def test_the_older_list_is_superseded(world: World) -> None:
    call(world)
    world.tick()
    world.move_to(MORNING)
    older, newer = shown(world, "KARIM")
    assert "Listen fra torsdag 26. november er afløst af en nyere." in older
    assert "Nr. 1" not in older
    assert "Nr. 1" in newer


def test_a_superseded_list_is_left_alone(lite_world: World) -> None:
    number = call(lite_world)
    lite_world.tick()
    lite_world.move_to(MORNING)
    spoke(lite_world, number)
    lite_world.advance(timedelta(minutes=1))
    older, newer = shown(lite_world, "KARIM")
    assert "afløst" in older
    assert "talt med" in newer


def test_telephone_hours_begin_with_one_line_when_calls_remain(world: World) -> None:
    call(world)
    world.tick()
    world.move_to(at(26, 13))
    world.advance(timedelta(minutes=10))
    assert kinds(world, "KARIM") == [notices.LIST, notices.TELEPHONE]
    line = "Din telefontid er begyndt. Du har 1 opkald at ringe tilbage på."
    assert [one.text for one in posted(world, "KARIM")][1:] == [line]


@pytest.mark.parametrize("urgent", [False, True])
def test_telephone_hours_say_what_is_over_the_limit(lite_world: World, urgent: bool) -> None:
    call(lite_world, urgent=urgent)
    lite_world.move_to(at(1, 8, 15, month=12))
    lite_world.move_to(at(1, 9, month=12))
    line = "Din telefontid er begyndt. Du har 1 opkald at ringe tilbage på, 1 over fristen."
    assert posted(lite_world, "KARIM")[-1].text == line


def wait_until_friday(world: World, number: int) -> None:
    snooze(world, number, at(27, 9))


@pytest.mark.parametrize("done", [spoke, undo, wait_until_friday])
def test_telephone_hours_begin_in_silence_when_nothing_remains(
    lite_world: World, done: Callable[[World, int], None]
) -> None:
    number = call(lite_world)
    lite_world.tick()
    done(lite_world, number)
    lite_world.move_to(at(26, 13))
    assert len(posted(lite_world, "KARIM")) == 1


def test_no_line_right_after_the_list(sqlite_url: str) -> None:
    early = load_office(EXAMPLE)
    early = replace(early, ladder=replace(early.ladder, digest=at(27, 8, 45).time()))
    with make_world(sqlite_url, office=early) as world:
        call(world)
        world.move_to(at(27, 8, 45))
        sent = len(posted(world, "KARIM"))
        world.move_to(at(27, 9))
        assert len(posted(world, "KARIM")) == sent


def test_no_line_when_the_first_list_of_the_day_has_just_come(lite_world: World) -> None:
    lite_world.slack.clock.move_to(at(26, 12, 50))
    call(lite_world)
    lite_world.tick()
    lite_world.move_to(at(26, 13))
    assert len(posted(lite_world, "KARIM")) == 1


def test_a_warning_at_the_start_of_telephone_hours_makes_the_line_superfluous(world: World) -> None:
    call(world)
    world.move_to(at(30, 8, 15))
    before = len(posted(world, "KARIM"))
    world.move_to(at(30, 9))
    assert kinds(world, "KARIM")[before:] == [notices.WARN]
    warning = "Frist kl. 11: 1 borger er ikke ringet op endnu."
    assert [one.text for one in posted(world, "KARIM")][before:] == [warning]


def test_the_line_is_worthless_when_telephone_hours_are_over(lite_world: World) -> None:
    call(lite_world)
    lite_world.tick()
    lite_world.move_to(at(26, 15))
    assert len(posted(lite_world, "KARIM")) == 1


def test_a_list_missed_in_the_morning_comes_when_the_bot_is_up_again(lite_world: World) -> None:
    call(lite_world)
    lite_world.tick()
    lite_world.move_to(at(27, 11, 30))
    assert len(lists(lite_world.dms("KARIM"))) == 1
    assert len(posted(lite_world, "KARIM")) == 2


@pytest.mark.parametrize(
    ("eve", "morning"),
    [
        (at(27, 10, month=3), at(30, 8, 15, month=3)),  # the clocks go forward on Sunday 29 March
        (at(23, 10, month=10), at(26, 8, 15, month=10)),  # and back on Sunday 25 October
    ],
)
def test_the_list_keeps_to_the_wall_clock_over_a_change_of_clocks(
    sqlite_url: str, eve: datetime, morning: datetime
) -> None:
    with make_world(sqlite_url, at=eve) as world:
        call(world)
        world.tick()
        sent = len(posted(world, "KARIM"))
        world.move_to(morning - timedelta(minutes=1))
        assert len(posted(world, "KARIM")) == sent
        world.move_to(morning)
        assert len(posted(world, "KARIM")) == sent + 1


def test_a_wake_up_after_hours_is_in_the_next_mornings_list(world: World) -> None:
    number = call(world)
    world.tick()
    snooze(world, number, at(26, 17, 30))
    world.move_to(at(26, 17, 30))
    assert len(posted(world, "KARIM")) == 1
    world.move_to(MORNING)
    assert "Nr. 1" in shown(world, "KARIM")[-1]
    assert len(posted(world, "KARIM")) == 2


def test_a_wake_up_on_a_saturday_is_in_mondays_list(lite_world: World) -> None:
    number = call(lite_world)
    lite_world.tick()
    tried(lite_world, number, outcome=Outcome.BUSY)
    snooze(lite_world, number, at(28, 10))
    lite_world.move_to(at(28, 10))
    assert len(posted(lite_world, "KARIM")) == 1
    lite_world.move_to(at(30, 8, 15))
    assert "Nr. 1" in shown(lite_world, "KARIM")[-1]


def test_taking_a_team_call_puts_it_on_the_takers_list(lite_world: World) -> None:
    number = call(lite_world, None)
    lite_world.tick()
    take(lite_world, number, "PETER")
    lite_world.move_to(MORNING)
    assert "Nr. 1" in shown(lite_world, "PETER")[-1]
    assert all("På teamets liste" not in one for one in shown(lite_world, "MAJA"))
