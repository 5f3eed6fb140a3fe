"""Simulated leave and sick days, with deputies; cancelled, extended, and cut short."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.simulate_office import ZONE
from bot.simulate_stage import Stage
from rules.absence import Half, away_on
from rules.office import Team
from storage import absences, away_notices, bulk_handover

MORNING = time(6, 30)
# How often it happens, a person and working day.
SICK, LEAVE, HALF_DAY = 0.02, 0.01, 0.01
# How often it happens to those who are away, or are going to be.
CANCELLED, BACK_EARLY, EXTENDED = 0.02, 0.03, 0.3
HAS_DEPUTY, HANDED_OVER, HAND_OVER_UNDONE = 0.85, 0.4, 0.2


@dataclass(frozen=True)
class Absences:
    """Decides each working morning who is away."""

    stage: Stage

    def morning(self, day: date) -> None:
        """Everybody's day before it begins."""
        now = datetime.combine(day, MORNING, tzinfo=ZONE)
        for team in self.stage.office.teams:
            if team.calendar.is_working_day(day):
                for person in team.members:
                    self._decide(team, person, day, now)

    def _decide(self, team: Team, person: str, day: date, now: datetime) -> None:
        chance, happens = self.stage.chance, self.stage.happens
        if self._away_or_going(person, day, now):
            return
        if happens(SICK):
            self._away(team, person, day, day + timedelta(days=chance.randint(0, 2)), now)
        elif happens(HALF_DAY):
            self._away(team, person, day, day, now, half=chance.choice(list(Half)))
        elif happens(LEAVE):
            first = day + timedelta(days=chance.randint(0, 20))
            self._away(team, person, first, first + timedelta(days=chance.randint(3, 14)), now)

    def _away_or_going(self, person: str, day: date, now: datetime) -> bool:
        """Whether there is an absence already; now and then it changes."""
        with self.stage.database.read() as session:
            coming = absences.coming(session, person, now)
        if not coming:
            return False
        runs, ends_today = coming[0].starts_at <= now, coming[0].ends_at.astimezone(ZONE).date() == day
        if not runs and self.stage.happens(CANCELLED):
            self._end("cancelled", person, coming[0].id, now)
        elif runs and self.stage.happens(BACK_EARLY):
            self._end("back_early", person, coming[0].id, now)
        elif runs and ends_today and self.stage.happens(EXTENDED):
            self.stage.act("extended", lambda session: self._extend(session, person, coming[0].id, day, now))
        return True

    def _end(self, what: str, person: str, absence: int, now: datetime) -> None:
        office = self.stage.office
        self.stage.act(what, lambda session: absences.end(session, office, absence, by=person, now=now))

    def _extend(self, session: Session, person: str, absence: int, day: date, now: datetime) -> None:
        """Ended and set anew, as the one-line form asks for."""
        office = self.stage.office
        ended = absences.end(session, office, absence, by=person, now=now)
        longer = away_on(person, day, day + timedelta(days=2), ZONE, deputy=ended.deputy_id)
        absences.add(session, office, longer, by=person, now=now)
        away_notices.move_to_stand_in(session, office, person, now)

    def _away(
        self, team: Team, person: str, first: date, last: date, now: datetime, *, half: Half | None = None
    ) -> None:
        others = [one for one in team.members if one != person]
        deputy = self.stage.chance.choice(others) if self.stage.happens(HAS_DEPUTY) else None
        wanted, office = away_on(person, first, last, ZONE, half=half, deputy=deputy), self.stage.office

        def leave(session: Session) -> None:
            absences.add(session, office, wanted, by=person, now=now)
            away_notices.move_to_stand_in(session, office, person, now)

        went = self.stage.act("half_day" if half else "away", leave)
        if went and deputy is None and last > first and self.stage.happens(HANDED_OVER):
            self._hand_over(team, person, self.stage.chance.choice(others), now)

    def _hand_over(self, team: Team, person: str, to: str, now: datetime) -> None:
        """The lead gives all of it to a colleague, and sometimes thinks better of it."""
        stage, made = self.stage, list[int]()

        def give(session: Session) -> None:
            row = bulk_handover.hand_over(
                session,
                stage.office,
                from_id=person,
                to_id=to,
                led=[team.key],
                home=team.key,
                by=team.lead,
                now=now,
            )
            made.extend([row.id] if row else [])

        stage.act("handed_over", give)
        if made and stage.happens(HAND_OVER_UNDONE):
            soon = now + timedelta(minutes=5)
            stage.act(
                "hand_over_undone",
                lambda session: bulk_handover.undo(session, stage.office, made[0], by=team.lead, now=soon),
            )
