"""The ticks a typed line sets, whose name it keeps, and the words that say the opposite."""

import pytest

from rules.one_line import OneLine, parse_one_line
from rules.typed_name import name_in

PEOPLE = (("U0KARIM", "Karim Aziz"), ("U0MAJA", "Maja Holm"))


def read(text: str) -> OneLine:
    return parse_one_line(f"<@U0KARIM> 22334455 {text}", people=PEOPLE, teams=())


class TestTheCitizensNameStandsWhereItStood:
    @pytest.mark.parametrize("tick", ["tolk", "(tolk)", "beskyttet adresse", "tegnsprogstolk!"])
    @pytest.mark.parametrize("note", ["Karen Hansen ringer for ham", "Karen Hansen er mor", "Maja Holm"])
    def test_whoever_is_named_later_is_not_the_citizen(self, tick: str, note: str) -> None:
        line = read(f"Jens Hansen {tick}, {note}")
        assert (line.name, line.note, line.unclear) == ("Jens Hansen", note, ())

    def test_also_when_the_tick_stands_first(self) -> None:
        line = read("tolk Jens Hansen, Karen Hansen ringer for ham")
        assert (line.name, line.note, line.interpreter) == (
            "Jens Hansen",
            "Karen Hansen ringer for ham",
            True,
        )

    def test_a_tick_said_twice_goes_from_the_right_places(self) -> None:
        line = read("Jens Hansen vil have tolk, tolk")
        assert (line.name, line.note, line.interpreter) == ("Jens Hansen", "vil have tolk", True)


class TestAProtectedAddress:
    @pytest.mark.parametrize(
        "written",
        [
            "beskyttet boligadresse",
            "beskyttet bopælsadresse",
            "beskyttet bopæl",
            "beskyttede adresse",
            "hemmelige adresse",
            "fortrolig adresse",
            "adresse beskyttet",
            "adressen er hemmelig",
            "adresse: hemmelig",
            "skjulte adresse",
            "adresse-beskyttelse",
            "adresse beskyttelse",
            "protected home address",
            "hidden address",
            "confidential address",
            "address is confidential",
        ],
    )
    def test_is_ticked_as_people_write_it(self, written: str) -> None:
        line = read(f"Jens Hansen, {written}")
        assert (line.protected, line.name, line.note) == (True, "Jens Hansen", "")

    @pytest.mark.parametrize(
        "note",
        [
            "ikke navne- og adressebeskyttelse",
            "har ikke længere navne- og adressebeskyttelse",
            "ej beskyttet adresse",
            "har ikke en hemmelig adresse",
            "adressen er ikke beskyttet",
            "beskyttet adresse: nej",
            "no protected home address",
            "beskyttet dagtilbud",
            "beskyttet tilbud",
            "beskyttet afdeling",
            "beskyttet bolig",
            "ny adresse beskyttet bolig",
            "beskyttede værksteder",
            "protected home",
        ],
    )
    def test_is_not_ticked_when_something_else_is_said(self, note: str) -> None:
        line = read(f"Jens Hansen, {note}")
        assert (line.protected, line.name, line.note) == (False, "Jens Hansen", note)


class TestAnInterpreter:
    @pytest.mark.parametrize(
        "note",
        [
            "skal ikke bruge tolk",
            "skal ikke have tolk",
            "har ikke længere brug for tolk",
            "intet behov for tolk",
            "tolk: nej",
            "tolk nej",
            "nej tak til tolk",
            "ej tolk",
            "tolk skal der ikke bruges",
            "does not need an interpreter",
            "doesn't need an interpreter",
        ],
    )
    def test_is_not_ticked_when_none_is_wanted(self, note: str) -> None:
        line = read(f"Jens Hansen, {note}")
        assert (line.interpreter, line.name, line.note) == (False, "Jens Hansen", note)

    def test_is_not_ticked_when_the_no_stands_after_a_dash(self) -> None:
        line = read("Jens Hansen, tolk - nej")
        assert (line.interpreter, line.name, line.note) == (False, "Jens Hansen", "tolk, nej")

    @pytest.mark.parametrize(
        "note", ["forstår ikke dansk, ønsker tolk", "kan ikke uden tolk", "har ikke fået bestilt tolk"]
    )
    def test_is_ticked_when_the_no_is_about_something_else(self, note: str) -> None:
        assert read(f"Jens Hansen, {note}").interpreter

    def test_and_the_two_ticks_may_say_different_things(self) -> None:
        line = read("Jens Hansen, ikke beskyttet adresse, tolk")
        assert (line.protected, line.interpreter, line.note) == (False, True, "ikke beskyttet adresse")


class TestTheSurname:
    @pytest.mark.parametrize("name", ["Anna Tolk", "Anna Tolk Jensen", "Jens Hansen Tolk"])
    def test_is_kept_and_ticks_nothing(self, name: str) -> None:
        line = read(f"{name}, vil ringes op")
        assert (line.name, line.interpreter, line.note) == (name, False, "vil ringes op")

    def test_may_stand_beside_a_wanted_interpreter(self) -> None:
        line = read("Anna Tolk tolk")
        assert (line.name, line.interpreter, line.note) == ("Anna Tolk", True, "")

    @pytest.mark.parametrize("note", ["Arabisk Tolk", "Ønsker Tolk"])
    def test_is_not_read_from_an_everyday_word(self, note: str) -> None:
        line = read(f"Jens Hansen, {note}")
        assert (line.name, line.interpreter, line.note) == ("Jens Hansen", True, note)

    def test_does_not_begin_a_name(self) -> None:
        assert (name_in("Tolk"), name_in("Tolk Hansen"), name_in("Anna Tolk")) == ("", "", "Anna Tolk")
