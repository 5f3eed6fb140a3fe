"""An answer that takes longer than Slack waits: the form says so at once, and is replaced later."""

import logging
import secrets
import time
from collections.abc import Callable
from http.client import HTTPException

from slack_bolt import Ack, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.desk import Desk
from handlers.payload import Body, key_of
from rules.errors import FristvagtError
from storage.database import UNAVAILABLE
from views.blocks import Block
from views.replies import failed, not_done
from views.sent_table import problem, wait
from views.texts import Texts

logger = logging.getLogger(__name__)

# Seconds before each try: our answer may overtake the ack it is to replace.
PAUSES = (0.0, 0.05, 0.2, 0.5, 1.0, 2.0)


def answer_later(
    desk: Desk, body: Body, ack: Ack, meanwhile: str, make: Callable[[Texts], Block]
) -> BoltResponse:
    """Say `meanwhile` in the form's place, and show what `make` gives as soon as it is there."""
    texts, place = desk.texts, key_of(body)
    desk.later(lambda: _replace(desk.client, place, _made(texts, make)))
    return ack(response_action="update", view=wait(texts, meanwhile, place))


def _made(texts: Texts, make: Callable[[Texts], Block]) -> Block:
    try:
        return make(texts)
    except FristvagtError as error:
        return problem(texts, texts.say(error))
    except UNAVAILABLE:
        return problem(texts, not_done(texts))
    except Exception as error:  # noqa: BLE001 - the listener is over, and nobody else would tell the person
        return problem(texts, _unforeseen(texts, error))


def _unforeseen(texts: Texts, error: Exception) -> str:
    reference = secrets.token_hex(3).upper()
    # Never the error's text, which may hold what stands in a file.
    logger.error("late answer failed, reference %s: %s", reference, type(error).__name__)
    return failed(texts, reference)


def _replace(client: WebClient, place: str, view: Block) -> None:
    for pause in PAUSES:
        time.sleep(pause)
        try:
            client.views_update(external_id=place, view=view)
        except SlackApiError as error:
            if error.response["error"] == "not_found":
                continue
            logger.warning("Slack refused a late answer: %s", error.response["error"])
        except (SlackClientError, HTTPException, OSError) as error:
            logger.warning("Slack could not be reached: %s", type(error).__name__)
        return
    logger.info("a late answer found its form closed")
