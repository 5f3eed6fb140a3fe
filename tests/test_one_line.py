"""A callback typed in one line: parts in any order, doubt said, nothing typed lost."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.one_line import NOTE_LENGTH, OneLine, Whom, is_withheld, parse_one_line
from rules.topics import Topic

PEOPLE = [
    ("U0KARIM", "Karim Aziz"),
    ("U0MAJA", "Maja Lund"),
    ("U0MAJA2", "Maja Berg"),
    ("U0PETER", "Peter Dam"),
]
TEAMS = [("voksen-a", "Voksenteam A"), ("voksen-b", "Voksenteam B")]
KARIM = Whom("person", "U0KARIM")
TEAM_A = Whom("team", "voksen-a")
PHONE = "+4522334455"


def read(text: str) -> OneLine:
    return parse_one_line(text, people=PEOPLE, teams=TEAMS)


class TestAWholeLine:
    def test_the_line_of_the_manual_is_read(self) -> None:
        assert read("<@U0KARIM|karim> 22 33 44 55 Jens Hansen, afgørelse") == OneLine(
            phone=PHONE,
            withheld=False,
            whom=KARIM,
            name="Jens Hansen",
            topic=Topic.DECISION,
            urgent=False,
            interpreter=False,
            protected=False,
            note="",
            unclear=(),
        )

    @pytest.mark.parametrize("parts", list(permutations(["@karim", "22 33 44 55", "Jens Hansen", "klage"])))
    def test_the_parts_may_come_in_any_order(self, parts: tuple[str, ...]) -> None:
        line = read(", ".join(parts))
        assert (line.whom, line.phone, line.name, line.topic) == (
            KARIM,
            PHONE,
            "Jens Hansen",
            Topic.COMPLAINT,
        )
        assert (line.note, line.unclear) == ("", ())

    def test_number_and_receiver_are_enough(self) -> None:
        assert read("@karim 22334455").unclear == ()


class TestPhone:
    @pytest.mark.parametrize(
        "written",
        [
            "22334455",
            "22 33 44 55",
            "2233 4455",
            "22-33-44-55",
            "+4522334455",
            "(+45) 22334455",
            "tlf. 22 33 44 55",
        ],
    )
    def test_a_number_is_read_in_any_form(self, written: str) -> None:
        line = read(f"@karim {written} Jens Hansen")
        assert (line.phone, line.name, line.note, line.unclear) == (PHONE, "Jens Hansen", "", ())

    def test_a_foreign_number_is_read_whole(self) -> None:
        line = read("@karim +46 70 123 45 67 Jens Hansen")
        assert (line.phone, line.name, line.unclear) == ("+46701234567", "Jens Hansen", ())

    def test_a_number_slack_made_a_link_is_read(self) -> None:
        assert read("@karim <tel:22334455|22 33 44 55>").phone == PHONE

    def test_a_number_beside_the_phone_number_stays_in_the_note(self) -> None:
        line = read("@karim 22334455 sag 23-1234")
        assert (line.phone, line.note) == (PHONE, "sag 23-1234")

    def test_two_numbers_are_unclear_and_both_are_kept(self) -> None:
        line = read("@karim 22334455 eller 43570010")
        assert (line.phone, line.note) == (PHONE, "eller 43570010")
        assert "mere end ét telefonnummer" in line.unclear[0]

    def test_the_same_number_twice_is_one_number(self) -> None:
        assert read("@karim 22334455 +45 22 33 44 55").unclear == ()

    @pytest.mark.parametrize(
        ("written", "reason"), [("22 33 44 5", "her er 7"), ("22 33 44 55 66", "her er 10")]
    )
    def test_a_wrong_count_of_digits_is_said_and_kept(self, written: str, reason: str) -> None:
        line = read(f"@karim {written}")
        assert (line.phone, line.note) == (None, written)
        assert reason in line.unclear[0]

    def test_an_unusual_form_is_asked_about_and_kept(self) -> None:
        line = read("@karim 2233-4455")
        assert (line.phone, line.note) == (PHONE, "2233-4455")
        assert line.unclear == ("Er det telefonnummeret? Ret det, hvis det er noget andet.",)

    def test_who_is_named_after_a_doubtful_number_is_the_receiver(self) -> None:
        line = read("12345678 Karim")
        assert (line.phone, line.whom, line.note) == (None, KARIM, "12345678")

    def test_an_extension_of_a_foreign_number_is_asked_about_and_kept(self) -> None:
        line = read("@karim +46 70 123 45 67 ext. 12")
        assert (line.phone, line.note) == ("+46701234567", "+46 70 123 45 67, ext. 12")
        assert line.unclear

    def test_no_number_is_said(self) -> None:
        assert "Telefonnummeret mangler" in read("@karim Jens Hansen").unclear[0]


class TestWithheld:
    @pytest.mark.parametrize("words", ["ringer selv igen", "Hemmeligt nummer", "skjult nummer", "skjult nr."])
    def test_no_number_is_needed_when_there_is_none_to_ring(self, words: str) -> None:
        line = read(f"@karim {words}, Jens Hansen")
        assert (line.withheld, line.phone, line.name, line.unclear) == (True, None, "Jens Hansen", ())
        assert is_withheld(words)

    def test_a_number_beside_it_is_unclear(self) -> None:
        line = read("@karim ringer selv igen 22334455")
        assert line.phone == PHONE
        assert line.unclear

    def test_a_field_that_says_more_is_not_only_withheld(self) -> None:
        assert not is_withheld("ringer selv igen, ellers 22334455")


class TestWhom:
    @pytest.mark.parametrize(
        "written",
        [
            "<@U0KARIM>",
            "<@U0KARIM|karim>",
            "@karim",
            "@Karim Aziz",
            "@karim.aziz",
            "karim",
            "Karim Aziz",
            "til karim",
        ],
    )
    def test_a_colleague_is_known_in_the_ways_people_write_them(self, written: str) -> None:
        line = read(f"{written} 22334455 Jens Hansen")
        assert (line.whom, line.name, line.note, line.unclear) == (KARIM, "Jens Hansen", "", ())

    @pytest.mark.parametrize("written", ["voksen-a", "@voksen-a", "Voksenteam A", "til voksenteam a"])
    def test_a_team_is_known_by_key_or_name(self, written: str) -> None:
        line = read(f"{written} 22334455 Jens Hansen")
        assert (line.whom, line.name, line.unclear) == (TEAM_A, "Jens Hansen", ())

    def test_with_one_team_the_word_team_is_enough(self) -> None:
        line = parse_one_line("teamet 22334455", people=PEOPLE, teams=TEAMS[:1])
        assert (line.whom, line.unclear) == (TEAM_A, ())

    def test_a_first_name_two_people_share_is_unclear(self) -> None:
        line = read("@maja 22334455")
        assert (line.whom, line.note) == (None, "@maja")
        assert line.unclear == ("@maja kan være flere: Maja Lund, Maja Berg. Vælg den rigtige.",)

    @pytest.mark.parametrize(("written", "kept"), [("<@U0OTTO|otto>", "@otto"), ("@otto", "@otto")])
    def test_an_unknown_person_is_unclear_and_kept(self, written: str, kept: str) -> None:
        line = read(f"{written} 22334455")
        assert (line.whom, line.note) == (None, kept)
        assert line.unclear == ("Jeg kender ikke @otto. Vælg en person eller et team.",)

    def test_two_people_are_unclear_and_the_second_is_kept(self) -> None:
        line = read("<@U0KARIM> <@U0PETER|peter> 22334455")
        assert (line.whom, line.note) == (KARIM, "@peter")
        assert "Peter Dam" in line.unclear[0]

    def test_no_receiver_is_said(self) -> None:
        assert "Hvem skal ringe op" in read("22334455 Jens Hansen").unclear[0]

    def test_a_citizen_may_have_a_colleagues_first_name(self) -> None:
        line = read("@peter 22334455 Karim Hansen")
        assert (line.whom, line.name, line.unclear) == (Whom("person", "U0PETER"), "Karim Hansen", ())

    def test_a_first_name_before_another_name_is_asked_about(self) -> None:
        line = read("Karim Hansen 22334455")
        assert (line.whom, line.name) == (KARIM, "Hansen")
        assert line.unclear == ("Er det til Karim Aziz, eller hedder borgeren Karim?",)


class TestTopicAndUrgency:
    @pytest.mark.parametrize(
        ("written", "topic", "urgent", "note"),
        [
            ("afgørelse", Topic.DECISION, False, ""),
            ("Jens Hansen afgoerelse", Topic.DECISION, False, ""),
            ("haster", None, True, ""),
            ("det haster!", None, True, ""),
            ("akut", Topic.URGENT, True, ""),
            ("akut, klage", Topic.COMPLAINT, True, ""),
            ("underretning", Topic.URGENT, True, ""),
            ("haster ikke", None, False, "haster ikke"),
            ("ikke akut", None, False, "ikke akut"),
            ("klage over afgørelse", Topic.COMPLAINT, False, "klage over afgørelse"),
            ("klage, afgørelse", Topic.COMPLAINT, False, "afgørelse"),
            ("vil høre om noget andet", None, False, "vil høre om noget andet"),
        ],
    )
    def test_topic_and_urgency(self, written: str, topic: Topic | None, urgent: bool, note: str) -> None:
        line = read(f"@karim 22334455 {written}")
        assert (line.topic, line.urgent, line.note, line.unclear) == (topic, urgent, note, ())

    @pytest.mark.parametrize("order", list(permutations(["afgørelse Jens Hansen", "22334456", "@karim"])))
    def test_the_topic_may_stand_before_the_name(self, order: tuple[str, ...]) -> None:
        line = read(" ".join(order))
        assert (line.name, line.topic, line.note) == ("Jens Hansen", Topic.DECISION, "")

    def test_a_topic_before_the_name_leaves_what_follows_it(self) -> None:
        line = read("@karim 22334455, klage Jens Hansen vil ringes op")
        assert (line.name, line.topic, line.note) == ("Jens Hansen", Topic.COMPLAINT, "vil ringes op")


class TestTicks:
    @pytest.mark.parametrize(
        "written",
        [
            "beskyttet adresse",
            "Beskyttet Adresse",
            "beskyttet",
            "(beskyttet adresse)",
            "adressebeskyttet",
            "navne- og adressebeskyttet",
            "navne- og adressebeskyttelse",
            "hemmelig adresse",
            "protected address",
            "protected",
        ],
    )
    def test_a_protected_address_is_read(self, written: str) -> None:
        line = read(f"@karim 22334455 Jens Hansen, sag, {written}")
        assert (line.protected, line.interpreter) == (True, False)
        assert (line.name, line.note, line.unclear) == ("Jens Hansen", "", ())

    @pytest.mark.parametrize("written", ["tolk", "Tolk", "tolkebistand", "tegnsprogstolk", "interpreter"])
    def test_an_interpreter_is_read(self, written: str) -> None:
        line = read(f"@karim 22334455 Jens Hansen, sag, {written}")
        assert (line.interpreter, line.protected) == (True, False)
        assert (line.name, line.note) == ("Jens Hansen", "")

    @pytest.mark.parametrize(
        "note", ["tolk arabisk", "ønsker tolk", "har beskyttet adresse nu", "beskyttet adresse i Aarhus"]
    )
    def test_what_says_more_stays_in_the_note(self, note: str) -> None:
        line = read(f"@karim 22334455, {note}")
        assert line.interpreter or line.protected
        assert (line.name, line.note) == ("", note)

    @pytest.mark.parametrize("written", ["Jens Hansen tolk", "tolk Jens Hansen", "Jens Hansen, tolk"])
    def test_it_may_stand_beside_the_name(self, written: str) -> None:
        line = read(f"@karim 22334455 {written}")
        assert (line.name, line.interpreter, line.note) == ("Jens Hansen", True, "")

    @pytest.mark.parametrize(
        "note",
        [
            "ikke beskyttet adresse",
            "ikke længere beskyttet adresse",
            "spørger om beskyttet beskæftigelse",
            "søger beskyttet bolig",
            "ubeskyttet",
            "uden tolk",
            "ingen tolk",
            "no interpreter",
            "har ikke brug for tolk",
            "tolk er ikke nødvendig",
            "en fortolkning",
        ],
    )
    def test_what_says_no_or_something_else_sets_nothing(self, note: str) -> None:
        line = read(f"@karim 22334455 Jens Hansen, {note}")
        assert (line.protected, line.interpreter, line.note) == (False, False, note)

    def test_both_and_urgency_are_read_together(self) -> None:
        line = read("@karim 22334455 Jens Hansen, haster, tolk, beskyttet adresse")
        assert (line.urgent, line.interpreter, line.protected, line.note) == (True, True, True, "")


class TestName:
    @pytest.mark.parametrize(
        "name",
        [
            "Jens",
            "Jens Hansen",
            "jens hansen",
            "Anne von der Ley",
            "Åse Østergård-Bæk",
            "J. P. Hansen",
            "Søren O'Brien",
        ],
    )
    def test_a_name_is_kept_as_typed(self, name: str) -> None:
        line = read(f"@karim 22334455 {name}, aktindsigt")
        assert (line.name, line.note) == (name, "")

    def test_what_follows_the_name_is_the_note(self) -> None:
        line = read("@karim 22334455 Jens Hansen vil vide 1.250,50 kr - i dag")
        assert (line.name, line.note) == ("Jens Hansen", "vil vide 1.250,50 kr, i dag")

    @pytest.mark.parametrize("text", ["ringer om bolig", "Ringer om bolig", "hans datter"])
    def test_a_sentence_is_no_name(self, text: str) -> None:
        line = read(f"@karim 22334455 {text}")
        assert (line.name, line.note) == ("", text)


class TestSlackText:
    def test_escaped_characters_are_undone(self) -> None:
        assert read("@karim 22334455 Jens Hansen, A &amp; B &lt;3").note == "A & B <3"

    def test_smart_quotes_become_plain_ones(self) -> None:
        assert read("@karim 22334455 Jens Hansen, siger “nej” nu").note == 'siger "nej" nu'

    def test_a_note_that_is_too_long_is_unclear_and_kept(self) -> None:
        note = "vil gerne høre om " + "sagen " * 30
        line = read(f"@karim 22334455 {note}")
        assert line.note == note.strip()
        assert f"plads til {NOTE_LENGTH}" in line.unclear[0]


class TestNothingIsLost:
    @given(
        st.lists(
            st.sampled_from(
                ["bolig", "i morgen", "43570010", "2233445", "@otto", "Jens Hansen", "§ 85", "kl. 9"]
            )
        )
    )
    def test_every_word_is_in_some_field(self, parts: list[str]) -> None:
        line = read(", ".join(["@karim", "22334455", *parts]))
        kept = f"{line.name} {line.note} {line.phone}"
        assert all(part in kept for part in parts)

    @given(st.text())
    def test_any_text_is_read(self, text: str) -> None:
        line = read(text)
        assert line.unclear or (line.whom and (line.phone or line.withheld))
