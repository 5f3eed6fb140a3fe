"""`/callback`: the form, the one-line form in any order, `find` and `help`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import payload_shapes as shapes
from tests.front_desk import (
    BENT,
    KARIM,
    LONE,
    MAJA,
    PETER,
    PHONE,
    RIKKE,
    SOFIE,
    Answer,
    FrontDesk,
    front_desk,
)
from tests.payload_shapes import Json
from views import ids
from views.later_form import OTHER

RECEIPT = (
    "Gemt som nr. 1. Karim Aziz ringer senest mandag 30. november kl. 11. "
    "Hører du ikke fra os, så ring igen på 43 57 00 10."
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def filled(form: Json) -> dict[str, object]:
    """What stands in a form's fields when it opens; empty ones left out."""
    found: dict[str, object] = {}
    for block in (block for block in form["blocks"] if block["type"] == "input"):
        element = block["element"]
        option = element.get("initial_option") or {}
        several = [one["value"] for one in element.get("initial_options", [])]
        found[block["block_id"]] = element.get("initial_value") or option.get("value") or several
    return {name: value for name, value in found.items() if value}


def said(form: Json) -> str:
    return "\n".join(
        block["text"]["text"] for block in form["blocks"] if block["type"] in ("section", "header")
    )


def test_what_is_in_doubt_waits_for_nobody_who_writes(desk: FrontDesk) -> None:
    """There is no number to look for, so there is nothing to store or to note."""
    with desk.database.turn:
        desk.command(RIKKE, "ukendtnavn noget")
    assert "databasen" not in said(desk.modal())


class TestTheOneLineForm:
    @pytest.mark.parametrize(
        "text",
        [
            "<@U0KARIM|karim> 22 33 44 55 Jens Hansen, afgørelse",
            "22 33 44 55 Jens Hansen, afgørelse, <@U0KARIM|karim>",
            "@karim Jens Hansen, afgørelse, +45 22334455",
            "afgørelse, Jens Hansen, 2233 4455 til karim",
            "Jens Hansen; 22-33-44-55; @Karim Aziz; afgørelse",
            "jens hansen, 0045 22 33 44 55, “afgørelse”, <@U0KARIM>",
        ],
    )
    def test_its_parts_come_in_any_order(self, desk: FrontDesk, text: str) -> None:
        answer = desk.command(RIKKE, text)
        assert answer.text == RECEIPT
        citizen, item = desk.citizen(1), desk.item(1)
        assert (citizen.phone, citizen.name.casefold()) == ("+4522334455", "jens hansen")
        assert (item.owner_id, item.topic) == (KARIM, "afgoerelse")

    def test_the_receipt_is_the_askers_alone_and_can_be_corrected_and_undone(self, desk: FrontDesk) -> None:
        answer = desk.command(RIKKE, f"@karim {PHONE}")
        assert answer.body["response_type"] == "ephemeral"
        (buttons,) = [block["elements"] for block in answer.body["blocks"] if block["type"] == "actions"]
        assert [(one["text"]["text"], one["value"]) for one in buttons] == [("Ret", "1"), ("Fortryd", "1")]

    def test_whoever_rings_again_needs_no_number(self, desk: FrontDesk) -> None:
        answer = desk.command(RIKKE, "@karim ringer selv igen, Jens Hansen")
        assert (
            answer.text == "Gemt som nr. 1. Ring selv igen på 43 57 00 10. "
            "Karim Aziz får besked om, at du har ringet."
        )
        assert desk.citizen(1).phone is None

    def test_a_call_for_a_team_is_promised_by_the_team(self, desk: FrontDesk) -> None:
        answer = desk.command(RIKKE, f"voksenteam b {PHONE}")
        assert answer.text.startswith(
            "Gemt som nr. 1. Voksenteam B ringer senest mandag 30. november kl. 12."
        )

    def test_a_protected_address_opens_for_nobody_but_the_owner(self, desk: FrontDesk) -> None:
        answer = desk.command(RIKKE, f"@karim {PHONE} Jens Hansen, afgørelse, beskyttet adresse")
        assert answer.text == RECEIPT
        assert desk.item(1).protected
        desk.press(MAJA, ids.VIEW, 1)
        assert "Jens Hansen" not in str(desk.client.calls)
        assert [event.actor for event in desk.events(result="refused")] == [MAJA]

    def test_an_interpreter_is_ticked_and_the_language_stays_in_the_note(self, desk: FrontDesk) -> None:
        desk.command(RIKKE, f"@karim {PHONE} Jens Hansen, tolk arabisk")
        assert desk.item(1).interpreter
        assert desk.citizen(1).note == "tolk arabisk"

    def test_a_second_delivery_stores_nothing_and_shows_the_same_receipt(self, desk: FrontDesk) -> None:
        payload = shapes.command(RIKKE, f"@karim {PHONE}")
        first, before = desk.send(payload), desk.snapshot()
        desk.advance(minutes=3)
        assert desk.send(payload) == first
        assert desk.snapshot() == before
        assert len(desk.events("call_logged")) == 1

    def test_the_same_line_typed_again_is_no_second_delivery(self, desk: FrontDesk) -> None:
        desk.command(RIKKE, "@karim ringer selv igen, Jens Hansen")
        desk.command(RIKKE, "@karim ringer selv igen, Jens Hansen")
        assert desk.newest() == 2


class TestALineThatIsUnclear:
    def opened(self, desk: FrontDesk, text: str) -> Json:
        answer = desk.command(RIKKE, text)
        assert (answer, desk.newest()) == (Answer(200, {}), 0)
        return desk.modal()

    def test_opens_the_form_with_everything_typed(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "22 33 44 55 Jens Hansen, klage, vil ringes op efter kl. 12, haster")
        assert filled(form) == {
            "phone": PHONE,
            "name": "Jens Hansen",
            "topic": "klage",
            "best_time": "any",
            "extras": ["urgent"],
            "note": "vil ringes op efter kl. 12",
        }
        assert "Hvem skal ringe op" in said(form)

    def test_keeps_a_number_with_a_digit_too_few(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "@karim 22 33 44 5, Jens Hansen")
        assert filled(form)["whom"] == "person:U0KARIM"
        assert "22 33 44 5" in str(filled(form))
        assert "Et dansk nummer har 8 cifre, og her er 7." in said(form)

    def test_keeps_the_receiver_after_a_doubtful_number(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "12345678 Karim")
        assert filled(form)["whom"] == "person:U0KARIM"
        assert filled(form)["note"] == "12345678"

    def test_keeps_the_ticks(self, desk: FrontDesk) -> None:
        form = self.opened(desk, f"{PHONE} Jens Hansen, tolk, beskyttet adresse, haster")
        assert filled(form)["extras"] == ["urgent", "interpreter", "protected"]

    def test_keeps_an_unknown_name_and_says_so(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "@svend 22334455 Jens Hansen")
        assert "Jeg kender ikke @svend." in said(form)
        assert filled(form)["name"] == "Jens Hansen"

    def test_knows_a_colleague_who_is_on_no_team(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "@jonna 22334455 Jens Hansen")
        assert "er ikke på et team og kan ikke vælges her" in said(form)

    def test_cannot_mention_or_format_with_what_was_typed(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "@here_*fed* &lt;!channel&gt; 22334455")
        assert "<!channel>" not in said(form)
        assert "*fed*" not in said(form)

    def test_a_note_that_is_too_long_is_there_to_be_shortened(self, desk: FrontDesk) -> None:
        form = self.opened(desk, f"@karim {PHONE} Jens Hansen, {'lang besked ' * 20}")
        assert len(str(filled(form)["note"])) > 200
        assert "der er plads til 140" in said(form)

    def test_five_thousand_characters_fill_the_note_and_the_rest_is_told_of(self, desk: FrontDesk) -> None:
        form = self.opened(desk, f"@karim {PHONE}, {'ø' * 5_000}")
        assert filled(form)["phone"] == PHONE
        assert filled(form)["note"] == "ø" * 3_000
        assert "De sidste 2000 tegn af teksten er der ikke plads til her." in said(form)

    def test_a_name_too_long_for_its_field_stands_in_the_note(self, desk: FrontDesk) -> None:
        name = " ".join(["Jens"] * 30)
        form = self.opened(desk, f"@karim {PHONE}, {name}")
        assert "name" not in filled(form)
        assert name in str(filled(form)["note"])
        assert "Navnet er for langt til feltet" in said(form)

    def test_emoji_and_right_to_left_text_are_stored_as_typed(self, desk: FrontDesk) -> None:
        desk.command(RIKKE, f"@karim {PHONE}, ☎️ مرحبا ring efter 12")
        assert desk.citizen(1).note == "☎️ مرحبا ring efter 12"

    def test_a_colleague_who_left_is_not_offered(self, desk: FrontDesk) -> None:
        desk.send(shapes.user_change(KARIM, deleted=True))
        form = self.opened(desk, f"@karim {PHONE}")
        assert "Jeg kender ikke @karim." in said(form)


class TestFind:
    def test_says_who_rings_and_when_and_nothing_of_the_citizen(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE, note="Ring til datteren")
        answer = desk.command(SOFIE, "find +45 2233 4455")
        assert answer.text == "Nr. 1: Karim Aziz, ikke ringet endnu, lovet senest mandag 30. november kl. 11."
        assert answer.body["response_type"] == "ephemeral"

    @pytest.mark.parametrize("pasted", ["<tel:+4522334455|22 33 44 55>", "<tel:22334455>"])
    def test_reads_a_number_slack_made_a_link(self, desk: FrontDesk, pasted: str) -> None:
        desk.log(phone=PHONE)
        assert desk.command(RIKKE, f"find {pasted}").text.startswith("Nr. 1: Karim Aziz,")

    def test_names_who_has_it_while_the_owner_is_away(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        desk.command(KARIM, f"i dag-1/12 <@{PETER}>", "/absence")
        assert desk.command(RIKKE, f"find {PHONE}").text.startswith("Nr. 1: Peter Dam for Karim Aziz, ikke")

    def test_names_the_team_when_nobody_is_at_work(self, desk: FrontDesk) -> None:
        desk.log(phone=PHONE)
        for user in (KARIM, MAJA, PETER, LONE, BENT):
            desk.command(user, "i dag", "/absence")
        assert "Nr. 1: Voksenteam A for Karim Aziz," in desk.command(RIKKE, f"find {PHONE}").text

    def test_says_the_time_agreed_with_the_citizen(self, desk: FrontDesk) -> None:
        number = desk.log(phone=PHONE)
        desk.press(KARIM, ids.LATER, number)
        friday = {ids.DATE: "2026-11-27", ids.TIME: "10:00", ids.AGREED: [ids.AGREED]}
        desk.submit(KARIM, shapes.opened(desk.modal()), {ids.CHOICE: OTHER} | friday)
        answer = desk.command(RIKKE, f"find {PHONE}")
        assert answer.text == "Nr. 1: Karim Aziz, 1 forsøg, aftalt fredag 27. november kl. 10."

    def test_says_so_when_there_is_no_open_call(self, desk: FrontDesk) -> None:
        desk.log()
        answer = desk.command(RIKKE, f"søg {PHONE}")
        assert answer.text.startswith("Der er ikke noget åbent opkald fra det nummer.")

    def test_a_closed_call_is_not_found(self, desk: FrontDesk) -> None:
        number = desk.log(phone=PHONE)
        desk.press(KARIM, "callback_spoke", number)
        desk.press(KARIM, "callback_journaled", number)
        assert "ikke noget åbent opkald" in desk.command(RIKKE, f"find {PHONE}").text

    @pytest.mark.parametrize("text", ["find", "find Jens Hansen", "find 2233"])
    def test_without_a_whole_number_it_says_what_is_missing(self, desk: FrontDesk, text: str) -> None:
        answer = desk.command(RIKKE, text)
        assert "8 cifre" in answer.text
        assert desk.client.calls == []

    def test_a_search_is_written_to_the_log_without_the_number(self, desk: FrontDesk) -> None:
        desk.command(RIKKE, f"find {PHONE}")
        (event,) = desk.events("number_searched")
        assert (event.actor, event.detail) == (RIKKE, {"found": 0})


class TestReopening:
    @pytest.mark.parametrize("typed", ["1", "nr. 1", "nr 1", "Nr.1", "#1", "nummer 1", "no. 1"])
    def test_takes_the_number_as_people_write_it(self, desk: FrontDesk, typed: str) -> None:
        number = desk.log()
        desk.press(KARIM, "callback_spoke", number)
        desk.press(KARIM, "callback_journaled", number)
        answer = desk.command(KARIM, f"genåbn {typed}")
        assert "Skriv nummeret med" not in answer.text
        assert "Genåbn" in str(desk.modal()["title"])

    @pytest.mark.parametrize("typed", ["", "Jens", "nr.", "1 2", "1234567890"])
    def test_says_what_is_missing(self, desk: FrontDesk, typed: str) -> None:
        assert "Skriv nummeret med" in desk.command(KARIM, f"genåbn {typed}").text


@pytest.mark.parametrize("text", ["help", "Hjælp", "?"])
def test_help_shows_the_ways_to_write(desk: FrontDesk, text: str) -> None:
    answer = desk.command(RIKKE, text)
    assert "*/callback find 22 33 44 55*" in answer.text
    assert "Skriv aldrig CPR-numre." in answer.text


def test_a_command_nobody_answers_yet_says_so(desk: FrontDesk) -> None:
    answer = desk.command(RIKKE, "Jens Hansen 22 33 44 55", "/plan")
    assert answer.text.startswith("Den kommando svarer jeg ikke på endnu.")
    assert "Jens" not in str(desk.events())
