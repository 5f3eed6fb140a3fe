"""The words of a message, made from the state at the moment it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office
from rules.order import Reason, reason
from storage import notices, outbox, pages, people, worklist
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
        reader = self._reader(claim.recipient, now)
        if claim.kind == notices.LIST:
            return self._list(session, claim, reader)
        if claim.kind == notices.TELEPHONE:
            return self._telephone(session, claim, reader)
        items = worklist.items(session, outbox.items_of(session, claim.id))
        if claim.kind == notices.UNDELIVERED:
            return self._undelivered(session, items, reader)
        return self._about(claim, items, reader)

    def redraw(self, session: Session, claim: Claim, now: datetime) -> Message | None:
        """A sent message as it should look now."""
        reader = self._reader(claim.recipient, now)
        if claim.superseded:
            t = self._texts
            return messages.superseded(t, reader, t.day(claim.attempted_at))
        if claim.kind == notices.LIST:
            return messages.days_list(self._texts, self._days_list(session, claim, reader), reader)
        if claim.kind == notices.TELEPHONE:
            return None
        items = worklist.items(session, outbox.items_of(session, claim.id))
        if claim.kind == notices.UNDELIVERED:
            return self._undelivered(session, items, reader)
        return WORDS[claim.kind](self._texts, items, reader)

    @property
    def _texts(self) -> Texts:
        return Texts(self.office.zone, self.office.language)

    def _reader(self, person: str, now: datetime) -> Reader:
        teams = self.office.teams_of(person)
        return Reader(person, now, {team.key: team.name for team in teams})

    def _list(self, session: Session, claim: Claim, reader: Reader) -> Message | None:
        data = self._days_list(session, claim, reader)
        if data.empty:
            return None
        shown = [item.number for part in (data.mine, data.team, data.over) for item in part]
        outbox.speak_of(session, claim.id, shown)
        outbox.supersede(session, claim.recipient, notices.LIST, claim.id)
        return messages.days_list(self._texts, data, reader)

    def _days_list(self, session: Session, claim: Claim, reader: Reader) -> DaysList:
        person = claim.recipient
        spoken_of = worklist.items(session, outbox.items_of(session, claim.id))
        return DaysList(
            mine=worklist.owned(session, person),
            team=pages.on_duty(session, self.office, person),
            over=pages.over(session, self.office, person, reader.now),
            done=[item for item in spoken_of if not item.live],
        )

    def _telephone(self, session: Session, claim: Claim, reader: Reader) -> Message | None:
        remaining = [
            item
            for item in worklist.owned(session, claim.recipient)
            if reason(item, reader.now, self.office.zone) not in (Reason.TO_NOTE, Reason.WAITING)
        ]
        return messages.telephone_hours(self._texts, remaining, reader) if remaining else None

    def _about(self, claim: Claim, items: Sequence[WorkItem], reader: Reader) -> Message | None:
        if not any(_still(claim.kind, item) for item in items):
            return None
        return WORDS[claim.kind](self._texts, [item for item in items if _still(claim.kind, item)], reader)

    def _undelivered(self, session: Session, items: Sequence[WorkItem], reader: Reader) -> Message:
        owners = people.names(session, [item.owner_id for item in items]).values()
        name = ", ".join(owners) or self._texts("En kollega")
        return messages.undelivered(self._texts, name, items, reader)


WORDS: dict[str, Callable[[Texts, Sequence[WorkItem], Reader], Message]] = {
    notices.WARN: messages.warning,
    notices.WAKE: messages.woken,
    notices.URGENT: messages.urgent,
    notices.URGENT_LEAD: messages.urgent_lead,
}


def _still(kind: str, item: WorkItem) -> bool:
    """Whether the message's reason still holds for this call."""
    if item.state is not State.OPEN:
        return False
    if kind == notices.WARN:
        return item.attempts == 0
    if kind in (notices.URGENT, notices.URGENT_LEAD):
        return item.taken_at is None
    return True
