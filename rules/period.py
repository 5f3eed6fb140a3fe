"""From receipt to the last day of a deadline, with the reason for each step."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from decimal import Decimal

from rules.closed_days import why_closed, why_no_hverdag
from rules.errors import FristvagtError
from rules.length_words import HALF, in_words
from rules.sentence import Sentence
from rules.statute import Length, Rule, Unit, Whose
from rules.worktime import ONE_DAY, WorkCalendar, days_back_from, days_from

LAST_MINUTE = time(23, 59)
# No rule for half a month was found; the office's pages say that we read it so.
HALF_MONTH = timedelta(days=15)


class MissingMomentError(FristvagtError):
    """A deadline in hours was asked for from a day."""

    def __init__(self) -> None:
        super().__init__("Fristen tælles i timer. Skriv også klokkeslættet for modtagelsen.")


class MissingDateError(FristvagtError):
    """The rule has no length, and no date was chosen."""

    def __init__(self, name: str) -> None:
        super().__init__("»{name}« har ingen fast længde. Vælg selv datoen.", name=name)


class ChosenBeforeReceiptError(FristvagtError):
    """The chosen date lies before receipt."""

    def __init__(self, chosen: date, received: date) -> None:
        super().__init__(
            "Den valgte dato {chosen:%d.%m.%Y} ligger før modtagelsen {received:%d.%m.%Y}. Ret en af dem.",
            chosen=chosen,
            received=received,
        )


class UncountableError(FristvagtError):
    """Parts of a day, or a date beyond the calendar: neither can be counted."""

    def __init__(self, length: Length) -> None:
        super().__init__(
            "En frist på {length} kan ikke tælles i hele dage. Skriv den i dage, eller vælg datoen.",
            length=in_words(length),
        )


@dataclass(frozen=True, slots=True)
class Counting:
    """Why one day is where it is, or was passed over."""

    day: date
    text: Sentence


@dataclass(frozen=True, slots=True)
class Counted:
    """What a deadline comes to; aware times in the office's zone, `aim_at` never after `legal_at`.

    `legal_on` is the last day by the rule; it stands whatever day it is, except that a citizen's
    deadline runs on to the next hverdag; the office's own closing days move neither. `aim_on` is what
    one works towards: the last working day on or before it, and never before receipt.
    """

    received_on: date
    legal_on: date
    legal_at: datetime
    aim_on: date
    aim_at: datetime
    steps: tuple[Counting, ...]


def count(
    rule: Rule, calendar: WorkCalendar, received: date | datetime, chosen: date | None = None
) -> Counted:
    """When a clock that began at `received` runs out, and how it was counted.

    The day of receipt is never counted (Justitsministeriets vejledning 9533/2018). Hours need an
    aware datetime (`MissingMomentError`), a rule without a length needs `chosen` (`MissingDateError`);
    a rule that has one does not look at `chosen`. `UncountableError`: parts of a day, or too far away.
    """
    try:
        return _count(rule, calendar, received, chosen)
    except OverflowError:
        raise UncountableError(rule.length) from None


def _count(rule: Rule, calendar: WorkCalendar, received: date | datetime, chosen: date | None) -> Counted:
    moment = calendar.local(received) if isinstance(received, datetime) else None
    received_on = moment.date() if moment else received
    legal_at: datetime | None = None
    if rule.length.unit is Unit.HOURS:
        legal_at, steps = _hours(rule.length, moment)
        legal_on = legal_at.date()
    else:
        legal_on, steps = _last_day(rule, calendar, received_on, chosen)
    if rule.whose is Whose.CITIZEN and legal_at is None:
        legal_on, rolled = _rolled_forward(calendar, legal_on)
        aim_on, steps = legal_on, [*steps, *rolled]
    else:
        aim_on, why = _aim(calendar, received_on, legal_on, _of_the_law(rule))
        steps = [*steps, *why]
    legal_at = legal_at or datetime.combine(legal_on, LAST_MINUTE, tzinfo=calendar.zone)
    aim_at = _aim_at(calendar, aim_on, legal_at, moment)
    return Counted(received_on, legal_on, legal_at, aim_on, aim_at, tuple(steps))


def _hours(length: Length, moment: datetime | None) -> tuple[datetime, list[Counting]]:
    """Counted in UTC: an hour is an hour also in the night the clocks are moved."""
    if moment is None:
        raise MissingMomentError
    added = timedelta(minutes=float(length.amount * 60))
    end = (moment.astimezone(UTC) + added).astimezone(moment.tzinfo)
    steps = [
        Counting(moment.date(), Sentence("modtaget kl. {at:%H.%M}", at=moment)),
        Counting(end.date(), Sentence("{length} efter: kl. {at:%H.%M}", length=in_words(length), at=end)),
    ]
    if moment.utcoffset() != end.utcoffset():
        steps.append(Counting(end.date(), Sentence("uret er stillet imens; timerne tælles, som de er gået")))
    return end, steps


def _last_day(
    rule: Rule, calendar: WorkCalendar, received_on: date, chosen: date | None
) -> tuple[date, list[Counting]]:
    length = rule.length
    if length.unit is Unit.CHOSEN:
        return _chosen(rule, received_on, chosen)
    if length.unit is Unit.AT_ONCE:
        return received_on, [Counting(received_on, Sentence("straks: fristen er selve modtagelsesdagen"))]
    start = Counting(received_on, Sentence("modtaget; modtagelsesdagen tælles ikke med"))
    if length.unit is Unit.YEARLY:
        day = _yearly(length, received_on)
        return day, [start, Counting(day, Sentence("den næste faste dag: {length}", length=in_words(length)))]
    day, steps = _counted(length, calendar, received_on)
    steps = [start, *steps, *_short_end(length, calendar, received_on)]
    return day, sorted(steps, key=lambda step: step.day)


def _chosen(rule: Rule, received_on: date, chosen: date | None) -> tuple[date, list[Counting]]:
    if chosen is None:
        raise MissingDateError(rule.name)
    if chosen < received_on:
        raise ChosenBeforeReceiptError(chosen, received_on)
    return chosen, [
        Counting(received_on, Sentence("modtaget")),
        Counting(chosen, Sentence("datoen er valgt; reglen har ingen fast længde")),
    ]


def _yearly(length: Length, received_on: date) -> date:
    """The first such day on or after receipt; the 29th of February is the 28th in most years."""
    month, day = length.day or (12, 31)
    for year in (received_on.year, min(received_on.year + 1, MAXYEAR)):
        found = date(year, month, min(day, monthrange(year, month)[1]))
        if found >= received_on:
            break
    return found


def _short_end(length: Length, calendar: WorkCalendar, received_on: date) -> list[Counting]:
    """A range is due at its long end; where the short one lies is only told."""
    if not length.least or length.least == length.amount:
        return []
    short = replace(length, amount=length.least, least=None)
    day, _ = _counted(short, calendar, received_on)
    return [Counting(day, Sentence("{length}: den korte ende; den lange er fristen", length=in_words(short)))]


def _counted(length: Length, calendar: WorkCalendar, received_on: date) -> tuple[date, list[Counting]]:
    if length.unit is Unit.MONTHS:
        return _months(length.amount, received_on)
    if length.unit is Unit.WORKING_DAYS:
        return _working_days(calendar, received_on, _whole(length))
    day = received_on + timedelta(days=_whole(length) * (7 if length.unit is Unit.WEEKS else 1))
    exactly = in_words(replace(length, least=None))
    return day, [Counting(day, Sentence("{length} efter modtagelsen", length=exactly))]


def _whole(length: Length) -> int:
    if length.amount % 1:
        raise UncountableError(length)
    return int(length.amount)


def _months(amount: Decimal, received_on: date) -> tuple[date, list[Counting]]:
    """Calendar months first, to the same day or the month's last; then a half as 15 calendar days."""
    whole, rest = divmod(amount, 1)
    if rest not in (0, HALF):
        raise UncountableError(Length(Unit.MONTHS, amount))
    steps: list[Counting] = []
    day = received_on
    if whole:
        day = _months_later(received_on, int(whole))
        steps.append(Counting(day, _months_text(Length(Unit.MONTHS, whole), received_on, day)))
    if rest:
        day += HALF_MONTH
        steps.append(Counting(day, Sentence("en halv måned læses som 15 kalenderdage")))
    return day, steps


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > MAXYEAR:
        raise OverflowError
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _months_text(length: Length, received_on: date, day: date) -> Sentence:
    if day.day == received_on.day:
        return Sentence("{length} efter modtagelsen", length=in_words(length))
    return Sentence(
        "{length} efter modtagelsen; måneden har ingen {day}., så det er dens sidste dag",
        length=in_words(length),
        day=received_on.day,
    )


def _working_days(calendar: WorkCalendar, received_on: date, amount: int) -> tuple[date, list[Counting]]:
    """Counted as the law counts them: the office's own closing days pause nothing."""
    last = calendar.add_hverdage(received_on, amount)
    steps: list[Counting] = []
    day, counted = received_on, 0
    while day < last:
        day += ONE_DAY
        if why := why_no_hverdag(calendar, day):
            steps.append(Counting(day, Sentence("{why}: tælles ikke med", why=why)))
        else:
            counted += 1
            steps.append(Counting(day, Sentence("{n}. arbejdsdag", n=counted)))
    return last, steps


def _rolled_forward(calendar: WorkCalendar, day: date) -> tuple[date, list[Counting]]:
    """A citizen's deadline runs to the end of the next hverdag."""
    steps: list[Counting] = []
    for on in days_from(day):
        why = why_no_hverdag(calendar, on)
        if why is None:
            return on, [*steps, Counting(on, Sentence("borgerens frist: til og med kl. 23.59"))]
        steps.append(Counting(on, Sentence("{why}: borgerens frist løber til næste hverdag", why=why)))
    return day, [Counting(day, Sentence("borgerens frist: til og med kl. 23.59"))]


def _of_the_law(rule: Rule) -> Sentence:
    return Sentence("den valgte dato") if rule.length.unit is Unit.CHOSEN else Sentence("lovens dato")


def _aim(
    calendar: WorkCalendar, received_on: date, legal_on: date, what: Sentence
) -> tuple[date, list[Counting]]:
    why = why_closed(calendar, legal_on)
    if why is None:
        both = Sentence("{what}, og den dag, der arbejdes frem mod", what=what)
        return legal_on, [Counting(legal_on, both)]
    stands = Counting(
        legal_on, Sentence("{what} ({why}): myndighedens egen frist flyttes ikke", what=what, why=why)
    )
    for day in days_back_from(legal_on):
        if day < received_on:
            break
        if calendar.is_working_day(day):
            return day, [stands, Counting(day, Sentence("sidste arbejdsdag før: den arbejdes der frem mod"))]
    return legal_on, [stands]


def _aim_at(calendar: WorkCalendar, aim_on: date, legal_at: datetime, moment: datetime | None) -> datetime:
    close = calendar.close_of_day(aim_on) if calendar.is_working_day(aim_on) else legal_at
    return min(max(close, moment), legal_at) if moment else min(close, legal_at)
