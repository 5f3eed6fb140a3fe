"""A citizen who rings again: said at once, with owner and promised time, and noted by one press."""

from collections.abc import Sequence
from datetime import datetime

from storage.worklist import WorkItem
from views import ids
from views.blocks import Block, field_of, inert, modal, option, radio, section
from views.call_form import Draft, fields
from views.home import fate
from views.texts import Texts

NEW = "new"
MOST_SHOWN = 5


def repeat_form(
    t: Texts, draft: Draft, items: Sequence[WorkItem], team_names: dict[str, str], now: datetime
) -> Block:
    """The call form with what is open on top; *Gem* notes "ringede igen" unless one says otherwise."""
    shown = items[:MOST_SHOWN]
    said = "\n".join(_open(t, item, team_names, now) for item in shown)
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


def _open(t: Texts, item: WorkItem, team_names: dict[str, str], now: datetime) -> str:
    who = inert(item.owner_name or team_names.get(item.team_key, item.team_key))
    again = (
        t.count("ringede igen 1 gang", "ringede igen {n} gange", item.repeat_calls)
        if item.repeat_calls
        else ""
    )
    parts = [part for part in (fate(t, item, now), again) if part]
    return t(
        "Der er allerede et åbent opkald fra nummeret: nr. {number}, {who}, {fate}.",
        number=item.number,
        who=who,
        fate=", ".join(parts),
    )


def noted(t: Texts, item: WorkItem, team_names: dict[str, str]) -> str:
    """What the message taker reads aloud."""
    who = inert(item.owner_name or team_names.get(item.team_key, item.team_key))
    times = t.count("ringet igen 1 gang", "ringet igen {n} gange", item.repeat_calls)
    return t(
        "Noteret på nr. {number}: {times}. {who} ringer senest {when}.",
        number=item.number,
        times=times,
        who=who,
        when=t.moment(item.due_at),
    )
