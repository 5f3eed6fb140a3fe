"""When somebody cannot be reached in Slack: who is told in their place."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office, Team
from storage import clocks, notices, outbox
from storage.models import Sending
from storage.outbox import Claim

# What has come to one of these ends tells nobody anything any more, whatever is added to it.
GONE = (Sending.DROPPED, Sending.UNDELIVERABLE, Sending.SET_ASIDE)


def tell_somebody_else(session: Session, office: Office, claim: Claim, now: datetime) -> None:
    """Lead and duty person are told once a day that the recipient cannot be reached, and of which calls."""
    if claim.kind == notices.WELCOME:
        return  # nobody else misses a greeting
    team = office.team_or_none(claim.team_key)
    if team is None:
        return  # it has left the office file, and what it had open is told to every lead
    items = outbox.items_of(session, claim.id) or clocks.live_of(session, claim.recipient)
    # Each urgent call is told of by itself; the rest of the day's messages join the first.
    about = str(claim.id) if claim.urgent else team.calendar.local(now).date().isoformat()
    for person in _stand_ins(team, claim.recipient):
        if notices.undelivered(session, claim, person, about, items, now):
            continue
        row = outbox.by_key(session, notices.undelivered_key(claim.recipient, about, person))
        if row is None or row.state in GONE:
            notices.undelivered(session, claim, person, str(claim.id), items, now)
        else:
            outbox.speak_of(session, row.id, items)
            outbox.want(session, row.id)


def _stand_ins(team: Team, recipient: str) -> list[str]:
    """The lead, else the deputy lead, and the duty person. Nobody is told of themselves."""
    leads = [one for one in team.leads() if one != recipient]
    duty = [team.duty] if team.duty != recipient else []
    return list(dict.fromkeys([*leads[:1], *duty]))
