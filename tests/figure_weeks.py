"""Three weeks of an office with everything a figure is made of, counted by hand."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from rules.figures import (
    Count,
    Figure,
    Kept,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Share,
    Values,
)
from rules.statute import Length, Unit
from storage import cases
from storage.models import Outcome, Result
from tests.cases import COMPLAINT_WINDOW, INSIGHT, SUPPORT
from tests.counting import BOTH, LONE, A, B, Counting, moment

TWO_WEEKS = Length(Unit.DAYS, Decimal(14))
HELP, ACCESS = replace(SUPPORT, length=TWO_WEEKS), replace(INSIGHT, length=TWO_WEEKS)
FIRST, LAST = date(2026, 10, 12), date(2026, 11, 2)  # three weeks; summer time ends on Sunday the 25th


def october(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return moment(date(2026, 10, day), hour, minute)


@dataclass
class Weeks:
    """The office after three weeks, with the numbers of what happened in them."""

    counted: Counting
    calls: dict[str, int]
    cases: dict[str, int]

    def figures(self, teams: tuple[str, ...] = BOTH) -> Values:
        return self.counted.figures(FIRST, LAST, teams)


def three_weeks(office: Counting) -> Weeks:
    """Live through them; seen on Monday the 2nd of November before anybody has come to work."""
    made = Weeks(office, _calls(office), _cases(office))
    office.now = moment(LAST, 8)
    return made


def _calls(office: Counting) -> dict[str, int]:
    return {
        "quick": _quick(office),
        "slow": _slow(office),
        "in vain": _in_vain(office),
        "undone": _undone(office),
        "waiting": _waiting(office),
        "moved": _moved(office),
    }


def _quick(office: Counting) -> int:
    """Team A. Monday 10.00, so the goal is Tuesday 11.00 and the limit Wednesday 11.00."""
    office.now = october(19, 10)
    number = office.call(A)
    office.now = october(19, 10, 30)  # in telephone hours (9-11), after 30 minutes: 2 quarters
    office.tried(number)
    office.now = october(20, 10)  # in telephone hours
    office.spoke(number)
    office.noted(number)
    return number


def _slow(office: Counting) -> int:
    """Team A. Friday 12.50, ten minutes before closing: goal Monday 11.00, limit Tuesday 11.00."""
    office.now = october(23, 12, 50)
    number = office.call(A)
    office.now = october(26, 9, 30)
    office.again(number)
    # 10 minutes on Friday and 6 hours on Monday: 370 minutes, 25 quarters.
    office.now = october(27, 9)  # in telephone hours
    office.tried(number)
    office.now = october(28, 14)  # after telephone hours
    office.spoke(number)
    office.noted(number)
    return number


def _in_vain(office: Counting) -> int:
    """Team B. Saturday evening: received Monday 9.00, goal Tuesday 12.00, limit Wednesday 15.00."""
    office.now = october(24, 20)
    number = office.call(B)
    # Six hours on Monday, six on Tuesday, one on Wednesday: 52 quarters.
    office.now = october(28, 10)  # team B has no telephone hours on Wednesdays
    office.tried(number, Outcome.BUSY)
    office.now = october(29, 10)  # in telephone hours (10-12)
    office.tried(number)
    office.now = october(30, 9)  # before telephone hours
    office.tried(number)
    office.in_vain(number)
    return number


def _undone(office: Counting) -> int:
    office.now = october(26, 9)
    number = office.call(A)
    office.undone(number)
    return number


def _waiting(office: Counting) -> int:
    """Team A. Friday 10.00: its goal, Monday the 2nd at 11.00, has not passed yet."""
    office.now = october(30, 10)
    return office.call(A)


def _moved(office: Counting) -> int:
    """Thursday 9.00 in team B: goal Friday 12.00, limit Monday 12.00. Nobody rings; it goes to team A."""
    office.now = october(22, 9)
    number = office.call(B)
    office.now = october(27, 13)
    office.given(number, A)
    return number


def _cases(office: Counting) -> dict[str, int]:
    office.now = october(16)
    passed = office.registered(HELP, date(2026, 10, 1))  # its date was the 15th: not ours to count
    dropped = office.registered(HELP, date(2026, 10, 15))  # the 29th
    office.registered(replace(COMPLAINT_WINDOW, length=TWO_WEEKS), date(2026, 10, 15))  # the citizen's own
    undone = office.registered(HELP, date(2026, 10, 14))
    office.do(cases.undo, undone, by=LONE)
    kept, missed = office.registered(HELP, date(2026, 10, 8)), office.registered(HELP, date(2026, 10, 9))
    told, told_late = (office.registered(HELP, date(2026, 10, day)) for day in (12, 13))
    sent_late = office.registered(ACCESS, date(2026, 10, 14))
    elsewhere = office.registered(HELP, date(2026, 10, 14), B)
    office.now = october(30, 12)
    office.decided(dropped, date(2026, 10, 30), Result.DROPPED)
    office.decided(kept, date(2026, 10, 22), relatives=True)  # on its last day
    office.decided(missed, date(2026, 10, 26), Result.REFUSED, relatives=False)  # three days late
    office.announced(told, date(2026, 10, 26), date(2026, 11, 30))  # on its last day
    office.announced(told_late, date(2026, 10, 28), date(2026, 11, 30))  # a day late
    # Decided on its last day, but this one ends when the answer is sent.
    office.decided(sent_late, date(2026, 10, 28), Result.DONE, sent=date(2026, 10, 29))
    office.decided(elsewhere, date(2026, 10, 27), Result.PARTIAL, sent=date(2026, 10, 29))
    return {"passed": passed, "kept": kept, "missed": missed, "told": told, "told late": told_late}


BY_HAND: Values = {
    Figure.CALLS: Count(5),  # all but the one undone
    Figure.REPEAT_CALLS: Share(1, 6),
    Figure.RUNG_WITHIN_GOAL: Share(1, 4),  # quick; not slow, in vain, moved; waiting has time left
    Figure.RUNG_WITHIN_LIMIT: Share(3, 4),  # all but moved
    Figure.REACHED_WITHIN_GOAL: Share(1, 4),  # quick
    Figure.REACHED_WITHIN_LIMIT: Share(1, 4),  # slow was reached a day late
    Figure.WAIT: Median(6.25, 3),  # 2, 25 and 52 quarters
    Figure.CONTACT_RATE: Share(2, 3),
    Figure.ATTEMPTS_PER_CONTACT: Mean(4, 2),
    Figure.IN_TELEPHONE_HOURS: Share(4, 6),  # of seven, one on a day without telephone hours
    Figure.CONTACTS: Count(2),
    Figure.DEADLINES: Paragraphs(
        {
            "serviceloven-85": {Kept.KEPT: 2, Kept.ANNOUNCED: 1, Kept.MISSED: 2},
            "gdpr-12": {Kept.MISSED: 1},
        }
    ),
    Figure.DECISIONS: Parts({"granted": 1, "partial": 1, "refused": 1}),
    # Kept after 14 days, missed after 17, elsewhere after 13; what was dropped or sent was no decision.
    Figure.LEAD_TIME: LeadTimes(Middle(14, 3), {"serviceloven-85": Middle(14, 3)}),
    Figure.RELATIVES: Share(1, 2),  # kept and missed were asked about, elsewhere was not
    Figure.OPEN_CALLS: Count(2),  # waiting and moved
    Figure.OPEN_DEADLINES: Count(4),  # passed, told, told late and the citizen's
}

OF_TEAM_B: Values = {
    Figure.CALLS: Count(1),  # in vain; moved is team A's now
    Figure.REPEAT_CALLS: Share(0, 1),
    Figure.RUNG_WITHIN_GOAL: Share(0, 1),
    Figure.RUNG_WITHIN_LIMIT: Share(1, 1),
    Figure.REACHED_WITHIN_GOAL: Share(0, 1),
    Figure.REACHED_WITHIN_LIMIT: Share(0, 1),
    Figure.WAIT: Median(13.0, 1),
    Figure.CONTACT_RATE: Share(0, 1),
    Figure.ATTEMPTS_PER_CONTACT: Mean(0, 0),
    Figure.IN_TELEPHONE_HOURS: Share(1, 2),
    Figure.CONTACTS: Count(0),
    Figure.DEADLINES: Paragraphs({"serviceloven-85": {Kept.KEPT: 1}}),
    Figure.DECISIONS: Parts({"granted": 0, "partial": 1, "refused": 0}),
    Figure.LEAD_TIME: LeadTimes(Middle(13, 1), {"serviceloven-85": Middle(13, 1)}),
    Figure.RELATIVES: Share(0, 0),
    Figure.OPEN_CALLS: Count(0),
    Figure.OPEN_DEADLINES: Count(0),
}
