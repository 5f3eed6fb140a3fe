"""What a typed line says that the form has ticks for: a protected address, and an interpreter."""

import re

from rules.typed_name import name_in
from rules.typed_text import TypedText

_NO = "".join(
    rf"(?<!\b{no} )"
    for no in ("ikke", "ikke længere", "ikke brug for", "ingen", "uden", "not", "no", "without", "no longer")
)
# Of what else may be protected a citizen rings about these; the rest is rather kept from too many.
_NOT_THE_ADDRESS = r"(?! (?:beskæftigelse|bolig|boform|værksted|arbejd|job|employment|housing|work|home))"
PROTECTED = re.compile(
    rf"{_NO}\b(?:(?:navne- og |navne og )?adressebeskytte(?:t|lse)"
    rf"|(?:hemmelig|skjult|beskyttet|protected|secret) (?:adresse|address)"
    rf"|(?:beskyttet|protected){_NOT_THE_ADDRESS})\b(?! (?:ikke|not)\b)",
    re.IGNORECASE,
)
INTERPRETER = re.compile(
    rf"{_NO}\b(?:(?:telefon|video|tegn|tegnsprogs|fremmøde)?tolk(?:ebistand)?|interpreter)\b"
    r"(?! (?:(?:er|behøves|is) )?(?:ikke|unødvendig|not)\b)",
    re.IGNORECASE,
)
_MARKS = " .,:;!()"
_NAME_AND_SURNAME = 2


def take_tick(typed: TypedText, said: re.Pattern[str]) -> bool:
    """Whether the line says it. The words go only where they say nothing more: alone, or beside a name."""
    ticked = bool(typed.matches(said))
    for part in typed.parts():
        rest = " ".join(said.sub(" ", part).split()).strip(_MARKS)
        if said.search(part) and (not rest or _is_whole_name(rest)):
            typed.take_part(part)
            typed.put_back(rest)
    return ticked


def _is_whole_name(rest: str) -> bool:
    return len(rest.split()) >= _NAME_AND_SURNAME and name_in(rest) == rest
