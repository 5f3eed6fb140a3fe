"""One complaint is one, whether it is written down by hand, on its decision or on the time to complain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.office_file import EXAMPLE, load_office
from storage import case_work, rekey
from storage.case_models import CaseClock
from storage.cases import AlreadyRunningError
from storage.complaint_chain import complained_of as known_of
from storage.complaint_models import Complaint
from storage.complaint_rate import stages
from storage.complaint_twins import LikeAnotherError
from storage.database import Database, connect
from storage.intake import TooLateToAmendError
from storage.models import Deadline, Result, State
from tests import payload_shapes as shapes
from tests.case_desk import CASE_REF, decide, item, opened, registered, today
from tests.deadlines import RULE_85, with_rules
from tests.front_desk import JONNA, KARIM, LONE, MAJA, RIKKE, Answer, FrontDesk
from tests.test_chain_corrections import complained_of, fields, kept, offer, reopened, window_of
from tests.test_complaint_command import decision
from tests.world import text_of
from views import ids


@pytest.fixture
def desk(desk: FrontDesk) -> FrontDesk:
    return with_rules(desk)


def by_hand(desk: FrontDesk, who: str = LONE, case_ref: str = CASE_REF) -> Answer:
    """`/appeal`, received today."""
    return desk.command(who, f"sag {case_ref} §85 modtaget {today(desk):%d/%m} @karim", "/appeal")


def by_form(desk: FrontDesk, *extras: str) -> Answer:
    """The same in the form."""
    desk.command(KARIM, "", "/appeal")
    typed = {ids.APPEAL_RULE: RULE_85.key, ids.CASE_REF: CASE_REF, ids.CASE_WHOM: f"person:{KARIM}"}
    return desk.submit(KARIM, shapes.opened(desk.modal()), typed | {ids.APPEAL_EXTRAS: list(extras)})


def on_decision(desk: FrontDesk, number: int, *extras: str) -> Answer:
    """*Klage modtaget* on the decision, received today."""
    desk.press(KARIM, ids.APPEAL_FROM, number)
    typed = fields(today(desk)) | {ids.APPEAL_EXTRAS: list(extras)}
    return desk.submit(KARIM, shapes.opened(desk.modal()), typed)


def numbers(desk: FrontDesk) -> list[int]:
    return [one.id for one in kept(desk)]


def refused_twice(desk: FrontDesk) -> tuple[int, int]:
    """Two decisions of one case by the same paragraph, both refused; the citizen's time runs for both."""
    first = registered(desk, RULE_85, days_ago=9)
    window_of(desk, first)
    second = registered(desk, RULE_85, days_ago=8)
    window_of(desk, second)
    return first, second


def dropped(desk: FrontDesk, number: int) -> None:
    """The complaint was a mistake: *Bortfaldet*."""
    with desk.database.write() as session:
        day = today(desk)
        case_work.end(
            session,
            desk.office,
            number,
            Result.DROPPED,
            decided_on=day,
            sent_on=day,
            by=KARIM,
            now=desk.now,
        )


class TestByHand:
    def test_ends_the_time_to_complain_of_the_one_decision_it_can_be_of(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        desk.now += timedelta(days=3)
        by_hand(desk, RIKKE)
        over = item(desk, window)
        assert (over.state, over.result, over.decided_on) == (State.CLOSED, Result.COMPLAINED, today(desk))
        with desk.database.read() as session:
            assert sum(stages(session, ["voksen-a"]).values()) == 1

    def test_then_on_the_decision_is_asked_about_and_names_what_is_there(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        by_hand(desk)
        known = desk.newest()
        desk.now += timedelta(days=2)
        assert on_decision(desk, number).errors == {ids.APPEAL_EXTRAS: str(LikeAnotherError(known))}
        assert numbers(desk) == [known]

    def test_before_the_decision_was_written_down_is_asked_about_all_the_same(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85, days_ago=20)
        desk.now += timedelta(days=2)
        by_hand(desk)
        known = desk.newest()
        decide(desk, number, Result.REFUSED, decided_on="2026-11-25", sent_on="2026-11-26")
        assert set(on_decision(desk, number).errors) == {ids.APPEAL_EXTRAS}
        assert numbers(desk) == [known]

    def test_after_the_decisions_own_is_asked_about(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        complained_of(desk, number)
        known = desk.newest()
        desk.now += timedelta(days=2)
        answer = by_hand(desk)
        assert f"Klagen findes allerede som nr. {known}." in answer.text
        assert "så sæt hak ved »Endnu en klage i sagen« i skemaet" in answer.text
        assert by_form(desk).errors == {ids.APPEAL_EXTRAS: str(LikeAnotherError(known))}
        assert numbers(desk) == [known]

    def test_with_two_decisions_it_can_be_of_ends_neithers_time(self, desk: FrontDesk) -> None:
        windows = [number + 1 for number in refused_twice(desk)]
        by_hand(desk)
        assert [item(desk, one).state for one in windows] == [State.OPEN, State.OPEN]

    def test_with_two_decisions_the_open_time_asks_before_it_starts_another(self, desk: FrontDesk) -> None:
        first, _ = refused_twice(desk)
        view = offer(desk.submit(KARIM, opened(desk, first + 1)))
        by_hand(desk)
        known = desk.newest()
        assert f"klagen nr. {known}." in text_of(desk.submit(KARIM, view).view)
        reopened(desk, first + 1)
        said = text_of(desk.submit(KARIM, opened(desk, first + 1)).view)
        assert f"Sagen har allerede klagen nr. {known}." in said
        assert f"vælg *Klage modtaget* på nr. {first}" in said
        assert numbers(desk) == [known]

    def test_with_one_of_two_decisions_complained_of_ends_the_others_time(self, desk: FrontDesk) -> None:
        first, second = refused_twice(desk)
        complained_of(desk, first)
        assert by_form(desk, ids.ANOTHER).errors == {}
        assert item(desk, second + 1).state is State.CLOSED

    def test_taken_back_lets_the_time_it_ended_run_again(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        by_hand(desk)
        desk.now += timedelta(minutes=5)
        desk.press(LONE, ids.DEADLINE_UNDO, desk.newest())
        assert (kept(desk), item(desk, window).state) == ([], State.OPEN)

    def test_of_another_case_or_paragraph_has_nothing_to_do_with_it(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        by_hand(desk, case_ref="23-9")
        assert item(desk, window).state is State.OPEN
        assert on_decision(desk, number).errors == {}
        assert len(numbers(desk)) == 2

    def test_twice_on_different_days_is_asked_about_while_the_first_is_under_way(
        self, desk: FrontDesk
    ) -> None:
        by_hand(desk)
        known = desk.newest()
        desk.now += timedelta(days=2)
        assert f"Klagen findes allerede som nr. {known}." in by_hand(desk).text
        assert numbers(desk) == [known]

    def test_after_a_complaint_that_is_over_is_a_new_one(self, desk: FrontDesk) -> None:
        desk.command(KARIM, f"sag {CASE_REF} §85 modtaget 20/11 @karim læser @maja", "/appeal")
        desk.submit(KARIM, opened(desk, desk.newest()), {ids.OUTCOME: Result.MEDHOLD})
        desk.now += timedelta(days=90)
        by_hand(desk)
        assert len(numbers(desk)) == 2


class TestTakenBack:
    def test_it_leaves_what_ankestyrelsen_decided_where_it_stands(self, desk: FrontDesk) -> None:
        desk.command(KARIM, f"sag {CASE_REF} §85 modtaget 20/11 @karim læser @maja", "/appeal")
        number = desk.newest()
        desk.submit(KARIM, opened(desk, number), {ids.OUTCOME: Result.UPHELD})
        desk.press(JONNA, ids.COMPLAINT_BOARD, number)
        desk.submit(JONNA, shapes.opened(desk.modal()), decision("upheld"))
        desk.press(LONE, ids.COMPLAINT_CORRECT, number)
        typed = {ids.CORRECT_WHY: "other_case", ids.BOARD_OUTCOMES: []}
        desk.submit(LONE, shapes.opened(desk.modal()), typed)
        reopened(desk, number)
        desk.press(KARIM, ids.DEADLINE_UNDO, number)
        assert str(TooLateToAmendError()) in text_of(desk.modal())
        assert (item(desk, number).state, numbers(desk)) == (State.OPEN, [number])


class TestTwoDecisionsOfOneCase:
    def test_may_each_be_complained_of_without_a_question(self, desk: FrontDesk) -> None:
        first, second = refused_twice(desk)
        assert on_decision(desk, first).errors == {}
        assert on_decision(desk, second).errors == {}
        assert len(numbers(desk)) == 2

    def test_ticked_as_another_complaint_it_is_registered_on_the_decision(self, desk: FrontDesk) -> None:
        _, second = refused_twice(desk)
        by_hand(desk)
        assert set(on_decision(desk, second).errors) == {ids.APPEAL_EXTRAS}
        assert on_decision(desk, second, ids.ANOTHER).errors == {}
        assert len(numbers(desk)) == 2

    def test_ticked_as_another_complaint_it_is_registered_by_hand_the_same_day(self, desk: FrontDesk) -> None:
        by_hand(desk)
        assert set(by_form(desk).errors) == {ids.APPEAL_EXTRAS}
        assert by_form(desk, ids.ANOTHER).errors == {}
        assert len(numbers(desk)) == 2

    def test_they_are_told_apart_after_a_change_of_keys_too(self, desk: FrontDesk) -> None:
        by_hand(desk)
        by_form(desk, ids.ANOTHER)
        before = identities(desk)
        with desk.database.write() as session:
            rekey.cases(session, desk.vault, 0, 10, set())
        assert identities(desk) == before

    def test_the_tick_makes_no_second_complaint_of_one_decision(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        desk.press(KARIM, ids.APPEAL_FROM, number)
        form = shapes.opened(desk.modal())
        complained_of(desk, number)
        typed = fields(today(desk)) | {ids.APPEAL_EXTRAS: [ids.ANOTHER]}
        assert str(AlreadyRunningError(desk.newest())) in str(desk.submit(KARIM, form, typed).errors)
        assert len(numbers(desk)) == 1


class TestAMistakenComplaint:
    def test_that_was_dropped_leaves_its_decision_free(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        complained_of(desk, number)
        dropped(desk, desk.newest())
        desk.now += timedelta(days=6)
        assert complained_of(desk, number).errors == {}
        assert known(desk, number) == desk.newest()

    def test_dropped_on_the_day_of_the_real_one_leaves_it_free_too(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        complained_of(desk, number)
        dropped(desk, desk.newest())
        assert complained_of(desk, number).errors == {}
        assert by_form(desk).errors == {ids.APPEAL_EXTRAS: str(LikeAnotherError(desk.newest()))}

    def test_that_was_dropped_leaves_its_window_free(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window = window_of(desk, number)
        view = offer(desk.submit(KARIM, opened(desk, window)))
        desk.submit(KARIM, view)
        dropped(desk, desk.newest())
        desk.now += timedelta(days=6)
        reopened(desk, window)
        view = offer(desk.submit(KARIM, opened(desk, window)))
        desk.submit(KARIM, view, {ids.SECOND_READER: f"person:{MAJA}"})
        assert known(desk, number) == desk.newest()
        assert len(numbers(desk)) == 2

    def test_by_hand_that_was_dropped_hinders_nothing(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        by_hand(desk)
        dropped(desk, desk.newest())
        assert on_decision(desk, number).errors == {}

    def test_that_was_really_decided_still_stands_in_the_way(self, desk: FrontDesk) -> None:
        number = registered(desk, RULE_85)
        window_of(desk, number)
        complained_of(desk, number)
        real = desk.newest()
        desk.submit(KARIM, opened(desk, real), {ids.OUTCOME: Result.MEDHOLD})
        assert known(desk, number) == real


def identities(desk: FrontDesk) -> list[bytes | None]:
    with desk.database.read() as session:
        return list(session.scalars(select(CaseClock.identity).order_by(CaseClock.deadline_id)))


def known(desk: FrontDesk, number: int) -> int | None:
    with desk.database.read() as session:
        found = known_of(session, number)
        assert found is None or session.get(Complaint, found) is not None
        return found


def test_a_time_to_complain_that_a_call_has_started_ends_with_the_complaint(desk: FrontDesk) -> None:
    """No decision of ours stands before it."""
    desk.log(topic="ansoegning")
    desk.press(RIKKE, ids.START_ON_RECEIPT, desk.newest())
    desk.submit(RIKKE, shapes.opened(desk.modal()), {"rule": "klagefrist", ids.CASE_REF: CASE_REF})
    window = desk.newest()
    answer = decide(desk, window, Result.COMPLAINED)
    assert item(desk, window).result is Result.COMPLAINED
    assert answer.view is not None
    assert answer.view["callback_id"] == ids.CASE_REASSESS_FORM


def test_whoever_ends_the_time_to_complain_waits_for_who_registers_without_holding_it(
    postgresql_with_tables: str,
) -> None:
    """The decision is locked first and the time to complain after it, here as there, or both would wait."""
    database = connect(postgresql_with_tables)
    desk = with_rules(FrontDesk(database, load_office(EXAMPLE)))
    number = registered(desk, RULE_85, days_ago=9)
    window = window_of(desk, number)
    form = opened(desk, window)
    with ThreadPoolExecutor(1) as other, database.write() as registering:
        registering.get_one(Deadline, number, with_for_update=True)
        ending = other.submit(desk.submit, KARIM, form, {ids.OUTCOME: Result.COMPLAINED})
        while not (ending.done() or waits_for_a_lock(database)):
            pass  # pytest's time-out ends it if neither ever comes
        assert registering.get(Deadline, window, with_for_update={"nowait": True}) is not None
        registering.commit()
        assert ending.result().errors == {}
    database.close()


def waits_for_a_lock(database: Database) -> bool:
    with database.read() as session:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(session.scalar(waiting))
