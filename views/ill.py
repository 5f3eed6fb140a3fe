"""To whoever leads a team: the bot has left something undone; what it is, and what to do."""

from collections.abc import Sequence

from storage.alarms import Found, What
from views.blocks import Message, inert, section
from views.texts import Texts

MOST_NUMBERS = 20


def ill(t: Texts, team: str, troubles: Sequence[Found]) -> Message:
    """The troubles that last, each with what to do. Item numbers only."""
    text = t("Botten har brug for hjælp: noget i {team} er ikke blevet gjort.", team=inert(team))
    return Message(text, [section(text), *(section(_said(t, one)) for one in troubles)])


def _said(t: Texts, trouble: Found) -> str:
    n = len(trouble.numbers)
    if trouble.what is What.MESSAGES:
        return t.count(
            "1 besked er ikke sendt, selv om tiden er inde. Det, den handler om, står på Hjem. "
            "Bed it om at køre python -m bot check --running.",
            "{n} beskeder er ikke sendt, selv om tiden er inde. Det, de handler om, står på Hjem. "
            "Bed it om at køre python -m bot check --running.",
            n,
        )
    if trouble.what is What.TEAMLESS:
        return t(
            "Ingen bliver mindet om {items}: teamet står ikke længere i kontorfilen. Bed it om at sætte det "
            "ind igen.",
            items=_numbers(t, trouble.numbers),
        )
    return t(
        "Botten følger ikke op på {items}. Se selv efter, at der bliver ringet og afgjort, og bed it om at "
        "køre python -m bot check --running.",
        items=_numbers(t, trouble.numbers),
    )


def _numbers(t: Texts, numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_NUMBERS]))
    more = len(numbers) - MOST_NUMBERS
    if more > 0:
        return t.count("nr. {shown} og 1 til", "nr. {shown} og {n} til", more, shown=shown)
    return t("nr. {shown}", shown=shown)
