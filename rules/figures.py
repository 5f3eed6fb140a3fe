"""The figures: which there are, what each means, and what its value looks like.

A definition stands here and nowhere else; whoever shows a figure shows its definition and its n.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.sentence import Sentence
from rules.statute import ANNOUNCED, Kind


class Goal(StrEnum):
    """The four goals of the office's plan; a report is grouped by them."""

    RECEPTION = "reception"
    QUALITY = "quality"
    LEARNING = "learning"
    PRIORITIES = "priorities"


class Figure(StrEnum):
    """What is counted over a period."""

    CALLS = "calls"
    REPEAT_CALLS = "repeat_calls"
    RUNG_WITHIN_GOAL = "rung_within_goal"
    RUNG_WITHIN_LIMIT = "rung_within_limit"
    REACHED_WITHIN_GOAL = "reached_within_goal"
    REACHED_WITHIN_LIMIT = "reached_within_limit"
    WAIT = "wait"
    CONTACT_RATE = "contact_rate"
    ATTEMPTS_PER_CONTACT = "attempts_per_contact"
    IN_TELEPHONE_HOURS = "in_telephone_hours"
    CONTACTS = "contacts"
    DEADLINES = "deadlines"
    DECISIONS = "decisions"
    LEAD_TIME = "lead_time"
    RELATIVES = "relatives"
    OPEN_CALLS = "open_calls"
    OPEN_DEADLINES = "open_deadlines"


# What the office owes a citizen by law. Not what it does for itself, nor what others or nobody must answer.
OWED = ANNOUNCED | {Kind.START}
# Of a period these are what its last day says, and no sum of its days.
AT_THE_END = (Figure.OPEN_CALLS, Figure.OPEN_DEADLINES)


class Kept(StrEnum):
    """How a statutory deadline of ours stood when its legal date had passed."""

    KEPT = "kept"
    ANNOUNCED = "announced"  # told of in writing no later than the legal date (RSL § 3, 2)
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days by the office's calendar; `ends` is not included."""

    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Count:
    """A plain number."""

    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `of`."""

    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Mean:
    """`total` spread over `of`."""

    total: int
    of: int


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of `of` values, in working hours to the quarter; None when there are none."""

    hours: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A count a key: results of decisions, say."""

    parts: Mapping[str, int]

    @property
    def of(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """For each rule (by its key) how many deadlines were kept, announced and missed."""

    rules: Mapping[str, Mapping[Kept, int]]

    @property
    def total(self) -> Mapping[Kept, int]:
        return {kept: sum(one.get(kept, 0) for one in self.rules.values()) for kept in Kept}


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of `of` values, in calendar days; None when there are none."""

    days: int | None
    of: int


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """How long decisions took: all of them, and those of each rule (by its key)."""

    every: Middle
    rules: Mapping[str, Middle]


Value = Count | Share | Mean | Median | Parts | Paragraphs | LeadTimes
Values = Mapping[Figure, Value]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is called, what exactly is counted, and which goal of the plan it speaks to."""

    title: Sentence
    text: Sentence
    goal: Goal


# Each call, attempt and deadline is counted on one day only, the day its answer can no longer change by
# itself, so that a period is the sum of its days.
DEFINITIONS: Mapping[Figure, Definition] = {
    Figure.CALLS: Definition(
        Sentence("Opkald"),
        Sentence("Opkald logget i perioden. Fortrudte opkald tælles ikke med."),
        Goal.RECEPTION,
    ),
    Figure.REPEAT_CALLS: Definition(
        Sentence("Gentagne opkald"),
        Sentence(
            "Af alle gange, borgere ringede i perioden (opkald og gentagne): andel, hvor borgeren ringede "
            "igen om et opkald, der stadig var åbent."
        ),
        Goal.RECEPTION,
    ),
    Figure.RUNG_WITHIN_GOAL: Definition(
        Sentence("Ringet tilbage inden målet"),
        Sentence("Af de opkald, hvis mål faldt i perioden: andel med et forsøg på at ringe inden målet."),
        Goal.RECEPTION,
    ),
    Figure.RUNG_WITHIN_LIMIT: Definition(
        Sentence("Ringet tilbage inden fristen"),
        Sentence("Af de opkald, hvis frist faldt i perioden: andel med et forsøg på at ringe inden fristen."),
        Goal.RECEPTION,
    ),
    Figure.REACHED_WITHIN_GOAL: Definition(
        Sentence("Talt med borgeren inden målet"),
        Sentence(
            "Af de opkald, hvis mål faldt i perioden: andel, hvor der var talt med borgeren inden målet."
        ),
        Goal.RECEPTION,
    ),
    Figure.REACHED_WITHIN_LIMIT: Definition(
        Sentence("Talt med borgeren inden fristen"),
        Sentence(
            "Af de opkald, hvis frist faldt i perioden: andel, hvor der var talt med borgeren inden fristen."
        ),
        Goal.RECEPTION,
    ),
    Figure.WAIT: Definition(
        Sentence("Ventetid til første forsøg"),
        Sentence(
            "Median af teamets åbningstid fra opkaldet blev logget til første forsøg, for opkald med første "
            "forsøg i perioden, i timer rundet op til kvarter. Ved et lige antal er det den længste af de to "
            "midterste. Opkald uden forsøg tælles ikke med."
        ),
        Goal.RECEPTION,
    ),
    Figure.CONTACT_RATE: Definition(
        Sentence("Opnået kontakt"),
        Sentence("Af de opkald, der blev lukket i perioden: andel, hvor der var talt med borgeren."),
        Goal.RECEPTION,
    ),
    Figure.ATTEMPTS_PER_CONTACT: Definition(
        Sentence("Forsøg pr. kontakt"),
        Sentence("Forsøg i gennemsnit for opkald, hvor der blev talt med borgeren i perioden."),
        Goal.RECEPTION,
    ),
    Figure.IN_TELEPHONE_HOURS: Definition(
        Sentence("Forsøg i telefontiden"),
        Sentence(
            "Af periodens forsøg på at ringe: andel inden for teamets telefontid, som den var den dag. "
            "Dage uden telefontid tælles ikke med."
        ),
        Goal.RECEPTION,
    ),
    Figure.CONTACTS: Definition(
        Sentence("Samtaler med borgere"),
        Sentence("Forsøg i perioden, hvor der blev talt med borgeren."),
        Goal.PRIORITIES,
    ),
    Figure.DEADLINES: Definition(
        Sentence("Lovens frister"),
        Sentence(
            "Frister for det, kommunen skylder en borger (afgørelse, også i en hjemvist sag, genvurdering, "
            "videresendelse af en klage, indsigt, skriftlig besked og start på behandling), hvis lovfrist "
            "faldt i perioden: overholdt (afgjort eller sendt senest den dag), varslet (skriftlig besked "
            "senest den dag) eller overskredet. Frister, der var udløbet, da de blev registreret, og "
            "bortfaldne tælles ikke med; en rettet frist er registreret, da den første blev det. "
            "Opfølgninger, handlinger fra møder, refusion, indsatser, der udløber, og andre myndigheders "
            "frister tælles heller ikke med."
        ),
        Goal.QUALITY,
    ),
    Figure.DECISIONS: Definition(
        Sentence("Afgørelser"),
        Sentence("Afgørelser registreret i perioden, efter udfald."),
        Goal.QUALITY,
    ),
    Figure.LEAD_TIME: Definition(
        Sentence("Sagsbehandlingstid"),
        Sentence(
            "Median af kalenderdage fra modtagelse til afgørelse, for afgørelser registreret i perioden, i "
            "alt og pr. paragraf. Ved et lige antal er det den længste af de to midterste. I en hjemvist sag "
            "regnes fra den dag, den kom tilbage."
        ),
        Goal.QUALITY,
    ),
    Figure.RELATIVES: Definition(
        Sentence("Pårørende inddraget"),
        Sentence(
            "Af de afgørelser, der blev registreret i perioden, og hvor der blev spurgt: andel, hvor det er "
            "noteret, at pårørende eller netværk er inddraget. Feltet er frivilligt, så andelen er den "
            "mindst mulige."
        ),
        Goal.RECEPTION,
    ),
    Figure.OPEN_CALLS: Definition(
        Sentence("Åbne opkald"),
        Sentence("Opkald, der var åbne ved periodens slutning."),
        Goal.PRIORITIES,
    ),
    Figure.OPEN_DEADLINES: Definition(
        Sentence("Åbne frister"),
        Sentence("Frister, der løb ved periodens slutning, både myndighedens og borgernes."),
        Goal.PRIORITIES,
    ),
}
