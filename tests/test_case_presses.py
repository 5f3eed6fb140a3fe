"""The buttons on a statutory deadline, and what its forms do: every date said, every mistake answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from rules.statute import Rule
from storage.models import LateWhy, Result, State, Waiting
from tests import payload_shapes as shapes
from tests.case_desk import CASE_REF, SENT, chosen, decide, item, opened, registered, today
from tests.cases import COMPLAINT_WINDOW, INSIGHT
from tests.front_desk import BENT, KARIM, LONE, MAJA, FrontDesk, front_desk
from tests.world import text_of
from views import ids

LEGAL = date(2027, 1, 21)  # eight weeks from Thursday 26 November 2026
LETTER = {ids.NEW_DATE: "2027-02-15", ids.LATE_WHY: LateWhy.INFORMATION}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


class TestVis:
    def test_opens_the_case_its_dates_and_how_they_were_counted(self, desk: FrontDesk) -> None:
        number = registered(desk)
        shown = text_of(opened(desk, number, ids.CASE_VIEW))
        for fact in (
            f"Sag {CASE_REF}",
            "§ 85 Socialpædagogisk støtte",
            "Modtaget torsdag 26. november",
            "Frist torsdag 21. januar 2027",
            "Arbejd hen mod torsdag 21. januar 2027 kl. 17",
            "modtagelsesdagen tælles ikke med",
            "Hjemmel: serviceloven § 85",
        ):
            assert fact in shown

    def test_is_written_to_the_log(self, desk: FrontDesk) -> None:
        number = registered(desk)
        opened(desk, number, ids.CASE_VIEW)
        (read,) = desk.events("case_read")
        assert (read.actor, read.deadline_id) == (KARIM, number)

    def test_how_it_was_counted_opens_no_case(self, desk: FrontDesk) -> None:
        shown = text_of(chosen(desk, registered(desk), ids.MORE_COUNTED))
        assert "Sådan er der talt" in shown
        assert CASE_REF not in shown
        assert desk.events("case_read") == []

    def test_says_when_there_is_no_reference(self, desk: FrontDesk) -> None:
        assert "Uden sagsnummer" in text_of(opened(desk, registered(desk, case_ref=""), ids.CASE_VIEW))


class TestAfgjort:
    def test_ends_the_clock_with_its_dates(self, desk: FrontDesk) -> None:
        number = registered(desk, days_ago=3)
        answer = decide(desk, number, Result.GRANTED, sent_on="2026-11-26", decided_on="2026-11-25")
        assert answer.body == {}
        ended = item(desk, number)
        assert (ended.state, ended.result) == (State.CLOSED, Result.GRANTED)
        assert (ended.decided_on, ended.sent_on) == (date(2026, 11, 25), date(2026, 11, 26))

    def test_asks_for_the_outcome(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = opened(desk, number)
        outcome = next(block for block in form["blocks"] if block.get("block_id") == ids.OUTCOME)
        assert "initial_option" not in outcome["element"]
        assert desk.submit(KARIM, form, {ids.OUTCOME: "solgt"}).errors == {
            ids.OUTCOME: "Vælg et af udfaldene."
        }

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"decided_on": "2026-11-20"}, {ids.DECIDED_ON: "Afgjort 20.11.2026 ligger før modtagelsen."}),
            (
                {"decided_on": "2026-11-27"},
                {ids.DECIDED_ON: "Afgjort 27.11.2026 ligger ude i fremtiden."},
            ),
            ({"sent_on": "2026-11-25"}, {ids.SENT_ON: "Sendt 25.11.2026 ligger før afgørelsen."}),
            ({"sent_on": "2026-11-27"}, {ids.SENT_ON: "Sendt 27.11.2026 ligger ude i fremtiden."}),
        ],
    )
    def test_refuses_dates_that_cannot_be_and_says_why(
        self, desk: FrontDesk, fields: dict[str, str], wrong: dict[str, str]
    ) -> None:
        number = registered(desk, days_ago=1)
        assert decide(desk, number, Result.GRANTED, **fields).errors == wrong
        assert item(desk, number).state is State.OPEN

    def test_needs_the_day_it_was_sent_where_the_clock_ends_then(self, desk: FrontDesk) -> None:
        number = registered(desk, SENT)
        field = next(one for one in opened(desk, number)["blocks"] if one.get("block_id") == ids.SENT_ON)
        assert not field["optional"]
        assert "Fristen slutter først" in str(decide(desk, number, Result.GRANTED).errors)
        assert decide(desk, number, Result.GRANTED, sent_on="2026-11-26").errors == {}

    def test_anything_but_a_decision_has_one_date(self, desk: FrontDesk) -> None:
        number = registered(desk, INSIGHT)
        form = opened(desk, number)
        assert text_of(form["title"]) == f"Nr. {number}: besvaret"
        assert ids.OUTCOME not in str(form)
        desk.submit(KARIM, form)
        ended = item(desk, number)
        assert (ended.result, ended.decided_on, ended.sent_on) == (Result.DONE, today(desk), today(desk))

    def test_a_withdrawn_application_falls_away(self, desk: FrontDesk) -> None:
        number = registered(desk)
        assert desk.submit(KARIM, chosen(desk, number, ids.MORE_DROP)).body == {}
        assert item(desk, number).result is Result.DROPPED

    def test_a_second_delivery_changes_nothing(self, desk: FrontDesk) -> None:
        number = registered(desk)
        payload = shapes.submission(KARIM, opened(desk, number), {ids.OUTCOME: Result.REFUSED})
        first, before = desk.send(payload), desk.snapshot()
        assert desk.send(payload) == first
        assert desk.snapshot() == before

    def test_whoever_comes_second_is_told_so(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = opened(desk, number, by=MAJA)
        decide(desk, number, Result.GRANTED)
        answer = desk.submit(LONE, form, {ids.OUTCOME: Result.REFUSED})
        assert answer.errors == {
            ids.DECIDED_ON: f"Nr. {number} er der allerede taget hånd om. Hjem viser, hvad der mangler."
        }
        assert item(desk, number).result is Result.GRANTED


class TestFristbrevSendt:
    def test_keeps_the_legal_date_and_says_that_it_came_in_time(self, desk: FrontDesk) -> None:
        number = registered(desk)
        answer = desk.submit(KARIM, opened(desk, number, ids.CASE_NOTICE), LETTER)
        assert "fristbrevet er sendt i tide, senest torsdag 21. januar" in text_of(answer.view)
        announced = item(desk, number)
        assert (announced.legal_on, announced.announced_to) == (LEGAL, date(2027, 2, 15))
        assert (announced.announced_why, announced.live) == (LateWhy.INFORMATION, True)

    def test_says_that_it_came_too_late(self, desk: FrontDesk) -> None:
        number = registered(desk, days_ago=80)
        form = opened(desk, number, ids.CASE_NOTICE)
        assert "Fristen er passeret" in text_of(form)
        answer = desk.submit(KARIM, form, LETTER)
        assert "efter fristen mandag 2. november, som bliver stående som overskredet" in text_of(answer.view)

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({ids.NEW_DATE: "2027-01-21"}, "skal ligge efter fristen 21.01.2027"),
            ({ids.NEW_DATE: "2026-11-26"}, "skal ligge efter den dag, brevet blev sendt"),
            ({ids.SENT_ON: "2026-11-27"}, "ude i fremtiden"),
            ({ids.SENT_ON: "2026-11-25"}, "før modtagelsen"),
        ],
    )
    def test_refuses_dates_that_cannot_be(self, desk: FrontDesk, fields: dict[str, str], why: str) -> None:
        number = registered(desk)
        form = opened(desk, number, ids.CASE_NOTICE)
        assert why in str(desk.submit(KARIM, form, LETTER | fields).errors)
        assert item(desk, number).announced_on is None

    def test_asks_for_the_reason_and_the_new_date(self, desk: FrontDesk) -> None:
        form = opened(desk, registered(desk), ids.CASE_NOTICE)
        assert desk.submit(KARIM, form, {ids.NEW_DATE: "2027-02-15"}).errors == {
            ids.LATE_WHY: "Vælg en begrundelse."
        }
        assert desk.submit(KARIM, form, {ids.LATE_WHY: "other"}).errors == {ids.NEW_DATE: "Vælg en dato."}

    def test_a_second_one_knows_the_first(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.submit(KARIM, opened(desk, number, ids.CASE_NOTICE), LETTER)
        desk.advance(days=1)
        form = opened(desk, number, ids.CASE_NOTICE)
        assert "allerede fået et fristbrev torsdag 26. november med datoen mandag 15. februar" in text_of(
            form
        )
        earlier = desk.submit(KARIM, form, LETTER | {ids.NEW_DATE: "2027-02-12"})
        assert "allerede fået besked om 15.02.2027" in earlier.errors[ids.NEW_DATE]
        assert desk.submit(KARIM, form, LETTER | {ids.NEW_DATE: "2027-03-15"}).errors == {}

    @pytest.mark.parametrize("days", [0, 1])
    def test_both_stand_where_the_case_is_opened(self, desk: FrontDesk, days: int) -> None:
        number = registered(desk)
        desk.submit(KARIM, opened(desk, number, ids.CASE_NOTICE), LETTER)
        desk.advance(days=days)
        second = LETTER | {ids.NEW_DATE: "2027-03-15"}
        desk.submit(KARIM, opened(desk, number, ids.CASE_NOTICE), second)
        shown = text_of(opened(desk, number, ids.CASE_VIEW))
        assert "Tidligere fristbrev sendt torsdag 26. november, med datoen mandag 15. februar" in shown
        assert f"Fristbrev sendt {'fredag 27' if days else 'torsdag 26'}. november" in shown
        assert "Varslet til mandag 15. marts" in shown

    def test_the_gdpr_can_be_extended_by_two_months_and_no_more(self, desk: FrontDesk) -> None:
        number = registered(desk, INSIGHT)
        form = opened(desk, number, ids.CASE_NOTICE)
        assert "til senest fredag 26. februar" in text_of(form)
        late = desk.submit(KARIM, form, LETTER | {ids.NEW_DATE: "2027-02-27"})
        assert "højst en ny frist til 26.02.2027" in str(late.errors)
        assert desk.submit(KARIM, form, LETTER | {ids.NEW_DATE: "2027-02-26"}).errors == {}

    def test_the_gdpr_can_be_extended_within_the_first_month_only(self, desk: FrontDesk) -> None:
        number = registered(desk, INSIGHT, days_ago=35)
        form = opened(desk, number, ids.CASE_NOTICE)
        answer = desk.submit(KARIM, form, LETTER | {ids.NEW_DATE: "2026-12-20"})
        assert "senest 22.11.2026" in str(answer.errors)

    def test_the_citizens_own_time_has_none(self, desk: FrontDesk) -> None:
        number = registered(desk, COMPLAINT_WINDOW)
        desk.press(KARIM, ids.CASE_NOTICE, number)
        assert "borgerens egen frist" in text_of(desk.modal())


class TestVenter:
    def test_names_whom_and_until_when(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = chosen(desk, number, ids.MORE_WAIT)
        answer = desk.submit(KARIM, form, {ids.WAITING_ON: Waiting.DOCTOR, ids.UNTIL: "2026-12-10"})
        assert answer.body == {}
        waiting = item(desk, number)
        assert (waiting.waiting_on, waiting.waiting_until) == (Waiting.DOCTOR, date(2026, 12, 10))
        assert waiting.legal_on == LEGAL

    def test_beyond_the_date_it_asks_for_the_letter_now(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = chosen(desk, number, ids.MORE_WAIT)
        answer = desk.submit(KARIM, form, {ids.WAITING_ON: Waiting.DOCTOR, ids.UNTIL: "2027-02-01"})
        assert "send et fristbrev senest torsdag 21. januar" in text_of(answer.view)

    @pytest.mark.parametrize(("rule", "asks"), [(SENT, "send et fristbrev i dag"), (INSIGHT, "svar i dag")])
    def test_past_the_date_nothing_runs_while_it_waits(self, desk: FrontDesk, rule: Rule, asks: str) -> None:
        shown = text_of(chosen(desk, registered(desk, rule, days_ago=80), ids.MORE_WAIT))
        assert "løber imens" not in shown
        assert asks in shown

    def test_ends_when_what_it_waited_for_has_come(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = chosen(desk, number, ids.MORE_WAIT)
        desk.submit(KARIM, form, {ids.WAITING_ON: Waiting.CITIZEN, ids.UNTIL: "2026-12-10"})
        desk.send(shapes.choose(KARIM, ids.CASE_MORE, f"{ids.MORE_WAITED}:{number}"))
        assert item(desk, number).waiting_on is None

    def test_a_day_that_has_been_is_refused(self, desk: FrontDesk) -> None:
        form = chosen(desk, registered(desk), ids.MORE_WAIT)
        answer = desk.submit(KARIM, form, {ids.WAITING_ON: Waiting.CITIZEN, ids.UNTIL: "2026-11-26"})
        assert answer.errors == {ids.UNTIL: "Vælg en senere dag end i dag at vente til."}
        assert desk.submit(KARIM, form, {ids.UNTIL: "2026-12-10"}).errors == {
            ids.WAITING_ON: "Vælg, hvem der ventes på."
        }


class TestUdskyd:
    def test_offers_sensible_days_and_takes_one(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = chosen(desk, number, ids.MORE_POSTPONE)
        assert "Fredag 27. november" in text_of(form)
        desk.submit(KARIM, form)
        assert item(desk, number).postponed_to == date(2026, 11, 27)

    def test_never_beyond_the_day_we_work_towards(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = chosen(desk, number, ids.MORE_POSTPONE)
        answer = desk.submit(KARIM, form, {ids.CHOICE: "other", ids.DATE: "2027-01-22"})
        assert "Udskyd højst til 21.01.2027" in answer.errors[ids.DATE]
        assert desk.submit(KARIM, form, {ids.CHOICE: "other", ids.DATE: "2027-01-21"}).errors == {}

    def test_a_picked_date_is_what_was_meant(self, desk: FrontDesk) -> None:
        number = registered(desk)
        desk.submit(KARIM, chosen(desk, number, ids.MORE_POSTPONE), {ids.DATE: "2026-12-15"})
        assert item(desk, number).postponed_to == date(2026, 12, 15)

    def test_what_is_wrong_with_it_stands_at_the_date(self, desk: FrontDesk) -> None:
        form = chosen(desk, registered(desk), ids.MORE_POSTPONE)
        assert ids.DATE in desk.submit(KARIM, form, {ids.DATE: "2027-01-22"}).errors
        assert desk.submit(KARIM, form, {ids.DATE: "2026-11-26"}).errors == {
            ids.DATE: "Vælg en senere dag end i dag at udskyde til."
        }

    @pytest.mark.parametrize(
        ("rule", "asks"),
        [
            (SENT, "Fristen er gået: send fristbrev i dag med en ny dato."),
            (INSIGHT, "Fristen er gået, så den kan ikke udskydes: svar i dag."),
            (COMPLAINT_WINDOW, "Borgerens frist er udløbet. Afslut den"),
        ],
    )
    def test_past_the_date_it_says_what_to_do_instead(self, desk: FrontDesk, rule: Rule, asks: str) -> None:
        shown = text_of(chosen(desk, registered(desk, rule, days_ago=80), ids.MORE_POSTPONE))
        assert asks in shown
        assert "2026" not in shown

    def test_on_the_last_day_there_is_nothing_to_put_off_to(self, desk: FrontDesk) -> None:
        number = registered(desk, days_ago=56)
        shown = text_of(chosen(desk, number, ids.MORE_POSTPONE))
        assert "Kan fristen ikke nås, så send et fristbrev." in shown


class TestGenaabn:
    def test_takes_up_what_was_ended_by_mistake(self, desk: FrontDesk) -> None:
        number = registered(desk)
        decide(desk, number, Result.GRANTED)
        desk.press(KARIM, ids.CASE_REOPEN, number)
        again = item(desk, number)
        assert (again.state, again.result, again.legal_on) == (State.OPEN, None, LEGAL)

    def test_is_offered_where_the_case_is_opened(self, desk: FrontDesk) -> None:
        number = registered(desk)
        decide(desk, number, Result.GRANTED)
        view = opened(desk, number, ids.CASE_VIEW, by=LONE)
        assert "afgjort: bevilling torsdag 26. november".capitalize() in text_of(view)
        desk.press(LONE, ids.CASE_REOPEN, number, view=view)
        assert f"Nr. {number} er genåbnet" in text_of(desk.modal())
        assert item(desk, number).live

    def test_is_the_owners_and_the_leads(self, desk: FrontDesk) -> None:
        number = registered(desk)
        decide(desk, number, Result.GRANTED)
        desk.press(MAJA, ids.CASE_REOPEN, number)
        assert not item(desk, number).live
        desk.press(BENT, ids.CASE_REOPEN, number)
        assert item(desk, number).live


class TestOwnership:
    def test_one_without_an_owner_is_taken(self, desk: FrontDesk) -> None:
        number = registered(desk, owner=None)
        desk.press(MAJA, ids.CASE_TAKE, number)
        assert item(desk, number).owner_id == MAJA

    def test_is_given_to_somebody_else_and_keeps_its_date(self, desk: FrontDesk) -> None:
        number = registered(desk)
        form = chosen(desk, number, ids.MORE_GIVE)
        assert "Fristen flytter sig ikke: den er torsdag 21. januar." in text_of(form)
        desk.submit(KARIM, form, {"whom": f"person:{MAJA}"})
        given = item(desk, number)
        assert (given.owner_id, given.legal_on) == (MAJA, LEGAL)


class TestTheWrongThing:
    def test_a_calls_button_does_nothing_to_a_deadline(self, desk: FrontDesk) -> None:
        number = registered(desk)
        before = desk.snapshot()
        for action in (ids.VIEW, ids.SPOKE, ids.NO_ANSWER, ids.LATER, ids.JOURNALED, ids.GIVE, ids.CORRECT):
            desk.press(KARIM, action, number)
            assert "Det har du ikke adgang til." in text_of(desk.modal()), action
        assert desk.snapshot() == before

    def test_a_deadlines_button_does_nothing_to_a_call(self, desk: FrontDesk) -> None:
        number = desk.log()
        before = desk.snapshot()
        for action in (ids.CASE_VIEW, ids.CASE_END, ids.CASE_LAPSED, ids.CASE_NOTICE, ids.CASE_REOPEN):
            desk.press(KARIM, action, number)
            assert "Det har du ikke adgang til." in text_of(desk.modal()), action
        assert desk.snapshot() == before

    def test_a_choice_that_was_never_offered_points_at_nothing(self, desk: FrontDesk) -> None:
        number = registered(desk)
        shown = text_of(chosen(desk, number, "slet"))
        assert "Knappen peger ikke på" in shown
        assert item(desk, number).live


class TestPrivacy:
    def test_no_form_carries_the_case(self, desk: FrontDesk) -> None:
        number = registered(desk)
        views = [
            opened(desk, number),
            opened(desk, number, ids.CASE_NOTICE),
            *(
                chosen(desk, number, one)
                for one in (ids.MORE_WAIT, ids.MORE_POSTPONE, ids.MORE_COUNTED, ids.MORE_DROP)
            ),
        ]
        assert all(CASE_REF not in str(view) for view in views)

    def test_seeing_it_in_a_modal_leaves_only_its_number_behind(self, desk: FrontDesk) -> None:
        view = opened(desk, registered(desk), ids.CASE_VIEW)
        assert CASE_REF not in view["private_metadata"]


def test_a_deadline_in_the_week_before_it_passes(desk: FrontDesk) -> None:
    """What was received 55 days ago has tomorrow as its last day; *Udskyd* offers only that."""
    number = registered(desk, replace(SENT, ends=SENT.ends), days_ago=55)
    form = chosen(desk, number, ids.MORE_POSTPONE)
    options = next(one for one in form["blocks"] if one.get("block_id") == ids.CHOICE)["element"]["options"]
    assert [one["value"] for one in options] == [(today(desk) + timedelta(days=1)).isoformat(), "other"]
