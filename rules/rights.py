"""Who may do what (trust.md P6). Default deny: what is not named here is refused."""

from collections.abc import Collection, Mapping
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
    AGENDA = "agenda"  # the agendas of the meetings one takes part in, and principafgørelser
    PRECEDENT = "precedent"  # put a principafgørelse into the register, or take it out
    COMPLAINT = "complaint"  # see a complaint with its case, and write what Ankestyrelsen decided
    PLAN = "plan"  # the action plan; who may write in it, initiative_rights says
    SAMPLE = "sample"  # review the decisions drawn for quality, never one's own
    TRIAL = "trial"  # small trials of a change
    PULSE = "pulse"  # answer the month's two questions
    QUESTIONS = "questions"  # the list of what the jurist is asked
    ANSWER = "answer"  # say that the question about it is answered: the jurist who was asked
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
    asked: bool = False  # the jurist is asked about it, and has not answered
    stand_in: str | None = None  # who works in the owner's place while the owner is away
    concerned: frozenset[str] = frozenset()  # a complaint's second reader, and who has its newest clock


LOGGERS = frozenset({Role.RECEPTIONIST, Role.CASEWORKER, Role.LEAD})
# What a jurist who was asked about an item may do with it.
OF_THE_ASKED = frozenset({Action.OPEN, Action.ANSWER})
# What being of the team gives nobody a right to.
BESIDE_THE_TEAM = frozenset({Action.COMPLAINT, Action.ANSWER})
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
    Action.AGENDA: frozenset({Role.CASEWORKER, Role.LEAD, Role.JURIST, Role.COORDINATOR}),
    Action.PLAN: frozenset(Role),
    Action.SAMPLE: frozenset({Role.LEAD, Role.JURIST, Role.COORDINATOR}),
    Action.TRIAL: frozenset({Role.CASEWORKER, Role.LEAD, Role.JURIST, Role.COORDINATOR}),
    Action.PULSE: frozenset({Role.CASEWORKER}),
    Action.PRECEDENT: frozenset({Role.LEAD, Role.JURIST, Role.COORDINATOR}),
    Action.QUESTIONS: frozenset({Role.JURIST}),
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
        # A complaint goes on although its team has left the office file.
        return action is Action.COMPLAINT and Role.JURIST in office.roles_of(person)
    asked = _is_asked(office, person, action, facts)
    if asked or action in BESIDE_THE_TEAM:
        return asked or (action is Action.COMPLAINT and _has_to_do_with(office, person, facts, team.leads()))
    if action is Action.TAKE:
        return person in team.people() and facts.live and (facts.owner_id is None or facts.urgent)
    theirs = person in (facts.owner_id, facts.stand_in)
    if theirs and action is not Action.DECIDE_RULE:
        return True
    leads = person in office.leads(team)
    if action in LEADS_ONLY or (action is Action.GIVE and leads):
        return leads
    # A protected address opens for its owner only: with no owner yet, somebody must take it first.
    theirs_too = (facts.live or action is Action.FOLLOW) and person in team.people()
    return not facts.protected and (leads or theirs_too)


def _is_asked(office: Office, person: str, action: Action, facts: Facts) -> bool:
    """The jurist, for as long as the question is open; a protected address stays its owner's."""
    shut = facts.protected and action is Action.OPEN
    asked = facts.asked and action in OF_THE_ASKED and not shut
    return asked and Role.JURIST in office.roles_of(person)


def _has_to_do_with(office: Office, person: str, facts: Facts, leads: Collection[str]) -> bool:
    """A complaint: its owner, its second reader, the team's leads and the jurist. Nobody else of the team."""
    known = {facts.owner_id, facts.stand_in, *facts.concerned, *leads}
    return person in known or Role.JURIST in office.roles_of(person)


def may_set_absence(office: Office, by: str, person: str) -> bool:
    """For oneself, and for those in a team one leads."""
    if not may(office, by, Action.ABSENCE) or not office.teams_of(person):
        return False
    return by == person or any(by in office.leads(team) for team in office.teams_of(person))
