"""How often the database is asked: counted, so that nothing is quietly asked twice again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.engine import Engine, build
from rules.absence import Away
from storage import absences, notices, outbox, people
from storage.models import Outbox, Person, Sending
from tests.calls import at
from tests.front_desk import CALL, KARIM, MAJA, RIKKE, FrontDesk, front_desk
from tests.nowhere import Nowhere
from tests.statements import asked
from views import ids

# Beside the beginnings and ends of transactions. What is added to a use case is added here, knowingly.
MOST_OF_A_CALLBACK = 13
MOST_OF_A_FORM = 11
MOST_OF_A_PRESS = 17
MOST_OF_AN_IDLE_TICK = 2
# Decided on in one transaction, and noted in the next.
MOST_OF_A_MESSAGE = 7


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def engine(desk: FrontDesk) -> Engine:
    return build(desk.office, desk.database, Nowhere(), desk.vault)


class TestTheNumberOfStatements:
    def test_one_line_of_callback(self, desk: FrontDesk) -> None:
        desk.log()
        with asked(desk.database) as statements:
            desk.command(RIKKE, f"<@{KARIM}> 22 33 44 77 Jens Hansen, afgørelse")
        assert desk.newest() == 2
        assert len(statements) <= MOST_OF_A_CALLBACK

    def test_a_submitted_form(self, desk: FrontDesk) -> None:
        desk.log()
        form = desk.form()
        with asked(desk.database) as statements:
            desk.submit(RIKKE, form, CALL)
        assert desk.newest() == 2
        assert len(statements) <= MOST_OF_A_FORM

    def test_a_press(self, desk: FrontDesk) -> None:
        number = desk.log()
        with asked(desk.database) as statements:
            desk.press(KARIM, ids.NO_ANSWER, number)
        assert desk.item(number).attempts == 1
        assert len(statements) <= MOST_OF_A_PRESS

    def test_an_idle_tick(self, desk: FrontDesk, engine: Engine) -> None:
        desk.log()
        engine.tick(desk.now)
        with asked(desk.database) as statements:
            assert engine.tick(desk.now) == 0
        assert len(statements) <= MOST_OF_AN_IDLE_TICK

    def test_each_message_that_leaves(self, desk: FrontDesk, engine: Engine) -> None:
        number = desk.log(topic="akut")
        engine.tick(desk.now)
        one, three = (sent_at_once(desk, engine, number, many) for many in (1, 3))
        assert three - one <= 2 * MOST_OF_A_MESSAGE

    def test_the_roster_is_read_once_a_transaction(self, desk: FrontDesk) -> None:
        with asked(desk.database) as statements, desk.database.read() as session:
            first = absences.roster(session, desk.office, desk.now)
            assert absences.roster(session, desk.office, desk.now) is first
        assert sum("FROM absence" in one for one in statements) == 1


class TestWhatOneTransactionRemembers:
    def test_an_absence_set_in_it_counts_at_once(self, desk: FrontDesk) -> None:
        with desk.database.write() as session:
            assert at_work(session, desk)
            absences.add(session, desk.office, AWAY, by=KARIM, now=desk.now)
            assert not at_work(session, desk)

    def test_an_absence_that_was_rolled_back_does_not(self, desk: FrontDesk) -> None:
        with desk.database.write() as session:
            savepoint = session.begin_nested()
            absences.add(session, desk.office, AWAY, by=KARIM, now=desk.now)
            assert not at_work(session, desk)
            savepoint.rollback()
            assert at_work(session, desk)

    def test_an_absence_that_was_ended_in_it_is_over(self, desk: FrontDesk) -> None:
        with desk.database.write() as session:
            row = absences.add(session, desk.office, AWAY, by=KARIM, now=desk.now)
        with desk.database.write() as session:
            assert not at_work(session, desk)
            absences.end(session, desk.office, row.id, by=KARIM, now=desk.now)
            assert at_work(session, desk)

    def test_somebody_who_left_the_workspace_is_gone_at_once(self, desk: FrontDesk) -> None:
        with desk.database.write() as session:
            assert at_work(session, desk)
            people.remember(session, [people.Known(KARIM, "Karim Aziz", active=False)], desk.now)
            assert not at_work(session, desk)

    def test_a_home_tab_is_asked_for_once(self, desk: FrontDesk) -> None:
        open_home(desk)
        with desk.database.write() as session:
            people.want_home(session, [KARIM])
            people.want_home(session, [KARIM, MAJA])
        assert wanted(desk) == 2

    def test_a_home_tab_is_asked_for_again_after_a_rollback(self, desk: FrontDesk) -> None:
        open_home(desk)
        with desk.database.write() as session:
            savepoint = session.begin_nested()
            people.want_home(session, [KARIM])
            savepoint.rollback()
            people.want_home(session, [KARIM])
        assert wanted(desk) == 2


def sent_at_once(desk: FrontDesk, engine: Engine, number: int, many: int) -> int:
    """How many statements it takes to send so many urgent messages of this call."""
    with desk.database.write() as session:
        for one in range(many):
            outbox.enqueue(
                session,
                key=f"{many}:{one}",
                kind=notices.URGENT,
                recipient=KARIM,
                team_key=desk.office.teams[0].key,
                not_before=desk.now,
                items=[number],
                urgent=True,
            )
    with asked(desk.database) as statements:
        engine.tick(desk.now)
    with desk.database.read() as session:
        sent = session.scalars(select(Outbox.key).where(Outbox.state == Sending.SENT)).all()
    assert sum(key.startswith(f"{many}:") for key in sent) == many
    return len(statements)


AWAY = Away(KARIM, at(26, 8), at(27, 8))


def at_work(session: Session, desk: FrontDesk) -> bool:
    return absences.roster(session, desk.office, desk.now).at_work(KARIM, desk.now)


def open_home(desk: FrontDesk) -> None:
    with desk.database.write() as session:
        people.home_opened(session, KARIM, desk.now)


def wanted(desk: FrontDesk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(Person.home_wanted).where(Person.slack_id == KARIM)).one()
