"""Changing keys while the bot runs: everything is found and opened before, during and after."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from bot.at_hand import AtHand
from bot.keys_command import through
from storage import chain, erasure, keys, rekey, tracing
from storage.audit_check import check
from storage.case_file import reference
from storage.case_models import CaseClock
from storage.cases import AlreadyRunningError
from storage.models import Callback
from storage.rekey import NotInUseError, OddRowsError, OldKeyStillWritesError
from storage.vault import Vault, generate_key
from tests.front_desk import LONE
from tests.privacy_desk import PHONE, PrivacyDesk, privacy_desk

OLD, NEW = generate_key(), generate_key()
BEFORE, BOTH, AFTER = Vault.from_keys([OLD]), Vault.from_keys([NEW, OLD]), Vault.from_keys([NEW])
CALLS = 7


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    """Seven calls and as many deadlines of the old key; the bot has just been given a new one."""
    with privacy_desk(database_url, BEFORE) as made:
        with made.database.write() as session:
            keys.remember(session, BEFORE)
        for number in range(CALLS):
            call = made.ring(f"+45435700{number:02}", note="")
            made.register(f"23-{number}", started_by=call)
        with made.database.write() as session:
            chain.seal(session, BEFORE, 1_000)
        with made.database.write() as session:
            keys.remember(session, BOTH)
        made.vault = BOTH
        yield made


def hand(desk: PrivacyDesk, vault: Vault = BOTH) -> AtHand:
    return AtHand(desk.office, desk.database, vault)


def rotated(desk: PrivacyDesk) -> list[str]:
    list(through(hand(desk), most=3))
    with desk.database.write() as session:
        return rekey.finish(session, BOTH, by=LONE, now=desk.now)


def found(desk: PrivacyDesk, vault: Vault) -> list[list[int]]:
    """What each number and each case leads to."""
    with desk.database.read() as session:
        calls = [tracing.by_phone(session, vault, f"+45435700{number:02}") for number in range(CALLS)]
        return [*calls, *(tracing.by_case(session, vault, f"23-{number}") for number in range(CALLS))]


EVERYTHING = [[number * 2 + 1, number * 2 + 2] for number in range(CALLS)] * 2


def test_everything_opens_with_the_new_key_alone(desk: PrivacyDesk) -> None:
    assert rotated(desk) == [BEFORE.writing_key_id]
    with desk.database.read() as session:
        keys.check(session, AFTER)
        assert [reference(session, AFTER, number * 2 + 2) for number in range(CALLS)] == [
            f"23-{number}" for number in range(CALLS)
        ]
        assert check(session, AFTER).damage is None
    desk.vault = AFTER
    assert {desk.citizen(number * 2 + 1).phone for number in range(CALLS)} == {
        f"+45435700{number:02}" for number in range(CALLS)
    }


def test_numbers_and_cases_are_found_before_during_and_after(desk: PrivacyDesk) -> None:
    assert found(desk, BOTH) == EVERYTHING
    for _ in through(hand(desk), most=2):
        assert found(desk, BOTH) == EVERYTHING
    assert found(desk, AFTER) == EVERYTHING


def test_the_same_deadline_is_still_refused_afterwards(desk: PrivacyDesk) -> None:
    rotated(desk)
    desk.vault = AFTER
    with pytest.raises(AlreadyRunningError):
        desk.register("23-4")


def test_no_field_is_left_under_the_old_key(desk: PrivacyDesk) -> None:
    with desk.database.read() as session:
        assert set(rekey.fields_by_key(session)) == {BEFORE.writing_key_id}
    rotated(desk)
    with desk.database.read() as session:
        assert set(rekey.fields_by_key(session)) == {BOTH.writing_key_id}
        assert rekey.known(session) == [BOTH.writing_key_id]


def test_an_interrupted_change_is_simply_begun_again(desk: PrivacyDesk) -> None:
    next(through(hand(desk), most=2))
    with desk.database.read() as session:
        assert len(rekey.fields_by_key(session)) == 2
    rotated(desk)
    assert found(desk, AFTER) == EVERYTHING


def test_what_is_done_already_is_not_written_again(desk: PrivacyDesk) -> None:
    rotated(desk)

    def sealed() -> list[bytes | None]:
        with desk.database.read() as session:
            return list(session.scalars(select(Callback.phone_sealed).order_by(Callback.deadline_id)))

    before = sealed()
    rotated(desk)
    assert sealed() == before


def test_calls_are_logged_and_read_while_keys_change(desk: PrivacyDesk) -> None:
    for _ in through(hand(desk), most=2):
        desk.citizen(desk.ring(PHONE))
    with desk.database.write() as session:
        rekey.finish(session, BOTH, by=LONE, now=desk.now)
    with desk.database.read() as session:
        assert set(rekey.fields_by_key(session)) == {AFTER.writing_key_id}
        assert len(tracing.by_phone(session, AFTER, PHONE)) > 5


def test_an_old_process_that_still_writes_is_noticed(desk: PrivacyDesk) -> None:
    list(through(hand(desk)))
    desk.vault = BEFORE
    desk.ring(PHONE)
    with pytest.raises(OldKeyStillWritesError), desk.database.write() as session:
        rekey.finish(session, BOTH, by=LONE, now=desk.now)
    with desk.database.read() as session:
        assert len(rekey.known(session)) == 2


def test_it_refuses_before_the_bot_has_the_new_key(desk: PrivacyDesk) -> None:
    with pytest.raises(NotInUseError, match="forrest"), desk.database.read() as session:
        rekey.refuse_unknown(session, Vault.from_keys([generate_key(), OLD]))


@pytest.mark.parametrize("moved", ["another column", "another row"])
def test_a_ciphertext_that_was_moved_stops_the_change_and_is_named(desk: PrivacyDesk, moved: str) -> None:
    with desk.database.write() as session:
        if moved == "another column":
            session.execute(update(Callback).values(note_sealed=Callback.phone_sealed))
        else:
            other = select(CaseClock.case_ref_sealed).where(CaseClock.deadline_id == 4).scalar_subquery()
            session.execute(update(CaseClock).where(CaseClock.deadline_id == 2).values(case_ref_sealed=other))
    with pytest.raises(OddRowsError, match="ændret eller flyttet"):
        rotated(desk)


def test_the_change_is_in_the_log(desk: PrivacyDesk) -> None:
    rotated(desk)
    (event,) = desk.events("keys_rotated")
    assert (event.actor, event.detail) == (
        LONE,
        {"key": BOTH.writing_key_id, "dropped": BEFORE.writing_key_id},
    )


def test_a_deadline_without_identity_gets_none(desk: PrivacyDesk) -> None:
    with desk.database.write() as session:
        session.execute(update(CaseClock).where(CaseClock.deadline_id == 2).values(identity=None))
    rotated(desk)
    with desk.database.read() as session:
        assert session.get_one(CaseClock, 2).identity is None
    assert found(desk, AFTER)[CALLS] == [1, 2]


def test_one_odd_row_keeps_none_of_the_others_under_the_old_key(desk: PrivacyDesk) -> None:
    with desk.database.write() as session:
        odd_call = update(Callback).where(Callback.deadline_id == 3)
        session.execute(odd_call.values(name_sealed=Callback.phone_sealed))
        odd_case = update(CaseClock).where(CaseClock.deadline_id == 6)
        session.execute(odd_case.values(case_ref_sealed=b"cut off"))
    with pytest.raises(OddRowsError, match=r"nr\. 3, 6 "):
        rotated(desk)
    with desk.database.read() as session:
        left = rekey.fields_by_key(session)[BEFORE.writing_key_id]
        # That call's name and number; and the old key is still asked for at start.
        assert (left, len(rekey.known(session))) == (2, 2)
    with desk.database.write() as session:
        erasure.erase(session, desk.office, [3, 6], by=LONE, now=desk.now, why=erasure.Why.MISTAKE)
    assert rotated(desk) == [BEFORE.writing_key_id]
