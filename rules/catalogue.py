"""The rules in force: the nation's, the municipality's, and what the office has turned on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rules.errors import FristvagtError
from rules.statute import Rule


class UnknownRuleError(FristvagtError):
    """No rule of the catalogue has that key or paragraph."""

    def __init__(self, written: str) -> None:
        super().__init__(
            "»{written}« er ikke i fristkataloget. Vælg en paragraf på listen, eller bed "
            "administratoren lægge fristen ind.",
            written=written,
        )


@dataclass(frozen=True)
class Catalogue:
    """The rules that can start a clock. Keys are unique."""

    rules: tuple[Rule, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Rule]:
        return {rule.key: rule for rule in self.rules}

    def rule(self, key: str) -> Rule:
        """Raises `UnknownRuleError`."""
        found = self.by_key.get(key)
        if found is None:
            raise UnknownRuleError(key)
        return found

    def on_paragraph(self, paragraph: str, day: date) -> list[Rule]:
        """The variants of a paragraph that start clocks on `day`, in the catalogue's order."""
        wanted = paragraph.casefold()
        return [one for one in self.rules if one.paragraph.casefold() == wanted and one.valid_on(day)]


def catalogue_of(*sources: Iterable[Rule]) -> Catalogue:
    """One catalogue of several sources; of two rules with one key the later stands."""
    known = {rule.key: rule for source in sources for rule in source}
    return Catalogue(tuple(known.values()))
