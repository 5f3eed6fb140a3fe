"""Reads a deadline typed in one line: `§85 sag 23-1234 @karim modtaget 20/11`, parts in any order.

What cannot be read for certain is said in `unclear`; whatever found no field of its own stands in `rest`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from rules import deadline_words as words
from rules.catalogue import Catalogue, UnknownRuleError
from rules.deadline_days import Days
from rules.deadline_words import ADMINISTRATIVE, WITH_CITIZEN
from rules.rule_search import by_its_key, describes, is_of_law, misspelt, named, of_paragraph
from rules.sentence import Sentence
from rules.statute import Rule, Unit
from rules.typed_text import TypedText
from rules.whom import Candidates, Whom

__all__ = ["ADMINISTRATIVE", "WITH_CITIZEN", "DeadlineLine", "parse_deadline_line"]

# So many words one after the other can name a rule or a person; more are a story.
MOST_WORDS = 6
MOST_READ = 24
_WORDS = re.compile(r"\S+")
_PIECES = re.compile(r"[^\n,;]+")


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """`rules` are those the line can mean: with exactly one, and nothing `unclear`, it can be saved as it is.

    `received` None: nothing was said of it, or, when `unread`, something that is no such day.
    `near` are rules a misspelt word may have meant. `turn` is "", `ADMINISTRATIVE` or `WITH_CITIZEN`.
    """

    rules: tuple[Rule, ...]
    case_ref: str = ""
    whom: Whom | None = None
    received: date | None = None
    unread: bool = False
    clock: time | None = None
    chosen: date | None = None
    remitted: bool = False
    turn: str = ""
    rest: str = ""
    unclear: tuple[Sentence, ...] = ()
    near: tuple[Rule, ...] = ()


def parse_deadline_line(
    text: str,
    catalogue: Catalogue,
    *,
    people: Sequence[tuple[str, str]],
    teams: Sequence[tuple[str, str]],
    today: date,
    others: Sequence[tuple[str, str]] = (),
) -> DeadlineLine:
    """Reads the text of a command. `people` are (Slack id, name), `teams` are (key, name).

    `others` are known in the office, but cannot have a deadline; they are told apart from strangers.
    """
    whoms = Candidates(people=tuple(people), teams=tuple(teams), others=tuple(others))
    return _Reading(text, catalogue, whoms, today).line()


class _Reading:
    """One line while its parts are taken from it."""

    def __init__(self, text: str, catalogue: Catalogue, whoms: Candidates, today: date) -> None:
        self._typed = TypedText.from_slack(text)
        self._catalogue, self._whoms, self._today = catalogue, whoms, today
        self._unclear: list[Sentence] = []
        self._of_rule: list[str] = []
        self._days = Days(self._typed, today, self._unclear)

    def line(self) -> DeadlineLine:
        whom = self._whoms.take_marked(self._typed, self._unclear)
        rules = self._by_key() or self._on_paragraph() or self._on_leading_number()
        chosen = self._days.chosen()
        received = self._days.received()
        clock = self._clock()
        case_ref = self._case(words.CASE)
        bare = self._days.without_a_word()
        case_ref = case_ref or self._case(words.BARE_CASE)
        remitted = bool(rules) and bool(self._typed.take(words.REMITTED))
        turn = next((turn for turn, said in words.TURNS.items() if self._typed.take(said)), "")
        rules = self._by_verb(self._narrowed(rules) if rules else self._by_name())
        whom = whom or self._plain_whom()
        if chosen is None and _have_no_length(rules):
            chosen = self._days.chosen_of(bare)
        received = received or self._days.received_of(bare)
        self._days.look_for_unread(received)
        near = () if rules else self._near()
        rest = ", ".join([*self._typed.parts(), *self._days.refused, *bare])
        self._ask(rules, case_ref, rest)
        if len(rules) > 1:
            # What may mean several has found no field.
            rest = ", ".join([*self._of_rule, *([rest] if rest else [])])
        unclear = tuple(dict.fromkeys(self._unclear))
        return DeadlineLine(
            rules=tuple(rules),
            case_ref=case_ref,
            whom=whom,
            received=received,
            unread=self._days.unread,
            clock=clock,
            chosen=chosen,
            remitted=remitted,
            turn=turn,
            rest=rest,
            unclear=unclear,
            near=near,
        )

    def _by_key(self) -> list[Rule]:
        for word in self._typed.matches(re.compile(r"[^\s,;]+")):
            rule = by_its_key(self._catalogue.by_key, word.group())
            if rule is not None:
                self._typed.take_span(*word.span())
                return [rule]
        return []

    def _on_paragraph(self) -> list[Rule]:
        found = self._typed.matches(words.PARAGRAPH)
        if not found:
            return []
        first, law = found[0], found[0]["law"] or found[0]["of"] or ""
        rules = of_paragraph(self._catalogue.rules, first["number"], first["part"] or "")
        rules = [rule for rule in rules if not law or is_of_law(rule, law)]
        if not rules:
            self._unclear.append(UnknownRuleError(first.group().strip()).sentence)
            return []
        self._of_rule.append(self._typed.take_span(*first.span()).strip())
        if len(found) > 1:
            self._unclear.append(Sentence("Der står mere end én paragraf. Start én frist ad gangen."))
        return rules

    def _on_leading_number(self) -> list[Rule]:
        """ "85 23-1235 i går": a known paragraph first in the line, unless it begins a date."""
        first = self._typed.matches(words.LEADING_NUMBER)
        if self._unclear or not first or self._begins_with_a_day(first[0].start("number")):
            return []
        rules = of_paragraph(self._catalogue.rules, first[0]["number"])
        if rules:
            self._of_rule.append(self._typed.take_span(*first[0].span()).strip())
        return rules

    def _begins_with_a_day(self, at: int) -> bool:
        return any(day.start() <= at for day in self._typed.matches(words.ANY_DAY))

    def _clock(self) -> time | None:
        for found in self._typed.matches(words.CLOCK):
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
            said = str(self._typed)[start:end]
            fitting = [rule for rule in rules if describes(rule, said)]
            if fitting and said.casefold() not in words.FILLERS:
                self._of_rule.append(self._typed.take_span(start, end))
                return self._narrowed(fitting)
        return rules

    def _by_name(self) -> list[Rule]:
        valid = self._valid()
        for start, end in self._runs():
            said = str(self._typed)[start:end]
            rules = [] if said.casefold() in words.FILLERS or len(said) <= 2 else named(valid, said)  # noqa: PLR2004
            if rules:
                self._of_rule.append(self._typed.take_span(start, end))
                return self._narrowed(rules)
        return []

    def _by_verb(self, rules: list[Rule]) -> list[Rule]:
        """In "indsats udløber 1/3" what stands before the date tells which rule is meant."""
        verb = self._days.verb
        if not verb or len(rules) == 1:
            return rules
        fitting = [rule for rule in rules if describes(rule, verb)] if rules else named(self._valid(), verb)
        self._of_rule.append(verb)
        return fitting or rules

    def _valid(self) -> list[Rule]:
        return [rule for rule in self._catalogue.rules if rule.valid_on(self._today)]

    def _near(self) -> tuple[Rule, ...]:
        """The rules that a word with a slip in it may have meant."""
        valid = self._valid()
        for word in self._typed.matches(re.compile(r"[^\W\d_]{6,}"))[:MOST_READ]:
            meant = misspelt(valid, word.group())
            if meant:
                self._unclear.append(
                    Sentence(
                        "»{typed}« kender jeg ikke. Mente du »{word}«? Vælg fristen på listen.",
                        typed=word.group(),
                        word=meant,
                    )
                )
                return tuple(named(valid, meant))
        return ()

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
            for spans in lines:
                for first in range(min(len(spans), MOST_READ) - length + 1):
                    yield spans[first][0], spans[first + length - 1][1]

    def _ask(self, rules: list[Rule], case_ref: str, rest: str) -> None:
        if len(rules) > 1:
            self._unclear.append(
                Sentence("Der er {n} frister at vælge imellem. Vælg den rigtige på listen.", n=len(rules))
            )
        elif not rules and not self._unclear:
            self._unclear.append(Sentence("Hvilken frist gælder det? Vælg paragraffen på listen."))
        if not case_ref:
            self._unclear.append(Sentence("Sagsnummeret mangler."))
        if self._left_over(rest):
            self._unclear.append(Sentence("Noget af det, du skrev, er der ikke et felt til."))

    def _left_over(self, rest: str) -> bool:
        """Whether words are left that nothing said so far is about."""
        told = _bare(" ".join([*self._unclear, *self._days.refused]))
        paragraphs = {word for found in self._typed.matches(words.PARAGRAPH) for word in _bare(found.group())}
        return not _bare(rest) <= told | paragraphs | words.FILLERS


def _have_no_length(rules: Sequence[Rule]) -> bool:
    return bool(rules) and all(rule.length.unit is Unit.CHOSEN for rule in rules)


def _bare(text: str) -> set[str]:
    """The words of a text, however they are quoted and wherever a sentence ends."""
    return {bare for word in text.split() if (bare := word.casefold().strip("».,:;«@"))}
