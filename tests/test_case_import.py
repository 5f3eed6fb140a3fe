"""Many cases at once: the rows are those a registration makes, nothing comes twice, and nobody is flooded."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.import_run import BATCH, Outcome
from rules.ladder import Step
from rules.statute import Rule
from storage import caselist, cases
from storage.base import Base
from storage.case_import import CaseImport, Planned
from storage.case_models import CaseClock
from storage.cases import NewCase
from storage.complaint_models import Complaint
from storage.models import Deadline, Event, Outbox, State
from tests.calls import opened_home
from tests.cases import SUPPORT, case_of, undone
from tests.complaints import COSTS, complain
from tests.deadlines import RULE_85
from tests.imported import imported, many, table, with_local_rules
from tests.world import COPENHAGEN, THURSDAY, World

OWN = {"id", "deadline_id", "ref", "case_ref_sealed"}  # a row's alone: numbers, and what they seal
ADMIN = "U0ADMIN"


@pytest.fixture
def office(world: World) -> World:
    """The world with the municipality's table."""
    with_local_rules(world.parts.database)
    return world


def register(world: World, case: NewCase, by: str = ADMIN) -> int:
    with world.parts.database.write() as session:
        parts = world.parts
        key = f"{case.case_ref}{case.rule.key}{case.received_on}"
        done = cases.register(session, parts.office, parts.vault, case, by=by, now=world.now, key=key)
        return done.id


def columns(world: World, number: int) -> dict[str, Any]:
    """Both rows of a clock, without what is each row's own."""
    with world.parts.database.read() as session:
        rows: Sequence[Base] = (session.get_one(Deadline, number), session.get_one(CaseClock, number))
        return {
            f"{row.__tablename__}.{name}": getattr(row, name)
            for row in rows
            for name in [column.name for column in row.__table__.columns]
            if name not in OWN
        }


def newest(world: World) -> int:
    with world.parts.database.read() as session:
        return session.scalars(select(func.max(Deadline.id))).one()


def counted(world: World, model: type[Base]) -> int:
    with world.parts.database.read() as session:
        return session.scalars(select(func.count()).select_from(model)).one()


class TestTheSameAsRegistering:
    @pytest.mark.parametrize(
        ("paragraph", "owner"),
        [("§ 85", "U0KARIM"), ("kommune-82a", ""), ("klagefrist", "U0KARIM"), ("gdpr-indsigt", "U0MAJA")],
    )
    @pytest.mark.parametrize("days_ago", [0, 6])
    def test_column_by_column(
        self, office: World, tmp_path: Path, paragraph: str, owner: str, days_ago: int
    ) -> None:
        received = office.now.astimezone(COPENHAGEN).date() - timedelta(days=days_ago)
        row = {"Paragraf": paragraph, "Sagsbehandler": owner, "Team": "voksen-a", "Sagsnummer": "23-7"}
        row |= {"Modtaget": received.isoformat()}
        assert imported(office, table(row), tmp_path).imported == 1
        bulk = columns(office, newest(office))
        self._withdraw(office)
        case = NewCase(_rule(bulk), "voksen-a", owner or None, "23-7", received)
        single = columns(office, register(office, case))
        # A single new one comes onto the owner's next list; of many, only the list's own rungs tell.
        assert single.pop("case_clock.marked_at") == office.now
        assert bulk.pop("case_clock.marked_at") is None
        assert bulk == single

    def _withdraw(self, world: World) -> None:
        """Out of the way, so that the same deadline can be registered too."""
        with world.parts.database.write() as session:
            session.get_one(CaseClock, newest(world)).identity = None
            session.flush()

    def test_the_case_reference_is_sealed_and_can_be_found_again(self, office: World, tmp_path: Path) -> None:
        imported(office, table({"Sagsnummer": " 23-1234 "}), tmp_path)
        with office.parts.database.read() as session:
            clock = session.scalars(select(CaseClock)).one()
        assert b"23-1234" not in (clock.case_ref_sealed or b"")
        opened = office.parts.vault.open(
            clock.case_ref_sealed or b"", table="case_clock", column="case_ref", row=clock.ref
        )
        assert opened == "23-1234"
        assert clock.case_print == office.parts.vault.fingerprint("23-1234", purpose=cases.CASE)

    def test_each_has_its_event(self, office: World, tmp_path: Path) -> None:
        imported(office, table({}), tmp_path)
        (logged,) = office.events("deadline_imported")
        assert (logged.actor, logged.deadline_id) == (ADMIN, newest(office))
        clock = case_of(office, newest(office))
        assert logged.detail == {
            "team": "voksen-a",
            "owner": "U0KARIM",
            "rule": "kommune-85",
            "received": clock.received_on.isoformat(),
            "kind": "decision",
            "whose": "authority",
            "ends": "decided",
            "legal": clock.legal_on.isoformat(),
            "legal_at": clock.legal_at.isoformat(),
        }


def _rule(columns_of_one: dict[str, Any]) -> Rule:
    return Rule.thawed(columns_of_one["deadline.rule"])


class TestNothingTwice:
    def test_the_same_table_again_changes_nothing(self, office: World, tmp_path: Path) -> None:
        text = many(30)
        assert imported(office, text, tmp_path).imported == 30
        before = counted(office, Event)
        again = imported(office, text, tmp_path)
        assert (again.imported, again.unchanged, again.refused) == (0, 30, 0)
        assert (counted(office, Deadline), counted(office, Event)) == (30, before)

    def test_one_registered_by_hand_is_recognised(self, office: World, tmp_path: Path) -> None:
        register(office, NewCase(RULE_85, "voksen-a", "U0KARIM", "23-1234", date(2026, 11, 20)), by="U0RIKKE")
        assert imported(office, table({}), tmp_path).unchanged == 1

    def test_one_imported_is_recognised_when_registered_by_hand(self, office: World, tmp_path: Path) -> None:
        imported(office, table({}), tmp_path)
        with pytest.raises(cases.AlreadyRunningError):
            register(office, NewCase(RULE_85, "voksen-a", "U0KARIM", "23-1234", date(2026, 11, 20)))

    def test_a_repetition_within_the_table_counts_once(self, office: World, tmp_path: Path) -> None:
        far_apart = [{"Sagsnummer": f"1-{number}"} for number in range(BATCH)]
        done = imported(office, table({}, {}, *far_apart, {}), tmp_path)
        assert (done.imported, done.unchanged) == (BATCH + 1, 2)

    def test_a_dry_run_counts_the_same_and_stores_nothing(self, office: World, tmp_path: Path) -> None:
        far_apart = [{"Sagsnummer": f"1-{number}"} for number in range(BATCH)]
        text = table({}, {}, *far_apart, {}, {"Modtaget": "1/1/2030"})
        before = counted(office, Event)
        dry = imported(office, text, tmp_path, dry_run=True)
        assert (counted(office, Deadline), counted(office, Event)) == (0, before)
        done = imported(office, text, tmp_path)
        assert _figures(dry) == _figures(done) == (BATCH + 4, BATCH + 1, 2, 1)

    def test_one_registered_while_its_batch_is_stored_is_not_stored_twice(
        self, office: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[int] = []
        first_look = CaseImport.new_ones

        def blind_once(self: CaseImport, session: Session, batch: Sequence[Planned]) -> list[Planned]:
            looked.append(len(batch))
            return list(batch) if len(looked) == 1 else first_look(self, session, batch)

        register(office, NewCase(RULE_85, "voksen-a", "U0KARIM", "23-1234", date(2026, 11, 20)))
        monkeypatch.setattr(CaseImport, "new_ones", blind_once)
        done = imported(office, table({}, {"Sagsnummer": "23-2"}), tmp_path)
        assert (done.imported, done.unchanged, looked) == (1, 1, [2, 2])


def _figures(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.rows, outcome.imported, outcome.unchanged, outcome.refused


class TestAfterwards:
    def test_nobody_is_written_to(self, office: World, tmp_path: Path) -> None:
        imported(office, many(200), tmp_path)
        assert counted(office, Outbox) == 0

    def test_the_next_list_speaks_of_a_rung_that_has_passed(self, office: World, tmp_path: Path) -> None:
        # Eight weeks from 5 October is 30 November: two working days from Thursday the 26th.
        imported(office, table({"Modtaget": "5/10/2026"}, {"Sagsnummer": "ny"}), tmp_path)
        with office.parts.database.read() as session:
            ends = THURSDAY.replace(hour=23)
            listed = caselist.on_list(session, ["U0KARIM"], now=office.now, today_ends=ends)
        assert [(item.mark, item.legal_on) for item in listed] == [(3, date(2026, 11, 30))]

    def test_one_that_has_passed_is_taken_and_breached_by_the_engine(
        self, office: World, tmp_path: Path
    ) -> None:
        done = imported(office, table({"Modtaget": "1/6/2026"}, {"Sagsnummer": "ny"}), tmp_path)
        assert (done.imported, done.already_passed) == (2, 1)
        number = newest(office) - 1
        office.tick()
        late = office.item(number)
        assert late.breached_at == office.now
        assert (late.state, late.next_step) == (State.OPEN, Step.FOLLOW)
        with office.parts.database.read() as session:
            assert session.get_one(CaseClock, number).missed_at == late.due_at

    def test_many_that_have_passed_are_one_line_of_the_days_list(self, office: World, tmp_path: Path) -> None:
        text = table(*({"Sagsnummer": f"1-{one}", "Modtaget": "1/6/2026"} for one in range(150)))
        imported(office, text, tmp_path)
        for _ in range(3):
            office.tick()
        (only,) = office.dms("KARIM")
        assert only["text"] == "Du har 150 frister at se på, og alle er over fristen."

    def test_the_home_of_those_who_have_opened_it_is_drawn_again(self, office: World, tmp_path: Path) -> None:
        opened_home(office, "KARIM")
        office.tick()
        imported(office, table({}), tmp_path)
        office.tick()
        assert "Socialpædagogisk bistand" in str(office.visitor("KARIM").home())


def test_what_is_interrupted_leaves_whole_batches(
    office: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[int] = []
    store = CaseImport.store

    def interrupted(self: CaseImport, session: Session, new: Sequence[Planned]) -> None:
        store(self, session, new)
        stored.append(len(new))
        if len(stored) == 2:
            raise KeyboardInterrupt

    text = many(2 * BATCH + 10)
    monkeypatch.setattr(CaseImport, "store", interrupted)
    with pytest.raises(KeyboardInterrupt):
        imported(office, text, tmp_path)
    monkeypatch.undo()
    assert (counted(office, Deadline), counted(office, CaseClock)) == (BATCH, BATCH)
    again = imported(office, text, tmp_path)
    assert (again.imported, again.unchanged) == (BATCH + 10, BATCH)


def test_all_rows_are_taken_at_the_same_moment(office: World, tmp_path: Path) -> None:
    imported(office, many(20), tmp_path)
    with office.parts.database.read() as session:
        assert set(session.scalars(select(Deadline.logged_at))) == {office.now}
        assert set(session.scalars(select(CaseClock.rungs_from))) == {office.now}


REASSESSMENT = {"Paragraf": "genvurdering", "Modtaget": "26/11/2026"}


class TestWhatIsThereInAnotherWay:
    def test_a_complaint_registered_by_hand_is_recognised(self, office: World, tmp_path: Path) -> None:
        complain(office, case_ref="23-1234")
        done = imported(office, table(REASSESSMENT), tmp_path)
        assert (done.imported, done.unchanged, counted(office, Complaint)) == (0, 1, 1)

    def test_so_are_two_of_one_day_about_different_decisions(self, office: World, tmp_path: Path) -> None:
        for rule in (SUPPORT, COSTS):
            complain(office, rule, case_ref="23-1234")
        done = imported(office, table(REASSESSMENT), tmp_path)
        assert (done.imported, counted(office, Complaint)) == (0, 2)

    def test_one_of_another_day_or_another_case_is_new(self, office: World, tmp_path: Path) -> None:
        complain(office, case_ref="23-1234")
        others = ({"Modtaget": "25/11/2026"}, {"Sagsnummer": "23-1235"})
        done = imported(office, table(*(REASSESSMENT | one for one in others)), tmp_path)
        assert (done.imported, counted(office, Complaint)) == (2, 3)

    def test_one_taken_back_is_not_there(self, office: World, tmp_path: Path) -> None:
        undone(office, complain(office, case_ref="23-1234"), by="KARIM")
        assert imported(office, table(REASSESSMENT), tmp_path).imported == 1


class TestASecondComplaintOfOneDay:
    def test_is_said_wherever_in_the_table_it_stands(self, office: World, tmp_path: Path) -> None:
        far_apart = [{"Sagsnummer": f"1-{number}"} for number in range(BATCH)]
        done = imported(office, table(REASSESSMENT, *far_apart, REASSESSMENT, REASSESSMENT), tmp_path)
        assert [one["line"] for one in done.second_complaints] == [BATCH + 3, BATCH + 4]
        assert (done.imported, done.unchanged) == (BATCH + 1, 2)

    def test_a_dry_run_says_the_same(self, office: World, tmp_path: Path) -> None:
        text = table(REASSESSMENT, REASSESSMENT)
        dry, done = imported(office, text, tmp_path, dry_run=True), imported(office, text, tmp_path)
        assert dry.second_complaints == done.second_complaints != []

    def test_is_not_said_once_somebody_has_registered_it(self, office: World, tmp_path: Path) -> None:
        text = table(REASSESSMENT, REASSESSMENT)
        imported(office, text, tmp_path)
        complain(office, SUPPORT, case_ref="23-1234", another=True)
        assert imported(office, text, tmp_path).second_complaints == []

    def test_is_said_under_the_key_it_was_stored_with(self, office: World, tmp_path: Path) -> None:
        for rule in (SUPPORT, COSTS):
            complain(office, rule, case_ref="23-1234")
        assert imported(office, table(*[REASSESSMENT] * 3), tmp_path).second_complaints[0]["line"] == 4

    def test_of_other_deadlines_a_repetition_is_the_same_one(self, office: World, tmp_path: Path) -> None:
        assert imported(office, table({}, {}), tmp_path).second_complaints == []
