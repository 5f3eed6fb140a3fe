"""Attempts that reach nobody: three of them, on two days, and then the owner chooses."""

from datetime import timedelta

import pytest

from bot.demo.wire import JsonObject
from storage import endings, notices
from storage.endings import NotYetError
from storage.models import Ending, Outcome, State
from tests.calls import agreed, at, call, kinds, opened_home, posted, rang_again, shown, snooze, tried
from tests.world import World, text_of


def three_attempts(world: World) -> int:
    """Twice on Thursday, once on Friday."""
    number = call(world)
    world.tick()
    tried(world, number)
    world.move_to(at(26, 13, 30))
    tried(world, number)
    world.move_to(at(27, 9, 30))
    tried(world, number)
    world.tick()
    return number


def choose(world: World, number: int, choice: str, **fields: str) -> JsonObject:
    """Karim presses *Kan ikke nås* on his newest list and answers."""
    karim = world.visitor("KARIM")
    karim.press(world.dms("KARIM")[-1], "callback_unreached", str(number))
    form = world.modal("KARIM")
    answer = karim.submit(form, {"ending": choice, **fields})
    world.tick()
    return answer


def test_the_third_attempt_on_a_second_day_asks_the_owner(lite_world: World) -> None:
    number = call(lite_world)
    lite_world.tick()
    tried(lite_world, number)
    tried(lite_world, number)
    lite_world.move_to(at(27, 8, 15))
    message = lite_world.dms("KARIM")[-1]
    assert "Kan ikke nås" not in text_of(message)
    lite_world.visitor("KARIM").press(message, "callback_no_answer", str(number))
    asked = text_of(lite_world.modal("KARIM"))
    assert "3 forsøg på 2 dage uden at nå borgeren" in asked
    assert all(choice in asked for choice in ("Prøv igen", "brev", "aftalt", "forgæves"))
    lite_world.tick()
    assert "Kan ikke nås" in text_of(lite_world.dms("KARIM")[-1])
    assert lite_world.item(number).state is State.OPEN


def test_three_attempts_on_one_day_are_not_enough(lite_world: World) -> None:
    number = call(lite_world)
    for _ in range(3):
        tried(lite_world, number)
    with (
        pytest.raises(NotYetError, match="tre forsøg på mindst to dage"),
        lite_world.parts.database.write() as session,
    ):
        endings.end(session, lite_world.office, number, Ending.IN_VAIN, by="U0KARIM", now=lite_world.now)
    assert lite_world.item(number).state is State.OPEN


@pytest.mark.parametrize(
    ("choice", "said"), [("letter", "afsluttet: brev sendt"), ("in_vain", "afsluttet som forgæves")]
)
def test_the_owner_ends_it(world: World, choice: str, said: str) -> None:
    number = three_attempts(world)
    assert choose(world, number, choice)["ok"]
    assert world.item(number).state is State.CLOSED
    assert said in shown(world, "KARIM")[-1]
    assert [event.detail["ending"] for event in world.events("ended")] == [choice]
    opened_home(world, "RIKKE")
    world.tick()
    assert said in text_of(world.visitor("RIKKE").home() or {})


def test_trying_again_leaves_it_as_it_is(lite_world: World) -> None:
    number = three_attempts(lite_world)
    waits_until = lite_world.item(number).snoozed_until
    assert choose(lite_world, number, "again")["ok"]
    assert lite_world.item(number).snoozed_until == waits_until
    assert lite_world.item(number).state is State.OPEN


def test_nothing_ends_by_itself(lite_world: World) -> None:
    number = three_attempts(lite_world)
    for day in (30, 1, 2, 3, 4):
        lite_world.move_to(at(day, 8, 15, month=11 if day == 30 else 12))
        tried(lite_world, number)
    lite_world.move_to(at(18, 8, 15, month=12))
    assert lite_world.item(number).state is State.OPEN
    assert f"Nr. {number} " in shown(lite_world, "KARIM")[-1]


def test_a_wrong_number_asks_at_once(lite_world: World) -> None:
    number = call(lite_world)
    lite_world.tick()
    karim = lite_world.visitor("KARIM")
    karim.press(lite_world.dms("KARIM")[-1], "callback_more", f"wrong_number:{number}")
    assert "Nummeret er noteret som forkert" in text_of(lite_world.modal("KARIM"))
    lite_world.tick()
    assert "forkert nummer" in shown(lite_world, "KARIM")[-1]


def test_a_first_attempt_after_the_limit_counts_and_the_breach_stays_visible(lite_world: World) -> None:
    number = call(lite_world)
    lite_world.move_to(at(30, 11))
    lite_world.move_to(at(30, 11, 30))
    assert lite_world.item(number).breached_at is not None
    tried(lite_world, number)
    lite_world.tick()
    line = shown(lite_world, "KARIM")[-1]
    assert "1 forsøg" in line
    assert "ringet efter fristen" in line


class TestATimeBesideTheChoice:
    def test_is_agreed_though_trying_again_still_stands_chosen(self, lite_world: World) -> None:
        number = three_attempts(lite_world)
        assert choose(lite_world, number, "again", date="2026-11-30", time="10:30")["ok"]
        assert "aftalt mandag 30. november kl. 10:30" in shown(lite_world, "KARIM")[-1]

    @pytest.mark.parametrize("half", [{"date": "2026-11-30"}, {"time": "10:30"}])
    def test_is_asked_for_whole(self, lite_world: World, half: dict[str, str]) -> None:
        number = three_attempts(lite_world)
        answer = choose(lite_world, number, "again", **half)
        assert answer["errors"] == dict.fromkeys(half, "Vælg både dato og klokkeslæt for aftalen.")

    @pytest.mark.parametrize("choice", ["letter", "in_vain"])
    def test_does_not_go_with_an_end(self, lite_world: World, choice: str) -> None:
        number = three_attempts(lite_world)
        answer = choose(lite_world, number, choice, date="2026-11-30", time="10:30")
        assert "Er det aftalt med borgeren" in answer["errors"]["ending"]
        assert lite_world.item(number).state is State.OPEN


class TestAnAgreedTime:
    def test_is_ticked_under_later_and_may_lie_after_the_limit(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        karim = lite_world.visitor("KARIM")
        karim.press(lite_world.dms("KARIM")[-1], "callback_later", str(number))
        form = lite_world.modal("KARIM")
        fields: dict[str, str | int | list[str] | None] = {
            "choice": "other",
            "date": "2026-12-02",
            "time": "10:00",
            "agreed": ["agreed"],
        }
        assert karim.submit(form, fields)["ok"]
        lite_world.tick()
        assert "aftalt onsdag 2. december kl. 10" in shown(lite_world, "KARIM")[-1]
        (event,) = lite_world.events("attempt")
        assert event.detail["outcome"] == "agreed_time"
        # Words and numbers of ours: whether it was in telephone hours, and how long the citizen had waited.
        assert set(event.detail) <= {"outcome", "in_hours", "waited"}

    def test_is_reminded_of_ten_minutes_before(self, world: World) -> None:
        number = call(world)
        world.tick()
        agreed(world, number, at(26, 14))
        world.move_to(at(26, 13, 49))
        assert notices.AGREED not in kinds(world, "KARIM")
        world.move_to(at(26, 13, 50))
        assert kinds(world, "KARIM")[-1] == notices.AGREED
        assert "Du har aftalt at ringe kl. 14." in shown(world, "KARIM")[-1]

    def test_stands_high_on_that_mornings_list(self, lite_world: World) -> None:
        first, second = call(lite_world), call(lite_world)
        agreed(lite_world, second, at(1, 10, month=12))
        lite_world.move_to(at(1, 8, 15, month=12))
        tried(lite_world, first)
        lite_world.tick()
        said = shown(lite_world, "KARIM")[-1]
        assert "aftalt kl. 10" in said
        assert said.index(f"Nr. {second} ") < said.index(f"Nr. {first} ")

    def test_keeps_a_message_of_the_day_for_itself(self, lite_world: World) -> None:
        numbers = [call(lite_world) for _ in range(4)]
        lite_world.tick()
        agreed(lite_world, numbers[0], at(26, 16))
        for number, hour in zip(numbers[1:], (11, 12, 13), strict=True):
            tried(lite_world, number)
            lite_world.move_to(at(26, hour))
        for minute in range(14 * 60, 15 * 60 + 55, 10):
            lite_world.move_to(at(26, minute // 60, minute % 60))
        assert len(posted(lite_world, "KARIM")) == 3
        assert kinds(lite_world, "KARIM")[-1] == notices.AGREED

    def test_outside_opening_hours_is_refused_with_everything_still_there(self, lite_world: World) -> None:
        number = three_attempts(lite_world)
        answer = choose(lite_world, number, "agreed", date="2026-11-28", time="10:00")
        assert "Kontoret er lukket" in answer["errors"]["date"]
        assert len(lite_world.events("attempt")) == 3

    def test_without_date_or_time_is_asked_for(self, lite_world: World) -> None:
        number = three_attempts(lite_world)
        answer = choose(lite_world, number, "agreed")
        assert answer["errors"] == {"date": "Vælg både dato og klokkeslæt for aftalen."}

    def test_holds_when_the_call_is_given_to_somebody_else(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        agreed(lite_world, number, at(26, 14))
        karim = lite_world.visitor("KARIM")
        karim.press(lite_world.dms("KARIM")[-1], "callback_more", f"reassign:{number}")
        form = lite_world.modal("KARIM")
        karim.suggest(form, "whom", "pet")
        karim.submit(form, {"whom": "person:U0PETER"})
        lite_world.tick()
        lite_world.move_to(at(26, 13, 50))
        assert kinds(lite_world, "PETER")[-1] == notices.AGREED

    def test_a_new_attempt_before_it_leaves_it_standing(self, lite_world: World) -> None:
        number = call(lite_world)
        agreed(lite_world, number, at(26, 14))
        tried(lite_world, number, outcome=Outcome.BUSY)
        lite_world.advance(timedelta(minutes=1))
        assert "aftalt kl. 14" in shown(lite_world, "KARIM")[-1]

    def test_an_attempt_at_that_time_puts_an_end_to_it(self, lite_world: World) -> None:
        number = call(lite_world)
        agreed(lite_world, number, at(26, 14))
        lite_world.move_to(at(26, 13, 55))
        tried(lite_world, number, outcome=Outcome.BUSY)
        lite_world.advance(timedelta(minutes=1))
        assert "aftalt" not in shown(lite_world, "KARIM")[-1]

    def test_neither_it_nor_a_warning_is_crowded_out(self, lite_world: World) -> None:
        promised, again = call(lite_world), call(lite_world)
        lite_world.tick()
        agreed(lite_world, again, at(30, 10))
        lite_world.move_to(at(30, 8, 15))
        rang_again(lite_world, promised)
        for minute in (30, 45, 60, 75, 90, 110, 120):
            lite_world.move_to(at(30, 8 + minute // 60, minute % 60))
        assert kinds(lite_world, "KARIM")[-3:] == [notices.LIST, notices.WARN, notices.AGREED]

    def test_a_snooze_before_it_does_not_hide_the_warning_to_come(self, lite_world: World) -> None:
        numbers = [call(lite_world) for _ in range(3)]
        lite_world.move_to(at(30, 8, 15))
        for number, minute in zip(numbers[:2], (30, 40), strict=True):
            snooze(lite_world, number, at(30, 8, minute))
        rang_again(lite_world, numbers[2])
        for minute in (20, 30, 40, 60):
            lite_world.move_to(at(30, 8 + minute // 60, minute % 60))
        assert notices.WARN in kinds(lite_world, "KARIM")


class TestAnAgreedTimeThatWasNotKept:
    def promised(self, world: World) -> int:
        """Thursday at 14, and nobody rings."""
        number = call(world)
        world.tick()
        agreed(world, number, at(26, 14))
        world.move_to(at(26, 13, 50))
        return number

    def test_stands_on_the_next_list(self, lite_world: World) -> None:
        self.promised(lite_world)
        lite_world.move_to(at(27, 8, 15))
        assert "· aftalt i går kl. 14, ikke ringet · 1 forsøg" in shown(lite_world, "KARIM")[-1]

    def test_stands_there_with_its_date_when_it_is_older(self, lite_world: World) -> None:
        self.promised(lite_world)
        lite_world.move_to(at(27, 8, 15))
        lite_world.move_to(at(30, 8, 15))
        assert "· aftalt torsdag 26. november kl. 14, ikke ringet" in shown(lite_world, "KARIM")[-1]

    def test_stands_there_until_the_next_attempt(self, lite_world: World) -> None:
        number = self.promised(lite_world)
        lite_world.move_to(at(27, 8, 15))
        tried(lite_world, number)
        lite_world.advance(timedelta(minutes=1))
        assert "ikke ringet" not in shown(lite_world, "KARIM")[-1]

    def test_stands_beside_the_urgency(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        agreed(lite_world, number, at(26, 14))
        lite_world.move_to(at(27, 8, 15))
        said = shown(lite_world, "KARIM")[-1]
        assert "haster, senest mandag 30. november kl. 11 · aftalt i går kl. 14, ikke ringet" in said
