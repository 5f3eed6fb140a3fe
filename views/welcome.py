"""The greeting to whoever opens the app for the first time: what it is for them, in three lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from rules.office import Commands
from views.blocks import Message, section
from views.texts import Texts


class Guest(Enum):
    """Which greeting fits: by the weightiest of the person's roles."""

    LEAD = auto()
    CASEWORKER = auto()
    RECEPTIONIST = auto()
    JURIST = auto()
    COORDINATOR = auto()
    ONLOOKER = auto()  # counts only


@dataclass(frozen=True, slots=True)
class Welcome:
    """Whom it greets; `list_at` is when their list comes, "8:15"."""

    guest: Guest
    commands: Commands
    list_at: str


def welcome(t: Texts, data: Welcome) -> Message:
    """The greeting; it names no citizen and no call."""
    text = t("Velkommen til Fristvagt. Her er det vigtigste for dig.")
    return Message(text, [section(text), section("\n".join(f"• {line}" for line in _lines(t, data)))])


def _lines(t: Texts, data: Welcome) -> list[str]:
    facts = {
        "callback": data.commands.callback,
        "status": data.commands.status,
        "absence": data.commands.absence,
        "deadline": data.commands.deadline,
        "appeal": data.commands.appeal,
        "agenda": data.commands.agenda,
        "clock": data.list_at,
    }
    both = t("Under *Indstillinger* nederst på Hjem vælger du sprog, og hvornår listen kommer.")
    language = t("Under *Indstillinger* nederst på Hjem vælger du sprog.")
    match data.guest:
        case Guest.LEAD:
            return [
                t(
                    "Kl. {clock} får du en liste: dine egne opkald, og dem i teamet, der er over fristen.",
                    **facts,
                ),
                t(
                    "*{status}* viser tallene, og *{absence} @kollega 24/11-1/12* melder en i teamet væk.",
                    **facts,
                ),
                both,
            ]
        case Guest.CASEWORKER:
            return [
                t(
                    "Kl. {clock} får du en liste over dem, du skal ringe til. "
                    "Tryk på linjens knapper, når du har ringet.",
                    **facts,
                ),
                t(
                    "*{deadline}* starter en frist på en sag. Skriv *{absence}*, når du er væk; "
                    "så tager din stedfortræder opkaldene.",
                    **facts,
                ),
                both,
            ]
        case Guest.RECEPTIONIST:
            return [
                t("Skriv *{callback}*, når nogen ringer. Kvitteringen er det, du lover borgeren.", **facts),
                t("*{callback} find* og et nummer viser, hvem der ringer tilbage, og hvornår.", **facts),
                language,
            ]
        case Guest.JURIST | Guest.COORDINATOR:
            return _of_complaints(t, data.guest, facts)
        case _:
            return [t("*{status}* viser, hvordan det går med opkaldene.", **facts), language]


def _of_complaints(t: Texts, guest: Guest, facts: Mapping[str, str]) -> list[str]:
    """Only the jurist is told of complaints as they come."""
    come = t("Nye klager og spørgsmål til juristen kommer som beskeder her med det samme.")
    return [
        *([come] if guest is Guest.JURIST else []),
        t("*{appeal} list* viser de klager, der løber. Hjem siger, hvor mange der er.", **facts),
        t("*{agenda}* viser møderne og deres dagsordener.", **facts),
    ]
