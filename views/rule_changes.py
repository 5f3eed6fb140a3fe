"""Running deadlines whose rule has been changed: what they would come to, and the lead's choice for each."""

from collections.abc import Sequence
from datetime import date

from rules.length_words import in_words
from storage.rule_changes import Changed
from views import case_words, ids
from views.blocks import Block, actions, button, confirm, context, divider, inert, modal, section
from views.texts import Texts

# Three blocks each, in a view of a hundred.
MOST_CHANGED = 30


def on_home(t: Texts, count: int, person: str) -> list[Block]:
    """One line on the lead's Home; nothing when there is nothing to decide."""
    if not count:
        return []
    text = t.count(
        "1 løbende frist har fået en ny regel. Den følger den gamle, indtil du bestemmer andet.",
        "{n} løbende frister har fået en ny regel. De følger den gamle, indtil du bestemmer andet.",
        count,
    )
    return [section(text, accessory=button(ids.RULE_CHANGES, t("Se dem"), person))]


def changes(t: Texts, found: Sequence[Changed], today: date) -> Block:
    """The modal: each deadline with both dates and two buttons."""
    if not found:
        blocks = [section(t("Der er ingen løbende frister at tage stilling til."))]
        return modal(ids.RULES_CHANGED, t("Ændrede regler"), blocks, close=t("Luk"))
    shown = [block for one in found[:MOST_CHANGED] for block in _one(t, one, today)]
    more = len(found) - MOST_CHANGED
    rest = [context(t.count("… og 1 til.", "… og {n} til.", more))] if more > 0 else []
    intro = section(
        t("En ny regel gælder nye frister. De løbende beholder deres, medmindre du vælger den nye.")
    )
    return modal(ids.RULES_CHANGED, t("Ændrede regler"), [intro, *shown, *rest], close=t("Luk"))


def _one(t: Texts, one: Changed, today: date) -> list[Block]:
    number = str(one.number)
    buttons = [button(ids.RULE_KEEP, t("Behold den gamle"), number)]
    if one.would_be is not None:
        buttons.append(button(ids.RULE_USE_NEW, t("Brug den nye"), number, confirm=_sure(t, one, today)))
    return [divider(), section(_said(t, one, today)), actions(f"rule:{number}", buttons)]


def _said(t: Texts, one: Changed, today: date) -> str:
    who = inert(one.owner_name) if one.owner_name else t("uden ejer")
    title = t(
        "*Nr. {number} · {rule}* · {who}",
        number=one.number,
        rule=case_words.title(one.now_in_force),
        who=who,
    )
    old, new = (t.say(in_words(rule.length)) for rule in (one.began_with, one.now_in_force))
    was = t("Nu: {length}, frist {day}.", length=old, day=t.on(one.legal_on, today))
    return "\n".join([title, was, _would_be(t, one, new, today)])


def _would_be(t: Texts, one: Changed, length: str, today: date) -> str:
    if one.would_be is None:
        return t("Den nye regel ({length}) kan ikke regnes uden klokkeslæt for modtagelsen.", length=length)
    day = t.on(one.would_be, today)
    if one.would_be < today:
        return t("Med den nye regel: {length}, frist {day}. Den er allerede gået.", length=length, day=day)
    return t("Med den nye regel: {length}, frist {day}.", length=length, day=day)


def _sure(t: Texts, one: Changed, today: date) -> Block:
    day = t.on(one.would_be or one.legal_on, today)
    return confirm(
        t("Brug den nye regel?"),
        t("Fristen bliver {day}. Ejeren får det at vide på sin næste liste.", day=day),
        t("Brug den nye"),
        t("Annuller"),
    )
