"""The order to work in: urgent, breached, due today, repeat caller, then by due date (product §5)."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo


class Reason(IntEnum):
    """Why a line stands where it stands; the lowest comes first."""

    URGENT = 1
    BREACHED = 2
    DUE_TODAY = 3
    REPEAT_CALLER = 4
    DUE_LATER = 5
    WAITING = 6  # postponed: it comes back by itself
    TO_NOTE = 7  # contact was made; only the note is missing


class Ordered(Protocol):
    """What the order depends on."""

    @property
    def number(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def urgent(self) -> bool: ...
    @property
    def repeat_calls(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def to_note(self) -> bool: ...
    @property
    def snoozed_until(self) -> datetime | None: ...


Item = TypeVar("Item", bound=Ordered)


def breached(item: Ordered, now: datetime) -> bool:
    """The limit passed and nobody has rung."""
    return item.due_at <= now and item.attempts == 0 and not item.to_note


def reason(item: Ordered, now: datetime, zone: ZoneInfo) -> Reason:
    """Why the item stands where it stands at `now`; "today" is the zone's."""
    due_today = item.due_at.astimezone(zone).date() == now.astimezone(zone).date()
    waiting = item.snoozed_until is not None and item.snoozed_until > now
    grounds = (
        (item.to_note, Reason.TO_NOTE),
        (item.urgent, Reason.URGENT),
        (breached(item, now), Reason.BREACHED),
        (waiting, Reason.WAITING),
        (due_today, Reason.DUE_TODAY),
        (item.repeat_calls > 0, Reason.REPEAT_CALLER),
    )
    return next((ground for holds, ground in grounds if holds), Reason.DUE_LATER)


def working_order(items: Iterable[Item], now: datetime, zone: ZoneInfo) -> list[Item]:
    """The items in the order to work."""
    return sorted(items, key=lambda item: (reason(item, now, zone), item.due_at, item.number))
