"""A statutory or municipal deadline as data: whose it is, how long, from what and to what."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

_WORD = re.compile(r"\w+")


class Unit(StrEnum):
    """What an amount counts. The day of receipt is never counted."""

    HOURS = "hours"
    DAYS = "days"  # calendar days
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    AT_ONCE = "at_once"  # straks: the day of receipt itself
    YEARLY = "yearly"  # a fixed day of the year
    CHOSEN = "chosen"  # no length in law or table: whoever registers it gives the date


class Kind(StrEnum):
    """What kind of clock it is; it decides how the clock ends and what it offers then."""

    DECISION = "decision"  # sagsbehandlingsfrist, RSL § 3
    REMITTED = "remitted"  # the same for a case sent back by Ankestyrelsen, RSL § 3 a
    COMPLAINT_WINDOW = "complaint_window"  # the citizen's time to complain
    REASSESSMENT = "reassessment"  # genvurdering
    PARTIAL_ANSWER = "partial_answer"  # the citizen's answer to a partial reassessment
    FORWARDING = "forwarding"  # complaint and file to Ankestyrelsen
    ACCESS = "access"  # aktindsigt, partsaktindsigt, GDPR access
    NOTICE = "notice"  # a written notice, receipt or report to somebody
    HEARING = "hearing"  # partshøring
    INQUIRY = "inquiry"  # from the ombudsman (borgerrådgiver)
    REFUND = "refund"  # a claim on another municipality or the state
    FOLLOW_UP = "follow_up"  # comes again; administrative and together with the citizen in turn
    MEASURE_END = "measure_end"  # a time-limited measure ends
    NOTE = "note"  # oral facts to be put on the case
    START = "start"  # a measure or treatment must have begun
    ACTION = "action"  # agreed at a meeting
    OTHER = "other"


# Where somebody waits for an answer and is told in writing when it will be late. Not a start of treatment,
# which the law lets nobody but the citizen put off, nor the ombudsman's inquiry, which is no citizen's case.
ANNOUNCED = frozenset(
    {
        Kind.DECISION,
        Kind.REMITTED,
        Kind.REASSESSMENT,
        Kind.FORWARDING,
        Kind.ACCESS,
        Kind.NOTICE,
    }
)


class Whose(StrEnum):
    """Whose deadline it is. Only a citizen's rolls forward from a day that is no hverdag."""

    AUTHORITY = "authority"
    CITIZEN = "citizen"


class Ends(StrEnum):
    """What stops the clock. Municipalities differ: the decision made (the law) or sent."""

    DECIDED = "decided"
    SENT = "sent"
    DONE = "done"


class Mark(StrEnum):
    """How sure the source is. A recalled rule is off until the office turns it on."""

    VERIFIED = "V"
    RECALLED = "R"
    LOCAL = "L"  # the municipality's own table or the office file


@dataclass(frozen=True, slots=True)
class Length:
    """`amount` of `unit`, at the latest; `least` is the lower end of a range ("1-2 uger").

    Halves are allowed for months and weeks. `day` is (month, day) of a yearly deadline.
    """

    unit: Unit
    amount: Decimal = Decimal(0)
    least: Decimal | None = None
    day: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline of the catalogue. A paragraph with several variants has a rule for each.

    `local`: a municipality may set the length itself. `extension` is what a notice in time adds
    (GDPR: two months). `repeat` is the rhythm of a follow-up. `raw` is what the table said, word for word.
    """

    key: str
    name: str
    law: str
    paragraph: str  # without the sign: "85", "36 stk. 2"; "" when there is none
    kind: Kind
    length: Length
    starts: str
    ends: Ends = Ends.DECIDED
    whose: Whose = Whose.AUTHORITY
    variant: str = ""
    local: bool = False
    late: str = ""  # what to do when it will be missed
    extension: Length | None = None
    repeat: Length | None = None
    valid_from: date | None = None
    valid_to: date | None = None  # the last day on which it starts new clocks
    mark: Mark = Mark.VERIFIED
    source: str = ""
    raw: str = ""

    @property
    def title(self) -> str:
        """ "Aktindsigt (hovedfrist)": the name, and the variant where ours does not say it already.

        In a municipality's table "Hjælpemidler og forbrugsgoder" may stand twice, once for each.
        """
        said = set() if self.raw else set(_WORD.findall(self.name.casefold()))
        if said.issuperset(_WORD.findall(self.variant.casefold())):
            return self.name
        return f"{self.name} ({self.variant})"

    @property
    def fingerprint(self) -> str:
        """Changes when anything about the rule does, besides where it was found."""
        known = {name: value for name, value in self.frozen().items() if name not in ("source", "raw")}
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]

    def valid_on(self, day: date) -> bool:
        """Whether the rule starts clocks on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def frozen(self) -> dict[str, Any]:
        """As JSON can hold it: what a clock keeps of its rule."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def thawed(cls, frozen: dict[str, Any]) -> Self:
        """The rule a clock began with."""
        known = {
            **frozen,
            "kind": Kind(frozen["kind"]),
            "ends": Ends(frozen["ends"]),
            "whose": Whose(frozen["whose"]),
            "mark": Mark(frozen["mark"]),
            "length": _length(frozen["length"]),
            "extension": _length(frozen["extension"]) if frozen["extension"] else None,
            "repeat": _length(frozen["repeat"]) if frozen["repeat"] else None,
            "valid_from": _day(frozen["valid_from"]),
            "valid_to": _day(frozen["valid_to"]),
        }
        return cls(**known)

    def with_length(self, length: Length) -> "Rule":
        return replace(self, length=length)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def _length(frozen: dict[str, Any]) -> Length:
    least, day = frozen["least"], frozen["day"]
    return Length(
        unit=Unit(frozen["unit"]),
        amount=Decimal(frozen["amount"]),
        least=Decimal(least) if least is not None else None,
        day=(day[0], day[1]) if day else None,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
