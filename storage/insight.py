"""Subject access: everything kept about one citizen, opened, and the opening logged (GDPR art. 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import complaint_work, events, people, traces
from storage.case_file import reference
from storage.case_models import CaseClock
from storage.complaint_models import Complaint
from storage.models import Attempt, Callback, Deadline, Event, Outbox, OutboxItem, Sending
from storage.traces import Trace
from storage.vault import DAMAGED, Vault

# A value as it stands in the export.
Value = str | int | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt to ring back."""

    at: datetime
    by: str
    outcome: str
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """A message that spoke of the item: to whom and when, not the words; they hold no citizen."""

    at: datetime
    kind: str
    to: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the log."""

    at: datetime
    actor: str
    action: str
    result: str
    detail: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Kept:
    """One item with everything that hangs on it. `facts` by their column's name."""

    number: int
    kind: str
    facts: dict[str, Value]
    attempts: Sequence[Tried]
    messages: Sequence[Told]
    log: Sequence[Line]
    traces: Sequence[Trace]


@dataclass(frozen=True, slots=True)
class Insight:
    """Everything found. `people`: the names of the staff by their Slack ids."""

    items: Sequence[Kept]
    people: dict[str, str]


SHARED = (
    "team_key",
    "owner_id",
    "logged_by",
    "logged_at",
    "goal_at",
    "due_at",
    "urgent",
    "state",
    "taken_by",
    "taken_at",
    "snoozed_until",
    "breached_at",
    "closed_by",
    "closed_at",
)
OF_A_CALL = (
    "withheld",
    "topic",
    "best_time",
    "interpreter",
    "protected",
    "child",
    "repeat_calls",
    "wrong_number",
    "agreed_at",
    "first_attempt_at",
    "contact_at",
    "contact_by",
    "note_answer",
    "ending",
)
OF_A_CASE = (
    "rule_key",
    "received_on",
    "legal_on",
    "remitted",
    "announced_on",
    "announced_to",
    "announced_why",
    "waiting_on",
    "waiting_until",
    "decided_on",
    "sent_on",
    "result",
    "relatives",
    "turn",
    "started_by",
)


# What is kept but cannot be opened, by its columns: one damaged row keeps nobody from the rest.
UNREADABLE = "unreadable"
OF_A_COMPLAINT = (
    "law",
    "paragraph",
    "notified",
    "late",
    "second_reader",
    "stage",
    "forwarded_on",
)


def of(session: Session, vault: Vault, numbers: Sequence[int], *, by: str, now: datetime) -> Insight:
    """Open these items. Each is a read in the log, which the export itself does not yet hold."""
    items = [_kept(session, vault, session.get_one(Deadline, number)) for number in numbers]
    for number in numbers:
        events.record(session, at=now, actor=by, action="insight_given", item=number)
    return Insight(items, dict(people.names(session, _people(items))))


def _kept(session: Session, vault: Vault, deadline: Deadline) -> Kept:
    call, case = session.get(Callback, deadline.id), session.get(CaseClock, deadline.id)
    facts = _columns(deadline, SHARED)
    if call is not None:
        facts = _opened(vault, call) | facts | _columns(call, OF_A_CALL)
    if case is not None:
        facts = (
            _named(session, vault, deadline.id)
            | facts
            | _columns(case, OF_A_CASE)
            | _complaint(session, deadline.id)
        )
    return Kept(
        number=deadline.id,
        kind=deadline.kind,
        facts={name: value for name, value in facts.items() if value is not None},
        attempts=_attempts(session, deadline.id),
        messages=_messages(session, deadline.id),
        log=_log(session, deadline.id),
        traces=traces.of(session, deadline.id),
    )


def _complaint(session: Session, number: int) -> dict[str, Value]:
    """What is kept of the complaint whose reassessment it is, as it stands after any correction."""
    complaint = session.get(Complaint, number)
    if complaint is None:
        return {}
    rulings = complaint_work.rulings(session, number)
    last = rulings[-1] if rulings else None
    ruled: dict[str, Value] = {}
    if last is not None and last.outcome is not None:
        ruled = {"board_outcome": last.outcome.value, "board_decided_on": last.decided_on}
        ruled["learning"] = last.learning
    # What was written and then corrected is kept beside what holds now.
    earlier = dict.fromkeys(one.learning for one in rulings[:-1] if one.learning)
    ruled["earlier_learning"] = "; ".join(one for one in earlier if one != ruled.get("learning")) or None
    return {**_columns(complaint, OF_A_COMPLAINT), **ruled}


def _opened(vault: Vault, call: Callback) -> dict[str, Value]:
    sealed = {
        "name": call.name_sealed,
        "phone": call.phone_sealed,
        "note": call.note_sealed,
        "case_ref": call.case_ref_sealed,
    }
    found: dict[str, Value] = {}
    damaged: list[str] = []
    for name, one in sealed.items():
        try:
            found |= {name: vault.open(one, table="callback", column=name, row=call.ref)} if one else {}
        except DAMAGED:
            damaged.append(name)
    return found | {UNREADABLE: ", ".join(damaged) or None}


def _named(session: Session, vault: Vault, number: int) -> dict[str, Value]:
    try:
        return {"case_ref": reference(session, vault, number) or None}
    except DAMAGED:
        return {UNREADABLE: "case_ref"}


def _columns(row: Deadline | Callback | CaseClock | Complaint, names: Sequence[str]) -> dict[str, Value]:
    return {name: getattr(row, name) for name in names}


def _attempts(session: Session, number: int) -> list[Tried]:
    rows = session.scalars(select(Attempt).where(Attempt.deadline_id == number).order_by(Attempt.id))
    return [Tried(one.at, one.by, one.outcome.value, one.next_try_at) for one in rows]


def _messages(session: Session, number: int) -> list[Told]:
    sent = (
        select(Outbox)
        .join(OutboxItem, OutboxItem.outbox_id == Outbox.id)
        .where(OutboxItem.deadline_id == number, Outbox.state == Sending.SENT)
        .order_by(Outbox.sent_at, Outbox.id)
    )
    return [Told(one.sent_at or one.not_before, one.kind, one.recipient) for one in session.scalars(sent)]


def _log(session: Session, number: int) -> list[Line]:
    rows = session.scalars(select(Event).where(Event.deadline_id == number).order_by(Event.id))
    return [Line(one.at, one.actor, one.action, one.result, dict(one.detail)) for one in rows]


def _people(items: Sequence[Kept]) -> set[str]:
    named = {
        str(value)
        for one in items
        for name, value in one.facts.items()
        if name.endswith(("_by", "owner_id", "_reader"))
    }
    named |= {tried.by for one in items for tried in one.attempts}
    named |= {told.to for one in items for told in one.messages}
    named |= {trace.by for one in items for trace in one.traces if trace.by}
    return named | {line.actor for one in items for line in one.log}
