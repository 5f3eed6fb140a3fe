"""A way out for engines whose messages nobody looks at."""

from jobs.courier import Posted
from views.blocks import Block, Message


class Nowhere:
    """A way out that leads nowhere."""

    def post(self, recipient: str, message: Message, outbox_id: int) -> Posted:
        return Posted(recipient, str(outbox_id))

    def find(self, recipient: str, outbox_id: int, since: object) -> Posted | None:
        return None

    def redraw(self, posted: Posted, message: Message, outbox_id: int) -> None:
        """Nobody looks."""

    def publish_home(self, person: str, view: Block) -> None:
        """Nobody looks."""
