"""The words of a message, made from the state at the moment it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from jobs import compose_questions, compose_reader
from jobs.agenda_words import agenda_words, at_hand
from jobs.compose_registers import COMPOSE
from rules.absence import Roster
from rules.office import Office, Role, Team
from rules.order import Reason, not_kept, reason
from rules.rights import LOGGERS
from rules.worktime import ONE_DAY
from storage import (
    absences,
    agendas,
    alarms,
    caselist,
    clocks,
    complaint_notices,
    lead_week,
    notices,
    outbox,
    pages,
    people,
    questions,
    returns,
    spoken_of,
    spot_checks,
    worklist,
)
from storage.caselist import CaseItem
from storage.models import State
from storage.outbox import Claim
from views import complaint_messages, messages
from views.blocks import Message
from views.ill import ill
from views.lines import Reader, gone
from views.listed import Listed
from views.messages import DaysList, More
from views.spot_check import message as spot_check
from views.texts import Texts
from views.week import week
from views.welcome import Guest, Welcome, welcome

# What tells of a register and not of a person's work.
OF_REGISTERS = {**COMPOSE, agendas.KIND: agenda_words}
# What speaks of no call and no deadline in particular.
NO_ITEMS = (
    notices.NOBODY,
    notices.WELCOME,
    notices.WEEK,
    notices.ILL,
    spot_checks.KIND,
    *OF_REGISTERS,
)
# What tells of items, but is made in another way than from them alone.
APART = (notices.UNDELIVERED, complaint_notices.READER, *questions.KINDS)


@dataclass(frozen=True)
class Composer:
    """Turns a claimed row into a message, or into nothing when there is nothing left to say."""

    office: Office

    def compose(self, session: Session, claim: Claim, now: datetime) -> Message | None:
        """The message as of `now`; None when its reason is gone."""
        t, reader = self._texts(session, claim), self._reader(session, claim.recipient, now)
        if claim.kind == notices.LIST:
            return self._list(session, t, claim, reader)
        if claim.kind == notices.TELEPHONE:
            return self._telephone(session, t, claim, reader)
        if claim.kind in NO_ITEMS:
            return self._about_no_item(session, t, claim, now)
        if claim.kind in APART:
            return _apart(session, self.office, t, claim, reader)
        items = _items(session, claim)
        return _about(t, claim, items, reader)

    def redraw(self, session: Session, claim: Claim, now: datetime) -> Message | None:
        """A sent message as it should look now."""
        t, reader = self._texts(session, claim), self._reader(session, claim.recipient, now)
        if claim.superseded:
            return messages.superseded(t, reader, t.day(claim.attempted_at))
        if claim.kind == notices.LIST:
            data = self._days_list(session, claim, reader)
            kept = replace(data, done=[*_seen_to(session, claim, data), *data.done])
            return messages.days_list(t, kept, reader)
        if claim.kind in (notices.TELEPHONE, notices.NOBODY, notices.WELCOME):
            return None
        if claim.kind in NO_ITEMS:
            return self._about_no_item(session, t, claim, now)
        if claim.kind in APART:
            return _apart(session, self.office, t, claim, reader)
        items = _items(session, claim)
        return WORDS[_kind_now(claim.kind, items, reader)](t, items, reader)

    def _texts(self, session: Session, claim: Claim) -> Texts:
        """In the recipient's language; a channel reads the office's."""
        return Texts(self.office.zone, people.language(session, self.office, claim.recipient))

    def _reader(self, session: Session, person: str, now: datetime) -> Reader:
        # Whoever works in no team, a jurist say, reads of them all.
        teams = self.office.teams_of(person) or self.office.teams
        roster = absences.roster(session, self.office, now)
        away = pages.away(roster, now)
        names = {team.key: team.name for team in teams}
        calendars = {team.key: team.calendar for team in self.office.teams}
        others = [team for team in self.office.teams if team not in teams]
        helped = {team.key for team in others if away and _helps(roster, person, team, away, now)}
        elsewhere = {team.key: team.name for team in others if team.key not in helped}
        return Reader(person, now, names, away, self.office.led_by(person), calendars, elsewhere)

    def _list(self, session: Session, t: Texts, claim: Claim, reader: Reader) -> Message | None:
        data = self._days_list(session, claim, reader)
        if data.empty:
            return None
        shown = [item.number for part in (data.mine, data.team, data.over) for item in part]
        outbox.speak_of(session, claim.id, shown)
        return messages.days_list(t, data, reader)

    def _days_list(self, session: Session, claim: Claim, reader: Reader) -> DaysList:
        now = pages.duties(session, self.office, claim.recipient, reader.now, outbox_id=claim.id)
        return DaysList(
            mine=[*now.mine, *now.cases.mine],
            team=[*now.team, *now.cases.team],
            over=[*now.over, *now.cases.over],
            done=[*worklist.done_in(session, claim.id), *caselist.done_in(session, claim.id)],
            more=More(now.cases.mine.more, now.cases.team.more, now.cases.over.more, now.cases.mine.late),
            back=returns.told_in(session, claim),
        )

    def _telephone(self, session: Session, t: Texts, claim: Claim, reader: Reader) -> Message | None:
        remaining = [
            item
            for item in pages.duties(session, self.office, claim.recipient, reader.now).mine
            if reason(item, reader.now, self.office.zone) not in (Reason.TO_NOTE, Reason.WAITING)
        ]
        return messages.telephone_hours(t, remaining, reader) if remaining else None

    def _nobody(self, session: Session, t: Texts, claim: Claim) -> Message | None:
        team = self.office.team(claim.team_key)
        waiting, urgent = clocks.open_in(session, team.key), clocks.urgent_in(session, team.key)
        if not waiting or (claim.urgent and not urgent):
            return None
        return messages.nobody_left(t, team.name, waiting, urgent)

    def _about_no_item(self, session: Session, t: Texts, claim: Claim, now: datetime) -> Message | None:
        match claim.kind:
            case notices.NOBODY:
                return self._nobody(session, t, claim)
            case notices.WELCOME:
                return self._welcome(session, t, claim, now)
            case notices.WEEK:
                return self._week(session, t, claim, now)
            case spot_checks.KIND:
                return _spot_check(session, t, claim)
            case kind if kind in OF_REGISTERS:
                return OF_REGISTERS[kind](session, self.office, t, claim, now)
            case _:
                return self._ill(session, t, claim, now)

    def _ill(self, session: Session, t: Texts, claim: Claim, now: datetime) -> Message | None:
        team = self.office.team(claim.team_key)
        lasting = alarms.of_team(alarms.found(session, self.office, now), team.key)
        return ill(t, team.name, lasting) if lasting else None

    def _week(self, session: Session, t: Texts, claim: Claim, now: datetime) -> Message | None:
        """Of the teams the recipient leads by now, and of the one it was asked for."""
        led = pages.led_now(absences.roster(session, self.office, now), claim.recipient, now)
        ours = [team for team in self.office.teams if team in led or team.key == claim.team_key]
        weeks = [lead_week.of_team(session, self.office, team, now) for team in ours]
        told = [one for one in weeks if not one.nothing]
        return week(t, told, now, at_hand(self.office, t, now)) if told else None

    def _welcome(self, session: Session, t: Texts, claim: Claim, now: datetime) -> Message | None:
        roles, team = self.office.roles_of(claim.recipient), self.office.team(claim.team_key)
        if not roles:
            return None
        today = team.calendar.local(now).date()
        list_at = notices.list_at(session, self.office, team, claim.recipient, today)
        return welcome(t, Welcome(_guest(roles), self.office.commands, t.clock(list_at)))


def _helps(roster: Roster, person: str, team: Team, away: frozenset[str], now: datetime) -> bool:
    """Whether they stand in for somebody of a team they are not of themselves."""
    return any(roster.stand_in(team, one, now) == person for one in team.people() & away)


def _spot_check(session: Session, t: Texts, claim: Claim) -> Message | None:
    check = spot_checks.check_of(session, claim.key)
    return spot_check(t, check, spot_checks.to_answer(session, check)) if check else None


def _guest(roles: frozenset[Role]) -> Guest:
    if Role.LEAD in roles:
        return Guest.LEAD
    if Role.CASEWORKER in roles:
        return Guest.CASEWORKER
    if roles & LOGGERS:
        return Guest.RECEPTIONIST
    if Role.JURIST in roles:
        return Guest.JURIST
    return Guest.COORDINATOR if Role.COORDINATOR in roles else Guest.ONLOOKER


def _seen_to(session: Session, claim: Claim, data: DaysList) -> list[CaseItem]:
    """What the list told of and is put off or announced since: it stands there still, and says so."""
    shown = {item.number for part in (data.mine, data.team, data.over, data.done) for item in part}
    told = caselist.items(session, spoken_of.by(session, claim.id).cases)
    return [one for one in told if one.live and one.owner_id == claim.recipient and one.number not in shown]


def _items(session: Session, claim: Claim) -> list[Listed]:
    """The calls and deadlines the message speaks of."""
    spoken = spoken_of.by(session, claim.id)
    return [*worklist.items(session, spoken.calls), *caselist.items(session, spoken.cases)]


def _about(t: Texts, claim: Claim, items: Sequence[Listed], reader: Reader) -> Message | None:
    kind = _kind_now(claim.kind, items, reader)
    shown = [item for item in items if _still(kind, item, reader)]
    if shown and kind == notices.WARN:
        # What woke at the same time is in the same message.
        shown = [item for item in items if item in shown or _awake(item, reader)]
    return WORDS[kind](t, shown, reader) if shown else None


def _apart(session: Session, office: Office, t: Texts, claim: Claim, reader: Reader) -> Message | None:
    """What tells of items and more than stands on them."""
    if claim.kind == complaint_notices.READER:
        return compose_reader.compose(session, office, t, claim, reader)
    if claim.kind in questions.KINDS:
        return compose_questions.compose(session, t, claim, reader)
    return _undelivered(session, office, t, claim, reader)


def _undelivered(session: Session, office: Office, t: Texts, claim: Claim, reader: Reader) -> Message:
    who, team = notices.unreachable(claim), office.team(claim.team_key)
    if who == team.channel:
        return messages.channel_closed(t, team.name)
    name = people.names(session, [who]).get(who) or t("En kollega")
    return messages.undelivered(t, name, _items(session, claim), reader)


WORDS: dict[str, Callable[[Texts, Sequence[Listed], Reader], Message]] = {
    notices.WARN: messages.warning,
    notices.WAKE: messages.woken,
    notices.AGREED: messages.agreed,
    notices.AGAIN: messages.called_again,
    notices.URGENT: messages.urgent,
    notices.URGENT_LEAD: messages.urgent_lead,
    complaint_notices.COMPLAINT: complaint_messages.complaint_told,
    complaint_notices.INQUIRY: complaint_messages.inquiry_told,
}


def _kind_now(kind: str, items: Sequence[Listed], reader: Reader) -> str:
    """A warning with nothing left to warn of may still tell of calls that woke with it."""
    if kind == notices.WARN and not any(_still(kind, item, reader) for item in items):
        rung = any(_awake(item, reader) and item.attempts for item in items)
        return notices.WAKE if rung else kind
    return kind


def _still(kind: str, item: Listed, reader: Reader) -> bool:
    """Whether the message's reason still holds for this one."""
    if item.state is not State.OPEN:
        return False
    if isinstance(item, CaseItem):
        return kind != notices.WARN or _last_day(item, reader)
    if kind == notices.WARN:
        waits = item.attempts == 0 or not_kept(item, reader.now)
        return waits and reader.now < item.due_at
    if kind in (notices.WAKE, notices.AGREED):
        return _awake(item, reader)
    if kind in (notices.URGENT, notices.URGENT_LEAD):
        return item.urgent and item.taken_at is None and not gone(item, reader)
    return True


def _last_day(item: CaseItem, reader: Reader) -> bool:
    """A written notice moves what is worked towards, and the warning is settled."""
    at_most = reader.now + ONE_DAY
    return reader.now < item.due_at and item.goal_at < at_most


def _awake(item: Listed, reader: Reader) -> bool:
    if isinstance(item, CaseItem):
        return False  # what a deadline waits for, the day's list says
    asleep = item.snoozed_until is not None and item.snoozed_until > reader.now
    return item.state is State.OPEN and not asleep
