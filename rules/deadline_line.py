"""Reads a deadline typed in one line: `§85 sag 23-1234 @karim modtaget 20/11`, parts in any order.

What cannot be read for certain is said in `unclear`; whatever found no field of its own stands in `rest`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from rules.catalogue import Catalogue, UnknownRuleError
from rules.danish_dates import BadDateError, parse_date
from rules.past_dates import parse_past_date
from rules.rule_search import LAWS, describes, is_of_law, named, of_paragraph
from rules.sentence import Sentence
from rules.statute import Rule
from rules.typed_text import MENTION_END, MENTION_START, TypedText
from rules.whom import Candidates, Whom

__all__ = ["ADMINISTRATIVE", "WITH_CITIZEN", "DeadlineLine", "parse_deadline_line"]

ADMINISTRATIVE, WITH_CITIZEN = "administrative", "with_citizen"
A_YEAR = timedelta(days=366)
# So many words one after the other can name a rule or a person; more are a story.
MOST_WORDS = 6
MOST_READ = 24

_MONTH = r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-zæøå]{0,6}"
_WEEKDAY = (
    r"(?:i |sidste |last )?(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
)
_DAY = (
    r"(?<![\w\-/.])(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)? ?{_MONTH}\.?(?: \d{{4}})?"
    rf"|i ?dag|i ?går|i gaar|i ?forgårs|i ?(?:over)?morgen|today|yesterday|tomorrow|{_WEEKDAY})"
    r"(?![\w\-/]|\.\d)"
)
_ON = r":? ?(?:den |d\. ?|dato |on |the )?"
_RECEIVED = re.compile(
    rf"\b(?:modtaget|modtagelse|modt\.?|indkommet|ankommet|received|arrived){_ON}{_DAY}", re.IGNORECASE
)
_CHOSEN = re.compile(
    rf"\b(?:frist(?:en)?(?: er)?|senest|slutter|slut|ophører|udløber|due|ends)(?: til)?{_ON}{_DAY}",
    re.IGNORECASE,
)
_ANY_DAY = re.compile(_DAY, re.IGNORECASE)
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_CLOCK = re.compile(
    r"\b(?:kl|klokken|at)\b\.? ?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?(?![\d\-/])", re.IGNORECASE
)

_LAW = "|".join(sorted((re.escape(one) for pair in LAWS.items() for one in pair), key=len, reverse=True))
_PARAGRAPH = re.compile(
    rf"(?:\b(?P<law>{_LAW})s? ?)?(?:§+|\b(?:paragraf(?:fen)?|paragraph|artikel|article|art\.)) ?"
    r"(?P<number>\d{1,3}(?: ?[a-zæøå](?![\wæøå]))?)(?!\d)"
    rf"(?:,? ?stk\b\.? ?(?P<part>\d{{1,2}}))?(?:,? ?(?:i )?(?P<of>{_LAW})\b)?",
    re.IGNORECASE,
)
_TOKEN = rf"[^\s,;§@{MENTION_START}{MENTION_END}]*\d[^\s,;§@{MENTION_START}{MENTION_END}]*"
_CASE = re.compile(
    r"\b(?:sags?(?:[ .\-]?(?:nr|nummer|id))?|journal(?:nr|nummer)?|j\.?nr|case(?: (?:no|number|ref))?)\b"
    rf"\.?:? ?#?(?P<case>(?-i:[A-ZÆØÅ]{{1,5}}[ \-])?{_TOKEN})",
    re.IGNORECASE,
)
_BARE_CASE = re.compile(
    r"(?<![\w\-/.@])(?P<case>[A-ZÆØÅ]{0,4}-?\d{2,4}[\-/]\d{3,8}(?:[\-/]\d{1,6})*"
    r"|\d\d\.\d\d(?:\.\d\d)?-[A-ZÆØÅ]\d\d-\d+-\d\d)(?![\w\-/])"
)
_REMITTED = re.compile(r"\b(?:hjemvist|hjemvisning|remitted)\b", re.IGNORECASE)
_TURNS = {
    ADMINISTRATIVE: re.compile(r"\badministrativt?\b|\badministrative\b", re.IGNORECASE),
    WITH_CITIZEN: re.compile(r"\b(?:sammen )?med borgeren\b|\bwith the citizen\b", re.IGNORECASE),
}
# Words that say nothing without the others.
_SMALL_WORDS = "til for den det er og i på hos med fra en et sag frist fristen the from to"
_FILLERS = frozenset(_SMALL_WORDS.split())
_WORDS = re.compile(r"\S+")
_PIECES = re.compile(r"[^\n,;]+")


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """`rules` are those the line can mean: with exactly one, and nothing `unclear`, it can be saved as it is.

    `received` None: nothing was said of it. `turn` is "", `ADMINISTRATIVE` or `WITH_CITIZEN`.
    """

    rules: tuple[Rule, ...]
    case_ref: str = ""
    whom: Whom | None = None
    received: date | None = None
    clock: time | None = None
    chosen: date | None = None
    remitted: bool = False
    turn: str = ""
    rest: str = ""
    unclear: tuple[Sentence, ...] = ()


def parse_deadline_line(
    text: str,
    catalogue: Catalogue,
    *,
    people: Sequence[tuple[str, str]],
    teams: Sequence[tuple[str, str]],
    today: date,
) -> DeadlineLine:
    """Reads the text of a command. `people` are (Slack id, name), `teams` are (key, name)."""
    return _Reading(text, catalogue, Candidates(people=tuple(people), teams=tuple(teams)), today).line()


class _Reading:
    """One line while its parts are taken from it."""

    def __init__(self, text: str, catalogue: Catalogue, whoms: Candidates, today: date) -> None:
        self._typed = TypedText.from_slack(text)
        self._catalogue, self._whoms, self._today = catalogue, whoms, today
        self._unclear: list[Sentence] = []

    def line(self) -> DeadlineLine:
        whom = self._whoms.take_marked(self._typed, self._unclear)
        rules = self._on_paragraph()
        chosen = self._day(_CHOSEN, self._ahead)
        received = self._day(_RECEIVED, self._past)
        clock = self._clock()
        case_ref = self._case(_CASE)
        received = received or self._day(_ANY_DAY, self._past)
        case_ref = case_ref or self._case(_BARE_CASE)
        remitted = bool(rules) and bool(self._typed.take(_REMITTED))
        turn = next((turn for turn, said in _TURNS.items() if self._typed.take(said)), "")
        rules = self._narrowed(rules) if rules else self._by_name()
        whom = whom or self._plain_whom()
        rest = ", ".join(self._typed.parts())
        self._ask(rules, case_ref, rest)
        unclear = tuple(dict.fromkeys(self._unclear))
        return DeadlineLine(
            tuple(rules), case_ref, whom, received, clock, chosen, remitted, turn, rest, unclear
        )

    def _on_paragraph(self) -> list[Rule]:
        found = self._typed.matches(_PARAGRAPH)
        if not found:
            return []
        first, law = found[0], found[0]["law"] or found[0]["of"] or ""
        rules = of_paragraph(self._catalogue.rules, first["number"], first["part"] or "")
        rules = [rule for rule in rules if not law or is_of_law(rule, law)]
        if not rules:
            self._unclear.append(UnknownRuleError(first.group().strip()).sentence)
            return []
        self._typed.take_span(*first.span())
        if len(found) > 1:
            self._unclear.append(Sentence("Der står mere end én paragraf. Start én frist ad gangen."))
        return rules

    def _day(self, pattern: re.Pattern[str], read: Callable[[str], date]) -> date | None:
        found = self._typed.matches(pattern)
        if not found:
            return None
        try:
            day = read(_DASHED.sub(r"\1.\2.\3", found[0]["day"]))
        except BadDateError as error:
            self._unclear.append(error.sentence)
            return None
        self._typed.take_span(*found[0].span())
        return day

    def _past(self, written: str) -> date:
        day = parse_past_date(written, self._today)
        if day < self._today - A_YEAR:
            self._unclear.append(
                Sentence("Modtaget {day:%d.%m.%Y} er over et år siden. Se efter årstallet.", day=day)
            )
        return day

    def _ahead(self, written: str) -> date:
        return parse_date(written, self._today)

    def _clock(self) -> time | None:
        for found in self._typed.matches(_CLOCK):
            try:
                clock = time(int(found["hour"]), int(found["minute"] or 0))
            except ValueError:
                continue
            self._typed.take_span(*found.span())
            return clock
        return None

    def _case(self, pattern: re.Pattern[str]) -> str:
        for found in self._typed.matches(pattern):
            self._typed.take_span(*found.span())
            return str(found["case"])
        return ""

    def _narrowed(self, rules: list[Rule]) -> list[Rule]:
        """Fewer variants, by what else was typed; words that only repeat the rule are understood."""
        for start, end in self._runs():
            words = str(self._typed)[start:end]
            fitting = [rule for rule in rules if describes(rule, words)]
            if fitting and words.casefold() not in _FILLERS:
                self._typed.take_span(start, end)
                return self._narrowed(fitting)
        return rules

    def _by_name(self) -> list[Rule]:
        valid = [rule for rule in self._catalogue.rules if rule.valid_on(self._today)]
        for start, end in self._runs():
            words = str(self._typed)[start:end]
            rules = [] if words.casefold() in _FILLERS or len(words) <= 2 else named(valid, words)  # noqa: PLR2004
            if rules:
                self._typed.take_span(start, end)
                return self._narrowed(rules)
        return []

    def _plain_whom(self) -> Whom | None:
        for start, end in self._runs():
            whoms = self._whoms.named(str(self._typed)[start:end])
            if len(whoms) == 1:
                self._typed.take_span(start, end)
                return whoms[0]
        return None

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Words beside each other, the longest runs first; whoever takes one begins anew."""
        text = str(self._typed)
        lines = [
            [
                (piece.start() + word.start(), piece.start() + word.end())
                for word in _WORDS.finditer(piece.group())
            ]
            for piece in list(_PIECES.finditer(text))[:MOST_READ]
        ]
        for length in range(MOST_WORDS, 0, -1):
            for words in lines:
                for first in range(min(len(words), MOST_READ) - length + 1):
                    yield words[first][0], words[first + length - 1][1]

    def _ask(self, rules: list[Rule], case_ref: str, rest: str) -> None:
        if len(rules) > 1:
            self._unclear.append(
                Sentence("Der er {n} frister at vælge imellem. Vælg den rigtige på listen.", n=len(rules))
            )
        elif not rules and not self._unclear:
            self._unclear.append(Sentence("Hvilken frist gælder det? Vælg paragraffen på listen."))
        if not case_ref:
            self._unclear.append(Sentence("Sagsnummeret mangler."))
        if any(word.casefold().strip(".,:") not in _FILLERS for word in rest.split()):
            self._unclear.append(Sentence("Noget af det, du skrev, er der ikke et felt til."))
