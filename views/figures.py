"""Figures as people read them: a value always with its n, and what was counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from rules.figures import (
    DEFINITIONS,
    Count,
    Figure,
    Kept,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Share,
    Value,
)
from rules.percent import percent
from rules.small_numbers import SMALLEST, Said, hidden, share_shown, shown_total
from rules.statute import Rule
from views import case_words
from views.blocks import MOST_SECTION_CHARACTERS, Block, context, inert, section
from views.texts import Texts

# No list of paragraphs or people shows more; what lies beyond is counted.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Numbers:
    """Says numbers to one reader. `leaving`: outside the team, where a small one would tell of somebody."""

    t: Texts
    leaving: bool = False

    def number(self, n: int) -> str:
        """A count on its own."""
        return self.t("under {smallest}", smallest=SMALLEST) if self.leaving and 0 < n < SMALLEST else str(n)

    def parts(self, parts: Mapping[str, int]) -> Mapping[str, str]:
        """The counts of a whole that is told of too."""
        shown = hidden(parts) if self.leaving else parts
        return {key: self.t("skjult") if n is None else str(n) for key, n in shown.items()}

    def total(self, parts: Mapping[str, int]) -> str:
        """What the parts come to."""
        total = shown_total(parts) if self.leaving else sum(parts.values())
        return self._few() if total is None else str(total)

    def share(self, n: int, of: int) -> str:
        """ "40 af 52 (77 %)"; outside the team "højst 8 % af 52"."""
        if not of:
            return self._none()
        if self.leaving:
            return self._share_outside(n, of)
        return self.t("{n} af {of} ({percent} %)", n=n, of=of, percent=percent(n, of))

    def _share_outside(self, n: int, of: int) -> str:
        t, shown = self.t, share_shown(n, of)
        facts = {"percent": shown.percent, "of": shown.of}
        match shown.said:
            case Said.EXACTLY:
                return t("{percent} % af {of}", **facts)
            case Said.AT_MOST:
                return t("højst {percent} % af {of}", **facts)
            case Said.AT_LEAST:
                return t("mindst {percent} % af {of}", **facts)
            case _:
                return self._few()

    def _none(self) -> str:
        return self.t("ingen at tælle endnu")

    def _few(self) -> str:
        return self.t("for få til at vise")

    def decimal(self, number: float) -> str:
        """With the reader's decimal mark, and no more than two decimals."""
        return str(format_decimal(number, format="0.##", locale=self.t.language))

    def value(self, value: Value) -> str:
        """A figure's value with its n."""
        match value:
            case Count():
                return self.number(value.n)
            case Share():
                return self.share(value.n, value.of)
            case Mean():
                return self._mean(value)
            case Median():
                return self._median(value)
            case Parts() | Paragraphs() | LeadTimes():
                return self._divided(value)

    def _divided(self, value: Parts | Paragraphs | LeadTimes) -> str:
        """All of it at once; what it is divided into is told beside it."""
        match value:
            case Parts():
                return self.total(value.parts)
            case Paragraphs():
                return self.kept(value.total)
            case LeadTimes():
                return self.days(value.every)

    def _mean(self, value: Mean) -> str:
        if not value.of:
            return self._none()
        return self.t("{mean} (af {of})", mean=self.decimal(value.total / value.of), of=value.of)

    def _median(self, value: Median) -> str:
        if value.hours is None:
            return self._none()
        if self._small(value.of):
            return self._few()
        if value.hours == 1:
            return self.t("1 time (af {of})", of=value.of)
        return self.t("{hours} timer (af {of})", hours=self.decimal(value.hours), of=value.of)

    def days(self, value: Middle) -> str:
        """ "median 21 dage (af 19)"."""
        if value.days is None:
            return self._none()
        if self._small(value.of):
            return self._few()
        return self.t.count("median 1 dag (af {of})", "median {n} dage (af {of})", value.days, of=value.of)

    def _small(self, of: int) -> bool:
        return self.leaving and of < SMALLEST

    def kept(self, counts: Mapping[Kept, int]) -> str:
        """ "12 overholdt, 1 varslet, 2 overskredet, af 15"."""
        parts = {kept.value: counts.get(kept, 0) for kept in Kept}
        if not any(parts.values()):
            return self._none()
        of = self.total(parts)
        if self.few_of_each(parts):
            few = shown_total(parts) is None
            return of if few else self.t("{of}, men for få af hver slags til at vise", of=of)
        return self.t(
            "{kept} overholdt, {announced} varslet, {missed} overskredet, af {of}", of=of, **self.parts(parts)
        )

    def few_of_each(self, parts: Mapping[str, int]) -> bool:
        """Nothing but nought can be told of any part."""
        return self.leaving and not any(hidden(parts).values())


def title(t: Texts, figure: Figure) -> str:
    return t.say(DEFINITIONS[figure].title)


def definition(t: Texts, figure: Figure) -> str:
    """What exactly was counted."""
    return t.say(DEFINITIONS[figure].text)


def defined(t: Texts, figure: Figure, value: Value) -> Block:
    """A figure, its value and what was counted, in one block."""
    said = Numbers(t).value(value)
    return section(f"{title(t, figure)}: *{said}*\n_{definition(t, figure)}_")


def per_paragraph(t: Texts, found: Paragraphs, rules: Mapping[str, Rule]) -> list[Block]:
    """Each paragraph's deadlines, those with most missed first."""
    lines = [
        t("{rule}: {kept}", rule=rule_name(rules, key), kept=Numbers(t).kept(counts))
        for key, counts in worst_first(found)
    ]
    return listed(t, lines)


def lead_times(t: Texts, found: LeadTimes, rules: Mapping[str, Rule]) -> list[Block]:
    """How long each paragraph's decisions took, those with most decisions first."""
    order = sorted(found.rules.items(), key=lambda one: (-one[1].of, one[0]))
    return listed(
        t,
        [t("{rule}: {days}", rule=rule_name(rules, key), days=Numbers(t).days(one)) for key, one in order],
    )


def worst_first(found: Paragraphs) -> Sequence[tuple[str, Mapping[Kept, int]]]:
    """The paragraphs with a deadline, most missed first."""

    def order(one: tuple[str, Mapping[Kept, int]]) -> tuple[int, int, str]:
        key, counts = one
        return -counts.get(Kept.MISSED, 0), -sum(counts.values()), key

    return sorted(((key, counts) for key, counts in found.rules.items() if any(counts.values())), key=order)


def rule_name(rules: Mapping[str, Rule], key: str) -> str:
    """The paragraph's name; its key when the rule is no longer in the catalogue."""
    rule = rules.get(key)
    return case_words.title(rule) if rule else inert(key)


def decisions(numbers: Numbers, found: Parts) -> str:
    """ "bevilling: 5, delvis bevilling: 2, afslag: 2"; empty when there are none to tell."""
    if numbers.few_of_each(found.parts):
        return ""
    t = numbers.t
    names = {result.value: name.lower() for result, name in case_words.outcomes(t).items()}
    shown = {key: n for key, n in numbers.parts(found.parts).items() if n != "0"}
    return ", ".join(t("{outcome}: {n}", n=n, outcome=names.get(key, inert(key))) for key, n in shown.items())


def listed(t: Texts, lines: Sequence[str]) -> list[Block]:
    """Lines in as few blocks as Slack takes; past the fortieth they are counted."""
    more = len(lines) - MOST_LINES
    rest = [context(t.count("… og 1 til.", "… og {n} til.", more))] if more > 0 else []
    return [*(section(part) for part in _pieces(lines[:MOST_LINES])), *rest]


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """The lines joined, cut where a block would be too long."""
    piece = ""
    for line in lines:
        if piece and len(piece) + 1 + len(line) > MOST_SECTION_CHARACTERS:
            yield piece
            piece = line
        else:
            piece = f"{piece}\n{line}" if piece else line
    if piece:
        yield piece
