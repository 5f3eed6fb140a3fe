"""The words of a message, made from the state at the moment it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office
from rules.order import Reason, reason
from storage import absences, clocks, notices, outbox, pages, people, worklist
from storage.models import State
from storage.outbox import Claim
from storage.worklist import WorkItem
from views import messages
from views.blocks import Message
from views.lines import Reader
from views.messages import DaysList
from views.texts import Texts


@dataclass(frozen=True)
class Composer:
    """Turns a claimed row into a message, or into nothing when there is nothing left to say."""

    office: Office

    def compose(self, session: Session, claim: Claim, now: datetime) -> Message | None:
        """The message as of `now`; None when its reason is gone."""
        reader = self._reader(session, claim.recipient, now)
        if claim.kind == notices.LIST:
            return self._list(session, claim, reader)
        if claim.kind == notices.TELEPHONE:
            return self._telephone(session, claim, reader)
        if claim.kind == notices.NOBODY:
            return self._nobody(session, claim)
        items = worklist.items(session, outbox.items_of(session, claim.id))
        if claim.kind == notices.UNDELIVERED:
            return self._undelivered(session, items, reader)
        return self._about(claim, items, reader)

    def redraw(self, session: Session, claim: Claim, now: datetime) -> Message | None:
        """A sent message as it should look now."""
        reader = self._reader(session, claim.recipient, now)
        if claim.superseded:
            t = self._texts
            return messages.superseded(t, reader, t.day(claim.attempted_at))
        if claim.kind == notices.LIST:
            return messages.days_list(self._texts, self._days_list(session, claim, reader), reader)
        if claim.kind in (notices.TELEPHONE, notices.NOBODY):
            return None
        items = worklist.items(session, outbox.items_of(session, claim.id))
        if claim.kind == notices.UNDELIVERED:
            return self._undelivered(session, items, reader)
        return WORDS[_kind_now(claim.kind, items, reader)](self._texts, items, reader)

    @property
    def _texts(self) -> Texts:
        return Texts(self.office.zone, self.office.language)

    def _reader(self, session: Session, person: str, now: datetime) -> Reader:
        teams = self.office.teams_of(person)
        away = pages.away(absences.roster(session, self.office, now), now)
        return Reader(person, now, {team.key: team.name for team in teams}, away)

    def _list(self, session: Session, claim: Claim, reader: Reader) -> Message | None:
        data = self._days_list(session, claim, reader)
        if data.empty:
            return None
        shown = [item.number for part in (data.mine, data.team, data.over) for item in part]
        outbox.speak_of(session, claim.id, shown)
        return messages.days_list(self._texts, data, reader)

    def _days_list(self, session: Session, claim: Claim, reader: Reader) -> DaysList:
        now = pages.duties(session, self.office, claim.recipient, reader.now)
        spoken_of = worklist.items(session, outbox.items_of(session, claim.id))
        return DaysList(
            mine=now.mine,
            team=now.team,
            over=now.over,
            done=[item for item in spoken_of if not item.live],
        )

    def _telephone(self, session: Session, claim: Claim, reader: Reader) -> Message | None:
        remaining = [
            item
            for item in pages.duties(session, self.office, claim.recipient, reader.now).mine
            if reason(item, reader.now, self.office.zone) not in (Reason.TO_NOTE, Reason.WAITING)
        ]
        return messages.telephone_hours(self._texts, remaining, reader) if remaining else None

    def _nobody(self, session: Session, claim: Claim) -> Message | None:
        team = self.office.team(claim.team_key)
        waiting = clocks.open_in(session, team.key)
        return messages.nobody_left(self._texts, team.name, waiting) if waiting else None

    def _about(self, claim: Claim, items: Sequence[WorkItem], reader: Reader) -> Message | None:
        kind = _kind_now(claim.kind, items, reader)
        shown = [item for item in items if _still(kind, item, reader)]
        if shown and kind == notices.WARN:
            # What woke at the same time is in the same message.
            shown = [item for item in items if item in shown or _awake(item, reader)]
        return WORDS[kind](self._texts, shown, reader) if shown else None

    def _undelivered(self, session: Session, items: Sequence[WorkItem], reader: Reader) -> Message:
        owners = people.names(session, [item.owner_id for item in items]).values()
        name = ", ".join(owners) or self._texts("En kollega")
        return messages.undelivered(self._texts, name, items, reader)


WORDS: dict[str, Callable[[Texts, Sequence[WorkItem], Reader], Message]] = {
    notices.WARN: messages.warning,
    notices.WAKE: messages.woken,
    notices.AGAIN: messages.called_again,
    notices.URGENT: messages.urgent,
    notices.URGENT_LEAD: messages.urgent_lead,
}


def _kind_now(kind: str, items: Sequence[WorkItem], reader: Reader) -> str:
    """A warning with nothing left to warn of may still tell of calls that woke with it."""
    if kind == notices.WARN and not any(_still(kind, item, reader) for item in items):
        rung = any(_awake(item, reader) and item.attempts for item in items)
        return notices.WAKE if rung else kind
    return kind


def _still(kind: str, item: WorkItem, reader: Reader) -> bool:
    """Whether the message's reason still holds for this call."""
    if item.state is not State.OPEN:
        return False
    if kind == notices.WARN:
        return item.attempts == 0 and reader.now < item.due_at
    if kind == notices.WAKE:
        return _awake(item, reader)
    if kind in (notices.URGENT, notices.URGENT_LEAD):
        return item.urgent and item.taken_at is None
    return True


def _awake(item: WorkItem, reader: Reader) -> bool:
    asleep = item.snoozed_until is not None and item.snoozed_until > reader.now
    return item.state is State.OPEN and not asleep
