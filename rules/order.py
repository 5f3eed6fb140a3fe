"""The order to work in: urgent, breached, agreed or due today, repeat caller, then due date (product §5)."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo


class Reason(IntEnum):
    """Why a line stands where it stands; the lowest comes first."""

    URGENT = 1
    BREACHED = 2
    AGREED_TODAY = 3  # a time agreed with the citizen
    DUE_TODAY = 4
    REPEAT_CALLER = 5
    DUE_LATER = 6
    WAITING = 7  # postponed: it comes back by itself
    TO_NOTE = 8  # contact was made; only the note is missing


class Ordered(Protocol):
    """What the order depends on."""

    @property
    def number(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def act_by(self) -> datetime: ...  # what we work towards; may lie before the limit
    @property
    def ours(self) -> bool: ...  # ours to keep, not the citizen's own time
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
    @property
    def agreed_at(self) -> datetime | None: ...


Item = TypeVar("Item", bound=Ordered)


def breached(item: Ordered, now: datetime) -> bool:
    """The limit passed, and nobody has rung or decided."""
    return item.ours and item.due_at <= now and item.attempts == 0 and not item.to_note


def not_kept(item: Ordered, now: datetime) -> bool:
    """The time agreed with the citizen has passed, and nobody has rung since it was agreed."""
    return item.agreed_at is not None and item.agreed_at <= now and not item.to_note


def due_today(item: Ordered, now: datetime, zone: ZoneInfo) -> bool:
    """The day worked towards is today's, in the zone, or lies behind us with the limit still ahead."""
    return _same_day(item.act_by, now, zone) or item.act_by <= now < item.due_at


def reason(item: Ordered, now: datetime, zone: ZoneInfo) -> Reason:
    """Why the item stands where it stands at `now`; "today" is the zone's."""
    agreed_today = item.agreed_at is not None and _same_day(item.agreed_at, now, zone)
    waiting = item.snoozed_until is not None and item.snoozed_until > now
    grounds = (
        (item.to_note, Reason.TO_NOTE),
        (item.urgent, Reason.URGENT),
        (breached(item, now), Reason.BREACHED),
        (agreed_today, Reason.AGREED_TODAY),
        (waiting, Reason.WAITING),
        (due_today(item, now, zone), Reason.DUE_TODAY),
        (item.repeat_calls > 0, Reason.REPEAT_CALLER),
    )
    return next((ground for holds, ground in grounds if holds), Reason.DUE_LATER)


def working_order(items: Iterable[Item], now: datetime, zone: ZoneInfo) -> list[Item]:
    """The items in the order to work."""
    return sorted(items, key=lambda item: (reason(item, now, zone), _when(item), item.number))


def _when(item: Ordered) -> datetime:
    return item.agreed_at or item.act_by


def _same_day(at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).date() == now.astimezone(zone).date()
