"""A sign of life to a service outside: it raises the alarm when the sign stops coming."""

import logging
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5


class _NoRedirects(HTTPRedirectHandler):
    """The address is a secret: it is told to nobody but the host it names."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


@dataclass(frozen=True)
class Heartbeat:
    """Pings `url` with GET; an empty one pings nothing."""

    url: str

    def ping(self) -> None:
        """Ping once. A failure is logged, never raised, and never names the address."""
        if not self.url:
            return
        try:
            # The settings have let only https through, or this machine.
            with build_opener(_NoRedirects).open(Request(self.url), timeout=TIMEOUT_SECONDS):  # noqa: S310
                logger.debug("the heartbeat was taken")
        except HTTPError as error:
            error.close()
            logger.warning("the heartbeat was refused: %s", error.code)
        except (OSError, HTTPException, ValueError) as error:
            logger.warning("the heartbeat could not be sent: %s", type(error).__name__)
