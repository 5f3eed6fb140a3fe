"""Phone numbers as people say them, kept as E.164 (+4522334455)."""

import re
import unicodedata

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

from rules.errors import BadPhone

__all__ = ["BadPhone", "find_international", "parse_phone", "pretty_phone", "tel_uri"]

DANISH = 45
DANISH_LENGTH = 8
_EXTENSION = re.compile(r"(?:\b(?:lok|lokal|lokalnummer|ext|extension|x)\b\.?|#)\s*:?\s*\d", re.IGNORECASE)
_INTERNATIONAL = re.compile(r"\(?(?:\+|00)")
_LETTERS = re.compile(r"[^\W\d_]+\.?:?")


def parse_phone(text: str) -> str:
    """The number in E.164; without a country code it is Danish. Raises `BadPhone`.

    Letters around the digits ("tlf. 22 33 44 55") are passed over. An extension is refused, because
    E.164 has no room for it and it must not be lost.
    """
    written = unicodedata.normalize("NFKC", text)
    number = None if _EXTENSION.search(written) else _parse(_LETTERS.sub(" ", written))
    if number is None or number.extension:
        raise BadPhone("Et lokalnummer kan ikke gemmes her. Skriv det i beskeden, og hovednummeret her.")
    _refuse_impossible(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def pretty_phone(e164: str) -> str:
    """For reading: "22 33 44 55" for a Danish number, "+46 8 123 456 78" for a foreign one."""
    if e164.startswith(f"+{DANISH}"):
        digits = e164.removeprefix(f"+{DANISH}")
        return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))
    return phonenumbers.format_number(phonenumbers.parse(e164, None), PhoneNumberFormat.INTERNATIONAL)


def tel_uri(e164: str) -> str:
    """A link that rings the number."""
    return f"tel:{e164}"


def find_international(text: str) -> list[tuple[int, int]]:
    """Where numbers with a country code (+46 or 0046) stand that are valid in their country."""
    if not _INTERNATIONAL.search(text):
        return []
    found = PhoneNumberMatcher(text, "DK", leniency=Leniency.VALID)
    return [(match.start, match.end) for match in found if _INTERNATIONAL.match(match.raw_string)]


def _parse(written: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(written, "DK")
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise BadPhone("Landekoden findes ikke. Skriv + og landekoden foran nummeret.") from error
        if error.error_type == NumberParseException.TOO_LONG:
            raise BadPhone("Nummeret har for mange cifre. Tjek cifrene, og skriv det igen.") from error
        raise BadPhone("Her mangler et telefonnummer. Et dansk nummer har 8 cifre.") from error


def _refuse_impossible(number: PhoneNumber) -> None:
    digits = phonenumbers.national_significant_number(number)
    if number.country_code != DANISH:
        if not phonenumbers.is_possible_number(number):
            raise BadPhone("Nummeret passer ikke til landekoden. Tjek cifrene, og skriv det igen.")
    elif len(digits) != DANISH_LENGTH:
        raise BadPhone(
            "Et dansk nummer har 8 cifre, og her er {count}. "
            "Et udenlandsk nummer skal begynde med + og landekode.",
            count=len(digits),
        )
    elif digits[0] in "01":
        raise BadPhone("Et dansk nummer begynder ikke med 0 eller 1. Tjek cifrene, og skriv det igen.")
