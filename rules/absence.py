"""Who is away, and who works in their place: chains of deputies, without loops."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from rules.errors import FristvagtError
from rules.office import Office, Team

# Where a half day is cut.
NOON = time(12)
LAST_YEAR = 2100


class Half(StrEnum):
    """A half day away."""

    MORNING = "formiddag"
    AFTERNOON = "eftermiddag"


@dataclass(frozen=True, slots=True)
class Away:
    """A person is away from `starts` until `ends` (aware; `ends` is not included)."""

    person: str
    starts: datetime
    ends: datetime
    deputy: str | None = None

    def covers(self, at: datetime) -> bool:
        return self.starts <= at < self.ends


class TooFarAheadError(FristvagtError):
    """A slip of the year: nobody plans so far."""

    def __init__(self, day: date) -> None:
        super().__init__("{day:%d.%m.%Y} er for langt ude i fremtiden. Se efter årstallet.", day=day)


def away_on(
    person: str,
    first: date,
    last: date,
    zone: ZoneInfo,
    *,
    half: Half | None = None,
    deputy: str | None = None,
) -> Away:
    """Away from the first day to the last, both included; `half` cuts a single day at noon.

    Raises `TooFarAheadError`.
    """
    if last.year > LAST_YEAR:
        raise TooFarAheadError(last)
    starts = datetime.combine(first, NOON if half is Half.AFTERNOON else time.min, tzinfo=zone)
    after = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    ends = datetime.combine(last, NOON, tzinfo=zone) if half is Half.MORNING else after
    return Away(person, starts, ends, deputy)


@dataclass(frozen=True)
class Roster:
    """Who is away when. Built from the absences that matter at the time asked about."""

    office: Office
    absences: tuple[Away, ...] = ()
    gone: frozenset[str] = frozenset()  # no longer in the workspace, or never was

    def absence(self, person: str, at: datetime) -> Away | None:
        """The absence that covers `at`; the one that lasts longest when several do."""
        covering = [one for one in self._of_person.get(person, ()) if one.covers(at)]
        return max(covering, key=lambda one: one.ends, default=None)

    @cached_property
    def _of_person(self) -> Mapping[str, Sequence[Away]]:
        found: dict[str, list[Away]] = {}
        for one in self.absences:
            found.setdefault(one.person, []).append(one)
        return found

    def at_work(self, person: str, at: datetime) -> bool:
        """Whether they can be told anything: neither away, nor gone, nor out of the office file."""
        here = person in self.office.people() and person not in self.gone
        return here and self.absence(person, at) is None

    def stand_in(self, team: Team, person: str, at: datetime) -> str | None:
        """Who works in the person's place: themselves when at work, else down the chain of deputies.

        When the chain ends with nobody, the team's duty person, lead and deputy lead are asked, each with
        a chain of their own. None: nobody is left at work, and the team's channel must be told.
        """
        return self._first_at_work((person, team.duty, team.lead, team.deputy), at)

    def lead_of(self, team: Team, at: datetime) -> str | None:
        """Who leads the team at that time: the lead, their deputies, the deputy lead, the duty person."""
        return self._first_at_work((team.lead, team.deputy, team.duty), at)

    def duty_of(self, team: Team, at: datetime) -> str | None:
        """Who has the team's list at that time."""
        return self._first_at_work((team.duty, team.lead, team.deputy), at)

    def _first_at_work(self, people: Iterable[str], at: datetime) -> str | None:
        chains = (one for person in people for one in self.chain(person, at))
        return next((one for one in chains if self.at_work(one, at)), None)

    def chain(self, person: str, at: datetime) -> Iterator[str]:
        """The person, their deputy, the deputy's deputy, …; each once."""
        seen: set[str] = set()
        following: str | None = person
        while following is not None and following not in seen:
            seen.add(following)
            yield following
            absence = self.absence(following, at)
            following = absence.deputy if absence else None


def loops(roster: Roster, wanted: Away) -> bool:
    """Whether the wanted deputy would send the work back to the person while both are away."""
    if wanted.deputy is None:
        return False
    if wanted.deputy == wanted.person:
        return True
    moments = (wanted.starts, wanted.ends - timedelta(seconds=1))
    return any(wanted.person in list(roster.chain(wanted.deputy, at))[1:] for at in moments)
