"""What Ankestyrelsen decided is corrected: the clock of a remitted case follows, and so do its reminders."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rules.reversal import BoardOutcome
from rules.statute import Length, Rule, Unit
from storage import cases, chain, complaint_again, outbox, retention
from storage.complaint_models import CorrectWhy, Stage
from storage.complaint_work import Ruling
from storage.models import Outbox, Result, State
from tests import cases as clocks
from tests import payload_shapes as shapes
from tests.calls import at, rows, shown
from tests.case_desk import opened
from tests.cases import SUPPORT, announced, case_of, line_of
from tests.complaints import COSTS, at_the_board, complaint_of, corrects, rules, ruling
from tests.deadlines import RULE_85, with_rules
from tests.front_desk import JONNA, KARIM, LONE, MAJA, Answer, FrontDesk
from tests.moving import give
from tests.world import World
from views import ids

REMITTED, UPHELD = BoardOutcome.REMITTED, BoardOutcome.UPHELD
# Written down as received on Friday 18 December 2026: eight weeks later is Friday 12 February 2027.
WRITTEN, WRONG_DATE = date(2026, 12, 18), date(2027, 2, 12)
# It came on Friday 4 December: eight weeks later is Friday 29 January 2027.
CAME, LEGAL = date(2026, 12, 4), date(2027, 1, 29)
CORRECTED_AT = at(21, 10, month=12)


def sent_back(world: World) -> tuple[int, int]:
    """A complaint whose case was sent back, with the wrong day of receipt; and the clock that runs again."""
    number = at_the_board(world, case_ref="23-1234")
    world.move_to(at(18, 10, month=12))
    again = rules(world, number, decision())
    assert again is not None
    assert case_of(world, again).legal_on == WRONG_DATE
    world.move_to(CORRECTED_AT)
    return number, again


def decision(*parts: BoardOutcome, received: date = WRITTEN, rule: Rule = SUPPORT) -> Ruling:
    """Decided on 3 December, whenever it came."""
    return Ruling(parts=parts or (REMITTED,), decided_on=date(2026, 12, 3), received_on=received, rule=rule)


def running(world: World, number: int) -> int | None:
    with world.parts.database.read() as session:
        return complaint_again.again_from(session, complaint_of(world, number))


class TestACorrectedDayOfReceipt:
    def test_moves_the_legal_date_to_eight_weeks_from_the_day_it_came(self, world: World) -> None:
        number, old = sent_back(world)
        new = corrects(world, number, decision(received=CAME), CorrectWhy.DATE)
        assert new is not None
        case = case_of(world, new)
        assert (case.received_on, case.legal_on, case.remitted, case.started_by) == (
            CAME,
            LEGAL,
            True,
            number,
        )
        assert world.item(new).due_at == at(29, 23, 59, month=1, year=2027)
        assert (running(world, number), world.item(old).state) == (new, State.WITHDRAWN)

    def test_leaves_no_trace_of_the_case_on_the_clock_taken_back(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        before = case_of(lite_world, old)
        new = corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        assert new is not None
        gone = case_of(lite_world, old)
        assert (gone.case_ref_sealed, gone.case_print, gone.identity) == (None, None, None)
        assert case_of(lite_world, new).case_print == before.case_print
        assert [one.deadline_id for one in lite_world.events("deadline_undone")] == [old]

    def test_the_old_clock_reminds_nobody_any_more_and_the_new_one_does(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        lite_world.tick()
        new = corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        assert new is not None
        # Ten working days before 29 January, and that day itself.
        told = [*days_list(lite_world, at(15, 8, 15, month=1, year=2027))]
        told += days_list(lite_world, at(29, 8, 15, month=1, year=2027))
        assert told == [("list", new), ("list", new)]
        # It closes at 13 that Friday; two hours of opening time before, one interruption.
        assert days_list(lite_world, at(29, 11, 5, month=1, year=2027)) == [("warn", new)]
        clocks.decided(lite_world, new)
        # The rungs of 12 February: ten, three and one working days before, and the day itself.
        for day, month in ((9, 2), (11, 2), (12, 2)):
            for hour in (8, 11, 13):
                assert days_list(lite_world, at(day, hour, 20, month=month, year=2027)) == []
        assert lite_world.item(old).next_step is None

    def test_the_list_that_spoke_of_the_old_clock_is_redrawn(self, lite_world: World) -> None:
        number = at_the_board(lite_world)
        lite_world.move_to(at(18, 8, 30, month=12))
        old = rules(lite_world, number, decision())
        lite_world.advance(timedelta(minutes=1))
        assert f"{old}" in "".join(shown(lite_world, "KARIM"))
        corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        lite_world.advance(timedelta(minutes=1))
        assert "taget tilbage" in "".join(shown(lite_world, "KARIM"))

    def test_whoever_has_the_case_now_keeps_it(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        give(lite_world, old, MAJA, by=LONE)
        new = corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        assert new is not None
        assert line_of(lite_world, new).owner_id == MAJA

    def test_the_letter_to_the_citizen_stands(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        announced(lite_world, old, date(2027, 3, 1))
        new = corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        assert new is not None
        case = case_of(lite_world, new)
        assert (case.legal_on, case.first_announced_on, case.announced_to) == (
            LEGAL,
            CORRECTED_AT.date(),
            date(2027, 3, 1),
        )
        lite_world.move_to(at(30, 9, month=1, year=2027))
        assert case_of(lite_world, new).missed_at is None

    def test_the_letter_stands_too_when_the_log_of_it_is_no_longer_kept(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        announced(lite_world, old, date(2027, 3, 1))
        sent_on = case_of(lite_world, old).first_announced_on
        with lite_world.parts.database.write() as session:
            chain.seal(session, lite_world.parts.vault, 1_000)
            horizons = retention.Horizons(*[lite_world.now + timedelta(days=1)] * 5)
            assert retention.audit(lite_world.parts.vault)(session, horizons, 1_000)
        new = corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        assert new is not None
        case = case_of(lite_world, new)
        assert (case.first_announced_on, case.announced_to) == (sent_on, date(2027, 3, 1))

    def test_a_letter_of_a_date_that_the_law_reaches_beyond_moves_nothing(self, lite_world: World) -> None:
        number = at_the_board(lite_world)
        lite_world.move_to(CORRECTED_AT)
        old = rules(lite_world, number, decision(received=CAME))
        assert old is not None
        announced(lite_world, old, date(2027, 2, 3))
        new = corrects(lite_world, number, decision(), CorrectWhy.DATE)
        assert new is not None
        assert (case_of(lite_world, new).legal_on, case_of(lite_world, new).announced_to) == (
            WRONG_DATE,
            None,
        )

    def test_there_and_back_again_is_one_clock(self, lite_world: World) -> None:
        number, _ = sent_back(lite_world)
        corrects(lite_world, number, decision(received=CAME), CorrectWhy.DATE)
        last = corrects(lite_world, number, decision(), CorrectWhy.DATE)
        assert last is not None
        assert (running(lite_world, number), case_of(lite_world, last).legal_on) == (last, WRONG_DATE)


class TestACorrectedOutcome:
    @pytest.mark.parametrize("outcome", [UPHELD, BoardOutcome.DISMISSED])
    def test_that_sends_nothing_back_stops_the_clock(self, world: World, outcome: BoardOutcome) -> None:
        number, old = sent_back(world)
        assert corrects(world, number, decision(outcome)) is None
        assert (running(world, number), world.item(old).state) == (None, State.WITHDRAWN)
        assert (world.item(old).next_step, world.item(old).next_step_at) == (None, None)

    def test_it_reminds_nobody_any_more(self, lite_world: World) -> None:
        number, _ = sent_back(lite_world)
        lite_world.tick()
        corrects(lite_world, number, decision(UPHELD))
        for day, month in ((29, 1), (9, 2), (11, 2), (12, 2), (15, 2)):
            assert days_list(lite_world, at(day, 8, 15, month=month, year=2027)) == []
            assert days_list(lite_world, at(day, 11, 5, month=month, year=2027)) == []

    def test_taken_back_altogether_stops_it_too(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        assert corrects(lite_world, number, None, CorrectWhy.OTHER_CASE) is None
        assert lite_world.item(old).state is State.WITHDRAWN
        assert complaint_of(lite_world, number).stage is Stage.BOARD

    def test_another_part_beside_the_remitted_one_leaves_the_clock_alone(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        assert corrects(lite_world, number, decision(REMITTED, BoardOutcome.CHANGED)) is None
        assert running(lite_world, number) == old


class TestACorrectedParagraph:
    def test_runs_by_the_right_paragraph_from_now_on(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        twelve = replace(COSTS, length=Length(Unit.WEEKS, SUPPORT.length.amount + 4))
        new = corrects(lite_world, number, decision(rule=twelve), CorrectWhy.PARAGRAPH)
        assert new is not None
        # Twelve weeks from 18 December.
        assert case_of(lite_world, new).legal_on == date(2027, 3, 12)
        assert lite_world.item(old).state is State.WITHDRAWN

    def test_a_date_that_was_chosen_follows_the_choice(self, lite_world: World) -> None:
        number = at_the_board(lite_world)
        chosen = replace(COSTS, length=Length(Unit.CHOSEN))
        first = ruling(lite_world, REMITTED, rule=chosen, chosen=date(2027, 1, 4))
        old = rules(lite_world, number, first)
        assert corrects(lite_world, number, replace(first, chosen=None, learning="Spørg lægen")) is None
        assert running(lite_world, number) == old
        new = corrects(lite_world, number, replace(first, chosen=date(2027, 1, 11)), CorrectWhy.DATE)
        assert new is not None
        assert case_of(lite_world, new).legal_on == date(2027, 1, 11)


class TestAClockThatIsDecided:
    def test_stands_and_no_second_one_is_started(self, world: World) -> None:
        number, old = sent_back(world)
        clocks.decided(world, old)
        before = world.count()
        for received in (CAME, WRITTEN - timedelta(days=1)):
            assert corrects(world, number, decision(received=received), CorrectWhy.DATE) is None
        assert corrects(world, number, decision(UPHELD)) is None
        assert (world.count(), running(world, number)) == (before, None)
        case = case_of(world, old)
        assert (case.result, case.legal_on, world.item(old).state) == (
            Result.GRANTED,
            WRONG_DATE,
            State.CLOSED,
        )

    def test_ankestyrelsen_that_takes_the_case_up_again_afterwards_starts_one(
        self, lite_world: World
    ) -> None:
        number, old = sent_back(lite_world)
        clocks.decided(lite_world, old)
        lite_world.move_to(at(4, 10, month=1, year=2027))
        second = ruling(lite_world, REMITTED)
        new = corrects(lite_world, number, second, CorrectWhy.AGAIN)
        assert new is not None
        # Eight weeks from Monday 4 January.
        assert case_of(lite_world, new).legal_on == date(2027, 3, 1)
        assert lite_world.item(old).state is State.CLOSED


class TestTheReceipt:
    @pytest.fixture
    def desk(self, desk: FrontDesk) -> FrontDesk:
        return with_rules(desk)

    def test_names_the_clock_that_took_the_others_place(self, desk: FrontDesk) -> None:
        number, old = remitted(desk)
        said = str(corrected(desk, number, received="2026-11-25").view)
        new = desk.newest()
        assert new != old
        assert f"Nr. {old} løber ikke mere; nr. {new} er trådt i stedet." in said
        # Eight weeks from Wednesday 25 November.
        assert f"løber igen som nr. {new}, senest onsdag 20. januar 2027" in said

    def test_says_that_nobody_is_reminded_of_what_was_taken_back(self, desk: FrontDesk) -> None:
        number, old = remitted(desk)
        said = str(corrected(desk, number, "upheld").view)
        assert f"Nr. {old} løber ikke mere, og ingen bliver mindet om den." in said

    def test_says_that_a_clock_already_decided_stands(self, desk: FrontDesk) -> None:
        number, old = remitted(desk)
        desk.submit(KARIM, opened(desk, old), {ids.OUTCOME: Result.GRANTED})
        said = str(corrected(desk, number, received="2026-11-25").view)
        assert desk.newest() == old
        assert f"Nr. {old} er allerede afgjort og står, som den er. Ingen ny frist er startet." in said

    def test_says_nothing_where_the_clock_is_right(self, desk: FrontDesk) -> None:
        number, old = remitted(desk)
        said = str(corrected(desk, number, learning="Hør lægen først").view)
        assert "løber ikke mere" not in said
        assert f"løber igen som nr. {old}" in said

    def test_sent_twice_is_one_correction(self, desk: FrontDesk) -> None:
        number, _ = remitted(desk)
        desk.press(LONE, ids.COMPLAINT_CORRECT, number)
        payload = shapes.submission(LONE, shapes.opened(desk.modal()), board(received="2026-11-25"))
        desk.send(payload)
        new = desk.newest()
        desk.send(payload)
        assert desk.newest() == new


def days_list(world: World, when: datetime) -> list[tuple[str, int]]:
    """What Karim is told at that time, and of which clocks."""
    known = {row.id for row in rows(world) if row.sent_at is not None}
    world.move_to(when)
    world.advance(timedelta(minutes=1))
    fresh = [row for row in rows(world) if row.sent_at and row.id not in known and row.recipient == KARIM]
    return [(row.kind, item) for row in fresh for item in spoken_of(world, row)]


def spoken_of(world: World, row: Outbox) -> list[int]:
    with world.parts.database.read() as session:
        return list(outbox.items_of(session, row.id))


def remitted(desk: FrontDesk) -> tuple[int, int]:
    """A complaint that Ankestyrelsen sent back today, and the clock that runs again."""
    desk.command(KARIM, "sag 23-1234 §85 modtaget 20/11 @karim læser @maja", "/appeal")
    number = desk.newest()
    desk.submit(
        KARIM,
        opened(desk, number),
        {ids.OUTCOME: Result.UPHELD, ids.DECIDED_ON: "2026-11-24", ids.SENT_ON: "2026-11-24"},
    )
    desk.press(JONNA, ids.COMPLAINT_BOARD, number)
    desk.submit(JONNA, shapes.opened(desk.modal()), board())
    with desk.database.read() as session:
        again = cases.started_from(session, number)
    assert again is not None
    return number, again


def board(
    outcome: str = "remitted", *, received: str = "2026-11-26", learning: str = ""
) -> dict[str, str | list[str]]:
    return {
        ids.BOARD_OUTCOMES: [outcome],
        ids.BOARD_DECIDED_ON: "2026-11-25",
        ids.BOARD_RECEIVED_ON: received,
        ids.APPEAL_RULE: RULE_85.key,
        ids.LEARNING: learning,
        ids.CORRECT_WHY: "date",
    }


def corrected(desk: FrontDesk, number: int, outcome: str = "remitted", **fields: str) -> Answer:
    """Lone corrects the decision in its form."""
    desk.press(LONE, ids.COMPLAINT_CORRECT, number)
    answer = desk.submit(LONE, shapes.opened(desk.modal()), board(outcome, **fields))
    assert answer.errors == {}, answer.errors
    return answer


class TestThereAndBackAgain:
    """*Hjemvist* is corrected to *stadfæstet* by mistake, and back."""

    def test_keeps_the_letter_the_citizen_has(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        announced(lite_world, old, date(2027, 3, 1))
        assert case_of(lite_world, there_and_back(lite_world, number)).announced_to == date(2027, 3, 1)

    def test_leaves_it_with_whoever_had_it(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        give(lite_world, old, MAJA, by=LONE)
        assert lite_world.item(there_and_back(lite_world, number)).owner_id == MAJA

    def test_counts_from_when_it_first_began(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        began = lite_world.item(old).logged_at
        assert lite_world.item(there_and_back(lite_world, number)).logged_at == began

    def test_begins_anew_when_the_board_took_the_case_up_again(self, lite_world: World) -> None:
        number, old = sent_back(lite_world)
        announced(lite_world, old, date(2027, 3, 1))
        corrects(lite_world, number, decision(UPHELD))
        lite_world.advance(timedelta(minutes=1))
        new = corrects(lite_world, number, decision(received=CORRECTED_AT.date()), CorrectWhy.AGAIN)
        assert new is not None
        assert case_of(lite_world, new).announced_to is None


def there_and_back(world: World, number: int) -> int:
    corrects(world, number, decision(UPHELD))
    world.advance(timedelta(minutes=1))
    new = corrects(world, number, decision())
    assert new is not None
    return new
