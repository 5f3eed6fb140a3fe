"""A row of the case system's table: read as meant, or refused with what to write instead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.office_file import EXAMPLE, load_office
from rules.catalogue import catalogue_of
from rules.row_guard import LostZeroError, PersonalNumberError
from rules.shipped import shipped
from rules.statute import Length, Mark, Unit
from rules.table_errors import MissingColumnError
from rules.tables import Row
from rules.written_dates import YearMissingError, written_date
from storage.case_rows import CaseRows, RowRefusedError
from storage.cases import NewCase
from storage.people import Staff
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.deadlines import LOCAL, RULE_85, RULE_100_OLD

WITHOUT_ZERO = WRITTEN_AS_CPR[0].removeprefix("0")
OFFICE = load_office(EXAMPLE)
TODAY = date(2026, 11, 26)
CHOSEN = replace(RULE_85, key="valgt", paragraph="3", length=Length(Unit.CHOSEN))
NEXT_YEAR = replace(RULE_85, key="ny", paragraph="141", valid_from=date(2027, 1, 1))
NATIONAL = [rule for rule in shipped() if rule.mark is not Mark.RECALLED]
CATALOGUE = catalogue_of(NATIONAL, LOCAL, [CHOSEN, NEXT_YEAR])
STAFF: Mapping[str, Staff] = {
    "U0KARIM": Staff("Karim Aziz", here=True),
    "U0MAJA": Staff("Maja Lund", here=True),
    "U0ALI": Staff("Åse Sørensen", here=True),
    "U0SOFIE": Staff("Maja Lund", here=False),
    "U0PETER": Staff("Peter Dam", here=False),
    "U0LONE": Staff("Lone Krag", here=True),
    "U0BENT": Staff("Lone Krag", here=True),
    "U0JONNA": Staff("Jonna Friis", here=True),
}
GOOD = {
    "Sagsnummer": "23-1234",
    "Paragraf": "§ 85",
    "Modtaget": "20/11/2026",
    "Sagsbehandler": "Karim Aziz",
    "Team": "",
}


def read(**cells: str) -> NewCase:
    written = GOOD | {name.replace("_", " "): cell for name, cell in cells.items()}
    return CaseRows(written, OFFICE, CATALOGUE, STAFF, TODAY).read(Row(2, written))


def refusal(**cells: str) -> str:
    with pytest.raises(RowRefusedError) as raised:
        read(**cells)
    return str(raised.value)


class TestTaken:
    def test_a_row_becomes_the_deadline_it_says(self) -> None:
        assert read() == NewCase(RULE_85, "voksen-a", "U0KARIM", "23-1234", date(2026, 11, 20))

    def test_english_headers_do_as_well(self) -> None:
        cells = {"Case": "23-1234", "Section": "85", "Received on": "2026-11-20", "Caseworker": "U0KARIM"}
        assert CaseRows(cells, OFFICE, CATALOGUE, STAFF, TODAY).read(Row(2, cells)) == read()

    @pytest.mark.parametrize("written", ["85", "§85", "§ 85", "SEL § 85", "Serviceloven § 85", "kommune-85"])
    def test_a_paragraph_is_read_as_people_write_it(self, written: str) -> None:
        assert read(Paragraf=written).rule == RULE_85

    @pytest.mark.parametrize("written", ["OFL § 36, stk. 2", "§ 36 stk. 2"])
    def test_a_paragraph_with_its_part(self, written: str) -> None:
        assert "har flere frister" in refusal(Paragraf=written)

    def test_the_key_may_have_a_column_of_its_own(self) -> None:
        assert read(Paragraf="", Regel="partsaktindsigt").rule.key == "partsaktindsigt"

    def test_the_variant_tells_two_deadlines_apart(self) -> None:
        assert read(Paragraf="100", Variant="Løbende sager").rule == RULE_100_OLD

    @pytest.mark.parametrize(
        "written",
        ["2026-11-20", "20.11.2026", "20-11-2026", "20. november 2026", "2026-11-20 09:30"],
    )
    def test_the_day_is_read_as_danes_and_spreadsheets_write_it(self, written: str) -> None:
        assert read(Modtaget=written).received_on == date(2026, 11, 20)

    def test_the_hour_counts_only_where_the_deadline_is_in_hours(self) -> None:
        at = "20/11/2026 kl. 10.30"
        moment = datetime(2026, 11, 20, 10, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
        assert read(Regel="kommune-opholdskommune", Modtaget=at).received_at == moment
        assert read(Modtaget=at).received_at is None

    def test_a_chosen_date_counts_only_where_the_rule_has_none(self) -> None:
        assert read(Regel="valgt", Valgt_dato="1/2/2027").chosen == date(2027, 2, 1)
        assert read(Valgt_dato="1/2/2027").chosen is None

    @pytest.mark.parametrize("written", ["U0ALI", "Åse Sørensen", "aase soerensen", "ÅSE  SØRENSEN"])
    def test_a_colleague_is_known_by_name_or_slack_id(self, written: str) -> None:
        case = read(Sagsbehandler=written)
        assert (case.owner_id, case.team_key) == ("U0ALI", "voksen-b")

    def test_a_name_shared_with_somebody_who_has_left_is_not_unclear(self) -> None:
        assert read(Sagsbehandler="Maja Lund").owner_id == "U0MAJA"

    @pytest.mark.parametrize("written", ["voksen-b", "Voksenteam B", "VOKSENTEAM B"])
    def test_a_team_alone_is_enough(self, written: str) -> None:
        case = read(Sagsbehandler="-", Team=written)
        assert (case.owner_id, case.team_key) == (None, "voksen-b")

    def test_somebody_in_two_teams_is_put_where_the_row_says(self) -> None:
        assert read(Sagsbehandler="U0LONE", Team="voksen-b").team_key == "voksen-b"
        assert read(Sagsbehandler="U0LONE").team_key == "voksen-a"


class TestRefused:
    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            ({"Sagsnummer": ""}, "Sagsnummeret mangler"),
            ({"Sagsnummer": "x" * 61}, "længere end 60 tegn"),
            ({"Paragraf": "§ 999"}, "»§ 999« er ikke i fristkataloget"),
            ({"Paragraf": ""}, "Paragraffen mangler"),
            ({"Paragraf": "§ 100"}, "kolonne, der hedder Variant: nye sager; løbende sager"),
            ({"Paragraf": "§ 100", "Variant": "gamle"}, "Varianten »gamle« findes ikke"),
            ({"Paragraf": "§ 66", "Lov": "serviceloven"}, "er ikke i fristkataloget"),
            ({"Regel": "findes-ikke"}, "er ikke i fristkataloget"),
            ({"Paragraf": "§ 141"}, "ingen frist, der gjaldt 20.11.2026"),
            ({"Modtaget": ""}, "Modtagelsesdatoen mangler"),
            ({"Modtaget": "31/2/2026"}, "ikke en dato, der findes"),
            ({"Modtaget": "20/11"}, "mangler årstal"),
            ({"Modtaget": "i dag"}, "mangler årstal"),
            ({"Modtaget": "20/11/2026 kl. 25.00"}, "klokkeslæt, der ikke findes"),
            ({"Modtaget": "46346"}, "kan ikke læses som en dato"),
            ({"Sagsbehandler": "Otto Udenfor"}, "Jeg kender ikke sagsbehandleren Otto Udenfor"),
            ({"Sagsbehandler": "Peter Dam"}, "arbejder her ikke længere"),
            ({"Sagsbehandler": "Lone Krag"}, "Flere hedder Lone Krag. Skriv deres Slack-id: U0BENT, U0LONE"),
            ({"Sagsbehandler": "Jonna Friis"}, "er ikke i noget team"),
            ({"Team": "Voksenteam B"}, "Karim Aziz er ikke i Voksenteam B"),
            ({"Team": "Team X"}, "Teamet „Team X“ findes ikke"),
            ({"Sagsbehandler": "", "Team": "–"}, "Skriv en sagsbehandler eller et team"),
            ({"Sagsnummer": "=HYPERLINK(1)"}, "»Sagsnummer« begynder med et tegn"),
            ({"Sagsnummer": "'+45"}, "»Sagsnummer« begynder med et tegn"),
            ({"Sagsbehandler": "@Karim Aziz"}, "»Sagsbehandler« begynder med et tegn"),
        ],
    )
    def test_with_what_to_write_instead(self, cells: dict[str, str], why: str) -> None:
        assert why in refusal(**cells)

    def test_with_everything_that_is_wrong_at_once(self) -> None:
        said = refusal(Sagsnummer="", Modtaget="20/11", Sagsbehandler="Otto Udenfor")
        assert all(one in said for one in ("Sagsnummeret mangler", "mangler årstal", "Otto Udenfor"))

    @pytest.mark.parametrize("number", WRITTEN_AS_CPR[:20])
    def test_a_personal_number_in_any_column_and_it_is_not_repeated(self, number: str) -> None:
        for column in ("Sagsnummer", "Modtaget", "Noter fra systemet"):
            assert refusal(**{column: number}) == str(PersonalNumberError())

    def test_one_whose_first_zero_a_spreadsheet_took(self) -> None:
        said = refusal(Sagsnummer=WITHOUT_ZERO)
        assert said == str(LostZeroError())
        assert WITHOUT_ZERO not in said

    @pytest.mark.parametrize("number", [f"S{WITHOUT_ZERO}", WITHOUT_ZERO[:-1], "991901234", "123456789"])
    def test_no_other_long_number(self, number: str) -> None:
        assert read(Sagsnummer=number).case_ref == number

    def test_what_is_left_of_a_masked_one(self) -> None:
        assert "CPR-nummer" in refusal(Sagsnummer="010190-••••")

    @pytest.mark.parametrize(
        ("missing", "named"),
        [
            (("Sagsnummer",), "Sagsnummer, Sag"),
            (("Modtaget",), "Modtaget, Modtaget den"),
            (("Paragraf",), "Paragraf, Regel"),
            (("Sagsbehandler", "Team"), "Sagsbehandler, Team"),
        ],
    )
    def test_a_table_without_a_column_it_needs(self, missing: tuple[str, ...], named: str) -> None:
        header = [name for name in GOOD if name not in missing]
        with pytest.raises(MissingColumnError, match=named):
            CaseRows(header, OFFICE, CATALOGUE, STAFF, TODAY)


def test_every_rule_of_the_catalogue_can_be_named() -> None:
    in_force = [rule for rule in CATALOGUE.rules if rule is not NEXT_YEAR]
    assert [read(Regel=rule.key).rule for rule in in_force] == in_force


@pytest.mark.parametrize("written", ["20/9", "1. november", "31/12", "2/10", "28/2"])
@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 6, 30), TODAY, date(2028, 2, 29)])
def test_a_date_without_a_year_is_never_guessed(written: str, today: date) -> None:
    with pytest.raises(YearMissingError):
        written_date(written, today)
