"""Leaving Slack alone while it is in trouble, so that one outage is not a thousand failed calls."""

from dataclasses import dataclass, field
from datetime import datetime

from jobs.trouble import Kind, Trouble, patience

# One message that fails may itself be at fault; two of them, and nothing going well between, are not.
ENOUGH = 2


@dataclass
class Pause:
    """One step's pause. It is this process's own: another instance finds out for itself."""

    since: datetime | None = None
    until: datetime | None = None
    failed: set[int | str] = field(default_factory=set)
    times: int = 0

    def holds(self, now: datetime) -> bool:
        """Whether Slack is to be left alone at `now` (aware).

        A pause that begins later than now was begun by a clock that was ahead, and holds nobody up.
        """
        return self.since is not None and self.until is not None and self.since <= now < self.until

    def worked(self) -> None:
        """Slack did what it was asked: whatever was wrong is over."""
        self.since, self.until, self.times = None, None, 0
        self.failed.clear()

    def begins(self, what: int | str, trouble: Trouble, now: datetime) -> bool:
        """Note that sending `what` failed. Returns whether Slack is left alone from `now` on."""
        if trouble.kind not in (Kind.TRANSIENT, Kind.UNKNOWN):
            return False
        self.failed.add(what)
        if len(self.failed) < ENOUGH:
            return False
        self.times += 1
        self.since, self.until = now, now + patience(self.times, trouble)
        return True
