"""When somebody cannot be reached in Slack: who is told in their place."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.office import Office, Team
from storage import clocks, notices, outbox
from storage.outbox import Claim


def tell_somebody_else(session: Session, office: Office, claim: Claim, now: datetime) -> None:
    """Lead and duty person are told once a day that the recipient cannot be reached, and of which calls."""
    if claim.kind == notices.WELCOME:
        return  # nobody else misses a greeting
    team = office.team(claim.team_key)
    items = outbox.items_of(session, claim.id) or clocks.live_of(session, claim.recipient)
    # Each urgent call is told of by itself; the rest of the day's messages join the first.
    about = str(claim.id) if claim.urgent else team.calendar.local(now).date().isoformat()
    for person in _stand_ins(team, claim.recipient):
        key = f"{notices.UNDELIVERED}:{claim.recipient}:{about}:{person}"
        new = outbox.enqueue(
            session,
            key=key,
            kind=notices.UNDELIVERED,
            recipient=person,
            team_key=claim.team_key,
            not_before=now,
            items=items,
            urgent=claim.urgent,
        )
        row = None if new else outbox.by_key(session, key)
        if row is not None:
            outbox.speak_of(session, row.id, items)
            outbox.want(session, row.id)


def _stand_ins(team: Team, recipient: str) -> list[str]:
    """The lead, else the deputy lead, and the duty person. Nobody is told of themselves."""
    leads = [one for one in team.leads() if one != recipient]
    duty = [team.duty] if team.duty != recipient else []
    return list(dict.fromkeys([*leads[:1], *duty]))
