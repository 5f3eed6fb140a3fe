"""The messages of questions to the jurist, made from the state at the moment they leave."""

from sqlalchemy.orm import Session

from storage import outbox, questions
from storage.outbox import Claim
from views.blocks import Message
from views.lines import Reader
from views.questions import to_the_asker, to_the_jurist
from views.texts import Texts


def compose(session: Session, t: Texts, claim: Claim, reader: Reader) -> Message | None:
    """The message as it stands; None, before it has left, when there is nothing to ask any more."""
    found = questions.newest(session, outbox.items_of(session, claim.id))
    if claim.kind == questions.ASKED:
        waiting = any(one.open for one in found)
        return to_the_jurist(t, found, reader) if waiting or (claim.ts and found) else None
    return to_the_asker(t, found, reader) if found else None
