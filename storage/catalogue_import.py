"""The municipality's table comes into the catalogue: read, compared, and put in force, or none of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from rules.municipal import Reading, read_rules
from rules.office import Office
from rules.statute import Rule
from rules.tables import read_table
from storage.catalogue import Difference, difference, import_rules, municipal, national

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Report:
    """What a table says, and what it changed, or would have."""

    reading: Reading
    difference: Difference

    @property
    def stopped(self) -> bool:
        """A row could not be read, so nothing was imported."""
        return bool(self.reading.faulty)


def preview(in_force: Iterable[Rule], office: Office, name: str, content: BinaryIO, *, today: date) -> Report:
    """What importing the table would do; changes nothing. Raises `TableError` for the file as a whole."""
    before = list(in_force)
    reading = read_rules(read_table(name, content), national(office.deadlines), before, today)
    if reading.faulty:
        return Report(reading, Difference((), (), ()))
    return Report(reading, difference(before, (placed.rule for placed in reading.placed)))


def import_table(
    session: Session, office: Office, name: str, content: BinaryIO, *, by: str, now: datetime
) -> Report:
    """Import the table in the caller's transaction. A row that cannot be read stops all of it.

    `name` is the file's, without its folder. Raises `TableError` for the file as a whole.
    """
    today = now.astimezone(office.zone).date()
    report = preview(municipal(session), office, name, content, today=today)
    if not report.stopped:
        import_rules(session, report.reading.placed, file=name[:LONGEST_NAME], by=by, now=now)
    return report
