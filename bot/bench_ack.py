"""How long Slack waits for the answer to a form, beside an empty listener and beside the common way.

The bots run in processes of their own and answer over a real socket; here is Slack's end of it.
"""

import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median, quantiles

from sqlalchemy import func, select, text

from bot.bench_ack_bots import Bot, Place, running
from bot.bench_ack_forms import forms
from bot.bench_process import url_beside, url_of
from bot.bench_row import Row
from bot.bench_show import Kind, Say
from bot.bench_timing import Timed
from bot.demo.clock import MovableClock
from bot.demo.crowd import Answered
from bot.demo.server import LocalSlack
from bot.demo.state import Settings as Workspace
from bot.demo.wire import JsonObject
from bot.manifest import SCOPES
from bot.office_file import EXAMPLE, load_office
from rules.office import Office
from storage.database import Database
from storage.models import LIVE, Callback, Deadline, Event

REQUESTS, AT_ONCE, ROUNDS, WARM_UP = 400, 16, 5, 20
# The rival is so slow that a few say enough.
ONE_OF = 5
MOST_TIMES = {Kind.SQLITE: 5.0, Kind.POSTGRESQL: 8.0}
MOST_SPREAD, LEAST_FASTER = 3.0, 12.0
# Longer than Slack's three seconds, so that a late answer is timed instead of lost sight of.
PATIENCE, SLACK_MS = 10.0, 3_000
HELD_SECONDS, MOST_HELD_MS = 2.0, 2_500
HUNDREDTHS = 100
SAVED, NOT_SAVED = "update", "errors"


@dataclass(frozen=True)
class Bench:
    """One database with the bots that are timed, each on a workspace of its own."""

    kind: Kind
    database: Database
    slacks: Mapping[Bot, LocalSlack]
    payloads: Iterator[JsonObject]
    saved: list[Answered] = field(default_factory=list)

    def send(self, bot: Bot, many: int, at_once: int) -> list[Answered]:
        """Have so many forms submitted to it."""
        payloads = list(itertools.islice(self.payloads, many))
        answers = self.slacks[bot].send_all("interactive", payloads, at_once)
        if bot is Bot.OURS:
            self.saved.extend(one for one in answers if _kind(one) == SAVED)
        return answers


Rounds = Mapping[Bot, Sequence[Sequence[float]]]


def measure(kind: Kind, server: str, say: Say, requests: int = REQUESTS, at_once: int = AT_ONCE) -> list[Row]:
    """One at a time, many at once, and many while somebody else holds the database."""
    with _bench(kind, server) as bench:
        for bot in bench.slacks:
            bench.send(bot, WARM_UP, at_once)
        one, many = (_rounds(bench, requests, number) for number in (1, at_once))
        for number, found in ((1, one), (at_once, many)):
            for bot, rounds in found.items():
                say(f"ack, {kind.value}, {number} in flight, {bot.value}: {_told(rounds)}")
        rows = [*_beside(bench, one, "1 in flight"), *_beside(bench, many, f"{at_once} in flight")]
        return [*rows, _spread(bench, many, at_once), _held(bench, at_once, say), _lost(bench)]


@contextmanager
def _bench(kind: Kind, server: str) -> Iterator[Bench]:
    office = load_office(EXAMPLE)
    begins = _in_office_hours(office)
    with ExitStack() as stack:
        databases = {
            bot: stack.enter_context(kind.opened(server, durable=True)) for bot in (Bot.OURS, Bot.RIVAL)
        }
        slacks = {}
        for bot in (Bot.EMPTY, Bot.OURS, Bot.RIVAL):
            settings = Workspace(scopes=SCOPES, ack_seconds=PATIENCE)
            slack = stack.enter_context(LocalSlack(settings, clock=MovableClock(begins)))
            url = url_of(databases[bot]) if bot is Bot.OURS else url_beside(databases[Bot.RIVAL])
            stack.enter_context(running(bot, Place(slack.api_url, url, begins)))
            slack.wait_connected()
            slacks[bot] = slack
        yield Bench(kind, databases[Bot.OURS], slacks, forms(office))


def _in_office_hours(office: Office) -> datetime:
    """When most has to be written: the owner's list of the day has left already."""
    return datetime(2026, 11, 26, 10, 4, tzinfo=office.zone)


def _rounds(bench: Bench, requests: int, at_once: int) -> Rounds:
    """Milliseconds, round by round: each bot in turn, so that what else runs disturbs all alike."""
    found: dict[Bot, list[list[float]]] = {bot: [] for bot in bench.slacks}
    for _ in range(ROUNDS):
        for bot in bench.slacks:
            many = max(at_once, requests // ROUNDS // (ONE_OF if bot is Bot.RIVAL else 1))
            found[bot].append([1000 * one.seconds for one in bench.send(bot, many, at_once)])
    return found


def _all(rounds: Sequence[Sequence[float]]) -> list[float]:
    return list(itertools.chain.from_iterable(rounds))


def _medians(rounds: Sequence[Sequence[float]]) -> Timed:
    return Timed(tuple(median(one) for one in rounds))


def _told(rounds: Sequence[Sequence[float]]) -> str:
    runs = _all(rounds)
    return f"{Timed(tuple(runs))}, p99 {_p99(runs):.1f}, slowest {max(runs):.1f} ms"


def _p99(runs: Sequence[float]) -> float:
    return quantiles(runs, n=HUNDREDTHS, method="inclusive")[-1] if len(runs) > 1 else runs[0]


def _beside(bench: Bench, rounds: Rounds, what: str) -> Iterator[Row]:
    """Ours over the floor, and the rival over ours."""
    ours, floor, rival = (_medians(rounds[bot]) for bot in (Bot.OURS, Bot.EMPTY, Bot.RIVAL))
    times, faster, most = ours.over(floor), rival.over(ours), MOST_TIMES[bench.kind]
    shared = (bench.kind.value, ours.ms, floor.ms, rival.ms)
    yield _row(*shared, f"{what}, over an empty listener", times, most, met=times <= most, n=rounds)
    what = f"{what}, the rival over ours"
    yield _row(*shared, what, faster, LEAST_FASTER, met=faster >= LEAST_FASTER, n=rounds)


def _row(
    database: str,
    ms: float,
    floor: float,
    rival: float,
    what: str,
    ratio: float,
    target: float,
    *,
    met: bool,
    n: Rounds,
) -> Row:
    return Row("ack", database, what, ms, floor, rival, ratio, target, met, len(_all(n[Bot.OURS])))


def _spread(bench: Bench, rounds: Rounds, at_once: int) -> Row:
    runs = _all(rounds[Bot.OURS])
    spread = _p99(runs) / median(runs)
    return Row(
        bench="ack",
        database=bench.kind.value,
        what=f"{at_once} in flight, p99 over its p50",
        ms=_p99(runs),
        floor_ms=None,
        rival_ms=None,
        ratio=spread,
        target=MOST_SPREAD,
        met=spread <= MOST_SPREAD,
        n=len(runs),
    )


def _held(bench: Bench, at_once: int, say: Say) -> Row:
    """The slowest answer while somebody else holds the database; whoever is not answered was told nothing."""
    held = threading.Event()
    holder = threading.Thread(target=_hold, args=(bench.database, held))
    holder.start()
    held.wait()
    answers = bench.send(Bot.OURS, 2 * at_once, at_once)
    holder.join()
    kinds = [_kind(one) for one in answers]
    slowest = max(1000 * one.seconds for one in answers)
    say(
        f"ack, {bench.kind.value}, held for {HELD_SECONDS:g} s: {kinds.count(SAVED)} saved, "
        f"{kinds.count(NOT_SAVED)} told that nothing was, slowest {slowest:.0f} ms"
    )
    told = all(kind in (SAVED, NOT_SAVED) for kind in kinds)
    return Row(
        bench="ack",
        database=bench.kind.value,
        what=f"{at_once} in flight, slowest while it is held for {HELD_SECONDS:g} s, in ms",
        ms=slowest,
        floor_ms=None,
        rival_ms=None,
        ratio=slowest,
        target=MOST_HELD_MS,
        met=told and slowest <= MOST_HELD_MS,
        n=len(answers),
    )


def _hold(database: Database, held: threading.Event) -> None:
    with database.write() as session:
        # SQLite is held from the first statement on, whatever it is.
        session.execute(text("SELECT 1" if database.on_sqlite else "LOCK TABLE deadline IN EXCLUSIVE MODE"))
        held.set()
        time.sleep(HELD_SECONDS)


def _lost(bench: Bench) -> Row:
    """What was called saved and is not there whole: clock, details, log, and a next step."""
    whole = (
        select(func.count(func.distinct(Deadline.id)))
        .join(Callback, Callback.deadline_id == Deadline.id)
        .join(Event, Event.deadline_id == Deadline.id)
        .where(Event.action == "call_logged", Deadline.state.in_(LIVE), Deadline.next_step_at.is_not(None))
    )
    with bench.database.read() as session:
        stored = session.scalar(whole) or 0
    lost = max(0, len(bench.saved) - stored)
    return Row("ack", bench.kind.value, "lost", 0, None, None, lost, 0, lost == 0, len(bench.saved))


def _kind(answer: Answered) -> str:
    """`SAVED`, `NOT_SAVED` with what was typed still in the form, or nothing in time."""
    in_time = answer.ack is not None and 1000 * answer.seconds <= SLACK_MS
    return str((answer.ack or {}).get("response_action", "")) if in_time else ""
