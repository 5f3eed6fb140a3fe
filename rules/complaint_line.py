"""Reads a complaint typed in one line: `sag 23-1234 §85 modtaget 20/11 @karim, læser @maja`.

Whatever a deadline's line can hold is read as there; a complaint has three words of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.catalogue import Catalogue
from rules.complaint import NotAppealableError
from rules.deadline_line import DeadlineLine, parse_deadline_line
from rules.reversal import NO_APPEAL
from rules.sentence import Sentence
from rules.typed_text import TypedText
from rules.whom import Candidates

_READER = re.compile(
    r"(?:\b(?:anden|second|2\.) )?(?<!\w)(?:læser|laeser|reader):? (?P<who><@[^>]+>|@?[\w.\-]+)",
    re.IGNORECASE,
)
_NOTIFIED = re.compile(r"\bvarsl(?:et|ing|ingssag|ingssagen)\b|\bnotice\b", re.IGNORECASE)
_LATE = re.compile(r"\b(?:for sent|late)\b", re.IGNORECASE)
_NO_APPEAL = re.compile(rf"(?:§+ ?|^)({'|'.join(NO_APPEAL).replace(' ', ' ?')})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """`deadline` holds paragraph, case, receipt and owner; `reader` is the second reader's Slack id or ""."""

    deadline: DeadlineLine
    notified: bool = False
    late: bool = False
    reader: str = ""
    unclear: tuple[Sentence, ...] = ()


def parse_complaint_line(
    text: str,
    decisions: Catalogue,
    *,
    people: Sequence[tuple[str, str]],
    teams: Sequence[tuple[str, str]],
    readers: Sequence[tuple[str, str]],
    today: date,
    others: Sequence[tuple[str, str]] = (),
) -> ComplaintLine:
    """Reads the text of a command; `decisions` are the rules one can complain of.

    Raises `NotAppealableError` for §§ 82 a and 82 b.
    """
    unclear: list[Sentence] = []
    if found := _NO_APPEAL.search(text):
        raise NotAppealableError(" ".join((found[1][:2], found[1][-1].lower())))
    reader, text = _reader(text, readers, unclear)
    line = parse_deadline_line(
        _LATE.sub(" ", _NOTIFIED.sub(" ", text)),
        decisions,
        people=people,
        teams=teams,
        today=today,
        others=others,
    )
    return ComplaintLine(
        line,
        notified=bool(_NOTIFIED.search(text)),
        late=bool(_LATE.search(text)),
        reader=reader,
        unclear=tuple(unclear),
    )


def _reader(text: str, readers: Sequence[tuple[str, str]], unclear: list[Sentence]) -> tuple[str, str]:
    found = _READER.search(text)
    if found is None:
        return "", text
    candidates, said = Candidates(people=tuple(readers), teams=()), found["who"]
    if said.startswith(("<", "@")):
        whom = candidates.take_marked(TypedText.from_slack(said), unclear)
    else:
        named = candidates.named(said)
        whom = named[0] if len(named) == 1 else None
        if whom is None:
            unclear.append(Sentence("Jeg kender ikke »{typed}«. Vælg en anden læser på listen.", typed=said))
    return (whom.key if whom else ""), _READER.sub(" ", text)
