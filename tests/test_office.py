"""The office: who belongs where, who holds which role, and when nobody may be disturbed."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules.callback import CallbackPolicy
from rules.errors import NeverOpenError, UnknownTeam
from rules.office import Notices, Office, Role, Team, may_notify
from rules.worktime import Closing, Span, WorkCalendar

ZONE = ZoneInfo("Europe/Copenhagen")
MAY_DAY = date(2026, 5, 1)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in range(23, 29))
NEVER = WorkCalendar(ZONE, {}, {}, {})
OPEN_BUT_ON_WEDNESDAYS = WorkCalendar(
    ZONE,
    opening=dict.fromkeys((0, 1, 3, 4), (Span(time(9), time(15)),)),
    telephone={},
    closings={MAY_DAY: Closing(MAY_DAY, "1. maj", time(12))},
)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


TEAM = Team(
    key="voksen-a",
    name="Voksenteam A",
    number="+4543570010",
    channel="C0VOKSENA",
    lead="U0LONE",
    deputy="U0BENT",
    duty="U0MAJA",
    members=("U0KARIM",),
    calendar=OPEN_BUT_ON_WEDNESDAYS,
)
OFFICE = Office(
    name="Eksempelkommune",
    zone=ZONE,
    language="da",
    teams=(TEAM,),
    roles={Role.RECEPTIONIST: frozenset({"U0RIKKE"}), Role.JURIST: frozenset({"U0JONNA", "U0LONE"})},
    urgent_text="Ring 112.",
)


class TestOffice:
    def test_an_unknown_team_is_said_with_those_there_are(self) -> None:
        with pytest.raises(UnknownTeam, match="voksen-a"):
            OFFICE.team("voksen-x")

    def test_everybody_who_stands_in_for_a_team_belongs_to_it(self) -> None:
        assert all(OFFICE.teams_of(person) == (TEAM,) for person in ("U0KARIM", "U0LONE", "U0BENT", "U0MAJA"))

    def test_the_lead_is_asked_before_the_deputy(self) -> None:
        assert OFFICE.leads(TEAM) == ("U0LONE", "U0BENT")

    @pytest.mark.parametrize(
        ("person", "roles"),
        [
            ("U0RIKKE", {Role.RECEPTIONIST}),
            ("U0KARIM", {Role.CASEWORKER}),
            ("U0MAJA", {Role.CASEWORKER}),
            ("U0LONE", {Role.LEAD, Role.JURIST}),
            ("U0BENT", {Role.LEAD}),
            ("U0OTTO", set()),
        ],
    )
    def test_roles_come_from_the_team_and_from_the_table(self, person: str, roles: set[Role]) -> None:
        assert OFFICE.roles_of(person) == roles

    def test_an_outsider_is_nobody(self) -> None:
        assert "U0OTTO" not in OFFICE.people()
        assert OFFICE.people() == {"U0KARIM", "U0LONE", "U0BENT", "U0MAJA", "U0RIKKE", "U0JONNA"}

    def test_the_promise_is_one_to_two_working_days_unless_the_office_says_otherwise(self) -> None:
        assert OFFICE.callback == CallbackPolicy(goal=1, limit=2)


class TestNotices:
    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            (at(MONDAY, 8), at(MONDAY, 8)),
            (at(MONDAY, 15, 59), at(MONDAY, 15, 59)),
            (at(MONDAY, 7, 59), at(MONDAY, 8)),
            (at(MONDAY, 16), at(TUESDAY, 8)),
            (at(TUESDAY, 17), at(THURSDAY, 8)),
            (at(SATURDAY, 10), at(date(2026, 11, 30), 8)),
            (at(MAY_DAY, 11, 59), at(MAY_DAY, 11, 59)),
            (at(MAY_DAY, 12), at(date(2026, 5, 4), 8)),
        ],
    )
    def test_nobody_is_disturbed_outside_notice_hours(self, asked: datetime, given: datetime) -> None:
        assert may_notify(OFFICE, TEAM, asked) == given

    def test_an_office_that_never_opens_never_notifies(self) -> None:
        team = Team("b", "B", "", "C0B", "U0LONE", "U0BENT", "U0MAJA", (), NEVER)
        with pytest.raises(NeverOpenError):
            may_notify(OFFICE, team, at(MONDAY, 9))

    def test_three_messages_a_day_unless_the_office_says_otherwise(self) -> None:
        assert Notices().dms_a_day == 3
