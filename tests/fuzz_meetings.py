"""Whose meetings, agendas and principafgørelser are, by the office file alone, for the fuzzer's judge."""

from collections.abc import Mapping
from typing import Any

from rules.office import Office, Role

Row = Mapping[str, Any]
MEETINGS = frozenset({"meeting", "agenda_item", "attendance", "precedent", "precedent_read"})
KEEPERS = frozenset({Role.LEAD, Role.JURIST, Role.COORDINATOR})
EVERY_MEETING = frozenset({Role.JURIST, Role.COORDINATOR})


def may_change(
    office: Office, name: str, actor: str, old: Row | None, new: Row | None, meetings: Mapping[Any, Row]
) -> bool:
    """Whether it is the actor's to change; `meetings` are the rows by their keys, as they stand now."""
    row = new or old or {}
    match name:
        case "precedent":
            return bool(office.roles_of(actor) & KEEPERS)
        case "precedent_read":
            return bool(row["person_id"] == actor and old is None)
        case "meeting":
            return (
                _opens(office, actor, row["series"]) if old is None else _leads(office, actor, row["series"])
            )
        case "agenda_item":
            series = meetings[(row["meeting_id"],)]["series"]
            # What has come to the registers since is put on it by whoever opens it.
            fresh = old is None and row["result"] is None
            return _opens(office, actor, series) if fresh else _leads(office, actor, series)
        case _:
            series = meetings[(row["meeting_id"],)]["series"]
            own = row["person_id"] == actor and _opens(office, actor, series)
            return own or _leads(office, actor, series)


def _opens(office: Office, actor: str, key: str) -> bool:
    series = office.series_or_none(key)
    if series is None:
        return False
    people = {person for team in series.team_keys for person in office.team(team).people()}
    return actor in {*people, series.chair} or bool(office.roles_of(actor) & EVERY_MEETING)


def _leads(office: Office, actor: str, key: str) -> bool:
    series = office.series_or_none(key)
    if series is None:
        return False
    leads = {person for team in series.team_keys for person in office.team(team).leads()}
    return actor in {*leads, series.chair}
