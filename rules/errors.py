"""What can go wrong, each as one Danish sentence that says what happened and what to do."""

from collections.abc import Iterable
from datetime import date, datetime

from rules.sentence import Sentence


class FristvagtError(Exception):
    """Base of every error the bot raises on purpose.

    `str(error)` can be shown to a Danish user; `error.sentence` can be said in any language.
    """

    def __init__(self, sentence: str = "", /, **facts: object) -> None:
        self.sentence = Sentence(sentence, **facts)
        super().__init__(str(self.sentence))


class NaiveTimeError(FristvagtError):
    def __init__(self, at: datetime) -> None:
        super().__init__("Tidspunktet {at:%d.%m.%Y %H.%M} mangler tidszone. Angiv det med tidszone.", at=at)


class NotAWorkingDayError(FristvagtError):
    def __init__(self, day: date, why: str) -> None:
        super().__init__(
            "{day:%d.%m.%Y} er ikke en arbejdsdag ({why}). Vælg en dag med åbningstid.", day=day, why=why
        )


class NeverOpenError(FristvagtError):
    def __init__(self, day: date) -> None:
        super().__init__(
            "Kalenderen har ingen åbningstid omkring {day:%d.%m.%Y}. "
            "Ret åbningstider og lukkedage i kontorfilen.",
            day=day,
        )


class UnknownTeam(FristvagtError):  # noqa: N818  (the name is part of the agreed interface)
    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(
            "Teamet „{key}“ findes ikke. Brug et af disse: {known}.", key=key, known=", ".join(known)
        )


class BadPhone(FristvagtError):  # noqa: N818  (the name is part of the agreed interface)
    """A phone number that cannot be dialled; the sentence says why without repeating the number."""
