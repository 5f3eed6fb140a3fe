"""*Detaljer* on the counts, for leads of their own teams, and *Hvad tallene betyder*, for everybody."""

from collections.abc import Sequence
from datetime import datetime

from slack_bolt import Ack, App, BoltResponse

from handlers.answers import say, show
from handlers.desk import Desk
from handlers.payload import Body, user_of, value_of
from handlers.permission import permitted
from rules.office import Office, Team
from rules.rights import Action, may
from storage import events, overview
from storage.database import UNAVAILABLE
from views import ids
from views.blocks import Block
from views.replies import not_done, not_yours
from views.status_details import details, meaning


def register(app: App, desk: Desk) -> None:
    """Answer the two buttons under the counts."""

    @app.action(ids.STATUS_DETAILS)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.DETAILS):
            return say(desk, body, ack, not_yours(desk.texts))
        try:
            show(desk, body, _details(desk, body))
        except UNAVAILABLE:
            return say(desk, body, ack, not_done(desk.texts))
        return ack()

    @app.action(ids.STATUS_MEANING)
    def explained(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.COUNT):
            return say(desk, body, ack, not_yours(desk.texts))
        show(desk, body, meaning(desk.texts, desk.office.callback))
        return ack()


def led_by(office: Office, person: str) -> Sequence[Team]:
    """The teams whose people's load the person may see."""
    if not may(office, person, Action.DETAILS):
        return ()
    return [team for team in office.teams if person in office.leads(team)]


def log_load_read(desk: Desk, teams: Sequence[Team], *, by: str, now: datetime) -> None:
    """Write to the log whose people's load somebody is about to see; `now` is aware UTC.

    In a transaction apart from the counting, so that nobody who logs a call waits for that.
    """
    if not teams:
        return
    with desk.database.write() as session:
        for team in teams:
            events.record(session, at=now, actor=by, action="load_read", team=team.key)


def _details(desk: Desk, body: Body) -> Block:
    """Of the channel's team when the asker leads it, else of every team they lead."""
    led, now = led_by(desk.office, user_of(body)), desk.clock()
    teams = [team for team in led if team.key == value_of(body)] or led
    with desk.database.read() as session:
        found = overview.details(session, desk.office, teams, now)
    log_load_read(desk, teams, by=user_of(body), now=now)
    return details(desk.texts, found, desk.office.callback, {team.key: team.name for team in teams})
