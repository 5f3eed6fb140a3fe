"""Reads a callback typed in one line: `@karim 22 33 44 55 Jens Hansen, afgørelse`, parts in any order.

What cannot be read for certain is said in `unclear`, and whatever was typed is kept in some field.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.errors import BadPhone
from rules.phone import find_international, parse_phone
from rules.sentence import Sentence
from rules.topics import Topic
from rules.typed_name import lower_case_name, name_in
from rules.typed_text import TypedText
from rules.typed_ticks import INTERPRETER, PROTECTED, take_tick
from rules.whom import Candidates, Whom

__all__ = ["NOTE_LENGTH", "OneLine", "Whom", "is_withheld", "parse_one_line"]

NOTE_LENGTH = 140

_WITHHELD = re.compile(
    r"\bringer selv (?:igen|tilbage)\b|\b(?:hemmeligt|skjult|ukendt) (?:telefon)?(?:nummer|nr\b\.?)"
    r"|\b(?:will (?:call|ring)|calls|rings) (?:back|again)\b|\b(?:withheld|hidden|unknown) number\b",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"(?<!ikke )\b(?:haster|hastesag|akut|underretning(?:en|er)?)\b(?! ikke)"
    r"|(?<!not )\b(?:urgent|emergency|safeguarding)\b",
    re.IGNORECASE,
)
_URGENT_ALONE = re.compile(
    r"(?i:\b(?:det )?haster\b)!*(?=\s*(?:$|[\n,;.])|\s[A-ZÆØÅ])|(?i:\bhastesag\b)|(?i:(?<!not )\burgent\b)",
    re.MULTILINE,
)
_LEAD_IN = r"(?:\b(?:tlf|telefon|mobil|mob|nr|nummer)\b\.?:? ?)?"
_COUNTRY = r"(?:\(?(?:\+|00)45\)?[ \-]?)?"
# A pair too many, before or after, makes it doubtful which eight digits are meant.
_PAIRS = r"[2-9]\d(?P<s>[ .\-/])\d\d(?:(?P=s)\d\d){2}(?!(?P=s)\d\d(?!\d))"
_DANISH = re.compile(
    rf"{_LEAD_IN}(?<![\d+\-/])"
    rf"(?:(?<!\b\d\d[ .\-/]){_COUNTRY}{_PAIRS}"
    rf"|{_COUNTRY}(?:[2-9]\d{{7}}|[2-9]\d{{3}} \d{{4}}|[2-9]\d\d \d\d \d{{3}}))(?!\d)",
    re.IGNORECASE,
)
_NEARLY = re.compile(r"(?<![\d\-/])\+?\d(?:[ .\-/]?\d){5,14}(?!\d)")

# The topic with the weightier consequence wins: "klage over afgørelse" is a complaint.
_WEIGHT = (
    Topic.COMPLAINT,
    Topic.ACCESS,
    Topic.APPLICATION,
    Topic.DECISION,
    Topic.PAYMENT,
    Topic.CASE,
    Topic.URGENT,
    Topic.OTHER,
)


@dataclass(frozen=True)
class OneLine:
    """`phone` is E.164. `unclear` holds the reasons; when it is empty the line can be saved as it is."""

    phone: str | None
    withheld: bool
    whom: Whom | None
    name: str
    topic: Topic | None
    urgent: bool
    interpreter: bool
    protected: bool
    note: str
    unclear: tuple[Sentence, ...]


def is_withheld(text: str) -> bool:
    """Whether the text says, and says only, that there is no number to ring."""
    return bool(_WITHHELD.fullmatch(text.strip(" .,")))


def parse_one_line(
    text: str,
    *,
    people: Sequence[tuple[str, str]],
    teams: Sequence[tuple[str, str]],
    others: Sequence[tuple[str, str]] = (),
) -> OneLine:
    """Reads the text of a command. `people` are (Slack id, name), `teams` are (key, name).

    `others` work in the office, but are rung for by nobody; they are told apart from strangers.
    """
    typed = TypedText.from_slack(text)
    about_whom: list[Sentence] = []
    candidates = Candidates(people=tuple(people), teams=tuple(teams), others=tuple(others))
    whom = candidates.take_marked(typed, about_whom)
    withheld = bool(typed.take(_WITHHELD))
    phone, about_phone = _take_phone(typed, withheld=withheld)
    whom = whom or candidates.take_plain(typed, about_whom)
    urgent = bool(typed.matches(_URGENT))
    typed.take(_URGENT_ALONE)
    interpreter, protected = take_tick(typed, INTERPRETER), take_tick(typed, PROTECTED)
    topic = _take_topic(typed, urgent=urgent)
    name = _take_name(typed)
    note = ", ".join(typed.parts())
    return OneLine(
        phone=phone,
        withheld=withheld,
        whom=whom,
        name=name,
        topic=topic,
        urgent=urgent,
        interpreter=interpreter,
        protected=protected,
        note=note,
        unclear=tuple(dict.fromkeys((*about_phone, *about_whom, *_about_note(note)))),
    )


def _take_phone(typed: TypedText, *, withheld: bool) -> tuple[str | None, list[Sentence]]:
    """The number, and what is doubtful about it. A second number stays in the text."""
    numbers: list[str] = []
    for start, end in reversed(_phone_spans(typed)):
        number = _read(str(typed)[start:end])
        if number is not None and number not in numbers:
            numbers.insert(0, number)
    if not numbers:
        return (None, []) if withheld else _doubtful_phone(typed)
    _take_number(typed, numbers[0])
    if len(numbers) > 1:
        return numbers[0], [Sentence("Der står mere end ét telefonnummer. Vælg det, der skal ringes til.")]
    if withheld:
        both = Sentence("Der står både et nummer og at borgeren ikke kan ringes op. Ret det ene.")
        return numbers[0], [both]
    return numbers[0], []


def _take_number(typed: TypedText, number: str) -> None:
    for start, end in reversed(_phone_spans(typed)):
        if _read(str(typed)[start:end]) == number:
            typed.take_span(start, end)


def _read(written: str) -> str | None:
    """None for a foreign number with an extension: it is asked about."""
    try:
        return parse_phone(written)
    except BadPhone:
        return None


def _phone_spans(typed: TypedText) -> list[tuple[int, int]]:
    danish = [match.span() for match in typed.matches(_DANISH)]
    foreign = [
        span for span in find_international(str(typed)) if not any(_overlap(span, other) for other in danish)
    ]
    return sorted(danish + foreign)


def _overlap(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _doubtful_phone(typed: TypedText) -> tuple[str | None, list[Sentence]]:
    """A number in an unusual form, for the user to confirm; its digits also stay in the text."""
    for match in typed.matches(_NEARLY):
        # What follows it is a part of its own: a receiver, or a name.
        typed.take_span(match.end(), match.end())
        try:
            number = parse_phone(match.group())
        except BadPhone as error:
            return None, [error.sentence]
        return number, [Sentence("Er det telefonnummeret? Ret det, hvis det er noget andet.")]
    return None, [Sentence("Telefonnummeret mangler. Skriv det, eller skriv: ringer selv igen.")]


def _take_topic(typed: TypedText, *, urgent: bool) -> Topic | None:
    """The topic named by a whole part or a word; only a part or an edge word that says nothing else goes."""
    alone = {part: topic for part in typed.parts() if (topic := Topic.recognise(part))}
    named = {topic for word in str(typed).split() if (topic := Topic.recognise(word))} - {Topic.OTHER}
    if not urgent:
        named.discard(Topic.URGENT)
    topic = min({*alone.values(), *named}, key=_WEIGHT.index, default=None)
    for part, meant in alone.items():
        if meant is topic or part.casefold() == Topic.URGENT:
            typed.take_part(part)
    _take_edge_word(typed, topic)
    return topic


def _take_edge_word(typed: TypedText, topic: Topic | None) -> None:
    """In "Jens Hansen afgørelse" and "afgørelse Jens Hansen" the word is no part of the name."""
    if topic is None:
        return
    for part in typed.parts():
        start = str(typed).index(part)
        first, _, after = part.partition(" ")
        before, _, last = part.rpartition(" ")
        if Topic.recognise(last) is topic and name_in(before) == before:
            typed.take_span(start + len(before), start + len(part))
        elif Topic.recognise(first) is topic and name_in(after):
            typed.take_span(start, start + len(first))


def _take_name(typed: TypedText) -> str:
    parts = typed.parts()
    name = next((name for part in parts if (name := name_in(part))), "")
    name = name or (lower_case_name(parts[0]) if parts else "")
    if name:
        typed.take_part(name)
    return name


def _about_note(note: str) -> list[Sentence]:
    if len(note) <= NOTE_LENGTH:
        return []
    return [
        Sentence(
            "Beskeden er på {length} tegn, og der er plads til {most}. Skriv den kortere.",
            length=len(note),
            most=NOTE_LENGTH,
        )
    ]
