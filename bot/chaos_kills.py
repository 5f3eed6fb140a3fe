"""The kill points K1 to K7, each reached from the workspace's side of the wire.

| | the process has just … | how it is hit |
|---|---|---|
| K1 | been sent the intake, not committed | killed as the envelope is written to its socket |
| K2 | committed, Slack has no ack | killed as its ack arrives, and the ack is thrown away |
| K3 | acknowledged | killed as its ack arrives, and the ack counts |
| K4 | leased the message, Slack has not got it | killed as the call arrives, and the call is thrown away |
| K5 | sent it: Slack has delivered it | killed before a byte of the answer is sent |
| K6 | been answered, "sent" not committed | killed as the last byte of the answer is sent |
| K7 | committed "sent" | killed a moment after the answer |
"""

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chaos_processes import Instance
from bot.chaos_wire import Point, Trap

# "Sent" is committed a few milliseconds after the answer.
COMMITTED_SECONDS = 0.15


class Kill(StrEnum):
    """Where the process dies."""

    K1 = "K1"
    K2 = "K2"
    K3 = "K3"
    K4 = "K4"
    K5 = "K5"
    K6 = "K6"
    K7 = "K7"

    @property
    def at_intake(self) -> bool:
        """Whether an intake brings it about, and not a message."""
        return self in (Kill.K1, Kill.K2, Kill.K3)


POINTS = {
    Kill.K1: (Point.ENVELOPE, False),
    Kill.K2: (Point.ACK, True),
    Kill.K3: (Point.ACK, False),
    Kill.K4: (Point.CALL, True),
    Kill.K5: (Point.TAKEN, True),
    Kill.K6: (Point.ANSWERED, False),
    Kill.K7: (Point.ANSWERED, False),
}


@dataclass(frozen=True)
class Executioner:
    """Makes the traps that kill, or stop, whichever of the instances comes by."""

    instances: Sequence[Instance]

    def trap(self, kill: Kill) -> Trap:
        point, cut = POINTS[kill]
        return Trap(point, self._later if kill is Kill.K7 else self._now, cut)

    def stopping(self, point: Point, stopped: Callable[[Instance], None]) -> Trap:
        """A trap that lets `stopped` have whoever comes by; what it was doing goes on when it may."""
        return Trap(point, lambda port: stopped(self.behind(port)))

    def behind(self, port: int) -> Instance:
        """The instance whose connection that is."""
        living = [one for one in self.instances if one.alive]
        if len(living) == 1:
            return living[0]
        return next((one for one in living if one.holds(port)), self.instances[0])

    def _now(self, port: int) -> None:
        self.behind(port).signal(signal.SIGKILL)

    def _later(self, port: int) -> None:
        victim = self.behind(port)
        threading.Timer(COMMITTED_SECONDS, victim.signal, [signal.SIGKILL]).start()
