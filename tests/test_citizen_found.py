"""Subject access, erasure and retention reach all there is of the citizen, also what only hangs on it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from rules.reversal import BoardOutcome
from storage import bytes_gone, complaint_work, keys, tracing
from storage.case_models import CaseClock
from storage.complaint_models import BoardRuling, Complaint, CorrectWhy, Stage
from storage.complaint_work import NewComplaint, Ruling
from storage.models import Callback, Result, State
from storage.vault import Vault, generate_key
from tests.case_desk import item, opened, today
from tests.cases import SUPPORT
from tests.deadlines import with_rules
from tests.front_desk import JONNA, KARIM, MAJA
from tests.front_door import FrontDoor
from tests.privacy_desk import CASE, PrivacyDesk, privacy_desk, privacy_door
from tests.test_chain_corrections import complaint, partly, stands, window_of
from tests.world import text_of
from views import ids

KEY = generate_key()


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    with privacy_desk(database_url, Vault.from_keys([KEY])) as made:
        with made.database.write() as session:
            keys.remember(session, made.vault)
        with_rules(made)
        yield made


@pytest.fixture
def door(desk: PrivacyDesk, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return privacy_door(desk, database_url, KEY, tmp_path, monkeypatch)


def named_late(desk: PrivacyDesk) -> tuple[int, int, int]:
    """A call, the decision that came of it without a case number, and the time to complain that got one."""
    call = desk.ring()
    decision = desk.register("", started_by=call)
    window = window_of(desk, decision)
    desk.submit(KARIM, opened(desk, window, ids.CASE_NAME), {ids.CASE_REF: CASE})
    desk.close(call)
    return call, decision, window


def yesterday(desk: PrivacyDesk) -> date:
    return today(desk) - timedelta(days=1)


class TestACaseNumberWrittenDownLate:
    def test_leads_back_to_the_call_that_began_it(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call, decision, window = named_late(desk)
        assert door.run("insight", "--case", CASE, "--out", "jens.md").exit_code == 0
        told = (door.folder / "jens.md").read_text(encoding="utf-8")
        assert [f"## Nr. {one}," in told for one in (call, decision, window)] == [True] * 3
        assert "Jens Hansen" in told

    def test_erases_the_name_and_the_number_of_that_call(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call, _, _ = named_late(desk)
        assert door.run("erase", "--case", CASE, "--yes", "--open", "rights").exit_code == 0
        left = desk.citizen(call)
        assert (left.name, left.phone, left.note) == ("", None, "")

    def test_leaves_the_case_whose_number_was_written_by_mistake(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        somebody_elses, decision = desk.register("23-1"), desk.register("23-1", received=yesterday(desk))
        window = window_of(desk, decision)
        desk.submit(KARIM, opened(desk, window, ids.CASE_NAME), {ids.CASE_REF: CASE})
        with desk.database.read() as session:
            assert tracing.by_case(session, desk.vault, CASE) == [decision, window]
            assert somebody_elses in tracing.by_case(session, desk.vault, "23-1")


class TestARowThatCannotBeOpened:
    """Its bytes were changed: a citizen's rights do not wait until that is mended."""

    @pytest.fixture(autouse=True)
    def odd(self, desk: PrivacyDesk) -> None:
        call = desk.ring()
        desk.register(started_by=call)
        with desk.database.write() as session:
            session.execute(update(Callback).values(name_sealed=Callback.phone_sealed))
            session.execute(update(CaseClock).values(case_ref_sealed=b"cut off"))

    @pytest.mark.parametrize("whom", [("--phone", "22334455"), ("--case", CASE)])
    def test_is_erased_with_the_rest(self, desk: PrivacyDesk, door: FrontDoor, whom: tuple[str, str]) -> None:
        done = door.run("erase", *whom, "--yes", "--open", "rights")
        assert (done.exit_code, "Slettet i 2 af 2" in done.stdout) == (0, True)

    @pytest.mark.parametrize("whom", [("--phone", "22334455"), ("--case", CASE)])
    def test_is_named_in_the_insight_beside_all_that_can_be_read(
        self, door: FrontDoor, whom: tuple[str, str]
    ) -> None:
        assert door.run("insight", *whom, "--out", "jens.md").exit_code == 0
        told = (door.folder / "jens.md").read_text(encoding="utf-8")
        assert "- Telefonnummer: 22 33 44 55" in told
        assert "- Kan ikke læses: Navn\n" in told
        assert "- Kan ikke læses: Sagsnummer\n" in told


def at_the_board(desk: PrivacyDesk, case: str = CASE) -> int:
    """A complaint that was upheld and sent to Ankestyrelsen today."""
    new = NewComplaint(SUPPORT, "voksen-a", KARIM, case, today(desk), second_reader=MAJA)
    with desk.database.write() as session:
        key = str(uuid.uuid4())
        number = complaint_work.register(
            session, desk.office, desk.vault, new, by=KARIM, now=desk.now, key=key
        ).id
    desk.submit(KARIM, opened(desk, number), {ids.OUTCOME: Result.UPHELD, **sent(desk)})
    return number


def sent(desk: PrivacyDesk) -> dict[str, str]:
    return {ids.DECIDED_ON: today(desk).isoformat(), ids.SENT_ON: today(desk).isoformat()}


def ruled(desk: PrivacyDesk, number: int, learning: str, why: CorrectWhy | None = None) -> None:
    """Ankestyrelsen's decision, written down or corrected."""
    ruling = Ruling((BoardOutcome.UPHELD,), today(desk), today(desk), SUPPORT, learning=learning)
    with desk.database.write() as session:
        known = session, desk.office, desk.vault, number, ruling
        if why is None:
            complaint_work.decide(*known, by=JONNA, now=desk.now)
        else:
            complaint_work.correct(*known, why, by=JONNA, now=desk.now)


def learnings(desk: PrivacyDesk) -> list[str | None]:
    with desk.database.read() as session:
        return list(session.scalars(select(BoardRuling.learning).order_by(BoardRuling.id)))


class TestWhatWasLearned:
    def test_is_given_as_it_was_before_it_was_corrected_too(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        number = at_the_board(desk)
        ruled(desk, number, "Moderen blev ikke hørt")
        ruled(desk, number, "Begrund kortere", CorrectWhy.DATE)
        assert door.run("insight", "--case", CASE, "--out", "jens.md").exit_code == 0
        told = (door.folder / "jens.md").read_text(encoding="utf-8")
        assert ("Moderen blev ikke hørt" in told, "Begrund kortere" in told) == (True, True)

    def test_is_erased_on_a_complaint_without_a_case_number(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        number = at_the_board(desk, "")
        ruled(desk, number, "Moderen blev ikke hørt")
        done = door.run("erase", "--item", f"{number}", "--yes")
        assert (done.exit_code, learnings(desk)) == (0, [None])
        again = door.run("erase", "--item", f"{number}", "--yes")
        assert (again.exit_code, "intet gemt" in again.stdout) == (1, True)

    def test_is_not_kept_longer_than_its_case(self, desk: PrivacyDesk) -> None:
        number = at_the_board(desk)
        ruled(desk, number, "Moderen blev ikke hørt")
        desk.night(days=300)
        assert learnings(desk) == ["Moderen blev ikke hørt"]
        desk.night(days=80)
        assert learnings(desk) == [None]


def test_a_complaint_goes_on_when_only_what_came_before_is_erased(desk: PrivacyDesk, door: FrontDoor) -> None:
    number = complaint(desk)
    running = stands(desk, partly(desk, number))
    assert door.run("erase", "--item", f"{number}", "--yes").exit_code == 0
    with desk.database.read() as session:
        kept = session.get_one(Complaint, number)
        assert (kept.stage, kept.latest_id, kept.ended_on) == (Stage.FORWARDING, running, None)
        assert session.get_one(CaseClock, number).case_ref_sealed is None


def test_what_is_erased_is_not_taken_up_again(desk: PrivacyDesk, door: FrontDoor) -> None:
    number = desk.register(CASE)
    desk.decide(number)
    assert door.run("erase", "--item", f"{number}", "--yes").exit_code == 0
    desk.press(KARIM, ids.CASE_REOPEN, number)
    assert "Registrér fristen igen" in text_of(desk.modal())
    assert item(desk, number).state is State.CLOSED


def test_on_postgresql_every_table_that_held_something_is_vacuumed(postgresql_with_tables: str) -> None:
    """A row that was emptied lies beside its new form until then."""
    held = {"callback", "case_clock", "deadline", "attempt", "event", "board_decision", "handled"}
    with privacy_desk(postgresql_with_tables) as desk:
        assert bytes_gone.flush(desk.database)
        with desk.database.read() as session:
            swept = text("SELECT relname FROM pg_stat_user_tables WHERE vacuum_count > 0")
            assert held <= set(session.scalars(swept))


@contextmanager
def on_sqlite(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[PrivacyDesk, FrontDoor]]:
    with privacy_desk(url, Vault.from_keys([KEY])) as desk:
        with desk.database.write() as session:
            keys.remember(session, desk.vault)
        yield desk, privacy_door(desk, url, KEY, folder, monkeypatch)


def test_bytes_that_somebody_still_reads_are_said_and_not_called_gone(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_sqlite(sqlite_url, tmp_path, monkeypatch) as (desk, door):
        numbers = [desk.ring(), desk.ring()]
        with desk.database.read() as session:
            session.scalars(select(Callback.ref)).all()
            held = door.run("erase", "--item", f"{numbers[0]}", "--yes", "--open", "rights")
        free = door.run("erase", "--item", f"{numbers[1]}", "--yes", "--open", "rights")
    assert [one.exit_code for one in (held, free)] == [0, 0]
    assert ["skrivelog" in one.stdout for one in (held, free)] == [True, False]


def test_a_restore_names_what_was_erased_since_the_backup(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_sqlite(sqlite_url, tmp_path, monkeypatch) as (desk, door):
        before, after = desk.ring(), desk.ring("+4543570010")
        desk.close(before)
        assert door.run("erase", "--item", f"{before}", "--yes").exit_code == 0
        assert door.run("backup", "--out", "kopi.fristvagt").exit_code == 0
        later = desk.ring("+4543570011")
        for number in (after, later):
            assert door.run("erase", "--item", f"{number}", "--yes", "--open", "rights").exit_code == 0
        desk.database.close()
        said = door.run("restore", "kopi.fristvagt").stdout
    assert f"Nr. {after} er slettet på anmodning efter kopien og er nu tilbage." in said
    assert f"erase --item {after}" in said
    assert f"erase --item {before}" not in said
    assert f"erase --item {later}" not in said
