"""Reminders as rows of ours, beside the common way: a scheduler's job each, kept in its own table."""

import gc
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.bench_fill import fill, open_all
from bot.bench_process import url_beside
from bot.bench_remind_rival import Rival, rival
from bot.bench_row import Row
from bot.bench_show import Kind, Say
from bot.bench_status import NOW
from bot.bench_timing import Timed, in_turns, milliseconds
from bot.demo.cast import DEMO_PEOPLE
from bot.office_file import EXAMPLE, load_office
from jobs.courier import Posted
from jobs.engine import Engine, build
from rules.office import Office
from storage import events, notices, outbox, people
from storage.database import Database
from storage.models import CALLBACK, Deadline
from storage.people import Known
from storage.vault import Vault, generate_key
from views.blocks import Block, Message

FEW, MANY, DUE = 1_000, 1_000_000, 100
ADDED, ROUNDS, TICKS = 60, 5, 60
LEAST_ADDING, LEAST_ADDING_EQUAL = 10.0, 5.0
LEAST_DUE, LEAST_DUE_EQUAL = 10.0, 3.0
MOST_GROWTH, MOST_IDLE_MS = 1.3, 1.0
TO_COME = timedelta(days=30)
RECIPIENTS = ("U0KARIM", "U0MAJA", "U0PETER", "U0SOFIE", "U0ALI")


class NotSentError(Exception):
    """A reminder that was due is missing: nothing was measured."""


@dataclass
class Recording:
    """A way out that only remembers."""

    sent: list[int] = field(default_factory=list)

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        """Say that it arrived."""
        self.sent.append(outbox_id)
        return Posted(recipient, str(outbox_id))

    def find(self, recipient: str, outbox_id: int, since: object) -> Posted | None:
        """Nothing is ever unsure."""

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        """Nobody looks."""

    def publish_home(self, person: str, view: Block) -> None:
        """Nobody looks."""


@dataclass(frozen=True)
class Ours:
    """The engine on a database with many open clocks."""

    office: Office
    database: Database
    engine: Engine
    courier: Recording
    numbers: Sequence[int]
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def adding(self, their: Callable[[], None] | None = None) -> float:
        """Milliseconds that one more reminder, ours or `their`, adds to the transaction that asks for it.

        What was left over is cleared away before that transaction begins, and not in the middle of it: that
        takes longer than a reminder, and all that the statement before it had at hand is cold afterwards.
        """
        gc.collect()
        with self.database.write() as session:
            events.record(session, at=NOW, actor=events.ENGINE, action="call_logged")
            started = perf_counter()
            if their is None:
                self._want(session)
            else:
                their()
            return 1000 * (perf_counter() - started)

    def add_alone(self) -> None:
        """One more reminder in a transaction of its own, as the rival's always is."""
        with self.database.write() as session:
            self._want(session)

    def due(self) -> float:
        """Milliseconds until a hundred that are due were sent, each marked as sent."""
        self.tick()
        with self.database.write() as session:
            for _ in range(DUE):
                self._want(session)
        before = len(self.courier.sent)
        took = milliseconds(self.tick)
        if len(self.courier.sent) != before + DUE:
            raise NotSentError(f"{len(self.courier.sent) - before} of {DUE} were sent")
        return took

    def tick(self) -> None:
        """Do what is due."""
        self.engine.tick(NOW)

    def _want(self, session: Session) -> None:
        name = next(self.names)
        number = self.numbers[name % len(self.numbers)]
        outbox.enqueue(
            session,
            key=f"{notices.URGENT}:{number}:{name}",
            kind=notices.URGENT,
            recipient=RECIPIENTS[name % len(RECIPIENTS)],
            team_key=self.office.teams[0].key,
            not_before=NOW,
            items=[number],
            urgent=True,
        )


def measure(kind: Kind, server: str, say: Say, reminders: int = MANY) -> list[Row]:
    """Adding one, sending a hundred among few and among very many, and having nothing to do."""
    few = min(FEW, reminders)
    with ExitStack() as stack:
        ours = stack.enter_context(_ours(kind, server, few))
        rivals = [
            stack.enter_context(_rival(kind, server, few, as_ours=as_ours)) for as_ours in (False, True)
        ]
        rows = [*_adding(kind, ours, rivals, say), *_due(kind, ours, rivals, say)]
        many = stack.enter_context(_ours(kind, server, reminders))
        return [*rows, _growth(kind, ours, many, say, reminders), *_idle(kind, many, say)]


@contextmanager
def _ours(kind: Kind, server: str, reminders: int) -> Iterator[Ours]:
    office, courier = load_office(EXAMPLE), Recording()
    with kind.opened(server, durable=True) as database:
        # So many calls, and as many cases: each half of the reminders.
        owners = sorted(office.people())
        fill(database, office, max(1, reminders // 2), NOW, logged=False, owners=owners)
        open_all(database, NOW + TO_COME)
        with database.write() as session:
            people.remember(session, [Known(one.id, one.name) for one in DEMO_PEOPLE], NOW)
            cases = select(Deadline.id).where(Deadline.kind != CALLBACK).order_by(Deadline.id).limit(DUE)
            numbers = session.scalars(cases).all()
        engine = build(office, database, courier, Vault.from_keys([generate_key()]))
        made = Ours(office, database, engine, courier, numbers)
        # What a day begins with is not what is measured.
        made.tick()
        yield made


@contextmanager
def _rival(kind: Kind, server: str, waiting: int, *, as_ours: bool) -> Iterator[Rival]:
    with (
        kind.opened(server, durable=True) as database,
        rival(url_beside(database), waiting, as_ours=as_ours) as made,
    ):
        yield made


def _adding(kind: Kind, ours: Ours, rivals: Sequence[Rival], say: Say) -> Iterator[Row]:
    alone, *_ = in_turns(ADDED, ours.add_alone)
    rounds = [(ours.adding(), *(ours.adding(one.add) for one in rivals)) for _ in range(ADDED)]
    added, *theirs = (Timed(runs) for runs in zip(*rounds, strict=True))
    say(f"remind, {kind.value}, one more: {added} ms, alone {alone}; rival {theirs[0]}, as ours {theirs[1]}")
    for their, least, whose in _targets(theirs, LEAST_ADDING, LEAST_ADDING_EQUAL):
        what = f"one more in the transaction that wants it, {whose}"
        yield _row(kind, what, added, their, their.over(added), least)


def _targets(theirs: Sequence[Timed], least: float, equal: float) -> Iterator[tuple[Timed, float, str]]:
    yield theirs[0], least, "its defaults over ours"
    yield theirs[1], equal, "with our pragmas over ours"


def _due(kind: Kind, ours: Ours, rivals: Sequence[Rival], say: Say) -> Iterator[Row]:
    rounds = [(ours.due(), *(_their_due(one) for one in rivals)) for _ in range(ROUNDS)]
    took, *theirs = (Timed(runs) for runs in zip(*rounds, strict=True))
    say(f"remind, {kind.value}, {DUE} due: {took} ms; rival {theirs[0]}, as ours {theirs[1]}")
    for their, least, whose in _targets(theirs, LEAST_DUE, LEAST_DUE_EQUAL):
        yield _row(kind, f"{DUE} due, {whose}", took, their, their.over(took), least)


def _their_due(one: Rival) -> float:
    one.prepare(DUE)
    return milliseconds(lambda: one.due(DUE))


def _growth(kind: Kind, few: Ours, many: Ours, say: Say, reminders: int) -> Row:
    pairs = [(many.due(), few.due()) for _ in range(ROUNDS)]
    large, small = (Timed(runs) for runs in zip(*pairs, strict=True))
    say(f"remind, {kind.value}, {DUE} due among {reminders:,}: {large} ms, among {FEW:,}: {small} ms")
    times = large.over(small)
    what = f"{DUE} due among {reminders:,} over among {FEW:,}"
    return Row(
        "remind",
        kind.value,
        what,
        large.ms,
        small.ms,
        None,
        times,
        MOST_GROWTH,
        times <= MOST_GROWTH,
        large.n,
    )


def _idle(kind: Kind, ours: Ours, say: Say) -> Iterator[Row]:
    seconds = itertools.count(1)
    (ticks,) = in_turns(TICKS, lambda: ours.engine.tick(NOW + timedelta(seconds=next(seconds))))
    say(f"remind, {kind.value}, a tick with nothing to do: {ticks} ms")
    # Over a network it costs what the network costs.
    if kind is Kind.SQLITE:
        met = ticks.ms <= MOST_IDLE_MS
        yield Row(
            "remind", kind.value, "idle tick, ms", ticks.ms, None, None, ticks.ms, MOST_IDLE_MS, met, ticks.n
        )


def _row(kind: Kind, what: str, ours: Timed, their: Timed, ratio: float, least: float) -> Row:
    return Row("remind", kind.value, what, ours.ms, None, their.ms, ratio, least, ratio >= least, ours.n)
