"""The app manifest: the shape Slack takes, and nothing the bot does not use."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.demo.web_api import METHODS
from bot.manifest import EVENTS, SCOPES, commands, manifest_for
from bot.office_file import EXAMPLE, load_office
from rules.office import Commands
from tests.front_door import FrontDoor
from tests.world import World

OFFICE = load_office(EXAMPLE)
RENAMED = Commands(
    callback="/ring-tilbage", status="/fristvagt-status", absence="/fristvagt-fravaer", deadline="/frist"
)
# Slack's own fields and limits: docs.slack.dev, "App manifest reference".
FIELDS = {
    "": {"display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description"},
    "features": {"app_home", "bot_user", "slash_commands"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"scopes"},
    "oauth_config.scopes": {"bot"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"bot_events"},
    "settings.interactivity": {"is_enabled"},
}
# What an app must be allowed before Slack sends it the event; None needs nothing.
EVENT_SCOPES = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "user_change": "users:read",
    "team_join": "users:read",
}
MOST_NAME, MOST_DESCRIPTION, MOST_BOT_NAME = 35, 140, 80
MOST_COMMAND, MOST_COMMAND_DESCRIPTION, MOST_HINT, MOST_COMMANDS = 32, 2000, 1000, 50


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


def at(manifest: dict[str, Any], path: str) -> Any:
    for name in path.split(".") if path else ():
        manifest = manifest[name]
    return manifest


class TestShape:
    @pytest.mark.parametrize("path", FIELDS)
    def test_every_field_is_one_slack_knows(self, path: str) -> None:
        assert set(at(manifest_for(OFFICE), path)) == FIELDS[path]

    def test_names_and_descriptions_fit(self) -> None:
        shown = manifest_for(OFFICE)
        assert len(shown["display_information"]["name"]) <= MOST_NAME
        assert len(shown["display_information"]["description"]) <= MOST_DESCRIPTION
        assert len(shown["features"]["bot_user"]["display_name"]) <= MOST_BOT_NAME

    def test_every_command_fits_and_gets_mentions_as_ids(self) -> None:
        described = commands(OFFICE)
        assert 0 < len(described) <= MOST_COMMANDS
        for one in described:
            assert set(one) == {"command", "description", "usage_hint", "should_escape"}
            assert re.fullmatch(rf"/[a-z0-9_-]{{1,{MOST_COMMAND - 1}}}", one["command"])
            assert len(one["description"]) <= MOST_COMMAND_DESCRIPTION
            assert len(one["usage_hint"]) <= MOST_HINT
            assert one["should_escape"] is True

    def test_messages_are_read_through_a_socket_and_people_cannot_write_to_the_bot(self) -> None:
        shown = manifest_for(OFFICE)
        assert shown["settings"]["socket_mode_enabled"] is True
        assert shown["settings"]["interactivity"] == {"is_enabled": True}
        assert shown["settings"]["token_rotation_enabled"] is False
        assert shown["features"]["app_home"] == {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        }


class TestLeastPrivilege:
    def test_every_event_has_the_scope_it_needs(self) -> None:
        assert set(EVENTS) == set(EVENT_SCOPES)
        assert {scope for scope in EVENT_SCOPES.values() if scope} <= set(SCOPES)

    def test_no_scope_lets_the_bot_read_what_people_write(self) -> None:
        # im:history reads the bot's own direct messages, where nobody else can write.
        # files:read opens files the bot is given; it is given one when an administrator puts it in a form.
        # channels:read and groups:read tell who is in a channel, before counts are shown there.
        readers = [one for one in SCOPES if one.endswith((":history", ":read"))]
        seeing_people = ["users:read", "channels:read", "groups:read"]
        assert sorted(readers) == sorted(["im:history", "files:read", *seeing_people])

    def test_the_main_job_needs_no_more_than_these(self, lite_world: World) -> None:
        lite_world.log()
        lite_world.tick()
        calls = lite_world.slack.ledger.entries("call")
        assert {one.name for one in calls} <= set(METHODS)
        assert [one.name for one in calls if one.result.get("error") == "missing_scope"] == []

    def test_a_message_carries_ids_of_ours_and_nothing_else(self, lite_world: World) -> None:
        number = lite_world.log()
        lite_world.tick()
        carried = [one.metadata or {} for one in lite_world.slack.ledger.delivered("message")]
        assert [one["event_payload"] for one in carried] == [
            {
                "outbox": 1,
                "key": "list:U0KARIM:2026-11-26",
                "kind": "list",
                "team": "voksen-a",
                "urgent": False,
                "items": str(number),
            }
        ]


class TestCommands:
    def test_the_names_are_the_offices_own(self) -> None:
        office = replace(OFFICE, commands=RENAMED)
        assert {one["command"] for one in commands(office)} <= set(vars(RENAMED).values())
        assert "/ring-tilbage" in {one["command"] for one in commands(office)}

    def test_every_command_in_the_manifest_gets_an_answer(self, lite_world: World) -> None:
        for one in commands(lite_world.office):
            assert lite_world.visitor("KARIM").command(one["command"], "help") is not None


class TestTheCommandLine:
    def test_it_prints_json_and_nothing_else(self, door: FrontDoor) -> None:
        answer = door.run("manifest")
        assert (answer.exit_code, answer.stderr) == (0, "")
        assert json.loads(answer.stdout) == manifest_for(OFFICE)

    def test_command_names_come_from_the_office_file(self, door: FrontDoor) -> None:
        office = EXAMPLE.read_text(encoding="utf-8").replace('"/callback"', '"/ring-tilbage"')
        door.set(OFFICE_FILE=str(door.write("office.toml", office)))
        named = [
            one["command"] for one in json.loads(door.run("manifest").stdout)["features"]["slash_commands"]
        ]
        assert "/ring-tilbage" in named
        assert "/callback" not in named

    def test_a_broken_office_file_is_refused(self, door: FrontDoor) -> None:
        broken = door.write("office.toml", "name = 3")
        answer = door.run("manifest", "--office", str(broken))
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert "linje 1, name: skal være en tekst" in answer.stderr


def test_the_demo_is_installed_with_the_manifests_scopes() -> None:
    with LocalSlack(Workspace(scopes=SCOPES)) as slack:
        assert set(slack.workspace.settings.scopes) == set(SCOPES)
