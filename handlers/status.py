"""`/status`: counts to the asker alone, unless they say *vis i kanalen*, and what each word answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import plan, pulse, sample, trial
from handlers.answers import say
from handlers.channel import Place, place
from handlers.desk import Desk
from handlers.payload import Body, text_of, user_of
from handlers.permission import permitted
from handlers.status_details import led_by, log_load_read
from rules.office import Role, Team
from rules.rights import Action
from storage import complaint_rate, events, figures, health, overview, questions, workload
from storage.database import UNAVAILABLE
from views import appeal_status
from views import status_answers as answers
from views.agenda_help import links_at_hand, principles_at_hand
from views.blocks import Message
from views.register_help import words
from views.replies import not_done, not_yours
from views.status import Shown, status

HELP = frozenset({"help", "hjælp", "hjaelp", "?"})
IN_CHANNEL = frozenset({"vis i kanalen", "vis", "kanal", "show in channel", "show", "channel"})
# The longest of what was typed that is said again.
MOST_TYPED = 60
CLOSE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, of which teams, when. `now` is aware UTC."""

    desk: Desk
    session: Session
    by: str
    teams: Sequence[Team]
    now: datetime

    @property
    def names(self) -> Mapping[str, str]:
        return {team.key: team.name for team in self.teams}

    @property
    def joined(self) -> str:
        return ", ".join(self.names.values())

    def overview(self) -> overview.Overview:
        return overview.overview(self.session, self.desk.office, self.teams, self.now)


def register(app: App, desk: Desk) -> None:
    """Answer the command the office named."""

    @app.command(desk.office.commands.status)
    def counted(body: Body, ack: Ack) -> BoltResponse:
        typed = " ".join(text_of(body).casefold().split())
        if not permitted(desk, body, Action.COUNT):
            return say(desk, body, ack, not_yours(desk.texts))
        if typed in HELP:
            return say(desk, body, ack, _help(desk))
        if typed not in IN_CHANNEL | WORDS.keys():
            return say(desk, body, ack, _unknown(desk, text_of(body), typed))
        try:
            return _where_it_is_safe(desk, body, ack, typed)
        except UNAVAILABLE:
            return say(desk, body, ack, not_done(desk.texts))


def _help(desk: Desk) -> str:
    """The words it knows, then the office's principles and links."""
    t, office = desk.texts, desk.office
    at_hand = (principles_at_hand(t, office.principles), links_at_hand(t, office.links))
    return "\n".join(
        part
        for part in (answers.help_text(t, office.commands.status), words(t, office.commands.status), *at_hand)
        if part
    )


def _unknown(desk: Desk, text: str, typed: str) -> str:
    known = [word for word in (*WORDS, *IN_CHANNEL, *HELP) if word]
    meant = get_close_matches(typed[:MOST_TYPED], known, n=1, cutoff=CLOSE_ENOUGH)
    return answers.unknown(
        desk.texts, desk.office.commands.status, text[:MOST_TYPED], meant[0] if meant else ""
    )


def _where_it_is_safe(desk: Desk, body: Body, ack: Ack, typed: str) -> BoltResponse:
    """Nothing is told where an outsider reads along: a screen is shared, and an answer is soon copied."""
    where = place(desk, body)
    if where is Place.OUTSIDERS:
        with desk.database.write() as session:
            act = Action.COUNT.value
            events.refused(session, at=desk.clock(), actor=user_of(body), action=act, why="outsiders")
        return say(desk, body, ack, answers.outsiders(desk.texts, desk.office.commands.status))
    if typed in ("", *IN_CHANNEL):
        return _counts(desk, body, ack, where, asked_for_all=typed in IN_CHANNEL)
    with desk.database.read() as session:
        message = WORDS[typed](_asked(desk, body, session))
    return ack(text=message.text, blocks=message.blocks, response_type="ephemeral")


def _asked(desk: Desk, body: Body, session: Session) -> Asked:
    return Asked(desk, session, user_of(body), _teams(desk, body), desk.clock())


def _teams(desk: Desk, body: Body) -> Sequence[Team]:
    """The channel's team, else all of them."""
    channel = body.get("channel_id")
    return [team for team in desk.office.teams if team.channel == channel] or desk.office.teams


def _counts(desk: Desk, body: Body, ack: Ack, where: Place, *, asked_for_all: bool) -> BoltResponse:
    in_channel = asked_for_all and where is Place.OURS
    with desk.database.read() as session:
        asked = _asked(desk, body, session)
        found = asked.overview()
    ours = [team.channel for team in asked.teams] == [body.get("channel_id")]
    shown = Shown(
        policy=desk.office.callback,
        team_names=list(asked.names.values()),
        leaving=in_channel and not ours,
        details=in_channel or bool(desk.office.led_by(asked.by)),
        note="" if in_channel else _why_alone(desk, where, asked_for_all=asked_for_all),
    )
    message = status(desk.office_texts if in_channel else desk.texts, found, shown)
    kind = "in_channel" if in_channel else "ephemeral"
    return ack(text=message.text, blocks=message.blocks, response_type=kind)


def _why_alone(desk: Desk, where: Place, *, asked_for_all: bool) -> str:
    if not asked_for_all:
        return answers.only_you(desk.texts, desk.office.commands.status)
    return answers.no_channel(desk.texts) if where is Place.PRIVATE else answers.not_looked_at(desk.texts)


def _own(asked: Asked) -> Message:
    office, keys = asked.desk.office, [team.key for team in asked.desk.office.teams]
    load = [one for one in figures.load(asked.session, office, keys, asked.now) if one.person == asked.by]
    calendar = (*office.teams_of(asked.by), *office.teams)[0].calendar
    days = workload.own(asked.session, asked.by, calendar, asked.now)
    jurist = Role.JURIST in office.roles_of(asked.by)
    waiting = questions.how_many(asked.session) if jurist else 0
    return answers.own(asked.desk.texts, load, days, asked.now, questions=waiting)


def _calls(asked: Asked) -> Message:
    return answers.calls(asked.desk.texts, asked.overview(), asked.desk.office.callback, asked.joined)


def _deadlines(asked: Asked) -> Message:
    return answers.deadlines(asked.desk.texts, asked.overview(), asked.joined)


def _decisions(asked: Asked) -> Message:
    return answers.decided(asked.desk.texts, asked.overview(), asked.joined)


def _load(asked: Asked) -> Message:
    found = figures.load(asked.session, asked.desk.office, list(asked.names), asked.now)
    led = [team for team in led_by(asked.desk.office, asked.by) if team.key in asked.names]
    log_load_read(asked.desk, led, by=asked.by, now=asked.now)
    return answers.load(asked.desk.texts, found, asked.names, [team.key for team in led], asked.now)


def _appeals(asked: Asked) -> Message:
    found = complaint_rate.appeals(asked.session, asked.desk.office, list(asked.names), asked.now)
    return appeal_status.appeals(asked.desk.texts, found, asked.joined)


def _engine(asked: Asked) -> Message:
    found = health.health(asked.session, asked.desk.office, asked.now)
    return answers.engine(asked.desk.texts, found, asked.now)


def _plan(asked: Asked) -> Message:
    return plan.message(asked.desk, asked.session)


def _sample(asked: Asked) -> Message:
    return sample.message(asked.desk, asked.session, asked.by)


def _trials(asked: Asked) -> Message:
    return trial.message(asked.desk, asked.session, asked.by)


def _pulse(asked: Asked) -> Message:
    return pulse.message(asked.desk, asked.session)


# The empty word, and those that show it to everybody, are the six lines.
WORDS: Mapping[str, Callable[[Asked], Message]] = {
    "": _calls,
    **dict.fromkeys(("mig", "mine", "me", "mine opkald"), _own),
    **dict.fromkeys(("opkald", "callbacks", "calls"), _calls),
    **dict.fromkeys(("frister", "deadlines"), _deadlines),
    **dict.fromkeys(("belastning", "load"), _load),
    **dict.fromkeys(("afgørelser", "afgoerelser", "decisions"), _decisions),
    **dict.fromkeys(("plan", "handleplan"), _plan),
    **dict.fromkeys(("stikprøve", "stikproeve", "sample"), _sample),
    **dict.fromkeys(("forsøg", "forsoeg", "trials"), _trials),
    **dict.fromkeys(("puls", "pulse"), _pulse),
    **dict.fromkeys(("klager", "omgørelse", "omgoerelse", "appeals"), _appeals),
    **dict.fromkeys(("drift", "engine"), _engine),
}
