"""Which rule of the catalogue a row of a table names: by key, or by paragraph, law and variant."""

from collections.abc import Sequence
from datetime import date

from rules.catalogue import Catalogue, UnknownRuleError
from rules.errors import FristvagtError
from rules.rule_search import is_of_law
from rules.statute import Rule
from rules.tables import folded

SIGN = "§"


class SeveralRulesError(FristvagtError):
    """Several rules fit; the sentence lists what tells them apart."""

    def __init__(self, written: str, fitting: Sequence[Rule]) -> None:
        super().__init__(
            "{written} har flere frister. Skriv en af disse i en kolonne, der hedder Variant: {variants}.",
            written=written,
            variants="; ".join(_told_apart(fitting)),
        )


class UnknownVariantError(FristvagtError):
    def __init__(self, written: str, fitting: Sequence[Rule]) -> None:
        super().__init__(
            "Varianten »{written}« findes ikke. Skriv en af disse: {variants}.",
            written=written,
            variants="; ".join(_told_apart(fitting)),
        )


class NotInForceError(FristvagtError):
    def __init__(self, written: str, day: date) -> None:
        super().__init__(
            "{written} har ingen frist, der gjaldt {day:%d.%m.%Y}. Se efter datoen og paragraffen.",
            written=written,
            day=day,
        )


class RuleChoice:
    """Finds rules of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._keys = {rule.key.casefold(): rule for rule in catalogue.rules}
        self._paragraphs: dict[str, list[Rule]] = {}
        for rule in catalogue.rules:
            if rule.paragraph:
                self._paragraphs.setdefault(_plain(rule.paragraph), []).append(rule)

    def chosen(
        self, day: date, *, key: str = "", paragraph: str = "", law: str = "", variant: str = ""
    ) -> Rule:
        """The one rule that starts clocks on `day`. A key may also stand where the paragraph does.

        Raises `UnknownRuleError`, `NotInForceError`, `SeveralRulesError` or `UnknownVariantError`.
        """
        written = key or paragraph
        if not written:
            raise FristvagtError("Paragraffen mangler. Skriv for eksempel § 85.")
        named = self._keys.get(written.casefold())
        fitting = [named] if named else [] if key else self._on_paragraph(paragraph, law)
        if not fitting:
            raise UnknownRuleError(written[:60])
        valid = [rule for rule in fitting if rule.valid_on(day)]
        if not valid:
            raise NotInForceError(written[:60], day)
        return valid[0] if named else _variant(valid, paragraph[:60], variant)

    def _on_paragraph(self, written: str, law: str) -> list[Rule]:
        """ "SEL § 85" says the law too."""
        before, sign, after = written.rpartition(SIGN)
        law = law or before.strip(f" {SIGN}")
        found = self._paragraphs.get(_plain(after if sign else written), [])
        return [rule for rule in found if not law or is_of_law(rule, law)]


def _variant(fitting: list[Rule], paragraph: str, written: str) -> Rule:
    if written:
        wanted = folded(written)
        named = [rule for rule in fitting if wanted in _names(rule)]
        if not named:
            raise UnknownVariantError(written[:60], fitting)
        fitting = named
    if len(fitting) > 1:
        raise SeveralRulesError(paragraph, fitting)
    return fitting[0]


def _names(rule: Rule) -> tuple[str, ...]:
    return folded(rule.variant), folded(rule.name), folded(rule.key)


def _told_apart(fitting: Sequence[Rule]) -> list[str]:
    """What to write for each: the variant, the name or, where both are shared, the key."""
    for shown in ([rule.variant for rule in fitting], [rule.name for rule in fitting]):
        if all(shown) and len(set(map(folded, shown))) == len(shown):
            return shown
    return [rule.key for rule in fitting]


def _plain(paragraph: str) -> str:
    """ "§ 85, stk. 1" and "85 stk 1" are one."""
    return folded(paragraph.replace(SIGN, ""))
