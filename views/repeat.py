"""A citizen who rings again: said at once, with owner and promised time, and noted by one press."""

from collections.abc import Sequence
from datetime import datetime

from storage.worklist import WorkItem
from views import ids
from views.blocks import Block, field_of, modal, option, radio, section
from views.call_form import Draft, fields
from views.home import fate
from views.texts import Texts
from views.who_rings import Hands, in_whose_hands, instead, who_rings

NEW = "new"
MOST_SHOWN = 5


def repeat_form(t: Texts, draft: Draft, items: Sequence[WorkItem], hands: Hands, now: datetime) -> Block:
    """The call form with what is open on top; *Gem* notes "ringede igen" unless one says otherwise."""
    shown = items[:MOST_SHOWN]
    said = "\n".join(_open(t, item, hands, now) for item in shown)
    options = [
        option(t("Notér på nr. {number}, at borgeren ringede igen", number=item.number), str(item.number))
        for item in shown
    ]
    options.append(option(t("Log det som et nyt opkald"), NEW))
    return modal(
        ids.REPEAT_FORM,
        t("Ringer igen"),
        [
            section(said),
            field_of(ids.REPEAT, t("Hvad skal der ske"), radio(ids.REPEAT, options)),
            *fields(t, draft, whom_optional=True),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
    )


def _open(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    again = (
        t.count("ringede igen 1 gang", "ringede igen {n} gange", item.repeat_calls)
        if item.repeat_calls
        else ""
    )
    parts = [part for part in (fate(t, item, now), again) if part]
    return t(
        "Der er allerede et åbent opkald fra nummeret: nr. {number}, {who}, {fate}.",
        number=item.number,
        who=in_whose_hands(t, item, hands),
        fate=", ".join(parts),
    )


def noted(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    """What the message taker reads aloud."""
    times = t.count("ringet igen 1 gang", "ringet igen {n} gange", item.repeat_calls)
    said = [t("Noteret på nr. {number}: {times}.", number=item.number, times=times)]
    said.append(_promise(t, item, hands, now))
    if item.number in hands.stand_ins and item.owner_name:
        said.append(instead(t, item.owner_name, hands.stand_ins[item.number]))
    return " ".join(said)


def _promise(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    """What the citizen may count on; a time that has passed is not promised anew."""
    who, due = who_rings(t, item, hands), t.moment(item.due_at)
    if item.agreed_at is not None:
        return t("Aftalt: {who} ringer {when}.", who=who, when=t.moment(item.agreed_at))
    if item.due_at <= now:
        return t("Fristen var {when}; {who} har opkaldet.", who=who, when=due)
    return t("{who} ringer senest {when}.", who=who, when=due)
