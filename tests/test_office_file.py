"""The office file: the shipped example is good, and a wrong file says everything that is wrong with it."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.office_file import EXAMPLE, Mistake, OfficeFileError, load_office
from rules.callback import CallbackPolicy, Unit
from rules.office import Commands, Ladder, Notices, Office, Role
from rules.worktime import Closing, Span

CAST = {
    *("U0RIKKE", "U0KARIM", "U0MAJA", "U0PETER", "U0SOFIE", "U0ALI"),
    *("U0LONE", "U0BENT", "U0JONNA", "U0AUDIT", "U0ADMIN"),
}
SMALL = """\
name = "Eksempelkommune"
urgent_text = "Ring 112."
[opening]
monday = ["09:00-15:00"]
[[teams]]
key = "voksen-a"
name = "Voksenteam A"
number = "43 57 00 10"
channel = "C0VOKSENA"
lead = "U0LONE"
deputy = "U0BENT"
duty = "U0MAJA"
members = ["U0KARIM", "U0MAJA"]
"""


def load(tmp_path: Path, text: str) -> Office:
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    return load_office(path)


def mistakes(tmp_path: Path, text: str) -> list[Mistake]:
    with pytest.raises(OfficeFileError) as refused:
        load(tmp_path, text)
    return refused.value.mistakes


class TestTheExample:
    office = load_office(EXAMPLE)

    def test_everybody_of_the_cast_has_a_role_and_otto_has_none(self) -> None:
        assert self.office.people() == CAST

    def test_lone_leads_a_and_stands_in_for_bent(self) -> None:
        team_a, team_b = self.office.team("voksen-a"), self.office.team("voksen-b")
        assert (team_a.lead, team_b.deputy) == ("U0LONE", "U0LONE")

    def test_both_years_have_their_closing_days(self) -> None:
        calendar = self.office.team("voksen-a").calendar
        assert {day.year for day in calendar.closings} == {2026, 2027}
        assert calendar.why_closed(date(2026, 12, 28)) == "jul og nytår"
        assert calendar.why_closed(date(2027, 5, 7)) == "dagen efter Kristi himmelfart"

    def test_may_day_and_constitution_day_are_half_days(self) -> None:
        calendar = self.office.team("voksen-a").calendar
        for day in (date(2026, 5, 1), date(2026, 6, 5)):
            assert calendar.opening_on(day) == (Span(time(9), time(12)),)

    def test_its_figures_are_the_defaults(self) -> None:
        assert self.office.callback == CallbackPolicy(1, 2, Unit.WORKING_DAYS)
        assert (self.office.ladder, self.office.notices, self.office.commands) == (
            Ladder(),
            Notices(),
            Commands(),
        )


class TestReading:
    def test_a_small_file_is_enough(self, tmp_path: Path) -> None:
        office = load(tmp_path, SMALL)
        assert office.team("voksen-a").number == "+4543570010"
        assert office.language == "da"
        assert office.zone.key == "Europe/Copenhagen"

    def test_a_teams_own_hours_replace_the_offices(self, tmp_path: Path) -> None:
        own = SMALL + '[teams.opening]\ntuesday = ["10:00-12:00"]\n'
        calendar = load(tmp_path, own).team("voksen-a").calendar
        assert not calendar.is_working_day(date(2026, 11, 23))
        assert calendar.opening_on(date(2026, 11, 24)) == (Span(time(10), time(12)),)

    def test_a_closing_is_a_day_a_half_day_or_a_period(self, tmp_path: Path) -> None:
        closings = """
[[closings]]
day = "2026-05-01"
name = "1. maj"
closes_at = 12:00:00
[[closings]]
day = 2026-12-24
until = 2026-12-25
name = "jul"
"""
        calendar = load(tmp_path, SMALL + closings).team("voksen-a").calendar
        assert list(calendar.closings.values()) == [
            Closing(date(2026, 5, 1), "1. maj", time(12)),
            Closing(date(2026, 12, 24), "jul"),
            Closing(date(2026, 12, 25), "jul"),
        ]

    def test_every_figure_can_be_set(self, tmp_path: Path) -> None:
        figures = """
[roles]
receptionist = ["U0RIKKE"]
[callback]
goal = 2
limit = 3
unit = "days"
[ladder]
digest = "09.00"
warn_before_minutes = 60
urgent_wait_minutes = 10
[notices]
earliest = "08:30"
latest = "15:30"
dms_a_day = 5
[commands]
callback = "/ringop"
"""
        office = load(tmp_path, SMALL + figures)
        assert office.roles_of("U0RIKKE") == {Role.RECEPTIONIST}
        assert office.callback == CallbackPolicy(2, 3, Unit.DAYS)
        assert office.ladder == Ladder(time(9), timedelta(hours=1), timedelta(minutes=10))
        assert office.notices == Notices(time(8, 30), time(15, 30), 5)
        assert office.commands == Commands(callback="/ringop")


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "place", "problem", "remedy"),
        [
            (changed("deputy", "depuyt"), "linje 11, teams.1.depuyt", "kender jeg ikke", "Mente du"),
            (changed("name = ", "nmae = "), "linje 1, nmae", "kender jeg ikke", "Mente du name?"),
            (changed('lead = "U0LONE"', ""), "linje 5, teams.1.lead", "mangler", "Skriv feltet"),
            (changed('lead = "U0LONE"', 'lead = ""'), "linje 10, teams.1.lead", "mangler", "Skriv feltet"),
            (changed("U0LONE", "lone"), "linje 10, teams.1.lead", "„lone“", "Slack-id"),
            (changed('"U0LONE"', "7"), "linje 10, teams.1.lead", "skal være en tekst", "anførselstegn"),
            (changed("C0VOKSENA", "#voksen"), "linje 9, teams.1.channel", "„#voksen“", "kanalens id"),
            (changed("voksen-a", "Voksen A"), "linje 6, teams.1.key", "„Voksen A“", "små bogstaver"),
            (changed("43 57 00 10", "43 57"), "linje 8, teams.1.number", "kan ikke bruges", "her er 4"),
            (
                changed('["U0KARIM", "U0MAJA"]', "[]"),
                "linje 13, teams.1.members",
                "ingen medarbejdere",
                "Slack-id",
            ),
            (changed('"U0KARIM", ', '"U0MAJA", '), "linje 13, teams.1.members", "to gange", "Slet den ene"),
            (changed('"U0KARIM"', '"karim"'), "linje 13, teams.1.members", "„karim“", "U og tal"),
            (changed("09:00-15:00", "9-15"), "linje 4, opening.monday", "ikke et tidsrum", "09:00-12:00"),
            (changed("09:00-15:00", "15:00-09:00"), "linje 4, opening.monday", "slutter", "Byt om"),
            (
                changed('"09:00-15:00"', '"09:00-12:00", "11:00-13:00"'),
                "linje 4, opening.monday",
                "overlapper",
                "ét",
            ),
            (changed("monday", "saturday"), "linje 4, opening.saturday", "aldrig arbejdsdage", "Slet linjen"),
            (
                changed('monday = ["09:00-15:00"]', ""),
                "linje 5, teams.1.opening",
                "aldrig åbent",
                "[opening]",
            ),
            (SMALL + '[teams.telephone]\nmonday = ["08:00-10:00"]', "telephone.monday", "uden for", "udvid"),
            (
                SMALL + '[teams.telephone]\ntuesday = ["09:00-10:00"]',
                "telephone.tuesday",
                "uden for",
                "udvid",
            ),
            (
                SMALL + '[[closings]]\nday = "2026-02-30"\nname = "x"',
                "closings.1.day",
                "findes",
                "2026-12-24",
            ),
            (SMALL + '[[closings]]\nname = "x"', "linje 14, closings.1.day", "mangler", "2026-12-24"),
            (
                SMALL + '[[closings]]\nday = 2026-12-24\nuntil = 2026-12-20\nname = "x"',
                "linje 16, closings.1.until",
                "passer ikke",
                "sidste lukkede dag",
            ),
            (
                SMALL + '[[closings]]\nday = 2026-12-24\nname = "x"\n' * 2,
                "linje 18, closings.2.day",
                "lukket to gange",
                "Slet den ene",
            ),
            (SMALL + "[callback]\ngoal = 3\nlimit = 2", "linje 15, callback.goal", "efter fristen", "Byt om"),
            (SMALL + '[callback]\ngoal = "to"', "linje 15, callback.goal", "helt tal", "eksempel 1"),
            (
                SMALL + '[callback]\nunit = "weeks"',
                "linje 15, callback.unit",
                "„weeks“",
                "working_days, days",
            ),
            (SMALL + '[ladder]\ndigest = "25:00"', "linje 15, ladder.digest", "ikke et klokkeslæt", "08:15"),
            (
                SMALL + '[ladder]\ndigest = "06:00"',
                "linje 15, ladder.digest",
                "uden for beskedtiden",
                "[notices]",
            ),
            (
                SMALL + '[notices]\nlatest = "07:00"',
                "linje 15, notices.latest",
                "før den begynder",
                "earliest",
            ),
            (SMALL + '[commands]\nstatus = "status"', "linje 15, commands.status", "„status“", "/status"),
            (SMALL + '[commands]\nstatus = "/callback"', "commands.callback", "to kommandoer", "sit navn"),
            (
                SMALL + '[roles]\nreceptionst = ["U0RIKKE"]',
                "linje 15, roles.receptionst",
                "kender",
                "receptionist?",
            ),
            ('language = "sv"\n' + SMALL, "linje 1, language", "„sv“", "da, en"),
            ('zone = "Mars/Olympus"\n' + SMALL, "linje 1, zone", "findes ikke", "Europe/Copenhagen"),
            ("roles = 3\n" + SMALL, "linje 1, roles", "afsnit", "[roles]"),
            ("closings = 3\n" + SMALL, "linje 1, closings", "gentagne afsnit", "[[closings]]"),
        ],
    )
    def test_a_mistake_is_said_with_its_line_and_its_remedy(
        self, tmp_path: Path, text: str, place: str, problem: str, remedy: str
    ) -> None:
        said = mistakes(tmp_path, text)
        assert any(place in one.place and problem in one.problem and remedy in one.remedy for one in said), (
            said
        )

    @pytest.mark.parametrize("key", ["key", "name", "channel"])
    def test_two_teams_cannot_share(self, tmp_path: Path, key: str) -> None:
        second = SMALL[SMALL.index("[[teams]]") :]
        [shared] = [one for one in mistakes(tmp_path, SMALL + second) if f"teams.2.{key}" in one.place]
        assert "to teams" in shared.problem

    def test_a_file_without_teams_is_said(self, tmp_path: Path) -> None:
        [mistake] = mistakes(tmp_path, SMALL[: SMALL.index("[[teams]]")])
        assert mistake == Mistake("teams", "mangler.", "Skriv mindst ét team under overskriften [[teams]].")

    def test_all_mistakes_come_at_once_in_the_files_order(self, tmp_path: Path) -> None:
        text = changed("U0LONE", "lone").replace("43 57 00 10", "43") + "[callback]\ngoal = 0\nmitl = 2"
        assert [one.place for one in mistakes(tmp_path, text)] == [
            "linje 8, teams.1.number",
            "linje 10, teams.1.lead",
            "linje 15, callback.goal",
            "linje 16, callback.mitl",
        ]

    def test_broken_toml_is_said_with_its_line(self, tmp_path: Path) -> None:
        [mistake] = mistakes(tmp_path, changed('name = "Voksenteam A"', 'name = "Voksenteam A'))
        assert mistake.place == "linje 7"

    def test_a_bare_impossible_date_is_said_with_its_line(self, tmp_path: Path) -> None:
        [mistake] = mistakes(tmp_path, SMALL + "[[closings]]\nday = 2026-02-30\n")
        assert mistake.place == "linje 15"

    def test_an_absent_file_points_to_the_example(self, tmp_path: Path) -> None:
        with pytest.raises(OfficeFileError, match=r"office\.example\.toml"):
            load_office(tmp_path / "office.toml")

    def test_a_file_that_is_no_text_is_said(self, tmp_path: Path) -> None:
        path = tmp_path / "office.toml"
        path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(OfficeFileError, match="UTF-8"):
            load_office(path)

    @pytest.mark.parametrize("key", sorted(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))))
    def test_no_value_of_a_wrong_kind_stops_the_reading(self, tmp_path: Path, key: str) -> None:
        text = "\n".join(line for line in SMALL.splitlines() if not line.startswith(f"{key} ="))
        text = text.replace(f"[[{key}]]", "[[x]]").replace(f"[{key}]", "[x]")
        assert any(key in one.place for one in mistakes(tmp_path, f"{key} = 1.5\n{text}"))
