"""Who may do what (trust.md P6). Default deny: what is not named here is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.office import Office, Role


class Action(StrEnum):
    """Something a person asks of the bot."""

    LOG = "log"  # log a call
    FIND = "find"  # see the fate of an open callback: owner and promised time, nothing of the citizen
    AMEND = "amend"  # correct or undo what one logged oneself
    OPEN = "open"  # see name, number and note
    WORK = "work"  # attempt, spoke with, snooze, journal
    TAKE = "take"  # put oneself as owner
    GIVE = "give"  # make somebody else, or the team, responsible; opens nothing of the citizen
    COUNT = "count"  # the counts of /status
    DETAILS = "details"  # the open load of each person in the teams one leads
    HOME = "home"  # the own Home tab
    REOPEN = "reopen"  # take a closed call up again
    HAND_OVER = "hand_over"  # give all of one person's calls to another
    SETTINGS = "settings"  # the own language and the time of the own list
    ABSENCE = "absence"  # say that oneself, or somebody one leads, is away
    FOLLOW = "follow"  # start the clock that an ended deadline offers
    REGISTER = "register"  # start a statutory deadline on a case
    RULES = "rules"  # put the municipality's table of deadlines into the catalogue
    AUDIT = "audit"  # answer the spot check of who read what
    DECIDE_RULE = "decide_rule"  # whether a running clock keeps the rule it began with


@dataclass(frozen=True, slots=True)
class Facts:
    """What a right depends on besides the person."""

    team_key: str
    owner_id: str | None
    logged_by: str
    protected: bool = False
    urgent: bool = False
    live: bool = True
    stand_in: str | None = None  # who works in the owner's place while the owner is away


LOGGERS = frozenset({Role.RECEPTIONIST, Role.CASEWORKER, Role.LEAD})
# What its owner and the lead decide, and nobody else of the team; rules the lead alone.
LEADS_ONLY = frozenset({Action.REOPEN, Action.DECIDE_RULE})
GENERAL: Mapping[Action, frozenset[Role]] = {
    Action.LOG: LOGGERS,
    Action.FIND: LOGGERS,
    Action.AMEND: LOGGERS,
    Action.COUNT: frozenset(Role),
    Action.DETAILS: frozenset({Role.LEAD}),
    Action.HOME: frozenset(Role),
    Action.SETTINGS: frozenset(Role),
    Action.ABSENCE: frozenset({Role.CASEWORKER, Role.LEAD}),
    Action.HAND_OVER: frozenset({Role.LEAD}),
    Action.REGISTER: LOGGERS | {Role.JURIST, Role.COORDINATOR},
    Action.RULES: frozenset({Role.ADMIN}),
    Action.AUDIT: frozenset({Role.AUDITOR}),
}


def may(office: Office, person: str, action: Action, facts: Facts | None = None) -> bool:
    """Whether `person` (a Slack id) may do `action`, on an item when `facts` are given."""
    roles = office.roles_of(person)
    if action in GENERAL:
        return bool(roles & GENERAL[action]) and (facts is None or facts.logged_by == person)
    return facts is not None and bool(roles) and _on_item(office, person, action, facts)


def _on_item(office: Office, person: str, action: Action, facts: Facts) -> bool:
    team = office.team_or_none(facts.team_key)
    if team is None:
        return False
    if action is Action.TAKE:
        return person in team.people() and facts.live and (facts.owner_id is None or facts.urgent)
    theirs = person in (facts.owner_id, facts.stand_in)
    if theirs and action is not Action.DECIDE_RULE:
        return True
    leads = person in office.leads(team)
    if action in LEADS_ONLY or (action is Action.GIVE and leads):
        return leads
    # A protected address opens for its owner only: with no owner yet, somebody must take it first.
    if facts.protected:
        return False
    return leads or ((facts.live or action is Action.FOLLOW) and person in team.people())


def may_set_absence(office: Office, by: str, person: str) -> bool:
    """For oneself, and for those in a team one leads."""
    if not may(office, by, Action.ABSENCE) or not office.teams_of(person):
        return False
    return by == person or any(by in office.leads(team) for team in office.teams_of(person))
