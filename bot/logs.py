"""Logs: ids only, CPR-shaped digits masked, secrets redacted, and Slack's libraries kept quiet."""

import logging
import re
import sys
import threading
from types import TracebackType

from rules.cpr import mask_cpr

TOKEN = re.compile(r"\b(?:xoxe\.)?x(?:ox[a-z]|app)(?:-|%2D)[\w%-]+", re.IGNORECASE)
# The password in an address such as a database's, and what opens a response_url or a socket.
PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@")
ADDRESS = re.compile(r"(hooks\.slack\.com/)\S+|([?&]ticket=)[^\s&]+")
# At DEBUG these log whole payloads (slack.md, In).
LOUD = (
    "slack_bolt",
    "slack_sdk",
    "bot.bolt",
    "bot.socket",
    "apscheduler",
    "sqlalchemy",
    "alembic",
    "urllib3",
    "asyncio",
    "websockets",
)

logger = logging.getLogger(__name__)


class Masked(logging.Formatter):
    """The second net (trust.md P2): what should not be in a log line is made unreadable."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, tracebacks included."""
        return masked(super().format(record))


def masked(text: str) -> str:
    """The text without CPR numbers, tokens, passwords and addresses that open something."""
    text = TOKEN.sub("[token]", text)
    text = PASSWORD.sub(r"\1:[kode]@", text)
    return mask_cpr(ADDRESS.sub(r"\1\2[skjult]", text))


def set_up(level: int = logging.INFO) -> None:
    """Log to stderr, uncaught errors too. Call once, from the command line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Masked("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that is still at work when the next one comes is no news: the next does what is left.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("an error nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and failed.exc_type is not SystemExit:
        _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
