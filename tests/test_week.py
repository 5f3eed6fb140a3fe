"""The lead's week: one message of counts, on the first working day, with the lead's own list."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.demo.faults import Fault
from bot.office_file import EXAMPLE, load_office
from rules.absence import Away
from rules.office import Notices, Office
from rules.worktime import Closing
from storage import absences, notices
from storage import settings as choices
from storage.models import Outbox, Sending
from tests.calls import at, call, engine_of, kinds, noted, posted, rows, shown, spoke, tried
from tests.world import World
from tests.world import world as make_world

MONDAY = at(30, 8, 15)
SUNDAY_NIGHT = at(29, 23)
POST = "chat.postMessage"


def week_rows(world: World) -> list[Outbox]:
    return [one for one in rows(world) if one.kind == notices.WEEK]


def weeks(world: World, user: str) -> list[str]:
    """The person's messages of the week, as they stand now."""
    return [text for text in shown(world, user) if "Ugen i tal" in text]


def away(world: World, person: str, starts: datetime, ends: datetime, *, deputy: str | None = None) -> None:
    with world.parts.database.write() as session:
        absences.add(session, world.office, Away(person, starts, ends, deputy), by=person, now=world.now)


def list_time(world: World, person: str, chosen: time) -> None:
    with world.parts.database.write() as session:
        choices.choose(session, world.office, person, "da", chosen, world.now)


class TestWhenItComes:
    def test_monday_with_the_list_to_whoever_leads(self, world: World) -> None:
        call(world), call(world, "SOFIE", team="voksen-b")
        world.move_to(SUNDAY_NIGHT)
        assert week_rows(world) == []
        world.move_to(MONDAY)
        assert {one.recipient for one in week_rows(world)} == {"U0LONE", "U0BENT"}
        assert len(weeks(world, "LONE")) == len(weeks(world, "BENT")) == 1
        assert weeks(world, "KARIM") == []

    def test_once_a_week(self, lite_world: World) -> None:
        call(lite_world)
        for day in (30, 31, 32, 33, 34):
            lite_world.move_to(at(30, 8, 15) + timedelta(days=day - 30))
        assert len(weeks(lite_world, "LONE")) == 1

    def test_again_the_next_week(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(MONDAY)
        lite_world.move_to(MONDAY + timedelta(days=7))
        assert len(weeks(lite_world, "LONE")) == 2

    def test_not_in_the_middle_of_a_week(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(27, 8, 15))
        assert week_rows(lite_world) == []

    def test_tuesday_when_monday_is_closed(self, sqlite_url: str, closed_on_monday: Office) -> None:
        with make_world(sqlite_url, office=closed_on_monday) as world:
            call(world)
            world.move_to(MONDAY)
            assert week_rows(world) == []
            world.move_to(MONDAY + timedelta(days=1))
            assert len(weeks(world, "LONE")) == 1

    def test_at_the_leads_own_list_time(self, lite_world: World) -> None:
        call(lite_world), call(lite_world, "SOFIE", team="voksen-b")
        list_time(lite_world, "U0LONE", time(10))
        lite_world.move_to(MONDAY)
        assert weeks(lite_world, "LONE") == []
        assert len(weeks(lite_world, "BENT")) == 1
        lite_world.move_to(at(30, 10))
        assert len(weeks(lite_world, "LONE")) == 1

    def test_in_the_leads_language(self, lite_world: World) -> None:
        call(lite_world)
        with lite_world.parts.database.write() as session:
            choices.choose(session, lite_world.office, "U0LONE", "en", None, lite_world.now)
        lite_world.move_to(MONDAY)
        assert any("The week in figures" in one for one in shown(lite_world, "LONE"))

    def test_nothing_to_say_is_no_message(self, lite_world: World) -> None:
        lite_world.move_to(MONDAY)
        assert [one.state for one in week_rows(lite_world)] == [Sending.DROPPED] * 2
        assert posted(lite_world) == []

    def test_two_engines_send_it_once(self, world: World) -> None:
        call(world)
        other = engine_of(world)
        world.slack.clock.move_to(MONDAY)
        other.tick(world.now)
        world.tick()
        assert len(weeks(world, "LONE")) == 1


class TestNeverLost:
    def test_a_full_day_puts_it_off_to_the_next_list(self, sqlite_url: str, one_a_day: Office) -> None:
        with make_world(sqlite_url, at=at(24, 10), office=one_a_day) as world:
            call(world, None)
            world.move_to(at(28, 12))
            before = len(kinds(world, "LONE"))
            world.move_to(MONDAY)
            world.move_to(MONDAY + timedelta(days=1))
            assert kinds(world, "LONE")[before:] == [notices.LIST] * 2
            (row,) = [one for one in week_rows(world) if one.recipient == "U0LONE"]
            assert row.state is Sending.WAITING

    def test_it_is_worthless_when_the_week_is_over(self, sqlite_url: str, one_a_day: Office) -> None:
        with make_world(sqlite_url, at=at(24, 10), office=one_a_day) as world:
            call(world, None)
            for days in range(8):
                world.move_to(MONDAY + timedelta(days=days))
            first = next(one for one in week_rows(world) if one.recipient == "U0LONE")
            assert (first.state, first.error) == (Sending.DROPPED, "expired")

    def test_a_bot_that_was_down_says_it_when_it_is_up(self, lite_world: World) -> None:
        call(lite_world, "SOFIE", team="voksen-b")
        lite_world.move_to(at(30, 11))
        lite_world.move_to(at(30, 11) + timedelta(days=1))
        assert len(weeks(lite_world, "BENT")) == 1

    def test_a_bot_that_was_down_all_monday_says_it_on_tuesday(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(27, 8, 15))
        for days in (1, 2, 3):
            lite_world.move_to(MONDAY + timedelta(days=days))
        assert len(weeks(lite_world, "LONE")) == 1

    def test_slack_away_puts_it_off(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.slack.faults.away = True
        lite_world.move_to(MONDAY)
        lite_world.slack.faults.away = False
        lite_world.advance(timedelta(minutes=2))
        lite_world.advance(timedelta(minutes=2))
        assert len(weeks(lite_world, "LONE")) == 1

    def test_a_refusal_of_slacks_does_not_lose_it(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.slack.clock.move_to(MONDAY)
        lite_world.slack.faults.add(Fault("error", POST, error="service_unavailable", times=1))
        lite_world.tick()
        lite_world.advance(timedelta(minutes=2))
        assert len(weeks(lite_world, "LONE")) == 1


class TestAnAbsentLead:
    def test_has_it_told_to_the_deputy(self, world: World) -> None:
        call(world)
        away(world, "U0LONE", at(28, 0), at(28, 0) + timedelta(days=5))
        world.move_to(MONDAY)
        (text,) = weeks(world, "BENT")
        assert "Voksenteam A" in text
        assert weeks(world, "LONE") == []

    def test_leaves_the_deputy_one_message_for_both_teams(self, lite_world: World) -> None:
        call(lite_world), call(lite_world, "SOFIE", team="voksen-b")
        away(lite_world, "U0LONE", at(28, 0), at(28, 0) + timedelta(days=5))
        lite_world.move_to(MONDAY)
        (text,) = weeks(lite_world, "BENT")
        assert "Voksenteam A" in text
        assert "Voksenteam B" in text

    def test_who_leaves_between_asking_and_sending(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.slack.clock.move_to(MONDAY)
        lite_world.engine.daily.run(lite_world.now)
        away(lite_world, "U0LONE", lite_world.now, lite_world.now + timedelta(days=2))
        lite_world.tick()
        lite_world.advance(timedelta(minutes=1))
        assert "Voksenteam A" in "".join(weeks(lite_world, "BENT"))
        assert weeks(lite_world, "LONE") == []

    def test_has_it_when_back_though_it_was_put_off_for_whoever_led_meanwhile(
        self, sqlite_url: str, one_a_day: Office
    ) -> None:
        with make_world(sqlite_url, office=one_a_day) as world:
            number = call(world)
            away(world, "U0LONE", at(30, 0), at(1, 0, month=12), deputy="U0KARIM")
            world.move_to(MONDAY)
            (row,) = [one for one in week_rows(world) if one.team_key == "voksen-a"]
            assert (row.recipient, row.state) == ("U0KARIM", Sending.WAITING)
            spoke(world, number)
            noted(world, number)
            for day in range(1, 4):
                world.move_to(MONDAY + timedelta(days=day))
            assert weeks(world, "KARIM") == []
            assert len(weeks(world, "LONE")) == 1

    def test_gets_it_when_back_if_nobody_led_meanwhile(self, lite_world: World) -> None:
        call(lite_world)
        for person in ("U0LONE", "U0BENT", "U0MAJA"):
            away(lite_world, person, at(28, 0), at(28, 0) + timedelta(days=4))
        lite_world.move_to(MONDAY)
        assert posted(lite_world, "LONE") == []
        lite_world.move_to(at(2, 8, 15, month=12))
        lite_world.advance(timedelta(minutes=1))
        lite_world.move_to(at(3, 8, 15, month=12))
        assert len(weeks(lite_world, "LONE")) == 1


class TestWhatItSays:
    def told(self, world: World, *, team: str = "LONE") -> str:
        world.move_to(MONDAY)
        return weeks(world, team)[0]

    def test_what_falls_due_against_who_is_at_work(self, lite_world: World) -> None:
        lite_world.slack.clock.move_to(at(27, 10))
        call(lite_world), call(lite_world)
        text = self.told(lite_world)
        assert "tirsdag 1. december: 2 opkald har frist, 3 af 3 på arbejde" in text

    def test_what_is_late_and_what_nobody_owns(self, lite_world: World) -> None:
        lite_world.slack.clock.move_to(at(24, 10) + timedelta(days=2, minutes=5))
        call(lite_world, None), call(lite_world)
        text = self.told(lite_world)
        assert "Opkald uden ejer: *1*" in text

    def test_how_last_week_went(self, lite_world: World) -> None:
        reached, rung, neither = (call(lite_world) for _ in range(3))
        lite_world.slack.clock.advance(timedelta(hours=1))
        spoke(lite_world, reached)
        tried(lite_world, rung)
        text = self.told(lite_world)
        assert neither
        assert "ringet tilbage *2 af 3* inden målet" in text
        assert "talt med borgeren *1 af 3* inden målet" in text

    def test_a_week_with_no_calls_to_count_says_so_once(self, lite_world: World) -> None:
        lite_world.move_to(at(27, 12))
        call(lite_world)
        text = self.told(lite_world)
        assert "Sidste uge: ingen opkald at tælle" in text
        assert "Sidste uge: ringet" not in text

    def test_the_weeks_since_it_last_came_when_the_office_was_closed(self, sqlite_url: str) -> None:
        with make_world(sqlite_url, at=at(21, 9, month=12)) as w:
            call(w)  # to be rung by Wednesday 23 December, and nobody does
            for day in (21, 22, 23):
                w.move_to(at(day, 12, month=12))
            w.move_to(at(4, 8, 15, month=1, year=2027))
            w.advance(timedelta(minutes=1))
            said = weeks(w, "LONE")[-1]
        assert "Siden mandag 21. december: ringet tilbage" in said
        assert "*0 af 1* inden fristen" in said
        assert "Sidste uge" not in said

    def test_each_figure_with_its_definition_and_the_time(self, lite_world: World) -> None:
        call(lite_world)
        text = self.told(lite_world)
        assert "Opgjort mandag 30. november kl. 8:15" in text
        assert "Ringet tilbage inden fristen: Af de opkald" in text
        assert "Lovens frister: Frister for det, kommunen skylder en borger" in text

    def test_no_person_and_no_citizen(self, lite_world: World) -> None:
        number = call(lite_world)
        text = self.told(lite_world)
        for one in ("Karim", "U0KARIM", "22 33 44 55", "Jens", f"Nr. {number}"):
            assert one not in text

    def test_the_details_are_one_press_away(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(MONDAY)
        message = next(one for one in lite_world.dms("LONE") if "Ugen i tal" in one["text"])
        pressable = [one["accessory"] for one in message["blocks"] if "accessory" in one]
        assert [(one["action_id"], one["value"]) for one in pressable] == [("status_details", "voksen-a")]


@pytest.fixture
def one_a_day(lite_office: Office) -> Office:
    """One direct message a person and day: the list takes it."""
    return replace(lite_office, notices=Notices(dms_a_day=1))


@pytest.fixture
def closed_on_monday(lite_office: Office) -> Office:
    closing = {date(2026, 11, 30): Closing(date(2026, 11, 30), "lukket")}
    teams = tuple(
        replace(team, calendar=replace(team.calendar, closings={**team.calendar.closings, **closing}))
        for team in lite_office.teams
    )
    return replace(lite_office, teams=teams)


@pytest.fixture
def lite_office() -> Office:
    return load_office(EXAMPLE)
