"""The chaos harness: a short run on each kind of database, and a judge that can find fault."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chaos import FIRST_DAY, Plan
from bot.chaos_book import Line, Told
from bot.chaos_command import remind, run
from bot.chaos_judge import out_of_hours, owed_on, second_lists, to_others, twice, unanswered, unseen
from bot.chaos_kills import Kill
from bot.chaos_people import Deed, Intake, Outcome
from bot.chaos_stage import Trouble
from tests.calls import at

# Whole processes are started many times over, on whatever machine this is.
pytestmark = pytest.mark.timeout(900)
FAULTS = (
    "429",
    "accepted, then dropped",
    "connections replaced",
    "database locked",
    "stopped beyond the lease",
)
MORNING = at(27, 8, 15)
OWNER, TEAM = "U1SB02", "team-1"
LIST = "Dine opkald torsdag 27. november"
INTAKE = Intake(7, at(26, 10), TEAM, OWNER, urgent=False)


def told(
    outbox: int,
    *numbers: int,
    when: datetime = MORNING,
    user: str = OWNER,
    text: str = "Frist i dag.",
    heading: str = "",
    left_out: int = 0,
) -> Told:
    lines = tuple(Line(number, live=True, fresh=True) for number in numbers)
    ts = f"{when.timestamp():.6f}"
    return Told(
        when, when.timestamp(), "message", f"D{user}", user, ts, text, heading, outbox, lines, left_out
    )


class TestAShortRun:
    def test_on_sqlite_loses_and_doubles_nothing(self, tmp_path: Path) -> None:
        judged = run(Plan(150, len(Kill), seed=1, faults=FAULTS), tmp_path)
        assert judged.wrong == {}, judged.examples
        assert judged.killed_at == {kill.value: 1 for kill in Kill}
        assert set(FAULTS) <= judged.faults.keys()
        assert judged.owed > 0

    def test_with_two_bots_on_postgresql_loses_and_doubles_nothing(
        self, tmp_path: Path, postgresql_url: str
    ) -> None:
        plan = Plan(60, len(Kill), seed=2, instances=2, faults=FAULTS[-1:])
        judged = run(plan, tmp_path, "postgresql", postgresql_url)
        assert judged.wrong == {}, judged.examples
        assert judged.kills == len(Kill)

    def test_many_reminders_by_several_bots_arrive_once_each(
        self, tmp_path: Path, postgresql_url: str
    ) -> None:
        plan = Plan(1, 0, seed=1, instances=3)
        tally = remind(400, plan, tmp_path, "postgresql", postgresql_url)
        assert tally.wrong == {}
        assert (tally.delivered, tally.kills, tally.stopped) == (400, 1, 1)


class TestTheJudge:
    def test_misses_a_call_that_stands_in_no_message(self) -> None:
        assert unseen([INTAKE], [told(1, 8)]) == [INTAKE]
        assert unseen([INTAKE], [told(1, 7)]) == []

    def test_asks_for_no_line_where_the_list_was_cut_short(self) -> None:
        assert unseen([INTAKE], [told(1, heading=LIST, left_out=1)]) == []

    def test_misses_what_a_whole_list_of_its_owner_does_not_show_whatever_others_count(self) -> None:
        others = told(2, user="U1SB03", heading=LIST, left_out=5)
        assert unseen([INTAKE], [told(1, 8, heading=LIST), others]) == [INTAKE]

    def test_looks_on_the_whole_teams_lists_for_what_may_be_anybodys(self) -> None:
        others = told(2, user="U1SB03", heading=LIST, left_out=1)
        teams_own = replace(INTAKE, owner=None)
        assert unseen([teams_own], [others]) == []
        assert unseen([INTAKE], [told(1, 8, heading=LIST), others], moved={INTAKE.number}) == []

    def test_misses_all_of_them_when_there_are_more_than_the_lists_count(self) -> None:
        others = told(2, user="U1SB03", heading=LIST, left_out=1)
        both = [replace(INTAKE, owner=None), replace(INTAKE, number=9, owner=None)]
        assert unseen(both, [others]) == both

    def test_owes_a_call_from_the_next_morning_on(self) -> None:
        assert owed_on([INTAKE], {}, INTAKE.at.date()) == []
        assert owed_on([INTAKE], {}, MORNING.date()) == [INTAKE]
        assert owed_on([INTAKE], {7: MORNING}, MORNING.date()) == []

    def test_finds_the_same_message_twice(self) -> None:
        (found,) = twice([told(1, 7), told(1, 7)], [], [])
        assert (found.cause, found.readable) == ("posted again", True)

    def test_excuses_what_the_history_could_not_show(self) -> None:
        blind = Trouble("history unreadable", 0.0)
        (found,) = twice([told(1, 7), told(1, 7)], [blind], [])
        assert (found.cause, found.readable) == ("history unreadable", False)

    def test_finds_the_same_reminder_under_two_ids(self) -> None:
        soon, later = MORNING + timedelta(minutes=2), MORNING + timedelta(hours=1)
        assert len(twice([told(1, 7), told(2, 7, when=soon)], [], [])) == 1
        assert twice([told(1, 7), told(2, 7, when=later)], [], []) == []

    def test_finds_a_second_list_of_one_day(self) -> None:
        lists = [told(1, 7, heading="Dine opkald fredag"), told(2, 7, heading="Dine opkald fredag")]
        assert second_lists(lists) == lists[1:]

    def test_finds_a_message_at_night_and_on_a_sunday(self) -> None:
        night, sunday = at(26, 22), at(29, 10)
        posts = [told(1, 7), told(2, 7, when=night), told(3, 7, when=sunday)]
        clock = {one.seconds: [one.at] for one in posts}
        assert out_of_hours(posts, lambda seconds: clock[seconds]) == posts[1:]

    def test_finds_a_message_to_another_team_and_to_an_outsider(self) -> None:
        posts = [told(1, 7), told(2, 7, user="U3SB01"), told(3, user="U8OTTO")]
        assert to_others(posts, {7: INTAKE}) == posts[1:]

    def test_finds_an_act_that_came_to_nothing_while_all_was_well(self) -> None:
        deed = Deed("press", 100.0, 101.0, Outcome.NO_WINDOW)
        assert unanswered([deed], []) == [deed]
        assert unanswered([deed], [Trouble("K1", 99.0, 99.5)]) == []
        assert unanswered([deed], [Trouble("K1", 10.0, 20.0)]) == [deed]


def test_the_run_begins_before_the_weekend_on_which_the_clocks_go_back() -> None:
    assert FIRST_DAY < date(2026, 10, 25) < FIRST_DAY + timedelta(days=5)
