"""What a team's channel is told of a meeting, made from how it stands when the message leaves."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office
from storage import agendas
from storage.outbox import Claim
from views.agenda_help import links_at_hand, principle_of_the_week
from views.agenda_message import agenda_message
from views.blocks import Message
from views.texts import Texts


def agenda_words(session: Session, office: Office, t: Texts, claim: Claim, _now: datetime) -> Message | None:
    """The message; None when the meeting has left the office file."""
    meeting = agendas.told_of(session, claim.key)
    series = office.series_or_none(meeting.series) if meeting is not None else None
    if meeting is None or series is None:
        return None
    return agenda_message(t, agendas.counts(session, series, meeting))


def at_hand(office: Office, t: Texts, now: datetime) -> str:
    """The week's principle and the office's links, on one line."""
    number = now.astimezone(office.zone).isocalendar().week
    parts = principle_of_the_week(t, office.principles, number), links_at_hand(t, office.links)
    return " · ".join(part for part in parts if part)
