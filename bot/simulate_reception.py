"""The simulated shared line: who rings when, and what the receptionist writes down."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.simulate_office import RECEPTION, ZONE
from bot.simulate_stage import Stage
from rules.callback import promise
from rules.office import Team
from rules.topics import Topic
from storage import intake, repeat
from storage.intake import Call
from storage.models import Deadline

FIRST_CALL, LINE_HOURS = time(7, 30), timedelta(hours=9)
# How often it happens, of all calls.
AGAIN, TO_THE_TEAM, URGENT, WITHHELD = 0.12, 0.15, 0.01, 0.02
UNDONE, CORRECTED, WRITTEN_TWICE = 0.01, 0.01, 0.005
MOST_AT_WEEKENDS = 2
REMEMBERED_NUMBERS = 200


@dataclass
class Reception:
    """Logs `a_day` calls a working day, a few of them early, late or when the office is closed."""

    stage: Stage
    a_day: int
    urgent: float = URGENT
    logged: int = 0
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED_NUMBERS))

    def calls_on(self, day: date) -> list[datetime]:
        """When the telephone rings that day, in order."""
        chance, works = self.stage.chance, self.stage.office.teams[0].calendar.is_working_day(day)
        count = self.a_day if works else chance.randint(0, min(MOST_AT_WEEKENDS, self.a_day))
        begins = datetime.combine(day, FIRST_CALL, tzinfo=ZONE)
        return sorted(begins + LINE_HOURS * chance.random() for _ in range(count))

    def ring(self, at: datetime) -> None:
        """A citizen rings: again about an open call, or about something new."""
        if not (self.recent and self.stage.happens(AGAIN) and self._rings_again(at)):
            self._rings(at)

    def _rings_again(self, at: datetime) -> bool:
        phone, stage = self.stage.chance.choice(self.recent), self.stage
        with stage.database.read() as session:
            open_ones = repeat.open_from(session, stage.vault, phone)
        if not open_ones:
            return False
        number = open_ones[0].number
        return stage.act(
            "rang_again",
            lambda session: repeat.called_again(session, stage.office, number, by=RECEPTION, now=at),
        )

    def _rings(self, at: datetime) -> None:
        team, call = self._new_call()
        written: list[Deadline] = []
        self.stage.act("logged", lambda session: written.append(self._log(session, team, call, at)))
        self.logged += 1
        if call.phone is not None:
            self.recent.append(call.phone)
        self._afterthought(written[0].id, team, call, at)

    def _new_call(self) -> tuple[Team, Call]:
        chance, happens = self.stage.chance, self.stage.happens
        team = chance.choice(self.stage.office.teams)
        return team, Call(
            team_key=team.key,
            owner_id=None if happens(TO_THE_TEAM) else chance.choice(team.members),
            phone=None if happens(WITHHELD) else f"+4522{chance.randrange(10**6):06}",
            name="Fiktiv Borger",
            topic=chance.choice(list(Topic)).value,
            urgent=happens(self.urgent),
        )

    def _log(self, session: Session, team: Team, call: Call, at: datetime) -> Deadline:
        office, vault = self.stage.office, self.stage.vault
        kept, key = promise(team.calendar, office.callback, at), f"simulated:{self.logged}"
        return intake.log(session, office, vault, call, kept, by=RECEPTION, now=at, key=key)

    def _afterthought(self, number: int, team: Team, call: Call, at: datetime) -> None:
        """What may still happen to a call in the minutes after it was written down."""
        stage, soon = self.stage, at + timedelta(minutes=2)
        if stage.happens(UNDONE):
            stage.act("undone", lambda one: intake.undo(one, stage.office, number, by=RECEPTION, now=soon))
        elif stage.happens(CORRECTED):
            stage.act("corrected", lambda one: self._correct(one, number, team, call, at, soon))
        elif call.phone is not None and stage.happens(WRITTEN_TWICE):
            # A colleague wrote the same call down, was shown it, and noted it there.
            stage.act("written_twice", lambda one: self._noted_again(one, number, at))

    def _correct(
        self, session: Session, number: int, team: Team, call: Call, at: datetime, now: datetime
    ) -> Deadline:
        """It was for somebody else in the team."""
        office, vault = self.stage.office, self.stage.vault
        other = Call(call.team_key, self.stage.chance.choice(team.members), call.phone, topic=call.topic)
        kept = promise(team.calendar, office.callback, at)
        return intake.correct(session, office, vault, number, other, by=RECEPTION, now=now, promise=kept)

    def _noted_again(self, session: Session, number: int, at: datetime) -> None:
        office, now = self.stage.office, at + timedelta(seconds=30)
        repeat.called_again(session, office, number, by=office.teams[0].lead, now=now)
