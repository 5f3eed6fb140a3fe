"""What the local workspace's Web API tells of channels: what they are, and who is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.demo.cast import DEMO_CAST, Channel
from bot.demo.clock import MovableClock
from bot.demo.server import LocalSlack
from bot.demo.state import Settings
from tests.workspace_bot import web_client

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
ALL_SCOPES = Settings(scopes=(*Settings().scopes, "im:write", "im:read", "channels:read", "channels:history"))


CHANNELS = (
    Channel("C0OPEN", "open"),
    Channel("C0SHARED", "shared", shared="ext"),
    Channel("C0PENDING", "pending", shared="pending"),
    Channel("C0ORG", "org", shared="org"),
    Channel("C0PRIVATE", "private", private=True),
    Channel("C0CLOSED", "closed", ("U0LONE",), private=True),
)


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return web_client(slack)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    cast = replace(DEMO_CAST, channels=CHANNELS)
    scopes = (*ALL_SCOPES.scopes, "groups:read")
    with LocalSlack(Settings(cast=cast, scopes=scopes), clock=MovableClock(NOON, frozen=True)) as running:
        yield running


@pytest.mark.parametrize(
    ("channel", "flags"),
    [
        ("C0OPEN", set()),
        ("C0SHARED", {"is_shared", "is_ext_shared"}),
        ("C0PENDING", {"is_pending_ext_shared"}),
        ("C0ORG", {"is_shared", "is_org_shared"}),
        ("C0PRIVATE", {"is_private"}),
    ],
)
def test_a_channel_says_with_whom_it_is_shared(client: WebClient, channel: str, flags: set[str]) -> None:
    told = client.conversations_info(channel=channel)["channel"]
    kinds = ("is_shared", "is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_private")
    assert {kind for kind in kinds if told[kind]} == flags


def test_members_come_page_by_page(client: WebClient) -> None:
    pages = [len(page["members"]) for page in client.conversations_members(channel="C0OPEN", limit=5)]
    assert pages == [5, 5, 3]


@pytest.mark.parametrize("method", ["conversations_info", "conversations_members"])
def test_a_private_channel_is_not_there_for_who_is_not_in_it(client: WebClient, method: str) -> None:
    with pytest.raises(SlackApiError) as call:
        getattr(client, method)(channel="C0CLOSED")
    assert call.value.response["error"] == "channel_not_found"


def test_a_private_channel_needs_a_scope_of_its_own() -> None:
    cast = replace(DEMO_CAST, channels=CHANNELS)
    settings = Settings(cast=cast, scopes=ALL_SCOPES.scopes)
    with LocalSlack(settings) as running, pytest.raises(SlackApiError) as call:
        web_client(running).conversations_info(channel="C0PRIVATE")
    assert call.value.response["needed"] == "groups:read"
