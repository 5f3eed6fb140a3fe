"""After a restore: what was sent since the backup is put back into the outbox, as Slack's history tells it.

A message carries the key of the row it came from. Once the row is there again, the key keeps it from being
sent a second time, and it counts, is redrawn and superseded like any other. Until then nothing leaves.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, text, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from storage import events, mailbox, notices, outbox
from storage.case_trail import ERASED
from storage.models import Deadline, Event, JobRun, Outbox, Person, Sending

RESTORED, RECALLED = "restored", "recalled"
# What left just before the backup may not have been noted in it, and clocks differ a little.
MARGIN = timedelta(minutes=10)
# Older messages are not looked at any more, so they need not be drawn again.
DRAWN_AGAIN = timedelta(days=3)
# Numbers are read aloud to citizens: those given out since the backup are passed over, so many a day.
PASSED_OVER = 1_000
# On SQLite only these never give a number again by themselves.
COUNTED = (Deadline.__tablename__,)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours as Slack has it. `key` is empty when a version before this one sent it."""

    outbox: int
    key: str
    kind: str
    team_key: str
    urgent: bool
    items: tuple[int, ...]
    recipient: str
    channel: str
    ts: str

    @property
    def at(self) -> datetime:
        """When Slack took it, UTC."""
        return datetime.fromtimestamp(float(self.ts), UTC)


def restored(session: Session, now: datetime, *, given_out: int = 0) -> datetime | None:
    """Mark that the database is an older one put back, and pass over the numbers given out since.

    `given_out` is the highest of them where that is known. Returns when the database was last written to;
    None when no bot has ever run with it, and there is nothing to remember.
    """
    last = _last_written(session)
    if last is None:
        return None
    _note(session, RESTORED, last, now)
    gap = PASSED_OVER * (1 + max((now - last).days, 0))
    _pass_over(session, Deadline.__tablename__, gap, given_out)
    _pass_over(session, Outbox.__tablename__, gap, 0)
    _draw_again(session, last)
    events.record(session, at=now, actor=events.ENGINE, action="restored", until=last.isoformat())
    return last


def pending(session: Session) -> datetime | None:
    """While Slack is still to be asked after a restore: when the database was last written to before it."""
    # A mark that is set again before Slack was asked knows of the restore itself, and not of what was before.
    return min((one.scheduled_at for one in _unsettled(session)), default=None)


def _unsettled(session: Session) -> list[JobRun]:
    marks = session.scalars(select(JobRun).where(JobRun.job == RESTORED)).all()
    done = {one: session.get(JobRun, (RECALLED, one.scheduled_at)) for one in marks}
    return [one for one, asked in done.items() if asked is None or asked.claimed_at < one.claimed_at]


def settled(session: Session, since: datetime, now: datetime) -> None:
    """Slack has been asked about everybody, for all that happened from `since` on."""
    for one in _unsettled(session):
        if one.scheduled_at >= since:
            _note(session, RECALLED, one.scheduled_at, max(now, one.claimed_at))


def _note(session: Session, job: str, at: datetime, now: datetime) -> None:
    """The job is run now, whether it was before or not."""
    session.merge(JobRun(job=job, scheduled_at=at, claimed_at=now))
    session.flush()


def highest_number(session: Session) -> int:
    """The highest number of a call or deadline there is; 0 when there is none."""
    return session.scalar(select(func.max(Deadline.id))) or 0


def erasures(session: Session) -> set[tuple[int, datetime]]:
    """What was erased on request, by number, and when."""
    rows = session.execute(
        select(Event.deadline_id, Event.at).where(Event.action == ERASED, Event.deadline_id.is_not(None))
    )
    return {(number, at) for number, at in rows if number is not None}


def still_there(session: Session, numbers: Iterable[int]) -> list[int]:
    """Those of these calls and deadlines that exist, in order."""
    return list(session.scalars(select(Deadline.id).where(Deadline.id.in_(numbers)).order_by(Deadline.id)))


def recipients(session: Session) -> set[str]:
    """Everybody who was ever sent anything."""
    return set(session.scalars(select(Outbox.recipient).distinct()))


def remember(session: Session, sent: Iterable[Sent]) -> set[int]:
    """Put the rows of these messages back. Returns the numbers they speak of that are no longer known.

    One that cannot be put back, as a newer program may have sent it, is left: all else would wait for it.
    """
    lost: set[int] = set()
    for one in sorted(sent, key=lambda one: one.ts):
        with suppress(DataError, IntegrityError), session.begin_nested():
            lost |= _remember(session, one)
    if lost:
        _pass_over(session, Deadline.__tablename__, 0, max(lost))
    return lost


def _remember(session: Session, sent: Sent) -> set[int]:
    row = outbox.by_key(session, sent.key) if sent.key else session.get(Outbox, sent.outbox)
    if row is None:
        if not sent.key:
            return set()
        row = _anew(session, sent)
    row.state, row.channel, row.ts, row.sent_at = Sending.SENT, sent.channel, sent.ts, sent.at
    row.lease, row.leased_until, row.tries, row.error = None, None, 0, None
    row.wanted += 1
    session.flush()
    known = set(session.scalars(select(Deadline.id).where(Deadline.id.in_(sent.items))))
    outbox.speak_of(session, row.id, sorted(known))
    if row.kind == notices.LIST:
        mailbox.supersede(session, sent.recipient, notices.LIST, sent.ts)
    return set(sent.items) - known


def _anew(session: Session, sent: Sent) -> Outbox:
    """A row that was made after the backup; under its own number, where that is free."""
    taken = session.get(Outbox, sent.outbox) is not None
    row = Outbox(
        id=None if taken else sent.outbox,
        key=sent.key,
        kind=sent.kind,
        recipient=sent.recipient,
        team_key=sent.team_key,
        urgent=sent.urgent,
        not_before=sent.at,
        attempted_at=sent.at,
        state=Sending.SENT,
        tries=0,
        superseded=False,
        wanted=0,
        shown=0,
    )
    session.add(row)
    return row


def _last_written(session: Session) -> datetime | None:
    """By the log; where nothing has been logged yet, by what the bot's jobs have left."""
    logged: datetime | None = session.scalar(select(func.max(Event.at)))
    return logged or session.scalar(select(func.max(JobRun.claimed_at)))


def _draw_again(session: Session, last: datetime) -> None:
    """What Slack shows may be newer than what we know now: ours is the truth again."""
    shown = Outbox.state == Sending.SENT, Outbox.superseded.is_(False), Outbox.sent_at >= last - DRAWN_AGAIN
    unseen = {"synchronize_session": False}
    session.execute(update(Outbox).where(*shown).values(wanted=Outbox.wanted + 1), execution_options=unseen)
    homes = update(Person).where(Person.home_opened_at.is_not(None))
    session.execute(homes.values(home_wanted=Person.home_wanted + 1), execution_options=unseen)


def _pass_over(session: Session, table: str, gap: int, given_out: int) -> None:
    """Numbers of this table go on `gap` above the highest that was ever given, `given_out` included."""
    if session.get_bind().dialect.name == "sqlite":
        _pass_over_on_sqlite(session, table, gap, given_out)
        return
    # Rows that are gone were given numbers too, which only the sequence knows of.
    highest = text(
        f"SELECT greatest(coalesce(max(id), 0), :given_out, "  # noqa: S608 - ours
        f"coalesce(pg_sequence_last_value(pg_get_serial_sequence(:table, 'id')::regclass), 0)) FROM {table}"
    )
    value = gap + int(session.scalar(highest, {"table": table, "given_out": given_out}) or 0)
    moved = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :value)")
    session.execute(moved, {"table": table, "value": value})


def _pass_over_on_sqlite(session: Session, table: str, gap: int, given_out: int) -> None:
    """Only where numbers never come back is there a counter; the others go on from their highest row."""
    if table not in COUNTED:
        return
    facts = {"gap": gap, "given_out": given_out, "table": table}
    counted = text("UPDATE sqlite_sequence SET seq = max(seq, :given_out) + :gap WHERE name = :table")
    if cast("CursorResult[Any]", session.execute(counted, facts)).rowcount == 0:
        # It begins with the table's first row.
        begun = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :given_out + :gap)")
        session.execute(begun, facts)
