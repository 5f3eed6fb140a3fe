"""What was typed with a command and could not be stored goes back to whoever typed it, in a form."""

from handlers import appeal_command, callback_command, deadline_command
from handlers.desk import Desk
from handlers.payload import Body


def keep(desk: Desk, body: Body, say: str) -> None:
    """When nothing could be saved: the typed text in the command's form, under `say`."""
    callback_command.keep(desk, body, say)
    deadline_command.keep(desk, body, say)
    appeal_command.keep(desk, body, say)


def give_back(desk: Desk, body: Body) -> None:
    """After a refused CPR number: what else was typed."""
    callback_command.give_back(desk, body)
    deadline_command.give_back(desk, body)
    appeal_command.give_back(desk, body)
