"""A deadline in one line: its parts in any order, dates that lie behind, and nothing typed that gets lost."""

import re
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deadline_line import DeadlineLine, parse_deadline_line
from rules.past_dates import parse_past_date
from rules.whom import Whom
from tests.deadlines import CATALOGUE, RULE_82A, RULE_85, RULE_100_NEW, RULE_100_OLD

TODAY = date(2026, 11, 26)  # a Thursday
PEOPLE = [
    ("U0KARIM", "Karim Aziz"),
    ("U0MAJA", "Maja Lund"),
    ("U0MAJAB", "Maja Berg"),
    ("U0PETER", "Peter Dam"),
]
OTHERS = [("U0JONNA", "Jonna Friis")]
TEAMS = [("voksen-a", "Voksenteam A"), ("voksen-b", "Voksenteam B")]
KARIM = Whom("person", "U0KARIM")


def read(text: str) -> DeadlineLine:
    return parse_deadline_line(text, CATALOGUE, people=PEOPLE, teams=TEAMS, others=OTHERS, today=TODAY)


class TestItsParts:
    @pytest.mark.parametrize(
        "text",
        [
            "§85 sag 23-1234 <@U0KARIM|karim> modtaget 20/11",
            "modtaget 20/11 <@U0KARIM> sag 23-1234 § 85",
            "@karim, § 85, sagsnr. 23-1234, modtaget 20. november",
            "paragraf 85 sagsnummer: 23-1234 til karim modtaget den 20/11-2026".replace("/11-", "/11/"),
            "SEL § 85; 23-1234; @Karim Aziz; 20.11.2026",
            "§ 85 Socialpædagogisk bistand, sag 23-1234, karim aziz, modt. 2026-11-20",
            "received 20 November, case 23-1234, §85 @karim",
            "§ 85 serviceloven sag 23-1234 @karim modtaget 20-11-2026",
        ],
    )
    def test_come_in_any_order(self, text: str) -> None:
        line = read(text)
        assert line.unclear == (), line
        assert (line.rules, line.case_ref) == ((RULE_85,), "23-1234")
        assert (line.whom, line.received) == (KARIM, date(2026, 11, 20))

    @pytest.mark.parametrize("written", ["§82a", "§ 82 a", "§ 82 A", "paragraf 82a"])
    def test_a_paragraph_may_have_a_letter(self, written: str) -> None:
        assert read(f"{written} sag 23-1234").rules == (RULE_82A,)

    def test_a_letter_that_begins_a_word_belongs_to_the_word(self) -> None:
        assert read("§ 85 ansvarlig karim sag 23-1234").rules == (RULE_85,)

    @pytest.mark.parametrize(
        ("written", "key"),
        [
            ("partsaktindsigt", "partsaktindsigt"),
            ("gdpr", "gdpr-indsigt"),
            ("borgerrådgiver", "borgerraadgiver"),
            ("klagefrist", "klagefrist"),
            ("genvurdering varslingssag", "genvurdering-varsel"),
            ("§ 66 varslingssag", "genvurdering-varsel"),
            ("RSL § 67", "klagefrist"),
        ],
    )
    def test_a_rule_is_found_by_what_it_is_called(self, written: str, key: str) -> None:
        line = read(f"{written} sag 23-1234 i går")
        assert [rule.key for rule in line.rules] == [key]
        assert (line.received, line.rest) == (date(2026, 11, 25), "")

    def test_a_remitted_case_is_said_in_a_word(self) -> None:
        line = read("§85 hjemvist sag 23-1234")
        assert (line.remitted, line.unclear) == (True, ())

    def test_a_follow_up_has_its_date_and_its_way(self) -> None:
        line = read("opfølgning sag 23-1234 frist 1/3 sammen med borgeren")
        assert (line.chosen, line.turn, line.unclear) == (date(2027, 3, 1), "with_citizen", ())

    def test_an_hour_is_read_where_hours_count(self) -> None:
        line = read("akut vurdering sag 23-1234 modtaget i dag kl. 9.30")
        assert (line.clock, line.unclear) == (time(9, 30), ())

    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("sag 23-1234", "23-1234"),
            ("sagsnr. S23/1234", "S23/1234"),
            ("sag AB 12-34", "AB 12-34"),
            ("journalnr 2023-123456", "2023-123456"),
            ("sag 4711", "4711"),
            ("27.36.04-G01-12-23", "27.36.04-G01-12-23"),
            ("23/1234", "23/1234"),
        ],
    )
    def test_a_case_number_is_kept_as_typed(self, written: str, kept: str) -> None:
        line = read(f"§85 {written} i dag")
        assert (line.case_ref, line.rest) == (kept, "")


class TestARuleWithoutALength:
    @pytest.mark.parametrize(
        "text",
        [
            "opfølgning 1/3 sag 23-91",
            "opfølgning sag 23-91 1/3/2027",
            "follow-up case 23-91 date 1 March",
            "opfølgning sag 23-91 Mar 1",
        ],
    )
    def test_has_a_date_without_a_word_as_its_own(self, text: str) -> None:
        line = read(text)
        assert (line.chosen, line.received, line.unclear) == (date(2027, 3, 1), None, ())

    def test_still_has_a_day_of_receipt_where_it_is_said(self) -> None:
        line = read("opfølgning 1/3 sag 23-91 modtaget 20/11")
        assert (line.chosen, line.received) == (date(2027, 3, 1), date(2026, 11, 20))

    def test_has_of_two_dates_the_one_that_lies_ahead(self) -> None:
        line = read("opfølgning 20/11 1/3/2027 sag 23-91")
        assert (line.chosen, line.received) == (date(2027, 3, 1), date(2026, 11, 20))

    def test_was_received_on_a_day_whose_word_says_that_it_is_past(self) -> None:
        line = read("opfølgning i går sag 23-91")
        assert (line.chosen, line.received) == (None, date(2026, 11, 25))

    def test_does_not_take_a_date_that_has_passed_for_another(self) -> None:
        line = read("opfølgning 20/11 sag 23-91")
        assert (line.chosen, line.received, line.rest) == (None, None, "20/11")
        assert line.unclear == ("20/11 er passeret. Skriv årstallet med, hvis du mener 2027.",)


class TestWithoutASign:
    @pytest.mark.parametrize(
        "text",
        [
            "85 23-1235 i går",
            "85, sag 23-1235 i går",
            "par. 85 sag 23-1235 i går",
            "pgf. 85 sag 23-1235 i går",
            "section 85 case 23-1235 yesterday",
            "§85 i går sag 23-1235",
            "kommune-85 sag 23-1235 i går",
        ],
    )
    def test_a_paragraph_is_understood(self, text: str) -> None:
        line = read(text)
        assert (line.rules, line.case_ref, line.unclear) == ((RULE_85,), "23-1235", ())
        assert line.received == date(2026, 11, 25)

    def test_a_date_first_in_the_line_is_no_paragraph(self) -> None:
        line = read("20 november §85 sag 23-1235")
        assert (line.rules, line.received) == ((RULE_85,), date(2026, 11, 20))

    def test_a_rules_own_key_is_that_rule(self) -> None:
        assert [rule.key for rule in read("aktindsigt-14 sag 23-1234").rules] == ["aktindsigt-14"]

    def test_a_short_case_number_needs_no_word_of_its_own(self) -> None:
        line = read("merudgifter løbende 23-95")
        assert (line.rules, line.case_ref, line.unclear) == ((RULE_100_OLD,), "23-95", ())

    @pytest.mark.parametrize("written", ["merudgfiter", "gneurdering", "aktindsgit"])
    def test_a_slip_in_a_name_is_suggested_and_never_taken(self, written: str) -> None:
        line = read(f"{written} sag 23-1234")
        assert (line.rules, line.rest) == ((), written)
        assert line.near
        (said,) = line.unclear
        assert said.startswith(f"»{written}« kender jeg ikke. Mente du »")


class TestVariants:
    def test_are_asked_for_and_never_guessed(self) -> None:
        line = read("§100 sag 23-1234")
        assert line.rules == (RULE_100_NEW, RULE_100_OLD)
        assert line.unclear == ("Der er 2 frister at vælge imellem. Vælg den rigtige på listen.",)

    def test_are_told_apart_by_a_word_of_their_own(self) -> None:
        line = read("§100 løbende sag 23-1234")
        assert (line.rules, line.unclear) == ((RULE_100_OLD,), ())

    def test_of_access_to_documents_are_asked_for(self) -> None:
        assert len(read("aktindsigt sag 23-1234").rules) > 1


class TestAWordThatMayMeanSeveralRules:
    @pytest.mark.parametrize("word", ["udløber", "udløb", "ophører", "slutter"])
    def test_is_given_back_although_a_date_stands_after_it(self, word: str) -> None:
        line = read(f"{word} 1/3 sag 23-1234 @karim")
        assert {rule.key for rule in line.rules} == {"varsel", "tidlig-indsats", "indsats-udloeber"}
        assert (line.chosen, line.case_ref, line.whom) == (date(2027, 3, 1), "23-1234", KARIM)
        assert (line.rest, len(line.unclear)) == (word, 1)

    def test_tells_which_rule_is_meant_together_with_another(self) -> None:
        line = read("indsats udløber 1/3 sag 23-1234")
        assert [rule.key for rule in line.rules] == ["indsats-udloeber"]
        assert (line.chosen, line.rest, line.unclear) == (date(2027, 3, 1), "", ())

    def test_stands_before_what_else_found_no_field(self) -> None:
        line = read("§100 sag 23-1234 Jens Hansen")
        assert line.rest == "§100, Jens Hansen"

    def test_is_told_of_as_nothing_that_misses_a_field(self) -> None:
        assert len(read("§100 sag 23-1234").unclear) == 1

    def test_a_rule_that_is_found_takes_its_words(self) -> None:
        assert read("§85 sag 23-1234").rest == ""


class TestWhatIsUnclear:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("sag 23-1234", "Hvilken frist gælder det?"),
            ("§999 sag 23-1234", "»§999« er ikke i fristkataloget."),
            ("§85", "Sagsnummeret mangler."),
            ("§85 sag 23-1234 modtaget 31/2", "31/2 er ikke en dato, der findes."),
            ("§85 sag 23-1234 modtaget i morgen", "ligger ude i fremtiden"),
            ("§85 sag 23-1234 modtaget 20/12", "ligger ude i fremtiden"),
            ("§85 sag 23-1234 modtaget 20/11/2024", "over et år siden"),
            ("§85 sag 23-1234 modtaget torsdag", "i dag eller for en uge siden"),
            ("§85 §100 sag 23-1234", "mere end én paragraf"),
            ("§85 sag 23-1234 @otto", "Jeg kender ikke @otto."),
            ("§85 sag 23-1234 @maja", "@maja kan være flere"),
            ("§85 sag 23-1234 Jens Hansen ringede", "er der ikke et felt til"),
        ],
    )
    def test_is_said(self, text: str, sentence: str) -> None:
        assert any(sentence in one for one in read(text).unclear), read(text)

    @pytest.mark.parametrize(
        ("written", "sentence"),
        [
            ("32/11", "32/11 er ikke en dato, der findes."),
            ("32/11-26", "32/11-26 er ikke en dato, der findes."),
            ("hvornår", "»hvornår« kan ikke læses som en dato."),
            ("20/11/202", "»20/11/202« kan ikke læses som en dato."),
            ("torsdag", "Er »torsdag« i dag eller for en uge siden?"),
            ("i morgen", "»i morgen« ligger ude i fremtiden. Skriv den dag, I modtog det."),
            ("20/12", "»20/12« ligger ude i fremtiden."),
        ],
    )
    def test_of_the_day_of_receipt_alone_is_said_and_leaves_it_open(
        self, written: str, sentence: str
    ) -> None:
        line = read(f"§85 sag 23-1234 modtaget {written}")
        assert (line.received, line.unread, line.rest) == (None, True, f"modtaget {written}")
        assert len(line.unclear) == 1
        assert line.unclear[0].startswith(sentence)

    @pytest.mark.parametrize("text", ["§85 20-11", "§85 sag 23-1234 20-11"])
    def test_two_numbers_and_a_dash_are_neither_a_case_nor_a_date(self, text: str) -> None:
        line = read(text)
        assert (line.received, line.unread, line.rest) == (None, True, "20-11")

    @pytest.mark.parametrize("text", ["@jonna", "<@U0JONNA|jo>"])
    def test_a_colleague_who_can_have_no_case_is_known_all_the_same(self, text: str) -> None:
        line = read(f"§85 sag 23-1234 {text}")
        assert line.unclear == (
            "Jonna Friis er ikke på et team og kan ikke vælges her. Vælg en person eller et team.",
        )

    @pytest.mark.parametrize("written", ["@otto", "@maja", "§100", "modtaget 31/2"])
    def test_is_said_once(self, written: str) -> None:
        assert len(read(f"§85 sag 23-1234 {written}").unclear) == 1

    def test_a_date_that_cannot_be_meant_stays_in_the_text(self) -> None:
        assert "modtaget 31/2" in read("§85 sag 23-1234 modtaget 31/2").rest

    def test_a_second_case_stays_in_the_text(self) -> None:
        line = read("§85 sag 23-1234 sag 23-9999")
        assert (line.case_ref, line.rest) == ("23-1234", "sag 23-9999")


class TestTheDayOfReceipt:
    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("i dag", date(2026, 11, 26)),
            ("i går", date(2026, 11, 25)),
            ("i forgårs", date(2026, 11, 24)),
            ("yesterday", date(2026, 11, 25)),
            ("20/11", date(2026, 11, 20)),
            ("26/11", date(2026, 11, 26)),
            ("20. november", date(2026, 11, 20)),
            ("1 March", date(2026, 3, 1)),
            ("24/12/2025", date(2025, 12, 24)),
            ("20/11-26", date(2026, 11, 20)),
            ("20/11-2026", date(2026, 11, 20)),
            ("20.11.", date(2026, 11, 20)),
            ("12 Nov", date(2026, 11, 12)),
            ("Nov 12", date(2026, 11, 12)),
            ("November 12th, 2026", date(2026, 11, 12)),
            ("i mandags", date(2026, 11, 23)),
            ("i torsdags", date(2026, 11, 19)),
            ("fredag", date(2026, 11, 20)),
            ("last Friday", date(2026, 11, 20)),
        ],
    )
    def test_is_the_latest_such_day(self, written: str, day: date) -> None:
        assert parse_past_date(written, TODAY) == day
        line = read(f"§85 sag 23-1234 modtaget {written}")
        assert (line.received, line.rest) == (day, "")

    def test_a_new_year_lies_between(self) -> None:
        assert parse_past_date("20/12", date(2027, 1, 5)) == date(2026, 12, 20)


WORDS = [
    "bolig",
    "i morgen",
    "2233445",
    "@otto",
    "Jens Hansen",
    "§ 999",
    "kl. 99",
    "32/13",
    "haster",
    "ø" * 40,
]
KNOWN = ["§ 85", "sag 23-1234", "modtaget 20/11", "<@U0KARIM|karim>", "hjemvist"]


def shown(line: DeadlineLine) -> str:
    """Everything the form shows of the line."""
    facts = (line.rest, line.case_ref, [f"{one.paragraph} {one.name}" for one in line.rules], line.whom)
    return f"{facts} {line.received} {line.chosen} {line.clock} {line.remitted} {line.turn}"


class TestNothingIsLost:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.sampled_from(WORDS)), st.permutations(KNOWN))
    def test_every_word_stands_in_some_field(self, parts: list[str], known: list[str]) -> None:
        line = read(", ".join([*known, *parts]))
        assert all(part in shown(line) for part in parts), line
        assert (line.rules, line.case_ref, line.remitted) == ((RULE_85,), "23-1234", True)
        assert (line.received, line.whom) == (date(2026, 11, 20), KARIM)

    @settings(max_examples=200, deadline=None)
    @given(st.text())
    def test_any_text_is_read(self, text: str) -> None:
        line = read(text)
        assert line.unclear or (len(line.rules) == 1 and line.case_ref)

    @settings(max_examples=150, deadline=None)
    @given(st.text(alphabet="§ 0123456789/-.,abcsagmodtet@\n"))
    def test_no_digit_is_dropped_without_a_word(self, text: str) -> None:
        line = read(text)
        for number in re.findall(r"\d{3,}", text):
            assert line.unclear or number in shown(line)

    def test_five_thousand_characters_are_read_at_once(self) -> None:
        line = read("§85 sag 23-1234 " + "lang besked " * 420)
        assert line.rest.count("besked") == 420
