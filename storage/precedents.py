"""Principafgørelser: registered, read by each, taken out again. Public decisions, nothing of a citizen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.web_link import safe_link
from storage import events
from storage.agenda_models import Precedent, PrecedentRead
from storage.models import Person
from storage.upsert import insert_if_new

READ_WITHIN = timedelta(days=14)


class KnownPrecedentError(FristvagtError):
    """It stands in the register already."""

    def __init__(self, number: str) -> None:
        super().__init__("Principafgørelse {number} står der allerede. Intet er gemt igen.", number=number)


class NoSuchPrecedentError(FristvagtError):
    """The button names none that is in force."""

    def __init__(self) -> None:
        super().__init__("Principafgørelsen er taget ud. Intet er ændret.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed. `link` may be empty."""

    number: str
    paragraph: str
    gist: str
    link: str


@dataclass(frozen=True, slots=True)
class Known:
    """One as a reader sees it. `within` of the `of` people had read it fourteen days after it came."""

    precedent: Precedent
    read: bool
    within: int
    of: int


def register(session: Session, draft: Draft, *, by: str, now: datetime) -> Precedent:
    """Put it into the register; raises `KnownPrecedentError` and `BadLinkError`."""
    link = safe_link(draft.link) if draft.link else ""
    new = insert_if_new(
        session,
        Precedent,
        number=draft.number,
        paragraph=draft.paragraph,
        gist=draft.gist,
        link=link,
        registered_by=by,
        registered_at=now,
    )
    if not new:
        raise KnownPrecedentError(draft.number)
    made = session.scalars(_in_force().where(Precedent.number == draft.number)).one()
    events.record(session, at=now, actor=by, action="precedent_registered", precedent=made.id)
    return made


def read(session: Session, number: int, *, by: str, now: datetime) -> None:
    """Note that they have read it; a second press changes nothing. Raises `NoSuchPrecedentError`."""
    precedent = _found(session, number)
    if insert_if_new(session, PrecedentRead, precedent_id=precedent.id, person_id=by, read_at=now):
        events.record(session, at=now, actor=by, action="precedent_read", precedent=precedent.id)


def withdraw(session: Session, number: int, *, by: str, now: datetime) -> None:
    """Take it out: it no longer holds, or was a mistake. Raises `NoSuchPrecedentError`."""
    precedent = _found(session, number)
    precedent.withdrawn_by, precedent.withdrawn_at = by, now
    events.record(session, at=now, actor=by, action="precedent_withdrawn", precedent=precedent.id)


def _found(session: Session, number: int) -> Precedent:
    precedent = session.get(Precedent, number, with_for_update=True, populate_existing=True)
    if precedent is None or precedent.withdrawn_at is not None:
        raise NoSuchPrecedentError
    return precedent


def in_force(session: Session) -> Sequence[Precedent]:
    """All of them, the newest first."""
    return session.scalars(_in_force().order_by(Precedent.registered_at.desc(), Precedent.id.desc())).all()


def _in_force() -> Select[Precedent]:
    return select(Precedent).where(Precedent.withdrawn_at.is_(None))


def known(session: Session, reader: str, team: Collection[str]) -> list[Known]:
    """Those in force, whether the reader has read each, and how many of the `team` had in time."""
    here = _here(session, team)
    reads = _reads(session)
    return [
        Known(
            precedent=one,
            read=(one.id, reader) in reads,
            within=sum(_in_time(reads.get((one.id, person)), one) for person in here),
            of=len(here),
        )
        for one in in_force(session)
    ]


def unread(session: Session, team: Iterable[str]) -> list[int]:
    """Those that somebody of these people who still works here has not read."""
    here, reads = _here(session, team), _reads(session)
    return [one.id for one in in_force(session) if any((one.id, person) not in reads for person in here)]


def _here(session: Session, team: Iterable[str]) -> Sequence[str]:
    here = Person.active, Person.outsider.is_(False), Person.slack_id.in_(list(team))
    return session.scalars(select(Person.slack_id).where(*here)).all()


def _reads(session: Session) -> dict[tuple[int, str], datetime]:
    columns = PrecedentRead.precedent_id, PrecedentRead.person_id, PrecedentRead.read_at
    return {(precedent, person): at for precedent, person, at in session.execute(select(*columns))}


def _in_time(at: datetime | None, precedent: Precedent) -> bool:
    return at is not None and at <= precedent.registered_at + READ_WITHIN
