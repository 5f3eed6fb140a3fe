"""The deadline form: its searches, what it refuses with everything typed kept, its receipt and its undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.cpr import REFUSAL
from tests import payload_shapes as shapes
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.deadlines import REGISTER, deadline_form, registered, with_rules
from tests.front_desk import AUDIT, JONNA, KARIM, LONE, MAJA, RIKKE, SOFIE, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.test_callback_command import said
from tests.test_deadline_command import case_ref, filled, item
from views.replies import not_yours
from views.texts import Texts


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield with_rules(made)


def offered(desk: FrontDesk, query: str, user: str = KARIM, form: Json | None = None) -> list[str]:
    """The rules the search suggests, as they read."""
    view = form or deadline_form(desk, user)
    options = desk.send(shapes.suggestion(user, "rule", query, view)).body["options"]
    return [one["text"]["text"] for one in options]


class TestTheSearch:
    def test_of_nothing_offers_decisions_first(self, desk: FrontDesk) -> None:
        assert "§ 85 · Socialpædagogisk bistand · 8 uger" in offered(desk, "")[:6]
        assert len(offered(desk, "")) > 20

    @pytest.mark.parametrize("query", ["85", "§85", "§ 85", "socialpæd", "bistand social", "SEL 85"])
    def test_finds_a_paragraph_by_number_name_and_law(self, desk: FrontDesk, query: str) -> None:
        assert offered(desk, query)[0] == "§ 85 · Socialpædagogisk bistand · 8 uger"

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("aktindsigt", "ktindsigt"),
            ("gdpr", "1 måned"),
            ("borgerrådgiver", "orgerrådgiver"),
            ("borgerraad", "orgerrådgiver"),
            ("refusion", "efusion"),
            ("klage", "Genvurdering"),
            ("access", "ktindsigt"),
        ],
    )
    def test_finds_a_clock_by_what_people_call_it(self, desk: FrontDesk, query: str, name: str) -> None:
        assert any(name in one for one in offered(desk, query)), offered(desk, query)

    def test_offers_every_variant_by_itself(self, desk: FrontDesk) -> None:
        assert len(offered(desk, "100")) == 2

    def test_offers_what_one_used_last_before_the_rest(self, desk: FrontDesk) -> None:
        registered(desk, rule="partsaktindsigt")
        assert "7 arbejdsdage" in offered(desk, "")[0]

    def test_finds_nothing_for_a_word_nobody_wrote(self, desk: FrontDesk) -> None:
        assert offered(desk, "xyzzy") == []

    def test_is_for_those_who_register(self, desk: FrontDesk) -> None:
        form = deadline_form(desk)
        assert desk.send(shapes.suggestion(AUDIT, "rule", "", form)).body["options"] == []
        assert desk.send(shapes.suggestion(AUDIT, "case_whom", "", form)).body["options"] == []

    def test_offers_people_to_a_jurist_too(self, desk: FrontDesk) -> None:
        form = deadline_form(desk, JONNA)
        assert desk.send(shapes.suggestion(JONNA, "case_whom", "kar", form)).body["options"]


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("fields", "field", "sentence"),
        [
            ({"rule": ""}, "rule", "Vælg en paragraf eller frist på listen."),
            ({"rule": "findes-ikke"}, "rule", "Vælg en paragraf eller frist på listen."),
            ({"case_ref": ""}, "case_ref", "Skriv sagsnummeret"),
            ({"case_ref": "x" * 61}, "case_ref", "længere end 60 tegn"),
            ({"received_on": "2026-11-27"}, "received_on", "ligger ude i fremtiden"),
            ({"received_on": "2020-11-20"}, "received_on", "flere år siden"),
            ({"received_on": "i går"}, "received_on", "Vælg den dag, I modtog det."),
            ({"case_whom": ""}, "case_whom", "Vælg, hvem der har sagen"),
            ({"case_whom": "person:U0OTTO"}, "case_whom", "på listen"),
            ({"turn": "sometimes"}, "turn", "på listen"),
            ({"rule": "indsats-udloeber"}, "chosen_date", "Vælg selv datoen."),
            (
                {"rule": "indsats-udloeber", "chosen_date": "2026-11-19"},
                "chosen_date",
                "ligger før modtagelsen",
            ),
            ({"rule": "kommune-opholdskommune"}, "received_at", "Skriv også klokkeslættet"),
            (
                {
                    "rule": "kommune-opholdskommune",
                    "received_on": "2026-11-26",
                    "received_at": "12:00",
                },
                "received_at",
                "ikke nået endnu",
            ),
            ({"rule": "partsaktindsigt", "remitted": ["remitted"]}, "remitted", "Kun en afgørelse"),
        ],
    )
    def test_is_told_at_its_field(self, desk: FrontDesk, fields: Json, field: str, sentence: str) -> None:
        answer = desk.submit(KARIM, deadline_form(desk), REGISTER | fields)
        assert list(answer.errors) == [field]
        assert sentence in answer.errors[field]
        assert desk.newest() == 0

    def test_a_cpr_number_is_refused_at_its_field(self, desk: FrontDesk) -> None:
        for written in WRITTEN_AS_CPR:
            answer = desk.submit(KARIM, deadline_form(desk), REGISTER | {"case_ref": written})
            assert answer.errors == {"case_ref": REFUSAL}, written
        assert desk.newest() == 0


class TestTheReceipt:
    def test_says_the_date_and_takes_the_forms_place(self, desk: FrontDesk) -> None:
        answer = desk.submit(KARIM, deadline_form(desk), REGISTER)
        assert said(answer.view) == (
            "Gemt som nr. 1: § 85 Socialpædagogisk bistand, 8 uger. Fristen er fredag 15. januar 2027."
        )
        assert "23-1234" not in str(answer.view)

    def test_tells_how_it_was_counted(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.press(KARIM, "deadline_counted", number)
        assert "8 uger efter modtagelsen" in str(desk.modal())
        assert "23-1234" not in str(desk.modal())

    def test_of_hours_tells_the_hour(self, desk: FrontDesk) -> None:
        fields = {"rule": "kommune-opholdskommune", "received_on": "2026-11-26", "received_at": "09:30"}
        answer = desk.submit(KARIM, deadline_form(desk), REGISTER | fields)
        assert "Fristen er fredag 27. november kl. 9:30." in said(answer.view)

    def test_of_the_citizens_time_says_whose_it_is(self, desk: FrontDesk) -> None:
        answer = desk.submit(KARIM, deadline_form(desk), REGISTER | {"rule": "klagefrist"})
        assert "Borgerens frist er fredag 18. december." in said(answer.view)

    def test_of_the_same_again_says_where_it_is(self, desk: FrontDesk) -> None:
        registered(desk)
        answer = desk.submit(KARIM, deadline_form(desk), REGISTER | {"case_ref": " 23-1234 "})
        assert answer.errors == {"case_ref": "Fristen findes allerede som nr. 1. Intet er gemt igen."}
        assert desk.newest() == 1

    def test_a_second_delivery_is_the_first(self, desk: FrontDesk) -> None:
        payload = shapes.submission(KARIM, deadline_form(desk), REGISTER)
        assert desk.send(payload) == desk.send(payload)
        assert desk.newest() == 1

    def test_sent_again_with_changes_corrects(self, desk: FrontDesk) -> None:
        form = deadline_form(desk)
        desk.submit(KARIM, form, REGISTER)
        answer = desk.submit(KARIM, form, REGISTER | {"received_on": "2026-11-19"})
        assert "Rettet: nr. 2 i stedet for nr. 1" in said(answer.view)
        assert (item(desk, 1).live, item(desk, 2).live) == (False, True)
        again = desk.submit(KARIM, form, REGISTER | {"received_on": "2026-11-18"})
        assert "Rettet: nr. 3 i stedet for nr. 2" in said(again.view)


class TestUndo:
    def test_takes_it_back_for_ten_minutes(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.press(KARIM, "deadline_undo", number)
        assert not item(desk, number).live
        registered(desk)

    def test_is_too_late_after_ten_minutes(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.advance(minutes=11)
        desk.press(KARIM, "deadline_undo", number)
        assert "for sent" in said(desk.modal())
        assert item(desk, number).live

    @pytest.mark.parametrize("action", ["deadline_undo", "deadline_correct", "deadline_counted"])
    def test_is_for_whoever_registered_it(self, desk: FrontDesk, action: str) -> None:
        number = registered(desk)
        for user in (MAJA, LONE, RIKKE, SOFIE, AUDIT):
            desk.press(user, action, number)
            assert not_yours(Texts(desk.office.zone)) in said(desk.modal()), user
        assert item(desk, number).live


class TestCorrect:
    def test_opens_what_was_registered(self, desk: FrontDesk) -> None:
        number = registered(desk, remitted=["remitted"])
        desk.press(KARIM, "deadline_correct", number)
        assert desk.modal()["title"]["text"] == "Ret nr. 1"
        assert filled(desk.modal()) == {
            "rule": "kommune-85",
            "case_ref": "23-1234",
            "received_on": "2026-11-20",
            "case_whom": f"person:{KARIM}",
            "remitted": ["remitted"],
            "turn": "administrative",
        }

    def corrected(self, desk: FrontDesk, number: int, **fields: object) -> object:
        desk.press(KARIM, "deadline_correct", number)
        return desk.submit(KARIM, shapes.opened(desk.modal()), fields)

    def test_counts_anew_under_a_new_number(self, desk: FrontDesk) -> None:
        number = registered(desk)
        self.corrected(desk, number, rule="kommune-100-ny")
        assert (item(desk, 1).live, item(desk, 2).statute.key) == (False, "kommune-100-ny")
        assert case_ref(desk, 2) == "23-1234"

    def test_refuses_at_the_field_and_leaves_the_old_one(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.press(KARIM, "deadline_correct", number)
        answer = desk.submit(KARIM, shapes.opened(desk.modal()), {"received_on": "2026-11-27"})
        assert list(answer.errors) == ["received_on"]
        assert (item(desk, 1).live, desk.newest()) == (True, 1)

    def test_is_too_late_after_ten_minutes(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.press(KARIM, "deadline_correct", number)
        form = shapes.opened(desk.modal())
        desk.advance(minutes=11)
        answer = desk.submit(KARIM, form, {"received_on": "2026-11-19"})
        assert "for sent" in str(answer.errors)
        assert item(desk, 1).live
        desk.press(KARIM, "deadline_correct", number)
        assert "for sent" in said(desk.modal())
