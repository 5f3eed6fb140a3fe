"""An empty database with this program's tables: migrated once, then copied, for migrating takes longest."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from storage.database import connect
from storage.migrate import upgrade


@cache
def empty_database() -> bytes:
    """A migrated SQLite file, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


def migrate(url: str) -> None:
    """Bring the database at `url` to this program's revision."""
    database = connect(url)
    upgrade(database)
    # Closing the last connection writes the WAL back into the file.
    database.close()


def lay_out(url: str) -> None:
    """Give a SQLite file that does not exist yet its tables; anything else is left as it is."""
    made = make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database:
        return
    path = Path(made.database)
    if not path.exists():
        path.write_bytes(empty_database())
        path.chmod(0o600)
