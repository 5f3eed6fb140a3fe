"""Logs: ids only, CPR-shaped digits masked, tokens redacted, and Slack's libraries kept quiet."""

import logging
import re
import sys

from rules.cpr import mask_cpr

TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+")
# At DEBUG these log whole payloads (slack.md, In).
LOUD = ("slack_bolt", "slack_sdk", "bot.socket", "apscheduler", "sqlalchemy", "alembic", "urllib3")


class Masked(logging.Formatter):
    """The second net (trust.md P2): what should not be in a log line is made unreadable."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, tracebacks included."""
        return mask_cpr(TOKEN.sub("[token]", super().format(record)))


def set_up(level: int = logging.INFO) -> None:
    """Log to stderr. Call once, from the command line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Masked("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
