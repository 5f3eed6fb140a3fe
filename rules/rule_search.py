"""Finding a rule of the catalogue by typing: its paragraph, words of its name, its law, what it is called."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from rules.statute import Kind, Rule, Unit
from rules.topics import Topic, plain

# What people call a clock besides its own name; in English too, for a colleague who writes English.
_CALLED = MappingProxyType(
    {
        Kind.DECISION: "afgørelse ansøgning sagsbehandling decision application",
        Kind.REMITTED: "hjemvist hjemvisning ankestyrelsen remitted",
        Kind.COMPLAINT_WINDOW: "klagefrist klage complaint",
        Kind.REASSESSMENT: "genvurdering remonstration klage complaint reassessment",
        Kind.PARTIAL_ANSWER: "delvist medhold svar partial",
        Kind.FORWARDING: "videresendelse ankestyrelsen klage forwarding",
        Kind.ACCESS: "aktindsigt indsigt access documents",
        Kind.NOTICE: "besked kvittering orientering notice",
        Kind.HEARING: "partshøring høring hearing",
        Kind.INQUIRY: "borgerrådgiver borgerrådgiveren ombudsmand henvendelse ombudsman inquiry",
        Kind.REFUND: "refusion mellemkommunal refund",
        Kind.FOLLOW_UP: "opfølgning follow-up",
        Kind.MEASURE_END: "indsats ophør ophører udløb udløber slut slutter tidsbegrænset measure ends",
        Kind.NOTE: "notat notatpligt journal note",
        Kind.START: "iværksættelse behandling start",
        Kind.ACTION: "handling møde aftale action meeting",
        Kind.OTHER: "",
    }
)
# Short for a law, and how the law is written in the catalogue. The longer name holds the shorter.
LAWS = MappingProxyType(
    {
        "sel": "serviceloven",
        "rsl": "retssikkerhedsloven",
        "fvl": "forvaltningsloven",
        "ofl": "offentlighedsloven",
        "offl": "offentlighedsloven",
        "gdpr": "databeskyttelsesforordningen",
    }
)
# Which clocks a call about that may start, the likeliest first. Nothing is guessed beyond this list.
STARTED_BY = MappingProxyType(
    {
        Topic.APPLICATION: (Kind.DECISION,),
        Topic.COMPLAINT: (Kind.REASSESSMENT,),
        Topic.ACCESS: (Kind.ACCESS,),
    }
)
# Two letters that changed places in a word of six leave this much of it.
ONE_SLIP = 0.8
SHORTEST_MISSPELT = 6
MOST_NEAR = 5
_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"§+\s*")
_NUMBER = re.compile(r"(\d{1,4})( ?[a-z](?![a-z]))?(?:\s?[-–]\s?(\d{1,4}))?")
_PART = re.compile(r"stk\.? ?(\d{1,2})")


def kinds_started_by(topic: str) -> tuple[Kind, ...]:
    """Which legal clocks a call about that may itself start; none for most topics."""
    return next((kinds for known, kinds in STARTED_BY.items() if known == topic), ())


def search(
    rules: Iterable[Rule],
    query: str,
    *,
    recent: Sequence[str] = (),
    first: Collection[Kind] = (),
    near: Collection[str] = (),
) -> list[Rule]:
    """The rules that every typed word fits, the best fit first.

    Of equal fits the keys `near` lead, then the kinds `first`, then `recent` keys, then decisions.
    """
    wanted = _words(_PARAGRAPH.sub("", query))
    known = list(rules)
    place = {rule.key: number for number, rule in enumerate(known)}
    found = [(_misfit(rule, wanted), rule) for rule in known if _fits(rule, wanted)]
    last = len(recent)
    ranked = sorted(
        found,
        key=lambda pair: (
            pair[0],
            pair[1].key not in near,
            pair[1].kind not in first,
            recent.index(pair[1].key) if pair[1].key in recent else last,
            pair[1].kind is not Kind.DECISION,
            # What stands for "no figure published" comes after the figures.
            pair[1].length.unit is Unit.CHOSEN,
            place[pair[1].key],
        ),
    )
    return [rule for _, rule in ranked]


def named(rules: Iterable[Rule], written: str) -> list[Rule]:
    """The rules that whole written words can mean; the fewest that a name fits best."""
    wanted = _words(written)
    if not wanted:
        return []
    fitting = [rule for rule in rules if set(wanted) <= _known(rule)]
    best = [rule for rule in fitting if set(wanted) <= set(_words(f"{rule.name} {rule.variant}"))]
    return best or fitting


def by_its_key(rules: Mapping[str, Rule], written: str) -> Rule | None:
    """The rule with that key. A key that is also a plain word, "aktindsigt", is read as the word."""
    return rules.get(written.casefold()) if "-" in written else None


def nearest_keys(rules: Sequence[Rule], written: str) -> list[str]:
    """The keys somebody may have meant: of the paragraph in "85" or "serviceloven-85", else alike."""
    law, _, number = plain(written).rpartition("-")
    on_paragraph = of_paragraph(rules, number) if number[:1].isdigit() else []
    keys = [rule.key for rule in on_paragraph if not law or is_of_law(rule, law)]
    return keys[:MOST_NEAR] or get_close_matches(
        written.casefold(), [rule.key for rule in rules], n=MOST_NEAR
    )


def misspelt(rules: Iterable[Rule], written: str) -> str:
    """The word of some rule's name that is one slip from the written one; "" for none. As names write it."""
    wanted = plain(written)
    if len(wanted) < SHORTEST_MISSPELT:
        return ""
    said = {
        plain(word): word
        for rule in rules
        for word in _WORD.findall(f"{rule.name} {rule.variant}".casefold())
    }
    known = [word for word in said if len(word) >= SHORTEST_MISSPELT]
    return next((said[word] for word in get_close_matches(wanted, known, n=1, cutoff=ONE_SLIP)), "")


def of_paragraph(rules: Iterable[Rule], number: str, part: str = "") -> list[Rule]:
    """The rules on "85" or "82 a", in every variant; `part` is the stk. when it was named.

    A paragraph the catalogue does not divide is meant whichever part was typed.
    """
    fitting = [rule for rule in rules if _squeezed(number) in _numbers(rule)]
    exact = [rule for rule in fitting if part and part in _part_of(rule)]
    undivided = [rule for rule in fitting if not _part_of(rule)]
    return (exact or undivided or fitting) if part else fitting


def _numbers(rule: Rule) -> set[str]:
    """Every single number in "85", "95, 96, 98 og 114", "19-21" or "54 ff."."""
    found: set[str] = set()
    for first, letter, last in _NUMBER.findall(_PART.sub("", plain(rule.paragraph))):
        found.add(_squeezed(first + letter))
        # A longer range was never a range of paragraphs.
        if last and int(first) < int(last) < int(first) + 50:
            found |= {str(one) for one in range(int(first), int(last) + 1)}
    return found


def _part_of(rule: Rule) -> set[str]:
    return set(_PART.findall(plain(rule.paragraph)))


def _squeezed(text: str) -> str:
    return plain(text).replace(" ", "")


def is_of_law(rule: Rule, law: str) -> bool:
    """Whether the rule is of the law somebody named, in full or short."""
    wanted, known = plain(law), plain(rule.law)
    return wanted in known or LAWS.get(wanted, wanted) in known


def describes(rule: Rule, written: str) -> bool:
    """Whether every written word only repeats what the rule says of itself."""
    words = _words(written)
    return bool(words) and set(words) <= _known(rule)


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


@lru_cache(maxsize=1_024)
def _known(rule: Rule) -> frozenset[str]:
    """Every word that says something of the rule."""
    law = plain(rule.law)
    short = " ".join(short for short, name in LAWS.items() if name in law or short in law)
    said = f"{rule.paragraph} {rule.name} {rule.variant} {rule.law} {_CALLED[rule.kind]} {short}"
    return frozenset(_words(said))


def _fits(rule: Rule, wanted: Sequence[str]) -> bool:
    known = _known(rule)
    return all(any(word.startswith(one) for word in known) for one in wanted)


def _misfit(rule: Rule, wanted: Sequence[str]) -> int:
    """0 where the paragraph itself was typed, 1 where the name begins so, 2 for the rest."""
    if not wanted:
        return 0
    if wanted == _words(rule.paragraph)[: len(wanted)]:
        return 0
    return 1 if any(word.startswith(wanted[0]) for word in _words(rule.name)) else 2
