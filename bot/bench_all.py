"""Every bench, one after the other, and the rows they came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import bench_ack, bench_due, bench_home, bench_import, bench_remind, bench_start, bench_status
from bot.bench_row import Row
from bot.bench_show import Kind, Say


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much each bench is given: forms, rows of each kind, cases, reminders, items."""

    requests: int
    status: Sequence[int]
    cases: int
    reminders: int
    items: int


FULL = Sizes(
    requests=bench_ack.REQUESTS,
    status=(10_000, 100_000, 1_000_000),
    cases=bench_import.CASES,
    reminders=bench_start.REMINDERS,
    items=bench_home.ITEMS,
)
QUICK = Sizes(requests=160, status=(2_000, 20_000), cases=5_000, reminders=20_000, items=20_000)


def measure(database: Kind, server: str, say: Say, sizes: Sizes) -> list[Row]:
    """The rows of all benches; `due` needs no database."""
    rows = bench_due.measure(say)
    for kind in database.each():
        rows += _of(kind, server, say, sizes)
    return rows


def _of(kind: Kind, server: str, say: Say, sizes: Sizes) -> list[Row]:
    return [
        *bench_ack.measure(kind, server, say, sizes.requests),
        *bench_remind.measure(kind, server, say, sizes.reminders),
        *bench_start.measure(kind, server, say, sizes.reminders),
        *bench_home.on(kind, server, say, sizes.items),
        *bench_import.measure(kind, server, say, sizes.cases),
        *_status(kind, server, say, sizes.status),
    ]


def _status(kind: Kind, server: str, say: Say, sizes: Sequence[int]) -> list[Row]:
    measured = []
    for size in sizes:
        with kind.opened(server) as database:
            measured.append(bench_status.measure(database, kind.value, size, say))
    return bench_status.targets(measured)
