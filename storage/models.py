"""The tables. One table of clocks (`deadline`); details per kind in tables of their own."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.ladder import Step
from storage.base import Base


class State(StrEnum):
    """Where a clock stands."""

    OPEN = "open"  # the promise is still to be kept
    NOTING = "noting"  # contact was made; whether to journal it is not yet answered
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # undone by the person who logged it


class Outcome(StrEnum):
    """How an attempt to ring back ended (domain.md, telephone practice)."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    LEFT_MESSAGE = "left_message"
    WRONG_NUMBER = "wrong_number"
    AGREED_TIME = "agreed_time"


class Ending(StrEnum):
    """How a call ended that nobody could be reached for: what its owner chose after the third attempt."""

    LETTER = "letter"  # the citizen is written to instead
    IN_VAIN = "in_vain"  # forgæves


class Result(StrEnum):
    """How a statutory clock ended."""

    GRANTED = "granted"
    PARTIAL = "partial"
    REFUSED = "refused"
    DONE = "done"  # answered, sent, followed up: what is no decision
    COMPLAINED = "complained"  # the citizen used the time to complain
    LAPSED = "lapsed"  # the citizen's time ran out unused
    DROPPED = "dropped"  # the application was withdrawn, or there is nothing to decide
    MEDHOLD = "medhold"  # a reassessment that gives the citizen all of it
    PARTLY = "partly"  # a reassessment that gives some of it
    UPHELD = "upheld"  # a reassessment that stays with the decision: sent to Ankestyrelsen


class Waiting(StrEnum):
    """On whom a case waits: a closed list, so that no free text describes a citizen."""

    CITIZEN = "citizen"
    DOCTOR = "doctor"
    MUNICIPALITY = "municipality"
    AUTHORITY = "authority"
    PROVIDER = "provider"
    COLLEAGUE = "colleague"


class LateWhy(StrEnum):
    """Why a deadline cannot be kept, as the written notice says it."""

    INFORMATION = "information"
    EXTENT = "extent"
    HEARING = "hearing"
    STAFFING = "staffing"
    OTHER = "other"


class Turn(StrEnum):
    """How a recurring follow-up is done this time."""

    ADMINISTRATIVE = "administrative"
    WITH_CITIZEN = "with_citizen"


class Note(StrEnum):
    """The answer to the duty to take notes (offentlighedsloven § 13)."""

    JOURNALED = "journaled"
    NOTHING = "nothing"


class Sending(StrEnum):
    """Where an outgoing message stands."""

    WAITING = "waiting"
    SENDING = "sending"  # leased; a lease that ran out means the outcome is unknown
    SENT = "sent"
    DROPPED = "dropped"  # nothing left to say when its time came
    UNDELIVERABLE = "undeliverable"  # Slack says the recipient cannot be reached
    SET_ASIDE = "set_aside"  # failed too often; waits for a person


LIVE = (State.OPEN, State.NOTING)
CALLBACK = "callback"  # the kind of a promise to ring back; every other kind is a statutory deadline's


def words(kind: type[StrEnum]) -> Enum:
    """A column type that stores an enum's values as plain, readable text."""
    return Enum(
        kind, native_enum=False, length=30, values_callable=lambda known: [one.value for one in known]
    )


class Person(Base):
    """Somebody in the workspace. Roles and teams are the office file's, not ours."""

    __tablename__ = "person"

    slack_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    outsider: Mapped[bool] = mapped_column(default=False)  # a guest, a bot, or from another workspace
    bot: Mapped[bool] = mapped_column(default=False, server_default=false())  # nobody who reads
    home_opened_at: Mapped[datetime | None]
    home_wanted: Mapped[int] = mapped_column(default=0)
    home_shown: Mapped[int] = mapped_column(default=0)
    language: Mapped[str | None] = mapped_column(String(5))  # None: the office's
    list_time: Mapped[time | None]  # when the day's list comes, by the office's clock; None: as the office's
    updated_at: Mapped[datetime]


OPEN_ENDED = text("closed_at IS NULL")
ENDED = text("closed_at IS NOT NULL")


class Deadline(Base):
    """A clock: something promised to a citizen, by when, and what is done about it next."""

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('open', 'noting') OR next_step_at IS NOT NULL", name="live_has_next_step"
        ),
        CheckConstraint("state NOT IN ('open', 'noting') OR closed_at IS NULL", name="live_is_not_closed"),
        CheckConstraint("goal_at <= due_at", name="goal_before_due"),
        Index("ix_deadline_next_step", "state", "next_step_at"),
        Index("ix_deadline_owner", "owner_id", "state"),
        Index("ix_deadline_team", "team_key", "state", "due_at"),
        # What the figures of a day are counted by.
        Index("ix_deadline_logged", "logged_at"),
        Index("ix_deadline_goal", "goal_at"),
        Index("ix_deadline_due", "due_at"),
        # Without the open ones: those are found by the index after it, which SQLite else passes over.
        Index("ix_deadline_closed", "closed_at", sqlite_where=ENDED, postgresql_where=ENDED),
        # What is open is counted from this alone; it is as small as the work at hand.
        Index(
            "ix_deadline_standing",
            "team_key",
            "kind",
            "state",
            "logged_at",
            "due_at",
            "goal_at",
            "owner_id",
            sqlite_where=OPEN_ENDED,
            postgresql_where=OPEN_ENDED,
        ),
        # Numbers are read aloud to citizens: a deleted one must never come back.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)  # amount, unit and basis, frozen at intake
    team_key: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    logged_by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"), index=True)
    logged_at: Mapped[datetime]
    received_as: Mapped[datetime]
    goal_at: Mapped[datetime]
    due_at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(words(State), default=State.OPEN)
    taken_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    taken_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]  # taken from the team's list, and not touched since
    given_at: Mapped[datetime | None]  # given on after somebody had taken it: an urgent call waits from then
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    closed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    next_step: Mapped[Step | None] = mapped_column(words(Step))
    next_step_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Callback(Base):
    """What a call on the shared line was about. Everything about the citizen is sealed."""

    __tablename__ = "callback"

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True)  # binds the sealed fields to this row
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    case_ref_sealed: Mapped[bytes | None]
    phone_hash: Mapped[bytes | None] = mapped_column(index=True)
    withheld: Mapped[bool] = mapped_column(default=False)  # "ringer selv igen": there is no number to ring
    topic: Mapped[str] = mapped_column(String(20))
    best_time: Mapped[str] = mapped_column(String(20))
    interpreter: Mapped[bool] = mapped_column(default=False)
    protected: Mapped[bool] = mapped_column(default=False)
    repeat_calls: Mapped[int] = mapped_column(default=0)
    child: Mapped[bool | None]  # whether it concerns a child; None: not asked, or not answered yet
    attempts: Mapped[int] = mapped_column(default=0)
    attempt_days: Mapped[int] = mapped_column(default=0, server_default="0")  # how many days they lie on
    agreed_at: Mapped[datetime | None]  # the time agreed with the citizen
    wrong_number: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_attempt_at: Mapped[datetime | None] = mapped_column(index=True)
    waited_minutes: Mapped[int | None]  # opening time from the call to the first attempt, by that day's hours
    contact_at: Mapped[datetime | None] = mapped_column(index=True)
    contact_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    note_answer: Mapped[Note | None] = mapped_column(words(Note))
    ending: Mapped[Ending | None] = mapped_column(words(Ending))


class Attempt(Base):
    """One try at ringing back."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    in_telephone_hours: Mapped[bool | None]  # by that day's hours; None: the day had none
    by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    next_try_at: Mapped[datetime | None]


class Absence(Base):
    """Somebody is away, and perhaps who works in their place."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> person_id", name="deputy_is_somebody_else"),
        Index("ix_absence_person", "person_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]  # not included
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    set_by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    set_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]  # when the engine noticed that it was over


class Handover(Base):
    """Many calls given from one person to another in one go; it can be undone for ten minutes."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="to_somebody_else"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    to_id: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    by: Mapped[str] = mapped_column(ForeignKey("person.slack_id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class HandoverItem(Base):
    """One call of a hand-over, as it stood before."""

    __tablename__ = "handover_item"

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), primary_key=True, index=True)
    team_key: Mapped[str] = mapped_column(String(60))
    taken_by: Mapped[str | None] = mapped_column(ForeignKey("person.slack_id"))
    taken_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]


class Event(Base):
    """What happened, appended and never changed. Holds ids and words of ours, no content."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_deadline", "deadline_id", "at"),
        Index("ix_event_action", "action", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(20))
    # No foreign key: the log outlives what it speaks of.
    deadline_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


STALE = text("shown < wanted")


class Outbox(Base):
    """A message to send: who shall be told of what, not the words. The words are made when it leaves."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_due", "state", "not_before"),
        Index("ix_outbox_recipient", "recipient", "state", "sent_at"),
        # Nearly every row is sent and shows what it should: only the others are looked for each second.
        Index("ix_outbox_stale", "state", sqlite_where=STALE, postgresql_where=STALE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30))
    recipient: Mapped[str] = mapped_column(String(32))
    team_key: Mapped[str] = mapped_column(String(60))  # whose working hours are kept
    urgent: Mapped[bool] = mapped_column(default=False)
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[Sending] = mapped_column(words(Sending), default=Sending.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None]  # the first try whose outcome may be unknown
    lease: Mapped[str | None] = mapped_column(String(36))
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None]
    superseded: Mapped[bool] = mapped_column(default=False)
    wanted: Mapped[int] = mapped_column(default=0)  # counts the changes a sent message should show
    shown: Mapped[int] = mapped_column(default=0)


class OutboxItem(Base):
    """Which clocks a message speaks of."""

    __tablename__ = "outbox_item"

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), primary_key=True, index=True)


class JobRun(Base):
    """A periodic job's occurrence, claimed by whoever inserts the row first."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    scheduled_at: Mapped[datetime] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime]


class Handled(Base):
    """A press or submission already done, so that a second delivery changes nothing."""

    __tablename__ = "handled"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime]
    deadline_id: Mapped[int | None]


class KeyCheck(Base):
    """A known text sealed under each key in use, so that a missing key is seen at start."""

    __tablename__ = "key_check"

    key_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[bytes]
