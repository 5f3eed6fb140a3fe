"""Whether the bot is well, read from the database alone: any process can ask of any other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.office import Office
from rules.sentence import Sentence
from storage import alarms, schedule
from storage.alarms import Found, What
from storage.instances import SILENT, Processes, processes
from storage.migrate import head, revision_of
from storage.models import Outbox, Sending
from storage.setup_holes import setup_holes

BACKUP = "backup"  # the job a backup writes a row of
# What was set aside longer ago has been looked at, or never will be; it is still counted.
FRESH = timedelta(days=7)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pile:
    """How many messages, and since when the oldest of them has been due; None when there are none."""

    n: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Store:
    """The database: "sqlite" or "postgresql", its revision, and the one this program needs."""

    kind: str
    revision: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is. All times aware UTC; None: never, or none. `holes` do not make it ill."""

    processes: Processes
    unsent: Pile  # due and not sent; what waits for quiet hours to end is not due
    set_aside: Pile
    undeliverable: Pile
    astray: int  # open items with no next step, or one that never came; must be 0
    store: Store
    last_backup: datetime | None
    troubles: tuple[Sentence, ...]
    holes: tuple[Sentence, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is to be mended before the bot does its work."""
        return not self.troubles


def health(session: Session, office: Office, now: datetime) -> Health:
    """Look at everything at `now` (aware)."""
    living, found = processes(session, now), alarms.found(session, office, now)
    set_aside, store = _pile(session, Sending.SET_ASIDE), _store(session)
    return Health(
        processes=living,
        unsent=_unsent(session, now),
        set_aside=set_aside,
        undeliverable=_pile(session, Sending.UNDELIVERABLE),
        astray=sum(len(one.numbers) for one in found if one.what is not What.MESSAGES),
        store=store,
        last_backup=schedule.last_run(session, BACKUP),
        troubles=(
            *_of_processes(living, now),
            *_of_work(found, now),
            *_of_set_aside(session, now),
            *_of_store(store),
        ),
        holes=tuple(setup_holes(session, office, now)),
    )


def _of_processes(living: Processes, now: datetime) -> Iterator[Sentence]:
    if living.ticked_at is None:
        yield Sentence("Botten har aldrig været i gang. Bed it om at starte den.")
    elif not living.alive:
        yield Sentence(
            "Botten står stille og har gjort det i {lasted}. Bed it om at starte den igen; "
            "skriv opkald ned på papir imens.",
            lasted=_lasted(now - living.ticked_at),
        )
    elif living.slack_at is None:
        yield Sentence("Botten har ikke forbindelse til Slack. Bed it om at se efter netværket.")
    elif now - living.slack_at > SILENT:
        yield Sentence(
            "Botten har ikke haft forbindelse til Slack i {lasted}. Bed it om at se efter netværket.",
            lasted=_lasted(now - living.slack_at),
        )


def _of_work(found: Sequence[Found], now: datetime) -> Iterator[Sentence]:
    for what in What:
        theirs = [one for one in found if one.what is what]
        if theirs:
            n = sum(len(one.numbers) for one in theirs)
            yield _left_undone(what, n, _lasted(now - min(one.oldest for one in theirs)))


def _left_undone(what: What, n: int, lasted: Sentence) -> Sentence:
    match what:
        case What.CLOCKS:
            return Sentence(
                "Opkald og frister, botten ikke følger op på: {n}, den ældste i {lasted}. De står "
                "på Hjem; se selv efter dem, og bed it om at se i loggen.",
                n=n,
                lasted=lasted,
            )
        case What.TEAMLESS:
            return Sentence(
                "Opkald, frister og klager i et team, der ikke længere står i kontorfilen: {n}. Bed it om at "
                "sætte teamet ind igen, eller give dem til et andet team.",
                n=n,
            )
        case What.MESSAGES:
            return Sentence(
                "Beskeder, der skulle være sendt: {n}, den ældste for {lasted} siden. Opkald og "
                "frister står på Hjem. Bed it om at se i loggen.",
                n=n,
                lasted=lasted,
            )


def _of_set_aside(session: Session, now: datetime) -> Iterator[Sentence]:
    lately = _pile(session, Sending.SET_ASIDE, now - FRESH).n
    if lately:
        yield Sentence(
            "Beskeder, Slack ikke ville tage imod de sidste syv dage: {n}. Opkaldene står på Hjem. "
            "Bed it om at melde det til udviklerne.",
            n=lately,
        )


def _of_store(store: Store) -> Iterator[Sentence]:
    if store.revision != store.wanted:
        yield Sentence(
            "Databasen har revision {revision}, og programmet bruger {wanted}. Bed it om at starte botten "
            "igen med den nyeste udgave.",
            revision=store.revision,
            wanted=store.wanted,
        )


def _store(session: Session) -> Store:
    return Store(session.get_bind().dialect.name, revision_of(session) or "", head())


def _unsent(session: Session, now: datetime) -> Pile:
    due = (Outbox.state.in_((Sending.WAITING, Sending.SENDING)), Outbox.not_before <= now)
    n, oldest = session.execute(select(func.count(), func.min(Outbox.not_before)).where(*due)).one()
    return Pile(n, oldest)


def _pile(session: Session, state: Sending, since: datetime | None = None) -> Pile:
    which = [Outbox.state == state, *([Outbox.not_before >= since] if since else [])]
    n, oldest = session.execute(select(func.count(), func.min(Outbox.not_before)).where(*which)).one()
    return Pile(n, oldest)


def _lasted(lasted: timedelta) -> Sentence:
    """In the unit that fits, and never one of it: the sentences speak of several."""
    if lasted >= 2 * DAY:
        return Sentence("{n} døgn", n=lasted // DAY)
    if lasted >= 2 * HOUR:
        return Sentence("{n} timer", n=lasted // HOUR)
    return Sentence("{n} minutter", n=max(2, lasted // MINUTE))
