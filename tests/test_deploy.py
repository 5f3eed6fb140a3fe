"""The files an installation begins with: they name what exists, and allow no more than is needed."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot.failing import GAVE_UP, STUCK, WRONG_INPUT
from bot.settings import names
from tests.front_door import command_line

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
DRIFT = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
FILES = sorted(DEPLOY.iterdir())
UNITS = [one for one in FILES if one.suffix in (".service", ".timer")]
every_file = pytest.mark.parametrize("file", FILES, ids=lambda one: one.name)
every_service = pytest.mark.parametrize(
    "service", [one for one in UNITS if one.suffix == ".service"], ids=lambda one: one.name
)

# What our units use, as systemd.unit, .service, .exec, .kill and .timer spell it.
DIRECTIVES = frozenset(
    [
        "After",
        "Description",
        "Documentation",
        "Wants",
        "WantedBy",
        "Type",
        "ExecStart",
        "Restart",
        "RestartPreventExitStatus",
        "RestartSec",
        "TimeoutStopSec",
        "User",
        "Group",
        "UMask",
        "WorkingDirectory",
        "StateDirectory",
        "StateDirectoryMode",
        "Environment",
        "LoadCredential",
        "ReadWritePaths",
        "CapabilityBoundingSet",
        "NoNewPrivileges",
        "LockPersonality",
        "RemoveIPC",
        "PrivateDevices",
        "PrivateNetwork",
        "PrivateTmp",
        "ProtectClock",
        "ProtectControlGroups",
        "ProtectHome",
        "ProtectHostname",
        "ProtectKernelLogs",
        "ProtectKernelModules",
        "ProtectKernelTunables",
        "ProtectProc",
        "ProtectSystem",
        "RestrictAddressFamilies",
        "RestrictNamespaces",
        "RestrictRealtime",
        "RestrictSUIDSGID",
        "SystemCallArchitectures",
        "SystemCallErrorNumber",
        "SystemCallFilter",
        "OnCalendar",
        "Persistent",
        "RandomizedDelaySec",
    ]
)


def settings_of(unit: Path) -> list[tuple[str, str]]:
    """Every key with its value, sections apart; a key may stand several times."""
    lines = [line for line in unit.read_text(encoding="utf-8").splitlines() if "=" in line]
    return [(key, value) for key, _, value in (line.partition("=") for line in lines if line[0] != "#")]


def value_of(unit: Path, key: str) -> str:
    (value,) = [value for name, value in settings_of(unit) if name == key]
    return value


@every_file
def test_every_setting_that_is_named_exists(file: Path) -> None:
    named = set(re.findall(r"FRISTVAGT_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8")))
    assert named <= set(names())


@every_file
def test_every_file_is_told_of_in_the_guide(file: Path) -> None:
    assert f"(deploy/{file.name})" in DRIFT


def test_a_command_by_hand_runs_as_the_service_does() -> None:
    by_hand = (DEPLOY / "fristvagt").read_text(encoding="utf-8")
    service = settings_of(DEPLOY / "fristvagt.service")
    plain = [value for key, value in service if key == "Environment" and "%d" not in value]
    secrets = [value.partition(":")[2] for key, value in service if key == "LoadCredential"]
    assert secrets
    assert [one for one in plain if one not in by_hand] == []
    assert [one for one in secrets if f"$(cat {one})" not in by_hand] == []
    assert f"runuser -u {value_of(DEPLOY / 'fristvagt.service', 'User')} --" in by_hand
    assert f"cd {value_of(DEPLOY / 'fristvagt.service', 'WorkingDirectory')}\n" in by_hand
    assert not re.search(r"xox|xapp-", by_hand)


@every_service
def test_the_command_exists_with_its_options(service: Path) -> None:
    words = value_of(service, "ExecStart").split()
    assert words[1:3] == ["-m", "bot"]
    command = command_line().commands[words[3]]
    options = {option for one in command.params for option in one.opts}
    assert {one for one in words if one.startswith("--")} <= options


@every_service
def test_an_ordinary_user_runs_it_and_may_write_only_where_it_must(service: Path) -> None:
    assert value_of(service, "User") == "fristvagt"
    assert value_of(service, "ProtectSystem") == "strict"
    assert value_of(service, "NoNewPrivileges") == "yes"
    assert value_of(service, "CapabilityBoundingSet") == ""
    assert value_of(service, "UMask") == "0077"


@every_service
def test_no_secret_stands_in_it(service: Path) -> None:
    text = service.read_text(encoding="utf-8")
    assert not re.search(r"xox|xapp-", text)
    given = [value for key, value in settings_of(service) if key == "Environment" and "KEYS" in value]
    assert all("_FILE=%d/" in one for one in given)


def test_what_must_be_mended_first_is_not_tried_again_and_the_rest_is() -> None:
    service = DEPLOY / "fristvagt.service"
    assert value_of(service, "Restart") == "on-failure"
    assert value_of(service, "RestartPreventExitStatus") == str(WRONG_INPUT)
    assert {GAVE_UP, STUCK}.isdisjoint({0, WRONG_INPUT})


def test_the_timer_runs_the_backup_even_when_the_machine_slept() -> None:
    parser = ConfigParser(strict=True)
    parser.read_string((DEPLOY / "fristvagt-backup.timer").read_text(encoding="utf-8"))
    assert parser["Timer"]["Persistent"] == "yes"
    assert (DEPLOY / "fristvagt-backup.service").exists()


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_systemd_would_find_nothing_wrong_with_it(unit: Path) -> None:
    """By our own list, so that a misspelled directive is found where there is no systemd, and by systemd."""
    assert {key for key, _ in settings_of(unit)} - DIRECTIVES == set()
    program = shutil.which("systemd-analyze")
    if program is not None:
        done = subprocess.run([program, "verify", unit], capture_output=True, text=True, check=False)
        said = done.stderr.splitlines()
        assert [line for line in said if "Unknown" in line or "Failed to parse" in line] == []


class TestTheContainer:
    def test_it_runs_as_an_ordinary_user(self) -> None:
        last_stage = CONTAINERFILE.split("\nFROM ")[-1]
        assert re.search(r"^USER 10001$", last_stage, re.MULTILINE)

    def test_every_package_of_ours_is_in_it_and_no_tests(self) -> None:
        copied = set(re.findall(r"^COPY (\w+) ", CONTAINERFILE, re.MULTILINE))
        assert copied == {"bot", "handlers", "jobs", "views", "storage", "rules"}

    def test_what_it_copies_exists(self) -> None:
        sources = re.findall(r"^COPY (?!--)(\S+) ", CONTAINERFILE, re.MULTILINE)
        assert [one for one in sources if not (ROOT / one).exists()] == []

    def test_only_locked_packages_with_their_hashes_are_installed(self) -> None:
        assert "--require-hashes" in CONTAINERFILE
        assert "--only-binary :all:" in CONTAINERFILE
        assert "requirements.lock" in CONTAINERFILE
        assert "apt-get" not in CONTAINERFILE

    def test_nothing_but_the_volume_needs_to_be_written(self) -> None:
        assert re.search(r"^VOLUME /data$", CONTAINERFILE, re.MULTILINE)
        assert "FRISTVAGT_DATABASE_URL=sqlite:////data/" in CONTAINERFILE
        assert "PYTHONDONTWRITEBYTECODE=1" in CONTAINERFILE
