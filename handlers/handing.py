"""Whose calls may be given to whom, what that would move, and moving them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from handlers import whom
from handlers.desk import Desk
from handlers.payload import ForgedError
from handlers.whom import UnknownWhomError
from rules.errors import FristvagtError
from rules.office import Office
from rules.rights import Action, may
from storage import absences, bulk_handover, handover_reads, people
from storage.handover_reads import Moved
from storage.working import once
from views import bulk_handover as views
from views.blocks import Block

# What a preview carries: from whom, to whom, and the numbers of the calls it showed.
CARRIED = re.compile(r"([A-Z0-9]{1,32}) ([A-Z0-9]{1,32}) ((?:\d{1,9},?){0,200})", re.ASCII)


class SamePersonError(FristvagtError):
    """There is nothing to move from somebody to themselves."""

    def __init__(self) -> None:
        super().__init__("Det er den samme person to gange. Vælg en anden at flytte til.")


class NotLedError(FristvagtError):
    """Only a lead moves calls, and only those of the teams they lead."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose calls to whom (Slack ids), and the numbers of the calls the preview showed."""

    giver: str
    taker: str
    shown: tuple[int, ...] = ()


def carried(text: str) -> Wanted:
    """What the preview came back with; raises `ForgedError` for anything else."""
    found = CARRIED.fullmatch(text)
    if found is None:
        raise ForgedError
    return Wanted(found[1], found[2], tuple(int(number) for number in found[3].split(",") if number))


def givers(session: Session, office: Office, by: str) -> Mapping[str, str]:
    """Names by Slack id of whose calls `by` may move: their teams' people, and who left calls behind."""
    led = office.led_by(by)
    team = {person for team in office.teams if team.key in led for person in team.people()}
    return people.names(session, team | handover_reads.owners(session, led))


def takers(session: Session, office: Office) -> Mapping[str, str]:
    """Names by Slack id of everybody a call can be for."""
    return dict(whom.known_people(session, office))


def preview(session: Session, desk: Desk, by: str, wanted: Wanted) -> Block:
    """What would move. Raises `NotLedError`, `UnknownWhomError` and `SamePersonError`."""
    office, now = desk.office, desk.clock()
    _refuse(session, office, by, wanted)
    found = handover_reads.preview(
        session,
        wanted.giver,
        led=office.led_by(by),
        works_in=[team.key for team in office.teams_of(wanted.taker)],
        now=now,
        today_ends=_tomorrow(office, now),
    )
    names = people.names(session, [wanted.giver, wanted.taker])
    return views.preview(
        desk.texts,
        found,
        names[wanted.giver],
        names[wanted.taker],
        _leave(session, office, wanted.taker, now),
        private_metadata=f"{wanted.giver} {wanted.taker} {','.join(map(str, found.numbers))}",
    )


def _refuse(session: Session, office: Office, by: str, wanted: Wanted) -> None:
    if wanted.giver not in givers(session, office, by):
        raise NotLedError
    if wanted.taker not in takers(session, office):
        raise UnknownWhomError
    if wanted.giver == wanted.taker:
        raise SamePersonError


def _tomorrow(office: Office, now: datetime) -> datetime:
    day = now.astimezone(office.zone).date() + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=office.zone)


def _leave(session: Session, office: Office, person: str, now: datetime) -> views.Leave | None:
    roster, team = absences.roster(session, office, now), whom.home_team(office, person)
    absence = roster.absence(person, now)
    if absence is None or team is None:
        return None
    stand_in = roster.stand_in(team, person, now)
    return views.Leave(absence.ends, people.names(session, [stand_in]).get(stand_in or ""))


def move(
    session: Session, office: Office, wanted: Wanted, *, by: str, key: str, now: datetime
) -> Moved | None:
    """Move what is there now, whatever was shown; None when nothing is left. Raises as `preview` does.

    A second delivery of the same press (`key`) gives what the first one moved.
    """
    _refuse(session, office, by, wanted)
    home = whom.home_team(office, wanted.taker)
    if home is None:
        raise UnknownWhomError
    if once(session, key, None, now):
        made = bulk_handover.hand_over(
            session,
            office,
            from_id=wanted.giver,
            to_id=wanted.taker,
            led=office.led_by(by),
            home=home.key,
            by=by,
            now=now,
        )
    else:
        made = handover_reads.made_by(session, by, key)
    return handover_reads.moved(session, [made.id])[0] if made else None


def may_undo(session: Session, office: Office, by: str, handover_id: int) -> bool:
    """Whoever did it, or another lead of the teams the calls came from."""
    found = handover_reads.moved(session, [handover_id])
    return may(office, by, Action.HAND_OVER) and any(one.teams <= office.led_by(by) for one in found)
