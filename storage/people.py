"""People as Slack knows them: names and whether they still work here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache

from sqlalchemy import BindParameter, Select, Update, bindparam, or_, select, update
from sqlalchemy.orm import Session

from rules.office import Office
from rules.personal import own_language, own_list_time
from storage import memo, rows
from storage.models import Person

# What a transaction keeps the roster as; whoever is gone from the workspace is not on it.
ROSTER, STAFF = "roster", "staff"


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the workspace, as read from Slack."""

    slack_id: str
    name: str
    active: bool = True
    outsider: bool = False
    bot: bool = False


def remember(session: Session, people: Iterable[Known], now: datetime) -> int:
    """Store what Slack says of these people. Returns how many rows were new or changed."""
    forget(session)
    changed = 0
    for known in people:
        row = session.get(Person, known.slack_id)
        if row is None:
            session.add(
                Person(
                    slack_id=known.slack_id,
                    name=known.name,
                    active=known.active,
                    outsider=known.outsider,
                    bot=known.bot,
                    updated_at=now,
                )
            )
            changed += 1
        elif Known(row.slack_id, row.name, row.active, row.outsider, row.bot) != known:
            row.name, row.active, row.updated_at = known.name, known.active, now
            row.outsider, row.bot = known.outsider, known.bot
            changed += 1
    session.flush()
    return changed


def person(session: Session, slack_id: str) -> Person | None:
    return session.get(Person, slack_id)


def names(session: Session, slack_ids: Iterable[str | None]) -> Mapping[str, str]:
    """Names by Slack id. An id we do not know is left out."""
    wanted = {one for one in slack_ids if one}
    known = {one: read.name for one, read in _read_already(session).items() if one in wanted}
    missing = sorted(wanted - known.keys())
    found = rows.find(session, _names(), {"wanted": missing}) if missing else ()
    return known | {row.slack_id: row.name for row in found}


@cache
def _names() -> Select[str, str]:
    return select(Person.slack_id, Person.name).where(Person.slack_id.in_(_many("wanted")))


def _many(name: str) -> BindParameter[Sequence[str]]:
    return bindparam(name, expanding=True)


def here(session: Session, slack_ids: Iterable[str]) -> Mapping[str, str]:
    """Names by Slack id of those who still work here."""
    found = rows.find(session, _names_here(), {"wanted": list(slack_ids)})
    return {row.slack_id: row.name for row in found}


@cache
def _names_here() -> Select[str, str]:
    return _names().where(Person.active, Person.outsider.is_(False))


def outsiders(session: Session, slack_ids: Sequence[str]) -> set[str]:
    """Those of these who are guests, from elsewhere, or not known to us yet. A bot is nobody."""
    found = rows.find(session, _insiders(), {"wanted": list(slack_ids)})
    return set(slack_ids) - {row.slack_id for row in found}


@cache
def _insiders() -> Select[str]:
    ours = or_(Person.outsider.is_(False), Person.bot)
    return select(Person.slack_id).where(Person.slack_id.in_(_many("wanted")), ours)


def language(session: Session, office: Office, slack_id: str) -> str:
    """The language the person reads; the office's for whoever has chosen none, and for a channel."""
    return own_language(office.language, _choices(session, office, slack_id).language)


def list_time(session: Session, office: Office, slack_id: str) -> time | None:
    """When the person's own list comes, by the office's clock; None: as everybody's."""
    return own_list_time(office.notices, _choices(session, office, slack_id).list_time)


@dataclass(frozen=True, slots=True)
class Staff:
    """What is known of one person of the office: name, whether they still work here, what they chose."""

    name: str = ""
    here: bool = False
    language: str | None = None
    list_time: time | None = None


def staff(session: Session, office: Office) -> Mapping[str, Staff]:
    """Everybody of the office by Slack id; read once a transaction."""
    known = memo.recall(session, STAFF)
    if isinstance(known, _Read) and known.office is office:
        return known.staff
    found = rows.find(session, _staff(), {"wanted": sorted(office.people())})
    read = {
        one: Staff(name, active and not outsider, language, list_time)
        for one, name, active, outsider, language, list_time in found
    }
    take_as_read(session, office, read)
    return read


def take_as_read(session: Session, office: Office, known: Mapping[str, Staff]) -> None:
    """What `staff` has just given somebody else: this transaction need not ask again."""
    memo.keep(session, STAFF, _Read(office, known))


@dataclass(frozen=True, slots=True)
class _Read:
    office: Office
    staff: Mapping[str, Staff]


def _read_already(session: Session) -> Mapping[str, Staff]:
    known = memo.recall(session, STAFF)
    return known.staff if isinstance(known, _Read) else {}


@cache
def _staff() -> Select[str, str, bool, bool, str | None, time | None]:
    flags, choices = (Person.active, Person.outsider), (Person.language, Person.list_time)
    return select(Person.slack_id, Person.name, *flags, *choices).where(Person.slack_id.in_(_many("wanted")))


def _choices(session: Session, office: Office, slack_id: str) -> Staff:
    return staff(session, office).get(slack_id, Staff())


def forget(session: Session) -> None:
    """Somebody of the office has changed: who is there and what they chose is read anew."""
    memo.changed(session, ROSTER)
    memo.changed(session, STAFF)


def list_times(session: Session, office: Office) -> set[time]:
    """Every time of their own at which somebody's list comes."""
    chosen = rows.find(session, _list_times(), {}).scalars()
    return {own for one in chosen if (own := own_list_time(office.notices, one)) is not None}


@cache
def _list_times() -> Select[time | None]:
    return select(Person.list_time).where(Person.list_time.is_not(None)).distinct()


def want_home(session: Session, slack_ids: Iterable[str | None]) -> None:
    """Ask for the Home tab of those who have ever opened it to be drawn again.

    It is written down last, everybody's in one order: on PostgreSQL two who log for the same people would
    else wait for each other, and one of them be told that nothing was saved.
    """
    memo.at_the_end(session, _want_homes, {one for one in slack_ids if one})


def _want_homes(session: Session, slack_ids: frozenset[str]) -> None:
    if slack_ids:
        rows.change(session, _wanting_homes(), {"wanted": sorted(slack_ids)})


@cache
def _wanting_homes() -> Update:
    opened = (Person.slack_id.in_(_many("wanted")), Person.home_opened_at.is_not(None))
    # Locked as an update does: whoever writes a name into a row of another table need not wait for it.
    locked = select(Person.slack_id).where(*opened).with_for_update(key_share=True)
    in_order = locked.order_by(Person.slack_id)
    return update(Person).where(Person.slack_id.in_(in_order)).values(home_wanted=Person.home_wanted + 1)


def home_opened(session: Session, slack_id: str, now: datetime) -> None:
    """Somebody looks at the Home tab: from now on it is kept fresh."""
    session.execute(
        update(Person)
        .where(Person.slack_id == slack_id)
        .values(home_opened_at=now, home_wanted=Person.home_wanted + 1)
    )


def stale_homes(session: Session, limit: int) -> list[tuple[str, int]]:
    """(Slack id, wanted revision) of Home tabs that show less than they should."""
    found = rows.find(session, _stale_homes(), {"most": limit})
    return [(slack_id, wanted) for slack_id, wanted in found]


@cache
def _stale_homes() -> Select[str, int]:
    return stale_ones().order_by(Person.home_opened_at.desc()).limit(bindparam("most"))


def stale_ones() -> Select[str, int]:
    """People whose Home tab shows less than it should, as a query."""
    return select(Person.slack_id, Person.home_wanted).where(
        Person.home_shown < Person.home_wanted, Person.active
    )


def home_shown(session: Session, slack_id: str, revision: int) -> None:
    session.execute(
        update(Person)
        .where(Person.slack_id == slack_id, Person.home_shown < revision)
        .values(home_shown=revision)
    )
