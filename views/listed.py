"""Calls and statutory deadlines in one list: each drawn as what it is."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from storage.caselist import CaseItem
from storage.worklist import WorkItem
from views.blocks import Block
from views.case_lines import case_line
from views.lines import Reader, line
from views.texts import Texts

Listed = WorkItem | CaseItem
One = TypeVar("One", WorkItem, CaseItem, Listed)


def listed(t: Texts, item: Listed, reader: Reader) -> list[Block]:
    """The line and what can be done about it."""
    return case_line(t, item, reader) if isinstance(item, CaseItem) else line(t, item, reader)


def unseen(items: Iterable[One], *shown: Sequence[Listed]) -> list[One]:
    """The items not shown already: Slack refuses a surface with the same buttons twice."""
    numbers = {item.number for part in shown for item in part}
    return [item for item in items if item.number not in numbers]


def calls_of(items: Iterable[Listed]) -> list[WorkItem]:
    return [item for item in items if isinstance(item, WorkItem)]


def cases_of(items: Iterable[Listed]) -> list[CaseItem]:
    return [item for item in items if isinstance(item, CaseItem)]
