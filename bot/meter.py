"""What is counted while the bot runs: numbers only, and nothing at all where nobody can read them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.settings import SettingsError
from jobs.courier import Courier, Posted
from jobs.trouble import Trouble
from storage.database import Database
from storage.recall import Sent
from views.blocks import Block, Message

Answer = TypeVar("Answer")
MESSAGE, REDRAWING, HOME = "message", "redrawing", "home"
WELL = "sent"


class Meter(Protocol):
    """Counts. It is never given an id, a name or a text."""

    def ticked(self, *, well: bool) -> None: ...
    def sent(self, what: str, outcome: str) -> None: ...
    def acked(self, seconds: float) -> None: ...


class NoMeter:
    """Counts nothing."""

    def ticked(self, *, well: bool) -> None:
        """Nobody asks."""

    def sent(self, what: str, outcome: str) -> None:
        """Nobody asks."""

    def acked(self, seconds: float) -> None:
        """Nobody asks."""


@contextmanager
def metered(port: int | None, database: Database, clock: Callable[[], datetime]) -> Iterator[Meter]:
    """A meter to be read at that port of this machine meanwhile; without a port nothing is counted.

    Raises `SettingsError` when the port is taken.
    """
    if port is None:
        yield NoMeter()
        return
    from bot.metrics import Prometheus  # noqa: PLC0415 - its library is loaded only where it is used

    meter = Prometheus()
    try:
        server = meter.serve(port, database, clock)
    except OSError:
        raise SettingsError(f"Port {port} er optaget. Vælg en anden i FRISTVAGT_METRICS_PORT.") from None
    try:
        yield meter
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class CountingCourier:
    """Another courier's way out, counted; `progress` is called after each call to Slack."""

    courier: Courier
    meter: Meter
    progress: Callable[[], None]

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        return self._counted(MESSAGE, lambda: self.courier.post(recipient, message, outbox_id))

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        self._counted(REDRAWING, lambda: self.courier.redraw(posted, message, outbox_id))

    def publish_home(self, person: str, view: Block) -> None:
        self._counted(HOME, lambda: self.courier.publish_home(person, view))

    def find(self, recipient: str, outbox_id: int, since: datetime) -> Posted | None:
        self.progress()
        return self.courier.find(recipient, outbox_id, since)

    def told(self, recipient: str, since: datetime) -> list[Sent]:
        self.progress()
        return self.courier.told(recipient, since)

    def _counted(self, what: str, call: Callable[[], Answer]) -> Answer:
        try:
            answer = call()
        except Trouble as trouble:
            self.meter.sent(what, trouble.kind.value)
            raise
        finally:
            self.progress()
        self.meter.sent(what, WELL)
        return answer
