"""The judge of a chaos run. It knows the workspace's ledger and what people saw, never the bots' database."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.chaos_book import Told
from bot.chaos_office import OUTSIDER, TEAM_LIST, ZONE, TeamOfChaos
from bot.chaos_people import Deed, Intake, Outcome
from bot.chaos_stage import Trouble
from rules.worktime import SATURDAY, public_holidays

EARLIEST, LATEST = time(8), time(16)
CLOSED = (date(2026, 12, 24), date(2026, 12, 31)), (date(2027, 12, 24), date(2027, 12, 31))
LIST_BEGINS = ("Dine opkald",)
TELEPHONE = "Din telefontid er begyndt"
# The same interruption about the same call so soon after is the same reminder under another name.
SOON = timedelta(minutes=10)
# A window that is opened, and what a press leads to, may come some seconds after trouble has ended.
AFTERMATH_SECONDS = 5.0
UNANSWERED = (Outcome.NOTHING, Outcome.NO_WINDOW, Outcome.SLACK_ERROR)


@dataclass(frozen=True, slots=True)
class Twice:
    """A reminder that stood twice. `readable`: whoever posted it again could have seen the first."""

    first: Told
    again: Told
    cause: str
    readable: bool


def works(day: date) -> bool:
    """Whether the office works that day, by the judge's own reckoning."""
    closed = any(first <= day <= last for first, last in CLOSED)
    return day.weekday() < SATURDAY and day not in public_holidays(day.year) and not closed


def unseen(
    owed: Iterable[Intake], standing: Sequence[Told], moved: Container[int] = frozenset()
) -> list[Intake]:
    """Calls that stand in no message and can be in no count of one ("… og 5 til").

    Whose list a call belongs on is known while its owner has a list and nobody has `moved` it; else it may
    be on anybody's of its team, but never more of them than those lists count together.
    """
    seen = frozenset(number for one in standing for number in one.numbers)
    missing = [one for one in owed if one.number not in seen]
    beyond: Counter[str | None] = Counter()
    for one in standing:
        beyond[one.user] += one.left_out
    with_list = {one.user for one in standing if one.heading.startswith(LIST_BEGINS)}
    lost = [
        one for one in missing if one.owner in with_list and one.number not in moved and not beyond[one.owner]
    ]
    for team in TEAM_LIST:
        anybodys = [one for one in missing if one.team == team.key and one not in lost]
        if len(anybodys) > sum(beyond[person] for person in _people(team)):
            lost += anybodys
    return lost


def _people(team: TeamOfChaos) -> frozenset[str]:
    """Everybody on whose list the team's calls may stand."""
    return frozenset({*team.people, _deputy(team.number)})


def owed_on(calls: Iterable[Intake], moved: Mapping[int, datetime], day: date) -> list[Intake]:
    """Calls saved before that day's list: they belong on it, unless somebody took or gave them since."""
    begins = datetime.combine(day, EARLIEST, tzinfo=ZONE)
    return [one for one in calls if one.at < begins and moved.get(one.number, one.at) < begins]


def twice(posts: Sequence[Told], unreadable: Sequence[Trouble], resumed: Sequence[float]) -> list[Twice]:
    """The same outbox id posted more than once, or the same reminder under two ids."""
    return [*_same_id(posts, unreadable, resumed), *_same_reminder(posts)]


def _same_id(
    posts: Sequence[Told], unreadable: Sequence[Trouble], resumed: Sequence[float]
) -> Iterator[Twice]:
    first: dict[int, Told] = {}
    for one in posts:
        if one.outbox is None:
            continue
        earlier = first.setdefault(one.outbox, one)
        if earlier is not one:
            blind = any(
                one.seconds > trouble.began and _still_on(trouble, one.seconds) for trouble in unreadable
            )
            woke = any(earlier.seconds <= at <= one.seconds for at in resumed)
            cause = "history unreadable" if blind else "stopped between" if woke else "posted again"
            yield Twice(earlier, one, cause, readable=not blind)


def _still_on(trouble: Trouble, seconds: float) -> bool:
    return seconds <= trouble.ended + AFTERMATH_SECONDS


def _same_reminder(posts: Sequence[Told]) -> Iterator[Twice]:
    newest: dict[tuple[str | None, str, int], Told] = {}
    for one in posts:
        if one.heading.startswith(LIST_BEGINS) or one.text.startswith(TELEPHONE):
            continue
        for line in one.lines:
            key = (one.user, one.text.partition(".")[0], line.number)
            earlier = newest.get(key)
            newest[key] = one
            if earlier and earlier.outbox != one.outbox and one.at - earlier.at < SOON and line.fresh:
                yield Twice(earlier, one, "another id", readable=True)


def second_lists(posts: Iterable[Told]) -> list[Told]:
    """A second list of the same day to the same person; a list names its day.

    One that a clock ahead had sent the day before is not that day's: it comes on its day all the same.
    """
    first: dict[tuple[str | None, str, date], int | None] = {}
    lists = [one for one in posts if one.heading.startswith(LIST_BEGINS)]
    return [one for one in lists if first.setdefault(_whose_and_when(one), one.outbox) != one.outbox]


def _whose_and_when(one: Told) -> tuple[str | None, str, date]:
    return one.user, one.heading, one.at.astimezone(ZONE).date()


def out_of_hours(posts: Iterable[Told], lately: Callable[[float], Sequence[datetime]]) -> list[Told]:
    """Direct messages when nobody of the office is at work, by no clock a bot can have gone by."""

    def quiet(at: datetime) -> bool:
        local = at.astimezone(ZONE)
        return not works(local.date()) or not EARLIEST <= local.time() < LATEST

    return [one for one in posts if one.user is not None and all(map(quiet, lately(one.seconds)))]


def to_others(posts: Iterable[Told], saved: dict[int, Intake]) -> list[Told]:
    """Messages about a call to somebody outside its team, and anything to whom has no role."""
    people = {team.key: _people(team) for team in TEAM_LIST}

    def wrong(one: Told) -> bool:
        teams = [saved[number].team for number in one.numbers if number in saved]
        return one.user == OUTSIDER or any(one.user not in people[team] for team in teams)

    return [one for one in posts if one.user is not None and wrong(one)]


def _deputy(position: int) -> str:
    return TEAM_LIST[(position + 1) % len(TEAM_LIST)].lead


def unanswered(deeds: Iterable[Deed], troubles: Sequence[Trouble]) -> list[Deed]:
    """Acts that came to nothing while nothing was wrong that could excuse it."""
    return [one for one in deeds if one.outcome in UNANSWERED and not _excused(one, troubles)]


def _excused(deed: Deed, troubles: Sequence[Trouble]) -> bool:
    return any(trouble.began <= deed.ended and _still_on(trouble, deed.began) for trouble in troubles)


def excuses(deeds: Iterable[Deed], troubles: Sequence[Trouble]) -> Counter[str]:
    """What people got instead of an answer, by what was wrong then."""
    found: Counter[str] = Counter()
    for one in deeds:
        if one.outcome in UNANSWERED and _excused(one, troubles):
            found[str(one.outcome)] += 1
    return found
