"""The bot's own commands as processes of their own, as an administrator starts them."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.settings import PREFIX
from storage.database import Database

ROOT = Path(__file__).parent.parent
NOWHERE = "http://127.0.0.1:9/api/"
PYTHON = (sys.executable,)
BOT = (*PYTHON, "-m", "bot")


def url_of(database: Database) -> str:
    """Where the database is, with its password."""
    return database.engine.url.render_as_string(hide_password=False)


def url_beside(database: Database) -> str:
    """A place of its own beside it, gone with it: a SQLite file remembers how the first to open it wrote."""
    url = database.engine.url
    beside = url.set(database=f"{url.database}-beside") if database.on_sqlite else url
    return beside.render_as_string(hide_password=False)


def environment(**settings: str) -> Mapping[str, str]:
    """This process's environment with these settings of ours and no others, against a local workspace."""
    others = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    ours = {"SLACK_API_URL": NOWHERE, "SLACK_BOT_TOKEN": "xoxb-local", "SLACK_APP_TOKEN": "xapp-local"}
    return others | {f"{PREFIX}{name}": value for name, value in (ours | settings).items()}


def shown(command: Sequence[str]) -> str:
    """The command as one would type it."""
    return " ".join(("python", *command[1:]))
