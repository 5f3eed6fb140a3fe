"""The monthly pulse: two questions, answered from 1 to 5, and from how many answers they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.sentence import Sentence
from rules.small_numbers import SMALLEST

LOWEST, HIGHEST = 1, 5
SCORES = range(LOWEST, HIGHEST + 1)
HOW_MANY = 2
QUESTIONS = (
    Sentence("Jeg ved, hvilke opgaver der er vigtigst lige nu."),
    Sentence("Jeg kan nå det, der forventes af mig."),
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the office has decided. Off until it says so; answers agree from 1 (not at all) to 5 (fully)."""

    on: bool = False
    questions: tuple[str, ...] = QUESTIONS


@dataclass(frozen=True, slots=True)
class Answered:
    """A month's answers to one question: how many, and their mean; None while they are too few to show."""

    month: date
    question: str
    n: int | None
    mean: float | None


def answered(month: date, question: str, scores: Mapping[int, int]) -> Answered:
    """What may be shown of how many gave each score."""
    n = sum(scores.values())
    if n < SMALLEST:
        return Answered(month, question, None, None)
    return Answered(month, question, n, sum(score * given for score, given in scores.items()) / n)
