"""What each person chooses for themselves: a language, and when the day's list comes."""

from datetime import datetime, time, timedelta

from rules.office import Notices

DANISH, ENGLISH = "da", "en"
LANGUAGES = (DANISH, ENGLISH)
QUARTER = timedelta(minutes=15)
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - only its clock is read


def list_times(notices: Notices) -> list[time]:
    """The quarter hours at which a list may come: within the office's notice hours, the end left out."""
    quarters = ((_ANY_DAY + number * QUARTER).time() for number in range(24 * 4))
    return [at for at in quarters if notices.earliest <= at < notices.latest]


def own_list_time(notices: Notices, chosen: time | None) -> time | None:
    """The chosen time while the office's notice hours still have room for it; None: as the office's."""
    return chosen if chosen is not None and notices.earliest <= chosen < notices.latest else None


def own_language(office_language: str, chosen: str | None) -> str:
    """The chosen language while it is one of ours, else the office's."""
    return chosen if chosen in LANGUAGES else office_language
