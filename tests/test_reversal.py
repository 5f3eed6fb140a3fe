"""The reversal rate: the official definition, cases computed by hand, and SQL against a slow recount."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.figures import Period, Share
from rules.reversal import (
    BoardOutcome,
    Reversal,
    may_be_appealed,
    most_far_reaching,
    reversal,
    rolling,
    whole_year,
    year_of,
)
from storage import complaint_rate, events
from storage.complaint_models import BoardRuling, Complaint, CorrectWhy, Stage
from storage.models import Event, Result
from tests.complaints import COSTS, at_the_board, complain, corrects, ends, rules, ruling
from tests.front_desk import JONNA, FrontDesk, front_desk
from tests.world import COPENHAGEN, THURSDAY, World
from views.appeal_status import rate, rate_leaving
from views.texts import Texts

REVOKED, CHANGED, REMITTED = BoardOutcome.REVOKED, BoardOutcome.CHANGED, BoardOutcome.REMITTED
UPHELD, DISMISSED, REFERRED = BoardOutcome.UPHELD, BoardOutcome.DISMISSED, BoardOutcome.REFERRED


class TestTheDefinition:
    def test_the_official_example_is_nineteen_percent(self) -> None:
        found = reversal({REMITTED: 19, CHANGED: 5, UPHELD: 105, DISMISSED: 7})
        assert (found.against, found.of, found.percent) == (24, 129, 19)

    def test_dismissed_and_referred_count_in_neither(self) -> None:
        found = reversal({DISMISSED: 3, REFERRED: 2})
        assert (found.of, found.percent, found.outside) == (0, None, 5)

    def test_revoked_and_changed_are_one_figure(self) -> None:
        assert reversal({REVOKED: 2, CHANGED: 3}).changed == 5

    @pytest.mark.parametrize(
        ("parts", "counts"),
        [
            ((UPHELD, REMITTED), REMITTED),
            ((REMITTED, CHANGED), CHANGED),
            ((DISMISSED, UPHELD), UPHELD),
            ((CHANGED, REVOKED, DISMISSED), REVOKED),
            ((REFERRED, DISMISSED), DISMISSED),
        ],
    )
    def test_a_case_counts_by_its_most_far_reaching_outcome(
        self, parts: tuple[BoardOutcome, ...], counts: BoardOutcome
    ) -> None:
        assert most_far_reaching(parts) is counts

    @pytest.mark.parametrize("paragraph", ["82 a", "82 b", "82 b stk. 1", "82 A"])
    def test_what_cannot_be_appealed_is_known_however_it_is_written(self, paragraph: str) -> None:
        assert not may_be_appealed(paragraph)

    @pytest.mark.parametrize("paragraph", ["82", "85", "82 c", "182 a", ""])
    def test_everything_else_can_be(self, paragraph: str) -> None:
        assert may_be_appealed(paragraph)

    def test_halves_are_rounded_up(self) -> None:
        assert reversal({REMITTED: 1, UPHELD: 7}).percent == 13

    @pytest.mark.parametrize(("of", "few"), [(0, False), (1, True), (19, True), (20, False)])
    def test_few_cases_are_said_to_be_few(self, of: int, few: bool) -> None:
        assert Reversal(upheld=of).few is few


class TestPeriods:
    def test_a_year_goes_as_far_as_today(self) -> None:
        assert year_of(date(2026, 11, 26)) == Period(date(2026, 1, 1), date(2026, 11, 27))

    def test_twelve_months_end_with_today(self) -> None:
        assert rolling(date(2026, 11, 26)) == Period(date(2025, 11, 27), date(2026, 11, 27))
        assert rolling(date(2028, 2, 29)) == Period(date(2027, 3, 1), date(2028, 3, 1))

    def test_new_years_eve_is_the_last_day_of_its_year(self) -> None:
        assert whole_year(2026).ends == year_of(date(2026, 12, 31)).ends


class TestSaid:
    t = Texts(COPENHAGEN)

    def test_with_n_and_a_warning_for_few(self) -> None:
        assert rate(self.t, Reversal(remitted=19, changed=5, upheld=105)) == "*19 %* (24 af 129)"
        assert "få sager" in rate(self.t, Reversal(remitted=1, upheld=2))
        assert rate(self.t, Reversal()) == "ingen afgjorte sager"

    @pytest.mark.parametrize("few", [Reversal(1, 0, 3), Reversal(4, 0, 30), Reversal(30, 0, 2)])
    def test_no_small_cell_leaves_the_team(self, few: Reversal) -> None:
        assert rate_leaving(self.t, few) == "for få sager til at vise"

    def test_large_enough_leaves_as_it_is(self) -> None:
        assert rate_leaving(self.t, Reversal(19, 5, 105)) == "*19 %* (24 af 129)"


class TestCounting:
    def test_of_what_was_done_through_the_use_cases(self, world: World) -> None:
        for outcome in (REMITTED, UPHELD, UPHELD, DISMISSED):
            rules(world, at_the_board(world), ruling(world, outcome))
        rules(world, at_the_board(world, COSTS), ruling(world, REVOKED, UPHELD, rule=COSTS))
        ends(world, complain(world), Result.MEDHOLD)
        found = counted(world)
        assert (found.this_year.against, found.this_year.of, found.this_year.outside) == (2, 4, 1)
        assert found.paragraphs[("serviceloven", "100")] == Reversal(changed=1)
        assert found.medhold == Share(1, 6)
        assert found.last_year == Reversal()

    def test_a_corrected_decision_counts_as_it_stands_now(self, world: World) -> None:
        number = at_the_board(world)
        rules(world, number, ruling(world, UPHELD))
        corrects(world, number, ruling(world, REMITTED))
        assert counted(world).twelve_months == Reversal(remitted=1)
        corrects(world, number, None, CorrectWhy.OTHER_CASE)
        assert counted(world).twelve_months == Reversal()

    def test_a_remitted_case_counts_though_the_new_decision_is_the_same(self, world: World) -> None:
        again = rules(world, at_the_board(world), ruling(world, REMITTED))
        assert again is not None
        ends(world, again, Result.REFUSED)
        assert counted(world).this_year == Reversal(remitted=1)


def counted(world: World) -> complaint_rate.Appeals:
    with world.parts.database.read() as session:
        return complaint_rate.appeals(session, world.office, ["voksen-a"], world.now)


@dataclass(frozen=True)
class Told:
    """A decision, perhaps corrected later, of one complaint."""

    team: str
    paragraph: str
    writings: tuple[tuple[tuple[BoardOutcome, ...], int] | None, ...]  # parts and day; None: taken back


PARTS = st.lists(st.sampled_from(list(BoardOutcome)), min_size=1, max_size=3, unique=True).map(tuple)
WRITING = st.tuples(PARTS, st.integers(0, 900))
TOLD = st.builds(
    Told,
    team=st.sampled_from(["voksen-a", "voksen-b"]),
    paragraph=st.sampled_from(["85", "100", "82 b"]),
    writings=st.tuples(WRITING).flatmap(
        lambda first: st.lists(st.none() | WRITING, max_size=2).map(lambda more: (*first, *more))
    ),
)
FIRST_DAY = date(2025, 1, 1)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterable[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("rate")) as made:
        yield made


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(TOLD, max_size=12), year=st.sampled_from([2025, 2026, 2027]))
def test_sql_agrees_with_a_recount_of_the_log(known: FrontDesk, told: list[Told], year: int) -> None:
    with known.database.engine.connect() as connection, Session(connection) as session:
        written(session, told)
        period = whole_year(year)
        for teams in (["voksen-a"], ["voksen-a", "voksen-b"]):
            assert complaint_rate.rate(session, teams, period) == recounted(session, teams, period)
        session.rollback()


def written(session: Session, told: list[Told]) -> None:
    """The rows and the events that the use cases would have left."""
    session.execute(delete(BoardRuling))
    session.execute(delete(Complaint))
    for number, one in enumerate(told, start=1):
        session.add(complaint(number, one))
        session.flush()
        last: BoardRuling | None = None
        for writing in one.writings:
            last = row(session, number, one, writing, last)


def complaint(number: int, one: Told) -> Complaint:
    return Complaint(
        id=number,
        latest_id=number,
        team_key=one.team,
        rule_key=one.paragraph,
        law="serviceloven",
        paragraph=one.paragraph,
        received_on=FIRST_DAY,
        notified=False,
        late=False,
        stage=Stage.ENDED,
        ended_on=FIRST_DAY,
    )


def row(
    session: Session,
    number: int,
    one: Told,
    writing: tuple[tuple[BoardOutcome, ...], int] | None,
    last: BoardRuling | None,
) -> BoardRuling:
    parts, day = writing or ((), 0)
    decided_on = FIRST_DAY + timedelta(days=day) if writing else None
    made = BoardRuling(
        complaint_id=number,
        corrects_id=last.id if last else None,
        outcome=most_far_reaching(parts) if parts else None,
        parts=[part.value for part in parts],
        decided_on=decided_on,
        received_on=decided_on,
        team_key=one.team,
        rule_key=one.paragraph,
        law="serviceloven",
        paragraph=one.paragraph,
        recorded_by=JONNA,
        recorded_at=THURSDAY,
        why=CorrectWhy.OUTCOME if last else None,
    )
    session.add(made)
    session.flush()
    events.record(
        session,
        at=THURSDAY,
        actor=JONNA,
        action="complaint_corrected" if last else "complaint_decided",
        item=number,
        team=one.team,
        paragraph=one.paragraph,
        parts=" ".join(parts) or None,
        day=decided_on.isoformat() if decided_on else None,
    )
    return made


def recounted(session: Session, teams: list[str], period: Period) -> Reversal:
    """The slow way, straight from the definition: replay the log, keep what each case says last."""
    said: dict[int, Event] = {}
    wanted = Event.action.in_(("complaint_decided", "complaint_corrected"))
    for event in session.scalars(select(Event).where(wanted).order_by(Event.id)):
        said[event.deadline_id or 0] = event
    remitted = changed = upheld = outside = 0
    for event in said.values():
        parts = event.detail.get("parts", "").split()
        if not parts or event.detail["team"] not in teams or event.detail["paragraph"] == "82 b":
            continue
        if not period.starts <= date.fromisoformat(event.detail["day"]) < period.ends:
            continue
        if "revoked" in parts or "changed" in parts:
            changed += 1
        elif "remitted" in parts:
            remitted += 1
        elif "upheld" in parts:
            upheld += 1
        else:
            outside += 1
    return Reversal(remitted, changed, upheld, outside)
