"""The municipality's table: every row is a rule with its own words kept, or is refused with a reason."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules.municipal import Reading, read_rules
from rules.shipped import shipped
from rules.statute import Ends, Kind, Length, Mark, Rule, Unit
from rules.table_errors import MissingColumnError
from rules.tables import read_table
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.municipal import GREVE, HEADER, PUBLISHED, SOENDERBORG, SVENDBORG, rows_of, table

TODAY = date(2026, 11, 23)
SEL_85 = ("serviceloven", "85", "Socialpædagogisk støtte", "8", "uger", "8 uger")
UNITS = {
    "uger": Unit.WEEKS,
    "måneder": Unit.MONTHS,
    "arbejdsdage": Unit.WORKING_DAYS,
    "straks": Unit.AT_ONCE,
    "ingen": Unit.CHOSEN,
}


def read(*rows: Sequence[str], header: Sequence[str] = HEADER, before: Sequence[Rule] = ()) -> Reading:
    return read_rules(read_table("frister.csv", table(*rows, header=header)), shipped(), before, TODAY)


def read_file(path: Path, before: Sequence[Rule] = ()) -> Reading:
    with path.open("rb") as content:
        return read_rules(read_table(path.name, content), shipped(), before, TODAY)


def rules_of(reading: Reading) -> list[Rule]:
    assert not reading.faulty
    return [placed.rule for placed in reading.placed]


def only(*row: str) -> Rule:
    (rule,) = rules_of(read(row))
    return rule


def fault(*row: str, header: Sequence[str] = HEADER) -> str:
    (said,) = read(row, header=header).faulty
    return str(said.why)


class TestThePublishedTables:
    @pytest.mark.parametrize(
        ("path", "rows", "placed", "refused"),
        [(GREVE, 13, 13, 0), (SOENDERBORG, 20, 20, 0), (SVENDBORG, 16, 13, 3)],
    )
    def test_every_row_is_a_rule_or_refused(self, path: Path, rows: int, placed: int, refused: int) -> None:
        reading = read_file(path)
        assert (reading.rows, len(reading.placed), len(reading.refused)) == (rows, placed, refused)
        lines = [one.line for one in reading.placed] + [one.line for one in reading.refused]
        assert sorted(lines) == list(range(2, rows + 2))
        assert reading.faulty == ()

    @pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
    def test_every_rule_says_what_its_row_said(self, path: Path) -> None:
        rows = rows_of(path)
        for placed in read_file(path).placed:
            row, rule = rows[placed.line - 2], placed.rule
            assert (rule.law, rule.paragraph, rule.name) == (row["law"], row["paragraph"], row["benefit"])
            assert (rule.raw, rule.starts) == (row["raw_text"], row["start_event"])
            assert rule.source == row["source_url"]
            assert rule.length.unit is UNITS[row["unit"]]
            assert rule.length.amount == Decimal(row["length"] or "0")
            if rule.length.unit is Unit.WORKING_DAYS:
                assert rule.length.least == Decimal(row["length_min"])

    @pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
    def test_keys_are_unique_and_say_the_paragraph(self, path: Path) -> None:
        rules = rules_of(read_file(path))
        assert len({rule.key for rule in rules}) == len(rules)
        assert all(rule.key.startswith(f"serviceloven-{rule.paragraph}") for rule in rules)

    def test_two_variants_of_a_paragraph_are_two_rules_told_apart(self) -> None:
        standard, other = (rule for rule in rules_of(read_file(GREVE)) if rule.paragraph == "85")
        assert (standard.key, standard.variant) == ("serviceloven-85", "standard")
        assert other.key == "serviceloven-85-botilbudslignende-tilbud"
        assert [standard.length.amount, other.length.amount] == [8, 12]

    def test_what_the_law_has_settled_is_refused_with_the_deadline_that_stands(self) -> None:
        refused = {said.line: str(said.why) for said in read_file(SVENDBORG).refused}
        assert "retssikkerhedsloven § 66" in refused[2]
        assert "forvaltningsloven § 16 stk. 2" in refused[3]
        assert "serviceloven § 101 stk. 4" in refused[10]
        assert "14 kalenderdage" in refused[10]

    @pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
    def test_the_second_reading_gives_the_same_rules(self, path: Path) -> None:
        first = rules_of(read_file(path))
        assert rules_of(read_file(path, first)) == first

    def test_a_row_keeps_its_key_when_another_towns_table_follows(self) -> None:
        before = rules_of(read_file(GREVE))
        after = {rule.key: rule for rule in rules_of(read_file(SOENDERBORG, before))}
        assert after["serviceloven-85"].length == Length(Unit.MONTHS, Decimal("2.5"))


class TestARow:
    def test_is_a_local_decision_deadline_with_its_own_words(self) -> None:
        rule = only(*SEL_85)
        assert (rule.kind, rule.ends) == (Kind.DECISION, Ends.DECIDED)
        assert (rule.mark, rule.local) == (Mark.LOCAL, True)
        assert (rule.raw, rule.starts) == ("8 uger", "ansøgning modtaget")
        assert rule.late

    @pytest.mark.parametrize(
        ("number", "unit", "expected"),
        [
            ("2,5", "måneder", Length(Unit.MONTHS, Decimal("2.5"))),
            ("2½", "mdr.", Length(Unit.MONTHS, Decimal("2.5"))),
            ("1-2", "uger", Length(Unit.WEEKS, Decimal(2), Decimal(1))),
            ("1-2 uger", "", Length(Unit.WEEKS, Decimal(2), Decimal(1))),
            ("8 uger", "uger", Length(Unit.WEEKS, Decimal(8))),
            ("straks", "", Length(Unit.AT_ONCE)),
            ("0", "straks", Length(Unit.AT_ONCE)),
            ("", "ingen", Length(Unit.CHOSEN)),
            ("ingen frist", "", Length(Unit.CHOSEN)),
            ("8", "weeks", Length(Unit.WEEKS, Decimal(8))),
        ],
    )
    def test_may_write_its_length_in_many_ways(self, number: str, unit: str, expected: Length) -> None:
        assert only("serviceloven", "85", "Støtte", number, unit, "").length == expected

    def test_without_number_columns_is_read_from_its_words(self) -> None:
        header = ("Law", "Section", "Service", "Text")
        (rule,) = rules_of(read(("serviceloven", "85", "Støtte", "8 uger (typisk)"), header=header))
        assert (rule.length, rule.raw) == (Length(Unit.WEEKS, Decimal(8)), "8 uger (typisk)")

    @pytest.mark.parametrize(
        ("written", "paragraph"),
        [("§ 85", "85"), ("82b", "82 b"), ("82 B", "82 b"), ("§85, stk. 2", "85 stk. 2"), ("085", "85")],
    )
    def test_may_write_its_paragraph_in_many_ways(self, written: str, paragraph: str) -> None:
        assert only("serviceloven", written, "Støtte", "8", "uger", "").paragraph == paragraph

    @pytest.mark.parametrize("law", ["Serviceloven", "SEL", "lov om social service", "servicelov"])
    def test_may_call_the_law_by_its_other_names(self, law: str) -> None:
        assert only(law, "85", "Støtte", "8", "uger", "").key == "serviceloven-85"

    def test_may_end_when_the_decision_is_sent_and_be_valid_for_a_time(self) -> None:
        header = (*HEADER, "Slut", "Gælder fra", "Gælder til")
        (rule,) = rules_of(read((*SEL_85, "afgørelse sendt", "1/7/2025", "30/6/2027"), header=header))
        assert (rule.ends, rule.valid_from, rule.valid_to) == (Ends.SENT, date(2025, 7, 1), date(2027, 6, 30))

    def test_without_a_benefit_is_named_by_its_paragraph(self) -> None:
        assert only("serviceloven", "85", "", "8", "uger", "").name == "serviceloven § 85"


class TestVariants:
    def test_come_from_their_own_column_when_there_is_one(self) -> None:
        header = (*HEADER, "Variant")
        new = ("serviceloven", "100", "Merudgifter", "12", "uger", "12 uger", "nye")
        running = ("serviceloven", "100", "Merudgifter", "4", "uger", "4 uger", "løbende")
        rules = rules_of(read(new, running, header=header))
        assert [rule.key for rule in rules] == ["serviceloven-100-nye", "serviceloven-100-loebende"]
        assert rules_of(read(running, new, header=header, before=rules)) == rules[::-1]

    def test_come_from_what_the_name_adds(self) -> None:
        rules = rules_of(
            read(
                ("serviceloven", "100", "Merudgifter - nye", "12", "uger", ""),
                ("serviceloven", "100", "Merudgifter - løbende", "4", "uger", ""),
            )
        )
        assert [rule.variant for rule in rules] == ["nye", "løbende"]

    def test_a_paragraph_keeps_its_key_when_a_variant_is_added(self) -> None:
        before = rules_of(read(SEL_85))
        added = ("serviceloven", "85", "Støtte i botilbud", "12", "uger", "")
        after = rules_of(read(added, SEL_85, before=before))
        assert [rule.key for rule in after] == ["serviceloven-85-stoette-i-botilbud", "serviceloven-85"]

    def test_the_same_row_twice_is_a_mistake(self) -> None:
        (said,) = read(SEL_85, SEL_85).faulty
        assert (said.line, "linje 2" in said.why) == (3, True)


class TestMistakes:
    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (("", "85", "Støtte", "8", "uger", ""), "Loven mangler"),
            (("serviceloven", "", "Støtte", "8", "uger", ""), "Paragraffen mangler"),
            (("serviceloven", "85-87", "Støtte", "8", "uger", ""), "én række for hver"),
            (("serviceloven", "§§ 107/108", "Støtte", "8", "uger", ""), "én række for hver"),
            (
                ("serviceloven", "85", "Støtte", "8", "fjortendage", ""),
                "Enheden »fjortendage« kender jeg ikke",
            ),
            (("serviceloven", "85", "Støtte", "otte-ti", "uger", ""), "kan ikke læses som en frist"),
            (("serviceloven", "85", "Støtte", "", "uger", ""), "Tallet mangler"),
            (("serviceloven", "85", "Støtte", "", "", ""), "kan ikke læses som en frist"),
            (("serviceloven", "85", "Støtte", "-8", "uger", ""), "kan ikke læses som en frist"),
            (("serviceloven", "85", "Støtte", "0", "uger", ""), "skal være over 0"),
            (("serviceloven", "85", "Støtte", "1,5", "uger", ""), "Kun måneder kan være halve"),
            (("serviceloven", "85", "Støtte", "3", "straks", ""), "kan ikke have et tal"),
            (("serviceloven", "85", "Støtte", "3", "ingen", ""), "kan ikke have et tal"),
            (("serviceloven", "85", "Støtte", "8 uger", "måneder", ""), "siger ikke det samme"),
            (("serviceloven", "85", "Støtte", "8", "uger", "12 uger"), "noget andet"),
            (("serviceloven", "85", "Støtte", "", "ingen", "12 uger"), "noget andet"),
            (("serviceloven", "85", "S" * 300, "8", "uger", ""), "længere end 200 tegn"),
            (("serviceloven", "85", "Støtte", "8", "uger", "8 uger", "for meget"), "flere felter"),
        ],
    )
    def test_are_said_with_what_to_do(self, row: tuple[str, ...], said: str) -> None:
        assert said in fault(*row)

    def test_a_personal_number_stops_the_row_and_is_not_repeated(self) -> None:
        (said,) = read(("serviceloven", "85", "Støtte", "8", "uger", f"8 uger, {WRITTEN_AS_CPR[0]}")).faulty
        assert "CPR-nummer" in said.why
        assert WRITTEN_AS_CPR[0] not in said.raw

    def test_a_date_that_does_not_exist_is_said(self) -> None:
        assert "findes" in fault(*SEL_85, "31/2/2026", header=(*HEADER, "Gælder fra"))

    def test_a_rule_valid_to_before_it_is_valid_from_is_said(self) -> None:
        header = (*HEADER, "Gælder fra", "Gælder til")
        assert "Byt om" in fault(*SEL_85, "1/7/2026", "1/6/2026", header=header)

    def test_an_end_that_is_neither_is_said(self) -> None:
        assert "truffet eller sendt" in fault(*SEL_85, "effektueret", header=(*HEADER, "Slut"))

    def test_a_table_without_paragraphs_is_refused_as_a_whole(self) -> None:
        with pytest.raises(MissingColumnError, match="Paragraf"):
            read(("serviceloven", "8"), header=("Lov", "Frist"))


class TestTheLawStands:
    @pytest.mark.parametrize(
        ("law", "paragraph"),
        [
            ("serviceloven", "101"),
            ("Lov om social service", "§ 101, stk. 4"),
            ("retssikkerhedsloven", "66"),
            ("RSL", "67"),
            ("forvaltningsloven", "16"),
            ("offentlighedsloven", "36"),
            ("offentlighedsloven", "36 stk. 2"),
        ],
    )
    def test_where_it_has_a_figure_of_its_own(self, law: str, paragraph: str) -> None:
        reading = read((law, paragraph, "Noget", "30", "uger", "30 uger"), SEL_85)
        assert [said.line for said in reading.refused] == [2]
        assert [rule.key for rule in rules_of(reading)] == ["serviceloven-85"]
        assert reading.rows == 2

    @pytest.mark.parametrize("paragraph", ["110", "82 b", "36", "101 stk. 1"])
    def test_but_not_beside_what_it_is_about(self, paragraph: str) -> None:
        reading = read(("serviceloven", paragraph, "Noget", "4", "uger", ""))
        assert reading.refused == ()
