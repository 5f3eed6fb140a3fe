"""What of the registers is somebody's to change, by the office file and the rows as they stood."""

from collections.abc import Mapping
from typing import Any

from rules.office import Office, Role

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[tuple[Any, ...], Row]]
REGISTERS = frozenset(
    {"initiative_note", "quality_case", "quality_finding", "trial", "pulse_count", "pulse_voter"}
)


def may_change(
    office: Office, name: str, actor: str, old: Row | None, new: Row | None, before: Tables
) -> bool:
    """Whether the actor may have changed this row of a register."""
    roles, row = office.roles_of(actor), new or old or {}
    match name:
        case "initiative_note":
            owner = getattr(office.initiative_or_none(row["key"]), "owner", None)
            return old is None and row["by"] == actor and (Role.LEAD in roles or actor == owner)
        case "quality_case":
            return old is not None and reviews(office, actor, old) and row["reviewed_by"] == actor
        case "quality_finding":
            return reviews(office, actor, before["quality_case"][(row["case_id"],)])
        case "trial":
            mine = (old or row)["owner_id"] == actor
            return mine or (old is not None and Role.LEAD in roles)
        case "pulse_voter":
            return old is None and row["person_id"] == actor
        case _:
            return Role.CASEWORKER in roles


def reviews(office: Office, actor: str, case: Row) -> bool:
    """Whether the actor reviews that drawn decision, which is never one of their own."""
    team = office.team_or_none(case["team_key"])
    leads = team is not None and actor in office.leads(team)
    looks = leads or bool(office.roles_of(actor) & {Role.JURIST, Role.COORDINATOR})
    return looks and actor not in (case["owner_id"], case["decided_by"])
