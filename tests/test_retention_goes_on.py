"""The night's deletion in trouble: what cannot go now stands in nobody's way, and the night still ends."""

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage import bytes_gone, chain
from storage.audit_models import EventChain
from tests.privacy_desk import PrivacyDesk, privacy_desk


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    with privacy_desk(database_url) as made:
        yield made


def sealed(desk: PrivacyDesk) -> None:
    with desk.database.write() as session:
        chain.seal(session, desk.vault, 1_000)


class TestALogSomebodyHasWrittenIn:
    """Found when its oldest rows are to go, two years later."""

    @pytest.fixture(autouse=True)
    def a_log(self, desk: PrivacyDesk) -> None:
        desk.close(desk.ring())
        sealed(desk)

    def test_with_a_row_taken_out_is_kept_and_the_night_ends(self, desk: PrivacyDesk) -> None:
        on_postgresql = desk.database.engine.dialect.name == "postgresql"
        with desk.database.engine.begin() as connection:
            trigger = "event_kept ON event" if on_postgresql else "event_kept"
            connection.execute(text(f"DROP TRIGGER {trigger}"))
            connection.execute(text("DELETE FROM event_seal WHERE seq = 2"))
            connection.execute(text("DELETE FROM event WHERE id = 2"))
        before = len(desk.events())
        step = desk.night(days=800)
        assert not step.run(desk.now)
        assert len(desk.events()) == before + 1
        assert desk.events("retention_done")

    def test_with_its_secret_written_over_is_kept_and_the_night_ends(self, desk: PrivacyDesk) -> None:
        with desk.database.write() as session:
            session.get_one(EventChain, chain.THE_CHAIN).secret_sealed = b"x" * 60
        before = len(desk.events())
        step = desk.night(days=800)
        assert not step.run(desk.now)
        assert len(desk.events()) == before + 1


def test_a_table_somebody_else_is_sweeping_does_not_keep_the_night_from_ending(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jobs.retention.MOST_FLUSHES", 2)
    with privacy_desk(postgresql_url) as desk:
        with desk.database.engine.connect() as other, other.begin():
            other.execute(text("LOCK TABLE event IN SHARE UPDATE EXCLUSIVE MODE"))
            with caplog.at_level(logging.WARNING):
                step = desk.night(days=1)
            assert not step.run(desk.now)
        assert "deleted" in caplog.text
        assert bytes_gone.flush(desk.database)
