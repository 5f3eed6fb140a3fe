"""PostgreSQL as we use it: nobody waits long for a lock, and a server that was started anew is noticed."""

from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

if TYPE_CHECKING:
    import psycopg

# What a page read out of turn costs beside the next one. PostgreSQL takes a turning disk for granted (4) and
# then reads a whole table rather than the few rows an index names.
RANDOM_PAGE_COST = 1.1
# A process that is stopped in the middle of a transaction keeps what it has locked as long as a message is
# leased, and no longer. Nothing of ours thinks for so long between two statements.
STOPPED_MS = 60_000
# How often a statement is written out in full before the server keeps it, and its way to the rows.
KEPT_AFTER = 5
# A connection that answered so lately is not asked again: one press takes it several times.
FRESH_SECONDS = 0.5
_ANSWERED = "answered"
DEADLOCK = "40P01"


def engine(url: str, *, pool_size: int, seconds: float) -> Engine:
    """An engine at an SQLAlchemy `url`; `seconds` is how long it waits for a connection or a lock."""
    settings = {
        "lock_timeout": round(1000 * seconds),
        "random_page_cost": RANDOM_PAGE_COST,
        "idle_in_transaction_session_timeout": STOPPED_MS,
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    made = create_engine(
        url,
        pool_size=pool_size,
        # The one just used knows its statements and has its pages at hand.
        pool_use_lifo=True,
        pool_timeout=seconds,
        connect_args={"options": options, "connect_timeout": max(2, round(seconds))},
        hide_parameters=True,
    )
    _keep_alive(made)
    _keep_plans(made)
    return made


def gave_way(error: DBAPIError) -> bool:
    """Whether the server ended this transaction because it and another waited for each other."""
    return getattr(error.orig, "sqlstate", None) == DEADLOCK


def _keep_plans(made: Engine) -> None:
    """What writes finds its rows by their keys, so the way to them is kept; a look is planned by its values.

    Planned once for all values, the look for what is due would read every open clock, because some time or
    other half of them may be due.
    """

    @event.listens_for(made, "begin")
    def choose(connection: Connection) -> None:
        looks = connection.get_execution_options().get("postgresql_readonly", False)
        driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
        driver.prepare_threshold = None if looks else KEPT_AFTER


def _keep_alive(made: Engine) -> None:
    dialect = made.dialect

    @event.listens_for(made.pool, "checkout")
    def ask(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
        """Whether the server is still at the other end; when it is not, the pool connects anew."""
        if monotonic() - entry.info.get(_ANSWERED, -FRESH_SECONDS) < FRESH_SECONDS:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, connection, None):
                raise InvalidatePoolError from error
            raise

    @event.listens_for(made.pool, "checkin")
    def note(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_ANSWERED] = monotonic()
