"""`/deadline`: one line in any order, what is unclear asked for in the form, `list`, `help` and a number."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from bot.demo_command import demo_office
from bot.office_file import EXAMPLE, load_office
from rules.cpr import REFUSAL_IN_COMMAND
from rules.office import Office
from storage import case_file, caselist
from storage.caselist import CaseItem
from tests import payload_shapes as shapes
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.deadlines import deadline_form, registered, with_rules
from tests.front_desk import JONNA, KARIM, LONE, MAJA, OTTO, RIKKE, SOFIE, Answer, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.test_callback_command import said
from views.deadline_form import MOST_NAMED
from views.replies import refused
from views.texts import Texts

LINE = "§85 sag 23-1234 <@U0KARIM|karim> modtaget 20/11"
RECEIPT = (
    "Gemt som nr. 1: § 85 Socialpædagogisk bistand, 8 uger. "
    "Fristen er fredag 15. januar 2027. Karim Aziz har den."
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield with_rules(made)


def typed(desk: FrontDesk, text: str, user: str = KARIM) -> Answer:
    return desk.command(user, text, "/deadline")


def item(desk: FrontDesk, number: int = 1) -> CaseItem:
    with desk.database.read() as session:
        return caselist.items(session, [number])[0]


def case_ref(desk: FrontDesk, number: int = 1) -> str:
    with desk.database.read() as session:
        return case_file.reference(session, desk.vault, number)


def filled(form: Json) -> dict[str, object]:
    """What stands in the form's fields when it opens; empty ones left out."""
    found: dict[str, object] = {}
    for block in (block for block in form["blocks"] if block["type"] == "input"):
        element = block["element"]
        plain = [element.get(f"initial_{kind}") for kind in ("value", "date", "time")]
        option = (element.get("initial_option") or {}).get("value")
        several = [one["value"] for one in element.get("initial_options", [])]
        found[block["block_id"]] = next((one for one in (*plain, option) if one), several)
    return {name: value for name, value in found.items() if value}


def sections(form: Json) -> list[Json]:
    return [block["text"] for block in form["blocks"] if block["type"] == "section"]


class TestTheOneLineForm:
    @pytest.mark.parametrize(
        "text",
        [
            LINE,
            "modtaget 20. november, @karim, sagsnr. 23-1234, § 85",
            "paragraf 85 sag 23-1234 karim 20/11",
            "received 20 November case 23-1234 §85 @karim",
        ],
    )
    def test_registers_with_its_parts_in_any_order(self, desk: FrontDesk, text: str) -> None:
        answer = typed(desk, text, RIKKE)
        assert answer.text == RECEIPT
        assert answer.body["response_type"] == "ephemeral"
        assert (item(desk).owner_id, str(item(desk).received_on)) == (KARIM, "2026-11-20")
        assert case_ref(desk) == "23-1234"

    def test_without_a_name_and_a_date_it_is_ones_own_from_today(self, desk: FrontDesk) -> None:
        answer = typed(desk, "§85 sag 23-1234")
        assert answer.text.endswith("Fristen er torsdag 21. januar 2027.")
        assert item(desk).owner_id == KARIM

    def test_a_date_that_is_no_working_day_names_the_day_to_work_towards(self, desk: FrontDesk) -> None:
        answer = typed(desk, "§85 sag 23-1234 modtaget 22/11")
        assert "Fristen er søndag 17. januar 2027. Arbejd hen mod fredag 15. januar 2027." in answer.text

    def test_a_deadline_that_has_passed_asks_for_the_letter(self, desk: FrontDesk) -> None:
        answer = typed(desk, "§85 sag 23-1234 modtaget 1/9")
        assert "Fristen var tirsdag 27. oktober: send et fristbrev i dag" in answer.text

    def test_the_receipt_names_no_case(self, desk: FrontDesk) -> None:
        assert "23-1234" not in str(typed(desk, LINE, RIKKE).body)

    def test_a_second_delivery_registers_nothing_and_shows_the_same_receipt(self, desk: FrontDesk) -> None:
        payload = shapes.command(KARIM, LINE, "/deadline")
        first, before = desk.send(payload), desk.snapshot()
        desk.advance(minutes=3)
        assert desk.send(payload).text == first.text
        assert desk.snapshot() == before

    def test_the_same_case_rule_and_date_is_there_already(self, desk: FrontDesk) -> None:
        typed(desk, LINE)
        before = desk.snapshot()
        answer = typed(desk, "§ 85 SAG 23-1234 modtaget i fredags")
        assert answer.text == "Fristen findes allerede som nr. 1. Intet er gemt igen."
        assert desk.snapshot() == before

    def test_a_follow_up_begins_in_the_way_that_was_typed(self, desk: FrontDesk) -> None:
        typed(desk, "opfølgning sag 23-1234 frist 1/3 sammen med borgeren")
        assert (item(desk).turn, str(item(desk).legal_on)) == ("with_citizen", "2027-03-01")

    def test_a_chosen_date_of_another_year_is_named_with_its_year(self, desk: FrontDesk) -> None:
        answer = typed(desk, "opfølgning 1/3 sag 23-91")
        assert answer.text == "Gemt som nr. 1: Opfølgning på en indsats. Fristen er mandag 1. marts 2027."
        assert (str(item(desk).legal_on), str(item(desk).received_on)) == ("2027-03-01", "2026-11-26")

    def test_a_chosen_date_of_this_year_is_named_without_it(self, desk: FrontDesk) -> None:
        assert typed(desk, "opfølgning 18/12 sag 23-91").text.endswith("Fristen er fredag 18. december.")

    def test_a_bare_paragraph_begins_the_line(self, desk: FrontDesk) -> None:
        assert typed(desk, "85 23-1235 i går").text.startswith("Gemt som nr. 1: § 85 ")

    def test_a_remitted_case_says_so(self, desk: FrontDesk) -> None:
        answer = typed(desk, "§85 hjemvist sag 23-1234")
        assert "Sagen er hjemvist" in str(answer.body["blocks"])
        assert item(desk).remitted


class TestALineThatIsUnclear:
    def opened(self, desk: FrontDesk, text: str, user: str = KARIM) -> Json:
        answer = typed(desk, text, user)
        assert (answer, desk.newest()) == (Answer(200, {}), 0)
        return desk.modal()

    def test_opens_the_form_with_everything_typed(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "§85 modtaget 20/11 @maja hjemvist")
        assert filled(form) == {
            "rule": "kommune-85",
            "received_on": "2026-11-20",
            "case_whom": f"person:{MAJA}",
            "remitted": ["remitted"],
            "turn": "administrative",
        }
        assert said(form) == "Sagsnummeret mangler."

    def test_with_only_a_paragraph_asks_for_the_rest(self, desk: FrontDesk) -> None:
        assert filled(self.opened(desk, "§85"))["rule"] == "kommune-85"

    def test_asks_which_variant_is_meant_and_offers_those_first(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "§100 sag 23-1234")
        assert "rule" not in filled(form)
        assert "2 frister at vælge imellem" in said(form)
        offered = desk.send(shapes.suggestion(KARIM, "rule", "", shapes.opened(form))).body["options"]
        assert [one["text"]["text"] for one in offered[:2]] == [
            "§ 100 · Merudgifter til voksne (nye sager) · 12 uger",
            "§ 100 · Merudgifter til voksne (løbende sager) · 4 uger",
        ]

    def test_of_a_word_that_fits_several_everything_typed_stands_there(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "udløber 1/3 sag 23-1234 @maja")
        known = filled(form)
        assert "rule" not in known
        assert (known["case_ref"], known["chosen_date"]) == ("23-1234", "2027-03-01")
        assert known["case_whom"] == f"person:{MAJA}"
        assert {"type": "plain_text", "text": "udløber", "emoji": False} in sections(form)
        assert "• § 82 b · Individuel tidsbegrænset støtte udløber · 6 måneder" in str(sections(form))

    def test_of_many_rules_the_first_are_named(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "ansøgning sag 23-1234")
        assert str(sections(form)).count("• ") == MOST_NAMED
        assert "… og 1 til." in str(form["blocks"])

    def test_of_access_to_documents_the_four_lengths_are_offered_first(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "aktindsigt offentlighedsloven sag 23-1234")
        offered = desk.send(shapes.suggestion(KARIM, "rule", "", shapes.opened(form))).body["options"]
        assert all("§ 36 stk. 2" in one["text"]["text"] for one in offered[:4]), offered[:4]

    def test_of_access_to_documents_the_main_deadline_is_offered_first(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "aktindsigt sag 23-1234")
        for written in ("", "aktindsigt"):
            offered = desk.send(shapes.suggestion(KARIM, "rule", written, shapes.opened(form))).body[
                "options"
            ]
            assert offered[0]["value"] == "aktindsigt", written

    def test_a_misspelt_name_is_offered_first_and_not_chosen(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "socialpædagosigk sag 23-1234")
        assert "rule" not in filled(form)
        assert "Mente du »socialpædagogisk«?" in said(form)
        offered = desk.send(shapes.suggestion(KARIM, "rule", "", shapes.opened(form))).body["options"]
        assert offered[0]["value"] == "kommune-85"

    @pytest.mark.parametrize("written", ["32/11", "torsdag", "i morgen", "hvornår"])
    def test_a_day_that_was_not_understood_is_never_today(self, desk: FrontDesk, written: str) -> None:
        form = self.opened(desk, f"§85 sag 23-1234 modtaget {written}")
        assert "received_on" not in filled(form)
        (field,) = (block for block in form["blocks"] if block.get("block_id") == "received_on")
        assert not field.get("optional")
        assert desk.submit(KARIM, shapes.opened(form)).errors["received_on"] == "Vælg den dag, I modtog det."

    def test_a_colleague_without_a_team_is_said_to_have_none(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "§85 sag 23-1234 @jonna")
        assert "er ikke på et team og kan ikke vælges her" in said(form)

    def test_an_unknown_paragraph_is_asked_about(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "§999 sag 23-1234")
        assert "»§999« er ikke i fristkataloget." in said(form)
        assert filled(form)["case_ref"] == "23-1234"

    @pytest.mark.parametrize("typed_date", ["31/2", "1/1/2030", "i morgen"])
    def test_an_impossible_day_is_told_of_and_still_stands_there(
        self, desk: FrontDesk, typed_date: str
    ) -> None:
        form = self.opened(desk, f"§85 sag 23-1234 modtaget {typed_date}")
        assert f"modtaget {typed_date}" in str(form["blocks"])

    def test_what_has_no_field_stands_above_the_form(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "§85 sag 23-1234 Jens Hansen *haster*")
        shown = [block["text"] for block in form["blocks"] if block["type"] == "section"]
        assert {"type": "plain_text", "text": "Jens Hansen *haster*", "emoji": False} in shown

    def test_cannot_mention_or_format_with_what_was_typed(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "@here_*fed* &lt;!channel&gt; §85")
        marked = [
            block["text"]["text"]
            for block in form["blocks"]
            if block["type"] == "section" and block["text"]["type"] == "mrkdwn"
        ]
        assert "<!channel>" not in str(marked)
        assert "*fed*" not in str(marked)

    def test_a_rule_without_a_length_asks_for_its_date(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "tidsbegrænset indsats udløber sag 23-1234")
        assert "har ingen fast længde. Vælg selv datoen." in said(form)

    def test_a_date_beside_a_fixed_length_is_asked_about(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "partsaktindsigt sag 23-1234 modtaget 20/11 frist 1/12")
        assert "Fristen er 7 arbejdsdage og regnes fra modtagelsen." in said(form)

    def test_somebody_away_is_told_of_first(self, desk: FrontDesk) -> None:
        desk.command(LONE, f"<@{KARIM}|karim> 26/11-1/12 <@{MAJA}|maja>", "/absence")
        assert "Karim Aziz er væk til" in said(self.opened(desk, LINE, RIKKE))

    def test_whoever_is_no_caseworker_says_whose_case_it_is(self, desk: FrontDesk) -> None:
        form = self.opened(desk, "§85 sag 23-1234", JONNA)
        assert "case_whom" not in filled(form)
        assert said(form) == "Vælg, hvem der har sagen, eller vælg teamet."

    def test_five_thousand_characters_are_all_there(self, desk: FrontDesk) -> None:
        form = self.opened(desk, f"§85 sag 23-1234 {'ø' * 5_000}")
        assert str(form["blocks"]).count("ø") >= 5_000


class TestWithoutTheDatabase:
    def test_a_line_that_cannot_be_read_stands_in_the_form(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("handlers.deadline_draft.catalogue.current", unreachable)
        answer = typed(desk, LINE)
        assert "databasen svarede ikke" in answer.text
        assert "sag 23-1234" in str(desk.modal())
        assert "received_on" not in filled(desk.modal())

    def test_a_line_that_cannot_be_saved_stands_in_the_form(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("handlers.deadline_saving.cases.register", unreachable)
        typed(desk, LINE)
        assert said(desk.modal()).startswith("Ikke gemt")
        assert filled(desk.modal())["case_ref"] == "23-1234"


def unreachable(*_args: object, **_how: object) -> None:
    raise OperationalError("locked", None, Exception())


class TestANumber:
    def test_opens_that_deadline_and_writes_the_read_to_the_log(self, desk: FrontDesk) -> None:
        number = registered(desk)
        typed(desk, str(number))
        assert "23-1234" in str(desk.modal())
        assert [event.actor for event in desk.events("case_read")] == [KARIM]

    def test_of_another_team_is_refused(self, desk: FrontDesk) -> None:
        number = registered(desk)
        assert typed(desk, f"nr. {number}", SOFIE).text == f"Der er ingen frist nr. {number}, du kan se."
        assert desk.events("case_read") == []

    def test_of_a_call_opens_nothing(self, desk: FrontDesk) -> None:
        number = desk.log()
        assert typed(desk, f"nr. {number}").text == f"Der er ingen frist nr. {number}, du kan se."

    def test_that_nobody_has_given_is_answered_as_one_of_another_team(self, desk: FrontDesk) -> None:
        assert typed(desk, "999").text == "Der er ingen frist nr. 999, du kan se."

    def test_of_another_team_that_is_a_paragraph_too_begins_one(self, desk: FrontDesk) -> None:
        while desk.newest() < 85:
            typed(desk, f"§100 løbende sag 23-{desk.newest():04}")
        typed(desk, "85", SOFIE)
        assert filled(desk.modal())["rule"] == "kommune-85"
        typed(desk, "85")
        assert "23-0084" in str(desk.modal())

    def test_that_is_no_deadline_but_a_paragraph_begins_one(self, desk: FrontDesk) -> None:
        typed(desk, "85")
        assert filled(desk.modal())["rule"] == "kommune-85"


class TestTheList:
    def test_shows_ones_own_in_the_order_to_work_without_a_case(self, desk: FrontDesk) -> None:
        registered(desk, case_ref="23-0001", received_on="2026-11-25")
        registered(desk, case_ref="23-0002", received_on="2026-11-02")
        registered(desk, case_ref="23-0003", case_whom=f"person:{MAJA}")
        typed(desk, "list")
        lines = [text for text in said(desk.modal()).splitlines() if "Nr." in text]
        assert [line.partition(" ·")[0] for line in lines] == ["*Nr. 2", "*Nr. 1"]
        assert "23-000" not in str(desk.modal())

    def test_a_long_one_says_how_many_more_there_are(self, desk: FrontDesk) -> None:
        for number in range(42):
            typed(desk, f"§85 sag 23-{number:04}")
        typed(desk, "liste")
        assert "Der er 2 frister mere, længere ude." in str(desk.modal())
        assert len(desk.modal()["blocks"]) <= 100

    def test_an_empty_one_says_how_to_begin(self, desk: FrontDesk) -> None:
        typed(desk, "list")
        assert "Du har ingen frister, der løber. */deadline* starter en." in said(desk.modal())


@pytest.mark.parametrize("text", ["help", "Hjælp", "?"])
def test_help_shows_the_ways_to_write(desk: FrontDesk, text: str) -> None:
    answer = typed(desk, text)
    assert "*/deadline §85 sag 23-1234 @karim modtaget 20/11*" in answer.text
    assert "*/deadline tidsbegrænset indsats 1/3 sag 23-1234*" in answer.text
    assert "Skriv aldrig CPR-numre." in answer.text


@pytest.mark.parametrize("office", [load_office(EXAMPLE), demo_office()], ids=["example", "demo"])
def test_the_date_in_the_helps_example_is_the_deadlines_own(tmp_path: Path, office: Office) -> None:
    with front_desk(tmp_path, office) as made:
        desk = with_rules(made)
        (example,) = re.findall(r"\*/deadline ([^*]+ 1/3 [^*]+)\*", typed(desk, "help").text)
        typed(desk, example)
        assert str(item(desk).legal_on) == "2027-03-01"


def test_a_cpr_number_is_refused_and_the_rest_given_back(desk: FrontDesk) -> None:
    answer = typed(desk, f"§85 sag {WRITTEN_AS_CPR[0]} @maja")
    assert answer.text == REFUSAL_IN_COMMAND
    assert filled(desk.modal())["rule"] == "kommune-85"
    assert "received_on" not in filled(desk.modal())
    assert WRITTEN_AS_CPR[0] not in str(desk.client.calls)
    assert desk.newest() == 0


def test_an_outsider_gets_nothing(desk: FrontDesk) -> None:
    assert typed(desk, LINE, OTTO).text == refused(Texts(desk.office.zone))
    assert (desk.newest(), desk.client.calls) == (0, [])


def test_the_empty_form_has_its_cursor_at_the_rule(desk: FrontDesk) -> None:
    form = deadline_form(desk)
    focused = [block["block_id"] for block in form["blocks"] if block["element"].get("focus_on_load")]
    assert focused == ["rule"]
    assert filled(form) == {
        "received_on": "2026-11-26",
        "case_whom": f"person:{KARIM}",
        "turn": "administrative",
    }


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("deadlines")) as made:
        yield with_rules(made)


class TestWhatever:
    @settings(max_examples=60, deadline=None)
    @given(text=st.one_of(st.text(), st.text(alphabet="§ 0123456789/-.,sagmodte@<>|*\n")))
    def test_is_typed_is_answered_and_never_lost(self, shared: FrontDesk, text: str) -> None:
        before, calls = shared.newest(), len(shared.client.calls)
        answer = typed(shared, text)
        assert answer.status == 200
        assert "Noget gik galt" not in answer.text
        assert answer.text or shared.newest() > before or len(shared.client.calls) > calls
