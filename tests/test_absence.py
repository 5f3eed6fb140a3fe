"""Absence with a deputy: the calls move, the promise does not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import notices
from storage.case_models import CaseClock
from storage.models import Deadline
from tests.calls import call, kinds, opened_home, posted, shown, take
from tests.cases import registered
from tests.world import COPENHAGEN, FIVE_FIELDS, World, text_of


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=COPENHAGEN)


def ephemeral(world: World, user: str) -> str:
    return text_of(world.visitor(user).dm()[-1])


def absent(world: World, user: str, text: str) -> str:
    world.visitor(user).command(f"/absence {text}")
    world.settle()
    return ephemeral(world, user)


def test_one_line_says_who_is_away_and_who_rings_instead(lite_world: World) -> None:
    said = absent(lite_world, "KARIM", "27/11-1/12 @maja")
    assert said == (
        "Gemt. Du er væk fra fredag 27. november til tirsdag 1. december. "
        "Maja Lund tager opkaldene. Fristerne flytter sig ikke."
    )


def test_a_new_call_goes_to_the_deputy_with_the_reason(world: World) -> None:
    absent(world, "KARIM", "i dag-1/12 @peter")
    number = world.log()
    world.tick()
    (message,) = world.dms("PETER")
    assert "for Karim Aziz, der er væk" in text_of(message)
    assert world.dms("KARIM") == []
    assert world.item(number).owner_id == "U0KARIM"


def test_what_was_open_moves_to_the_deputy_and_keeps_its_limit(world: World) -> None:
    number = world.log()
    world.tick()
    promised = world.item(number).due_at
    absent(world, "KARIM", "i dag-1/12 @peter")
    world.tick()
    (message,) = world.dms("PETER")
    assert "Nr. 1" in text_of(message)
    assert world.item(number).due_at == promised


def test_a_reminder_already_queued_arrives_at_the_deputy(world: World) -> None:
    number = world.log()
    absent(world, "LONE", "@karim 30/11 @peter")
    world.move_to(at(30, 8, 15))
    world.move_to(at(30, 9, 1))
    warnings = [one for one in world.dms("PETER") if "ikke ringet op endnu" in text_of(one)]
    assert len(warnings) == 1
    assert all("ikke ringet op endnu" not in text_of(one) for one in world.dms("KARIM"))
    assert world.item(number).warned_at is not None


def test_a_chain_of_deputies_ends_with_the_one_at_work(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag @maja")
    absent(lite_world, "MAJA", "i dag @peter")
    lite_world.log()
    lite_world.tick()
    assert "for Karim Aziz, der er væk" in text_of(lite_world.dms("PETER")[0])


def test_deputies_in_a_circle_are_refused(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag @maja")
    assert "Vælg en anden" in absent(lite_world, "MAJA", "i dag @karim")


def test_whoever_reports_a_colleague_in_a_circle_hears_whom_it_is_about(lite_world: World) -> None:
    absent(lite_world, "MAJA", "i dag @karim")
    said = absent(lite_world, "LONE", "@karim i dag @maja")
    assert said == "Stedfortræderen har selv Karim Aziz som stedfortræder i perioden. Vælg en anden."
    assert "har selv dig som" in absent(lite_world, "KARIM", "i dag @maja")


def test_without_a_deputy_the_duty_person_rings(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag")
    lite_world.log()
    lite_world.tick()
    assert len(lite_world.dms("MAJA")) == 1


def test_with_nobody_left_the_channel_is_told_in_counts(lite_world: World) -> None:
    for user in ("KARIM", "MAJA", "PETER", "LONE", "BENT"):
        absent(lite_world, user, "i dag")
    lite_world.log()
    lite_world.tick()
    posts = [one for one in lite_world.visitor("RIKKE").messages("C0VOKSENA") if one["user"] == "U0BOT"]
    assert [one["text"] for one in posts] == [
        "Ingen i Voksenteam A er på arbejde, og 1 opkald venter. Ring til en leder, eller sæt en vagt på."
    ]


def test_the_form_says_who_is_away_before_the_call_is_logged(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag-1/12 @peter")
    lite_world.visitor("RIKKE").command("/callback")
    form = lite_world.modal("RIKKE")
    (option,) = lite_world.visitor("RIKKE").suggest(form, "whom", "kar")
    assert option["text"]["text"] == "Karim Aziz · væk til og med 1. december → Peter Dam"


def test_who_is_away_for_half_a_day_is_said_to_be_back_at_noon(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i formiddag @peter")
    lite_world.visitor("RIKKE").command("/callback @karim 22 33 44 55")
    assert "Karim Aziz er væk til kl. 12 → Peter Dam" in text_of(lite_world.modal("RIKKE"))


def test_the_one_line_form_says_it_too_and_saves_nothing_yet(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag-1/12 @peter")
    lite_world.visitor("RIKKE").command("/callback @karim 22 33 44 55")
    form = lite_world.modal("RIKKE")
    assert "Karim Aziz er væk til og med 1. december → Peter Dam" in text_of(form)
    assert lite_world.count() == 0
    lite_world.visitor("RIKKE").submit(form, {})
    receipt = text_of(lite_world.visitor("RIKKE").modal())
    assert "Peter Dam ringer senest" in receipt
    assert "Karim Aziz er væk; Peter Dam ringer i stedet." in receipt


def test_a_promise_beyond_the_owners_last_day_names_who_rings_then(lite_world: World) -> None:
    absent(lite_world, "KARIM", "27/11-1/12 @peter")
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/callback @karim 22 33 44 55")
    said = text_of(rikke.dm()[-1])
    assert "Karim Aziz eller Peter Dam ringer senest mandag 30. november kl. 11." in said
    assert "Karim Aziz er væk fra fredag 27. november." in said


def test_without_a_deputy_whoever_has_the_duty_takes_the_calls(lite_world: World) -> None:
    said = absent(lite_world, "KARIM", "27/11")
    assert said.endswith("Der er ingen stedfortræder; Maja Lund tager opkaldene.")


@pytest.mark.parametrize("nobody", ["@otto", "@jonna"])
def test_a_deputy_who_is_on_no_team_is_refused_with_the_reason(lite_world: World, nobody: str) -> None:
    assert absent(lite_world, "KARIM", f"27/11 {nobody}") == (
        "Stedfortræderen skal være en kollega på et team. Skriv eller vælg en anden. Intet er gemt."
    )


def test_a_deputy_who_is_away_as_it_begins_is_not_said_to_take_the_calls(lite_world: World) -> None:
    absent(lite_world, "PETER", "27/11")
    said = absent(lite_world, "KARIM", "27/11-1/12 @peter")
    assert said.endswith("Peter Dam er selv væk, når fraværet begynder; så længe tager Maja Lund opkaldene.")
    lite_world.visitor("KARIM").command("/absence")
    lite_world.settle()
    assert "til tirsdag 1. december; Maja Lund tager opkaldene." in text_of(lite_world.modal("KARIM"))


def test_whoever_took_the_message_sees_at_once_on_home_who_rings_meanwhile(lite_world: World) -> None:
    lite_world.log()
    opened_home(lite_world, "RIKKE")
    lite_world.tick()
    absent(lite_world, "KARIM", "i dag-1/12 @peter")
    lite_world.tick()
    assert "Peter Dam" in text_of(lite_world.visitor("RIKKE").home() or {})


def test_while_the_duty_person_is_away_the_lead_takes_the_calls(lite_world: World) -> None:
    said = absent(lite_world, "MAJA", "27/11")
    assert said.endswith("Der er ingen stedfortræder; Lone Krag tager opkaldene.")
    lite_world.visitor("MAJA").command("/absence")
    listed = text_of(lite_world.modal("MAJA"))
    assert "Maja Lund er væk fredag 27. november; Lone Krag tager opkaldene." in listed


def test_when_nobody_is_left_it_says_so(lite_world: World) -> None:
    for user in ("KARIM", "PETER", "LONE", "BENT"):
        absent(lite_world, user, "27/11")
    said = absent(lite_world, "MAJA", "27/11")
    assert said.endswith("Der er ingen på arbejde til at tage opkaldene; teamets kanal får besked.")


def test_only_the_lead_sets_it_for_others(lite_world: World) -> None:
    assert "teamlederen" in absent(lite_world, "PETER", "@karim i dag @maja")
    assert lite_world.events("absence_set") == []
    assert "Karim Aziz er væk" in absent(lite_world, "LONE", "@karim i dag @maja")


def test_a_half_day_ends_at_noon(lite_world: World) -> None:
    assert "formiddag" in absent(lite_world, "KARIM", "i dag formiddag @peter")
    lite_world.slack.clock.move_to(at(26, 12, 1))
    lite_world.log()
    lite_world.tick()
    assert len(lite_world.dms("KARIM")) == 1


def test_dates_that_cannot_be_meant_open_the_form_with_why(lite_world: World) -> None:
    lite_world.visitor("KARIM").command("/absence 31/2 @maja")
    assert "er ikke en dato, der findes" in text_of(lite_world.modal("KARIM"))


def test_ending_an_absence_gives_the_calls_back(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag-1/12 @peter")
    assert "går igen til den, der ejer dem" in absent(lite_world, "KARIM", "slut")
    lite_world.advance(timedelta(minutes=1))
    lite_world.log()
    lite_world.tick()
    assert len(lite_world.dms("KARIM")) == 1
    assert lite_world.dms("PETER") == []


def test_the_form_sets_an_absence_and_lists_it(lite_world: World) -> None:
    lone = lite_world.visitor("LONE")
    lone.command("/absence")
    form = lite_world.modal("LONE")
    lone.suggest(form, "absent", "kar")
    lone.suggest(form, "deputy", "maj")
    assert lone.submit(
        form,
        {
            "absent": "person:U0KARIM",
            "first_day": "2026-11-30",
            "last_day": "2026-12-01",
            "deputy": "person:U0MAJA",
        },
    ) == {"ok": True, "result": "updated"}
    assert "Karim Aziz er væk fra mandag 30. november" in text_of(lone.modal())
    lone.close(lone.modal())
    lone.command("/absence")
    listed = lite_world.modal("LONE")
    assert "Karim Aziz er væk" in text_of(listed)
    lone.press(listed, "absence_end")
    lite_world.settle()
    assert "Fraværet er slettet" in text_of(lone.modal())


def test_a_protected_call_opens_for_the_deputy_while_the_owner_is_away(lite_world: World) -> None:
    absent(lite_world, "KARIM", "i dag @peter")
    lite_world.log(extras=["protected"])
    lite_world.tick()
    peter = lite_world.visitor("PETER")
    peter.press(lite_world.dms("PETER")[0], "callback_view")
    assert "Jens Hansen" in text_of(lite_world.modal("PETER"))


def receipt(world: World, **fields: Any) -> str:
    """What Rikke reads when she has logged a call through the form."""
    rikke = world.visitor("RIKKE")
    rikke.command("/callback")
    form = world.modal("RIKKE")
    rikke.suggest(form, "whom", "")
    rikke.submit(form, FIVE_FIELDS | fields)
    return text_of(rikke.modal())


EVERYBODY = ("KARIM", "MAJA", "PETER", "LONE", "BENT")


class TestAnUrgentCallNobodyHasTaken:
    def test_is_told_at_once_to_whoever_stands_in_from_now_on(self, world: World) -> None:
        call(world, "PETER")
        world.tick()
        world.advance(timedelta(minutes=5))
        number = call(world, urgent=True)
        world.tick()
        absent(world, "KARIM", "i dag @peter")
        world.advance(timedelta(minutes=1))
        (message,) = [one for one in posted(world, "PETER") if one.text.startswith("Et opkald haster.")]
        assert f"Nr. {number} " in str(message.blocks)

    def test_goes_on_when_the_stand_in_leaves_too(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        absent(lite_world, "KARIM", "i dag @peter")
        absent(lite_world, "PETER", "i dag @bent")
        lite_world.advance(timedelta(minutes=1))
        assert f"Nr. {number} " in str(posted(lite_world, "BENT"))

    def test_that_somebody_has_taken_is_not_called_out_again(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        take(lite_world, number, "PETER")
        before = kinds(lite_world).count(notices.URGENT)
        absent(lite_world, "KARIM", "i dag @maja")
        lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world).count(notices.URGENT) == before

    @pytest.mark.parametrize("left", [True, False])
    def test_that_the_stand_in_hears_of_anyhow_is_called_out_once(
        self, lite_world: World, *, left: bool
    ) -> None:
        """Maja has the duty, and is told with Karim."""
        call(lite_world, urgent=True)
        if left:
            lite_world.tick()
        for _ in range(2):
            absent(lite_world, "KARIM", "i dag-1/12 @maja")
            lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world, "MAJA").count(notices.URGENT) == 1

    def test_is_called_out_once_however_often_the_absence_is_sent(self, lite_world: World) -> None:
        call(lite_world, urgent=True)
        lite_world.tick()
        for _ in range(2):
            absent(lite_world, "KARIM", "i dag-1/12 @peter")
            lite_world.advance(timedelta(minutes=1))
        assert kinds(lite_world, "PETER").count(notices.URGENT) == 1


def test_a_deadline_of_a_team_that_is_gone_hinders_nobody_s_absence(lite_world: World) -> None:
    number = registered(lite_world)
    with lite_world.parts.database.write() as session:
        session.get_one(Deadline, number).team_key = "nedlagt"
        session.get_one(CaseClock, number).marked_at = lite_world.now
    assert absent(lite_world, "KARIM", "i dag-1/12 @maja").startswith("Gemt. Du er væk")


def test_deadlines_somebody_had_for_another_go_on_when_they_leave_too(lite_world: World) -> None:
    number = registered(lite_world)
    absent(lite_world, "KARIM", "i dag-4/12 @peter")
    with lite_world.parts.database.write() as session:
        session.get_one(CaseClock, number).marked_at = lite_world.now
    lite_world.advance(timedelta(minutes=1))
    lite_world.advance(timedelta(minutes=1))
    absent(lite_world, "PETER", "i dag-4/12 @bent")
    lite_world.advance(timedelta(minutes=1))
    assert any(f"Nr. {number} " in one for one in shown(lite_world, "BENT"))


def test_the_team_s_calls_go_on_when_the_duty_person_leaves_in_the_middle_of_the_day(
    lite_world: World,
) -> None:
    number = call(lite_world, None)
    lite_world.tick()
    absent(lite_world, "MAJA", "i dag")
    lite_world.tick()
    assert any(f"Nr. {number} " in one for one in shown(lite_world, "LONE"))


class TestWithNobodyAtWork:
    def test_an_urgent_call_s_receipt_promises_nothing_at_once_and_says_what_to_do(
        self, lite_world: World
    ) -> None:
        for one in EVERYBODY:
            absent(lite_world, one, "i dag-1/12")
        said = receipt(lite_world, extras=["urgent"])
        assert "med det samme" not in said
        assert "ringer i stedet" not in said
        assert (
            "*Ingen i Voksenteam A er på arbejde.* Det haster: "
            "stil om til et andet team, eller ring til en leder." in said
        )
        assert lite_world.office.urgent_text in said

    def test_any_other_call_s_receipt_says_that_the_channel_is_told(self, lite_world: World) -> None:
        for one in EVERYBODY:
            absent(lite_world, one, "i dag-1/12")
        said = receipt(lite_world)
        assert "Ingen i Voksenteam A er på arbejde. Teamets kanal får besked." in said
