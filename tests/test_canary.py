"""The canary: it sings while the database gives back what was written, and is silent when it does not."""

import logging
from datetime import timedelta

import pytest

from bot import canary
from bot.canary import CanaryError
from bot.heartbeat import Heartbeat
from bot.service import LISTEN_AGAIN, Service, utc_now
from storage import keys, schedule
from storage.keys import MissingKeyError
from storage.vault import Vault, generate_key
from tests.world import World


def test_it_sings_and_what_it_wrote_is_read_back(world: World) -> None:
    assert canary.heard(world.parts.database, world.parts.vault, world.now)
    with world.parts.database.read() as session:
        assert schedule.last_run(session, canary.JOB) == world.now


def test_a_clock_that_was_set_back_is_no_broken_disk(lite_world: World) -> None:
    parts = lite_world.parts
    canary.sing(parts.database, parts.vault, lite_world.now)
    canary.sing(parts.database, parts.vault, lite_world.now - timedelta(hours=2))
    canary.sing(parts.database, parts.vault, lite_world.now)


def test_a_database_that_forgets_is_found_out(lite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "claim", lambda *_: True)
    with pytest.raises(CanaryError, match="der blev skrevet"):
        canary.sing(lite_world.parts.database, lite_world.parts.vault, lite_world.now)


def test_a_key_the_database_needs_is_missed(lite_world: World) -> None:
    with pytest.raises(MissingKeyError):
        canary.sing(lite_world.parts.database, Vault.from_keys([generate_key()]), lite_world.now)


def test_each_key_must_open_what_it_sealed(lite_world: World, caplog: pytest.LogCaptureFixture) -> None:
    other = Vault.from_keys([generate_key(), *lite_world.parts.settings.keys])
    with lite_world.parts.database.write() as session:
        keys.remember(session, other)
    assert canary.heard(lite_world.parts.database, other, lite_world.now + timedelta(days=1))
    with caplog.at_level(logging.CRITICAL):
        late = lite_world.now + timedelta(days=2)
        assert not canary.heard(lite_world.parts.database, lite_world.parts.vault, late)
    assert "the canary is silent: MissingKeyError" in caplog.text


def test_the_sign_of_life_stops_while_it_is_silent(
    lite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(lite_world.parts)
    pinged: list[Heartbeat] = []

    def ping(heartbeat: Heartbeat) -> None:
        pinged.append(heartbeat)

    monkeypatch.setattr(Heartbeat, "ping", ping)
    monkeypatch.setattr(canary, "heard", lambda *_: False)
    service._listen_to_canary()
    service._well()
    monkeypatch.setattr(canary, "heard", lambda *_: True)
    service._listen_to_canary()
    service._well()
    service._outgoing.shutdown(wait=True)
    assert len(pinged) == 1


def test_a_database_that_was_away_is_listened_to_again_within_minutes(
    lite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    service = Service(lite_world.parts)
    service._scheduler.start(paused=True)
    try:
        with lite_world.parts.database.turn:
            service._listen_to_canary()
        sound = [service._sound]
        (again,) = service._scheduler.get_jobs()
        assert timedelta(0) < again.next_run_time - utc_now() <= LISTEN_AGAIN
        service._scheduler.remove_all_jobs()
        again.func()
        sound.append(service._sound)
        assert sound == [False, True]
        assert service._scheduler.get_jobs() == []
    finally:
        service.stop()
    assert "the canary is silent" not in caplog.text


def test_what_is_wrong_stays_wrong_until_the_next_night(
    lite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "claim", lambda *_: True)
    service = Service(lite_world.parts)
    service._scheduler.start(paused=True)
    try:
        service._listen_to_canary()
        assert not service._sound
        assert service._scheduler.get_jobs() == []
    finally:
        service.stop()


def test_a_process_that_writes_under_a_dropped_key_makes_it_needed_again(world: World) -> None:
    """Nobody has restarted it since the keys were changed: what it seals must not become unreadable."""
    old, new = generate_key(), generate_key()
    parts, changed = world.parts, Vault.from_keys([new, *world.parts.settings.keys])
    late = Vault.from_keys([old, new, *parts.settings.keys])
    with parts.database.write() as session:
        keys.remember(session, changed)
    assert canary.heard(parts.database, late, world.now)
    with parts.database.read() as session, pytest.raises(MissingKeyError, match=late.writing_key_id):
        keys.check(session, changed)
