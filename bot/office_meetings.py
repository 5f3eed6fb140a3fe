"""The office file's [[meetings]], [[links]] and [[principles]]."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from bot.office_toml import Table, suggestion
from rules.cpr import contains_cpr
from rules.errors import FristvagtError
from rules.meeting import LONGEST_KEY, MeetingKind, Series
from rules.office import Link, Team
from rules.recurrence import LAST, Listed, Monthly, Recurrence, Roll, Weekly
from rules.web_link import safe_link

LONGEST_NAME, LONGEST_PRINCIPLE = 60, 140  # characters: a heading, and a line of a message
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
NTH: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}
REPEATS = ("weekly", "monthly", "dates")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def read_meetings(file: Table, teams: Sequence[Team]) -> tuple[Series, ...]:
    """Every standing meeting; mistakes go to the table's report."""
    tables = file.tables("meetings")
    read = [(table, _meeting(table, {team.key: team for team in teams})) for table in tables]
    seen: set[str] = set()
    for table, series in read:
        if series.key and series.key in seen:
            table.wrong("key", f"„{series.key}“ bruges af to møder.", "Giv hvert møde sin egen nøgle.")
        seen.add(series.key)
    return tuple(series for _, series in read)


def _meeting(table: Table, teams: Mapping[str, Team]) -> Series:
    keys = _team_keys(table, teams)
    series = Series(
        key=_key(table),
        name=_short(table, "name", LONGEST_NAME),
        kind=_kind(table),
        team_keys=keys,
        recurrence=_recurrence(table),
        at=table.clock("time", time(9)),
        chair=_chair(table, teams[keys[0]].lead if keys else ""),
        roll=Roll(table.one_of("closed", list(Roll), Roll.NEXT)),
    )
    if "time" not in table:
        table.wrong("time", "mangler.", 'Skriv klokkeslættet: time = "09:00".')
    table.refuse_the_rest()
    return series


def _key(table: Table) -> str:
    key = table.text("key")
    if key and (not _KEY.fullmatch(key) or len(key) > LONGEST_KEY):
        remedy = f"Brug små bogstaver a-z, tal og bindestreg, højst {LONGEST_KEY} tegn."
        table.wrong("key", f"„{key}“ kan ikke bruges.", remedy)
    return key


def _kind(table: Table) -> MeetingKind:
    if "kind" not in table:
        table.text("kind")
        return MeetingKind.PROFESSIONAL
    return MeetingKind(table.one_of("kind", list(MeetingKind), MeetingKind.PROFESSIONAL))


def _team_keys(table: Table, teams: Mapping[str, Team]) -> tuple[str, ...]:
    """The meeting's teams; all of them when none is named."""
    named = table.texts("teams") or tuple(teams)
    for key in named:
        if key not in teams:
            table.wrong("teams", f"teamet „{key}“ findes ikke.", suggestion(key, teams))
    return tuple(dict.fromkeys(key for key in named if key in teams))


def _chair(table: Table, lead: str) -> str:
    chair = table.text("chair", lead)
    if chair and not _PERSON.fullmatch(chair):
        table.wrong("chair", f"„{chair}“ er ikke et Slack-id.", "Skriv U og tal eller bogstaver.")
    return chair


def _recurrence(table: Table) -> Recurrence:
    match table.one_of("repeats", REPEATS, "weekly"):
        case "monthly":
            return Monthly(NTH[table.one_of("nth", NTH, "first")], _weekday(table))
        case "dates":
            return Listed(_days(table))
        case _:
            return Weekly(_weekday(table))


def _weekday(table: Table) -> int:
    if "weekday" not in table:
        table.text("weekday")
        return 0
    return WEEKDAYS.index(table.one_of("weekday", WEEKDAYS, WEEKDAYS[0]))


def _days(table: Table) -> tuple[date, ...]:
    found = table.days("days")
    if not found:
        table.wrong("days", "der er ingen datoer.", "Skriv dem som days = [2026-12-03, 2027-03-04].")
    return tuple(sorted(set(found)))


def read_links(file: Table) -> tuple[Link, ...]:
    """Pages the office wants at hand."""
    return tuple(_link(table) for table in file.tables("links"))


def _link(table: Table) -> Link:
    link = Link(_short(table, "name", LONGEST_NAME), table.text("url"))
    try:
        safe_link(link.url or "https://mangler")
    except FristvagtError as error:
        table.wrong("url", f"„{link.url}“ kan ikke bruges.", str(error))
    table.refuse_the_rest()
    return link


def read_principles(file: Table) -> tuple[str, ...]:
    """What the office works by, each in one line."""
    return tuple(_principle(table) for table in file.tables("principles"))


def _principle(table: Table) -> str:
    text = _short(table, "text", LONGEST_PRINCIPLE)
    table.refuse_the_rest()
    return text


def _short(table: Table, key: str, most: int) -> str:
    text = " ".join(table.text(key).split())
    if contains_cpr(text):
        # It is shown to a whole channel: whoever writes here must not name a citizen.
        table.wrong(key, "ligner et CPR-nummer.", "Skriv det uden personer.")
    elif len(text) > most:
        table.wrong(key, f"er længere end {most} tegn.", "Skriv det kortere.")
    return text
