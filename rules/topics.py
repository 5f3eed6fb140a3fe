"""What a citizen rings about: a closed list, so that no free text describes a person."""

from enum import StrEnum
from types import MappingProxyType

from rules.sentence import Sentence


class Topic(StrEnum):
    APPLICATION = "ansoegning"
    COMPLAINT = "klage"
    ACCESS = "aktindsigt"
    DECISION = "afgoerelse"
    CASE = "sag"
    PAYMENT = "betaling"
    URGENT = "akut"
    OTHER = "andet"

    @property
    def label(self) -> Sentence:
        """The topic as a user reads it."""
        return _LABELS[self]

    @classmethod
    def recognise(cls, word: str) -> "Topic | None":
        """The topic a person meant by `word`; None when it is not one of ours."""
        return _BY_WORD.get(plain(word))


def plain(text: str) -> str:
    """Lower case, Danish letters in their two-letter spelling, single spaces, no edge punctuation."""
    spelled = text.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return " ".join(spelled.split()).strip(" .,;:!?'\"")


_LABELS = MappingProxyType(
    {
        Topic.APPLICATION: Sentence("ansøgning"),
        Topic.COMPLAINT: Sentence("klage"),
        Topic.ACCESS: Sentence("aktindsigt"),
        Topic.DECISION: Sentence("afgørelse"),
        Topic.CASE: Sentence("igangværende sag"),
        Topic.PAYMENT: Sentence("betaling eller regning"),
        Topic.URGENT: Sentence("akut/underretning"),
        Topic.OTHER: Sentence("andet"),
    }
)

_WORDS = MappingProxyType(
    {
        Topic.APPLICATION: "ansøgning ansøgningen ansøgninger ansøge ansøger ansogning ansogninger "
        "application applications applying",
        Topic.COMPLAINT: "klage klagen klager klagesag klagesager klaget complaint complaints complains",
        Topic.ACCESS: "aktindsigt aktindsigter aktindsigten aktinsigt partsaktindsigt",
        Topic.DECISION: "afgørelse afgørelsen afgørelser afgorelse afgorelser bevilling bevillingen "
        "decision decisions",
        Topic.CASE: "sag sagen sager igangværende case",
        Topic.PAYMENT: "betaling betalingen betalinger regning regningen regninger faktura fakturaer "
        "payment payments invoice invoices",
        Topic.URGENT: "akut akutte underretning underretningen underretninger emergency safeguarding",
        Topic.OTHER: "andet andre øvrigt other",
    }
)

# What the form calls them in English; what is one word stands above.
_ENGLISH = MappingProxyType(
    {
        "access to documents": Topic.ACCESS,
        "access to files": Topic.ACCESS,
        "ongoing case": Topic.CASE,
        "payment or bill": Topic.PAYMENT,
        "emergency/safeguarding": Topic.URGENT,
    }
)

_BY_WORD = MappingProxyType(
    {plain(word): topic for topic, words in _WORDS.items() for word in words.split()}
    | {plain(label): topic for topic, label in _LABELS.items()}
    | _ENGLISH
)
