"""Every listener on one app, in the order Bolt asks them."""

from slack_bolt import App

from handlers import (
    absence,
    bulk_handover,
    call_form,
    callback_command,
    case_forms,
    case_offers,
    case_presses,
    cpr_guard,
    deadline_command,
    deadline_form,
    deadline_offers,
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
    rule_changes,
    sent_table,
    settings,
    spot_check,
    status,
    status_details,
)
from handlers.desk import Desk


def register(app: App, desk: Desk) -> None:
    """The gate first, then the guard; the catch-all last."""
    for part in (
        gate,
        cpr_guard,
        callback_command,
        deadline_command,
        call_form,
        deadline_form,
        deadline_offers,
        receipts,
        owner_presses,
        owner_forms,
        ending_forms,
        reassign,
        case_presses,
        case_forms,
        case_offers,
        bulk_handover,
        home,
        status,
        status_details,
        absence,
        settings,
        rule_changes,
        sent_table,
        spot_check,
        people_events,
        retired,
        failures,
    ):
        part.register(app, desk)
