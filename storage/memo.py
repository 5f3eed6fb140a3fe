"""What one transaction has read or done, and need not read or do again."""

from collections.abc import Collection

from sqlalchemy.orm import Session

_CHANGED = object()


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


def done(session: Session, what: str) -> frozenset[str]:
    """For whom this has been done since the transaction, or the savepoint it stands at, began."""
    ours, whom = session.info.get(what, (None, frozenset()))
    return whom if ours is _innermost(session) else frozenset()


def do(session: Session, what: str, whom: Collection[str]) -> None:
    """Note that it has been done for them. A savepoint that is rolled back takes its note with it."""
    session.info[what] = (_innermost(session), frozenset(done(session, what)) | frozenset(whom))


def _innermost(session: Session) -> object | None:
    return session.get_nested_transaction() or session.get_transaction()
