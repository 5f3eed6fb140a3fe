"""A case's number in the case system, as people type it."""

from rules.cpr import REFUSAL, contains_cpr
from rules.errors import FristvagtError

MOST_CASE_REF = 60


class LongCaseRefError(FristvagtError):
    """Longer than any case number is; probably something else was typed."""

    def __init__(self) -> None:
        super().__init__(
            "Sagsnummeret er længere end {most} tegn. Skriv kun sagsnummeret.", most=MOST_CASE_REF
        )


class CprInCaseRefError(FristvagtError):
    """The last net under every way in: the number as it would be stored is a citizen's."""

    def __init__(self) -> None:
        super().__init__(REFUSAL)


def case_ref(written: str) -> str:
    """The number in one way of writing it, "" for none.

    Raises `LongCaseRefError` and `CprInCaseRefError`.
    """
    cleaned = " ".join(written.split()).strip(" .,;:").upper()
    if len(cleaned) > MOST_CASE_REF:
        raise LongCaseRefError
    if contains_cpr(cleaned):
        raise CprInCaseRefError
    return cleaned
