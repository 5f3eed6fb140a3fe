"""*Flyt opkald*: all of a person's calls to another, seen first, and told once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import bulk_handover, handover_reads, notices
from storage.models import State
from tests.calls import agreed, at, call, kinds, noted, opened_home, rows, shown, snooze, spoke, take
from tests.front_desk import KARIM, LONE, MAJA, PETER
from tests.moving import confirm, move, preview
from tests.world import World, text_of

LED = frozenset({"voksen-a", "voksen-b"})


class TestThePreview:
    def test_says_how_many_calls_move_and_that_the_limits_stay(self, lite_world: World) -> None:
        call(lite_world)
        call(lite_world)
        call(lite_world, "PETER")
        shown = preview(lite_world)
        assert "*2 opkald* går fra Karim Aziz til Maja Lund. Fristerne flytter sig ikke." in text_of(shown)
        assert shown["submit"] == "Flyt 2 opkald"

    def test_counts_what_is_pressing(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(27, 10))
        call(lite_world)
        call(lite_world, urgent=True)
        spoke(lite_world, call(lite_world))
        lite_world.log(extras=["protected"])
        lite_world.move_to(at(30, 12))
        told = text_of(preview(lite_world))
        assert "*5 opkald*" in told
        for line in (
            "Over fristen: 1",
            "Haster: 1",
            "Beskyttet adresse: 1. Den nye ejer kan åbne dem.",
            "Mangler kun at blive noteret: 1. Det følger med til den nye ejer.",
            "Tidligste frist: mandag 30. november kl. 11",
        ):
            assert f"• {line}" in told
        assert "Frist i dag" not in told
        lite_world.move_to(at(1, 9, month=12))
        assert "• Frist i dag: 3" in text_of(preview(lite_world))

    def test_says_when_there_is_nothing_to_move_and_offers_nothing(self, lite_world: World) -> None:
        shown = preview(lite_world)
        assert "Karim Aziz har ingen opkald i de team, du leder." in text_of(shown)
        assert not shown["submit"]

    def test_says_that_the_new_owner_is_away_and_who_rings_meanwhile(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.visitor("MAJA").command("/absence i dag-1/12 @peter")
        shown = preview(lite_world)
        assert "Maja Lund er væk til og med tirsdag 1. december, og Peter Dam ringer imens." in text_of(shown)
        assert shown["submit"] == "Flyt 1 opkald"

    def test_says_how_many_change_team(self, lite_world: World) -> None:
        call(lite_world)
        assert "Skifter team, fordi den nye ejer arbejder i et andet: 1" in text_of(
            preview(lite_world, "@karim @sofie")
        )

    def test_names_no_citizen(self, lite_world: World) -> None:
        lite_world.log()
        assert "Jens" not in str(preview(lite_world))

    def test_shows_no_more_than_can_move_at_once(
        self, lite_world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(handover_reads, "MOST", 2)
        for _ in range(3):
            call(lite_world)
        shown = preview(lite_world)
        assert "1 opkald bliver i denne omgang." in text_of(shown)
        assert "2 opkald er flyttet" in text_of(confirm(lite_world, shown))
        assert lite_world.item(3).owner_id == KARIM


class TestTheForm:
    def test_leads_to_the_same_preview(self, lite_world: World) -> None:
        call(lite_world)
        lone = lite_world.visitor("LONE")
        lone.command("/callback flyt")
        form = lite_world.modal("LONE")
        lone.suggest(form, "handover_from", "kar")
        lone.suggest(form, "handover_to", "maj")
        chosen = {"handover_from": f"person:{KARIM}", "handover_to": f"person:{MAJA}"}
        assert lone.submit(form, chosen) == {"ok": True, "result": "updated"}
        assert "*1 opkald* går fra Karim Aziz til Maja Lund." in text_of(lite_world.modal("LONE"))

    def test_opens_filled_in_when_the_line_names_one_person_only(self, lite_world: World) -> None:
        form = preview(lite_world, "@karim")
        assert "Vælg dem her." in text_of(form)
        assert "person:U0KARIM" in str(form["blocks"])
        assert form["callback_id"] == "handover_form"

    def test_the_same_person_twice_is_asked_again(self, lite_world: World) -> None:
        lone, form = lite_world.visitor("LONE"), preview(lite_world, "")
        for field in ("handover_from", "handover_to"):
            lone.suggest(form, field, "kar")
        same = {"handover_from": f"person:{KARIM}", "handover_to": f"person:{KARIM}"}
        assert lone.submit(form, same)["ok"] is False

    def test_a_line_in_english_or_without_mentions_is_understood(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.visitor("LONE").command("/callback move from Karim to Maja")
        assert "*1 opkald* går fra Karim Aziz til Maja Lund." in text_of(lite_world.modal("LONE"))

    def test_somebody_a_call_cannot_be_for_is_asked_again(self, lite_world: World) -> None:
        call(lite_world)
        assert "Vælg en person eller et team på listen." in text_of(preview(lite_world, "@karim @rikke"))

    def test_somebody_who_left_can_still_give_what_they_left(self, lite_world: World) -> None:
        number = call(lite_world)
        gone = replace(lite_world.office.teams[0], members=(MAJA, PETER))
        object.__setattr__(lite_world.office, "teams", (gone, lite_world.office.teams[1]))
        move(lite_world)
        assert lite_world.item(number).owner_id == MAJA


class TestTheMove:
    def test_makes_the_other_the_owner_and_keeps_the_limit_and_the_team(self, world: World) -> None:
        numbers = [call(world), call(world)]
        limits = [world.item(number).due_at for number in numbers]
        receipt = move(world)
        assert "2 opkald er flyttet fra Karim Aziz til Maja Lund." in text_of(receipt)
        after = [world.item(number) for number in numbers]
        assert [(one.owner_id, one.team_key) for one in after] == [(MAJA, "voksen-a")] * 2
        assert [one.due_at for one in after] == limits

    def test_takes_a_call_to_the_new_owners_team_when_they_do_not_work_in_its_own(
        self, lite_world: World
    ) -> None:
        number = call(lite_world)
        move(lite_world, "@karim @sofie")
        moved = lite_world.item(number)
        assert (moved.owner_id, moved.team_key) == ("U0SOFIE", "voksen-b")

    def test_takes_along_what_only_lacks_its_note(self, lite_world: World) -> None:
        number = call(lite_world)
        spoke(lite_world, number)
        move(lite_world)
        noted(lite_world, number, by="MAJA")
        assert lite_world.item(number).state is State.CLOSED

    def test_opens_a_protected_call_to_its_new_owner_only(self, lite_world: World) -> None:
        lite_world.log(extras=["protected"])
        lite_world.tick()
        move(lite_world)
        lite_world.tick()
        maja = lite_world.visitor("MAJA")
        maja.press(lite_world.dms("MAJA")[0], "callback_view")
        assert "Jens Hansen" in text_of(lite_world.modal("MAJA"))
        lite_world.visitor("LONE").open_home()

    def test_starts_afresh_but_keeps_a_time_agreed_with_the_citizen(self, lite_world: World) -> None:
        asleep, promised = call(lite_world), call(lite_world)
        snooze(lite_world, asleep, at(27, 9))
        agreed(lite_world, promised, at(27, 10))
        move(lite_world)
        assert lite_world.item(asleep).snoozed_until is None
        assert lite_world.item(promised).snoozed_until is not None
        assert lite_world.item(promised).taken_by is None

    def test_tells_the_new_owner_once_on_todays_list(self, world: World) -> None:
        for _ in range(3):
            call(world)
        world.tick()
        move(world)
        world.tick()
        (message,) = shown(world, "MAJA")
        assert all(f"Nr. {number} " in message for number in (1, 2, 3))
        assert kinds(world, "MAJA") == ["list"]
        assert all("Nr. " not in one for one in shown(world, "KARIM"))

    def test_adds_to_the_list_the_new_owner_has(self, lite_world: World) -> None:
        call(lite_world, "MAJA")
        lite_world.tick()
        call(lite_world)
        move(lite_world)
        lite_world.tick()
        (message,) = shown(lite_world, "MAJA")
        assert "Nr. 1 " in message
        assert "Nr. 2 " in message

    def test_waits_for_the_next_morning_after_hours(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.move_to(at(26, 18))
        move(lite_world)
        lite_world.tick()
        assert shown(lite_world, "MAJA") == []
        lite_world.move_to(at(27, 8, 15))
        assert kinds(lite_world, "MAJA") == ["list"]

    def test_tells_of_everything_urgent_in_one_message_at_once(self, world: World) -> None:
        call(world, urgent=True)
        call(world, urgent=True)
        call(world)
        world.tick()
        before = len(kinds(world, "PETER"))
        move(world, "@karim @peter")
        world.tick()
        assert sorted(kinds(world, "PETER")[before:]) == ["list", "urgent"]
        urgent = next(one for one in shown(world, "PETER") if "Dine opkald" not in one)
        assert "Nr. 1 " in urgent
        assert "Nr. 2 " in urgent
        assert "Nr. 3 " not in urgent

    def test_says_nothing_urgently_of_an_answered_call_or_to_oneself(self, lite_world: World) -> None:
        answered = call(lite_world, urgent=True)
        spoke(lite_world, answered)
        move(lite_world, "@karim @peter")
        call(lite_world, urgent=True)
        move(lite_world, "@karim @lone")
        assert not [row for row in rows(lite_world) if row.key.startswith("urgent:handover:")]

    def test_tells_whoever_rings_while_the_new_owner_is_away(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.tick()
        lite_world.visitor("MAJA").command("/absence i dag @peter")
        move(lite_world)
        lite_world.tick()
        assert "for Maja Lund, der er væk" in shown(lite_world, "PETER")[0]
        assert shown(lite_world, "MAJA") == []

    def test_gives_the_new_owner_the_quarter_an_urgent_call_may_wait(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        take(lite_world, number, "KARIM")
        lite_world.move_to(at(26, 13))
        move(lite_world)
        lite_world.tick()
        assert "urgent_lead" not in kinds(lite_world, "LONE")
        lite_world.advance(timedelta(minutes=15))
        assert "urgent_lead" in kinds(lite_world, "LONE")

    def test_is_in_the_log_once_a_call(self, lite_world: World) -> None:
        numbers = [call(lite_world), call(lite_world)]
        move(lite_world)
        events = lite_world.events("handed_over")
        assert [(one.actor, one.deadline_id) for one in events] == [(LONE, number) for number in numbers]
        assert {one.detail["handover"] for one in events} == {1}

    def test_redraws_the_tabs_that_showed_the_calls(self, lite_world: World) -> None:
        call(lite_world)
        for user in ("KARIM", "MAJA"):
            opened_home(lite_world, user)
        lite_world.tick()
        move(lite_world)
        lite_world.tick()
        assert "Nr. 1 " not in text_of(lite_world.visitor("KARIM").home() or {})
        assert "Nr. 1 " in text_of(lite_world.visitor("MAJA").home() or {})


class TestWhatHappensBetweenPreviewAndConfirmation:
    def test_what_moved_is_what_there_was_and_the_receipt_says_so(self, world: World) -> None:
        first, second = call(world), call(world)
        seen = preview(world)
        spoke(world, first)
        noted(world, first)
        third = call(world)
        told = text_of(confirm(world, seen))
        assert "2 opkald er flyttet" in told
        assert "1 af dem er kommet til, siden du så listen." in told
        assert "1 opkald på listen er afsluttet eller givet videre imens og er ikke flyttet." in told
        assert [world.item(number).owner_id for number in (first, second, third)] == [KARIM, MAJA, MAJA]

    def test_nothing_left_is_said(self, lite_world: World) -> None:
        number = call(lite_world)
        seen = preview(lite_world)
        spoke(lite_world, number)
        noted(lite_world, number)
        assert "Der er ikke længere noget at flytte." in text_of(confirm(lite_world, seen))
        assert lite_world.events("handed_over") == []

    def test_two_leads_at_once_move_each_call_once(self, world: World) -> None:
        numbers = [call(world) for _ in range(8)]

        def hand_over(to_id: str, by: str) -> int:
            with world.parts.database.write() as session:
                made = bulk_handover.hand_over(
                    session,
                    world.office,
                    from_id=KARIM,
                    to_id=to_id,
                    led=LED,
                    home="voksen-a",
                    by=by,
                    now=world.now,
                )
                return len(handover_reads.items_of(session, made.id)) if made else 0

        with ThreadPoolExecutor(2) as both:
            moved = list(both.map(hand_over, (MAJA, PETER), (LONE, "U0BENT")))
        assert sorted(moved) == [0, len(numbers)]
        assert len(world.events("handed_over")) == len(numbers)
        assert len({world.item(number).owner_id for number in numbers}) == 1

    def test_a_failure_half_way_moves_nothing(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        numbers = [call(world), call(world)]
        seen = preview(world)

        def fail(*_: object) -> None:
            raise RuntimeError("half way")

        monkeypatch.setattr(notices, "told_of_many", fail)
        world.visitor("LONE").submit(seen, {})
        assert [world.item(number).owner_id for number in numbers] == [KARIM, KARIM]
        assert world.events("handed_over") == []
