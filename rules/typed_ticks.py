"""What a typed line says that the form has ticks for: a protected address, and an interpreter."""

import re
from collections.abc import Iterator

from rules.typed_name import is_surname, name_in
from rules.typed_text import TypedText, beside

_ADDRESS = r"(?:(?:bolig|bopæls|hjemme|privat)?adressen?|bopæl|(?:home |private )?address)"
_KEPT = r"(?:beskytte(?:t|de)|skjulte?|(?:hemmelig|fortrolig)e?|protected|hidden|secret|confidential)"
# Of what else may be protected a citizen rings about these; the rest is rather kept from too many.
_NOT_THE_ADDRESS = (
    r"(?! (?:beskæftigelse|bolig|boform|bosted|boenhed|værksted|arbejd|job|(?:dag|bo)?tilbud|afdeling"
    r"|employment|housing|work|home\b|unit\b|ward\b))"
)
PROTECTED = re.compile(
    rf"\b(?:(?:navne- og |navne og )?adresse(?:-?beskytte(?:t|de|lse)| beskyttelse)"
    rf"|{_KEPT} {_ADDRESS}"
    rf"|(?:{_ADDRESS}:? (?:(?:er|is) )?{_KEPT}|beskyttet|protected)\b{_NOT_THE_ADDRESS})\b",
    re.IGNORECASE,
)
INTERPRETER = re.compile(
    r"\b(?:(?:telefon|video|tegn|tegnsprogs|fremmøde)?tolk(?:ebistand)?|interpreter)\b", re.IGNORECASE
)
_BETWEEN = (
    "længere|mere|brug|bruge|for|have|har|haft|en|et|nogen|noget|behov|behøver|ønske|ønsker|nødvendigt|med|tak|til"
    "|any|an?|longer|need|needs|want|wants|use|has|require|requires"
)
_NO_BEFORE = re.compile(
    rf"(?:\b(?:ikke|ej|nej|ingen|intet|(?<!ikke )uden|not|no|without)|n't) (?:(?:{_BETWEEN}) )*\(?\Z",
    re.IGNORECASE,
)
_NO_AFTER = re.compile(
    r"(?: (?:er|skal|behøves|ønskes|kræves|der|is))* (?:ikke|unødvendig|not)\b"
    r"| ?[:=?–—-]? ?(?:nej|ej)\b| ?[:=] ?(?:ikke|ingen|no)\b",
    re.IGNORECASE,
)
_MARKS = " .,:;!()"
_NAME_AND_SURNAME = 2


def take_tick(typed: TypedText, said: re.Pattern[str]) -> bool:
    """Whether the line says it. The words go only where they say nothing more: alone, or beside a name."""
    text = str(typed)
    ticking = [match.span() for match in typed.matches(said) if _is_meant(match)]
    for start, end in reversed(list(_part_spans(typed))):
        inside = [span for span in ticking if start <= span[0] and span[1] <= end]
        if inside:
            _take_beside(typed, start, text[start:end], _without(text, start, end, inside))
    return bool(ticking)


def _is_meant(match: re.Match[str]) -> bool:
    before, after = beside(match)
    return not (is_surname(match[0], before) or _NO_BEFORE.search(before) or _NO_AFTER.match(after))


def _part_spans(typed: TypedText) -> Iterator[tuple[int, int]]:
    end = 0
    for part in typed.parts():
        start = str(typed).index(part, end)
        end = start + len(part)
        yield start, end


def _without(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    """What the part from `start` to `end` says besides."""
    ends = [start, *(after for _, after in spans)]
    begins = [*(before for before, _ in spans), end]
    pieces = (text[after:before] for after, before in zip(ends, begins, strict=True))
    return " ".join(" ".join(pieces).split()).strip(_MARKS)


def _take_beside(typed: TypedText, start: int, part: str, rest: str) -> None:
    """A name stays where it stands: whoever is named first is the citizen."""
    if not rest:
        typed.take_span(start, start + len(part))
    elif _is_whole_name(rest) and rest in part:
        name = start + part.index(rest)
        typed.take_span(name + len(rest), start + len(part))
        typed.take_span(start, name)


def _is_whole_name(rest: str) -> bool:
    return len(rest.split()) >= _NAME_AND_SURNAME and name_in(rest) == rest
