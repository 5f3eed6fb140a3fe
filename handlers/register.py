"""Every listener on one app, in the order Bolt asks them."""

from slack_bolt import App

from handlers import (
    call_form,
    callback_command,
    failures,
    gate,
    home,
    owner_forms,
    owner_presses,
    people_events,
    receipts,
    retired,
    status,
)
from handlers.desk import Desk


def register(app: App, desk: Desk) -> None:
    """The gate first, the catch-all last."""
    for part in (
        gate,
        callback_command,
        call_form,
        receipts,
        owner_presses,
        owner_forms,
        home,
        status,
        people_events,
        retired,
        failures,
    ):
        part.register(app, desk)
