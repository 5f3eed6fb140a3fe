"""A step of a complaint put right: what began by itself is taken back, and one letter is one complaint."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rules.statute import Kind
from storage import case_work, catalogue
from storage.cases import AlreadyRunningError
from storage.complaint_chain import ChainClosedError, GoneOnError, LetterSentError
from storage.complaint_models import Complaint, Stage
from storage.models import LateWhy, Result, State
from tests import cases as clocks
from tests import payload_shapes as shapes
from tests.case_desk import CASE_REF, decide, item, opened, registered, today
from tests.complaints import complain, complaint_of, corrects, ends, follows
from tests.deadlines import RULE_85, with_rules
from tests.front_desk import KARIM, LONE, MAJA, Answer, FrontDesk
from tests.moving import give
from tests.payload_shapes import Json
from tests.world import World, text_of
from views import ids


@pytest.fixture
def desk(desk: FrontDesk) -> FrontDesk:
    return with_rules(desk)


def complaint(desk: FrontDesk) -> int:
    """A complaint in reassessment that Maja reads too."""
    desk.command(KARIM, f"sag {CASE_REF} §85 modtaget 20/11 @karim læser @maja", "/appeal")
    return desk.newest()


def partly(desk: FrontDesk, number: int) -> int:
    """*Delvist medhold*; returns the citizen's clock that begins by itself."""
    desk.submit(KARIM, opened(desk, number), {ids.OUTCOME: Result.PARTLY})
    return desk.newest()


def stands(desk: FrontDesk, number: int) -> int:
    """The citizen says that the complaint stands; returns the clock of sending it on."""
    desk.submit(KARIM, opened(desk, number), {ids.OUTCOME: Result.COMPLAINED})
    return desk.newest()


def reopened(desk: FrontDesk, number: int) -> str:
    """*Genåbn* by its owner, and what is said."""
    desk.press(KARIM, ids.CASE_REOPEN, number)
    return text_of(desk.modal())


def kept(desk: FrontDesk) -> list[Complaint]:
    with desk.database.read() as session:
        return list(session.scalars(select(Complaint).order_by(Complaint.id)))


def window_of(desk: FrontDesk, number: int, **dates: str) -> int:
    """The decision is refused, and the citizen's time to complain followed."""
    desk.submit(KARIM, offer(decide(desk, number, Result.REFUSED, **dates)))
    return desk.newest()


def offer(answer: Answer) -> Json:
    assert answer.view is not None
    return shapes.opened(answer.view)


def complained_of(desk: FrontDesk, number: int, received: date | None = None) -> Answer:
    """*Klage modtaget* on the decision itself."""
    desk.press(KARIM, ids.APPEAL_FROM, number)
    return desk.submit(KARIM, shapes.opened(desk.modal()), fields(received or today(desk)))


def fields(received: date) -> Json:
    return {ids.SECOND_READER: f"person:{MAJA}", ids.RECEIVED_ON: received.isoformat()}


def ended(desk: FrontDesk, number: int, result: Result) -> None:
    with desk.database.write() as session:
        case_work.end(
            session,
            desk.office,
            number,
            result,
            decided_on=item(desk, number).legal_on,
            sent_on=None,
            by=KARIM,
            now=desk.now,
        )


class TestAMisclick:
    def test_on_partial_medhold_is_undone_and_the_reassessment_runs_again(self, desk: FrontDesk) -> None:
        number = complaint(desk)
        legal_on, answer = item(desk, number).legal_on, partly(desk, number)
        desk.advance(hours=1)
        assert f"Fristen nr. {answer} er taget tilbage." in reopened(desk, number)
        assert (item(desk, number).state, item(desk, number).legal_on) == (State.OPEN, legal_on)
        assert item(desk, answer).state is State.WITHDRAWN
        found = kept(desk)[0]
        assert (found.stage, found.result, found.latest_id) == (Stage.REASSESSMENT, None, number)

    def test_put_right_it_can_be_upheld_and_goes_to_the_board(self, desk: FrontDesk) -> None:
        number = complaint(desk)
        partly(desk, number)
        reopened(desk, number)
        desk.submit(
            KARIM,
            opened(desk, number),
            {ids.OUTCOME: Result.UPHELD, ids.DECIDED_ON: "2026-11-26", ids.SENT_ON: "2026-11-26"},
        )
        assert kept(desk)[0].stage is Stage.BOARD

    def test_made_twice_begins_the_citizens_clock_afresh(self, desk: FrontDesk) -> None:
        number = complaint(desk)
        first = partly(desk, number)
        reopened(desk, number)
        second = partly(desk, number)
        assert (item(desk, first).state, item(desk, second).state) == (State.WITHDRAWN, State.OPEN)
        assert second != first
        assert kept(desk)[0].latest_id == second

    def test_on_the_answer_takes_back_the_sending_on(self, desk: FrontDesk) -> None:
        answer = partly(desk, complaint(desk))
        forwarding = stands(desk, answer)
        reopened(desk, answer)
        assert (item(desk, answer).state, item(desk, forwarding).state) == (State.OPEN, State.WITHDRAWN)
        assert (kept(desk)[0].stage, kept(desk)[0].latest_id) == (Stage.ANSWER, answer)

    def test_two_steps_back_is_one_step_at_a_time(self, desk: FrontDesk) -> None:
        number = complaint(desk)
        answer = partly(desk, number)
        stands(desk, answer)
        assert f"Genåbn først nr. {answer}, og prøv så igen." in reopened(desk, number)
        reopened(desk, answer)
        reopened(desk, number)
        assert (item(desk, number).state, item(desk, answer).state) == (State.OPEN, State.WITHDRAWN)
        assert kept(desk)[0].stage is Stage.REASSESSMENT

    def test_after_a_step_was_taken_back_the_next_one_still_guards_what_came_before(
        self, desk: FrontDesk
    ) -> None:
        answer = partly(desk, complaint(desk))
        stands(desk, answer)
        reopened(desk, answer)
        again = stands(desk, answer)
        desk.submit(KARIM, opened(desk, again), {ids.DECIDED_ON: "2026-11-26", ids.SENT_ON: "2026-11-26"})
        assert f"Genåbn først nr. {again}, og prøv så igen." in reopened(desk, answer)
        assert item(desk, answer).state is State.CLOSED


class TestTakingBack:
    def test_leaves_no_trace_of_the_case_and_reminds_nobody(self, world: World) -> None:
        number = complain(world, case_ref=CASE_REF)
        ends(world, number, Result.PARTLY)
        answer = follows(world, number, "delvis-medhold-svar")
        clocks.reopened(world, number)
        gone, row = clocks.case_of(world, answer), world.item(answer)
        assert (gone.case_ref_sealed, gone.case_print, gone.identity) == (None, None, None)
        assert (row.state, row.next_step, row.next_step_at) == (State.WITHDRAWN, None, None)
        assert [one.deadline_id for one in world.events("deadline_undone")] == [answer]
        assert world.events("complaint_moved")[-1].detail["stage"] == Stage.REASSESSMENT

    def test_gives_the_complaint_back_to_the_team_that_reassesses(self, lite_world: World) -> None:
        number = complain(lite_world)
        ends(lite_world, number, Result.PARTLY)
        answer = follows(lite_world, number, "delvis-medhold-svar")
        give(lite_world, answer, None, team="voksen-b", by=LONE)
        assert complaint_of(lite_world, number).team_key == "voksen-b"
        clocks.reopened(lite_world, number)
        assert complaint_of(lite_world, number).team_key == "voksen-a"


class TestTheRefusal:
    def test_names_the_step_to_reopen_where_the_next_one_is_done(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.PARTLY)
        answer = follows(world, number, "delvis-medhold-svar")
        ends(world, answer, Result.COMPLAINED)
        forwarding = follows(world, answer, "delvis-medhold-videresend")
        ends(world, forwarding, Result.DONE)
        for step in (forwarding, answer):
            with pytest.raises(GoneOnError) as refused:
                clocks.reopened(world, number)
            assert refused.value.sentence.facts == {"number": number, "step": step}
            clocks.reopened(world, step)
        clocks.reopened(world, number)
        assert complaint_of(world, number).stage is Stage.REASSESSMENT

    def test_sends_whoever_would_reopen_a_closed_chain_to_the_complaint(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.PARTLY)
        ends(world, follows(world, number, "delvis-medhold-svar"), Result.LAPSED)
        with pytest.raises(ChainClosedError):
            clocks.reopened(world, number)
        corrects(world, number, None)
        clocks.reopened(world, number)
        assert complaint_of(world, number).latest_id == number

    def test_keeps_a_step_the_citizen_has_a_letter_about(self, lite_world: World) -> None:
        number = complain(lite_world)
        ends(lite_world, number, Result.PARTLY)
        answer = follows(lite_world, number, "delvis-medhold-svar")
        ends(lite_world, answer, Result.COMPLAINED)
        forwarding = follows(lite_world, answer, "delvis-medhold-videresend")
        written(lite_world, forwarding)
        for step in (answer, number):
            with pytest.raises(LetterSentError):
                clocks.reopened(lite_world, step)
        assert lite_world.item(forwarding).state is State.OPEN


def written(world: World, number: int) -> None:
    """The citizen is told in writing that it will be late."""
    with world.parts.database.write() as session:
        case_work.announce(
            session,
            world.office,
            number,
            sent_on=world.now.date(),
            to=world.now.date() + timedelta(days=60),
            why=LateWhy.STAFFING,
            by=KARIM,
            now=world.now,
        )


class TestOneLetter:
    def test_registered_on_the_decision_ends_its_window(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        desk.now += timedelta(days=4)
        assert complained_of(desk, number).errors == {}
        over = item(desk, window)
        assert (over.state, over.result, over.decided_on) == (State.CLOSED, Result.COMPLAINED, today(desk))
        assert len(kept(desk)) == 1

    def test_that_came_before_the_decisions_own_letter_ends_it_on_its_first_day(
        self, desk: FrontDesk
    ) -> None:
        number = registered(desk, RULE_85, days_ago=20)
        window = window_of(desk, number, decided_on="2026-11-23", sent_on="2026-11-26")
        assert complained_of(desk, number, today(desk) - timedelta(days=2)).errors == {}
        assert item(desk, window).decided_on == item(desk, window).received_on

    def test_ends_no_other_decisions_window(self, desk: FrontDesk) -> None:
        number, other = registered(desk, RULE_85), registered(desk, RULE_85, case_ref="23-9")
        window_of(desk, number)
        others = window_of(desk, other)
        complained_of(desk, number)
        assert item(desk, others).state is State.OPEN

    def test_known_already_is_not_offered_again_on_the_window(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        complained_of(desk, number)
        known = desk.newest()
        reopened(desk, window)
        said = text_of(desk.submit(KARIM, opened(desk, window)).view)
        assert f"Klagen er allerede registreret som nr. {known}." in said
        assert (len(kept(desk)), item(desk, window).state) == (1, State.CLOSED)

    def test_known_already_refuses_an_offer_that_stood_open(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        view = offer(desk.submit(KARIM, opened(desk, window)))
        complained_of(desk, number)
        known = desk.newest()
        assert f"Fristen findes allerede som nr. {known}." in str(desk.submit(LONE, view).errors)
        assert f"følges som nr. {known} " in text_of(desk.submit(KARIM, view).view)
        assert len(kept(desk)) == 1

    def test_taken_back_lets_the_window_run_again(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        complained_of(desk, number)
        mistaken = desk.newest()
        desk.now += timedelta(minutes=5)
        desk.press(KARIM, ids.DEADLINE_UNDO, mistaken)
        assert (item(desk, mistaken).state, item(desk, window).state) == (State.WITHDRAWN, State.OPEN)
        complained_of(desk, number)
        assert (len(kept(desk)), item(desk, window).state) == (1, State.CLOSED)

    def test_taken_back_leaves_a_window_that_ended_before_it(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        desk.submit(KARIM, opened(desk, window))
        desk.now += timedelta(minutes=5)
        complained_of(desk, number)
        desk.press(KARIM, ids.DEADLINE_UNDO, desk.newest())
        assert (kept(desk), item(desk, window).state) == ([], State.CLOSED)

    def test_known_from_the_window_refuses_a_form_that_stood_open_on_the_decision(
        self, desk: FrontDesk
    ) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        desk.press(KARIM, ids.APPEAL_FROM, number)
        form = shapes.opened(desk.modal())
        desk.submit(KARIM, offer(desk.submit(KARIM, opened(desk, window))))
        known = desk.newest()
        refused = desk.submit(KARIM, form, fields(today(desk)))
        assert str(AlreadyRunningError(known)) in str(refused.errors)
        assert len(kept(desk)) == 1


class TestTheFourWeeks:
    def test_a_complaint_after_them_is_late_on_the_decision_too(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        assert item(desk, window_of(desk, number)).legal_on == date(2026, 12, 24)
        desk.now += timedelta(days=60)
        said = text_of(complained_of(desk, number).view)
        assert kept(desk)[0].late
        assert "Klagen er kommet for sent; afvis den ikke selv." in said

    def test_a_complaint_on_their_last_day_is_in_time(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        desk.now += timedelta(days=60)
        complained_of(desk, number, date(2026, 12, 24))
        assert not kept(desk)[0].late

    def test_of_an_earlier_decision_make_no_complaint_of_the_new_one_late(self, desk: FrontDesk) -> None:
        number = decided_again(desk)
        complained_of(desk, number)
        assert not kept(desk)[0].late

    def test_begin_anew_with_a_new_decision_after_the_first_ones_passed(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        old = window_of(desk, number)
        desk.now += timedelta(days=40)
        ended(desk, old, Result.LAPSED)
        reopened(desk, number)
        new = window_of(desk, number)
        assert new != old
        assert (item(desk, new).statute.kind, item(desk, new).state) == (Kind.COMPLAINT_WINDOW, State.OPEN)
        assert item(desk, new).received_on == today(desk)

    def test_begin_anew_after_a_decision_that_was_complained_of(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        old = window_of(desk, number)
        complained_of(desk, number)
        desk.now += timedelta(days=40)
        reopened(desk, number)
        new = window_of(desk, number)
        desk.now += timedelta(days=2)
        view = offer(desk.submit(KARIM, opened(desk, new)))
        desk.submit(KARIM, view)
        assert new != old
        assert len(kept(desk)) == 2

    def test_asked_for_twice_are_one_clock(self, desk: FrontDesk) -> None:
        number = decided_again(desk)
        payload = shapes.submission(KARIM, offer(decided(desk, number)))
        desk.send(payload)
        new = desk.newest()
        desk.send(payload)
        assert desk.newest() == new


def decided_again(desk: FrontDesk) -> int:
    """A decision refused once more, long after the time to complain of the first refusal had passed."""
    number = registered(desk, RULE_85)
    window = window_of(desk, number)
    desk.now += timedelta(days=40)
    ended(desk, window, Result.LAPSED)
    reopened(desk, number)
    decide(desk, number, Result.REFUSED)
    return number


def decided(desk: FrontDesk, number: int) -> Answer:
    """Refused for the third time."""
    desk.now += timedelta(hours=1)
    reopened(desk, number)
    return decide(desk, number, Result.REFUSED)


class TestAComplaintOfAccess:
    def test_sent_on_is_no_complaint_with_ankestyrelsen(self, desk: FrontDesk) -> None:
        with desk.database.read() as session:
            rule = catalogue.current(session, desk.office).rule("aktindsigt-klage")
        number = registered(desk, rule)
        answer = desk.submit(KARIM, opened(desk, number))
        assert item(desk, number).state is State.CLOSED
        assert answer.body == {}
