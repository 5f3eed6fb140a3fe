"""Who else reads a channel: asked of Slack before counts are shown in one."""

import time
from collections.abc import Iterable, Iterator
from copy import copy
from enum import Enum
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from handlers.desk import Desk
from handlers.payload import Body
from storage import people

# The whole answer is due after three seconds: a channel that takes longer to look at is not known.
PATIENCE_SECONDS, MOST_SECONDS = 1, 1.2
PAGE = 200
SHARED = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared")


class Place(Enum):
    """Where a command was typed, by who else is there."""

    OURS = "ours"  # everybody in the channel works here
    OUTSIDERS = "outsiders"  # somebody does not, or the channel is shared with others
    UNKNOWN = "unknown"  # the bot may not look, or Slack did not say in time
    PRIVATE = "private"  # a conversation, no channel: nothing is posted there


def place(desk: Desk, body: Body) -> Place:
    """Where the command was typed. Whoever is not known to us is an outsider until Slack has named them."""
    channel = str(body.get("channel_id", ""))
    if not channel.startswith(("C", "G")):
        return Place.PRIVATE
    client = _hurried(desk.client)
    try:
        return _looked_at(desk, client, channel)
    except (SlackClientError, HTTPException, OSError):
        return Place.UNKNOWN


def _hurried(client: WebClient) -> WebClient:
    """The same client with less patience: somebody waits for the answer."""
    hurried = copy(client)
    hurried.timeout = PATIENCE_SECONDS
    return hurried


def _looked_at(desk: Desk, client: WebClient, channel: str) -> Place:
    until = time.monotonic() + MOST_SECONDS
    answer: Any = client.conversations_info(channel=channel)
    told = answer.get("channel")
    if not isinstance(told, dict):
        return Place.UNKNOWN
    if any(told.get(flag) for flag in SHARED):
        return Place.OUTSIDERS
    return _by_members(desk, _pages(client, channel, until))


def _by_members(desk: Desk, pages: Iterable[list[str]]) -> Place:
    found = Place.UNKNOWN
    for members in pages:
        with desk.database.read() as session:
            if people.outsiders(session, members):
                return Place.OUTSIDERS
        found = Place.OURS if members else found
    return found


def _pages(client: WebClient, channel: str, until: float) -> Iterator[list[str]]:
    """Everybody in the channel, page by page. Raises TimeoutError when there is no end to them in time."""
    cursor = ""
    while True:
        answer: Any = client.conversations_members(channel=channel, limit=PAGE, cursor=cursor or None)
        yield list(answer.get("members") or ())
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
        if time.monotonic() > until:
            raise TimeoutError
