"""The quality sample: which decisions of a month are drawn, and how they are looked at.

The draw spreads over paragraphs and workers: each time that case is taken whose paragraph has been drawn
least, among those the one whose worker has been drawn least, and among those the lot decides. The lot of
a case is SHA-256 of "seed:number", so that anybody can make the draw again with any tool.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Heading(StrEnum):
    """What a review looks at."""

    INFORMATION = "information"  # sagsoplysning
    REASONS = "reasons"  # begrundelse
    ASSESSMENT = "assessment"  # vurdering
    HEARING = "hearing"  # partshøring
    COMPLAINT_GUIDANCE = "complaint_guidance"  # klagevejledning
    DEADLINE = "deadline"  # frist
    ACTION_PLAN = "action_plan"  # handleplan
    OVERALL = "overall"  # helhedsvurdering


class Finding(StrEnum):
    """What a review says under a heading."""

    IN_ORDER = "in_order"
    REMARK = "remark"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class Framed:
    """A decision of the frame: its number, its paragraph, and whose it was ("" for nobody's)."""

    number: int
    paragraph: str
    worker: str


def draw(frame: Collection[Framed], seed: str, most: int) -> list[Framed]:
    """The cases that seed draws, in the order they are drawn; the frame's order does not matter."""
    left = sorted(frame, key=lambda one: lot(seed, one.number))
    paragraphs, workers = Counter[str](), Counter[str]()
    taken: list[Framed] = []
    while left and len(taken) < most:
        # `min` keeps the first of equals: the one whose lot came first.
        one = min(left, key=lambda case: (paragraphs[case.paragraph], workers[case.worker]))
        left.remove(one)
        taken.append(one)
        paragraphs[one.paragraph] += 1
        workers[one.worker] += 1
    return taken


def lot(seed: str, number: int) -> str:
    """The case's place in the lottery; the smallest comes first."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def frozen(frame: Iterable[Framed]) -> list[list[int | str]]:
    """The frame as it is kept, by number."""
    return [[one.number, one.paragraph, one.worker] for one in sorted(frame, key=lambda one: one.number)]


def thawed(kept: Iterable[tuple[int, str, str]]) -> list[Framed]:
    """The frame as it was."""
    return [Framed(number, paragraph, worker) for number, paragraph, worker in kept]
