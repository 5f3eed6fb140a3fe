"""The lead's part of Home: what is overdue or unowned, given on the spot, and the five days ahead."""

from datetime import date, time

from bot.demo.wire import JsonObject
from rules.absence import Away, Half, away_on
from rules.worktime import Closing
from storage import absences, people, workload
from storage.people import Known
from storage.workload import Week
from tests.calls import at, call, spoke, tried
from tests.front_desk import KARIM, LONE, MAJA, PETER
from tests.test_home import home
from tests.world import COPENHAGEN, World, text_of
from views import ids


def on_the_spot(shown: JsonObject) -> set[str]:
    """The calls with *Giv videre* as a button of its own."""
    buttons = [block.get("accessory") or {} for block in shown["blocks"]]
    return {one["value"] for one in buttons if one.get("action_id") == ids.GIVE}


def days(shown: JsonObject, team: str = "Voksenteam A") -> list[str]:
    """The team's lines of the five days ahead."""
    texts: list[str] = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"]
    (found,) = [text for text in texts if text.startswith(f"*{team}*")]
    return found.splitlines()[1:]


class TestWhatIsOverdueOrUnowned:
    def test_is_given_on_from_the_spot(self, lite_world: World) -> None:
        overdue = call(lite_world)
        lite_world.move_to(at(30, 12))
        unowned = call(lite_world, None)
        shown = home(lite_world, "LONE")
        assert on_the_spot(shown) == {str(overdue), str(unowned)}
        lone = lite_world.visitor("LONE")
        lone.press(shown, ids.GIVE, str(overdue))
        form = lite_world.modal("LONE")
        lone.suggest(form, "whom", "pet")
        assert lone.submit(form, {"whom": f"person:{PETER}"}) == {"ok": True, "result": "closed"}
        assert lite_world.item(overdue).owner_id == PETER

    def test_says_who_has_it(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(30, 12))
        assert "hos Karim Aziz" in text_of(home(lite_world, "LONE"))

    def test_has_no_such_button_for_whoever_does_not_lead(self, lite_world: World) -> None:
        call(lite_world, None)
        assert on_the_spot(home(lite_world, "MAJA")) == set()

    def test_a_protected_call_can_be_given_on_without_being_opened(self, lite_world: World) -> None:
        number = lite_world.log(extras=["protected"])
        lite_world.move_to(at(30, 12))
        lone, shown = lite_world.visitor("LONE"), home(lite_world, "LONE")
        lone.press(shown, ids.VIEW, str(number))
        assert "Det har du ikke adgang til." in text_of(lite_world.modal("LONE"))
        lone.close(lite_world.modal("LONE"))
        lone.press(shown, ids.GIVE, str(number))
        assert "Fristen flytter sig ikke" in text_of(lite_world.modal("LONE"))
        assert lite_world.events("citizen_read") == []

    def test_what_is_over_the_limit_stands_before_what_waits(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(30, 12))
        call(lite_world, None)
        told = text_of(home(lite_world, "LONE"))
        assert told.index("Over fristen i teamet") < told.index("På teamets liste, uden ejer")


class TestTheFiveDaysAhead:
    def test_count_what_is_due_against_who_is_at_work(self, lite_world: World) -> None:
        call(lite_world)
        call(lite_world, "MAJA")
        call(lite_world, "SOFIE", team="voksen-b")
        assert days(home(lite_world, "LONE")) == [
            "torsdag 26. november: ingen frister, 3 af 3 på arbejde",
            "fredag 27. november: ingen frister, 3 af 3 på arbejde",
            "mandag 30. november: 2 opkald har frist, 3 af 3 på arbejde",
            "tirsdag 1. december: ingen frister, 3 af 3 på arbejde",
            "onsdag 2. december: ingen frister, 3 af 3 på arbejde",
        ]

    def test_count_a_half_day_as_a_half(self, lite_world: World) -> None:
        lite_world.visitor("KARIM").command("/absence 27/11 formiddag @maja")
        lite_world.visitor("PETER").command("/absence 30/11-1/12 @maja")
        found = [line.partition(", ")[2] for line in days(home(lite_world, "LONE"))]
        assert found == [
            "3 af 3 på arbejde",
            "2½ af 3 på arbejde",
            "2 af 3 på arbejde",
            "2 af 3 på arbejde",
            "3 af 3 på arbejde",
        ]

    def test_say_in_words_that_nobody_is_there(self, lite_world: World) -> None:
        call(lite_world)
        for user in ("KARIM", "MAJA", "PETER"):
            lite_world.visitor(user).command("/absence 30/11-1/12")
        found = days(home(lite_world, "LONE"))
        assert found[2] == "mandag 30. november: 1 opkald har frist, og ingen er på arbejde"
        assert found[3] == "tirsdag 1. december: ingen frister, og ingen er på arbejde"

    def test_name_nobody(self, lite_world: World) -> None:
        lite_world.visitor("KARIM").command("/absence 27/11 @maja")
        lines = days(home(lite_world, "LONE"))
        assert not any(name in " ".join(lines) for name in ("Karim", "Maja", "Peter"))

    def test_are_for_whoever_leads_the_team_now(self, lite_world: World) -> None:
        assert "Voksenteam A*" not in text_of(home(lite_world, "BENT"))
        lite_world.visitor("LONE").command("/absence i dag")
        told = text_of(home(lite_world, "BENT"))
        assert "*Voksenteam A*" in told
        assert "*Voksenteam B*" in told
        assert "De næste fem arbejdsdage" not in text_of(home(lite_world, "MAJA"))

    def test_are_followed_by_the_way_to_move_a_colleagues_calls(self, lite_world: World) -> None:
        lone = lite_world.visitor("LONE")
        lone.press(home(lite_world, "LONE"), ids.HAND_OVER)
        assert lite_world.modal("LONE")["callback_id"] == ids.HAND_OVER_FORM
        assert ids.HAND_OVER not in str(home(lite_world, "RIKKE"))


class TestACount:
    """The numbers behind the lines, on both databases."""

    def week(self, world: World, team: int = 0) -> Week:
        with world.parts.database.read() as session:
            return workload.week(session, world.office.teams[team], world.now)

    def due(self, world: World) -> list[int]:
        return [day.due for day in self.week(world).days]

    def at_work(self, world: World) -> list[float]:
        return [day.at_work for day in self.week(world).days]

    def away(self, world: World, wanted: Away) -> None:
        with world.parts.database.write() as session:
            absences.add(session, world.office, wanted, by=LONE, now=world.now)

    def test_leaves_out_what_was_rung(self, world: World) -> None:
        call(world)
        tried(world, call(world))
        spoke(world, call(world))
        assert self.due(world) == [0, 0, 1, 0, 0]

    def test_of_today_holds_what_has_passed_its_limit_today(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(30, 12))
        assert self.due(lite_world)[0] == 1
        lite_world.move_to(at(1, 9, month=12))
        assert self.due(lite_world)[0] == 0

    def test_skips_weekends_and_the_days_the_office_closes(self, lite_world: World) -> None:
        lite_world.slack.clock.move_to(at(23, 10, month=12))
        found = [day.starts.date() for day in self.week(lite_world).days]
        assert found == [date(2026, 12, 23), *(date(2027, 1, day) for day in (4, 5, 6, 7))]

    def test_begins_with_the_next_working_day_on_a_saturday(self, lite_world: World) -> None:
        lite_world.slack.clock.move_to(at(28, 10))
        assert self.week(lite_world).days[0].starts == at(30, 0)

    def test_of_people_holds_halves_and_whole_days(self, world: World) -> None:
        friday, monday = date(2026, 11, 27), date(2026, 11, 30)
        self.away(world, away_on(KARIM, friday, friday, COPENHAGEN, half=Half.AFTERNOON))
        self.away(world, away_on(MAJA, friday, monday, COPENHAGEN))
        assert self.at_work(world) == [3, 1.5, 2, 3, 3]

    def test_a_cancelled_absence_counts_nobody_out(self, lite_world: World) -> None:
        friday = date(2026, 11, 27)
        self.away(lite_world, away_on(KARIM, friday, friday, COPENHAGEN))
        with lite_world.parts.database.write() as session:
            absences.end(session, lite_world.office, 1, by=LONE, now=lite_world.now)
        assert self.at_work(lite_world) == [3, 3, 3, 3, 3]

    def test_two_halves_of_one_day_are_a_day(self, lite_world: World) -> None:
        friday = date(2026, 11, 27)
        for half in Half:
            self.away(lite_world, away_on(KARIM, friday, friday, COPENHAGEN, half=half))
        assert self.at_work(lite_world)[1] == 2

    def test_on_a_day_that_closes_at_noon_the_morning_is_all_there_is(self, lite_world: World) -> None:
        friday, team = date(2026, 11, 27), lite_world.office.teams[0]
        closing = Closing(friday, "julefrokost", time(12))
        object.__setattr__(team.calendar, "closings", {friday: closing})
        self.away(lite_world, away_on(KARIM, friday, friday, COPENHAGEN, half=Half.MORNING))
        self.away(lite_world, away_on(MAJA, friday, friday, COPENHAGEN, half=Half.AFTERNOON))
        assert self.at_work(lite_world)[1] == 2

    def test_whoever_left_the_workspace_is_not_counted_at_all(self, lite_world: World) -> None:
        with lite_world.parts.database.write() as session:
            people.remember(session, [Known(KARIM, "Karim Aziz", active=False)], lite_world.now)
        assert {(day.at_work, day.people) for day in self.week(lite_world).days} == {(2, 2)}
