"""Sending what is due: look when unsure, ask again whether it still holds, then send once.

A row is leased and marked *sending* in a transaction of its own before anything leaves. If we die
after that, the lease runs out and the next claim knows that the outcome is unknown: it looks for the
message by its metadata before it sends again.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from jobs.compose import Composer
from jobs.courier import Courier, Posted
from jobs.trouble import Kind, Trouble
from rules.ladder import next_list
from rules.office import Office, Team, may_notify
from storage import clocks, events, notices, outbox
from storage.database import Database
from storage.models import Sending
from storage.outbox import Claim
from views.blocks import Message

logger = logging.getLogger(__name__)

BATCH = 10
SHORTEST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(seconds=60)
MOST_DOUBLINGS = 10
# How long Slack may take to show a message in its history.
LOOK_AFTER = timedelta(seconds=3)


class AppRefusedError(Exception):
    """Slack no longer accepts the app: nothing will leave until an administrator acts."""


@dataclass(frozen=True)
class Delivery:
    """Sends the outbox. All times aware UTC."""

    office: Office
    database: Database
    courier: Courier
    composer: Composer

    def run(self, now: datetime) -> bool:
        """Send one batch. Returns whether there was anything; raises `AppRefusedError`."""
        with self.database.read() as session:
            if not outbox.any_due(session, now):
                return False
        with self.database.write() as session:
            claims = outbox.claim(session, now, BATCH)
        for position, claim in enumerate(claims):
            trouble = self._deliver(claim, now)
            if trouble is not None and trouble.kind in (Kind.TRANSIENT, Kind.APP):
                self._give_back(claims[position + 1 :], now + self.wait(claim, trouble))
                self._stop_if_refused(trouble)
                return False
        return bool(claims)

    def _deliver(self, claim: Claim, now: datetime) -> Trouble | None:
        try:
            found = self._look(claim) if claim.uncertain else None
            if found is not None:
                self._note_sent(claim, found, now)
                return None
            message = self._decide(claim, now)
            if message is not None:
                self._note_sent(claim, self.courier.post(claim.recipient, message, claim.id), now)
        except Trouble as trouble:
            self._note_trouble(claim, trouble, now)
            return trouble
        return None

    def _look(self, claim: Claim) -> Posted | None:
        try:
            return self.courier.find(claim.recipient, claim.id, claim.attempted_at)
        except Trouble as trouble:
            # Without the scope to read our own messages we cannot look: better twice than never.
            if trouble.kind in (Kind.PERSON, Kind.APP) and trouble.code == "missing_scope":
                return None
            raise

    def _decide(self, claim: Claim, now: datetime) -> Message | None:
        """The message to send now; None when it was dropped, merged or put off."""
        with self.database.write() as session:
            if claim.expires_at is not None and claim.expires_at <= now:
                outbox.settle(session, claim, state=Sending.DROPPED, error="expired")
                return None
            if not claim.urgent and self._held_back(session, claim, now):
                return None
            message = self.composer.compose(session, claim, now)
            if message is None:
                outbox.settle(session, claim, state=Sending.DROPPED, error="nothing_to_say")
            return message

    def _held_back(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Outside working hours or over the budget: kept for the next list, or for its own later time."""
        team = self.office.team(claim.team_key)
        at = may_notify(self.office, team, now)
        if claim.kind != notices.LIST and outbox.covered(session, claim, notices.LIST, now):
            return outbox.settle(session, claim, state=Sending.DROPPED, error="merged")
        if at == now and self._within_budget(session, claim, team, now):
            return False
        if at == now:
            at = next_list(team.calendar, self.office.ladder, now)
        if claim.kind in (notices.LIST, notices.UNDELIVERED):
            return outbox.later(session, claim, at=at)
        self._merge_into_list(session, claim, team, at)
        return True

    def _merge_into_list(self, session: Session, claim: Claim, team: Team, at: datetime) -> None:
        local = team.calendar.local(at)
        morning = datetime.combine(local.date(), self.office.ladder.digest, tzinfo=team.calendar.zone)
        notices.the_list(session, team, claim.recipient, local, max(morning, at))
        outbox.settle(session, claim, state=Sending.DROPPED, error="merged")

    def _within_budget(self, session: Session, claim: Claim, team: Team, now: datetime) -> bool:
        midnight = datetime.combine(team.calendar.local(now).date(), time.min, tzinfo=team.calendar.zone)
        sent = outbox.sent_on(session, claim.recipient, midnight, midnight + timedelta(days=1))
        # The last one of the day is kept for the interruption before a limit, when one is coming.
        kept = claim.kind != notices.WARN and clocks.warning_today(
            session, claim.recipient, now, midnight + timedelta(days=1)
        )
        return sent < self.office.notices.dms_a_day - int(kept)

    def _note_sent(self, claim: Claim, posted: Posted, now: datetime) -> None:
        with self.database.write() as session:
            mine = outbox.sent(session, claim, channel=posted.channel, ts=posted.ts, now=now)
            if mine:
                self._log(session, claim, "notice_sent", now)
            else:
                logger.warning("outbox %s: the lease was lost before the sending was noted", claim.id)

    def _note_trouble(self, claim: Claim, trouble: Trouble, now: datetime) -> None:
        logger.warning("outbox %s: %s", claim.id, trouble)
        with self.database.write() as session:
            match trouble.kind:
                case Kind.UNKNOWN:
                    outbox.unknown(session, claim, error=trouble.code, look_at=now + self._look_wait(claim))
                case Kind.PERSON:
                    self._tell_somebody_else(session, claim, trouble, now)
                case Kind.REFUSED if claim.tries >= outbox.MOST_TRIES:
                    outbox.settle(session, claim, state=Sending.SET_ASIDE, error=trouble.code)
                    self._log(session, claim, "notice_set_aside", now, error=trouble.code)
                case _ if claim.uncertain:
                    wait = self.wait(claim, trouble)
                    outbox.unknown(session, claim, error=trouble.code, look_at=now + wait)
                case _:
                    outbox.later(session, claim, at=now + self.wait(claim, trouble), error=trouble.code)

    def _tell_somebody_else(self, session: Session, claim: Claim, trouble: Trouble, now: datetime) -> None:
        """The recipient cannot be reached: lead and duty person are told in their place."""
        outbox.settle(session, claim, state=Sending.UNDELIVERABLE, error=trouble.code)
        self._log(session, claim, "notice_undeliverable", now, error=trouble.code)
        items = outbox.items_of(session, claim.id) or clocks.live_of(session, claim.recipient)
        team = self.office.team(claim.team_key)
        for stand_in in self._stand_ins(team, claim):
            outbox.enqueue(
                session,
                key=f"{notices.UNDELIVERED}:{claim.id}:{stand_in}",
                kind=notices.UNDELIVERED,
                recipient=stand_in,
                team_key=claim.team_key,
                not_before=now,
                items=items,
                urgent=claim.urgent,
            )

    def _stand_ins(self, team: Team, claim: Claim) -> list[str]:
        """The lead is always told; when the lead is who cannot be reached, deputy and duty person are."""
        others = [one for one in (*team.leads(), team.duty) if one != claim.recipient]
        if claim.kind == notices.UNDELIVERED:
            return []
        return list(dict.fromkeys([*others[:1], *([team.duty] if team.duty != claim.recipient else [])]))

    def _give_back(self, claims: list[Claim], at: datetime) -> None:
        """Rows we never got to keep whatever doubt they had."""
        if not claims:
            return
        with self.database.write() as session:
            for claim in claims:
                if claim.uncertain:
                    outbox.unknown(session, claim, error="given_back", look_at=at)
                else:
                    outbox.later(session, claim, at=at)

    def _stop_if_refused(self, trouble: Trouble) -> None:
        if trouble.kind is Kind.APP:
            raise AppRefusedError(trouble.code)

    @staticmethod
    def wait(claim: Claim, trouble: Trouble) -> timedelta:
        """How long to leave Slack alone: its own wish, else twice as long each time, at most a minute."""
        if trouble.wait is not None:
            return trouble.wait
        return min(SHORTEST_WAIT * (1 << min(claim.tries, MOST_DOUBLINGS)), LONGEST_WAIT)

    def _look_wait(self, claim: Claim) -> timedelta:
        return min(LOOK_AFTER * (1 << min(max(claim.tries - 1, 0), MOST_DOUBLINGS)), LONGEST_WAIT)

    def _log(
        self, session: Session, claim: Claim, action: str, now: datetime, error: str | None = None
    ) -> None:
        events.record(
            session,
            at=now,
            actor=events.ENGINE,
            action=action,
            outbox=claim.id,
            kind=claim.kind,
            recipient=claim.recipient,
            error=error,
        )
