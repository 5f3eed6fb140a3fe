"""A municipality's table of deadlines made into rules, with keys, variants, and respect for the law's own."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.cpr import mask_cpr
from rules.errors import FristvagtError
from rules.length_words import in_words
from rules.municipal_row import COLUMNS, REQUIRED, Draft, draft_of, raw_of
from rules.rule_data import KEY_LENGTH, contradictions
from rules.sentence import Sentence
from rules.statute import Kind, Mark, Rule, Unit
from rules.tables import Table, folded, matched
from rules.topics import plain

LATE = "Skriv til ansøgeren, hvornår afgørelsen kan ventes."
# A deadline for telling somebody, or the end of a measure, does not say how soon a case is decided.
BESIDE_THE_DECISION = frozenset(
    {Kind.NOTICE, Kind.MEASURE_END, Kind.NOTE, Kind.REFUND, Kind.FOLLOW_UP, Kind.FORWARDING}
)
ORDINARY = frozenset({"", "standard", "almindelig", "normal", "ordinaer", "generel"})
SHORT_NOTE = 40
_TAIL = re.compile(r"\s[-–—]\s*|:\s+|\(")
_SECTION = re.compile(r"(?P<section>\d+(?: [a-zæøå])?)(?: stk\. (?P<part>\d+))?")


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule to import, with the line it stands on in its file."""

    rule: Rule
    line: int


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about one row that is not imported. `raw` is what it said of its length."""

    line: int
    why: Sentence
    raw: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as read. `refused` rows stand aside; a single one of `faulty` stops the import.

    `unread`: the titles of a workbook's other sheets.
    """

    rows: int
    placed: tuple[Placed, ...]
    refused: tuple[Said, ...]
    faulty: tuple[Said, ...]
    unread: tuple[str, ...] = ()


def read_rules(table: Table, national: Iterable[Rule], in_force: Iterable[Rule], today: date) -> Reading:
    """The rules of a table, beside the law's own and those already in force. Raises `TableError`.

    A row keeps the key it had: the same law, paragraph and benefit are the same rule.
    """
    columns = matched(table.header, COLUMNS, REQUIRED)
    national = list(national)
    drafts: list[Draft] = []
    refused: list[Said] = []
    faulty: list[Said] = []
    rows = 0
    for row in table:
        rows += 1
        try:
            draft = draft_of(row, columns, today)
        except FristvagtError as error:
            faulty.append(Said(row.line, error.sentence, mask_cpr(raw_of(row, columns))[:200]))
            continue
        settled = _settled_by_law(draft, national)
        if settled:
            refused.append(Said(draft.line, _stands(settled), draft.raw))
        else:
            drafts.append(draft)
    placed, repeated = _placed(drafts, {rule.key for rule in national}, list(in_force))
    faulty = sorted([*faulty, *repeated], key=lambda said: said.line)
    unread = tuple(mask_cpr(title) for title in table.unread)
    return Reading(rows, tuple(placed), tuple(refused), tuple(faulty), unread)


def _settled_by_law(draft: Draft, national: Iterable[Rule]) -> Rule | None:
    return next((rule for rule in national if _settles(rule, draft)), None)


def _settles(rule: Rule, draft: Draft) -> bool:
    if rule.local or rule.length.unit is Unit.CHOSEN or rule.kind in BESIDE_THE_DECISION:
        return False
    return folded(rule.law) == folded(draft.law) and _same_place(rule.paragraph, draft.paragraph)


def _same_place(one: str, other: str) -> bool:
    """Whether two paragraphs can be one; one that names no part (stk.) has all of them."""
    first, second = _SECTION.fullmatch(one), _SECTION.fullmatch(other)
    if not first or not second or first["section"] != second["section"]:
        return False
    return None in (first["part"], second["part"]) or first["part"] == second["part"]


def _stands(rule: Rule) -> Sentence:
    return Sentence(
        "Loven har selv en frist her, og den gælder: {law} § {paragraph}, {name}, {length}. "
        "Kommunens tal er ikke lagt ind.",
        law=rule.law,
        paragraph=rule.paragraph,
        name=rule.name,
        length=in_words(rule.length),
    )


def _placed(
    drafts: Sequence[Draft], reserved: Iterable[str], in_force: Sequence[Rule]
) -> tuple[list[Placed], list[Said]]:
    variants = _variants(drafts)
    keys = _keys(drafts, variants, set(reserved), in_force)
    placed: list[Placed] = []
    faulty: list[Said] = []
    first: dict[tuple[str, ...], int] = {}
    for draft in drafts:
        same = first.setdefault(_identity(draft, variants[draft.line]), draft.line)
        rule = _rule(draft, keys[draft.line], variants[draft.line])
        wrong = list(contradictions(rule))
        if same != draft.line:
            wrong.append(
                Sentence("Rækken står også på linje {line}. Slet den ene, eller skriv en variant.", line=same)
            )
        faulty += [Said(draft.line, fault, draft.raw) for fault in wrong]
        placed.append(Placed(rule, draft.line))
    return placed, faulty


def _variants(drafts: Sequence[Draft]) -> Mapping[int, str]:
    """By line: what tells the rows of one paragraph apart. A paragraph's only row needs nothing."""
    crowd = Counter(map(_place, drafts))
    return {one.line: one.variant or (_tail(one) if crowd[_place(one)] > 1 else "") for one in drafts}


def _tail(draft: Draft) -> str:
    """What the benefit's name adds after a dash, else a short note, else the whole name."""
    parts = _TAIL.split(draft.name, maxsplit=1)
    if len(parts) > 1:
        return parts[1].strip(" )")
    return draft.note if 0 < len(draft.note) <= SHORT_NOTE else draft.name


def _keys(
    drafts: Sequence[Draft], variants: Mapping[int, str], reserved: set[str], in_force: Sequence[Rule]
) -> Mapping[int, str]:
    known = dict(_known_keys(drafts, in_force))
    keys: dict[int, str] = {}
    for draft in drafts:
        if draft.line in known:
            keys[draft.line] = known[draft.line]
    for draft in drafts:
        if draft.line not in keys:
            taken = reserved | set(keys.values())
            keys[draft.line] = _free(_key(draft, variants[draft.line]), taken)
    return keys


def _known_keys(drafts: Sequence[Draft], in_force: Sequence[Rule]) -> Iterator[tuple[int, str]]:
    """A row that says what a rule in force says is that rule, if neither is there twice."""
    now = Counter(map(_name, drafts))
    before = Counter(map(_name, in_force))
    by_name = {_name(rule): rule.key for rule in in_force}
    by_variant = {(_name(rule), folded(rule.variant)): rule.key for rule in in_force}
    for draft in drafts:
        name = _name(draft)
        alone = now[name] == before[name] == 1
        key = by_name[name] if alone else by_variant.get((name, folded(draft.variant)))
        if key:
            yield draft.line, key


def _key(draft: Draft, variant: str) -> str:
    ordinary = folded(variant) in ORDINARY
    return slug(f"{draft.law} {draft.paragraph}" if ordinary else f"{draft.law} {draft.paragraph} {variant}")


def slug(text: str) -> str:
    """As a key can be written: "serviceloven § 82 b" is "serviceloven-82-b"."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[: KEY_LENGTH - 4].strip("-")


def _free(key: str, taken: set[str]) -> str:
    return next(one for n in range(1, len(taken) + 2) if (one := f"{key}-{n}" if n > 1 else key) not in taken)


def _place(draft: Draft) -> tuple[str, str]:
    return folded(draft.law), draft.paragraph


def _name(one: Draft | Rule) -> tuple[str, str, str]:
    return folded(one.law), one.paragraph, folded(one.name)


def _identity(draft: Draft, variant: str) -> tuple[str, ...]:
    return (*_name(draft), folded(variant))


def _rule(draft: Draft, key: str, variant: str) -> Rule:
    return Rule(
        key=key,
        name=draft.name,
        law=draft.law,
        paragraph=draft.paragraph,
        kind=Kind.DECISION,
        length=draft.length,
        starts=draft.starts,
        ends=draft.ends,
        variant=variant,
        local=True,
        late=LATE,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        mark=Mark.LOCAL,
        source=draft.source,
        raw=draft.raw,
    )
