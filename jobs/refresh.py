"""Redrawing in place: messages whose calls have changed, and the Home tabs that show them."""

import logging
from dataclasses import dataclass
from datetime import datetime

from jobs.compose import Composer
from jobs.courier import Courier, Posted
from jobs.deliver import Delivery
from jobs.trouble import Kind, Trouble
from rules.office import Office
from storage import outbox, pages, people
from storage.database import Database
from storage.models import Sending
from storage.outbox import Claim
from views.blocks import Block
from views.home import HomeData, home
from views.lines import Reader
from views.texts import Texts

logger = logging.getLogger(__name__)

BATCH = 10


@dataclass(frozen=True)
class RefreshMessages:
    """One batch of sent messages that show less than they should. All times aware UTC."""

    database: Database
    courier: Courier
    composer: Composer

    def run(self, now: datetime) -> bool:
        """Returns whether any message was redrawn."""
        with self.database.read() as session:
            if not outbox.any_stale(session, now):
                return False
        with self.database.write() as session:
            claims = outbox.claim_edits(session, now, BATCH)
        redrawn = [self._redraw(claim, now) for claim in claims]
        return any(redrawn)

    def _redraw(self, claim: Claim, now: datetime) -> bool:
        with self.database.read() as session:
            message = self.composer.redraw(session, claim, now)
        try:
            if message is not None:
                self.courier.redraw(Posted(claim.channel or "", claim.ts or ""), message, claim.id)
        except Trouble as trouble:
            return self._note_trouble(claim, trouble, now)
        with self.database.write() as session:
            outbox.settle(session, claim, shown=claim.wanted, tries=0)
        return True

    def _note_trouble(self, claim: Claim, trouble: Trouble, now: datetime) -> bool:
        """An edit may be repeated freely; one Slack refuses for good is let go."""
        logger.warning("redrawing outbox %s: %s", claim.id, trouble)
        hopeless = trouble.kind in (Kind.REFUSED, Kind.PERSON)
        values = {"shown": claim.wanted} if hopeless else {"not_before": now + Delivery.wait(claim, trouble)}
        with self.database.write() as session:
            outbox.settle(session, claim, state=Sending.SENT, **values)
        return False


@dataclass(frozen=True)
class RefreshHomes:
    """One batch of Home tabs of people who look at them."""

    office: Office
    database: Database
    courier: Courier

    def run(self, now: datetime) -> bool:
        """Returns whether any tab was drawn."""
        with self.database.read() as session:
            stale = people.stale_homes(session, BATCH)
        drawn = [self._draw(person, wanted, now) for person, wanted in stale]
        return any(drawn)

    def _draw(self, person: str, wanted: int, now: datetime) -> bool:
        try:
            self.courier.publish_home(person, self.view(person, now))
        except Trouble as trouble:
            logger.warning("drawing a Home tab: %s", trouble)
            if trouble.kind in (Kind.TRANSIENT, Kind.UNKNOWN, Kind.APP):
                return False
        with self.database.write() as session:
            people.home_shown(session, person, wanted)
        return True

    def view(self, person: str, now: datetime) -> Block:
        """The Home tab of that person at `now`."""
        with self.database.read() as session:
            page = pages.page(session, self.office, person, now)
        teams = {team.key: team.name for team in self.office.teams_of(person) or self.office.teams}
        data = HomeData(
            mine=page.mine,
            team=page.team,
            over=page.over,
            receipts=page.receipts,
            amendable=page.amendable,
            command=self.office.commands.callback,
        )
        return home(Texts(self.office.zone, self.office.language), data, Reader(person, now, teams))
