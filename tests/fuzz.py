"""Payloads no Slack would send, by the thousand: `python -m tests.fuzz --payloads 100000 --seed 1 --json`.

Every payload is a real one with something wrong in it (`fuzz_mutations`), sent to a desk stocked with
both teams' calls and deadlines (`fuzz_seeds`), and what it did is judged by the database (`fuzz_judge`).
A failure is printed with the payload, to be made small and kept in `tests/corpus`.
"""

import copy
import json
import logging
import random
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated, Any

import typer
from sqlalchemy import event

from bot.office_file import EXAMPLE, load_office
from storage.database import connect
from storage.migrate import upgrade
from tests.front_desk import FrontDesk, front_desk
from tests.fuzz_judge import Judge
from tests.fuzz_mutations import Known, Mutator
from tests.fuzz_seeds import listened, seeds
from tests.payload_shapes import Json
from tests.rights_matrix import CAST, STRANGERS

CORPUS = Path(__file__).parent / "corpus"
# A desk fills up; a new one keeps the comparing quick and reaches states an old one has left.
A_ROUND = 2_000
LOOK_WHOLE = 500


@dataclass(frozen=True)
class Failure:
    """A payload that did what it must not."""

    number: int
    problems: list[str]
    payload: Json


@dataclass
class Outcome:
    """What a run came to."""

    seed: int
    payloads: int = 0
    refused: int = 0
    changed: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass
class Stage:
    """A stocked desk, its seeds, and the judge beside it."""

    desk: FrontDesk
    judge: Judge
    seeds: list[Json]

    def send(self, payload: Json) -> list[str]:
        """Deliver one payload; what is wrong with what it did."""
        before = len(self.desk.client.calls)
        try:
            answer = self.desk.send(copy.deepcopy(payload))
        except Exception as error:  # noqa: BLE001 - whatever gets out of the app is the finding
            self.judge.written.clear()
            return [f"raised {type(error).__name__}: {str(error)[:300]}"]
        calls = self.desk.client.calls[before:]
        return self.judge.problems(payload, answer, calls)


class _Into(logging.Handler):
    """Everything logged, for the judge."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.INFO)
        self.records = records

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def stage(url: str | None = None) -> Iterator[Stage]:
    """A stage on an empty database at `url`, or on SQLite in a folder of its own."""
    with TemporaryDirectory(prefix="fristvagt-fuzz-") as folder, _desk(Path(folder), url) as desk:
        made = seeds(desk)
        desk.client.calls.clear()
        judge = Judge(desk)
        handler = _Into(judge.logged)
        logging.getLogger().addHandler(handler)
        try:
            yield Stage(desk, judge, made)
        finally:
            logging.getLogger().removeHandler(handler)
            judge.close()


@contextmanager
def _desk(folder: Path, url: str | None) -> Iterator[FrontDesk]:
    if url is None:
        with front_desk(folder) as made:
            # No power is cut here, and waiting for the disk would be most of the time.
            event.listen(made.database.engine, "connect", _never_wait)
            made.database.engine.dispose()
            yield made
        return
    database = connect(url)
    upgrade(database)
    yield FrontDesk(database, load_office(EXAMPLE))
    database.close()


def _never_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def play(on: Stage, chance: random.Random, payloads: int, outcome: Outcome) -> None:
    """Send so many mistaken payloads, some of them twice, while time goes by."""
    names = sorted(one.name for one in listened(on.desk))
    known = Known((*CAST, *STRANGERS), names, on.desk.newest())
    mutator = Mutator(chance, known)
    for count in range(payloads):
        payload = mutator.mutated(chance.choice(on.seeds))
        refusals = len(on.judge.before["event"])
        problems = on.send(payload)
        if chance.random() < 0.05:
            problems += [f"twice: {one}" for one in _again(on, payload)]
        if (count + 1) % LOOK_WHOLE == 0 or count + 1 == payloads:
            problems += on.judge.whole()
        outcome.payloads += 1
        outcome.changed += len(on.judge.before["event"]) > refusals
        if problems:
            outcome.failures.append(Failure(outcome.payloads, problems, payload))
        on.desk.client.calls.clear()
        if chance.random() < 0.02:
            on.desk.advance(minutes=chance.choice((1, 45, 300, 1500)))


def _again(on: Stage, payload: Json) -> list[str]:
    """A second delivery of the same: nothing new comes of it."""
    before = {name: set(rows) for name, rows in on.judge.before.items() if name not in ("event", "person")}
    problems = on.send(payload)
    grown = [name for name, rows in before.items() if set(on.judge.before[name]) != rows]
    return [*problems, *(f"a second delivery added to {name}" for name in grown)]


def fuzz(payloads: int, seed: int, *, after_round: Callable[[Outcome], None] = lambda _: None) -> Outcome:
    """So many payloads in rounds, each on a fresh desk; the same seed does the same."""
    outcome = Outcome(seed)
    for number in range(-(-payloads // A_ROUND)):
        with stage() as on:
            chance = random.Random(f"{seed}:{number}")
            play(on, chance, min(A_ROUND, payloads - outcome.payloads), outcome)
        after_round(outcome)
    return outcome


def corpus() -> dict[str, Json]:
    """The payloads that once did harm, by file name: each with `why` and the `payload`."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(CORPUS.glob("*.json"))}


def main(
    payloads: Annotated[int, typer.Option(help="how many payloads")] = 10_000,
    seed: Annotated[int, typer.Option(help="the same seed makes the same payloads")] = 1,
    found: Annotated[Path | None, typer.Option(help="a file for the failures, one a line")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="end with one line of JSON")] = False,
) -> None:
    """Fuzz every listener; ends with 1 when anything was found."""
    warnings.simplefilter("error")
    began = monotonic()

    def keep(outcome: Outcome) -> None:  # a long run is worth reading before it ends
        typer.echo(f"{outcome.payloads} payloads, {len(outcome.failures)} failures", err=True)
        if found is not None:
            lines = (f"{json.dumps(asdict(one))}\n" for one in outcome.failures)
            found.write_text("".join(lines), "utf-8")

    outcome = fuzz(payloads, seed, after_round=keep)
    for failure in outcome.failures[:20]:
        typer.echo(
            f"#{failure.number}: {'; '.join(failure.problems[:3])}\n  {json.dumps(failure.payload)[:1500]}"
        )
    figures = {
        "payloads": outcome.payloads,
        "seed": seed,
        "acted_on_or_noted": outcome.changed,
        "failures": len(outcome.failures),
        "seconds": round(monotonic() - began),
    }
    typer.echo(json.dumps(figures) if as_json else str(figures))
    raise typer.Exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    typer.run(main)
