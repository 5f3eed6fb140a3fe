"""The door before Bolt, which reads much of a payload before any middleware of ours is asked."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse

from handlers.shape import readable

logger = logging.getLogger(__name__)
Headers = Mapping[str, str | Sequence[str]]


def dispatch(app: App, payload: Any, headers: Headers | None = None) -> BoltResponse:
    """Have the app answer; what Slack never sends is acknowledged, so that it does not come again."""
    if not readable(payload):
        logger.info("a payload that Slack does not send was set aside")
        return BoltResponse(status=200)
    try:
        return app.dispatch(BoltRequest(mode="socket_mode", body=payload, headers=dict(headers or {})))
    except Exception as error:  # noqa: BLE001 - outside every listener: nobody else is left to catch it
        # The type alone: an error's text may hold what somebody typed.
        logger.error("Bolt could not read a payload: %s", type(error).__name__)  # noqa: TRY400
        return BoltResponse(status=200)
