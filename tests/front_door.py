"""Coming in as an administrator does: an empty folder, a clean environment, and a command."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner, Result

from bot import logs
from bot.cli import app, command
from bot.demo.server import LocalSlack
from bot.settings import PREFIX
from storage.vault import generate_key


def command_line() -> TyperGroup:
    """Every command with its options, as the program has them."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    group.commands = {name: command(name) for name in group.commands}
    return group


class FrontDoor:
    """A folder of its own and an environment without settings; `run` is `python -m bot …`."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch
        for name in [*os.environ]:
            if name.upper().startswith(PREFIX):
                patch.delenv(name)
        patch.chdir(folder)
        # Logging is the process's own; these tests share one.
        patch.setattr(logs, "set_up", lambda: None)

    def set(self, **settings: str) -> None:
        """Set environment variables, named without the prefix."""
        for name, value in settings.items():
            self._patch.setenv(f"{PREFIX}{name}", value)

    def environment(self, **variables: str) -> None:
        """Set other programs' environment variables."""
        for name, value in variables.items():
            self._patch.setenv(name, value)

    def write(self, name: str, text: str) -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def point_at(self, slack: LocalSlack, **other: str) -> None:
        """All settings needed to run against this workspace; `other` replaces some."""
        self.set(**{**working(slack), **other})

    def run(self, *arguments: str) -> Result:
        """The command, in this process."""
        return CliRunner().invoke(app, arguments, prog_name="python -m bot")


def working(slack: LocalSlack) -> Mapping[str, str]:
    """Settings with which everything is right."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_APP_TOKEN": "xapp-local",
        "SLACK_API_URL": slack.api_url,
        "ENCRYPTION_KEYS": generate_key(),
    }
