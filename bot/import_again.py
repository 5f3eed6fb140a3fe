"""Complaints a table has twice on one case and day: one letter written twice, or two letters.

A table does not say which decision a complaint is of, so only one of them is taken, and a person must look.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from rules.statute import Kind
from storage import case_twins
from storage.case_import import Planned

WHY = (
    "Samme sag, frist og modtagelsesdag som linje {first}, så rækken er ikke lagt ind. Er det to klager over "
    "hver sin afgørelse, så registrér den anden i Slack, og sæt hak ved »Endnu en klage i sagen«."
)


@dataclass
class SecondComplaints:
    """Remembers each complaint of a table by a few bytes, and those that came again whole."""

    _first: dict[int, int] = field(default_factory=dict)  # its line
    _again: dict[int, list[tuple[int, Planned]]] = field(default_factory=dict)

    def seen(self, line: int, planned: Planned) -> None:
        """A row that can be imported."""
        if planned.case.rule.kind is not Kind.REASSESSMENT:
            return
        key = int.from_bytes(planned.identities[0][:8])
        if self._first.setdefault(key, line) != line:
            self._again.setdefault(key, []).append((line, planned))

    def left(self, session: Session) -> list[dict[str, object]]:
        """Those that no complaint answers to, by their lines: to be looked at by somebody."""
        return [{"line": line, "why": why} for line, why in sorted(self._left(session))]

    def _left(self, session: Session) -> Iterator[tuple[int, str]]:
        for key, rows in self._again.items():
            one = rows[0][1]
            received_on = one.dates.clock["received_on"]
            known = case_twins.how_many(session, one.prints, one.case.rule.key, received_on)
            # The table's first is one of them, also where a dry run has not stored it.
            for line, _ in rows[max(known - 1, 0) :]:
                yield line, WHY.format(first=self._first[key])
