"""The message to the second reader of a complaint, made from the state at the moment it leaves."""

from dataclasses import replace

from sqlalchemy.orm import Session

from rules.office import Office
from storage import caselist, complaint_notices, outbox
from storage.outbox import Claim
from views.blocks import Message
from views.complaint_messages import chosen_to_read
from views.lines import Reader
from views.texts import Texts


def compose(session: Session, office: Office, t: Texts, claim: Claim, reader: Reader) -> Message | None:
    """The message as it stands; None, before it has left, when nothing is theirs to read any more."""
    numbers = outbox.items_of(session, claim.id)
    theirs = complaint_notices.read_by(session, claim.recipient, numbers)
    items = caselist.items(session, numbers)
    if claim.ts is None:
        items = [one for one in items if one.live and one.number in theirs]
    # Whoever reads it may work in another team.
    everywhere = replace(reader, team_names={team.key: team.name for team in office.teams})
    return chosen_to_read(t, items, theirs, everywhere) if items else None
