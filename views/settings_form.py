"""*Indstillinger*: the reader's language, and when their list comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from views import ids
from views.blocks import Block, field_of, modal, option, select
from views.texts import LANGUAGES, Texts

AS_OFFICE = "office"


@dataclass(frozen=True, slots=True)
class ListTimes:
    """When the list may come, by the office's clock; `own` is None for whoever gets it with the others."""

    own: time | None
    office: time
    offered: Sequence[time]


def settings_form(t: Texts, times: ListTimes | None) -> Block:
    """The form; `times` is None for somebody who gets no list. The language in use is the chosen one."""
    fields = [field_of(ids.LANGUAGE, t("Sprog"), _languages(t))]
    if times is not None:
        hint = t(
            "Listen over de opkald, du skal ringe tilbage på. Det, der haster, kommer altid med det samme."
        )
        fields.append(field_of(ids.LIST_TIME, t("Dagens liste kommer"), _times(t, times), hint=hint))
    return modal(ids.SETTINGS_FORM, t("Indstillinger"), fields, submit=t("Gem"), close=t("Annuller"))


def _languages(t: Texts) -> Block:
    return select(ids.LANGUAGE, [option(name, key) for key, name in LANGUAGES.items()], chosen=t.language)


def _times(t: Texts, times: ListTimes) -> Block:
    with_the_others = t("Sammen med resten af kontorets, {clock}", clock=shown(times.office))
    options = [option(shown(at), at.isoformat("minutes")) for at in times.offered]
    chosen = times.own.isoformat("minutes") if times.own else AS_OFFICE
    return select(ids.LIST_TIME, [option(with_the_others, AS_OFFICE), *options], chosen=chosen)


def shown(at: time) -> str:
    """ "8:15"."""
    return f"{at.hour}:{at.minute:02}"


def saved(t: Texts, list_time: time | None) -> str:
    """The receipt, in the language just chosen; `list_time` is None for somebody who gets no list."""
    language = t("Gemt. Fristvagt skriver til dig på dansk.")
    if list_time is None:
        return language
    list_comes = t("Dagens liste kommer kl. {clock} på arbejdsdage.", clock=shown(list_time))
    return f"{language} {list_comes}"
