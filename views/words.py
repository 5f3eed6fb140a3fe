"""The closed lists a call is described with, as people read them."""

from rules.topics import Topic
from views.texts import Texts

BEST_TIMES = ("any", "morning", "midday", "afternoon")
URGENT, INTERPRETER, PROTECTED = "urgent", "interpreter", "protected"


def topic(t: Texts, key: str) -> str:
    """The topic in the reader's language."""
    return t.say(Topic(key).label)


def best_time(t: Texts, key: str) -> str:
    """When the citizen is best reached."""
    return {
        "any": t("hele dagen"),
        "morning": t("formiddag"),
        "midday": t("midt på dagen"),
        "afternoon": t("eftermiddag"),
    }[key]


def tick(t: Texts, key: str) -> str:
    """A tick on the call form."""
    return {
        URGENT: t("Haster"),
        INTERPRETER: t("Tolk"),
        PROTECTED: t("Beskyttet adresse"),
    }[key]
