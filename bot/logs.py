"""Logs: ids only, CPR-shaped digits masked, secrets redacted, and Slack's libraries kept quiet."""

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType

from rules.cpr import mask_cpr

TOKEN = re.compile(r"\b(?:xoxe\.)?x(?:ox[a-z]|app)(?:-|%2D)[\w%-]+", re.IGNORECASE)
# The password in an address such as a database's, and what opens a response_url or a socket.
PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@")
ADDRESS = re.compile(r"(hooks\.slack\.com/)\S+|([?&]ticket=)[^\s&]+")
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
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


class MaskedJson(Masked):
    """One JSON object a line, masked as the text is: its marks need no escaping, so it stays JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the traceback under `error`."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            told["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def masked(text: str) -> str:
    """The text without CPR numbers, tokens, passwords and addresses that open something."""
    text = TOKEN.sub("[token]", text)
    text = PASSWORD.sub(r"\1:[kode]@", text)
    return mask_cpr(ADDRESS.sub(r"\1\2[skjult]", text))


def set_up(level: int = logging.INFO) -> None:
    """Log to stderr, uncaught errors too. Call once, from the command line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Masked(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that is still at work when the next one comes is no news: the next does what is left.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def write_as(form: str) -> None:
    """From now on each line is `text`, or `json`."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, Masked):
            handler.setFormatter(MaskedJson() if form == "json" else Masked(LINE))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("an error nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and failed.exc_type is not SystemExit:
        _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
