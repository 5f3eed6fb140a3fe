"""Reading everybody from Slack: at start, and nightly, because an event can be lost."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from handlers.people_events import known
from storage import people
from storage.database import Database
from storage.people import Known

PAGE = 200


def everybody(client: WebClient, workspace: str) -> Iterator[Known]:
    """Every member of the workspace, page by page. Raises slack_sdk's errors."""
    cursor = ""
    while True:
        answer: Any = client.users_list(limit=PAGE, cursor=cursor or None)
        for user in answer["members"]:
            yield known(user, workspace)
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def sync(client: WebClient, workspace: str, database: Database, now: datetime) -> int:
    """Store what Slack says of everybody. Returns how many changed."""
    found = list(everybody(client, workspace))
    with database.write() as session:
        return people.remember(session, found, now)
