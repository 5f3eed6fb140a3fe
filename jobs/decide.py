"""Whether a claimed message goes out now, and with what words: the last look before anything leaves."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from jobs.compose import Composer
from rules.ladder import next_list
from rules.office import Office, Team, may_notify
from storage import absences, clocks, mailbox, notices, outbox
from storage.database import Database
from storage.models import Sending
from storage.outbox import Claim
from views.blocks import Message

# A line that says how much is left says nothing new so soon after, or before, a fuller message.
FRESH = timedelta(minutes=30)
# Only these say what no list would say later: they wait for their hour, the others go into the list.
KEPT = (notices.LIST, notices.UNDELIVERED, notices.NOBODY)
# Which messages can take which along: a warning says more than a wake-up.
HOSTS = {
    notices.WARN: (notices.WARN,),
    notices.WAKE: (notices.WARN, notices.WAKE),
    notices.AGAIN: (notices.AGAIN,),
}


@dataclass(frozen=True)
class Decision:
    """Decides on one claim in one transaction. All times aware UTC."""

    office: Office
    database: Database
    composer: Composer

    def take(self, claim: Claim, now: datetime) -> Message | None:
        """The message to send now; None when it was dropped, merged, put off, or is no longer ours."""
        with self.database.write() as session:
            mailbox.alone_with(session, claim.recipient)
            if not outbox.renew(session, claim, now) or self._over(session, claim, now):
                return None
            message = self.composer.compose(session, claim, now)
            if message is None:
                _drop(session, claim, "nothing_to_say")
                return None
            outbox.leaving(session, claim, now)
            return message

    def _over(self, session: Session, claim: Claim, now: datetime) -> bool:
        if claim.expires_at is not None and claim.expires_at <= now:
            return _drop(session, claim, "expired")
        if self._moved(session, claim, now):
            return True
        return not claim.urgent and (
            self._said_already(session, claim, now) or self._held_back(session, claim, now)
        )

    def _moved(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Whether the recipient is away: what concerns a call goes to whoever stands in for them."""
        team, roster = self.office.team(claim.team_key), absences.roster(session, self.office, now)
        if claim.kind == notices.NOBODY or roster.at_work(claim.recipient, now):
            return False
        stand_in = roster.stand_in(team, claim.recipient, now)
        items = outbox.items_of(session, claim.id) if claim.kind != notices.LIST else ()
        if stand_in is None:
            notices.nobody_left(session, team, now)
        elif items:
            notices.pass_on(session, claim, stand_in, items, now)
        return _drop(session, claim, "moved")

    def _said_already(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Whether another message to the same person says it, or can say it too."""
        if claim.kind == notices.TELEPHONE and self._fuller(session, claim, now):
            return _drop(session, claim, "merged")
        if claim.kind not in HOSTS:
            return False
        if mailbox.companion(session, claim, (notices.LIST,), claim.due_at, now):
            return _drop(session, claim, "merged")
        host = mailbox.companion(session, claim, HOSTS[claim.kind], claim.due_at, now)
        if host is None:
            return False
        mailbox.join(session, claim, host)
        return _drop(session, claim, "merged")

    def _fuller(self, session: Session, claim: Claim, now: datetime) -> bool:
        kinds = (notices.LIST, notices.WARN, notices.WAKE)
        if mailbox.companion(session, claim, kinds, claim.due_at - FRESH, now):
            return True
        return clocks.warning_before(session, self.office, claim.recipient, now + FRESH)

    def _held_back(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Outside working hours or over the budget: kept for the next list, or for its own later time."""
        team = self.office.team(claim.team_key)
        at = may_notify(self.office, team, now)
        if at == now and self._within_budget(session, claim, team, now):
            return False
        if at == now:
            at = next_list(team.calendar, self.office.ladder, now)
        if claim.kind in KEPT:
            return outbox.later(session, claim, at=at)
        self._merge_into_list(session, claim, team, at)
        return _drop(session, claim, "merged")

    def _merge_into_list(self, session: Session, claim: Claim, team: Team, at: datetime) -> None:
        local = team.calendar.local(at)
        morning = datetime.combine(local.date(), self.office.ladder.digest, tzinfo=team.calendar.zone)
        notices.the_list(session, team, claim.recipient, local, max(morning, at))

    def _within_budget(self, session: Session, claim: Claim, team: Team, now: datetime) -> bool:
        midnight = datetime.combine(team.calendar.local(now).date(), time.min, tzinfo=team.calendar.zone)
        tomorrow = midnight + timedelta(days=1)
        sent = mailbox.sent_between(session, claim, midnight, tomorrow)
        # The last one of the day is kept for the interruption before a limit, when one is coming.
        kept = claim.kind != notices.WARN and (
            mailbox.waits(session, claim.recipient, notices.WARN)
            or clocks.warning_before(session, self.office, claim.recipient, tomorrow)
        )
        return sent < self.office.notices.dms_a_day - int(kept)


def _drop(session: Session, claim: Claim, why: str) -> bool:
    return outbox.settle(session, claim, state=Sending.DROPPED, error=why)
