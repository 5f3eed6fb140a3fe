"""The simulated office: what a stretch of its time shows, and that its judge would see what is wrong."""

import copy
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli import app
from bot.peak import held_mb
from bot.simulate import Plan, Simulation
from bot.simulate_command import build
from bot.simulate_footprint import footprint
from bot.simulate_judge import RULES, Verdict, judge
from bot.simulate_office import ZONE
from bot.simulate_recorder import Told
from storage import events, notices
from storage.case_models import CaseClock
from storage.database import connect
from storage.models import CALLBACK, Absence, Callback, Deadline, Outbox, OutboxItem, State

# Five working days, and then Easter.
PLAN = Plan(first=date(2027, 3, 18), days=10, calls=40, seed=7, urgent=0.05, cases=6)
ENDED = datetime.combine(PLAN.first + timedelta(days=PLAN.days), time.min, tzinfo=ZONE)
GOOD_FRIDAY = date(2027, 3, 26)
OFTEN = {"logged", "rang_again", "looked", "took", "spoke", "noted", "no_answer", "agreed", "snoozed", "away"}


def lived(plan: Plan, folder: Path) -> Simulation:
    """The plan, lived through on a database in `folder`."""
    simulation = build(plan, folder)
    for _ in simulation.days():
        continue
    return simulation


@pytest.fixture(scope="module")
def ten_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulation]:
    simulation = lived(PLAN, tmp_path_factory.mktemp("simulated"))
    yield simulation
    simulation.stage.database.close()


@pytest.fixture(scope="module")
def verdict(ten_days: Simulation) -> Verdict:
    return judge(ten_days)


@dataclass
class Tampered:
    """A copy of the ten days, to falsify one thing in."""

    simulation: Simulation

    @property
    def told(self) -> list[Told]:
        return self.simulation.recorder.told

    def first(self, *kinds: str) -> Told:
        """The first message of one of these kinds."""
        with self.simulation.stage.database.read() as session:
            found = set(session.scalars(select(Outbox.id).where(Outbox.kind.in_(kinds))))
        return next(one for one in self.told if one.outbox_id in found)

    def change(self, change: Callable[[Session], object]) -> None:
        """Change the tables, and look at them as at the end of a day."""
        with self.simulation.stage.database.write() as session:
            change(session)
            session.flush()
            self.simulation.audit.look(session, ENDED - timedelta(hours=1))

    def call(self, told: Iterable[Told], kind: str) -> None:
        """Say that these messages were of that kind."""
        kinds = self.simulation.audit.kinds
        kinds |= {one.outbox_id: (kind, kinds[one.outbox_id][1]) for one in told}

    def wrong(self) -> dict[str, int]:
        return judge(self.simulation).wrong


@pytest.fixture
def tampered(ten_days: Simulation, tmp_path: Path) -> Iterator[Tampered]:
    source = ten_days.stage.database
    source.close()
    shutil.copy(str(source.engine.url.database), tmp_path / "copy.db")
    simulation = copy.copy(ten_days)
    simulation.stage = replace(ten_days.stage, database=connect(f"sqlite:///{tmp_path / 'copy.db'}"))
    simulation.recorder = copy.deepcopy(ten_days.recorder)
    simulation.audit, simulation.reception = copy.deepcopy(ten_days.audit), copy.copy(ten_days.reception)
    yield Tampered(simulation)
    simulation.stage.database.close()


class TestTenDaysOfTheOffice:
    def test_nothing_is_wrong(self, verdict: Verdict) -> None:
        assert verdict.wrong == {}

    def test_people_do_what_people_do(self, verdict: Verdict) -> None:
        assert set(verdict.acts) >= OFTEN

    def test_calls_come_on_working_days_and_few_at_easter(self, verdict: Verdict) -> None:
        assert verdict.calls > 4 * PLAN.calls
        assert verdict.calls < 6 * PLAN.calls

    def test_each_lead_gets_the_counts_of_each_week(self, verdict: Verdict) -> None:
        assert verdict.weeks == 3

    def test_everybody_who_is_told_is_told_within_the_budget(self, verdict: Verdict) -> None:
        assert verdict.messages > verdict.urgent > 0
        assert 0 < verdict.most_in_a_day <= 3


def test_the_same_seed_gives_the_same_days(tmp_path: Path) -> None:
    plan = Plan(first=date(2027, 3, 1), days=1, calls=12, seed=3)
    verdicts = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        simulation = lived(plan, tmp_path / name)
        verdicts.append(judge(simulation))
        simulation.stage.database.close()
    assert verdicts[0] == verdicts[1]


def test_the_command_ends_with_one_object() -> None:
    result = CliRunner().invoke(
        app, ["simulate", "--days", "1", "--calls", "2", "--first", "2027-03-01", "--json"]
    )
    assert result.exit_code == 0
    figures = json.loads(result.stdout.splitlines()[-1])
    assert figures["days"] == 1
    assert not any(figures[rule] for rule in RULES)
    assert figures["footprints"] == []
    assert 0 <= figures["notes_mb"] < 1


class TestTheJudgeSees:
    def test_every_rule_is_proved_here(self) -> None:
        proofs = [name for name in vars(TestTheJudgeSees) if name.startswith("test_")]
        assert all(any(rule in name for name in proofs) for rule in RULES)

    def test_untouched_copies_are_faultless(self, tampered: Tampered) -> None:
        assert tampered.wrong() == {}

    def test_no_next_step_when_a_step_was_never_taken(self, tampered: Tampered) -> None:
        forgotten = update(Deadline).where(Deadline.id == _live(tampered)).values(next_step_at=PLAN_BEGAN)
        tampered.change(lambda session: session.execute(forgotten))
        assert tampered.wrong() == {"no_next_step": 1}

    def test_nobodys_when_the_team_is_gone(self, tampered: Tampered) -> None:
        astray = update(Deadline).where(Deadline.id == _live(tampered)).values(team_key="nedlagt")
        tampered.change(lambda session: session.execute(astray))
        assert tampered.wrong() == {"nobodys": 1}

    def test_overslept_when_a_snooze_did_not_wake(self, tampered: Tampered) -> None:
        asleep = update(Deadline).where(Deadline.id == _live(tampered)).values(snoozed_until=PLAN_BEGAN)
        tampered.change(lambda session: session.execute(asleep))
        assert tampered.wrong() == {"overslept": 1}

    @pytest.mark.parametrize("kinds", [(notices.LIST,), (notices.URGENT, notices.URGENT_LEAD)])
    def test_outside_hours_at_night(self, tampered: Tampered, kinds: tuple[str, ...]) -> None:
        _move(tampered, tampered.first(*kinds), hour=3)
        assert tampered.wrong() == {"outside_hours": 1}

    def test_case_untold_when_no_list_spoke_of_it_on_its_last_day(self, tampered: Tampered) -> None:
        with tampered.simulation.stage.database.read() as session:
            missed = select(CaseClock.deadline_id).where(CaseClock.missed_at.is_not(None))
            shown = missed.join(OutboxItem, OutboxItem.deadline_id == CaseClock.deadline_id)
            number = session.scalars(shown).first()
        assert number is not None
        tampered.change(
            lambda session: session.execute(delete(OutboxItem).where(OutboxItem.deadline_id == number))
        )
        assert tampered.wrong() == {"case_untold": 1}

    def test_outside_hours_on_a_holiday(self, tampered: Tampered) -> None:
        _move(tampered, tampered.first(notices.LIST), day=GOOD_FRIDAY)
        assert tampered.wrong() == {"outside_hours": 1}

    def test_to_absent_when_the_recipient_was_away(self, tampered: Tampered) -> None:
        told = tampered.first(notices.LIST)
        away = Absence(
            person_id=told.recipient,
            starts_at=told.at - timedelta(minutes=1),
            ends_at=told.at + timedelta(minutes=1),
            set_by=told.recipient,
            set_at=told.at - timedelta(hours=1),
        )
        tampered.change(lambda session: session.add(away))
        assert tampered.wrong() == {"to_absent": 1}

    def test_over_budget_at_the_fourth_message_of_a_day(self, tampered: Tampered) -> None:
        told = tampered.first(notices.LIST)
        tampered.told.extend([told] * 3)
        assert tampered.wrong()["over_budget"] == 1

    def test_told_twice_when_a_message_is_posted_again(self, tampered: Tampered) -> None:
        tampered.told.append(tampered.first(notices.URGENT))
        assert tampered.wrong() == {"told_twice": 1}

    def test_told_twice_when_two_lists_come_on_one_day(self, tampered: Tampered) -> None:
        first = tampered.first(notices.LIST)
        other = next(
            one
            for one in tampered.told
            if one.recipient == first.recipient
            and one.at.date() > first.at.date()
            and _is_list(tampered, one)
        )
        _put(tampered, other, replace(other, at=first.at))
        assert tampered.wrong()["told_twice"] == 1

    def test_told_twice_when_a_call_is_warned_of_again(self, tampered: Tampered) -> None:
        number, told = _live(tampered), tampered.told[:2]
        unrung = update(Callback).where(Callback.deadline_id == number).values(first_attempt_at=None)
        tampered.change(lambda session: session.execute(unrung))
        tampered.call(told, notices.WARN)
        for one in told:
            _put(tampered, one, replace(one, recipient=told[0].recipient, numbers=(number,)))
        assert tampered.wrong()["told_twice"] == 1

    def test_told_twice_when_a_lead_gets_two_counts_of_a_week(self, tampered: Tampered) -> None:
        first = tampered.first(notices.WEEK)
        other = next(one for one in tampered.told if _is_list(tampered, one))
        tampered.call([other], notices.WEEK)
        _put(tampered, other, replace(first, outbox_id=other.outbox_id))
        assert tampered.wrong()["told_twice"] == 1

    @pytest.mark.parametrize("wrong", [{"numbers": (1,)}, {"recipient": "U0P7"}])
    def test_week_astray_when_it_names_a_call_or_goes_to_no_lead(
        self, tampered: Tampered, wrong: dict[str, Any]
    ) -> None:
        told = tampered.first(notices.WEEK)
        changed = replace(told, **wrong)
        _put(tampered, told, changed)
        assert tampered.wrong() == {"week_astray": 1}

    def test_ill_when_a_lead_was_told_so(self, tampered: Tampered) -> None:
        told = tampered.first(notices.WEEK)
        tampered.call([told], notices.ILL)
        assert tampered.wrong() == {"ill": 1}

    def test_lost_when_a_call_was_not_stored(self, tampered: Tampered) -> None:
        tampered.simulation.reception.logged += 1
        assert tampered.wrong() == {"lost": 1}

    def test_not_lost_when_retention_deleted_it_and_says_so(self, tampered: Tampered) -> None:
        tampered.simulation.reception.logged += 1
        tampered.change(
            lambda session: events.record(
                session, at=ENDED, actor=events.ENGINE, action="retention_done", calls=1
            )
        )
        assert tampered.wrong() == {}

    def test_messages_are_judged_when_retention_has_deleted_their_rows(self, tampered: Tampered) -> None:
        silent = ~select(OutboxItem.outbox_id).where(OutboxItem.outbox_id == Outbox.id).exists()
        tampered.change(lambda session: session.execute(delete(Outbox).where(silent)))
        assert tampered.wrong() == {}

    def test_a_stand_in_is_known_when_retention_has_deleted_the_absence(self, tampered: Tampered) -> None:
        told = tampered.first(notices.WEEK)
        _put(tampered, told, replace(told, recipient="U0P7"))
        assert tampered.wrong() == {"week_astray": 1}
        heard = {one.recipient for one in tampered.told if abs(one.at - told.at) <= timedelta(minutes=1)}
        unheard = min(tampered.simulation.stage.office.people() - heard)
        away = Absence(
            person_id=unheard,
            deputy_id="U0P7",
            starts_at=told.at - timedelta(minutes=1),
            ends_at=told.at + timedelta(minutes=1),
            set_by=unheard,
            set_at=told.at - timedelta(hours=1),
        )
        tampered.change(lambda session: session.add(away))
        tampered.change(lambda session: session.execute(delete(Absence)))
        assert tampered.wrong() == {}

    def test_not_told_twice_when_a_statutory_date_is_warned_of_again(self, tampered: Tampered) -> None:
        told = tampered.told[:2]
        with tampered.simulation.stage.database.read() as session:
            number = session.scalars(select(CaseClock.deadline_id)).first()
        assert number is not None
        tampered.call(told, notices.WARN)
        for one in told:
            _put(tampered, one, replace(one, recipient=told[0].recipient, numbers=(number,)))
        assert tampered.wrong().get("told_twice", 0) == 0

    def test_to_absent_when_retention_has_deleted_the_absence(self, tampered: Tampered) -> None:
        self.test_to_absent_when_the_recipient_was_away(tampered)
        tampered.change(lambda session: session.execute(delete(Absence)))
        assert tampered.wrong() == {"to_absent": 1}

    def test_told_twice_when_retention_has_deleted_the_call(self, tampered: Tampered) -> None:
        self.test_told_twice_when_a_call_is_warned_of_again(tampered)
        tampered.change(lambda session: _forget(session, _live(tampered)))
        assert tampered.wrong()["told_twice"] == 1

    def test_not_told_twice_when_the_deleted_call_was_rung(self, tampered: Tampered) -> None:
        told, rung = tampered.told[-2:], tampered.simulation.audit.rung
        number = next(one for one, at in sorted(rung.items()) if at is not None and at <= told[0].at)
        tampered.call(told, notices.WARN)
        for one in told:
            _put(tampered, one, replace(one, recipient=told[0].recipient, numbers=(number,)))
        tampered.change(lambda session: _forget(session, number))
        assert tampered.wrong().get("told_twice", 0) == 0

    def test_untold_when_retention_has_deleted_the_call(self, tampered: Tampered) -> None:
        number, _ = _past_due(tampered)
        unrung = update(Callback).where(Callback.deadline_id == number).values(first_attempt_at=None)
        tampered.change(lambda session: session.execute(unrung))
        tampered.change(lambda session: _forget(session, number))
        assert number in tampered.simulation.audit.late
        assert tampered.wrong() == {}
        del tampered.simulation.recorder.first_shown[number]
        tampered.simulation.recorder.last_drawn.clear()
        assert tampered.wrong() == {"untold": 1}

    @pytest.mark.parametrize("late", [True, False])
    def test_untold_when_nobody_saw_the_call_before_its_limit(
        self, tampered: Tampered, *, late: bool
    ) -> None:
        number, due_at = _past_due(tampered)
        unrung = update(Callback).where(Callback.deadline_id == number).values(first_attempt_at=None)
        tampered.change(lambda session: session.execute(unrung))
        assert tampered.wrong() == {}
        unspoken = delete(OutboxItem).where(OutboxItem.deadline_id == number)
        tampered.change(lambda session: session.execute(unspoken))
        shown = tampered.simulation.recorder.first_shown
        del shown[number]
        if late:
            shown[number] = due_at + timedelta(minutes=1)
        assert tampered.wrong() == {"untold": 1}


PLAN_BEGAN = datetime.combine(PLAN.first, time.min, tzinfo=ZONE)


def _live(tampered: Tampered) -> int:
    """A call that is still to be rung."""
    with tampered.simulation.stage.database.read() as session:
        ring = (Deadline.kind == CALLBACK, Deadline.state == State.OPEN)
        return session.scalars(select(Deadline.id).where(*ring)).first() or 0


def _past_due(tampered: Tampered) -> tuple[int, datetime]:
    """A closed call whose limit has passed, and that limit."""
    closed = (Deadline.kind == CALLBACK, Deadline.state == State.CLOSED, Deadline.due_at < ENDED)
    with tampered.simulation.stage.database.read() as session:
        found = session.execute(select(Deadline.id, Deadline.due_at).where(*closed).limit(1)).one()
    return found[0], found[1]


def _forget(session: Session, number: int) -> None:
    """A call's rows as retention leaves them: gone."""
    for column in (OutboxItem.deadline_id, Callback.deadline_id):
        session.execute(delete(column.class_).where(column == number))


def _is_list(tampered: Tampered, told: Told) -> bool:
    with tampered.simulation.stage.database.read() as session:
        return session.get_one(Outbox, told.outbox_id).kind == notices.LIST


def _put(tampered: Tampered, old: Told, new: Told) -> None:
    tampered.told[tampered.told.index(old)] = new


def _move(tampered: Tampered, told: Told, *, hour: int | None = None, day: date | None = None) -> None:
    local = told.at.astimezone(ZONE)
    moved = datetime.combine(day or local.date(), local.time() if hour is None else time(hour), tzinfo=ZONE)
    _put(tampered, told, replace(told, at=moved))


def test_what_the_judge_keeps_is_measured_once_each() -> None:
    long = "x" * 1_000_000
    assert 0.9 < held_mb({"one": long}) < 1.1
    assert held_mb([long], {2: (long, long)}) < 1.1
    assert held_mb(Told(1, long, ENDED, (1, 2))) > 0.9


def test_what_it_takes_is_told_with_the_rows_that_grow(ten_days: Simulation) -> None:
    taken = footprint(ten_days.stage.database, GOOD_FRIDAY)
    with ten_days.stage.database.read() as session:
        assert taken.items == len(session.scalars(select(Deadline.id)).all()) > 100
    assert (taken.memory_mb or 0) > 10
    assert taken.database_mb > 0.5
