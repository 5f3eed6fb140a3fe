"""An urgent call on the lines of those who were told of it: taken, late, corrected, moved elsewhere."""

from datetime import timedelta

from storage import notices
from storage.intake import Call
from tests.calls import FICTIVE, agreed, at, call, correct, correct_to_calm, kinds, posted, shown, take, tried
from tests.test_absence import absent
from tests.world import World

MINUTE = timedelta(minutes=1)


def taken_by_its_owner(world: World) -> int:
    """Karim presses *Jeg tager den* on his own urgent call, and has not rung yet."""
    number = call(world, urgent=True)
    world.tick()
    take(world, number, "KARIM")
    world.tick()
    return number


def corrected_to_team_b(world: World, number: int, *, urgent: bool = True) -> None:
    """The message taker had chosen the wrong team."""
    correct(world, number, Call("voksen-b", None, FICTIVE, topic="afgoerelse", urgent=urgent))
    world.advance(MINUTE)


class TestTakenAndNotRung:
    def test_the_others_see_who_has_it_and_no_button(self, lite_world: World) -> None:
        taken_by_its_owner(lite_world)
        said = shown(lite_world, "MAJA")[-1]
        assert "Karim Aziz var først kl. 10:04" in said
        assert "Talt med" not in said

    def test_whoever_stands_in_for_the_taker_can_work_on_it(self, lite_world: World) -> None:
        taken_by_its_owner(lite_world)
        absent(lite_world, "KARIM", "i dag-4/12 @peter")
        lite_world.move_to(at(27, 8, 15))
        said = shown(lite_world, "PETER")[-1]
        assert "haster, senest mandag 30. november kl. 11" in said
        assert "for Karim Aziz, der er væk · taget torsdag 26. november kl. 10:04" in said
        assert "Vis" in said
        assert "Talt med" in said

    def test_the_lead_sees_the_limit_and_who_took_it_and_can_act(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        lite_world.advance(timedelta(minutes=15))
        take(lite_world, number, "KARIM")
        lite_world.advance(MINUTE)
        said = shown(lite_world, "LONE")[-1]
        assert "haster, senest mandag 30. november kl. 11 · taget af Karim Aziz kl. 10:19" in said
        assert "hos Karim Aziz" not in said
        assert "Giv videre" in said

    def test_over_the_limit_the_leads_list_says_so(self, lite_world: World) -> None:
        taken_by_its_owner(lite_world)
        for moment in (at(27, 8, 15), at(30, 8, 15), at(30, 9), at(1, 8, 15, month=12)):
            lite_world.move_to(moment)
        said = shown(lite_world, "LONE")[-1]
        assert "haster, over fristen, der var mandag 30. november kl. 11" in said
        assert "taget af Karim Aziz torsdag 26. november kl. 10:04" in said
        assert "Giv videre" in said

    def test_over_the_limit_nobody_is_told_that_it_is_taken_care_of(self, lite_world: World) -> None:
        taken_by_its_owner(lite_world)
        assert "Der er taget hånd om opkaldet, der hastede." in shown(lite_world, "MAJA")[0]
        lite_world.move_to(at(30, 11))
        lite_world.advance(MINUTE)
        assert shown(lite_world, "MAJA")[0].startswith("1 opkald, der haster, er over fristen.")

    def test_the_owner_keeps_the_buttons_though_a_colleague_has_tried(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        tried(lite_world, number, by="MAJA")
        lite_world.advance(MINUTE)
        said = shown(lite_world, "KARIM")[-1]
        assert "taget af Maja Lund kl. 10:04 · 1 forsøg" in said
        assert "Talt med" in said


def test_on_its_last_day_it_says_so_as_other_calls_do(lite_world: World) -> None:
    call(lite_world, urgent=True)
    call(lite_world)
    lite_world.move_to(at(30, 8, 15))
    said = shown(lite_world, "KARIM")[-1]
    assert "· haster, frist i dag kl. 11" in said
    assert "· frist i dag kl. 11" in said


def test_a_time_agreed_with_the_citizen_stands_beside_the_urgency(lite_world: World) -> None:
    number = call(lite_world, urgent=True)
    agreed(lite_world, number, at(27, 10))
    lite_world.tick()
    due = "haster, senest mandag 30. november kl. 11"
    assert f"{due} · aftalt fredag 27. november kl. 10" in shown(lite_world, "KARIM")[-1]


class TestNoLongerUrgent:
    def test_the_alarm_is_called_off(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        correct_to_calm(lite_world, number)
        lite_world.advance(MINUTE)
        for user in ("KARIM", "MAJA"):
            assert shown(lite_world, user)[0].startswith("Opkaldet haster ikke længere.")

    def test_so_is_the_leads(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        lite_world.slack.clock.move_to(at(26, 10, 13))
        lite_world.engine.tick(at(26, 10, 19))
        correct_to_calm(lite_world, number)
        lite_world.move_to(at(26, 10, 20))
        assert shown(lite_world, "LONE")[0].startswith("Opkaldet haster ikke længere.")


class TestGoneToAnotherTeam:
    def test_the_old_team_is_told_where_it_is_and_has_no_button(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        corrected_to_team_b(lite_world, number)
        said = shown(lite_world, "MAJA")[0]
        assert said.startswith("Opkaldet, der haster, er nu hos et andet team.")
        assert f"*Nr. {number} · afgørelse* · nu hos Voksenteam B" in said
        assert "Vis" not in said
        assert "Jeg tager den" not in said

    def test_the_new_team_is_told_as_of_any_urgent_call(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        corrected_to_team_b(lite_world, number)
        duty = lite_world.office.team("voksen-b").duty.removeprefix("U0")
        assert "Et opkald haster." in shown(lite_world, duty)[0]
        assert "Jeg tager den" in shown(lite_world, duty)[0]

    def test_without_haste_it_says_that_and_where_it_is(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        corrected_to_team_b(lite_world, number, urgent=False)
        said = shown(lite_world, "MAJA")[0]
        assert said.startswith("Opkaldet haster ikke længere.")
        assert "nu hos Voksenteam B" in said

    def test_an_alarm_that_had_not_left_yet_is_not_sent(self, lite_world: World) -> None:
        lite_world.tick()
        number = call(lite_world, urgent=True)
        corrected_to_team_b(lite_world, number)
        assert posted(lite_world, "KARIM") == []
        assert posted(lite_world, "MAJA") == []

    def test_a_deputy_from_another_team_keeps_the_buttons(self, lite_world: World) -> None:
        absent(lite_world, "KARIM", "i dag @sofie")
        call(lite_world, urgent=True)
        lite_world.tick()
        assert kinds(lite_world, "SOFIE")[0] == notices.URGENT
        assert "Jeg tager den" in shown(lite_world, "SOFIE")[0]


def test_a_call_the_stand_in_has_rung_leaves_the_others_nothing_to_press(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag-1/12 @peter")
    number = call(lite_world, "KARIM", urgent=True)
    lite_world.tick()
    tried(lite_world, number, by="PETER")
    lite_world.advance(MINUTE)
    (theirs,) = [one for one in shown(lite_world, "MAJA") if "Der er taget hånd om" in one]
    assert "Peter Dam var først" in theirs
    assert "Talt med" not in theirs
