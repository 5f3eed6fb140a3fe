"""What the deadline form opens with: the options for its searches, and the fields filled in before."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from handlers import whom
from handlers.desk import Desk
from handlers.whom import PERSON, TEAM
from rules.catalogue import Catalogue
from rules.office import Role
from rules.rights import Action, may
from rules.rule_search import kinds_started_by
from rules.statute import Kind, Rule, Unit
from storage import catalogue, clocks
from storage.caselist import CaseItem
from storage.models import Callback, Deadline
from views.blocks import Block
from views.deadline_form import Draft, rule_option

# What the form was opened with, so that its list begins there: "call:142", or the keys of the rules that
# what was typed can mean. Never a case.
CALL, RULES = "call", "rules"
MOST_RULES = 20
MOST_DIGITS = 10  # of a number any database takes


def today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.office.zone).date()


def current(session: Session, desk: Desk) -> Catalogue:
    return catalogue.current(session, desk.office)


def own(desk: Desk, person: str) -> str:
    """The option a caseworker finds filled in: themselves; "" for others, who have to choose."""
    working = Role.CASEWORKER in desk.office.roles_of(person)
    return f"{PERSON}:{person}" if working and whom.home_team(desk.office, person) else ""


def value_of(owner: str | None, team: str) -> str:
    """The option that stands for a person, or for a whole team."""
    return f"{PERSON}:{owner}" if owner else f"{TEAM}:{team}"


def whom_option(session: Session, desk: Desk, value: str) -> Block | None:
    return whom.option_for(session, desk.texts, desk.office, value, desk.clock()) if value else None


def rule_choice(desk: Desk, rule: Rule | None) -> Block | None:
    return rule_option(desk.texts, rule) if rule else None


def empty(session: Session, desk: Desk, person: str) -> Draft:
    """The form as it opens without a word typed."""
    return Draft(received=today(desk), whom=whom_option(session, desk, own(desk, person)))


def from_call(session: Session, desk: Desk, number: int) -> Draft:
    """The time of the call counts, out of hours too; the person it was for has the case."""
    deadline = session.get_one(Deadline, number)
    rang = deadline.logged_at.astimezone(desk.office.zone)
    return Draft(
        received=rang.date(),
        clock=f"{rang:%H:%M}",
        whom=whom_option(session, desk, value_of(deadline.owner_id, deadline.team_key)),
    )


def may_start_from(session: Session, desk: Desk, number: int, person: str, now: datetime) -> bool:
    """Whether the person logged the call, or may see to it."""
    deadline, callback = session.get(Deadline, number), session.get(Callback, number)
    if deadline is None or callback is None:
        return False
    facts = clocks.facts(session, desk.office, deadline, callback, now)
    registers = may(desk.office, person, Action.REGISTER)
    return registers and (facts.logged_by == person or may(desk.office, person, Action.WORK, facts))


def kinds_first(session: Session, opened_with: str) -> tuple[Kind, ...]:
    """The kinds that match what the call was about; nothing is guessed beyond the closed list."""
    what, _, number = opened_with.partition(":")
    known = what == CALL and number.isascii() and number.isdigit() and len(number) < MOST_DIGITS
    callback = session.get(Callback, int(number)) if known else None
    return kinds_started_by(callback.topic) if callback else ()


def near(rules: Sequence[Rule]) -> str:
    """What the form carries of the rules to choose between."""
    keys = [rule.key for rule in rules[:MOST_RULES]]
    return f"{RULES}:{' '.join(keys)}" if keys else ""


def rules_first(opened_with: str) -> list[str]:
    """The keys of the rules that what was typed can mean."""
    what, _, keys = opened_with.partition(":")
    return keys.split(" ") if what == RULES else []


def chosen_in(item: CaseItem) -> date | None:
    """The date that was chosen when the rule has no length of its own."""
    return item.legal_on if item.statute.length.unit is Unit.CHOSEN else None
