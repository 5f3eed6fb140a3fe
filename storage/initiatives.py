"""The action plan: what the office file says of each initiative, and what has been told of it since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.initiative import Initiative
from rules.office import Office
from storage import events, outbox, registers
from storage.register_models import InitiativeNote
from storage.upsert import insert_if_new
from storage.working import once


class ToldMeanwhileError(FristvagtError):
    """Somebody else has written since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            "En kollega har skrevet om indsatsen imens. Intet er gemt. Luk skemaet, og åbn det igen."
        )


class NotBegunError(FristvagtError):
    """It cannot have ended before it began."""

    def __init__(self) -> None:
        super().__init__("En indsats kan ikke slutte før den måned, den begyndte i. Ret den ene af dem.")


@dataclass(frozen=True, slots=True)
class Told:
    """What the owner tells in the form. Every date is the first of its month."""

    status: str
    expected: date | None
    started: date | None
    ended: date | None


@dataclass(frozen=True, slots=True)
class Now:
    """An initiative as it stands. `version` counts what has been told of it, at `told_at` the last time."""

    initiative: Initiative
    version: int = 0
    told_at: datetime | None = None


def plan(session: Session, office: Office) -> list[Now]:
    """Every initiative as it was last told of, in the office file's order."""
    latest = _latest(session)
    return [_now(one, latest.get(one.key)) for one in office.plan]


def current(session: Session, office: Office, key: str) -> Now | None:
    """One of them; None when the office file has it no longer."""
    return next((one for one in plan(session, office) if one.initiative.key == key), None)


def history(session: Session, key: str) -> Sequence[InitiativeNote]:
    """Everything that was told of it, the newest first."""
    told = select(InitiativeNote).where(InitiativeNote.key == key)
    return session.scalars(told.order_by(InitiativeNote.version.desc())).all()


def tell(
    session: Session,
    office: Office,
    now_known: Now,
    told: Told,
    *,
    by: str,
    now: datetime,
    press: str,
) -> None:
    """Append what was told, on top of the version it was written about; the same `press` again does nothing.

    Raises `ToldMeanwhileError`, `NotBegunError`.
    """
    if told.ended is not None and (told.started is None or told.ended < told.started):
        raise NotBegunError
    if not once(session, press, None, now):
        return
    key = now_known.initiative.key
    appended = insert_if_new(
        session,
        InitiativeNote,
        key=key,
        version=now_known.version + 1,
        at=now,
        by=by,
        status=told.status,
        expected_on=told.expected,
        started_on=told.started,
        ended_on=told.ended,
    )
    if not appended:
        raise ToldMeanwhileError
    events.record(
        session, at=now, actor=by, action="initiative_told", initiative=key, version=now_known.version + 1
    )
    _redraw(session, office, now_known.initiative.owner, now)


def nudge(
    session: Session, office: Office, month: date, *, not_before: datetime, expires_at: datetime
) -> int:
    """Ask each owner once about all that nobody has told of this month. Returns how many were asked."""
    waiting = unheard(session, office, month)
    asked = [
        outbox.enqueue(
            session,
            key=key_of(month, owner),
            kind=registers.PLAN,
            recipient=owner,
            team_key=registers.team_of(office, owner).key,
            not_before=not_before,
            expires_at=expires_at,
        )
        for owner in sorted(waiting)
    ]
    return sum(asked)


def unheard(session: Session, office: Office, month: date) -> Mapping[str, list[Now]]:
    """What runs or is to begin and nobody has told of since the month began, by its owner."""
    found: dict[str, list[Now]] = defaultdict(list)
    for one in plan(session, office):
        if one.initiative.ended is None and not heard(office, one, month):
            found[one.initiative.owner].append(one)
    return found


def asked_about(session: Session, office: Office, owner: str, month: date) -> list[Now]:
    """The owner's initiatives that the month's message speaks of: all but those that ended before it."""
    theirs = [one for one in plan(session, office) if one.initiative.owner == owner]
    return [one for one in theirs if one.initiative.ended is None or heard(office, one, month)]


def heard(office: Office, one: Now, month: date) -> bool:
    """Whether it was told of since the month began."""
    return one.told_at is not None and one.told_at.astimezone(office.zone).date() >= month


def key_of(month: date, owner: str) -> str:
    """The key of the month's message to an owner."""
    return f"{registers.PLAN}:{month:%Y-%m}:{owner}"


def month_in(key: str) -> date:
    """The month a message asks about."""
    return date.fromisoformat(f"{key.split(':')[1]}-01")


def _latest(session: Session) -> Mapping[str, InitiativeNote]:
    newest = select(func.max(InitiativeNote.id)).group_by(InitiativeNote.key)
    notes = session.scalars(select(InitiativeNote).where(InitiativeNote.id.in_(newest)))
    return {note.key: note for note in notes}


def _now(initiative: Initiative, note: InitiativeNote | None) -> Now:
    if note is None:
        return Now(initiative)
    told = initiative.told(
        status=note.status, expected=note.expected_on, started=note.started_on, ended=note.ended_on
    )
    return Now(told, note.version, note.at)


def _redraw(session: Session, office: Office, owner: str, now: datetime) -> None:
    month = now.astimezone(office.zone).date().replace(day=1)
    row = outbox.by_key(session, key_of(month, owner))
    if row is not None:
        outbox.want(session, row.id)
