"""`/appeal` at the front desk: the form, one line, a call, a decision, and what the complaint's modals do."""

from typing import Any

import pytest

from storage import caselist, cases
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.models import Deadline, Outbox, Result
from tests import payload_shapes as shapes
from tests.calls import at
from tests.case_desk import decide, item, opened
from tests.case_desk import registered as deadline
from tests.deadlines import RULE_85, with_rules
from tests.front_desk import ALI, JONNA, KARIM, LONE, MAJA, PETER, RIKKE, Answer, FrontDesk
from tests.payload_shapes import Json
from views import ids

LINE = "sag 23-1234 §85 modtaget 20/11 @karim"
FIELDS = {
    ids.APPEAL_RULE: RULE_85.key,
    ids.CASE_REF: "23-1234",
    ids.CASE_WHOM: f"person:{KARIM}",
    ids.SECOND_READER: f"person:{MAJA}",
}


@pytest.fixture
def desk(desk: FrontDesk) -> FrontDesk:
    return with_rules(desk)


def appeal(desk: FrontDesk, text: str = "", user: str = KARIM) -> Answer:
    return desk.command(user, text, "/appeal")


def complaint(desk: FrontDesk, number: int) -> Complaint:
    with desk.database.read() as session:
        return session.get_one(Complaint, number)


def reference(desk: FrontDesk, number: int) -> bool:
    """Whether the complaint's first clock is named."""
    with desk.database.read() as session:
        return not caselist.items(session, [number])[0].unnamed


class TestOneLine:
    def test_saves_at_once_and_says_what_is_missing(self, desk: FrontDesk) -> None:
        answer = appeal(desk, LINE, RIKKE)
        number = desk.newest()
        assert f"Klage gemt som nr. {number}: § 85, serviceloven. Genvurderes senest fredag 18. december" in (
            answer.text
        )
        assert "Karim Aziz har den." in answer.text
        assert "Anden læser mangler" in answer.text
        assert "23-1234" not in str(answer.body)
        assert complaint(desk, number).second_reader is None

    @pytest.mark.parametrize("said", ["læser @maja", "anden læser: Maja", "læser <@U0MAJA|maja>"])
    def test_names_the_second_reader(self, desk: FrontDesk, said: str) -> None:
        answer = appeal(desk, f"{LINE} {said}")
        assert "Anden læser er Maja Lund." in answer.text
        assert complaint(desk, desk.newest()).second_reader == MAJA

    def test_knows_a_case_of_notice_and_a_late_complaint(self, desk: FrontDesk) -> None:
        answer = appeal(desk, f"{LINE}, varslingssag, for sent")
        found = complaint(desk, desk.newest())
        assert (found.notified, found.late) == (True, True)
        assert "genvurderes senest fredag 4. december" in answer.text

    def test_refuses_what_cannot_be_appealed(self, desk: FrontDesk) -> None:
        before = desk.newest()
        assert "kan ikke påklages" in appeal(desk, "sag 23-1 §82 b @karim").text
        assert desk.newest() == before

    def test_what_is_unclear_opens_the_form_with_everything_typed(self, desk: FrontDesk) -> None:
        appeal(desk, "sag 23-1234 §100 @karim læser @maja")
        view = desk.modal()
        assert view["callback_id"] == ids.APPEAL_FORM
        assert "Der er 2 frister at vælge imellem" in str(view)
        assert "23-1234" in str(view)
        assert "person:U0MAJA" in str(view)

    def test_a_reader_who_has_the_case_is_said_in_the_form(self, desk: FrontDesk) -> None:
        before = desk.newest()
        appeal(desk, f"{LINE} læser @karim")
        assert "Anden læser skal være en anden" in str(desk.modal())
        assert desk.newest() == before

    def test_typed_twice_is_one_complaint(self, desk: FrontDesk) -> None:
        appeal(desk, LINE)
        number = desk.newest()
        assert f"findes allerede som nr. {number}" in appeal(desk, LINE).text
        assert desk.newest() == number


class TestTheForm:
    def test_registers(self, desk: FrontDesk) -> None:
        answer = desk.submit(KARIM, form(desk), FIELDS)
        number = desk.newest()
        assert f"Klage gemt som nr. {number}" in str(answer.view)
        assert complaint(desk, number).second_reader == MAJA

    def test_says_at_its_field_that_the_owner_is_no_second_reader(self, desk: FrontDesk) -> None:
        answer = desk.submit(KARIM, form(desk), FIELDS | {ids.SECOND_READER: f"person:{KARIM}"})
        assert "Vælg en kollega" in answer.errors[ids.SECOND_READER]

    def test_says_what_is_missing(self, desk: FrontDesk) -> None:
        answer = desk.submit(RIKKE, form(desk, RIKKE), {})
        assert set(answer.errors) == {ids.APPEAL_RULE, ids.CASE_REF, ids.CASE_WHOM}

    def test_suggests_decisions_only_and_readers_only(self, desk: FrontDesk) -> None:
        view = form(desk)
        rules = desk.send(shapes.suggestion(KARIM, ids.APPEAL_RULE, "", view)).body["options"]
        assert {one["value"] for one in rules} >= {RULE_85.key}
        assert not {one["value"] for one in rules} & {"genvurdering", "kommune-82a", "aktindsigt"}
        readers = desk.send(shapes.suggestion(KARIM, ids.SECOND_READER, "", view)).body["options"]
        assert {f"person:{MAJA}", f"person:{JONNA}"} <= {one["value"] for one in readers}
        assert f"person:{RIKKE}" not in {one["value"] for one in readers}


class TestFromACall:
    def test_about_a_complaint_the_call_counts(self, desk: FrontDesk) -> None:
        call = desk.log(topic="klage")
        desk.press(RIKKE, ids.START_ON_RECEIPT, call)
        view = shapes.opened(desk.modal())
        assert view["callback_id"] == ids.APPEAL_FORM
        answer = desk.submit(RIKKE, view, {ids.APPEAL_RULE: RULE_85.key})
        assert answer.errors == {}, answer.errors
        found = item(desk, desk.newest())
        assert (found.started_by, found.owner_id, found.received_on) == (call, KARIM, desk.now.date())


class TestFromADecision:
    def test_a_refusal_opened_takes_a_complaint_on_the_same_case(self, desk: FrontDesk) -> None:
        number = refused(desk)
        desk.press(KARIM, ids.CASE_VIEW, number)
        assert "Klage modtaget" in str(desk.modal())
        desk.press(KARIM, ids.APPEAL_FROM, number)
        view = shapes.opened(desk.modal())
        assert ids.CASE_REF not in str(view)
        answer = desk.submit(KARIM, view, {ids.SECOND_READER: f"person:{MAJA}"})
        assert answer.errors == {}, answer.errors
        found = desk.newest()
        assert (complaint(desk, found).rule_key, complaint(desk, found).decided_by) == (RULE_85.key, KARIM)
        assert reference(desk, found)

    def test_whoever_decided_is_no_second_reader_and_nothing_is_stored(self, desk: FrontDesk) -> None:
        number = refused(desk)
        desk.press(LONE, ids.APPEAL_FROM, number)
        view, before, told = shapes.opened(desk.modal()), desk.newest(), messages(desk)
        typed = {ids.CASE_WHOM: f"person:{MAJA}", ids.SECOND_READER: f"person:{KARIM}"}
        answer = desk.submit(LONE, view, typed)
        # An error at a field leaves the form standing with all that was typed.
        assert set(answer.errors) == {ids.SECOND_READER}
        assert "traf afgørelsen. Vælg en kollega" in answer.errors[ids.SECOND_READER]
        assert (desk.newest(), messages(desk), desk.events("complaint_registered")) == (before, told, [])
        answer = desk.submit(LONE, view, typed | {ids.SECOND_READER: f"person:{PETER}"})
        assert answer.errors == {}, answer.errors
        assert complaint(desk, desk.newest()).second_reader == PETER

    def test_what_was_granted_offers_none(self, desk: FrontDesk) -> None:
        number = deadline(desk, RULE_85)
        decide(desk, number, Result.GRANTED)
        desk.press(KARIM, ids.CASE_VIEW, number)
        assert "Klage modtaget" not in str(desk.modal())

    def test_the_windows_own_offer_takes_a_second_reader_too(self, desk: FrontDesk) -> None:
        number = deadline(desk, RULE_85)
        offer = decide(desk, number, Result.REFUSED).view
        desk.submit(KARIM, shapes.opened(offer))
        window = desk.newest()
        answer = desk.submit(KARIM, opened(desk, window))
        desk.submit(KARIM, shapes.opened(answer.view), {ids.SECOND_READER: f"person:{MAJA}"})
        found = complaint(desk, desk.newest())
        assert (found.second_reader, found.rule_key) == (MAJA, RULE_85.key)


class TestTheChain:
    def test_partial_medhold_begins_the_citizens_four_weeks_and_says_so(self, desk: FrontDesk) -> None:
        number = registered(desk)
        view = ended(desk, number, Result.PARTLY)
        answer = desk.newest()
        assert f"følges som nr. {answer}" in str(view)
        assert complaint(desk, number).stage is Stage.ANSWER
        view = ended(desk, answer, Result.COMPLAINED)
        assert "skal sendes til Ankestyrelsen senest" in str(view)
        assert complaint(desk, number).stage is Stage.FORWARDING
        view = desk.submit(KARIM, opened(desk, desk.newest())).view
        assert "hos Ankestyrelsen" in str(view)
        assert complaint(desk, number).stage is Stage.BOARD

    def test_the_reader_who_is_missing_is_asked_for_where_it_ends(self, desk: FrontDesk) -> None:
        number = registered(desk, reader="")
        view = opened(desk, number)
        assert ids.SECOND_READER in str(view)
        answer = desk.submit(KARIM, view, {ids.OUTCOME: Result.UPHELD, ids.SECOND_READER: f"person:{KARIM}"})
        assert "Vælg en kollega" in str(answer.errors)
        desk.submit(KARIM, view, {ids.OUTCOME: Result.UPHELD, ids.SECOND_READER: f"person:{PETER}"})
        assert (complaint(desk, number).second_reader, complaint(desk, number).stage) == (PETER, Stage.BOARD)

    def test_hjemvist_starts_the_paragraphs_clock_again(self, desk: FrontDesk) -> None:
        number = with_the_board(desk)
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        answer = desk.submit(JONNA, shapes.opened(desk.modal()), decision("remitted"))
        assert answer.errors == {}, answer.errors
        again = item(desk, desk.newest())
        assert (again.remitted, again.statute.key, again.owner_id) == (True, RULE_85.key, KARIM)
        assert f"løber igen som nr. {again.number}" in str(answer.view)

    def test_learning_with_a_long_text_is_refused_at_its_field(self, desk: FrontDesk) -> None:
        number = with_the_board(desk)
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        answer = desk.submit(JONNA, shapes.opened(desk.modal()), decision("upheld", learning="x" * 201))
        assert set(answer.errors) == {ids.LEARNING}

    def test_a_correction_needs_a_reason_and_adds_a_row(self, desk: FrontDesk) -> None:
        number = with_the_board(desk)
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        desk.submit(JONNA, shapes.opened(desk.modal()), decision("upheld"))
        desk.press(LONE, ids.COMPLAINT_CORRECT, number)
        view = shapes.opened(desk.modal())
        assert set(desk.submit(LONE, view, decision("changed")).errors) == {ids.CORRECT_WHY}
        answer = desk.submit(LONE, view, decision("changed") | {ids.CORRECT_WHY: "outcome"})
        assert "Rettet 1 gang" in str(answer.view)
        with desk.database.read() as session:
            assert session.query(BoardRuling).count() == 2


class TestOpening:
    @pytest.mark.parametrize("who", [KARIM, MAJA, LONE, JONNA])
    def test_is_for_those_who_have_to_do_with_it_and_is_logged(self, desk: FrontDesk, who: str) -> None:
        number = registered(desk)
        appeal(desk, str(number), who)
        assert "Sag 23-1234" in str(desk.modal())
        assert [event.actor for event in desk.events("case_read")] == [who]

    @pytest.mark.parametrize("who", [PETER, RIKKE, ALI])
    def test_is_nobody_elses(self, desk: FrontDesk, who: str) -> None:
        number = registered(desk)
        assert "du kan se" in appeal(desk, str(number), who).text
        assert desk.events("case_read") == []

    def test_the_list_has_numbers_and_no_case(self, desk: FrontDesk) -> None:
        number = registered(desk)
        appeal(desk, "list", JONNA)
        assert f"Nr. {number} · § 85" in str(desk.modal())
        assert "23-1234" not in str(desk.modal())
        appeal(desk, "list", PETER)
        assert "ingen åbne klager" in str(desk.modal())

    def test_help(self, desk: FrontDesk) -> None:
        assert "omgørelsesprocenten" in appeal(desk, "help").text


class TestStatus:
    def test_klager_shows_the_rate_with_n_and_when(self, desk: FrontDesk) -> None:
        number = with_the_board(desk)
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        desk.submit(JONNA, shapes.opened(desk.modal()), decision("remitted"))
        shown = str(desk.command(LONE, "klager", "/status").body)
        assert "100 %* (1 af 1)" in shown
        assert "få sager" in shown
        assert "Trukket torsdag 26. november" in shown

    def test_the_six_lines_say_how_many_are_under_way(self, desk: FrontDesk) -> None:
        registered(desk)
        assert "Klager under behandling: *1*" in str(desk.command(LONE, "", "/status").body)


def messages(desk: FrontDesk) -> int:
    """How many were ever meant to be sent."""
    with desk.database.read() as session:
        return session.query(Outbox).count()


def form(desk: FrontDesk, user: str = KARIM) -> Json:
    appeal(desk, "", user)
    return shapes.opened(desk.modal())


def registered(desk: FrontDesk, reader: str = MAJA) -> int:
    read = {ids.SECOND_READER: f"person:{reader}"} if reader else {ids.SECOND_READER: ""}
    answer = desk.submit(KARIM, form(desk), FIELDS | read)
    assert answer.errors == {}, answer.errors
    return desk.newest()


def ended(desk: FrontDesk, number: int, result: Result) -> Json:
    """End the clock in its form; returns what stands in its place."""
    answer = desk.submit(KARIM, opened(desk, number), {ids.OUTCOME: result})
    assert answer.errors == {}, answer.errors
    return answer.view


def with_the_board(desk: FrontDesk) -> int:
    number = registered(desk)
    ended(desk, number, Result.UPHELD)
    return number


def decision(*outcomes: str, learning: str = "") -> dict[str, Any]:
    return {
        ids.BOARD_OUTCOMES: list(outcomes),
        ids.BOARD_DECIDED_ON: "2026-11-26",
        ids.BOARD_RECEIVED_ON: "2026-11-26",
        ids.APPEAL_RULE: RULE_85.key,
        ids.LEARNING: learning,
    }


def refused(desk: FrontDesk) -> int:
    number = deadline(desk, RULE_85)
    decide(desk, number, Result.REFUSED)
    with desk.database.read() as session:
        assert session.get_one(Deadline, number)
        assert cases.started_from(session, number) is None
    return number


class TestTheReceipt:
    def test_says_when_the_jurist_hears_of_it(self, desk: FrontDesk) -> None:
        desk.now = at(28, 10)
        assert "Juristen får besked mandag 30. november kl. 8." in appeal(desk, LINE).text

    def test_promises_a_jurist_who_writes_it_down_no_message(self, desk: FrontDesk) -> None:
        assert "Juristen får besked" not in appeal(desk, LINE, JONNA).text

    def test_speaks_of_a_date_that_has_passed_as_passed(self, desk: FrontDesk) -> None:
        said = appeal(desk, "sag 23-1234 §85 modtaget 1/10 @karim").text
        assert "Fristen for at genvurdere var torsdag 29. oktober: send et fristbrev i dag" in said
