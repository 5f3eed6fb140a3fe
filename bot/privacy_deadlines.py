"""Samples of what is shown while a statutory deadline is registered, drawn with an invented case."""

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.privacy_stage import EPHEMERAL, MODAL, NUMBER, Sample, Stage
from rules.statute import Kind, Length, Rule, Unit, Whose
from storage.caselist import CaseItem
from storage.models import State
from views import deadline_form, deadline_receipt
from views.blocks import Message, option
from views.deadline_form import Draft
from views.deadline_receipt import Receipt

CASE_REF = "23-1234"
RULE = Rule(
    key="kommune-96",
    name="BPA",
    law="serviceloven",
    paragraph="96",
    kind=Kind.DECISION,
    length=Length(Unit.WEEKS, Decimal(8)),
    starts="ansøgning modtaget",
)


def samples_of_deadlines(s: Stage) -> list[Sample]:
    """The form, its receipt, and the list of one's own."""
    today, registrar = s.now.date(), "den, der registrerer fristen"
    filled = Draft(
        today,
        deadline_form.rule_option(s.t, RULE),
        CASE_REF,
        whom=option("Karim Aziz", "person:U0KARIM"),
    )
    receipt = _receipt(s)
    listed = deadline_receipt.list_view(s.t, [running(s)], 0, s.reader(), "/deadline")
    return [
        Sample("Skemaet til en frist", MODAL, registrar, deadline_form.form(s.t, filled), deadline_form.form),
        Sample(
            "Kvitteringen for en frist",
            MODAL,
            registrar,
            deadline_receipt.view(s.t, receipt),
            deadline_receipt.view,
        ),
        Sample(
            "Kvitteringen for en frist på én linje",
            EPHEMERAL,
            registrar,
            Message(deadline_receipt.sentence(s.t, receipt), deadline_receipt.blocks(s.t, receipt)),
            deadline_receipt.blocks,
        ),
        Sample(
            "Fristen er fortrudt",
            MODAL,
            registrar,
            deadline_receipt.undone_view(s.t, NUMBER),
            deadline_receipt.undone_view,
        ),
        Sample("Dine frister", MODAL, "den, der spørger", listed, deadline_receipt.list_view),
    ]


def _receipt(s: Stage) -> Receipt:
    due = s.now + timedelta(weeks=8)
    aim = due - timedelta(days=1)
    return Receipt(NUMBER, RULE, due.date(), due, aim.date(), s.now, who="Karim Aziz", remitted=True)


def running(s: Stage, **facts: Any) -> CaseItem:
    """Karim's deadline, running, changed by `facts`."""
    due = s.now + timedelta(weeks=8)
    known: dict[str, Any] = {
        "number": NUMBER,
        "rule": RULE.frozen(),
        "team_key": "voksen-a",
        "owner_id": "U0KARIM",
        "owner_name": "Karim Aziz",
        "logged_by": "U0RIKKE",
        "logged_at": s.now,
        "goal_at": due,
        "due_at": due,
        "state": State.OPEN,
        "received_on": s.now.date(),
        "legal_on": due.date(),
        "legal_at": due,
        "whose": Whose.AUTHORITY,
        "remitted": False,
    }
    return CaseItem(**{**{field.name: None for field in fields(CaseItem)}, **known, **facts})
