"""One process owns a SQLite file: a lock beside it says so, and ends with the process."""

import fcntl
import os
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from rules.errors import FristvagtError

READABLE = 0o644


class AlreadyRunningError(FristvagtError):
    """Another process works on the same SQLite file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "En anden Fristvagt bruger allerede {path}. Stop den først, eller brug PostgreSQL, "
            "hvis flere skal køre samtidig (FRISTVAGT_DATABASE_URL).",
            path=path,
        )


def own(url: str) -> IO[str] | None:
    """Hold the lock of a SQLite file until the returned handle is closed; None for other databases.

    Raises `AlreadyRunningError`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    path = Path(str(parsed.database))
    # Only held, never written: one that root has made by restoring is the service's own user's to hold.
    made = os.open(path.with_name(f"{path.name}.lock"), os.O_RDONLY | os.O_CREAT, READABLE)
    handle = os.fdopen(made, encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise AlreadyRunningError(path) from None
    return handle
