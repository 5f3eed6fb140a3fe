"""An import of cases from its first row to its last, in batches that are each stored whole."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from bot.import_again import SecondComplaints
from bot.peak import peak_mb
from bot.rejects import Rejects
from bot.service import Parts
from rules.cpr import mask_cpr
from rules.errors import FristvagtError
from rules.tables import Row, Table, read_table
from storage import catalogue, people
from storage.case_import import CaseImport, Planned
from storage.case_rows import CaseRows, RowRefusedError

BATCH = 1_000
MOST_SHOWN = 100
# Somebody may register one of the batch while it is stored; then it is looked through again.
TRIES = 3


@dataclass
class Outcome:
    """What an import came to."""

    dry_run: bool
    rows: int = 0
    imported: int = 0
    already_passed: int = 0  # of the imported: their date lies behind
    unchanged: int = 0
    refused: int = 0
    refused_rows: list[dict[str, object]] = field(default_factory=list)
    second_complaints: list[dict[str, object]] = field(default_factory=list)  # of one case and day: not taken
    unread_sheets: list[str] = field(default_factory=list)  # of a workbook: only its first one is read
    rejects: str | None = None
    seconds: float = 0.0
    peak_mb: float = 0.0


@dataclass
class ImportRun:
    """Imports one file. `by` is the administrator in whose name it is done."""

    parts: Parts
    by: str
    dry_run: bool = False
    outcome: Outcome = field(init=False)

    def __post_init__(self) -> None:
        self.outcome = Outcome(self.dry_run)
        self._began = time.monotonic()
        self._now = self.parts.clock()
        self._importing = CaseImport(self.parts.office, self.parts.vault, by=self.by, now=self._now)
        self._seen: set[int] = set()
        self._complaints = SecondComplaints()

    def take(self, name: str, content: BinaryIO, rejects: Path, told: Callable[[int], None]) -> None:
        """Import every row, and call `told` with the number read so far after each batch.

        Raises `TableError` for what cannot be read; batches before that stay.
        """
        table = read_table(name, content)
        self.outcome.unread_sheets = [mask_cpr(title) for title in table.unread]
        rows = self._reader(table)
        with ExitStack() as stack:
            refused = stack.enter_context(Rejects(rejects, table.header))
            stack.callback(self._count_up, refused)
            for batch in _batches(table):
                self._store([one for row in batch if (one := self._planned(rows, row, refused))])
                told(self.outcome.rows)
            with self.parts.database.read() as session:
                self.outcome.second_complaints = self._complaints.left(session)

    def _reader(self, table: Table) -> CaseRows:
        office = self.parts.office
        with self.parts.database.read() as session:
            known, staff = catalogue.current(session, office), people.staff(session, office)
            today = self._now.astimezone(office.zone).date()
            return CaseRows(table.header, office, known, dict(staff), today)

    def _planned(self, rows: CaseRows, row: Row, refused: Rejects) -> Planned | None:
        self.outcome.rows += 1
        try:
            planned = self._importing.plan(rows.read(row))
        except (RowRefusedError, FristvagtError) as error:
            self._refuse(row, str(error), refused)
            return None
        self._complaints.seen(row.line, planned)
        return planned

    def _refuse(self, row: Row, why: str, refused: Rejects) -> None:
        self.outcome.refused += 1
        if len(self.outcome.refused_rows) < MOST_SHOWN:
            self.outcome.refused_rows.append({"line": row.line, "why": why})
        refused.add(row, why)

    def _store(self, batch: list[Planned]) -> None:
        new = self._unseen(batch) if self.dry_run else self._stored(batch)
        self.outcome.imported += len(new)
        self.outcome.already_passed += sum(planned.dates.passed for planned in new)
        self.outcome.unchanged += len(batch) - len(new)

    def _stored(self, batch: list[Planned]) -> list[Planned]:
        for left in reversed(range(TRIES)):
            try:
                with self.parts.database.write() as session:
                    new = self._importing.new_ones(session, batch)
                    self._importing.store(session, new)
                    return new
            except IntegrityError:
                if not left:
                    raise
        return []

    def _unseen(self, batch: list[Planned]) -> list[Planned]:
        """What would be stored; the file's own repetitions are remembered by a few bytes each."""
        with self.parts.database.read() as session:
            new = self._importing.new_ones(session, batch)
        short = {int.from_bytes(one.identities[0][:8]): one for one in new}
        fresh = {key: one for key, one in short.items() if key not in self._seen}
        self._seen.update(fresh)
        return list(fresh.values())

    def _count_up(self, refused: Rejects) -> None:
        self.outcome.rejects = str(refused.path) if refused.path else None
        self.outcome.seconds = round(time.monotonic() - self._began, 2)
        self.outcome.peak_mb = peak_mb()


def _batches(table: Table) -> Iterator[list[Row]]:
    while batch := list(islice(table, BATCH)):
        yield batch
