"""Reads the office file (`office.toml`): teams, people, hours, closing days, promises and command names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import date, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.office_deadlines import read_deadlines
from bot.office_hours import Hours, read_calendar, read_closings, read_hours
from bot.office_markers import read_markers
from bot.office_meetings import read_links, read_meetings, read_principles
from bot.office_plan import read_plan, read_pulse, read_sample
from bot.office_privacy import read_retention, read_spot_check
from bot.office_toml import Mistake, OfficeFileError, Table, read_toml
from rules.callback import CallbackPolicy, Unit
from rules.errors import BadPhone
from rules.office import CHILD_TEXT, Commands, Ladder, Notices, Office, Role, Team
from rules.phone import parse_phone
from rules.worktime import Closing

__all__ = ["EXAMPLE", "Mistake", "OfficeFileError", "load_office"]

EXAMPLE = Path(__file__).with_name("office.example.toml")

_COPENHAGEN = "Europe/Copenhagen"
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_TEAM_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COMMAND = re.compile(r"/[a-z0-9_\-]{1,31}")


def load_office(path: Path) -> Office:
    """The office the file describes. Raises `OfficeFileError` with all mistakes at once."""
    file = read_toml(path)
    office = _read_office(file)
    file.refuse_the_rest()
    if file.report.mistakes:
        raise OfficeFileError(path, file.report.mistakes)
    return office


def _read_office(file: Table) -> Office:
    zone = _read_zone(file)
    notices = _read_notices(file.table("notices"))
    teams = _read_teams(file, zone)
    return Office(
        name=file.text("name"),
        zone=zone,
        language=_read_language(file),
        urgent_text=file.text("urgent_text"),
        child_text=_read_child_text(file),
        teams=teams,
        roles=_read_roles(file.table("roles")),
        callback=_read_callback(file.table("callback")),
        ladder=_read_ladder(file.table("ladder"), notices),
        notices=notices,
        deadlines=read_deadlines(file.table("deadlines")),
        commands=_read_commands(file.table("commands")),
        markers=read_markers(file),
        meetings=read_meetings(file, teams),
        links=read_links(file),
        principles=read_principles(file),
        retention=read_retention(file.table("retention")),
        spot_check=read_spot_check(file.table("audit")),
        plan=read_plan(file),
        sample=read_sample(file.table("sample")),
        pulse=read_pulse(file.table("pulse")),
    )


def _read_child_text(file: Table) -> str:
    """Ours is said in the reader's language, the office's own as it was written."""
    text = file.text("child_text", CHILD_TEXT)
    return CHILD_TEXT if text == CHILD_TEXT else text


def _read_zone(file: Table) -> ZoneInfo:
    name = file.text("zone", _COPENHAGEN)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        file.wrong("zone", f"tidszonen „{name}“ findes ikke.", f"Skriv for eksempel {_COPENHAGEN}.")
        return ZoneInfo(_COPENHAGEN)


def _read_language(file: Table) -> Literal["da", "en"]:
    return "en" if file.one_of("language", ("da", "en"), "da") == "en" else "da"


def _read_teams(file: Table, zone: ZoneInfo) -> tuple[Team, ...]:
    opening, closings = read_hours(file.table("opening")), read_closings(file)
    tables = file.tables("teams")
    teams = tuple(_read_team(table, zone, closings, opening) for table in tables)
    if not teams and "teams" not in file:
        file.wrong("teams", "mangler.", "Skriv mindst ét team under overskriften [[teams]].")
    for key in ("key", "name", "channel"):
        _refuse_repeated(tables, key)
    return teams


def _read_team(table: Table, zone: ZoneInfo, closings: Mapping[date, Closing], opening: Hours) -> Team:
    team = Team(
        key=_matching(table, "key", _TEAM_KEY, "Brug små bogstaver a-z, tal og bindestreg: voksen-a."),
        name=table.text("name"),
        number=_read_number(table),
        channel=_matching(
            table, "channel", _CHANNEL, "Skriv kanalens id fra Slack, C og tal eller bogstaver."
        ),
        lead=_read_person(table, "lead"),
        deputy=_read_person(table, "deputy"),
        duty=_read_person(table, "duty"),
        members=_read_people(table, "members"),
        calendar=read_calendar(table, zone, closings, opening),
    )
    if not team.members:
        table.wrong("members", "teamet har ingen medarbejdere.", 'Skriv deres Slack-id: ["U0KARIM"].')
    if not any(team.calendar.opening.values()):
        table.wrong("opening", "teamet har aldrig åbent.", "Skriv åbningstider under [opening].")
    table.refuse_the_rest()
    return team


def _read_number(table: Table) -> str:
    try:
        return parse_phone(table.text("number")) if "number" in table else table.text("number")
    except BadPhone as error:
        table.wrong("number", "nummeret kan ikke bruges.", str(error))
        return ""


def _read_person(table: Table, key: str) -> str:
    return _matching(table, key, _PERSON, "Skriv personens Slack-id, U og tal eller bogstaver.")


def _read_people(table: Table, key: str) -> tuple[str, ...]:
    people = table.texts(key)
    for person in people:
        if not _PERSON.fullmatch(person):
            table.wrong(key, f"„{person}“ er ikke et Slack-id.", "Skriv U og tal eller bogstaver.")
    for person in _repeated(people):
        table.wrong(key, f"{person} står der to gange.", "Slet den ene.")
    return people


def _matching(table: Table, key: str, pattern: re.Pattern[str], remedy: str) -> str:
    value = table.text(key)
    if value and not pattern.fullmatch(value):
        table.wrong(key, f"„{value}“ kan ikke bruges.", remedy)
    return value


def _refuse_repeated(tables: Iterable[Table], key: str) -> None:
    seen: set[str] = set()
    for table in tables:
        value = table.peek(key)
        if value and value in seen:
            table.wrong(key, f"„{value}“ bruges af to teams.", "Giv hvert team sit eget.")
        seen.add(value)


def _repeated(values: Iterable[str]) -> list[str]:
    values = list(values)
    return [value for value in dict.fromkeys(values) if values.count(value) > 1]


def _read_roles(table: Table) -> Mapping[Role, frozenset[str]]:
    roles = {role: frozenset(_read_people(table, role.value)) for role in Role}
    table.refuse_the_rest()
    return roles


def _read_callback(table: Table) -> CallbackPolicy:
    policy = CallbackPolicy(
        goal=table.number("goal", 1, least=1, most=10),
        limit=table.number("limit", 2, least=1, most=10),
        unit=Unit(table.one_of("unit", list(Unit), Unit.WORKING_DAYS)),
    )
    if policy.goal > policy.limit:
        table.wrong("goal", f"målet ({policy.goal}) ligger efter fristen ({policy.limit}).", "Byt om på dem.")
    table.refuse_the_rest()
    return policy


def _read_ladder(table: Table, notices: Notices) -> Ladder:
    ladder = Ladder(
        digest=table.clock("digest", time(8, 15)),
        warn_before=timedelta(minutes=table.number("warn_before_minutes", 120, least=0, most=480)),
        urgent_wait=timedelta(minutes=table.number("urgent_wait_minutes", 15, least=1, most=240)),
    )
    if not notices.earliest <= ladder.digest < notices.latest:
        table.wrong(
            "digest", "dagens liste falder uden for beskedtiden.", "Vælg et klokkeslæt inden for [notices]."
        )
    table.refuse_the_rest()
    return ladder


def _read_notices(table: Table) -> Notices:
    notices = Notices(
        earliest=table.clock("earliest", time(8)),
        latest=table.clock("latest", time(16)),
        dms_a_day=table.number("dms_a_day", 3, least=1, most=20),
    )
    if notices.earliest >= notices.latest:
        table.wrong("latest", "beskedtiden slutter, før den begynder.", "Ret earliest eller latest.")
    table.refuse_the_rest()
    return notices


def _read_commands(table: Table) -> Commands:
    commands = Commands(
        callback=_read_command(table, "callback"),
        status=_read_command(table, "status"),
        absence=_read_command(table, "absence"),
        deadline=_read_command(table, "deadline"),
        agenda=_read_command(table, "agenda"),
        appeal=_read_command(table, "appeal"),
    )
    for name in _repeated(astuple(commands)):
        table.wrong("callback", f"„{name}“ er brugt til to kommandoer.", "Giv hver kommando sit navn.")
    table.refuse_the_rest()
    return commands


def _read_command(table: Table, key: str) -> str:
    name = table.text(key, f"/{key}")
    if not _COMMAND.fullmatch(name):
        remedy = f"Skriv skråstreg og små bogstaver uden mellemrum: /{key}."
        table.wrong(key, f"„{name}“ kan ikke være en kommando i Slack.", remedy)
    return name
