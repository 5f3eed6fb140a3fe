"""A small trial of a change (PDSA: plan, do, study, act), and what may become of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.errors import FristvagtError


class Act(StrEnum):
    """What a trial came to."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    DROP = "drop"


ENDING = (Act.ADOPT, Act.DROP)


class NotStudiedError(FristvagtError):
    """Something is decided of a trial nobody has looked at."""

    def __init__(self) -> None:
        super().__init__("Skriv, hvad I så, før I beslutter noget om forsøget.")


class StudyDateError(FristvagtError):
    """The next date is not to come."""

    def __init__(self) -> None:
        super().__init__("Vælg en dag fra i morgen af, hvor I ser på resultatet.")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a trial's form."""

    idea: str
    question: str
    prediction: str
    plan: str
    study_on: date
    carried_out: str = ""
    study: str = ""
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the trials had a prediction before anybody knew how it went."""

    predicted: int
    n: int


def predicted(predictions: Iterable[str]) -> Share:
    """The share over all trials, open and ended."""
    written = [bool(one) for one in predictions]
    return Share(sum(written), len(written))


def foretold(study: str, act: Act | None, studied_now: str) -> bool:
    """Whether a prediction may still be written: before anybody has looked, or for the round after it."""
    return not studied_now or (act is Act.ADAPT and studied_now == study)


def refuse(written: Written, today: date, known_date: date | None) -> None:
    """Raise `NotStudiedError` or `StudyDateError`; a date that stood there already may be past.

    What is adapted is tried again, and so needs a new date.
    """
    if written.act is not None and not written.study:
        raise NotStudiedError
    again = written.act is Act.ADAPT or written.study_on != known_date
    if again and written.act not in ENDING and written.study_on <= today:
        raise StudyDateError
