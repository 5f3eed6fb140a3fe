"""An import of many cases by the real command, beside the driver's executemany of the rows it came to."""

import csv
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.bench_process import BOT, environment, url_of
from bot.bench_raw_rows import Taken, put, take
from bot.bench_row import Row
from bot.bench_show import Kind, Say
from bot.bench_timing import Timed, milliseconds
from bot.office_file import EXAMPLE, load_office
from rules.errors import FristvagtError
from storage import people
from storage.database import Database
from storage.people import Known
from storage.vault import generate_key

CASES, A_FEW = 100_000, 1_000
ROUNDS = 3
MOST_TIMES, MOST_MEMORY = 6.0, 1.2
HEADER = ("Sagsnummer", "Paragraf", "Modtaget", "Sagsbehandler", "Team")
OWNERS = ("U0KARIM", "U0MAJA", "U0SOFIE", "")
RULES = ("stofmisbrug", "partsaktindsigt", "genvurdering")
DAYS = 200


class ImportFailedError(FristvagtError):
    """The command said something else than that every row was taken."""

    def __init__(self, told: str) -> None:
        super().__init__("Importen tog ikke alle rækker: {told}", told=told[-400:])


@dataclass(frozen=True, slots=True)
class Imported:
    """What the command told of itself: seconds from the file's first byte to the last commit."""

    ms: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Round:
    """One round: all cases, a few, and the driver alone with the rows of all."""

    many: Imported
    few: Imported
    raw_ms: float


def measure(kind: Kind, server: str, say: Say, cases: int = CASES) -> list[Row]:
    """Rounds of a full import, a small one, and the same rows without us; each into a fresh database."""
    few = min(A_FEW, cases)
    rounds = []
    with tempfile.TemporaryDirectory(prefix="fristvagt-bench-") as folder:
        many_file, few_file = (_written(Path(folder), number) for number in (cases, few))
        for number in range(ROUNDS):
            rounds.append(one := _round(kind, server, many_file, few_file))
            say(f"import {kind}: round {number + 1}: {one.many.ms:,.0f} ms, raw {one.raw_ms:,.0f} ms")
    return [_time(kind, cases, rounds, say), _memory(kind, cases, few, rounds, say)]


def _round(kind: Kind, server: str, many: Path, few: Path) -> Round:
    with kind.opened(server, durable=True) as database:
        small = _import(database, few)
    with kind.opened(server, durable=True) as database:
        large, taken = _import(database, many), take(database)
    with kind.opened(server, durable=True) as database:
        return Round(large, small, _raw(database, taken))


def _import(database: Database, file: Path) -> Imported:
    _with_people(database)
    command = (*BOT, "import", "deadlines", str(file), "--json")
    settings = environment(DATABASE_URL=url_of(database), ENCRYPTION_KEYS=generate_key())
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise ImportFailedError(done.stderr or done.stdout)
    told: Mapping[str, Any] = json.loads(done.stdout)
    return Imported(1000 * told["seconds"], told["peak_mb"])


def _with_people(database: Database) -> None:
    office = load_office(EXAMPLE)
    known = [Known(one, f"Medarbejder {one}") for one in sorted(office.people())]
    with database.write() as session:
        people.remember(session, known, datetime.now(UTC))


def _raw(database: Database, taken: Taken) -> float:
    _with_people(database)
    return milliseconds(lambda: put(database, taken))


def _written(folder: Path, cases: int) -> Path:
    """That many different cases, received on many days, for several people and rules."""
    path = folder / f"sager-{cases}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(_case(number, datetime.now(UTC).date()) for number in range(cases))
    return path


def _case(number: int, today: date) -> Sequence[str]:
    owner = OWNERS[number % len(OWNERS)]
    received = today - timedelta(days=1 + number % DAYS)
    return (
        f"24-{number}",
        RULES[number % len(RULES)],
        f"{received:%d.%m.%Y}",
        owner,
        "" if owner else "voksen-a",
    )


def _time(kind: Kind, cases: int, rounds: Sequence[Round], say: Say) -> Row:
    ours, raw = Timed(tuple(one.many.ms for one in rounds)), Timed(tuple(one.raw_ms for one in rounds))
    ratio = ours.over(raw)
    say(f"import {kind}: ms for {cases:,} cases: ours {ours}, raw executemany {raw}")
    return Row(
        bench="import",
        database=kind,
        what=f"{cases:,} cases / raw executemany of the same rows",
        ms=ours.ms,
        floor_ms=raw.ms,
        rival_ms=None,
        ratio=ratio,
        target=MOST_TIMES,
        met=ratio <= MOST_TIMES,
        n=ours.n,
    )


def _memory(kind: Kind, cases: int, few: int, rounds: Sequence[Round], say: Say) -> Row:
    many = Timed(tuple(one.many.peak_mb for one in rounds))
    little = Timed(tuple(one.few.peak_mb for one in rounds))
    ratio = many.over(little)
    say(f"import {kind}: peak MB with {cases:,} cases {many}, with {few:,} {little}")
    return Row(
        bench="import",
        database=kind,
        what=f"peak memory (MB) of {cases:,} cases / of {few:,}",
        ms=many.ms,
        floor_ms=little.ms,
        rival_ms=None,
        ratio=ratio,
        target=MOST_MEMORY,
        met=ratio <= MOST_MEMORY,
        n=many.n,
    )
