"""The law's deadlines that ship: the right figures, each with its mark and source, and a checked file."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules.length_words import in_words
from rules.shipped import StatutoryFileError, rules_in, shipped
from rules.statute import Kind, Length, Mark, Rule, Unit, Whose

RULES = {rule.key: rule for rule in shipped()}
PAGE = (Path(__file__).parent.parent / "docs" / "frister.md").read_text(encoding="utf-8")
# The figures as they were found: length in words, mark.
FACTS = {
    "stofmisbrug": ("14 kalenderdage", "V"),
    "klagefrist": ("4 uger", "V"),
    "genvurdering": ("4 uger", "V"),
    "genvurdering-varsel": ("2 uger", "V"),
    "varsel": ("14 uger", "V"),
    "delvis-medhold-svar": ("4 uger", "V"),
    "delvis-medhold-videresend": ("14 kalenderdage", "V"),
    "ankestyrelsen-129": ("8 uger", "V"),
    "danmarkskort": ("hvert år den 31/12", "V"),
    "aktindsigt-enkel": ("1-2 arbejdsdage", "V"),
    "aktindsigt": ("7 arbejdsdage", "V"),
    "aktindsigt-14": ("14 arbejdsdage", "V"),
    "aktindsigt-40": ("40 arbejdsdage", "V"),
    "aktindsigt-klage": ("7 arbejdsdage", "V"),
    "partsaktindsigt": ("7 arbejdsdage", "V"),
    "gdpr-indsigt": ("1 måned", "V"),
    "begrundelse-mundtlig": ("14 kalenderdage", "V"),
    "herberg-orientering": ("3 arbejdsdage", "V"),
    "tidlig-indsats": ("6 måneder", "V"),
    "notat": ("straks", "L"),
    "underretning-vurdering": ("24 timer", "R"),
    "underretning-kvittering": ("6 arbejdsdage", "R"),
    "magt-registrering": ("0-1 kalenderdage", "R"),
    "magt-indberetning": ("3 kalenderdage", "R"),
    "refusion-foraeldelse": ("36 måneder", "R"),
}
GOOD = """
[[rule]]
key = "en-frist"
name = "En frist"
law = "en lov"
paragraph = "1"
kind = "decision"
amount = 4
unit = "weeks"
starts = "ansøgning modtaget"
mark = "V"
source = "https://example.org/lov"
"""


class TestTitles:
    def test_are_each_ones_own_and_say_nothing_twice(self) -> None:
        titles = [f"{rule.law} {rule.paragraph} {rule.title}" for rule in RULES.values()]
        assert len(set(titles)) == len(titles)
        assert RULES["aktindsigt-enkel"].title == "Aktindsigt, enkel og klart afgrænset"
        assert RULES["aktindsigt"].title == "Aktindsigt (hovedfrist)"

    def test_a_municipalitys_variant_always_stands_there(self) -> None:
        row = replace(RULES["aktindsigt-enkel"], name="Hjælpemidler og forbrugsgoder", raw="8 uger")
        assert replace(row, variant="hjælpemidler").title == "Hjælpemidler og forbrugsgoder (hjælpemidler)"

    def test_stand_in_the_page_of_deadlines(self) -> None:
        assert [rule.key for rule in RULES.values() if f"| {rule.title} |" not in PAGE] == []


class TestWhatShips:
    @pytest.mark.parametrize("key", FACTS)
    def test_the_figures_are_those_that_were_found(self, key: str) -> None:
        assert (in_words(RULES[key].length), RULES[key].mark.value) == FACTS[key]

    def test_no_other_rule_has_a_figure(self) -> None:
        assert {key for key, rule in RULES.items() if rule.length.unit is not Unit.CHOSEN} == set(FACTS)

    @pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.key)
    def test_what_was_verified_names_its_source_as_an_address(self, rule: Rule) -> None:
        assert rule.mark is not Mark.VERIFIED or re.match(r"https?://\S+\.\S+$", rule.source)

    def test_only_the_citizens_own_deadlines_roll_forward(self) -> None:
        assert {key for key, rule in RULES.items() if rule.whose is Whose.CITIZEN} == {
            "klagefrist",
            "delvis-medhold-svar",
            "begrundelse-mundtlig",
            "partshoering",
        }

    def test_the_extension_of_a_gdpr_request_is_two_months(self) -> None:
        assert RULES["gdpr-indsigt"].extension == Length(Unit.MONTHS, Decimal(2))

    def test_a_length_the_law_gives_cannot_be_changed_by_a_municipality(self) -> None:
        given = {key for key in FACTS if RULES[key].local}
        assert given == {"notat"}, "the law only says as soon as possible"

    def test_every_kind_the_product_speaks_of_has_a_rule_but_the_callback_and_the_returned_case(self) -> None:
        assert set(Kind) - {rule.kind for rule in shipped()} == {Kind.REMITTED}

    def test_childrens_rules_begin_with_barnets_lov(self) -> None:
        assert not RULES["underretning-vurdering"].valid_on(date(2023, 12, 31))

    @pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.key)
    def test_each_can_be_kept_on_a_clock_and_read_back(self, rule: Rule) -> None:
        assert Rule.thawed(rule.frozen()) == rule

    def test_the_page_lists_each_with_length_and_mark(self) -> None:
        rows = re.findall(r"^\| `([a-z0-9-]+)` \| [^|]* \| ([^|]*) \| ([VRL]) \|", PAGE, re.MULTILINE)
        assert rows == [(rule.key, in_words(rule.length), rule.mark.value) for rule in shipped()]


class TestTheFile:
    def test_a_good_rule_is_read(self) -> None:
        (rule,) = rules_in(GOOD)
        assert (rule.key, rule.length) == ("en-frist", Length(Unit.WEEKS, Decimal(4)))

    def test_halves_are_read_exactly(self) -> None:
        (rule,) = rules_in(GOOD.replace("4", "2.5").replace('"weeks"', '"months"'))
        assert rule.length.amount == Decimal("2.5")

    @pytest.mark.parametrize(
        ("was", "becomes", "said"),
        [
            ('"weeks"', '"fortnights"', "unit kan ikke være »fortnights«"),
            ("amount = 4", "amount = 0", "skal være over 0"),
            ("amount = 4", "amount = 4000", "højst 520"),
            ("amount = 4", "amount = 1.5", "Kun måneder kan være halve"),
            ("amount = 4", 'amount = "4"', "amount skal være et tal"),
            ("amount = 4", "amount = 4\nleast = 5", "større end det største"),
            ("amount = 4", "amount = 4\nlenght = 5", "Feltet lenght kender jeg ikke"),
            ("amount = 4", 'amount = 4\nday = "12-31"', "En fast dag hvert år"),
            ('"weeks"', '"chosen"', "uden tal kan ikke have et tal"),
            ('amount = 4\nunit = "weeks"', 'unit = "yearly"\nday = "02-30"', "En fast dag hvert år"),
            ('amount = 4\nunit = "weeks"', "amount = 4", "Feltet unit mangler"),
            ("https://example.org/lov", "en bog", "sin kilde som adresse"),
            ('name = "En frist"', "", "Feltet name mangler"),
            ('"En frist"', "7", "name skal være en tekst"),
            ('"en-frist"', '"En frist"', "må kun have små bogstaver"),
            ('"decision"', '"decisions"', "kind kan ikke være"),
            ('mark = "V"', 'mark = "V"\nvalid_from = "2026"', "valid_from skal være en dato"),
            (
                'mark = "V"',
                'mark = "V"\nvalid_from = 2026-02-01\nvalid_to = 2026-01-01',
                "til en dag, før den gælder fra",
            ),
            ('mark = "V"', 'mark = "V"\nextension = { weeks = 2 }', "extension skal have et tal og en enhed"),
        ],
    )
    def test_a_mistake_is_said_with_its_line(self, was: str, becomes: str, said: str) -> None:
        assert was in GOOD
        with pytest.raises(StatutoryFileError, match="linje 2: ") as refused:
            rules_in(GOOD.replace(was, becomes))
        assert said in str(refused.value)

    def test_every_mistake_is_said_at_once(self) -> None:
        wrong = GOOD.replace('"weeks"', '"x"') + GOOD.replace("amount = 4", "amount = -1")
        with pytest.raises(StatutoryFileError) as refused:
            rules_in(wrong)
        assert len(refused.value.mistakes) == 2

    def test_a_key_is_used_once(self) -> None:
        with pytest.raises(StatutoryFileError, match="er brugt før"):
            rules_in(GOOD + GOOD)

    @pytest.mark.parametrize("text", ["key = ", 'other = "x"', "[rule]\nkey = 'x'"])
    def test_what_is_no_list_of_rules_is_refused(self, text: str) -> None:
        with pytest.raises(StatutoryFileError):
            rules_in(text)
