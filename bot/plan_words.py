"""The action plan as words for those who read it outside Slack: in Danish, with no person in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from rules.initiative import Initiative, month_of, spanned
from storage.initiatives import Now
from storage.register_models import InitiativeNote
from views.plan import counts, dates
from views.texts import Texts

PLANNED, EXPECTED, ACTUAL = "P", "V", "F"
LETTERS = {PLANNED: "planlagt start", EXPECTED: "ventet start", ACTUAL: "faktisk start"}
SLUT = "S"


@dataclass(frozen=True)
class Plan:
    """What is handed on: the plan as it stands, and everything that was told of it, newest first."""

    office: str
    now: Sequence[Now]
    told: Sequence[InitiativeNote]
    made_at: datetime  # in the office's zone
    texts: Texts

    @property
    def initiatives(self) -> list[Initiative]:
        return [one.initiative for one in self.now]

    @property
    def today(self) -> date:
        return self.made_at.date()

    @property
    def months(self) -> list[date]:
        return spanned(self.initiatives, self.today)

    @property
    def moment(self) -> str:
        """ "26. november 2026 kl. 10:04"."""
        at = self.made_at
        return f"{format_date(at.date(), 'd. MMMM y', locale='da')} kl. {at.hour}:{at.minute:02}"

    @property
    def counts(self) -> str:
        return counts(self.texts, self.initiatives, self.today)


def month_name(month: date) -> str:
    """ "apr. 2026"."""
    return format_date(month, "MMM y", locale="da")


def month_or_none(month: date | None) -> str:
    """The same, and a dash for none."""
    return month_name(month) if month else "–"


def state(plan: Plan, one: Initiative) -> str:
    """Where it stands, and what does not agree."""
    first, *rest = dates(plan.texts, one, plan.today)
    return " ".join([f"{first[0].upper()}{first[1:]}.", *rest])


def letters(one: Initiative, month: date) -> str:
    """What begins or ends in that month: "P", "PF", "" …"""
    said = {PLANNED: one.planned, EXPECTED: one.expected, ACTUAL: one.started, SLUT: one.ended}
    return "".join(letter for letter, day in said.items() if day == month)


def alt_text(plan: Plan) -> str:
    """The picture in words: the counts, then each initiative."""
    first, last = month_name(plan.months[0]), month_name(plan.months[-1])
    lines = [f"{one.title}: {state(plan, one)}" for one in plan.initiatives]
    return f"Tidslinje fra {first} til {last}. {plan.counts} {' '.join(lines)}"


def is_today(plan: Plan, month: date) -> bool:
    return month_of(plan.today) == month
