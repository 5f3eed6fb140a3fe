"""The phone line for tests that live long: handlers by payload, the real engine, and a recorder for Slack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from jobs.courier import Posted
from jobs.engine import Engine, build
from storage import outbox
from tests.front_desk import FrontDesk, front_desk
from tests.payload_shapes import Json
from views.blocks import Block, Message


@dataclass(frozen=True)
class Told:
    """One message as it left."""

    outbox_id: int
    recipient: str
    at: datetime
    message: Message


@dataclass
class Mail:
    """Stands where Slack stands, and keeps what it was given."""

    now: datetime
    told: list[Told] = field(default_factory=list)
    homes: dict[str, Block] = field(default_factory=dict)

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        self.told.append(Told(outbox_id, recipient, self.now, message))
        return Posted(f"D{recipient}", f"{len(self.told):06}.0")

    def find(self, recipient: str, outbox_id: int, since: datetime) -> Posted | None:
        found = [n for n, one in enumerate(self.told, 1) if one.outbox_id == outbox_id]
        return Posted(f"D{recipient}", f"{found[0]:06}.0") if found else None

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        number = int(posted.ts.partition(".")[0]) - 1
        before = self.told[number]
        self.told[number] = Told(before.outbox_id, before.recipient, before.at, message)

    def publish_home(self, person: str, view: Block) -> None:
        self.homes[person] = view


class PhoneLine:
    """One office on one database; it can be restarted, and its clock moved."""

    def __init__(self, desk: FrontDesk) -> None:
        self.desk = desk
        self.mail = Mail(desk.now)
        self.engine: Engine = build(desk.office, desk.database, self.mail, desk.vault)

    @property
    def now(self) -> datetime:
        return self.desk.now

    def tick(self) -> None:
        """One tick at the line's time."""
        self.mail.now = self.now
        self.engine.tick(self.now)

    def wait(self, by: timedelta) -> None:
        self.desk.now += by
        self.tick()

    def restart(self) -> None:
        """A new process on the same database: whatever was in memory is gone."""
        self.desk = FrontDesk(self.desk.database, self.desk.office, vault=self.desk.vault, now=self.now)
        self.engine = build(self.desk.office, self.desk.database, self.mail, self.desk.vault)
        with self.desk.database.write() as session:
            outbox.release_leases(session, self.now)
        self.tick()

    def modal(self) -> Json | None:
        """The modal opened by the last press, if it opened one."""
        name, call = self.desk.client.calls[-1] if self.desk.client.calls else ("", {})
        self.desk.client.calls.clear()
        return call["view"] if name in ("views.open", "views.push", "views.update") else None


@contextmanager
def phone_line() -> Iterator[PhoneLine]:
    """A line on an empty SQLite database."""
    with TemporaryDirectory() as folder, front_desk(Path(folder)) as desk:
        yield PhoneLine(desk)
