"""What stands open right now, of a team and of each person in it, on both databases."""

from collections.abc import Iterator
from datetime import date

import pytest

from storage import figures
from storage.figures import Load, Standing
from tests.counting import BOTH, KARIM, A, B, Counting, counting, moment
from tests.figure_weeks import HELP, Weeks, october, three_weeks


@pytest.fixture
def empty(database_url: str) -> Iterator[Counting]:
    with counting(database_url, october(12)) as made:
        yield made


@pytest.fixture
def weeks(empty: Counting) -> Weeks:
    return three_weeks(empty)


class TestNow:
    def test_what_stands_open_is_counted_by_how_it_stands(self, weeks: Weeks) -> None:
        with weeks.counted.database.read() as session:
            assert figures.standing(session, weeks.counted.office, BOTH, weeks.counted.now) == Standing(
                open_calls=2,
                calls_due_today=0,
                calls_overdue=1,  # moved
                calls_unowned=2,
                oldest_call=october(22, 9),
                open_deadlines=4,
                deadlines_soon=0,
                deadlines_overdue=1,  # passed: nobody decided it or wrote
                deadlines_announced=2,  # told, told late
                oldest_deadline=date(2026, 10, 1),
            )

    def test_a_call_is_due_on_the_day_of_its_limit(self, weeks: Weeks) -> None:
        weeks.counted.now = moment(date(2026, 11, 3), 8)
        assert _standing(weeks.counted).calls_due_today == 1

    def test_a_deadline_is_soon_from_the_fifth_working_day_before(self, empty: Counting) -> None:
        empty.now = october(16)
        empty.registered(HELP, date(2026, 10, 16))  # Friday the 30th
        for day, soon in ((23, 0), (26, 1), (30, 1)):
            empty.now = october(day)
            assert _standing(empty).deadlines_soon == soon

    def test_a_letter_whose_date_has_passed_too_no_longer_helps(self, weeks: Weeks) -> None:
        weeks.counted.now = moment(date(2026, 12, 1), 8)
        standing = _standing(weeks.counted)
        assert (standing.deadlines_overdue, standing.deadlines_announced) == (3, 0)

    def test_of_no_team_there_is_nothing(self, weeks: Weeks) -> None:
        assert _standing(weeks.counted, ()) == Standing(0, 0, 0, 0, None, 0, 0, 0, 0, None)

    def test_a_deadline_is_as_old_as_what_the_citizen_sent(self, empty: Counting) -> None:
        empty.now = october(22, 12)
        empty.call()
        empty.registered(HELP, date(2026, 8, 3))
        with empty.database.read() as session:
            (team,) = figures.load(session, empty.office, (A,), empty.now)
        assert team.oldest == moment(date(2026, 8, 3), 0)

    def test_each_persons_load_is_theirs_and_the_rest_the_teams(self, empty: Counting) -> None:
        empty.now = october(19)
        empty.call(A, KARIM)
        empty.now = october(22, 12)
        empty.call(A, KARIM)
        empty.call(B)
        empty.registered(HELP, date(2026, 10, 20))
        with empty.database.read() as session:
            assert figures.load(session, empty.office, BOTH, empty.now) == [
                Load(A, None, None, calls=0, deadlines=1, overdue=0, oldest=october(20, 0)),
                Load(A, KARIM, KARIM, calls=2, deadlines=0, overdue=1, oldest=october(19)),
                Load(B, None, None, calls=1, deadlines=0, overdue=0, oldest=october(22, 12)),
            ]


def _standing(counted: Counting, teams: tuple[str, ...] = BOTH) -> Standing:
    with counted.database.read() as session:
        return figures.standing(session, counted.office, teams, counted.now)
