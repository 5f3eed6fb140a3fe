"""`check`: all good, then each thing made wrong, with what to do and exit code 2."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.check_command import line
from bot.checks import Finding, of_machine
from bot.demo.faults import Fault
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE
from bot.settings import Settings, load_settings
from bot.slack_checks import of_slack
from storage import keys
from storage.database import connect
from storage.migrate import upgrade
from storage.vault import Vault, generate_key
from tests.front_door import FrontDoor

GUIDE = Path(__file__).parents[1] / "docs" / "drift.md"
TODAY = datetime(2026, 11, 26, 9, 4, tzinfo=UTC)


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(Workspace(scopes=SCOPES)) as slack:
        yield slack


def found(settings: Settings, **more: Any) -> dict[str, Finding]:
    """Findings by subject; a subject found twice keeps the one that is wrong."""
    findings = [*of_machine(settings, lambda: TODAY), *of_slack(settings, **more)]
    return {one.subject: one for one in sorted(findings, key=lambda one: not one.good)}


def wrong(findings: dict[str, Finding]) -> dict[str, str]:
    return {subject: one.said for subject, one in findings.items() if not one.good}


def a_database(key: str, *, revision: str = "") -> None:
    """fristvagt.db in this folder, written under `key`, at another revision when one is given."""
    database = connect("sqlite:///fristvagt.db")
    upgrade(database)
    with database.write() as session:
        keys.remember(session, Vault.from_keys([key]))
        if revision:
            session.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    database.close()


class TestAllGood:
    def test_it_says_so_and_what_comes_next(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        answer = door.run("check", "--person", "U0KARIM")
        assert (answer.exit_code, answer.stderr) == (0, "")
        assert "MANGLER" not in answer.stdout
        assert answer.stdout.endswith("Alt er på plads. Næste skridt: python -m bot run\n")

    def test_the_tabs_are_tried_on_the_person_alone(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        door.run("check", "--person", "U0KARIM")
        assert {(one.kind, one.user) for one in slack.ledger.delivered()} == {
            ("message", "U0KARIM"),
            ("home", "U0KARIM"),
        }

    def test_without_a_person_nobody_is_written_to(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        assert door.run("check").exit_code == 0
        assert slack.ledger.delivered() == []

    def test_looking_leaves_no_database_behind(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        door.run("check")
        assert list(door.folder.iterdir()) == []

    def test_a_database_that_is_in_use_can_be_looked_at(self, door: FrontDoor, slack: LocalSlack) -> None:
        key = generate_key()
        a_database(key)
        door.point_at(slack, ENCRYPTION_KEYS=key)
        assert wrong(found(load_settings())) == {}

    def test_every_line_of_it_is_explained_in_the_guide(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        rows = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
        explained = {name for row in rows for name in row.split("|")[1].strip().split(", ")}
        assert set(found(load_settings())) | {"indstillinger", "lukkedage"} <= explained


class TestOneThingWrong:
    @pytest.mark.parametrize(
        ("changed", "subject", "said", "remedy"),
        [
            ({"SLACK_BOT_TOKEN": ""}, "bot-token", "mangler", "OAuth & Permissions"),
            (
                {"SLACK_BOT_TOKEN": "xoxb-x"},
                "bot-token",
                "Slack afviser: invalid_auth",
                "OAuth & Permissions",
            ),
            ({"SLACK_BOT_TOKEN": "xapp-local"}, "bot-token", "Slack afviser", "xoxb-…"),
            ({"SLACK_APP_TOKEN": ""}, "app-token", "mangler", "connections:write"),
            ({"SLACK_APP_TOKEN": "xapp-x"}, "app-token", "Slack afviser: invalid_auth", "connections:write"),
            ({"SLACK_APP_TOKEN": "xoxb-local"}, "app-token", "Slack afviser", "xapp-…"),
            ({"ENCRYPTION_KEYS": ""}, "nøgler", "kan ikke bruges", "python -m bot key"),
            ({"ENCRYPTION_KEYS": "kort"}, "nøgler", "kan ikke bruges", "nøgle nummer 1 er ikke gyldig"),
            ({"OFFICE_FILE": "ingen.toml"}, "kontorfil", "kan ikke bruges", "Filen findes ikke"),
            ({"DATABASE_URL": "sqlite:///x/y.db"}, "database", "findes ikke eller", "Lav mappen"),
            ({"DATABASE_URL": "postgresql://u:hemmelig@127.0.0.1:1/x"}, "database", "kan ikke åbnes", "_URL"),
            ({"ENCRYPTION_KEY": "x"}, "indstillinger", "kender jeg ikke", "Mente du FRISTVAGT_ENCRYPTION"),
        ],
    )
    def test_is_named_with_what_to_do(
        self,
        door: FrontDoor,
        slack: LocalSlack,
        changed: dict[str, str],
        subject: str,
        said: str,
        remedy: str,
    ) -> None:
        door.point_at(slack, **changed)
        findings = found(load_settings())
        assert list(wrong(findings)) == [subject]
        assert said in findings[subject].said
        assert remedy in findings[subject].remedy
        assert "hemmelig" not in line(findings[subject])

    def test_the_command_prints_it_and_ends_with_exit_code_two(
        self, door: FrontDoor, slack: LocalSlack
    ) -> None:
        door.point_at(slack, SLACK_BOT_TOKEN="xoxb-x")
        answer = door.run("check")
        assert answer.exit_code == 2
        assert (
            "MANGLER bot-token: Slack afviser: invalid_auth\n        Sæt FRISTVAGT_SLACK_BOT" in answer.stdout
        )
        assert "Alt er på plads" not in answer.stdout

    def test_all_mistakes_in_the_office_file_are_listed(self, door: FrontDoor, slack: LocalSlack) -> None:
        office = door.write("office.toml", EXAMPLE.read_text().replace("goal = 1", "goal = 9\nfoo = 1"))
        door.point_at(slack, OFFICE_FILE=str(office))
        answer = door.run("check")
        assert answer.exit_code == 2
        assert "målet (9) ligger efter fristen (2)" in answer.stdout
        assert "foo: kender jeg ikke" in answer.stdout

    def test_somebody_in_the_office_file_who_is_not_in_slack(
        self, door: FrontDoor, slack: LocalSlack
    ) -> None:
        office = door.write("office.toml", EXAMPLE.read_text().replace("U0JONNA", "U0JANNO"))
        door.point_at(slack, OFFICE_FILE=str(office))
        slack.deactivate("U0KARIM")
        assert wrong(found(load_settings())) == {"personer": "U0JANNO, U0KARIM findes ikke som medlem"}

    def test_a_year_without_closing_days(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.point_at(slack)
        findings = of_machine(load_settings(), lambda: TODAY.replace(year=2031))
        assert [one.subject for one in findings if not one.good] == ["lukkedage", "lukkedage"]


class TestTheDatabase:
    def test_one_that_is_newer(self, door: FrontDoor, slack: LocalSlack) -> None:
        key = generate_key()
        a_database(key, revision="9999")
        door.point_at(slack, ENCRYPTION_KEYS=key)
        findings = found(load_settings())
        assert list(wrong(findings)) == ["database"]
        assert "Start den nyere udgave" in findings["database"].remedy
        assert door.run("run").exit_code == 2

    def test_one_written_under_a_key_we_lack(self, door: FrontDoor, slack: LocalSlack) -> None:
        a_database(generate_key())
        door.point_at(slack)
        findings = found(load_settings())
        assert wrong(findings) == {"nøgler": "passer ikke til databasen"}
        answer = door.run("run")
        assert answer.exit_code == 2
        assert "Sæt den manglende nøgle ind igen" in answer.stderr

    def test_one_that_is_no_database(self, door: FrontDoor, slack: LocalSlack) -> None:
        door.write("fristvagt.db", "Dette er ikke en database. " * 400)
        door.point_at(slack)
        assert wrong(found(load_settings())) == {"database": "kan ikke åbnes"}
        answer = door.run("run")
        assert answer.exit_code == 2
        assert "Databasen kan ikke bruges (file is not a database)" in answer.stderr


class TestSlack:
    @pytest.mark.parametrize("scope", SCOPES)
    def test_a_scope_that_was_not_granted(self, door: FrontDoor, scope: str) -> None:
        with LocalSlack(Workspace(scopes=tuple(one for one in SCOPES if one != scope))) as slack:
            door.point_at(slack)
            findings = found(load_settings())
        assert wrong(findings)["rettigheder"] == f"mangler {scope}"
        assert "installér appen på ny" in findings["rettigheder"].remedy

    def test_the_messages_tab_off(self, door: FrontDoor) -> None:
        with LocalSlack(Workspace(scopes=SCOPES, messages_tab=False)) as slack:
            door.point_at(slack)
            findings = found(load_settings(), person="U0KARIM")
        assert wrong(findings) == {"fanen Beskeder": "Slack afviser: messages_tab_disabled"}
        assert "»App Home«" in findings["fanen Beskeder"].remedy

    def test_a_channel_the_bot_is_not_in_and_one_that_is_not_there(
        self, door: FrontDoor, slack: LocalSlack
    ) -> None:
        written = EXAMPLE.read_text().replace("C0VOKSENA", "C0NOWHERE")
        office = door.write("office.toml", written)
        slack.workspace.conversations.find("C0VOKSENB").members.discard(slack.workspace.cast.bot.id)
        door.point_at(slack, OFFICE_FILE=str(office))
        findings = found(load_settings())
        said = "botten er ikke med hos Voksenteam A (C0NOWHERE), Voksenteam B (C0VOKSENB)"
        assert wrong(findings) == {"kanaler": said}
        assert "/invite @Fristvagt" in findings["kanaler"].remedy

    @pytest.mark.parametrize("minutes", [-5, 5])
    def test_a_clock_that_is_wrong(self, door: FrontDoor, slack: LocalSlack, minutes: int) -> None:
        door.point_at(slack)
        off = timedelta(minutes=minutes)
        findings = found(load_settings(), clock=lambda: datetime.now(UTC) + off)
        assert list(wrong(findings)) == ["ur"]
        assert "NTP" in findings["ur"].remedy

    def test_nobody_at_the_address(self, door: FrontDoor) -> None:
        door.set(**{**working_without_slack(), "SLACK_API_URL": "http://127.0.0.1:1/api/"})
        findings = found(load_settings(), person="U0KARIM")
        assert all("kan ikke nås" in said for said in wrong(findings).values())
        assert set(wrong(findings)) == {"bot-token", "app-token", "fanen Beskeder", "fanen Hjem"}
        assert "Se efter netværk" in findings["bot-token"].remedy

    @pytest.mark.parametrize("kind", ["http_500", "html_502", "drop_before", "rate_limited"])
    def test_slack_being_ill_is_no_tokens_fault(self, door: FrontDoor, slack: LocalSlack, kind: Any) -> None:
        door.point_at(slack)
        slack.faults.add(Fault(kind, "auth.test", times=None))
        findings = found(load_settings())
        assert "kan ikke nås" in wrong(findings)["bot-token"]


def working_without_slack() -> dict[str, str]:
    return {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "ENCRYPTION_KEYS": generate_key()}
