"""What one transaction has read and need not read again, and what it does last."""

from collections.abc import Callable, Collection, Hashable
from typing import Any

from sqlalchemy.orm import Session

Last = Callable[[Session, frozenset[Any]], None]
_CHANGED = object()
_AT_THE_END = "at the end"


def recall(session: Session, what: str) -> object | None:
    """What was kept under this name; None when there is nothing to rely on."""
    known: object | None = session.info.get(what)
    return None if known is _CHANGED else known


def keep(session: Session, what: str, value: object) -> None:
    """Keep it until the transaction ends, unless the transaction has changed it."""
    if session.info.get(what) is not _CHANGED:
        session.info[what] = value


def changed(session: Session, what: str) -> None:
    """From here on it is read anew each time: the change itself may still be rolled back."""
    session.info[what] = _CHANGED


def at_the_end(session: Session, do: Last, about: Collection[Hashable]) -> None:
    """Have `do` done about them just before the transaction commits: once, however often it is asked for."""
    asked: dict[Last, frozenset[Any]] = session.info.setdefault(_AT_THE_END, {})
    asked[do] = asked.get(do, frozenset()) | frozenset(about)


def finish(session: Session) -> None:
    """Do what was left for the end, each transaction in one order: else two might wait for each other."""
    asked: dict[Last, frozenset[Any]] = session.info.pop(_AT_THE_END, {})
    for do in sorted(asked, key=_place):
        do(session, asked[do])


def _place(do: Last) -> tuple[str, str]:
    return do.__module__, do.__qualname__
