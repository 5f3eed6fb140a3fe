"""What the form of a complaint opens with, and what its searches suggest."""

from datetime import datetime

from sqlalchemy.orm import Session

from handlers import deadline_draft as drafts
from handlers import whom
from handlers.case_desk import item_of
from handlers.desk import Desk
from handlers.whom import PERSON
from rules.catalogue import Catalogue
from rules.complaint import READERS, appealable
from rules.rights import Action, may
from storage import clocks, people
from storage.models import Callback, Deadline
from views.blocks import Block
from views.complaint_form import AppealDraft
from views.deadline_form import rule_option

# What the form was opened from: "call:142" or "case:141". Never a case reference.
CALL, CASE = drafts.CALL, "case"
MOST_OPTIONS = 100


def decisions(session: Session, desk: Desk) -> Catalogue:
    """The rules a complaint can be of."""
    return Catalogue(tuple(rule for rule in drafts.current(session, desk).rules if appealable(rule)))


def readers(session: Session, desk: Desk) -> dict[str, str]:
    """Who can read a decision besides its owner, by Slack id."""
    staff = people.staff(session, desk.office)
    return {
        one: known.name for one, known in staff.items() if known.here and desk.office.roles_of(one) & READERS
    }


def reader_options(session: Session, desk: Desk, query: str, now: datetime) -> list[Block]:
    return whom.person_options(session, desk.texts, desk.office, readers(session, desk), query, now)


def reader_option(session: Session, desk: Desk, reader: str | None) -> Block | None:
    """The option that stands for that reader, to fill the form."""
    if not reader:
        return None
    found = reader_options(session, desk, "", desk.clock())
    return next((one for one in found if one["value"] == f"{PERSON}:{reader}"), None)


def empty(session: Session, desk: Desk, person: str) -> AppealDraft:
    """The form as it opens without a word typed."""
    own = drafts.whom_option(session, desk, drafts.own(desk, person))
    return AppealDraft(received=drafts.today(desk), whom=own)


def from_call(session: Session, desk: Desk, number: int) -> AppealDraft:
    """The day of the call is the day of receipt; the person it was for has the case."""
    known = drafts.from_call(session, desk, number)
    return AppealDraft(received=known.received, whom=known.whom, case_optional=True)


def from_decision(session: Session, desk: Desk, number: int) -> AppealDraft:
    """Of a decision that stands here: its rule, its case, and whoever has it."""
    item = item_of(session, number)
    return AppealDraft(
        received=drafts.today(desk),
        rule=rule_option(desk.texts, item.statute),
        whom=drafts.whom_option(session, desk, drafts.value_of(item.owner_id, item.team_key)),
        known_case=True,
    )


def opened_from(private_metadata: str) -> tuple[str, str]:
    """What the form was opened from, and its number as it came back."""
    what, _, number = private_metadata.partition(":")
    return what, number


def may_complain_of(session: Session, desk: Desk, number: int, person: str, now: datetime) -> bool:
    """Whether that decision is there, and the person may start what follows from it."""
    deadline = session.get(Deadline, number)
    if deadline is None or session.get(Callback, number) is not None:
        return False
    facts = clocks.facts(session, desk.office, deadline, None, now)
    return may(desk.office, person, Action.FOLLOW, facts)
