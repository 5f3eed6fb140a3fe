"""The time as a long tick goes on."""

import time
from datetime import datetime, timedelta


class Stopwatch:
    """Counts on from the time the tick was given, in whole seconds: a quick tick is one moment."""

    def __init__(self, began: datetime) -> None:
        self._began = began
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The given time plus what has passed since; aware."""
        return self._began + timedelta(seconds=int(time.monotonic() - self._started))
