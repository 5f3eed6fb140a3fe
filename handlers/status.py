"""`/status`: six lines of counts, to the asker alone unless they say *vis i kanalen*."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from slack_bolt import Ack, App, BoltResponse

from handlers.answers import say
from handlers.desk import Desk
from handlers.payload import Body, text_of
from handlers.permission import permitted
from rules.office import Team
from rules.rights import Action
from storage import absences, counts
from storage.database import UNAVAILABLE
from views.replies import not_done, not_yours
from views.status import PERIOD_DAYS, status

IN_CHANNEL = frozenset({"vis", "vis i kanalen", "kanal", "show", "show in channel", "channel"})
ALONE = frozenset({"", "opkald", "callbacks"})


def register(app: App, desk: Desk) -> None:
    """Answer the command the office named."""

    @app.command(desk.office.commands.status)
    def counted(body: Body, ack: Ack) -> BoltResponse:
        text = text_of(body).casefold()
        if not permitted(desk, body, Action.COUNT):
            return say(desk, body, ack, not_yours(desk.texts))
        if text not in IN_CHANNEL | ALONE:
            return say(desk, body, ack, _help(desk))
        try:
            return _answer(desk, body, ack, in_channel=text in IN_CHANNEL)
        except UNAVAILABLE:
            return say(desk, body, ack, not_done(desk.texts))


def _help(desk: Desk) -> str:
    return desk.texts(
        "*{command}* viser tallene kun for dig. *{command} vis i kanalen* viser dem for alle i kanalen.",
        command=desk.office.commands.status,
    )


def _answer(desk: Desk, body: Body, ack: Ack, *, in_channel: bool) -> BoltResponse:
    teams, now = _teams(desk, str(body.get("channel_id", ""))), desk.clock()
    with desk.database.read() as session:
        found = counts.callbacks(
            session,
            [team.key for team in teams],
            now=now,
            today_ends=_tomorrow(desk, now),
            since=now - timedelta(days=PERIOD_DAYS),
        )
        roster = absences.roster(session, desk.office, now)
    deserted = [team.name for team in teams if roster.stand_in(team, team.duty, now) is None]
    t = desk.office_texts if in_channel else desk.texts
    message = status(t, desk.office, [team.name for team in teams], found, now, deserted=deserted)
    kind = "in_channel" if in_channel else "ephemeral"
    return ack(text=message.text, blocks=message.blocks, response_type=kind)


def _teams(desk: Desk, channel: str) -> Sequence[Team]:
    """The channel's team, else all of them."""
    return [team for team in desk.office.teams if team.channel == channel] or desk.office.teams


def _tomorrow(desk: Desk, now: datetime) -> datetime:
    day = now.astimezone(desk.office.zone).date() + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=desk.office.zone)
