"""What is over goes at night, bytes and all; what is not counted, not closed or still needed stays."""

import sqlite3
import threading
import time as clock
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from jobs import retention as job
from jobs.retention import Retention
from rules.retention import months_before
from storage import bytes_gone, chain, outbox, retention
from storage.audit_check import check
from storage.audit_models import EventChain
from storage.base import Base
from storage.case_models import CaseClock
from storage.models import (
    Absence,
    Attempt,
    Callback,
    Deadline,
    Handled,
    JobRun,
    Outbox,
    OutboxItem,
    Sending,
)
from storage.retention import Horizons
from tests.front_desk import KARIM
from tests.privacy_desk import PrivacyDesk, privacy_desk
from tests.world import THURSDAY


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    with privacy_desk(database_url) as made:
        yield made


def numbers(desk: PrivacyDesk, model: type[Base] = Deadline) -> list[int]:
    key = "id" if model is Deadline else "deadline_id"
    with desk.database.read() as session:
        return list(session.scalars(select(getattr(model, key)).order_by(getattr(model, key))))


def count(desk: PrivacyDesk, model: type[Base]) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.count()).select_from(model)).one()


def seal(desk: PrivacyDesk) -> None:
    with desk.database.write() as session:
        chain.seal(session, desk.vault, 1_000)


class TestCalls:
    def test_a_closed_call_is_gone_after_thirty_days_and_its_events_stay(self, desk: PrivacyDesk) -> None:
        number = desk.ring()
        desk.close(number)
        desk.night(days=29)
        assert numbers(desk) == [number]
        desk.night(days=10)
        left = [numbers(desk), *(numbers(desk, one) for one in (Callback, Attempt, OutboxItem, Handled))]
        assert left == [[]] * 5
        assert {"call_logged", "attempt", "spoke", "noted"} <= {
            event.action for event in desk.events() if event.deadline_id == number
        }

    def test_an_open_call_stays_however_old_it_is(self, desk: PrivacyDesk) -> None:
        number = desk.ring()
        desk.night(days=400)
        assert numbers(desk) == [number]
        assert desk.citizen(number).name == "Jens Hansen"

    def test_a_call_that_asks_for_its_note_stays(self, desk: PrivacyDesk) -> None:
        number = desk.ring()
        desk.press(KARIM, "callback_spoke", number)
        desk.night(days=400)
        assert numbers(desk) == [number]

    def test_the_office_decides_how_long(self, desk: PrivacyDesk) -> None:
        object.__setattr__(desk.office.retention, "callback_days", 60)
        desk.close(desk.ring())
        desk.night(days=59)
        assert len(numbers(desk)) == 1
        desk.night(days=9)
        assert numbers(desk) == []

    def test_a_call_that_started_a_deadline_is_emptied_and_goes_with_it(self, desk: PrivacyDesk) -> None:
        call = desk.ring()
        case = desk.register(started_by=call)
        desk.close(call)
        desk.night(days=40)
        assert numbers(desk) == [call, case]
        assert desk.citizen(call).name == ""
        with desk.database.read() as session:
            assert session.get_one(Callback, call).phone_hash is None
        desk.decide(case)
        desk.night(days=366)
        assert numbers(desk) == []

    def test_a_number_is_never_given_again(self, desk: PrivacyDesk) -> None:
        first = desk.ring()
        desk.close(first)
        desk.night(days=40)
        assert desk.ring() > first


class TestDeadlines:
    def test_a_closed_deadline_is_gone_after_twelve_months(self, desk: PrivacyDesk) -> None:
        number = desk.register()
        desk.decide(number)
        desk.night(days=360)
        assert numbers(desk, CaseClock) == [number]
        desk.night(days=14)
        assert (numbers(desk), numbers(desk, CaseClock)) == ([], [])

    def test_a_running_one_stays(self, desk: PrivacyDesk) -> None:
        number = desk.register()
        desk.night(days=800)
        assert numbers(desk) == [number]

    def test_twelve_months_are_months(self) -> None:
        leap = THURSDAY.replace(year=2028, month=2, day=29)
        assert months_before(leap, 12).date().isoformat() == "2027-02-28"
        assert months_before(THURSDAY.replace(month=1), 2).date().isoformat() == "2025-11-26"


class TestOnlyWhatIsCounted:
    def test_nothing_goes_before_any_day_is_counted(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        desk.advance(days=400)
        step = Retention(desk.office, desk.database, desk.vault)
        assert not step.run(desk.now)
        assert len(numbers(desk)) == 1

    def test_a_call_of_a_day_that_is_not_counted_stays(self, desk: PrivacyDesk) -> None:
        number = desk.ring()
        desk.close(number)
        desk.rolled_up_to(desk.now.date() - timedelta(days=1))
        desk.advance(days=40)
        step = Retention(desk.office, desk.database, desk.vault)
        while step.run(desk.now):
            """To the end of the night."""
        assert numbers(desk) == [number]


PLAN = (
    "EXPLAIN QUERY PLAN SELECT deadline.id FROM deadline JOIN callback ON callback.deadline_id = deadline.id "
    "WHERE callback.phone_hash = x'00' AND deadline.state = 'open'"
)


def test_after_the_night_sqlite_knows_which_index_is_the_better(sqlite_url: str) -> None:
    with privacy_desk(sqlite_url) as desk:
        for number in range(50):
            desk.ring(f"+454357{number:04}")
        before = first_read(desk)
        desk.night(days=1)
        assert (before, first_read(desk)) == ("SEARCH deadline", "SEARCH callback")


def test_an_index_that_cannot_be_counted_stops_nothing(sqlite_url: str) -> None:
    """A seldom used one, with a bad page: the night ends, and the engine's other steps have their turn."""
    with privacy_desk(sqlite_url) as desk:
        desk.ring()
        desk.database.engine.dispose()
        spoil(Path(sqlite_url.removeprefix("sqlite:///")), "uq_precedent_number")
        step = desk.night(days=1)
        assert not step.run(desk.now)


def spoil(path: Path, index: str) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"U" * size)


def first_read(desk: PrivacyDesk) -> str:
    """What the database begins with, asked over a connection that may be an old one."""
    with desk.database.read() as session:
        row = session.execute(text(PLAN)).first()
    return " ".join(str(row[3]).split()[:2]) if row else ""


class TestTheLog:
    def test_events_go_after_24_months_and_the_chain_still_holds(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        seal(desk)
        desk.advance(days=700)
        desk.close(desk.ring("+4543570010"))
        seal(desk)
        assert min(event.at for event in desk.events()) == THURSDAY
        desk.night(days=35)
        assert min(event.at for event in desk.events()) > THURSDAY + timedelta(days=690)
        with desk.database.read() as session:
            assert check(session, desk.vault).damage is None

    def test_a_receipt_says_how_much_went(self, desk: PrivacyDesk) -> None:
        for _ in range(3):
            desk.close(desk.ring())
        desk.night(days=40)
        (receipt,) = desk.events("retention_done")
        assert (receipt.actor, receipt.detail["calls"]) == ("engine", 3)

    def test_a_night_with_nothing_to_delete_leaves_a_receipt_too(self, desk: PrivacyDesk) -> None:
        desk.night(days=1)
        assert [event.detail for event in desk.events("retention_done")] == [{}]

    def test_a_chain_that_was_tampered_with_is_kept_whole(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        seal(desk)
        with desk.database.write() as session:
            session.get_one(EventChain, 1).from_hash = bytes(32)[:-1] + b"x"
        before = len(desk.events())
        desk.night(days=800)
        assert len(desk.events()) == before + 1
        assert numbers(desk) == []


class TestTheNight:
    def test_it_is_claimed_once_by_whichever_process_comes_first(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        desk.night(days=40)
        step = Retention(desk.office, desk.database, desk.vault)
        assert not step.run(desk.now)
        assert len(desk.events("retention_done")) == 1

    def test_one_that_died_before_its_receipt_is_told_of_in_the_next(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        desk.advance(days=40)
        desk.rolled_up_to(desk.now.date() - timedelta(days=8))
        dies = Retention(desk.office, desk.database, desk.vault)
        while numbers(desk):
            dies.run(desk.now)
        cut_off = dies.seen
        assert desk.events("retention_done") == []
        for _ in range(2):
            desk.night(days=1)
        assert cut_off is not None
        told = [event.detail.get("uncounted_since") for event in desk.events("retention_done")]
        assert told == [cut_off.astimezone(UTC).isoformat(), None]

    def test_what_a_dead_process_left_is_taken_the_next_night(
        self, desk: PrivacyDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(job, "BATCH", 2)
        for _ in range(5):
            desk.close(desk.ring())
        desk.advance(days=40)
        desk.rolled_up_to(desk.now.date() - timedelta(days=8))
        dying = Retention(desk.office, desk.database, desk.vault)
        while len(numbers(desk)) > 3:
            dying.run(desk.now)
        assert len(numbers(desk)) == 3
        desk.night(days=1)
        assert numbers(desk) == []

    def test_one_kind_that_cannot_go_does_not_keep_the_others(
        self, desk: PrivacyDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> int:
            raise chain.ChainBrokenError

        monkeypatch.setattr("storage.retention.calls", refuse)
        deadline = desk.register()
        desk.decide(deadline)
        desk.close(desk.ring())
        desk.night(days=400)
        assert deadline not in numbers(desk)
        assert desk.events("retention_done")


class TestTraces:
    def test_what_only_the_program_needs_is_bounded(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        with desk.database.write() as session:
            for number in range(3):
                at = THURSDAY + timedelta(days=number)
                session.add(JobRun(job="list", scheduled_at=at, claimed_at=at))
                session.add(Handled(key=f"press {number}", at=at))
            session.add(
                Absence(
                    person_id=KARIM,
                    starts_at=THURSDAY,
                    ends_at=THURSDAY + timedelta(days=2),
                    set_by=KARIM,
                    set_at=THURSDAY,
                    returned_at=THURSDAY + timedelta(days=2),
                )
            )
            for key, state in (("sent", Sending.SENT), ("waiting", Sending.WAITING)):
                outbox.enqueue(
                    session, key=key, kind="list", recipient=KARIM, team_key="voksen-a", not_before=THURSDAY
                )
                row = outbox.by_key(session, key)
                assert row is not None
                row.state = state
        desk.night(days=100)
        assert (count(desk, Handled), count(desk, Absence)) == (0, 0)
        with desk.database.read() as session:
            assert session.scalars(select(Outbox.key).where(Outbox.key.in_(("sent", "waiting")))).all() == [
                "waiting"
            ]
            runs = session.scalars(select(JobRun.scheduled_at).where(JobRun.job == "list")).all()
        assert runs == [THURSDAY + timedelta(days=2)]


class TestBytes:
    """SQLite only: what lies on the disk is the server's own matter on PostgreSQL."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path

    def test_what_was_deleted_is_in_no_file_of_the_database(self, folder: Path) -> None:
        with privacy_desk(f"sqlite:///{folder / 'fristvagt.db'}") as desk:
            traces: set[bytes] = set()
            for turn in range(25):
                number = desk.ring(f"+45435700{turn:02}", note=f"Ring til datteren {turn}" * 3)
                case = desk.register(f"23-{turn:05}")
                traces |= self.traces(desk, number, case)
                desk.close(number)
                desk.decide(case)
            assert self.found(folder, traces) == traces
            desk.night(days=400)
            assert numbers(desk) == []
            assert self.found(folder, traces) == set()
            assert (folder / "fristvagt.db-wal").stat().st_size == 0

    def traces(self, desk: PrivacyDesk, number: int, case: int) -> set[bytes]:
        with desk.database.read() as session:
            call, clock_ = session.get_one(Callback, number), session.get_one(CaseClock, case)
            found = [
                call.name_sealed,
                call.phone_sealed,
                call.note_sealed,
                call.phone_hash,
                call.ref.encode(),
            ]
            found += [clock_.case_ref_sealed, clock_.case_print, clock_.identity, clock_.ref.encode()]
        return {one for one in found if one}

    def found(self, folder: Path, traces: set[bytes]) -> set[bytes]:
        files = [path.read_bytes() for path in folder.iterdir() if path.name.startswith("fristvagt.db")]
        return {trace for trace in traces if any(trace in content for content in files)}

    def test_a_reader_in_the_way_is_waited_for(self, folder: Path) -> None:
        with privacy_desk(f"sqlite:///{folder / 'fristvagt.db'}") as desk:
            with desk.database.read() as session:
                session.scalars(select(Deadline.id)).all()
                desk.ring()
                assert not bytes_gone.flush(desk.database)
            assert bytes_gone.flush(desk.database)


def test_the_whole_log_is_not_read_where_nothing_can_be_late(sqlite_url: str) -> None:
    """Over a million events that look alone would keep every writer waiting for seconds."""
    with privacy_desk(sqlite_url) as desk:
        desk.ring()
        statements: list[str] = []
        event.listen(desk.database.engine, "before_cursor_execute", lambda *sent: statements.append(sent[2]))
        with desk.database.write() as session:
            assert retention.late_seals(desk.vault)(session, Horizons(*[desk.now] * 5), 10) == 0
        assert not [one for one in statements if "event" in one]


def test_a_batch_holds_the_database_for_a_moment_only(sqlite_url: str) -> None:
    """A backlog of closed calls goes while somebody logs: no call waits as long as people notice."""
    with privacy_desk(sqlite_url) as desk:
        for _ in range(150):
            desk.close(desk.ring())
        desk.advance(days=40)
        desk.rolled_up_to(desk.now.date() - timedelta(days=8))
        step, done = Retention(desk.office, desk.database, desk.vault), threading.Event()

        def delete() -> None:
            while step.run(desk.now):
                """Batch after batch, as fast as it goes."""
            done.set()

        thread = threading.Thread(target=delete)
        thread.start()
        waits = []
        while not done.is_set():
            begun = clock.perf_counter()
            desk.ring()
            waits.append(clock.perf_counter() - begun)
        thread.join()
        assert len(numbers(desk)) == len(waits)
        assert max(waits) < 1.0
