"""Running deadlines whose rule has been changed: what they would come to, and the lead's choice for each."""

from collections.abc import Sequence
from datetime import date

from rules.length_words import in_words
from storage.rule_changes import Changed
from views import case_words, ids
from views.blocks import Block, actions, button, context, divider, modal, section
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
    rule, number = one.now_in_force, str(one.number)
    return [
        divider(),
        section(
            t(
                "*Nr. {number} · {rule}*\n"
                "Nu: {old}, frist {was}. Med den nye regel: {new}, frist {would_be}.",
                number=number,
                rule=case_words.title(rule),
                old=t.say(in_words(one.began_with.length)),
                was=t.on(one.legal_on, today),
                new=t.say(in_words(rule.length)),
                would_be=t.on(one.would_be, today),
            )
        ),
        actions(
            f"rule:{number}",
            [
                button(ids.RULE_KEEP, t("Behold den gamle"), number),
                button(ids.RULE_USE_NEW, t("Brug den nye"), number),
            ],
        ),
    ]
