"""A complaint follows its clocks: from receipt to Ankestyrelsen's decision and the restarted clock."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rules.complaint import (
    NoDecisionError,
    NotAppealableError,
    SameReaderError,
)
from rules.reversal import BoardOutcome
from rules.shipped import shipped
from rules.statute import Kind, Rule
from storage import cases, complaint_chain, complaints
from storage.cases import AlreadyRunningError
from storage.complaint_chain import ChainClosedError, GoneOnError
from storage.complaint_models import BoardRuling, Complaint, CorrectWhy, Stage
from storage.complaint_work import BoardDateError, NotAtBoardError, NothingToCorrectError
from storage.models import Deadline, Result, State
from tests import cases as clocks
from tests.calls import kinds
from tests.cases import COMPLAINT_WINDOW, case_of, decided
from tests.complaints import (
    COSTS,
    HELP_82B,
    at_the_board,
    complain,
    complaint_of,
    corrects,
    decided_rule,
    ends,
    follows,
    rules,
    ruling,
    today,
    told,
)
from tests.front_desk import JONNA, KARIM, LONE, MAJA
from tests.moving import give
from tests.world import World

REMITTED, UPHELD = BoardOutcome.REMITTED, BoardOutcome.UPHELD


class TestRegistering:
    def test_starts_the_reassessment_of_four_weeks(self, world: World) -> None:
        number = complain(world)
        assert case_of(world, number).legal_on == today(world) + timedelta(weeks=4)
        found = complaint_of(world, number)
        assert (found.stage, found.paragraph, found.second_reader) == (Stage.REASSESSMENT, "85", MAJA)

    def test_gives_two_weeks_in_a_case_of_notice(self, world: World) -> None:
        number = complain(world, notified=True)
        assert case_of(world, number).legal_on == today(world) + timedelta(weeks=2)
        assert complaint_of(world, number).notified

    def test_tells_the_jurist_at_once_and_nobody_who_knows(self, world: World) -> None:
        complain(world)
        assert told(world, "complaint") == [JONNA]
        complain(world, by=JONNA)
        assert told(world, "complaint") == [JONNA]

    def test_tells_the_jurist_of_every_one_however_many_came_that_day(self, world: World) -> None:
        for _ in range(world.office.notices.dms_a_day + 2):
            complain(world)
            world.tick()
            world.advance(timedelta(minutes=20))
        assert kinds(world, "JONNA") == ["complaint"] * (world.office.notices.dms_a_day + 2)

    def test_twice_the_same_press_is_one_complaint(self, world: World) -> None:
        assert complain(world, key="pressed") == complain(world, key="pressed")

    def test_one_case_may_have_several_complaints_a_day_but_none_twice(self, world: World) -> None:
        complain(world, case_ref="23-1234")
        assert complain(world, COSTS, case_ref="23-1234")
        with pytest.raises(AlreadyRunningError):
            complain(world, case_ref="23-1234")

    def test_a_reassessment_started_without_a_paragraph_is_not_started_twice(self, world: World) -> None:
        clocks.registered(world, rule_of("genvurdering"), case_ref="23-1234")
        with pytest.raises(AlreadyRunningError):
            complain(world, case_ref="23-1234")

    def test_is_refused_for_what_cannot_be_appealed(self, world: World) -> None:
        with pytest.raises(NotAppealableError):
            complain(world, HELP_82B)
        with pytest.raises(NoDecisionError):
            complain(world, decided_rule(Kind.ACCESS))

    def test_knows_the_decision_it_came_of_and_that_it_is_late(self, world: World) -> None:
        decision = clocks.registered(world, received=date(2026, 9, 1))
        decided(world, decision, Result.REFUSED, on=date(2026, 10, 1), sent=date(2026, 10, 1))
        window = window_of(world, decision)
        ends(world, window, Result.COMPLAINED)
        found = complaint_of(world, follows(world, window, "genvurdering"))
        assert (found.paragraph, found.decided_by, found.late) == ("85", KARIM, True)

    def test_whoever_made_that_decision_is_no_second_reader(self, world: World) -> None:
        decision = clocks.registered(world, received=date(2026, 9, 1))
        decided(world, decision, Result.REFUSED, on=date(2026, 10, 1), sent=date(2026, 10, 1))
        for came_of in (decision, window_of(world, decision)):
            before = world.count()
            with pytest.raises(SameReaderError):
                complain(world, owner_id=MAJA, second_reader=KARIM, started_by=came_of, by=LONE)
            assert (world.count(), told(world, "reader"), told(world, "complaint")) == (before, [], [])
            assert world.events("complaint_registered") == []

    def test_taken_back_leaves_no_complaint(self, world: World) -> None:
        number = complain(world)
        clocks.undone(world, number, by="KARIM")
        with world.parts.database.read() as session:
            assert session.get(Complaint, number) is None


class TestTheChain:
    def test_full_medhold_ends_it(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.MEDHOLD)
        found = complaint_of(world, number)
        assert (found.stage, found.result, found.ended_on) == (Stage.ENDED, Result.MEDHOLD, today(world))

    def test_upheld_is_with_ankestyrelsen(self, world: World) -> None:
        found = complaint_of(world, at_the_board(world))
        assert (found.stage, found.forwarded_on) == (Stage.BOARD, today(world))

    def test_partial_medhold_waits_for_the_citizen_and_is_sent_on(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.PARTLY)
        assert complaint_of(world, number).stage is Stage.ANSWER
        answer = follows(world, number, "delvis-medhold-svar")
        assert case_of(world, answer).legal_on == today(world) + timedelta(weeks=4)
        ends(world, answer, Result.COMPLAINED)
        assert complaint_of(world, number).stage is Stage.FORWARDING
        sent_on = follows(world, answer, "delvis-medhold-videresend")
        assert case_of(world, sent_on).legal_on == today(world) + timedelta(days=14)
        ends(world, sent_on, Result.DONE)
        found = complaint_of(world, number)
        assert (found.stage, found.latest_id, found.result) == (Stage.BOARD, sent_on, Result.PARTLY)

    def test_the_complaint_goes_with_its_clock_to_another_team(self, world: World) -> None:
        number = complain(world)
        give(world, number, None, team="voksen-b", by=LONE)
        assert complaint_of(world, number).team_key == "voksen-b"

    def test_a_closed_complaint_stays_with_the_team_that_had_it(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.PARTLY)
        answer = follows(world, number, "delvis-medhold-svar")
        ends(world, answer, Result.LAPSED)
        with world.parts.database.write() as session:
            clock = session.get_one(Deadline, answer)
            clock.team_key = "voksen-b"
            complaint_chain.given(session, clock)
        assert complaint_of(world, number).team_key == "voksen-a"

    def test_an_answer_that_does_not_stand_ends_it(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.PARTLY)
        ends(world, follows(world, number, "delvis-medhold-svar"), Result.LAPSED)
        assert complaint_of(world, number).stage is Stage.ENDED

    def test_remitted_starts_the_paragraphs_clock_again_from_receipt(self, world: World) -> None:
        number = at_the_board(world, case_ref="23-1234")
        again = rules(world, number, ruling(world, REMITTED, learning="Hør lægen først"))
        assert again is not None
        clock, line = case_of(world, again), clocks.line_of(world, again)
        assert (clock.remitted, clock.rule_key, clock.started_by) == (True, "serviceloven-85", number)
        assert (clock.legal_on, line.owner_id) == (today(world) + timedelta(weeks=8), KARIM)
        assert clock.case_print == case_of(world, number).case_print
        assert world.item(again).kind == Kind.REMITTED
        assert complaint_of(world, number).stage is Stage.ENDED

    @pytest.mark.parametrize("outcome", [one for one in BoardOutcome if one is not REMITTED])
    def test_no_other_outcome_starts_a_clock(self, world: World, outcome: BoardOutcome) -> None:
        assert rules(world, at_the_board(world), ruling(world, outcome)) is None

    def test_a_part_that_is_remitted_runs_again_beside_one_that_is_changed(self, world: World) -> None:
        number = at_the_board(world)
        assert rules(world, number, ruling(world, REMITTED, BoardOutcome.CHANGED)) is not None
        assert board(world)[-1].outcome is BoardOutcome.CHANGED

    def test_what_is_not_with_the_board_cannot_be_decided_there(self, world: World) -> None:
        with pytest.raises(NotAtBoardError):
            rules(world, complain(world), ruling(world, UPHELD))
        number = at_the_board(world)
        rules(world, number, ruling(world, UPHELD))
        with pytest.raises(NotAtBoardError):
            rules(world, number, ruling(world, UPHELD))

    def test_dates_stand_in_an_order_that_can_be(self, world: World) -> None:
        number = at_the_board(world)
        for day in (today(world) - timedelta(days=1), today(world) + timedelta(days=1)):
            with pytest.raises(BoardDateError):
                rules(world, number, ruling(world, UPHELD, on=day))


class TestAClosedChain:
    def test_is_not_reopened(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.MEDHOLD)
        with pytest.raises(ChainClosedError):
            clocks.reopened(world, number)

    def test_an_earlier_step_is_not_reopened_under_a_later_one_that_is_done(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.PARTLY)
        ends(world, follows(world, number, "delvis-medhold-svar"), Result.COMPLAINED)
        with pytest.raises(GoneOnError):
            clocks.reopened(world, number)

    def test_is_corrected_by_a_row_that_is_added(self, world: World) -> None:
        number = at_the_board(world)
        rules(world, number, ruling(world, UPHELD))
        again = corrects(world, number, ruling(world, REMITTED))
        first, second = board(world)
        assert (first.outcome, second.outcome, second.corrects_id) == (UPHELD, REMITTED, first.id)
        assert (second.why, again is not None) == (CorrectWhy.OUTCOME, True)
        assert world.events("complaint_corrected")[-1].detail["why"] == "outcome"

    def test_corrected_once_more_starts_no_second_clock(self, world: World) -> None:
        number = at_the_board(world)
        assert rules(world, number, ruling(world, REMITTED)) is not None
        assert corrects(world, number, ruling(world, REMITTED, BoardOutcome.CHANGED)) is None

    def test_taken_back_waits_for_the_board_again(self, world: World) -> None:
        number = at_the_board(world)
        rules(world, number, ruling(world, UPHELD))
        assert corrects(world, number, None, CorrectWhy.OTHER_CASE) is None
        assert complaint_of(world, number).stage is Stage.BOARD
        assert rules(world, number, ruling(world, BoardOutcome.DISMISSED)) is None
        assert [one.outcome for one in board(world)] == [UPHELD, None, BoardOutcome.DISMISSED]

    def test_full_medhold_by_mistake_runs_again_for_a_reason(self, world: World) -> None:
        number = complain(world)
        ends(world, number, Result.MEDHOLD)
        corrects(world, number, None)
        found = complaint_of(world, number)
        assert (found.stage, found.result, found.ended_on) == (Stage.REASSESSMENT, None, None)
        assert world.item(number).state is State.OPEN

    def test_what_still_runs_is_not_corrected(self, world: World) -> None:
        with pytest.raises(NothingToCorrectError):
            corrects(world, complain(world), None)


class TestTheWeeksMeeting:
    def test_finds_a_complaint_at_every_stage_until_it_is_closed(self, world: World) -> None:
        number = complain(world)
        assert open_ones(world) == [(number, number, Stage.REASSESSMENT)]
        ends(world, number, Result.PARTLY)
        assert open_ones(world) == [(number, None, Stage.ANSWER)]
        answer = follows(world, number, "delvis-medhold-svar")
        assert open_ones(world) == [(number, answer, Stage.ANSWER)]
        ends(world, answer, Result.COMPLAINED)
        sent_on = follows(world, answer, "delvis-medhold-videresend")
        assert open_ones(world) == [(number, sent_on, Stage.FORWARDING)]
        ends(world, sent_on, Result.DONE)
        assert open_ones(world) == [(number, None, Stage.BOARD)]
        rules(world, number, ruling(world, UPHELD))
        assert open_ones(world) == []

    def test_hears_what_the_board_decided_as_it_stands_now(self, world: World) -> None:
        number = at_the_board(world)
        rules(world, number, ruling(world, UPHELD))
        corrects(world, number, ruling(world, REMITTED, learning="Begrund kortere"))
        with world.parts.database.read() as session:
            found = complaints.decided_by_board(session, ["voksen-a"], today(world))
            assert complaints.decided_by_board(session, ["voksen-b"], today(world)) == []
            assert complaints.decided_by_board(session, ["voksen-a"], today(world) + timedelta(days=1)) == []
        assert [(one.id, one.outcome, one.learning) for one in found] == [
            (number, REMITTED, "Begrund kortere")
        ]

    def test_a_second_reader_who_has_the_case_is_missing(self, world: World) -> None:
        number = complain(world)
        with world.parts.database.write() as session:
            session.get_one(Deadline, number).owner_id = MAJA
        with world.parts.database.read() as session:
            (found,) = complaints.open_complaints(session, world.office, ["voksen-a"], world.now)
        assert found.reader_missing

    def test_a_second_reader_who_made_the_decision_is_missing(self, lite_world: World) -> None:
        number = complain(lite_world, owner_id=MAJA, second_reader=LONE, decided_by=KARIM)
        assert not seen(lite_world).reader_missing
        with lite_world.parts.database.write() as session:
            # As it may stand from before that was refused.
            session.get_one(Complaint, number).second_reader = KARIM
        assert seen(lite_world).reader_missing


class TestTheOmbudsman:
    def test_is_told_of_to_owner_jurist_and_chief_at_once(self, world: World) -> None:
        number = clocks.registered(world, inquiry(), chosen=today(world) + timedelta(days=14), by="RIKKE")
        assert told(world, "inquiry") == sorted({KARIM, JONNA, "U0BENT"})
        assert [one.number for one in inquiries(world)] == [number]

    def test_is_answered(self, world: World) -> None:
        number = clocks.registered(world, inquiry(), chosen=today(world) + timedelta(days=14), by="RIKKE")
        ends(world, number, Result.DONE)
        assert inquiries(world) == []


def seen(world: World) -> complaints.OpenComplaint:
    """The only complaint under way, as the week's meeting has it."""
    with world.parts.database.read() as session:
        (found,) = complaints.open_complaints(session, world.office, ["voksen-a"], world.now)
    return found


def inquiry() -> Rule:
    return rule_of("borgerraadgiver")


def rule_of(key: str) -> Rule:
    return next(one for one in shipped() if one.key == key)


def inquiries(world: World) -> list[complaints.OpenInquiry]:
    with world.parts.database.read() as session:
        return complaints.open_inquiries(session, world.office, ["voksen-a"], world.now)


def window_of(world: World, decision: int) -> int:
    """The citizen's time to complain of it."""
    with world.parts.database.write() as session:
        case = cases.NewCase(
            rule=COMPLAINT_WINDOW,
            team_key="voksen-a",
            owner_id=KARIM,
            case_ref="",
            received_on=date(2026, 10, 1),
            started_by=decision,
            sequel=True,
        )
        made = cases.register(
            session, world.office, world.parts.vault, case, by=KARIM, now=world.now, key="window"
        )
        return made.id


def board(world: World) -> list[BoardRuling]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(BoardRuling).order_by(BoardRuling.id)))


def open_ones(world: World) -> list[tuple[int, int | None, Stage]]:
    with world.parts.database.read() as session:
        found = complaints.open_complaints(session, world.office, ["voksen-a"], world.now)
    return [(one.id, one.running, one.stage) for one in found]
