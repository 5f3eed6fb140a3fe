"""What can go wrong, each as one Danish sentence that says what happened and what to do."""

from collections.abc import Iterable
from datetime import date, datetime


class FristvagtError(Exception):
    """Base of every error the bot raises on purpose; `str(error)` can be shown to the user."""


class NaiveTimeError(FristvagtError):
    def __init__(self, at: datetime) -> None:
        super().__init__(f"Tidspunktet {at:%d.%m.%Y %H.%M} mangler tidszone. Angiv det med tidszone.")


class NotAWorkingDayError(FristvagtError):
    def __init__(self, day: date, why: str) -> None:
        super().__init__(f"{day:%d.%m.%Y} er ikke en arbejdsdag ({why}). Vælg en dag med åbningstid.")


class NeverOpenError(FristvagtError):
    def __init__(self, day: date) -> None:
        super().__init__(
            f"Kalenderen har ingen åbningstid omkring {day:%d.%m.%Y}. "
            "Ret åbningstider og lukkedage i kontorfilen."
        )


class UnknownTeam(FristvagtError):  # noqa: N818  (the name is part of the agreed interface)
    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(f"Teamet „{key}“ findes ikke. Brug et af disse: {', '.join(known)}.")


class BadPhone(FristvagtError):  # noqa: N818  (the name is part of the agreed interface)
    """A phone number that cannot be dialled; the sentence says why without repeating the number."""
