"""The command line: help that can be read, and a start that says what is missing instead of half starting."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.demo.faults import Fault
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE
from bot.run_command import office_of
from bot.settings import SettingsError, load_settings
from storage.vault import Vault
from tests.front_door import FrontDoor, command_line
from tests.world import World
from tests.world import world as make_world

REAL_SLACK = "https://slack.com/api/"


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(Workspace(scopes=SCOPES)) as slack:
        yield slack


class TestHelp:
    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_it_fits_the_window_and_says_what_every_option_is(self, door: FrontDoor, command: str) -> None:
        door.environment(COLUMNS="80", TERM="dumb")
        shown = door.run(*command.split(), "--help")
        assert shown.exit_code == 0
        assert max(map(len, shown.output.splitlines())) <= 80
        options = re.findall(r"│ [ *]*(--[\w-]+)( +<\w+>)?( +)(\S?)", shown.output)
        assert options
        assert [name for name, _, _, first in options if not first] == []

    def test_no_path_of_this_machine_is_shown(self, door: FrontDoor) -> None:
        door.environment(COLUMNS="200")
        for command in COMMANDS:
            assert str(EXAMPLE.parent) not in door.run(command, "--help").output

    @pytest.mark.parametrize("command", COMMANDS)
    def test_the_list_says_of_each_command_what_its_own_help_begins_with(self, command: str) -> None:
        own = command_line().commands[command].help or ""
        assert COMMANDS[command][1] == " ".join(own.split("\n\n")[0].split())

    def test_the_command_alone_lists_the_commands(self, door: FrontDoor) -> None:
        assert all(f"│ {command} " in door.run("--help").output for command in COMMANDS)


class TestKey:
    def test_it_prints_a_key_that_works_and_never_the_same(self, door: FrontDoor) -> None:
        first, second = (door.run("key").stdout.strip() for _ in range(2))
        assert first != second
        assert len(Vault.from_keys([first, second]).key_ids) == 2


class TestRunRefuses:
    """Nothing starts: the sentence is on stderr, stdout is empty, and the exit code is 2."""

    def refused(self, door: FrontDoor) -> str:
        answer = door.run("run")
        assert (answer.exit_code, answer.stdout) == (2, "")
        return answer.stderr

    def test_without_tokens_naming_both(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN=" ")
        told = self.refused(door)
        assert "FRISTVAGT_SLACK_BOT_TOKEN mangler" in told
        assert "FRISTVAGT_SLACK_APP_TOKEN mangler" in told

    def test_slacks_own_variables_are_no_substitute(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.environment(SLACK_APP_TOKEN="xapp-local", SLACK_BOT_TOKEN="xoxb-local")
        door.point_at(slack, SLACK_APP_TOKEN="")
        assert "FRISTVAGT_SLACK_APP_TOKEN mangler" in self.refused(door)

    @pytest.mark.parametrize("token", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
    def test_a_token_slack_does_not_know(self, door: FrontDoor, slack: LocalSlack, token: str) -> None:
        door.point_at(slack, **{token: "xoxb-gammelt"})
        told = self.refused(door)
        assert f"Slack afviser FRISTVAGT_{token} (invalid_auth)." in told
        assert "gammelt" not in told

    @pytest.mark.parametrize(
        ("keys", "sentence"),
        [
            ("", "Der er ingen krypteringsnøgle"),
            ("kort", "Krypteringsnøgle nummer 1 er ikke gyldig"),
            (f"{'A' * 43}=,{'A' * 43}=", "Krypteringsnøgle nummer 2 er den samme som nummer 1"),
        ],
    )
    def test_a_key_that_is_missing_malformed_or_repeated(
        self, door: FrontDoor, slack: LocalSlack, keys: str, sentence: str
    ) -> None:
        door.point_at(slack, ENCRYPTION_KEYS=keys)
        assert sentence in self.refused(door)

    def test_a_broken_office_file_with_every_mistake(self, door: FrontDoor, slack: LocalSlack) -> None:
        text = EXAMPLE.read_text(encoding="utf-8")
        text = text.replace("goal = 1", "goal = 9").replace('digest = "08:15"', 'digest = "25:00"')
        door.point_at(
            slack, OFFICE_FILE=str(door.write("office.toml", text.replace('"C0VOKSENA"', '"voksen-a"', 1)))
        )
        told = self.refused(door)
        assert len(re.findall(r"^- linje \d+, ", told, re.MULTILINE)) == 3
        assert "målet (9) ligger efter fristen (2)" in told

    def test_a_folder_that_does_not_exist(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack, DATABASE_URL="sqlite:///nowhere/fristvagt.db")
        assert "No such file or directory. Se efter stien" in self.refused(door)

    def test_a_database_server_that_is_not_there(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack, DATABASE_URL="postgresql://u:hemmelig@127.0.0.1:1/x")
        told = self.refused(door)
        assert "Connection refused" in told
        assert "hemmelig" not in told

    def test_a_pretended_time_against_the_real_slack(self, door: FrontDoor) -> None:
        office = EXAMPLE.read_text(encoding="utf-8").replace("Eksempelkommune", "Vores kommune")
        door.set(
            SLACK_BOT_TOKEN="xoxb-x",
            SLACK_APP_TOKEN="xapp-x",
            OFFICE_FILE=str(door.write("office.toml", office)),
        )
        answer = door.run("run", "--pretend-now", "2026-11-26T08:15+01:00")
        assert answer.exit_code == 2
        assert "--pretend-now virker kun mod et lokalt arbejdsområde" in answer.stderr


class TestTheExampleOffice:
    def test_it_is_used_against_a_local_workspace(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        assert office_of(load_settings()).name.startswith("Eksempelkommune")

    def test_it_is_refused_against_the_real_slack(self, door: FrontDoor) -> None:
        door.set(SLACK_BOT_TOKEN="xoxb-x", SLACK_APP_TOKEN="xapp-x")
        answer = door.run("run")
        assert answer.exit_code == 2
        assert "FRISTVAGT_OFFICE_FILE mangler. Kopiér bot/office.example.toml" in answer.stderr

    @pytest.mark.parametrize("change", ["", "# a comment changes nothing\n"])
    def test_so_is_a_copy_nobody_has_edited(self, door: FrontDoor, change: str) -> None:
        door.set(OFFICE_FILE=str(door.write("office.toml", change + EXAMPLE.read_text(encoding="utf-8"))))
        with pytest.raises(SettingsError, match="Kontorfilen er eksemplet, og dets kontor er opdigtet"):
            office_of(load_settings())


class TestSlackAtTheStart:
    """Slack away or ill: exit code 3, so that whoever supervises the process tries again."""

    def test_nobody_at_the_address(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack, SLACK_API_URL="http://127.0.0.1:1/api/")
        answer = door.run("run")
        assert answer.exit_code == 3
        assert "Slack kan ikke nås (connection_refused)" in answer.stderr

    @pytest.mark.parametrize("method", ["auth.test", "users.list"])
    @pytest.mark.parametrize("kind", ["http_500", "html_502", "rate_limited", "drop_before"])
    def test_slack_is_ill(self, door: FrontDoor, slack: LocalSlack, method: str, kind: str) -> None:
        door.point_at(slack)
        slack.faults.add(Fault(kind, method, times=None))  # type: ignore[arg-type]  # one of its literals
        answer = door.run("run")
        assert answer.exit_code == 3
        assert "Slack kan ikke nås (" in answer.stderr

    def test_a_scope_is_missing(self, door: FrontDoor) -> None:
        with LocalSlack(Workspace(scopes=("commands", "chat:write"))) as slack:
            door.point_at(slack)
            answer = door.run("run")
        assert answer.exit_code == 3
        assert "Slack afviser appen (missing_scope). Kør »python -m bot check«" in answer.stderr


class TestSlacksOwnEnvironmentVariables:
    """Bolt reads these by itself and goes into OAuth mode; here they must change nothing."""

    @pytest.fixture
    def haunted(self, door: FrontDoor, sqlite_url: str) -> Iterator[World]:
        door.environment(
            SLACK_CLIENT_ID="1.2",
            SLACK_CLIENT_SECRET="client-secret",
            SLACK_BOT_TOKEN="xoxb-other",
            SLACK_APP_TOKEN="xapp-other",
            SLACK_SIGNING_SECRET="other",
            SLACK_VERIFICATION_TOKEN="other",
            HOME=str(door.folder),
        )
        with make_world(sqlite_url) as world:
            yield world

    def test_the_main_job_runs_as_ever(self, haunted: World) -> None:
        number = haunted.log()
        haunted.tick()
        assert haunted.item(number).owner_id == "U0KARIM"
        assert len(haunted.dms("KARIM")) == 1

    def test_only_our_own_tokens_are_sent(self, haunted: World) -> None:
        haunted.log()
        haunted.tick()
        assert {entry.caller for entry in haunted.slack.ledger.entries("call")} == {"bot", "app"}

    def test_no_installation_is_kept_on_disk(self, haunted: World, door: FrontDoor) -> None:
        haunted.log()
        assert list(door.folder.glob("**/.bolt-app*")) == []
