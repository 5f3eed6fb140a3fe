"""The documentation: nothing missing from it, nothing broken in it, nothing stale."""

import ast
import re
import tomllib
from collections.abc import Iterator
from inspect import getmembers, isfunction
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_type_hints

import pytest
from typer.core import TyperGroup

import views
from bot import figures_doc, privacy_doc
from bot.manifest import SCOPES, commands
from bot.office_file import EXAMPLE, load_office
from bot.privacy_doc import ABOUT_THE_CITIZEN, ACTION_NAMES, EVENT_NAMES, ROLE_NAMES, SCOPE_USE
from bot.privacy_samples import samples
from bot.privacy_stage import MODAL, Sample
from bot.settings import names
from handlers.status import WORDS
from rules.office import Role
from rules.rights import Action
from tests.front_door import command_line
from views import (
    case_buttons,
    case_lines,
    complaint_form,
    deadline_form,
    figures,
    leads_home,
    questions,
    receipt,
    status_details,
)
from views.blocks import Block, Message

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OFFICE_PAGE = (ROOT / "docs" / "office.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CLI = command_line()
COMMANDS = {
    f"{name} {inner}".strip(): command
    for name, outer in CLI.commands.items()
    for inner, command in (outer.commands.items() if isinstance(outer, TyperGroup) else [("", outer)])
}
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
OFFICE = load_office(EXAMPLE)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def in_code(text: str) -> set[str]:
    """What stands between back-ticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def row_of(text: str, first: str) -> str:
    """The table row whose first cell is `first` in back-ticks; empty when there is none."""
    found = re.search(rf"^\| `{re.escape(first)}` \|.*$", text, re.MULTILINE)
    return found[0] if found else ""


def options_of(name: str) -> set[str]:
    return {option for one in COMMANDS[name].params for option in one.opts if option.startswith("-")}


def named_commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command a text names, with what follows it; a command of a group has two words."""
    for first, rest in re.findall(r"python -m bot ([a-z]+)((?: [^`\n|]+)?)", text):
        second, _, after = rest.strip().partition(" ")
        both = f"{first} {second}"
        yield (both, after) if both in COMMANDS else (first, rest)


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


class TestNothingIsMissing:
    @pytest.mark.parametrize("name", names())
    def test_every_setting_is_in_the_readme(self, name: str) -> None:
        assert name in in_code(README)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_with_every_option_is_in_the_readme(self, name: str) -> None:
        row = row_of(README, name)
        assert row, f"README has no row for {name}"
        assert options_of(name) - {"--help"} <= in_code(row)

    @pytest.mark.parametrize("command", [one["command"] for one in commands(OFFICE)])
    def test_every_slash_command_is_in_the_readme(self, command: str) -> None:
        assert row_of(README, command)

    @pytest.mark.parametrize("answer", sorted({one.__name__ for one in WORDS.values()}))
    def test_every_answer_of_the_counts_is_in_the_readme(self, answer: str) -> None:
        rows = "\n".join(re.findall(r"^\| `/status .*$", README, re.MULTILINE))
        told = {one.removeprefix("/status ") for one in in_code(rows)}
        assert told & {word for word, one in WORDS.items() if one.__name__ == answer}

    @pytest.mark.parametrize("target", sorted(TARGETS))
    def test_every_make_target_is_in_the_readme(self, target: str) -> None:
        assert row_of(README, f"make {target}")

    @pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
    def test_every_page_is_linked_from_the_readme(self, page: Path) -> None:
        assert f"(docs/{page.name})" in README


class TestTheOfficeFile:
    def asked_for(self) -> set[str]:
        """Every key the reader of the office file asks for, found in its source."""
        calls = [
            node
            for name in (
                "office_file",
                "office_hours",
                "office_deadlines",
                "office_markers",
                "office_meetings",
                "office_plan",
                "office_privacy",
            )
            for node in ast.walk(ast.parse((ROOT / "bot" / f"{name}.py").read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        ]
        texts = [one.value for call in calls for one in call.args if isinstance(one, ast.Constant)]
        return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z_]{3,}", text)}

    def test_every_key_of_the_example_is_described(self) -> None:
        example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
        assert {key for key in keys_in(example) if not described(key)} == set()

    def test_every_key_that_is_read_is_described(self) -> None:
        assert len(self.asked_for()) > 25
        assert {key for key in self.asked_for() if not described(key)} == set()

    def test_no_key_is_described_that_is_not_read(self) -> None:
        rows = set(re.findall(r"^\| `([a-z_]+)` \|", OFFICE_PAGE, re.MULTILINE))
        days = {"monday", "tuesday", "wednesday", "thursday", "friday"}
        assert rows - self.asked_for() - {role.value for role in Role} - days == set()

    def test_every_default_is_the_one_that_is_used(self, tmp_path: Path) -> None:
        example = EXAMPLE.read_text(encoding="utf-8")
        least = re.split(r"^\[(?:callback|ladder|notices|commands)\]", example, flags=re.MULTILINE)[0]
        path = tmp_path / "office.toml"
        path.write_text(least, encoding="utf-8")
        office = load_office(path)
        for key, value in (
            ("goal", office.callback.goal),
            ("limit", office.callback.limit),
            ("unit", f'"{office.callback.unit}"'),
            ("digest", f'"{office.ladder.digest:%H:%M}"'),
            ("warn_before_minutes", int(office.ladder.warn_before.total_seconds() // 60)),
            ("urgent_wait_minutes", int(office.ladder.urgent_wait.total_seconds() // 60)),
            ("earliest", f'"{office.notices.earliest:%H:%M}"'),
            ("latest", f'"{office.notices.latest:%H:%M}"'),
            ("dms_a_day", office.notices.dms_a_day),
            ("callback_days", office.retention.callback_days),
            ("deadline_months", office.retention.deadline_months),
            ("audit_months", office.retention.audit_months),
            ("trace_days", office.retention.trace_days),
            ("spot_check", office.spot_check),
            ("decisions", office.sample),
            ("callback", f'"{office.commands.callback}"'),
            ("status", f'"{office.commands.status}"'),
            ("absence", f'"{office.commands.absence}"'),
            ("deadline", f'"{office.commands.deadline}"'),
            ("agenda", f'"{office.commands.agenda}"'),
        ):
            assert f"| `{value}` |" in row_of(OFFICE_PAGE, key), key


def keys_in(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from keys_in(inner)


def described(key: str) -> bool:
    return bool(re.search(rf"`(?:\[*(?:\w+\.)*)?{key}\]*`", OFFICE_PAGE))


class TestNothingIsBroken:
    @every_page
    def test_every_link_and_picture_leads_somewhere(self, page: Path) -> None:
        broken = []
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            if "://" in path:
                continue
            file = page.parent / path if path else page
            if not file.is_file() or (anchor and anchor not in headings(file)):
                broken.append(target)
        assert broken == []

    @every_page
    def test_every_command_that_is_named_exists(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        assert {name for name, _ in named_commands(text)} <= set(COMMANDS)
        assert set(re.findall(r"(?:^    |`|&& (?:sudo )?)make ([a-z]+)", text, re.MULTILINE)) <= TARGETS

    @every_page
    def test_every_option_that_is_named_exists(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        for command, rest in named_commands(text):
            assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options_of(command), command

    @every_page
    def test_every_setting_that_is_named_exists(self, page: Path) -> None:
        named = set(re.findall(r"FRISTVAGT_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
        assert named <= {*names(), "FRISTVAGT_CHROMIUM"}

    @every_page
    def test_every_file_of_the_repository_that_is_named_exists(self, page: Path) -> None:
        named = in_code(page.read_text(encoding="utf-8"))
        paths = [
            one
            for one in named
            if re.fullmatch(r"(?:bot|handlers|jobs|views|storage|rules|tests)/[\w./]+", one)
        ]
        assert [one for one in paths if not (ROOT / one).exists()] == []

    @every_page
    def test_no_exclamation_mark_shouts_at_the_reader(self, page: Path) -> None:
        prose = re.sub(r"!\[|<!--|`[^`]*`", "", page.read_text(encoding="utf-8"))
        assert "!" not in prose


def headings(page: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {slug(heading) for heading in found}


class TestWhatIsMadeFromTheCode:
    def test_the_privacy_page_says_what_the_code_does(self) -> None:
        page = privacy_doc.PAGE.read_text(encoding="utf-8")
        assert privacy_doc.renewed(page) == page, "Run: .venv/bin/python -m bot.privacy_doc"

    def test_the_page_of_figures_defines_them_as_the_code_does(self) -> None:
        page = figures_doc.PAGE.read_text(encoding="utf-8")
        assert figures_doc.renewed(page) == page, "Run: .venv/bin/python -m bot.figures_doc"
        assert figures_doc.definitions() in page

    def test_every_generated_part_is_in_the_page(self) -> None:
        page = privacy_doc.PAGE.read_text(encoding="utf-8")
        assert {name for _, name, _ in privacy_doc.PARTS.findall(page)} == set(privacy_doc.parts())

    def test_every_view_there_is_has_its_sample(self) -> None:
        drawn = {one.made_by for one in samples()}
        assert [f"{view.__module__}.{view.__name__}" for view in drawing_views() if view not in drawn] == []

    @pytest.mark.parametrize("sample", samples(), ids=lambda one: one.title)
    def test_only_a_window_tells_of_the_citizen(self, sample: Sample) -> None:
        told = "\n".join(privacy_doc.texts_of(sample.shown))
        assert sample.where == MODAL or not any(text in told for text in ABOUT_THE_CITIZEN.values())

    def test_every_role_action_and_scope_has_its_words(self) -> None:
        assert (set(ROLE_NAMES), set(ACTION_NAMES)) == (set(Role), set(Action))
        assert set(SCOPE_USE) == set(SCOPES)

    def test_every_word_of_the_event_log_is_explained_and_no_other(self) -> None:
        assert set(event_words()) == set(EVENT_NAMES)


# Blocks that are part of what others draw.
PARTS = (
    receipt.sure,
    case_lines.reopen,
    complaint_form.reader_field,
    case_buttons.buttons,
    deadline_form.rule_option,
    figures.defined,
    leads_home.days_ahead,
    questions.ask_jurist,
    status_details.counted,
)


def drawing_views() -> list[Any]:
    """Every public function of `views/` that returns a whole message, modal or tab."""
    modules = [f"views.{one.name}" for one in iter_modules(views.__path__) if one.name != "blocks"]
    found = [
        function
        for name in modules
        for _, function in getmembers(__import__(name, fromlist=["_"]), isfunction)
        if function.__module__ == name and not function.__name__.startswith("_") and function not in PARTS
    ]
    return [one for one in found if get_type_hints(one).get("return") in (Message, Block)]


def event_words() -> Iterator[str]:
    """The words `storage`, `handlers` and `jobs` write into the event log, found in their sources."""
    for package in ("storage", "handlers", "jobs"):
        for path in (ROOT / package).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and called(node) in WRITERS:
                    yield from action_words(node)


WRITERS = {"record", "record_many", "refused", "_log", "acted", "_changed"}


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def action_words(node: ast.Call) -> list[str]:
    given = [*node.args, *(one.value for one in node.keywords if one.arg == "action")]
    return [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
