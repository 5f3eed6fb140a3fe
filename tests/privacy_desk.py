"""An office with calls and deadlines that are over, on either database: what is kept of them, and found."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot import erase_command, insight_command, keys_command
from bot.office_file import EXAMPLE, load_office
from jobs.retention import Retention
from rules.callback import promise
from storage import case_work, cases, intake, schedule, working
from storage.cases import NewCase
from storage.citizen import opened
from storage.database import connect
from storage.figure_rolls import JOB as FIGURES
from storage.intake import Call
from storage.migrate import upgrade
from storage.models import Note, Outcome, Result
from storage.vault import Vault
from tests.cases import SUPPORT
from tests.front_desk import KARIM, RIKKE, FrontDesk
from tests.front_door import FrontDoor

PHONE = "+4522334455"
CASE = "23-1234"


class PrivacyDesk(FrontDesk):
    """Use cases by name, at the desk's own time."""

    def ring(
        self, phone: str | None = PHONE, name: str = "Jens Hansen", note: str = "Ring til datteren"
    ) -> int:
        """Somebody rings; returns the call's number."""
        call = Call("voksen-a", KARIM, phone, name=name, topic="afgoerelse", note=note)
        kept = promise(self.office.team("voksen-a").calendar, self.office.callback, self.now)
        with self.database.write() as session:
            return intake.log(
                session, self.office, self.vault, call, kept, by=RIKKE, now=self.now, key=str(uuid.uuid4())
            ).id

    def close(self, number: int) -> None:
        """One attempt in vain, then spoken with and journaled."""
        with self.database.write() as session:
            working.tried(session, self.office, number, Outcome.NO_ANSWER, by=KARIM, now=self.now)
            working.spoke(session, self.office, number, by=KARIM, now=self.now)
            working.noted(session, self.office, number, Note.JOURNALED, by=KARIM, now=self.now)

    def register(
        self, case_ref: str = CASE, started_by: int | None = None, received: date | None = None
    ) -> int:
        """A deadline on a case starts; returns its number."""
        case = NewCase(
            rule=SUPPORT,
            team_key="voksen-a",
            owner_id=KARIM,
            case_ref=case_ref,
            received_on=received or self.now.date(),
            started_by=started_by,
        )
        with self.database.write() as session:
            key = str(uuid.uuid4())
            return cases.register(session, self.office, self.vault, case, by=RIKKE, now=self.now, key=key).id

    def decide(self, number: int) -> None:
        with self.database.write() as session:
            case_work.end(
                session,
                self.office,
                number,
                Result.GRANTED,
                decided_on=self.now.date(),
                sent_on=None,
                by=KARIM,
                now=self.now,
            )

    def read(self, number: int, by: str = KARIM) -> None:
        """Somebody opens the citizen behind a call."""
        with self.database.write() as session:
            opened(session, self.vault, number, by=by, now=self.now, why="view")

    def rolled_up_to(self, day: date) -> None:
        """Pretend that every day up to and with this one is counted."""
        with self.database.write() as session:
            schedule.claim(session, FIGURES, datetime.combine(day, time.min, tzinfo=UTC), self.now)

    def night(self, **later: float) -> Retention:
        """Go on by so much, and live through the nightly deletion there."""
        self.now += timedelta(**later)
        self.rolled_up_to(self.now.date() - timedelta(days=8))
        step = Retention(self.office, self.database, self.vault)
        while step.run(self.now):
            """Batch after batch."""
        return step


@contextmanager
def privacy_desk(url: str, vault: Vault | None = None) -> Iterator[PrivacyDesk]:
    database = connect(url)
    upgrade(database)
    yield PrivacyDesk(database, load_office(EXAMPLE), vault=vault)
    database.close()


def privacy_door(desk: PrivacyDesk, url: str, key: str, folder: Path, patch: pytest.MonkeyPatch) -> FrontDoor:
    """An administrator's terminal beside the desk, at its time; `key` is the desk's own."""
    for command in (insight_command, erase_command, keys_command):
        patch.setattr(command, "utc_now", lambda: desk.now.astimezone(UTC))
    made = FrontDoor(folder, patch)
    made.set(DATABASE_URL=url, ENCRYPTION_KEYS=key, OFFICE_FILE=str(EXAMPLE))
    made.set(SLACK_API_URL="http://127.0.0.1:9/api/")
    return made
