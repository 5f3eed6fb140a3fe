"""Standing meetings: what kinds there are, and what each takes up. An agenda is made from the registers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rules.recurrence import Recurrence, Roll

LONGEST_KEY = 27  # characters: with a date behind it, it stands in a button


class MeetingKind(StrEnum):
    """What a meeting is for; the words stand in the office file."""

    PROFESSIONAL = "socialfagligt"
    WEEKLY = "status-weekly"
    MONTHLY = "status-monthly"
    OMBUDSMAN = "ombudsman"  # the dialogue with borgerrådgiveren
    SUPERVISION = "supervision"
    COURSE = "course"


class ItemKind(StrEnum):
    """Which register an item of an agenda comes from."""

    BOARD_DECISION = "board_decision"  # what Ankestyrelsen has decided
    COMPLAINT = "complaint"  # one that runs, at whatever stage
    PRECEDENT = "precedent"  # a principafgørelse somebody has not read
    INQUIRY = "inquiry"  # from the ombudsman (borgerrådgiver)
    ACTION = "action"  # agreed at a meeting, and not done


class ItemResult(StrEnum):
    """What came of an item. No words beside it: what was said belongs on the case."""

    DECIDED = "decided"
    ACTION = "action"
    AGAIN = "again"


EVERY_REGISTER = tuple(ItemKind)
SOURCES: Mapping[MeetingKind, tuple[ItemKind, ...]] = {
    MeetingKind.PROFESSIONAL: EVERY_REGISTER,
    MeetingKind.WEEKLY: EVERY_REGISTER,
    MeetingKind.MONTHLY: EVERY_REGISTER,
    MeetingKind.OMBUDSMAN: (ItemKind.INQUIRY, ItemKind.ACTION),
    # Dates and who was there, never what was spoken of.
    MeetingKind.SUPERVISION: (),
    MeetingKind.COURSE: (),
}
# "Nyt fra Ankestyrelsen" stands there also when there is nothing new.
FIXED = frozenset({ItemKind.BOARD_DECISION})


@dataclass(frozen=True)
class Series:
    """A standing meeting of one or more teams. `at` is by the wall clock; `chair` a Slack id."""

    key: str
    name: str
    kind: MeetingKind
    team_keys: tuple[str, ...]
    recurrence: Recurrence
    at: time
    chair: str
    roll: Roll = Roll.NEXT

    @property
    def sources(self) -> tuple[ItemKind, ...]:
        """The registers its agenda is made from; none where only attendance is kept."""
        return SOURCES[self.kind]

    @property
    def fixed(self) -> frozenset[ItemKind]:
        """What stands on the agenda even when there is none of it."""
        return FIXED & frozenset(self.sources)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time the meeting comes. Aware times in the office's zone.

    `planned_on` is the day by the rule and names the occurrence, wherever it is moved. `agenda_at` is on
    the working day before.
    """

    series: Series
    planned_on: date
    starts_at: datetime
    agenda_at: datetime
