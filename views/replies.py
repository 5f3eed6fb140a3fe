"""Short answers: refusals, help, and what was found."""

from collections.abc import Sequence
from datetime import datetime

from rules.office import Commands
from storage.worklist import WorkItem
from views.blocks import Block, home, modal, section
from views.home import fate
from views.texts import Texts
from views.who_rings import Hands, in_whose_hands


def refused(t: Texts) -> str:
    """To somebody who may not use the bot at all."""
    return t(
        "Du har ikke adgang til Fristvagt. Intet er gemt. Spørg din teamleder, hvis du skal have adgang."
    )


def not_yours(t: Texts) -> str:
    """To somebody who may use the bot, but not do this."""
    return t("Det har du ikke adgang til. Intet er ændret. Spørg din teamleder, hvis du skal have adgang.")


def not_yours_or_gone(t: Texts) -> str:
    """The same of one item: what is deleted is nobody's any more, and which of the two it is, is not said."""
    gone = t("Er det afsluttet for længe siden, er det slettet.")
    return f"{not_yours(t)} {gone}"


def retired(t: Texts) -> str:
    return t("Knappen er fra en ældre besked og virker ikke længere. Åbn Hjem for at se din liste.")


def retired_form(t: Texts) -> str:
    return t("Skemaet er fra en ældre udgave. Intet er gemt. Kopiér din tekst, og åbn skemaet igen.")


def unknown_command(t: Texts, commands: Commands) -> str:
    return t(
        "Den kommando svarer jeg ikke på endnu. Skriv *{callback} help* for at se, hvad du kan bruge.",
        callback=commands.callback,
    )


def not_saved(t: Texts) -> str:
    """The database could not take it; the typed text stays in the form."""
    return t("Ikke gemt: databasen svarede ikke. Din tekst står her endnu. Tryk Gem igen om lidt.")


def not_done(t: Texts) -> str:
    return t("Det lykkedes ikke: databasen svarede ikke. Intet er ændret. Prøv igen om lidt.")


def help_text(t: Texts, commands: Commands) -> str:
    """/callback help."""
    return t(
        "*{callback}* åbner et skema, så du kan logge et opkald.\n"
        "*{callback} @karim 22 33 44 55 Jens Hansen, afgørelse* logger på én linje; rækkefølgen er fri.\n"
        "*{callback} find 22 33 44 55* viser, hvem der ringer tilbage, og hvornår.\n"
        "*{callback} genåbn 142* tager et afsluttet opkald op igen; det kan ejeren og teamlederen.\n"
        "*{callback} flyt @karim @maja* flytter alle Karims opkald til Maja; det kan teamlederen.\n"
        "*{deadline}* starter en frist på en sag.\n"
        "*{status}* viser, hvordan det går med opkaldene.\n"
        "*{callback} indstillinger* er dit sprog, og hvornår din liste kommer.\n"
        "Skriv aldrig CPR-numre. Et nummer og en modtager er nok.",
        callback=commands.callback,
        deadline=commands.deadline,
        status=commands.status,
    )


def found(t: Texts, items: Sequence[WorkItem], hands: Hands, now: datetime) -> str:
    """The fate of the open calls from a number: who has it and when, nothing of the citizen."""
    if not items:
        return t("Der er ikke noget åbent opkald fra det nummer. Log det, hvis borgeren vil ringes op.")
    return "\n".join(_found(t, item, hands, now) for item in items)


def _found(t: Texts, item: WorkItem, hands: Hands, now: datetime) -> str:
    who = in_whose_hands(t, item, hands)
    return t("Nr. {number}: {who}, {fate}.", number=item.number, who=who, fate=fate(t, item, now))


def notice_view(t: Texts, callback_id: str, title: str, text: str) -> Block:
    """A modal that only says something."""
    return modal(callback_id, title, [section(text)], close=t("Luk"))


def failed(t: Texts, reference: str) -> str:
    """An error nobody foresaw."""
    return t(
        "Noget gik galt, og intet er ændret. Prøv igen, og sig {reference} til it, hvis det gentager sig.",
        reference=reference,
    )


def notice_home(text: str) -> Block:
    """A Home tab that only says something, until the real one is drawn."""
    return home([section(text)])
