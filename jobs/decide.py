"""Whether a claimed message goes out now, and with what words: the last look before anything leaves."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from jobs.compose import Composer
from jobs.label import labelled
from rules.absence import Away, Roster
from rules.ladder import Step, next_list
from rules.office import Office, Team, may_interrupt, may_notify
from storage import (
    absences,
    agendas,
    clocks,
    complaint_notices,
    lead_notices,
    mailbox,
    notices,
    outbox,
    pages,
    people,
    questions,
    registers,
    spot_checks,
)
from storage.database import Database
from storage.outbox import Claim
from views.blocks import Message

# A line that says how much is left says nothing new so soon after, or before, a fuller message.
FRESH = timedelta(minutes=30)
# A list that leaves later than this was held up, by trouble or by a long stand-still.
PUNCTUAL = timedelta(minutes=1)
# What is due before the office opens waits for it to open, when that is so soon.
SOON = timedelta(hours=1)
# Only these say what no list would say later: they wait for their hour, the others go into the list.
KEPT = (
    notices.LIST,
    notices.UNDELIVERED,
    notices.NOBODY,
    notices.WELCOME,
    notices.WEEK,
    notices.ILL,
    spot_checks.KIND,
    agendas.KIND,
    *complaint_notices.KINDS,
    complaint_notices.READER,
    *questions.KINDS,
    *registers.KINDS,
)
# For the recipient alone: nobody stands in for them.
PERSONAL = (notices.WELCOME, spot_checks.KIND, complaint_notices.READER, *questions.KINDS, *registers.KINDS)
# What no list would say.
OF_COMPLAINTS = (*complaint_notices.KINDS, complaint_notices.READER)
# To a channel: it is always there.
TO_CHANNELS = (notices.NOBODY, agendas.KIND)
# Counts and alarms of a team: for whoever leads it.
TO_LEADS = (notices.WEEK, notices.ILL)
# What is nobody's budget: a channel is not interrupted, and a complaint is to be known at once.
UNCOUNTED = (*TO_CHANNELS, *complaint_notices.KINDS)
# What went wrong with a call: a leader's to act on, and the duty person knows of it already.
A_LEADS = (notices.URGENT_LEAD, notices.UNDELIVERED)
# What a day's last message is kept for. They come while the team is open, though notices have ended: the
# limit, or the time agreed with a citizen, lies in that hour.
INTERRUPTIONS = {notices.WARN: Step.WARN, notices.AGREED: Step.WAKE}
# Which messages can take which along: a warning says more than a wake-up.
HOSTS = {
    notices.WARN: (notices.WARN,),
    notices.WAKE: (notices.WARN, notices.AGREED, notices.WAKE),
    notices.AGREED: (notices.AGREED,),
    notices.AGAIN: (notices.AGAIN,),
    **{kind: (kind,) for kind in (*OF_COMPLAINTS, *questions.KINDS)},
    notices.ILL: (notices.ILL,),  # each tells of every trouble there is
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
            if not outbox.leaving(session, claim, now) or self._over(session, claim, now):
                return None
            message = self.composer.compose(session, claim, now)
            if message is None:
                outbox.drop(session, claim, "nothing_to_say")
                return None
            return labelled(session, claim, message)

    def _over(self, session: Session, claim: Claim, now: datetime) -> bool:
        if claim.expires_at is not None and claim.expires_at <= now:
            return outbox.drop(session, claim, "expired")
        if self._moved(session, claim, now):
            return True
        if claim.urgent:
            return self._nobody_there(session, claim, now)
        return (
            self._said_already(session, claim, now)
            or self._gives_way(session, claim, now)
            or self._held_back(session, claim, now)
        )

    def _nobody_there(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Urgent ones know no budget, but in the middle of the night they reach nobody at work."""
        at = may_interrupt(self.office, self.office.team(claim.team_key), now)
        return at != now and outbox.later(session, claim, at=at)

    def _moved(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Whether the recipient is away: what concerns a call goes to whoever stands in for them."""
        team, roster = self.office.team(claim.team_key), absences.roster(session, self.office, now)
        if claim.kind in TO_CHANNELS:
            return False
        if roster.at_work(claim.recipient, now):
            return claim.kind == notices.WEEK and self._leads_no_more(session, claim, roster, now)
        if claim.kind in PERSONAL:
            return self._wait_for_return(session, claim, roster.absence(claim.recipient, now))
        if claim.kind in TO_LEADS:
            return self._to_whoever_leads(session, claim, roster, now)
        stand_in = _stand_in(roster, team, claim, now)
        items = outbox.items_of(session, claim.id) if claim.kind != notices.LIST else ()
        if stand_in is None:
            urgent = next(iter(items), None) if claim.urgent else None
            notices.nobody_left(session, team, now, urgent)
        elif news := mailbox.unheard(session, stand_in, claim, items, now):
            notices.pass_on(session, claim, stand_in, news, now)
        return outbox.drop(session, claim, "moved")

    def _to_whoever_leads(self, session: Session, claim: Claim, roster: Roster, now: datetime) -> bool:
        """What leads are told goes to whoever leads in their place, else waits until they are back."""
        lead = roster.lead_of(self.office.team(claim.team_key), now)
        if lead is None:
            return self._wait_for_return(session, claim, roster.absence(claim.recipient, now))
        if claim.kind == notices.WEEK:
            lead_notices.week_instead(session, self.office, claim, lead, now)
        else:
            notices.pass_on(session, claim, lead, (), now)
        return outbox.drop(session, claim, "moved")

    def _leads_no_more(self, session: Session, claim: Claim, roster: Roster, now: datetime) -> bool:
        """Put off until the lead is back, the counts are the lead's; whoever stood in leads nobody now."""
        team = self.office.team(claim.team_key)
        lead = roster.lead_of(team, now)
        if lead is None or claim.recipient in {lead, *team.leads()}:
            return False
        lead_notices.week_instead(session, self.office, claim, lead, now)
        if pages.led_now(roster, claim.recipient, now):
            return False
        return outbox.drop(session, claim, "moved")

    def _wait_for_return(self, session: Session, claim: Claim, absence: Away | None) -> bool:
        """A greeting is nobody else's; whoever is gone for good needs none."""
        if absence is None:
            return outbox.drop(session, claim, "moved")
        return outbox.later(session, claim, at=absence.ends)

    def _said_already(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Whether another message to the same person says it, or can say it too."""
        if claim.kind == notices.TELEPHONE and self._fuller(session, claim, now):
            return outbox.drop(session, claim, "merged")
        if claim.kind not in HOSTS:
            return False
        in_a_list = claim.kind not in (*TO_LEADS, *OF_COMPLAINTS, *questions.KINDS)
        if in_a_list and mailbox.companion(session, claim, (notices.LIST,), claim.due_at, now):
            return outbox.drop(session, claim, "merged")
        host = mailbox.companion(session, claim, HOSTS[claim.kind], claim.due_at, now)
        if host is None:
            return False
        mailbox.join(session, claim, host)
        return outbox.drop(session, claim, "merged")

    def _fuller(self, session: Session, claim: Claim, now: datetime) -> bool:
        kinds = (notices.LIST, *INTERRUPTIONS, notices.WAKE)
        if mailbox.companion(session, claim, kinds, claim.due_at - FRESH, now):
            return True
        soon = now + FRESH
        return bool(clocks.interruptions_before(session, self.office, claim.recipient, now, soon))

    def _gives_way(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Counts that are late leave the day to what was held up with them: they keep until the next list."""
        if claim.kind != notices.WEEK or now - claim.due_at <= FRESH:
            return False
        kinds = (notices.LIST, *INTERRUPTIONS, notices.WAKE)
        if not mailbox.companion(session, claim, kinds, now - FRESH, now):
            return False
        return outbox.later(session, claim, at=self._next_list(session, claim, now))

    def _next_list(self, session: Session, claim: Claim, now: datetime) -> datetime:
        own = people.list_time(session, self.office, claim.recipient)
        return next_list(self.office.team(claim.team_key).calendar, self.office.ladder, now, own)

    def _held_back(self, session: Session, claim: Claim, now: datetime) -> bool:
        """Outside working hours or over the budget: kept for the next list, or for its own later time."""
        team = self.office.team(claim.team_key)
        allowed = may_interrupt if claim.kind in INTERRUPTIONS else may_notify
        at = allowed(self.office, team, now)
        if at == now and (claim.kind in UNCOUNTED or self._within_budget(session, claim, team, now)):
            return False
        if at == now:
            at = self._next_list(session, claim, now)
        if claim.kind in KEPT or (claim.kind in INTERRUPTIONS and at - now <= SOON):
            return outbox.later(session, claim, at=at)
        self._merge_into_list(session, claim, team, at)
        return outbox.drop(session, claim, "merged")

    def _merge_into_list(self, session: Session, claim: Claim, team: Team, at: datetime) -> None:
        local = team.calendar.local(at)
        comes_at = notices.list_at(session, self.office, team, claim.recipient, local.date())
        notices.the_list(session, team, claim.recipient, local, max(comes_at, at))

    def _within_budget(self, session: Session, claim: Claim, team: Team, now: datetime) -> bool:
        midnight = datetime.combine(team.calendar.local(now).date(), time.min, tzinfo=team.calendar.zone)
        tomorrow = midnight + timedelta(days=1)
        sent = mailbox.sent_between(session, claim, midnight, tomorrow)
        return sent < self.office.notices.dms_a_day - self._kept_free(session, claim, team, now, tomorrow)

    def _kept_free(
        self, session: Session, claim: Claim, team: Team, now: datetime, tomorrow: datetime
    ) -> int:
        """Places in the day kept for interruptions that are to come, and for the person's own late list."""
        late_list = claim.kind == notices.LIST and now - claim.due_at > PUNCTUAL
        if claim.kind == notices.WARN or late_list:
            return 0
        coming = clocks.interruptions_before(session, self.office, claim.recipient, now, tomorrow)
        kept = [
            kind
            for kind, step in INTERRUPTIONS.items()
            if kind != claim.kind and (step in coming or mailbox.waits(session, claim.recipient, [kind]))
        ]
        if claim.kind in (notices.LIST, notices.AGREED):
            return len(kept)
        today = team.calendar.local(now).date()
        listed = now < notices.list_at(session, self.office, team, claim.recipient, today)
        held_up = mailbox.companion(session, claim, [notices.LIST], tomorrow, now)
        return len(kept) + int(listed or held_up is not None)


def _stand_in(roster: Roster, team: Team, claim: Claim, now: datetime) -> str | None:
    """Whoever works in the recipient's place; for what is a leader's to act on, whoever leads."""
    if claim.kind in A_LEADS and claim.recipient in team.leads():
        return roster.lead_of(team, now)
    return roster.stand_in(team, claim.recipient, now)
