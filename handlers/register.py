"""Every listener on one app, in the order Bolt asks them."""

from slack_bolt import App

from handlers import (
    absence,
    bulk_handover,
    call_form,
    callback_command,
    cpr_guard,
    ending_forms,
    failures,
    gate,
    home,
    owner_forms,
    owner_presses,
    people_events,
    reassign,
    receipts,
    retired,
    settings,
    status,
)
from handlers.desk import Desk


def register(app: App, desk: Desk) -> None:
    """The gate first, then the guard; the catch-all last."""
    for part in (
        gate,
        cpr_guard,
        callback_command,
        cpr_guard,
        call_form,
        receipts,
        owner_presses,
        owner_forms,
        ending_forms,
        reassign,
        bulk_handover,
        home,
        status,
        absence,
        settings,
        people_events,
        retired,
        failures,
    ):
        part.register(app, desk)
