"""Sending what is due: look when unsure, ask again whether it still holds, then send once.

A row is leased and marked *sending* in a transaction of its own before anything leaves. If we die
after that, the lease runs out and the next claim knows that the outcome is unknown: it looks for the
message by its metadata before it sends again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from jobs.courier import Posted, WayOut
from jobs.decide import Decision
from jobs.pause import Pause
from jobs.stand_ins import tell_somebody_else
from jobs.stopwatch import Stopwatch
from jobs.together import Turns
from jobs.trouble import LONGEST_WAIT, MOST_DOUBLINGS, Kind, Trouble, mistake, patience
from storage import events, mailbox, notices, outbox
from storage.database import UNAVAILABLE
from storage.models import Sending
from storage.outbox import Claim

logger = logging.getLogger(__name__)

BATCH = 10
# Whatever could not leave for so long is for a person to look at; the lists have said it meanwhile.
GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Delivery:
    """Sends the outbox. All times aware UTC."""

    decision: Decision
    courier: WayOut
    pause: Pause = field(default_factory=Pause)

    def run(self, now: datetime) -> bool:
        """Send one batch. Returns whether there was anything; raises `AppRefusedError`."""
        if self.pause.holds(now):
            return False
        with self.decision.database.read() as session:
            if not outbox.any_due(session, now):
                return False
        with self.decision.database.write() as session:
            claims = outbox.claim(session, now, BATCH)
        return bool(claims) and self._deliver_all(claims, Stopwatch(now))

    def _deliver_all(self, claims: Sequence[Claim], watch: Stopwatch) -> bool:
        turns = Turns()
        held_up = any(
            turns.take(partial(self._held_up, claim, claims[position + 1 :], watch))
            # Also when the rest could not be given back.
            or self.pause.holds(watch.now())
            for position, claim in enumerate(claims)
        )
        turns.over()
        return not held_up

    def _held_up(self, claim: Claim, rest: Sequence[Claim], watch: Stopwatch) -> bool:
        """Deliver one. Returns whether Slack is left alone from now on, and the rest is given back."""
        trouble = self._deliver(claim, watch.now())
        if trouble is None:
            self.pause.worked()
            return False
        if trouble.kind is Kind.APP or self.pause.begins(claim.id, trouble, watch.now()):
            try:
                self._give_back(rest, watch.now())
            finally:
                trouble.stop_if_refused()
            return True
        return False

    def _deliver(self, claim: Claim, now: datetime) -> Trouble | None:
        try:
            posted = self._send(claim, now)
        except Trouble as trouble:
            self._note_trouble(claim, trouble, now)
            return trouble
        if posted is not None:
            self._note_sent(claim, posted, now)
        return None

    def _send(self, claim: Claim, now: datetime) -> Posted | None:
        """Where the message stands in Slack; None when nothing was to leave. Raises `Trouble`."""
        try:
            found = self._look(claim) if claim.uncertain else None
            if found is not None:
                return found
            message = self.decision.take(claim, now)
            return self.courier.post(claim.recipient, message, claim.id) if message else None
        except (Trouble, *UNAVAILABLE):
            raise
        except Exception as error:  # one row we cannot handle must not hold up the others
            raise mistake(error) from error

    def _look(self, claim: Claim) -> Posted | None:
        try:
            return self.courier.find(claim.recipient, claim.id, claim.attempted_at)
        except Trouble as trouble:
            # Without the scope to read our own messages we cannot look: better twice than never.
            if trouble.code == "missing_scope":
                return None
            raise

    def _note_sent(self, claim: Claim, posted: Posted, now: datetime) -> None:
        with self.decision.database.write() as session:
            if not outbox.sent(session, claim, channel=posted.channel, ts=posted.ts, now=now):
                logger.warning("outbox %s: the lease was lost before the sending was noted", claim.id)
                return
            if claim.kind == notices.LIST:
                mailbox.supersede(session, claim.recipient, notices.LIST, posted.ts)
            self._log(session, claim, "notice_sent", now)

    def _note_trouble(self, claim: Claim, trouble: Trouble, now: datetime) -> None:
        logger.warning("outbox %s: %s", claim.id, trouble)
        with self.decision.database.write() as session:
            if trouble.kind is Kind.PERSON:
                self._undeliverable(session, claim, trouble, now)
            elif _hopeless(claim, trouble, now):
                if outbox.settle(session, claim, state=Sending.SET_ASIDE, error=trouble.code):
                    self._log(session, claim, "notice_set_aside", now, error=trouble.code)
            elif trouble.kind in (Kind.UNKNOWN, Kind.BROKEN):
                outbox.unknown(session, claim, error=trouble.code, look_at=now + _look_wait(claim, trouble))
            elif claim.uncertain:
                at = now + patience(claim.tries, trouble)
                outbox.unknown(session, claim, error=trouble.code, look_at=at)
            else:
                outbox.again(session, claim, at=now + patience(claim.tries, trouble), error=trouble.code)

    def _undeliverable(self, session: Session, claim: Claim, trouble: Trouble, now: datetime) -> None:
        if outbox.settle(session, claim, state=Sending.UNDELIVERABLE, error=trouble.code):
            self._log(session, claim, "notice_undeliverable", now, error=trouble.code)
            tell_somebody_else(session, self.decision.office, claim, now)

    def _give_back(self, claims: Sequence[Claim], now: datetime) -> None:
        with self.decision.database.write() as session:
            for claim in claims:
                outbox.give_back(session, claim, now)

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


def _hopeless(claim: Claim, trouble: Trouble, now: datetime) -> bool:
    """Refused too often, or in trouble for days: the row is set aside, and the others go on."""
    if claim.tries < outbox.MOST_TRIES or trouble.kind is Kind.APP:
        return False
    return trouble.kind in (Kind.REFUSED, Kind.BROKEN) or now - claim.attempted_at > GIVE_UP_AFTER


def _look_wait(claim: Claim, trouble: Trouble) -> timedelta:
    """How long to wait before looking whether the message arrived."""
    doubled = outbox.LOOK_AFTER * (1 << min(max(claim.tries - 1, 0), MOST_DOUBLINGS))
    return max(min(doubled, LONGEST_WAIT), trouble.wait or timedelta())
