"""Moving the clocks: each one whose next step has come takes it, and learns its next one."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from jobs.trouble import mistake
from rules.ladder import Step
from rules.office import Office
from storage import case_work, clocks, events, notices, outbox, people
from storage.database import UNAVAILABLE, Database
from storage.models import CALLBACK, Callback, Deadline

logger = logging.getLogger(__name__)

BATCH = 100
# A clock that cannot be moved (its team left the office file) is tried again, not forgotten.
TRY_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Advance:
    """Moves clocks, a batch in one transaction. All times aware UTC."""

    office: Office
    database: Database

    def run(self, now: datetime) -> bool:
        """Returns whether any clock moved."""
        with self.database.read() as session:
            if not clocks.any_due(session, now):
                return False
        # All of them before anything is sent, so that one message can speak of all.
        while self._move_batch(now):
            continue
        return True

    def _move_batch(self, now: datetime) -> bool:
        """Returns whether there may be more."""
        with self.database.write() as session:
            due = clocks.due(session, now, BATCH)
            for deadline in due:
                self._move(session, deadline, now)
            return len(due) == BATCH or any(_due_again(one, now) for one in due)

    def _move(self, session: Session, deadline: Deadline, now: datetime) -> None:
        number = deadline.id
        try:
            # Undone as a whole when it fails half way, so that no mark is left for what was not done.
            with session.begin_nested():
                self._take_step(session, deadline, now)
                clocks.plan(session, self.office, deadline, now)
        except UNAVAILABLE:
            raise
        except Exception as error:  # noqa: BLE001 - one clock that cannot be moved must not stop the others
            logger.error("clock %s cannot be moved: %s", number, mistake(error))  # noqa: TRY400
            deadline.next_step_at = now + TRY_AGAIN

    def _take_step(self, session: Session, deadline: Deadline, now: datetime) -> None:
        match deadline.next_step:
            case Step.URGENT_UNANSWERED:
                self._escalate(session, deadline, now)
            case Step.WAKE:
                self._wake(session, deadline, now)
            case Step.WARN:
                self._warn(session, deadline, now)
            case Step.BREACH:
                self._breach(session, deadline, now)
            case Step.RETURN:
                self._return(session, deadline, now)
            case Step.MARK:
                case_work.marked(session, self.office, deadline, now)
            case _:
                pass

    def _escalate(self, session: Session, deadline: Deadline, now: datetime) -> None:
        deadline.escalated_at = now
        notices.urgent_to_lead(session, self.office, deadline, now)
        self._log(session, deadline, "urgent_unanswered", now)

    def _wake(self, session: Session, deadline: Deadline, now: datetime) -> None:
        deadline.snoozed_until = None
        agreed = session.get_one(Callback, deadline.id).agreed_at
        notices.interrupt(session, self.office, deadline, notices.AGREED if agreed else notices.WAKE, now)

    def _warn(self, session: Session, deadline: Deadline, now: datetime) -> None:
        deadline.warned_at = now
        if now < deadline.due_at:
            notices.interrupt(session, self.office, deadline, notices.WARN, now)

    def _breach(self, session: Session, deadline: Deadline, now: datetime) -> None:
        ours = deadline.kind == CALLBACK or case_work.passed(session, deadline)
        deadline.breached_at = now
        outbox.touch(session, deadline.id)
        people.want_home(session, notices.watchers(self.office, deadline))
        if ours:
            self._log(session, deadline, "breached", now)
        else:
            self._log(session, deadline, "window_over", now)

    def _return(self, session: Session, deadline: Deadline, now: datetime) -> None:
        """Back to the team's list: whoever took it has not touched it for a working day."""
        people.want_home(session, notices.watchers(self.office, deadline))
        deadline.owner_id = deadline.taken_by = deadline.taken_at = deadline.claimed_at = None
        # An urgent call waits from now on for somebody to take it, and its lead hears when nobody does.
        deadline.given_at, deadline.escalated_at = now, None
        session.flush()
        notices.told_of_return(session, self.office, deadline, now)
        outbox.touch(session, deadline.id)
        self._log(session, deadline, "returned_to_team", now)

    def _log(self, session: Session, deadline: Deadline, action: str, now: datetime) -> None:
        events.record(session, at=now, actor=events.ENGINE, action=action, item=deadline.id)


def _due_again(deadline: Deadline, now: datetime) -> bool:
    return deadline.next_step_at is not None and deadline.next_step_at <= now
