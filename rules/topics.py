"""What a citizen rings about: a closed list, so that no free text describes a person."""

from enum import StrEnum
from types import MappingProxyType


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
    def label(self) -> str:
        """The topic as a user reads it, in Danish."""
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
        Topic.APPLICATION: "ansøgning",
        Topic.COMPLAINT: "klage",
        Topic.ACCESS: "aktindsigt",
        Topic.DECISION: "afgørelse",
        Topic.CASE: "igangværende sag",
        Topic.PAYMENT: "betaling eller regning",
        Topic.URGENT: "akut/underretning",
        Topic.OTHER: "andet",
    }
)

_WORDS = MappingProxyType(
    {
        Topic.APPLICATION: "ansøgning ansøgningen ansøgninger ansøge ansøger ansogning ansogninger",
        Topic.COMPLAINT: "klage klagen klager klagesag klagesager klaget",
        Topic.ACCESS: "aktindsigt aktindsigter aktindsigten aktinsigt partsaktindsigt",
        Topic.DECISION: "afgørelse afgørelsen afgørelser afgorelse afgorelser bevilling bevillingen",
        Topic.CASE: "sag sagen sager igangværende",
        Topic.PAYMENT: "betaling betalingen betalinger regning regningen regninger faktura fakturaer",
        Topic.URGENT: "akut akutte underretning underretningen underretninger",
        Topic.OTHER: "andet andre øvrigt",
    }
)

_BY_WORD = MappingProxyType(
    {plain(word): topic for topic, words in _WORDS.items() for word in words.split()}
    | {plain(label): topic for topic, label in _LABELS.items()}
)
