"""The closed lists a statutory deadline is described with, as people read them."""

from rules.statute import Kind, Rule, Whose
from storage.models import LateWhy, Result, Turn, Waiting
from views.blocks import inert
from views.texts import Texts

# What is decided, so that it has an outcome: everything else is only done or not.
DECIDED = frozenset({Kind.DECISION, Kind.REMITTED})


def named(rule: Rule) -> str:
    """ "§ 85 Socialpædagogisk bistand (løbende sag)": plain text, as the catalogue writes it."""
    return f"{paragraph(rule)} {rule.title}".strip()


def paragraph(rule: Rule) -> str:
    """ "§ 85", "§§ 95, 96", "art. 12"; empty when the rule has none."""
    if not rule.paragraph[:1].isdigit():
        return rule.paragraph
    several = "," in rule.paragraph or " og " in rule.paragraph
    return f"§§ {rule.paragraph}" if several else f"§ {rule.paragraph}"


def title(rule: Rule) -> str:
    """The same for a line, where nothing in it may format."""
    return inert(named(rule))


def law(t: Texts, rule: Rule) -> str:
    """The law and its paragraph, for an explanation."""
    return " ".join(part for part in (inert(rule.law), inert(paragraph(rule))) if part) or t("ikke oplyst")


def end_button(t: Texts, rule: Rule) -> str:
    """What the button that ends it is called."""
    if rule.whose is Whose.CITIZEN and rule.kind is not Kind.COMPLAINT_WINDOW:
        return t("Svar modtaget")
    special = {
        Kind.DECISION: t("Afgjort"),
        Kind.REMITTED: t("Afgjort"),
        Kind.REASSESSMENT: t("Genvurderet"),
        Kind.COMPLAINT_WINDOW: t("Klage modtaget"),
        Kind.ACCESS: t("Besvaret"),
        Kind.INQUIRY: t("Besvaret"),
        Kind.FORWARDING: t("Sendt"),
        Kind.NOTICE: t("Sendt"),
        Kind.NOTE: t("Journaliseret"),
    }
    return special.get(rule.kind) or t("Udført")


def outcomes(t: Texts) -> dict[Result, str]:
    """How a decision can come out."""
    return {
        Result.GRANTED: t("Bevilling"),
        Result.PARTIAL: t("Delvis bevilling"),
        Result.REFUSED: t("Afslag"),
    }


def ended(t: Texts, rule: Rule, result: Result | None) -> str:
    """What became of it, to begin a sentence with."""
    if result is Result.LAPSED:
        return _lapsed(t, rule.kind)
    said = {
        Result.GRANTED: t("afgjort: bevilling"),
        Result.PARTIAL: t("afgjort: delvis bevilling"),
        Result.REFUSED: t("afgjort: afslag"),
        Result.DROPPED: t("bortfaldet"),
        Result.MEDHOLD: t("genvurderet: fuldt medhold"),
        Result.PARTLY: t("genvurderet: delvist medhold"),
        Result.UPHELD: t("genvurderet: fastholdt og sendt til Ankestyrelsen"),
    }
    return said[result] if result in said else end_button(t, rule).lower()


def _lapsed(t: Texts, kind: Kind) -> str:
    if kind is Kind.PARTIAL_ANSWER:
        return t("klagen står ikke ved magt")
    return t("udløbet uden klage") if kind is Kind.COMPLAINT_WINDOW else t("udløbet uden svar")


def waiting(t: Texts, on: Waiting) -> str:
    """On whom a case waits."""
    return {
        Waiting.CITIZEN: t("borgeren"),
        Waiting.DOCTOR: t("lægen"),
        Waiting.MUNICIPALITY: t("en anden kommune"),
        Waiting.AUTHORITY: t("en anden myndighed"),
        Waiting.PROVIDER: t("leverandøren"),
        Waiting.COLLEAGUE: t("en kollega"),
    }[on]


def late_why(t: Texts, why: LateWhy) -> str:
    """Why the deadline cannot be kept."""
    return {
        LateWhy.INFORMATION: t("Der mangler oplysninger"),
        LateWhy.EXTENT: t("Sagen er omfattende eller kompliceret"),
        LateWhy.HEARING: t("Der skal partshøres"),
        LateWhy.STAFFING: t("Travlhed eller fravær"),
        LateWhy.OTHER: t("Andet, som står i brevet"),
    }[why]


def turn(t: Texts, how: Turn) -> str:
    """How a recurring follow-up is done this time."""
    return (
        t("administrativt denne gang") if how is Turn.ADMINISTRATIVE else t("sammen med borgeren denne gang")
    )
