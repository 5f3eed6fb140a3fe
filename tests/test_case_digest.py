"""Statutory deadlines beside the calls: in the day's list, the warning, on Home, with whoever stands in."""

from datetime import date, datetime

from storage.models import Result, State
from tests.calls import at, call, lists, opened_home, posted
from tests.cases import COMPLAINT_WINDOW, INSIGHT, announced, decided, line_of, postponed, registered
from tests.moving import confirm, move, preview, undo
from tests.world import World, text_of
from views import ids

RUNG = date(2026, 10, 5)  # eight weeks on is Monday 30 November: the last working day
MONDAY = at(30, 8, 15)


def last_list(world: World, user: str = "KARIM") -> str:
    return text_of(lists(world.dms(user))[-1])


class TestTheDaysList:
    def test_has_calls_and_deadlines_in_one_order(self, lite_world: World) -> None:
        monday = registered(lite_world, received=RUNG)
        later = registered(lite_world)
        rung = call(lite_world)
        lite_world.move_to(at(27, 8, 15))
        text = last_list(lite_world)
        # The call by Monday at 11, the deadline by Monday's close, the other one in January.
        assert sorted((rung, monday, later), key=lambda one: text.index(f"Nr. {one} ·")) == [
            rung,
            monday,
            later,
        ]
        assert "Dine opkald og frister fredag 27. november" in text

    def test_says_both_in_its_first_sentence(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        registered(lite_world)
        call(lite_world)
        lite_world.move_to(at(27, 8, 15))
        (said,) = posted(lite_world, "KARIM")
        assert said.text == "Du har 1 opkald at ringe tilbage på og 2 frister at se på."

    def test_with_deadlines_only_it_names_the_first(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        lite_world.move_to(at(27, 8, 15))
        (said,) = posted(lite_world, "KARIM")
        assert said.text == "Du har 1 frist at se på, den første mandag 30. november."

    def test_what_is_over_is_said_first(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        lite_world.move_to(at(1, 8, 15, month=12))
        assert "Du har 1 frist at se på, og den er over fristen." in last_list(lite_world) + str(
            [one.text for one in posted(lite_world, "KARIM")]
        )

    def test_holds_no_case(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG, case_ref="23-1234")
        lite_world.move_to(MONDAY)
        assert "23-1234" not in str(lite_world.dms("KARIM"))

    def test_the_lead_sees_what_is_over_in_the_team(self, lite_world: World) -> None:
        number = registered(lite_world, received=RUNG)
        lite_world.move_to(at(1, 8, 15, month=12))
        text = last_list(lite_world, "LONE")
        assert "Over fristen i teamet" in text
        assert f"Nr. {number} · § 85" in text
        assert "1 frist i teamet er overskredet." in [one.text for one in posted(lite_world, "LONE")]

    def test_a_lead_with_nothing_but_that_is_not_told_of_calls(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        lite_world.move_to(at(1, 8, 15, month=12))
        assert "ingen opkald" not in last_list(lite_world, "LONE")

    def test_some_over_and_some_not_are_counted_once(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        registered(lite_world, received=date(2026, 10, 6))
        lite_world.move_to(at(1, 8, 15, month=12))
        (said,) = [one.text for one in posted(lite_world, "KARIM") if "frister" in one.text]
        assert said == "Du har 2 frister at se på, heraf 1 over fristen."

    def test_the_duty_person_sees_what_has_no_owner(self, lite_world: World) -> None:
        duty = lite_world.office.team("voksen-a").duty.removeprefix("U0")
        number = registered(lite_world, owner=None)
        lite_world.move_to(at(27, 8, 15))
        assert f"Nr. {number} · § 85" in last_list(lite_world, duty)
        assert ids.CASE_TAKE in str(lists(lite_world.dms(duty))[-1])


class TestInPlace:
    def listed(self, world: World) -> int:
        number = registered(world, received=RUNG)
        world.move_to(MONDAY)
        return number

    def test_a_decision_is_struck_through(self, lite_world: World) -> None:
        number = self.listed(lite_world)
        decided(lite_world, number, Result.REFUSED)
        lite_world.tick()
        assert f"~Nr. {number} · § 85 Socialpædagogisk støtte~ · afgjort: afslag" in last_list(lite_world)

    def test_pressed_in_the_message_it_changes_there(self, lite_world: World) -> None:
        number = self.listed(lite_world)
        karim = lite_world.visitor("KARIM")
        karim.press(lists(karim.dm())[-1], ids.CASE_END, str(number))
        karim.submit(lite_world.modal("KARIM"), {ids.OUTCOME: "refused"})
        assert "Vil du følge klagefristen?" in text_of(lite_world.modal("KARIM"))
        karim.submit(lite_world.modal("KARIM"))
        lite_world.tick()
        assert "afgjort: afslag" in last_list(lite_world)
        assert line_of(lite_world, lite_world.newest().id).started_by == number

    def test_after_a_letter_it_stands_there_as_announced_and_tomorrow_no_more(
        self, lite_world: World
    ) -> None:
        number = self.listed(lite_world)
        announced(lite_world, number, date(2026, 12, 21))
        lite_world.tick()
        assert "frist mandag 30. november, varslet til mandag 21. december" in last_list(lite_world)
        call(lite_world)
        lite_world.move_to(at(1, 8, 15, month=12))
        assert f"Nr. {number} ·" not in last_list(lite_world)

    def test_on_home_it_stays_until_it_ends(self, lite_world: World) -> None:
        number = registered(lite_world)
        assert f"Nr. {number} · § 85" in home(lite_world, "KARIM")
        lite_world.visitor("KARIM").press(lite_world.visitor("KARIM").home() or {}, ids.CASE_END, str(number))
        lite_world.visitor("KARIM").submit(lite_world.modal("KARIM"), {ids.OUTCOME: "granted"})
        lite_world.tick()
        assert f"Nr. {number} · § 85" not in home(lite_world, "KARIM")


def home(world: World, user: str) -> str:
    opened_home(world, user)
    world.tick()
    return text_of(world.visitor(user).home() or {})


class TestTheWarning:
    AFTERNOON = at(30, 15)

    def test_comes_once_on_the_last_working_day(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        lite_world.move_to(MONDAY)
        lite_world.move_to(self.AFTERNOON)
        texts = [one.text for one in posted(lite_world, "KARIM")]
        assert texts[-1].startswith("Sidste arbejdsdag i dag for 1 frist.")
        lite_world.move_to(at(30, 16))
        assert len(posted(lite_world, "KARIM")) == len(texts)

    def test_says_when_it_is_settled(self, lite_world: World) -> None:
        number = registered(lite_world, received=RUNG)
        lite_world.move_to(MONDAY)
        lite_world.move_to(self.AFTERNOON)
        announced(lite_world, number, date(2026, 12, 21))
        lite_world.tick()
        assert "varslet til mandag 21. december" in text_of(lite_world.dms("KARIM")[-1])

    def test_of_a_call_and_a_deadline_is_one_message(self, lite_world: World) -> None:
        registered(lite_world, received=RUNG)
        lite_world.slack.clock.move_to(at(27, 10))
        call(lite_world)
        lite_world.move_to(MONDAY)
        before = len(posted(lite_world, "KARIM"))
        lite_world.move_to(self.AFTERNOON)
        assert len(posted(lite_world, "KARIM")) <= before + 2


class TestWhoeverStandsIn:
    def test_has_the_deadlines_of_whoever_is_away(self, lite_world: World) -> None:
        number = registered(lite_world, received=RUNG)
        lite_world.visitor("KARIM").command("/absence 27/11-4/12 @maja")
        lite_world.move_to(MONDAY)
        text = last_list(lite_world, "MAJA")
        assert f"Nr. {number} · § 85" in text
        assert "for Karim Aziz, der er væk" in text

    def test_from_the_middle_of_the_day_on(self, lite_world: World) -> None:
        number = registered(lite_world, received=RUNG)
        lite_world.move_to(MONDAY)
        lite_world.move_to(at(30, 10))
        lite_world.visitor("KARIM").command("/absence i dag @maja")
        lite_world.tick()
        assert f"Nr. {number} · § 85" in last_list(lite_world, "MAJA")


class TestGivenOn:
    def test_all_of_a_persons_deadlines_go_with_the_calls(self, lite_world: World) -> None:
        numbers = {registered(lite_world), registered(lite_world, INSIGHT), call(lite_world)}
        offered = preview(lite_world)
        told = text_of(offered)
        assert "*3 opkald og frister* går fra Karim Aziz til Maja Lund." in told
        assert "Lovbestemte frister blandt dem: 2" in told
        confirm(lite_world, offered)
        assert {lite_world.item(number).owner_id for number in numbers} == {"U0MAJA"}

    def test_the_date_stays_and_the_new_owner_hears_of_it(self, lite_world: World) -> None:
        number = registered(lite_world)
        lite_world.move_to(at(27, 8, 15))
        lite_world.move_to(at(27, 10))
        move(lite_world)
        lite_world.tick()
        assert lite_world.item(number).due_at == datetime.combine(
            date(2027, 1, 21), at(1, 23, 59).time(), tzinfo=lite_world.office.zone
        )
        assert f"Nr. {number} · § 85" in last_list(lite_world, "MAJA")

    def test_can_be_taken_back(self, lite_world: World) -> None:
        number = registered(lite_world)
        receipt = move(lite_world)
        assert "1 frist er flyttet fra Karim Aziz til Maja Lund." in text_of(receipt)
        assert "Ét af dem er igen hos Karim Aziz." in undo(lite_world, receipt)
        assert lite_world.item(number).owner_id == "U0KARIM"


def test_put_off_it_says_until_when(lite_world: World) -> None:
    registered(lite_world)
    lite_world.move_to(at(27, 8, 15))
    postponed(lite_world, lite_world.newest().id, date(2026, 12, 7))
    lite_world.tick()
    assert "udskudt til mandag 7. december" in last_list(lite_world)


def test_the_citizens_time_is_told_of_when_it_is_over_and_is_nobodys_breach(lite_world: World) -> None:
    number = registered(lite_world, COMPLAINT_WINDOW, received=date(2026, 10, 30), by="KARIM")
    lite_world.move_to(MONDAY)
    assert lite_world.item(number).state is State.OPEN
    assert "er over fristen" not in str([one.text for one in posted(lite_world)])


def test_shown_messages_stay_within_slacks_limits_with_forty_deadlines(lite_world: World) -> None:
    for _ in range(40):
        registered(lite_world, received=RUNG)
    lite_world.move_to(MONDAY)
    assert "… og 22 til. Hele listen står på Hjem." in last_list(lite_world)
    assert "… og 24 til." in home(lite_world, "KARIM")
