"""A rule that is changed applies to new clocks; what runs keeps its own until the lead decides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.municipal import Placed
from rules.statute import Length, Rule, Unit
from storage import catalogue, rule_changes
from storage.rule_changes import Changed, UnchangedError
from tests.calls import at, opened_home
from tests.cases import SUPPORT, announced, case_of, registered
from tests.world import World

FOUR_WEEKS = replace(SUPPORT, length=Length(Unit.WEEKS, Decimal(4)))
# Received on Thursday 26 November 2026. Four weeks later the office is closed for Christmas.
EIGHT_LATER, FOUR_LATER = date(2027, 1, 21), date(2026, 12, 24)


def put(world: World, *rules: Rule) -> None:
    """The administrator imports the municipality's table."""
    with world.parts.database.write() as session:
        placed = [Placed(rule, line) for line, rule in enumerate(rules, start=2)]
        catalogue.import_rules(session, placed, file="frister.csv", by="U0ADMIN", now=world.now)


def changed(world: World, teams: list[str] | None = None) -> list[Changed]:
    with world.parts.database.read() as session:
        known = catalogue.current(session, world.office)
        return rule_changes.changed(session, world.office, known, teams)


def decide(world: World, decision: object, number: int) -> None:
    assert callable(decision)
    with world.parts.database.write() as session:
        known = catalogue.current(session, world.office)
        decision(session, world.office, known, number, by="U0LONE", now=world.now)


class TestAChangedRule:
    def test_leaves_what_runs_alone_and_is_reported(self, world: World) -> None:
        put(world, SUPPORT)
        number = registered(world)
        put(world, FOUR_WEEKS)
        (found,) = changed(world)
        assert (found.number, found.legal_on, found.would_be) == (number, EIGHT_LATER, FOUR_LATER)
        assert case_of(world, number).legal_on == EIGHT_LATER

    def test_applies_to_new_clocks(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        put(lite_world, FOUR_WEEKS)
        with lite_world.parts.database.read() as session:
            rule = catalogue.current(session, lite_world.office).rule(SUPPORT.key)
        assert case_of(lite_world, registered(lite_world, rule)).legal_on == FOUR_LATER
        assert changed(lite_world) == []

    def test_another_teams_clocks_are_not_this_leads(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        registered(lite_world)
        put(lite_world, FOUR_WEEKS)
        assert changed(lite_world, ["voksen-b"]) == []

    def test_one_that_moves_no_date_asks_nobody(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        registered(lite_world)
        put(lite_world, replace(SUPPORT, name="Socialpædagogisk bistand og træning"))
        assert changed(lite_world) == []

    def test_one_that_cannot_be_counted_again_hides_no_other(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        registered(lite_world)
        put(lite_world, replace(SUPPORT, length=Length(Unit.HOURS, Decimal(24))))
        assert [one.would_be for one in changed(lite_world)] == [None]

    def test_one_that_is_gone_asks_nobody(self, lite_world: World) -> None:
        registered(lite_world)
        assert changed(lite_world) == []


class TestTheLeadDecides:
    def test_to_keep_the_old(self, world: World) -> None:
        put(world, SUPPORT)
        number = registered(world)
        put(world, FOUR_WEEKS)
        decide(world, rule_changes.keep, number)
        assert changed(world) == []
        assert case_of(world, number).legal_on == EIGHT_LATER
        assert [one.deadline_id for one in world.events("rule_kept")] == [number]

    def test_and_is_asked_again_when_it_changes_again(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        number = registered(lite_world)
        put(lite_world, FOUR_WEEKS)
        decide(lite_world, rule_changes.keep, number)
        put(lite_world, replace(SUPPORT, length=Length(Unit.WEEKS, Decimal(6))))
        assert [one.number for one in changed(lite_world)] == [number]

    def test_to_use_the_new_from_the_same_receipt(self, world: World) -> None:
        put(world, SUPPORT)
        number = registered(world)
        put(world, FOUR_WEEKS)
        world.move_to(at(1, 9, month=12))
        decide(world, rule_changes.use_new, number)
        assert case_of(world, number).legal_on == FOUR_LATER
        assert world.item(number).due_at == at(24, 23, 59, month=12)
        assert world.item(number).goal_at == at(23, 15, month=12)
        assert changed(world) == []

    def test_an_announced_date_stands(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        number = registered(lite_world)
        announced(lite_world, number, date(2027, 2, 15))
        put(lite_world, FOUR_WEEKS)
        decide(lite_world, rule_changes.use_new, number)
        assert case_of(lite_world, number).legal_on == FOUR_LATER
        assert lite_world.item(number).due_at == at(15, 23, 59, month=2, year=2027)

    def test_nothing_to_decide_is_said(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        number = registered(lite_world)
        with pytest.raises(UnchangedError):
            decide(lite_world, rule_changes.keep, number)


class TestOnTheLeadsHome:
    def test_the_lead_sees_how_many_and_decides_in_a_modal(self, lite_world: World) -> None:
        put(lite_world, SUPPORT)
        number = registered(lite_world)
        put(lite_world, FOUR_WEEKS)
        lone = lite_world.visitor("LONE")
        opened_home(lite_world, "LONE")
        lite_world.tick()
        home = lone.home()
        assert home is not None
        assert "1 løbende frist har fået en ny regel" in str(home)
        lone.press(home, "rules_changed_open", "U0LONE")
        modal = lite_world.modal("LONE")
        assert f"Nr. {number} · § 85" in str(modal)
        lone.press(modal, "rule_use_new", str(number))
        lite_world.settle()
        assert case_of(lite_world, number).legal_on == FOUR_LATER
        assert "ingen løbende frister" in str(lite_world.modal("LONE"))
