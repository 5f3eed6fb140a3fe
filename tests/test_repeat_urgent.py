"""An urgent call from a number with an open one is never noted away, and what is not kept is said."""

from typing import Any

import pytest

from tests import payload_shapes as shapes
from tests.front_desk import CALL, KARIM, MAJA, PHONE, RIKKE, Answer, FrontDesk
from tests.payload_shapes import Json
from tests.test_callback_command import filled
from tests.world import World, text_of

NOTE = "er faldet, kan ikke rejse sig"
NOT_KEPT = "Det her er ikke gemt"


def ring_again(desk: FrontDesk, **fields: Any) -> Json:
    """The form submitted from the same number: what is open is shown first."""
    answer = desk.submit(RIKKE, desk.form(), CALL | {"phone": PHONE} | fields)
    assert answer.errors == {}
    assert answer.view["callback_id"] == "callback_repeat_form"
    return shapes.opened(answer.view)


def save(desk: FrontDesk, form: Json, **fields: Any) -> Answer:
    """*Gem*, as the form stands or with `fields` changed."""
    return desk.submit(RIKKE, form, fields)


URGENT = [{"extras": ["urgent"]}, {"topic": "akut"}, {"extras": ["urgent"], "topic": "akut"}]


@pytest.mark.parametrize("urgent", URGENT, ids=str)
class TestWhatHastens:
    def test_becomes_a_call_of_its_own_unless_one_says_otherwise(
        self, desk: FrontDesk, urgent: dict[str, Any]
    ) -> None:
        first = desk.log(phone=PHONE)
        answer = save(desk, ring_again(desk, whom=f"person:{MAJA}", note=NOTE, **urgent))
        assert "Gemt som nr. 2" in text_of(answer.view)
        assert (desk.item(2).urgent, desk.item(2).owner_id) == (True, MAJA)
        assert desk.citizen(2).note == NOTE
        assert desk.item(first).repeat_calls == 0

    def test_is_not_noted_on_a_call_that_can_wait(self, desk: FrontDesk, urgent: dict[str, Any]) -> None:
        first = desk.log(phone=PHONE)
        form = ring_again(desk, note=NOTE, **urgent)
        before = desk.snapshot()
        answer = save(desk, form, repeat=str(first))
        assert answer.errors == {
            "repeat": "Det haster, og på nr. 1 bliver det kun noteret, at borgeren ringede igen. "
            "Vælg »Log det som et nyt opkald«."
        }
        assert desk.snapshot() == before
        assert save(desk, form, repeat="new").errors == {}
        assert desk.item(2).urgent

    def test_is_noted_on_one_that_is_urgent_too(self, desk: FrontDesk, urgent: dict[str, Any]) -> None:
        calm = desk.log(phone=PHONE)
        save(desk, ring_again(desk, topic="akut"))
        form = ring_again(desk, **urgent)
        assert filled(form)["repeat"] == "2"
        assert save(desk, form).errors == {}
        assert (desk.item(calm).repeat_calls, desk.item(2).repeat_calls) == (0, 1)


def test_the_receipt_asks_about_a_child(desk: FrontDesk) -> None:
    desk.log(phone=PHONE)
    assert "Handler det om et barn?" in str(save(desk, ring_again(desk, topic="akut")).view)


def test_what_does_not_hasten_is_noted_unless_one_says_otherwise(desk: FrontDesk) -> None:
    first = desk.log(phone=PHONE)
    assert filled(ring_again(desk))["repeat"] == str(first)


def test_ticking_it_on_the_form_of_the_open_call_counts_too(desk: FrontDesk) -> None:
    desk.log(phone=PHONE)
    assert list(save(desk, ring_again(desk), extras=["urgent"]).errors) == ["repeat"]


@pytest.mark.parametrize("word", ["haster", "akut", "akutte", "underretning"])
def test_one_line_follows_the_same_rule(desk: FrontDesk, word: str) -> None:
    first = desk.log(phone=PHONE)
    desk.command(RIKKE, f"<@{KARIM}> {PHONE} Jens Hansen, {word}")
    form = shapes.opened(desk.modal())
    assert list(save(desk, form, repeat=str(first)).errors) == ["repeat"]
    assert save(desk, form).errors == {}
    assert (desk.newest(), desk.item(2).urgent) == (2, True)


def test_an_acute_topic_on_one_line_is_urgent_without_another_word(desk: FrontDesk) -> None:
    desk.command(RIKKE, f"<@{KARIM}> {PHONE} Jens Hansen, akutte")
    assert desk.item(1).urgent


def test_the_owner_hears_of_it_at_once(lite_world: World) -> None:
    lite_world.log()
    lite_world.tick()
    rikke = lite_world.visitor("RIKKE")
    rikke.command("/callback @karim 22 33 44 55 haster")
    rikke.submit(lite_world.modal("RIKKE"), {})
    lite_world.tick()
    assert "Et opkald haster" in text_of(lite_world.dms("KARIM")[-1])


class TestWhatIsNotKept:
    def test_is_said_before_anything_is_saved(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        assert (
            "»Notér« gemmer kun, at borgeren ringede igen. Resten af felterne gemmes kun i et nyt opkald."
            in str(ring_again(desk))
        )

    def test_is_given_back_afterwards(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        form = ring_again(
            desk,
            whom=f"person:{MAJA}",
            topic="klage",
            note="Vil klage over *brevet*",
            best_time="morning",
            extras=["interpreter", "protected"],
        )
        said = text_of(save(desk, form).view)
        assert "Noteret på nr. 1: ringet igen 1 gang." in said
        assert f"{NOT_KEPT}. Log det som et nyt opkald, hvis det skal med." in said
        assert "Til hvem: Maja Lund" in said
        assert "Hvad drejer det sig om: klage" in said
        assert "Træffes bedst: formiddag" in said
        assert "Særligt: Tolk, Beskyttet adresse" in said
        assert said.endswith("Besked:\nVil klage over *brevet*")

    def test_a_team_other_than_the_calls_is_named(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        said = text_of(save(desk, ring_again(desk, whom="team:voksen-b")).view)
        assert f"Til hvem: {desk.office.team('voksen-b').name}" in said

    def test_a_second_delivery_says_the_same(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        sent = shapes.submission(RIKKE, ring_again(desk, note=NOTE))
        first, second = desk.send(sent), desk.send(sent)
        assert text_of(second.view).endswith(NOTE)
        assert first.view == second.view

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"topic": "andet"},
            {"name": "Jens"},
            {"whom": "team:voksen-a"},
            {"best_time": "afternoon", "extras": ["interpreter"]},
        ],
        ids=str,
    )
    def test_what_the_open_call_says_already_is_not_repeated(
        self, desk: FrontDesk, fields: dict[str, Any]
    ) -> None:
        desk.log(phone=PHONE, best_time="afternoon", extras=["interpreter"])
        assert NOT_KEPT not in text_of(save(desk, ring_again(desk, **fields)).view)

    def test_nothing_is_given_back_from_a_form_with_only_a_number(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        desk.command(RIKKE, PHONE)
        assert NOT_KEPT not in text_of(save(desk, shapes.opened(desk.modal())).view)


def test_a_late_delivery_of_what_was_offered_undoes_nothing(desk: FrontDesk) -> None:
    """The form was answered with the open call and saved as a new one; then its first payload comes again."""
    desk.log(phone=PHONE)
    form = desk.form()
    first = shapes.submission(RIKKE, form, CALL | {"phone": PHONE, "note": "gammel"})
    offered = shapes.opened(desk.send(first).view, id=form["id"])
    desk.submit(RIKKE, offered, CALL | {"repeat": "new", "phone": PHONE, "note": "ny og vigtig"})
    desk.send(first)
    assert (desk.newest(), desk.citizen(2).note) == (2, "ny og vigtig")
    assert desk.events("call_corrected") == []
