"""The figures of complaints, over a year or twelve months: a month alone holds too few cases."""

from collections.abc import Mapping
from enum import StrEnum

from rules.figures import Definition, Goal
from rules.sentence import Sentence


class AppealFigure(StrEnum):
    """What is counted of complaints. The two are told beside each other and never added up."""

    REVERSALS = "reversal_rate"
    MEDHOLD = "full_medhold"


class Span(StrEnum):
    """How far back from a day, which is the last one counted."""

    YEAR = "year"  # from the first of January
    MONTHS = "twelve_months"


APPEAL_DEFINITIONS: Mapping[AppealFigure, Definition] = {
    AppealFigure.REVERSALS: Definition(
        Sentence("Omgørelsesprocent"),
        Sentence(
            "Ankestyrelsens afgørelser i perioden: hjemvist, ændret og ophævet af dem plus stadfæstet. "
            "Afvist og henvist tælles i ingen af dem. En sag tælles én gang, efter det mest vidtgående "
            "udfald, den dag Ankestyrelsen afgjorde den; hjemvist tælles, også når den nye afgørelse bliver "
            "den samme. §§ 82 a og 82 b kan ikke påklages. En rettet afgørelse tælles, som den står nu."
        ),
        Goal.LEARNING,
    ),
    AppealFigure.MEDHOLD: Definition(
        Sentence("Fuldt medhold ved genvurdering"),
        Sentence(
            "Af de genvurderinger, der blev afsluttet i perioden: andel, hvor borgeren fik fuldt medhold. "
            "Sager med fuldt medhold når aldrig Ankestyrelsen og er ikke med i omgørelsesprocenten."
        ),
        Goal.LEARNING,
    ),
}
