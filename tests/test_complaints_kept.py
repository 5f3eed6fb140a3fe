"""How long a complaint is kept: with its case while it lasts, as a count without a case afterwards."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from rules.reversal import BoardOutcome, Reversal, rolling
from storage import case_work, complaint_rate, complaint_work, erasure, insight
from storage.case_models import CaseClock
from storage.complaint_models import BoardRuling, Complaint, CorrectWhy, Stage
from storage.complaint_work import NewComplaint, Ruling
from storage.erasure import Why
from storage.models import Deadline, Result
from tests.cases import SUPPORT
from tests.front_desk import JONNA, KARIM, LONE, MAJA
from tests.privacy_desk import PrivacyDesk, privacy_desk
from views import ids


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    with privacy_desk(database_url) as made:
        yield made


def with_the_board(desk: PrivacyDesk, case: str = "23-1234") -> int:
    """A complaint that was upheld and sent to Ankestyrelsen today."""
    today = desk.now.astimezone(desk.office.zone).date()
    new = NewComplaint(SUPPORT, "voksen-a", KARIM, case, today, second_reader=MAJA)
    with desk.database.write() as session:
        made = complaint_work.register(
            session, desk.office, desk.vault, new, by=KARIM, now=desk.now, key=str(uuid.uuid4())
        )
        case_work.end(
            session,
            desk.office,
            made.id,
            Result.UPHELD,
            decided_on=today,
            sent_on=today,
            by=KARIM,
            now=desk.now,
        )
        return made.id


def upheld(desk: PrivacyDesk, number: int) -> None:
    today = desk.now.astimezone(desk.office.zone).date()
    ruling = Ruling((BoardOutcome.UPHELD,), today, today, SUPPORT, learning="Begrund kortere")
    with desk.database.write() as session:
        complaint_work.decide(session, desk.office, desk.vault, number, ruling, by=JONNA, now=desk.now)


def clocks(desk: PrivacyDesk) -> list[int]:
    with desk.database.read() as session:
        return list(session.scalars(select(Deadline.id)))


def test_while_ankestyrelsen_has_it_its_case_stays_however_long(desk: PrivacyDesk) -> None:
    number = with_the_board(desk)
    desk.night(days=500)
    assert clocks(desk) == [number]
    with desk.database.read() as session:
        assert session.get_one(CaseClock, number).case_ref_sealed is not None


def test_closed_its_case_goes_with_the_deadlines_and_the_figures_stay(desk: PrivacyDesk) -> None:
    number = with_the_board(desk)
    upheld(desk, number)
    today = desk.now.astimezone(desk.office.zone).date()
    desk.night(days=380)
    assert clocks(desk) == []
    with desk.database.read() as session:
        assert session.get_one(Complaint, number).stage is Stage.ENDED
        assert complaint_rate.rate(session, ["voksen-a"], rolling(today)) == Reversal(upheld=1)


def test_answered_after_a_year_it_can_be_corrected_and_sent_back_for_as_long_as_deadlines_are_kept(
    desk: PrivacyDesk,
) -> None:
    number = with_the_board(desk)
    desk.night(days=400)
    upheld(desk, number)
    desk.night(days=300)
    desk.command(JONNA, f"{number}", "/appeal")
    assert f"nr. {number}" in desk.modal()["title"]["text"]
    desk.press(JONNA, ids.COMPLAINT_CORRECT, number)
    assert desk.modal()["callback_id"] == ids.COMPLAINT_CORRECT_FORM
    today = desk.now.astimezone(desk.office.zone).date()
    sent_back = Ruling((BoardOutcome.REMITTED,), today, today, SUPPORT)
    with desk.database.write() as session:
        again = complaint_work.correct(
            session,
            desk.office,
            desk.vault,
            number,
            sent_back,
            CorrectWhy.OUTCOME,
            by=JONNA,
            now=desk.now,
        )
        assert again.started is not None
    with desk.database.read() as session:
        assert complaint_rate.rate(session, ["voksen-a"], rolling(today)) == Reversal(remitted=1)


def test_answered_after_a_year_it_goes_as_deadlines_do(desk: PrivacyDesk) -> None:
    number = with_the_board(desk)
    desk.night(days=400)
    upheld(desk, number)
    desk.night(days=364)
    assert clocks(desk) == [number]
    desk.night(days=4)
    assert clocks(desk) == []


def test_erased_it_holds_nothing_of_the_case_and_runs_no_more(desk: PrivacyDesk) -> None:
    number = with_the_board(desk)
    upheld(desk, number)
    waiting = with_the_board(desk, "23-1235")
    with desk.database.write() as session:
        erasure.erase(session, desk.office, [number, waiting], by=LONE, now=desk.now, why=Why.RIGHTS)
    with desk.database.read() as session:
        assert session.get_one(CaseClock, number).case_ref_sealed is None
        assert [one.learning for one in session.scalars(select(BoardRuling))] == [None]
        assert session.get_one(Complaint, waiting).stage is Stage.ENDED


def test_the_citizen_gets_it_with_the_rest(desk: PrivacyDesk) -> None:
    number = with_the_board(desk)
    upheld(desk, number)
    with desk.database.write() as session:
        found = insight.of(session, desk.vault, [number], by=LONE, now=desk.now)
    facts = found.items[0].facts
    assert (facts["case_ref"], facts["second_reader"]) == ("23-1234", MAJA)
    assert (facts["board_outcome"], facts["learning"]) == ("upheld", "Begrund kortere")
    assert "Maja Lund" in found.people.values()
