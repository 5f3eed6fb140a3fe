"""Redrawing in place: messages whose calls have changed, and the Home tabs that show them."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from jobs.compose import Composer
from jobs.courier import Posted, WayOut
from jobs.label import labelled
from jobs.pause import Pause
from jobs.stopwatch import Stopwatch
from jobs.together import each
from jobs.trouble import Kind, Trouble, mistake, patience
from rules.office import Office
from rules.rights import Action, may
from storage import outbox, pages, people
from storage.database import UNAVAILABLE, Database
from storage.outbox import Claim
from views.blocks import Block, Message
from views.home import HomeData, home
from views.lines import Reader
from views.messages import More
from views.texts import Texts

logger = logging.getLogger(__name__)

BATCH = 10

# A message as it should look now; None when nothing is to be shown; or why it could not be drawn.
Drawn = Message | Trouble | None


@dataclass(frozen=True)
class RefreshMessages:
    """One batch of sent messages that show less than they should. All times aware UTC."""

    database: Database
    courier: WayOut
    composer: Composer
    pause: Pause = field(default_factory=Pause)

    def run(self, now: datetime) -> bool:
        """Returns whether any message was redrawn; raises `AppRefusedError`."""
        if self.pause.holds(now):
            return False
        with self.database.read() as session:
            if not outbox.any_stale(session, now):
                return False
        with self.database.write() as session:
            claims = outbox.claim_edits(session, now, BATCH)
        watch = Stopwatch(now)
        # Drawn together from one look; what changes before they leave is drawn again afterwards.
        with self.database.read() as session:
            drawn = [(claim, self._draw(session, claim, now)) for claim in claims]
        return each([partial(self._redraw, claim, message, watch) for claim, message in drawn])

    def _draw(self, session: Session, claim: Claim, now: datetime) -> Drawn:
        try:
            message = self.composer.redraw(session, claim, now)
            return labelled(session, claim, message) if message else None
        except UNAVAILABLE:
            raise
        except Exception as error:  # noqa: BLE001 - one message we cannot draw must not hold up the others
            return mistake(error)

    def _redraw(self, claim: Claim, drawn: Drawn, watch: Stopwatch) -> bool:
        now = watch.now()
        if self.pause.holds(now):
            self._put_off(claim, now)
            return False
        try:
            self._show(claim, drawn)
        except Trouble as trouble:
            self._note_trouble(claim, trouble, now)
            return False
        self.pause.worked()
        with self.database.write() as session:
            if not outbox.settle(session, claim, shown=claim.wanted, tries=0):
                # Whoever has it now may have drawn before us, and we have put older words over theirs.
                outbox.want(session, claim.id)
        return True

    def _show(self, claim: Claim, drawn: Drawn) -> None:
        if isinstance(drawn, Trouble):
            raise drawn
        try:
            if drawn is not None:
                self.courier.redraw(Posted(claim.channel or "", claim.ts or ""), drawn, claim.id)
        except Trouble:
            raise
        except Exception as error:  # one message we cannot send must not hold up the others
            raise mistake(error) from error

    def _note_trouble(self, claim: Claim, trouble: Trouble, now: datetime) -> None:
        """An edit may be repeated freely; one Slack refuses for good is let go."""
        logger.warning("redrawing outbox %s: %s", claim.id, trouble)
        self.pause.begins(claim.id, trouble, now)
        hopeless = trouble.kind in (Kind.REFUSED, Kind.PERSON, Kind.BROKEN)
        wait = now + patience(claim.tries, trouble)
        values = {"shown": claim.wanted, "tries": 0} if hopeless else {"leased_until": wait}
        with self.database.write() as session:
            outbox.settle(session, claim, **values)
        trouble.stop_if_refused()

    def _put_off(self, claim: Claim, now: datetime) -> None:
        with self.database.write() as session:
            outbox.settle(session, claim, leased_until=self.pause.until or now, tries=claim.tries - 1)


@dataclass(frozen=True)
class RefreshHomes:
    """One batch of Home tabs of people who look at them."""

    office: Office
    database: Database
    courier: WayOut
    pause: Pause = field(default_factory=Pause)

    def run(self, now: datetime) -> bool:
        """Returns whether any tab was drawn; raises `AppRefusedError`."""
        if self.pause.holds(now):
            return False
        with self.database.read() as session:
            stale = people.stale_homes(session, BATCH)
        watch = Stopwatch(now)
        return each([partial(self._draw, person, wanted, watch) for person, wanted in stale])

    def _draw(self, person: str, wanted: int, watch: Stopwatch) -> bool:
        now = watch.now()
        if self.pause.holds(now):
            return False
        try:
            self._publish(person, now)
            self.pause.worked()
        except Trouble as trouble:
            logger.warning("drawing a Home tab: %s", trouble)
            self.pause.begins(person, trouble, now)
            trouble.stop_if_refused()
            if trouble.kind in (Kind.TRANSIENT, Kind.UNKNOWN):
                return False
        with self.database.write() as session:
            people.home_shown(session, person, wanted)
        return True

    def _publish(self, person: str, now: datetime) -> None:
        try:
            self.courier.publish_home(person, self.view(person, now))
        except (Trouble, *UNAVAILABLE):
            raise
        except Exception as error:  # one tab we cannot draw must not hold up the others
            raise mistake(error) from error

    def view(self, person: str, now: datetime) -> Block:
        """The Home tab of that person at `now`."""
        with self.database.read() as session:
            page = pages.page(session, self.office, person, now)
            language = people.language(session, self.office, person)
        teams = {team.key: team.name for team in self.office.teams_of(person) or self.office.teams}
        calendars = {team.key: team.calendar for team in self.office.teams}
        cases = page.cases
        data = HomeData(
            mine=None if page.mine is None else [*page.mine, *cases.mine],
            team=[*page.team, *cases.team],
            over=[*page.over, *cases.over],
            receipts=page.receipts,
            amendable=page.amendable,
            stand_ins=page.stand_ins,
            more=More(cases.mine.more, cases.team.more, cases.over.more),
            lead=page.lead,
            jurist=page.jurist,
            command=self.office.commands.callback,
            keeps_rules=may(self.office, person, Action.RULES),
        )
        return home(
            Texts(self.office.zone, language),
            data,
            Reader(person, now, teams, page.away, self.office.led_by(person), calendars),
        )
