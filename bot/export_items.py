"""The lines of the exports of calls and deadlines: no citizen, no person, no case reference."""

from collections.abc import Iterator, Mapping

from bot import report_words as words
from bot.export_csv import Value
from rules.statute import Rule
from rules.topics import Topic
from storage.exports import CallLine, DeadlineLine
from storage.models import Ending, State
from views.case_words import paragraph

CALL_HEADER = (
    "Nr.",
    "Emne",
    "Team",
    "Logget",
    "Mål",
    "Frist",
    "Første forsøg",
    "Forsøg",
    "Talt med borgeren",
    "Lukket",
    "Udfald",
)
DEADLINE_HEADER = (
    "Nr.",
    "Paragraf",
    "Lov",
    "Frist",
    "Team",
    "Modtaget",
    "Lovens frist",
    "Varslet",
    "Varslet til",
    "Afgjort",
    "Sendt",
    "Udfald",
)
_ENDINGS: Mapping[Ending, str] = {Ending.LETTER: "brev i stedet", Ending.IN_VAIN: "forgæves"}


def call_rows(lines: Iterator[CallLine], teams: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    """The lines as cells, in the order of `CALL_HEADER`; teams are named by their keys."""
    for line in lines:
        yield (
            line.number,
            _topic(line.topic),
            teams.get(line.team_key, line.team_key),
            line.logged_at,
            line.goal_at,
            line.due_at,
            line.first_attempt_at,
            line.attempts,
            line.contact_at,
            line.closed_at,
            _fate(line),
        )


def deadline_rows(lines: Iterator[DeadlineLine], teams: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    """The lines as cells, in the order of `DEADLINE_HEADER`; teams are named by their keys."""
    for line in lines:
        rule = Rule.thawed(line.rule)
        yield (
            line.number,
            paragraph(rule),
            rule.law,
            rule.title,
            teams.get(line.team_key, line.team_key),
            line.received_on,
            line.legal_on,
            line.first_announced_on,
            line.announced_to,
            line.decided_on,
            line.sent_on,
            _outcome(line),
        )


def _topic(written: str) -> str:
    return str(Topic(written).label) if written in set(Topic) else written


def _fate(line: CallLine) -> str:
    if line.ending:
        return _ENDINGS[line.ending]
    if line.contact_at:
        return "talt med borgeren"
    return "åbent" if line.state is State.OPEN else "lukket"


def _outcome(line: DeadlineLine) -> str:
    if line.result:
        return words.OUTCOMES[line.result].lower()
    return "løber" if line.state is State.OPEN else "lukket"
