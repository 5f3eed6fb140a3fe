"""The office file's [[meetings]], [[links]] and [[principles]], or a line for what is wrong."""

from datetime import date, time
from pathlib import Path

import pytest

from bot.office_file import EXAMPLE, OfficeFileError, load_office
from rules.meeting import MeetingKind
from rules.office import Link, Office
from rules.recurrence import LAST, Listed, Monthly, Roll, Weekly
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.test_office_file import SMALL

HEADING = len(SMALL.splitlines()) + 1
WEEKLY = 'key = "moede"\nname = "Møde"\nkind = "socialfagligt"\nweekday = "tuesday"\ntime = "09:00"\n'


def read(tmp_path: Path, text: str) -> Office:
    path = tmp_path / "office.toml"
    path.write_text(SMALL + text, encoding="utf-8")
    return load_office(path)


def mistakes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(OfficeFileError) as refused:
        read(tmp_path, text)
    return [str(one) for one in refused.value.mistakes]


def without(key: str) -> str:
    return "".join(line for line in WEEKLY.splitlines(keepends=True) if not line.startswith(f"{key} "))


class TestReading:
    def test_a_file_without_them_has_none(self, tmp_path: Path) -> None:
        office = read(tmp_path, "")
        assert (office.meetings, office.links, office.principles) == ((), (), ())

    def test_a_weekly_meeting_of_all_teams_led_by_the_first_lead(self, tmp_path: Path) -> None:
        (one,) = read(tmp_path, f"[[meetings]]\n{WEEKLY}").meetings
        assert (one.recurrence, one.at, one.roll) == (Weekly(1), time(9), Roll.NEXT)
        assert (one.kind, one.team_keys, one.chair) == (MeetingKind.PROFESSIONAL, ("voksen-a",), "U0LONE")

    def test_a_monthly_one_and_listed_days(self, tmp_path: Path) -> None:
        monthly = WEEKLY.replace("tuesday", "friday") + 'repeats = "monthly"\nnth = "last"\n'
        listed = without("weekday").replace("moede", "dage")
        listed += 'repeats = "dates"\ndays = [2027-03-11, "2026-12-10", 2026-12-10]\n'
        found = read(tmp_path, f"[[meetings]]\n{monthly}[[meetings]]\n{listed}").meetings
        days = Listed((date(2026, 12, 10), date(2027, 3, 11)))
        assert [one.recurrence for one in found] == [Monthly(LAST, 4), days]

    def test_the_example_has_one_of_every_kind(self) -> None:
        assert {one.kind for one in load_office(EXAMPLE).meetings} == set(MeetingKind)

    def test_links_and_principles(self, tmp_path: Path) -> None:
        link = '[[links]]\nname = "Loven"\nurl = "https://danskelove.dk/"\n'
        office = read(tmp_path, f'{link}[[principles]]\ntext = """Ring\n  tilbage"""\n')
        assert office.links == (Link("Loven", "https://danskelove.dk/"),)
        assert office.principles == ("Ring tilbage",)


class TestMistakes:
    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (without("key"), "linje {0}, meetings.1.key: mangler."),
            (without("kind"), "linje {0}, meetings.1.kind: mangler."),
            (without("weekday"), "linje {0}, meetings.1.weekday: mangler."),
            (without("time"), "linje {0}, meetings.1.time: mangler."),
            (WEEKLY.replace("tuesday", "sunday"), "linje {4}, meetings.1.weekday: „sunday“ kan ikke vælges."),
            (WEEKLY.replace("socialfagligt", "frokost"), "linje {3}, meetings.1.kind: „frokost“ kan ikke"),
            (WEEKLY.replace("09:00", "25:00"), "linje {5}, meetings.1.time: „25:00“ er ikke et klokkeslæt."),
            (WEEKLY.replace("moede", "Møde 1"), "linje {1}, meetings.1.key: „Møde 1“ kan ikke bruges."),
            (WEEKLY.replace("moede", "m" * 28), "linje {1}, meetings.1.key:"),
            (f'{WEEKLY}closed = "skip"\n', "linje {6}, meetings.1.closed: „skip“ kan ikke vælges."),
            (f'{WEEKLY}repeats = "daily"\n', "linje {6}, meetings.1.repeats: „daily“ kan ikke vælges."),
            (
                f'{WEEKLY}teams = ["voksen-x"]\n',
                "linje {6}, meetings.1.teams: teamet „voksen-x“ findes ikke.",
            ),
            (f'{WEEKLY}chair = "lone"\n', "linje {6}, meetings.1.chair: „lone“ er ikke et Slack-id."),
            (f'{WEEKLY}repeats = "dates"\n', "linje {0}, meetings.1.days: der er ingen datoer."),
            (f'{WEEKLY}colour = "red"\n', "linje {6}, meetings.1.colour: kender jeg ikke."),
        ],
    )
    def test_are_said_with_their_line(self, tmp_path: Path, lines: str, said: str) -> None:
        where = [HEADING + below for below in range(8)]
        found = mistakes(tmp_path, f"[[meetings]]\n{lines}")
        assert any(one.startswith(said.format(*where)) for one in found), found

    def test_a_day_that_does_not_exist(self, tmp_path: Path) -> None:
        text = f'[[meetings]]\n{without("weekday")}repeats = "dates"\ndays = ["2026-02-30"]\n'
        assert any("skal være en liste af datoer" in one for one in mistakes(tmp_path, text))

    def test_two_with_the_same_key(self, tmp_path: Path) -> None:
        (found,) = mistakes(tmp_path, f"[[meetings]]\n{WEEKLY}" * 2)
        assert "„moede“ bruges af to møder." in found

    @pytest.mark.parametrize(
        "url", ["http://ast.dk", "ast.dk", "https://", "https://a|b", "javascript:alert"]
    )
    def test_a_link_that_is_not_https(self, tmp_path: Path, url: str) -> None:
        (found,) = mistakes(tmp_path, f'[[links]]\nname = "Loven"\nurl = "{url}"\n')
        assert found.startswith(f"linje {HEADING + 2}, links.1.url: „{url}“ kan ikke bruges.")

    def test_a_principle_that_is_too_long(self, tmp_path: Path) -> None:
        (found,) = mistakes(tmp_path, f'[[principles]]\ntext = "{"a" * 141}"\n')
        assert "er længere end 140 tegn." in found

    @pytest.mark.parametrize("written", WRITTEN_AS_CPR[:3])
    def test_a_personal_number_is_refused_and_not_repeated(self, tmp_path: Path, written: str) -> None:
        (found,) = mistakes(tmp_path, f"[[principles]]\ntext = '''{written}'''\n")
        assert "ligner et CPR-nummer" in found
        assert written not in found
