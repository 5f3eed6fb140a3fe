"""The catalogue as it is remembered: what is in force, who changed it, and nothing rewritten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.office_file import EXAMPLE, load_office
from rules.office import Deadlines, Office
from rules.shipped import shipped
from rules.statute import Length, Mark, Rule, Unit
from storage.case_models import RuleVersion
from storage.catalogue import current, municipal
from storage.catalogue_import import Report, import_table
from storage.database import Database, connect
from storage.migrate import upgrade
from storage.models import Event
from tests.municipal import GREVE, PUBLISHED, SOENDERBORG, table

OFFICE = load_office(EXAMPLE)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEL_85 = ("serviceloven", "85", "Socialpædagogisk støtte", "8", "uger", "8 uger")
LONGER = ("serviceloven", "85", "Socialpædagogisk støtte", "10", "uger", "10 uger")
UNREADABLE = ("serviceloven", "96", "BPA", "snart", "uger", "")


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Database]:
    made = connect(sqlite_url)
    upgrade(made)
    yield made
    made.close()


def deciding(deadlines: Deadlines) -> Office:
    return replace(OFFICE, deadlines=deadlines)


def import_rows(database: Database, *rows: tuple[str, ...], at: datetime = NOW) -> Report:
    with database.write() as session:
        return import_table(session, OFFICE, "frister.csv", table(*rows), by="U0ADMIN", now=at)


def import_file(database: Database, path: Path) -> Report:
    with path.open("rb") as content, database.write() as session:
        return import_table(session, OFFICE, path.name, content, by="U0ADMIN", now=NOW)


def in_force(database: Database) -> dict[str, Rule]:
    with database.read() as session:
        return {rule.key: rule for rule in municipal(session)}


def versions(session: Session) -> list[RuleVersion]:
    return list(session.scalars(select(RuleVersion).order_by(RuleVersion.id)))


class TestInForce:
    def test_recalled_rules_are_off_until_the_office_turns_them_on(self, lite: Database) -> None:
        recalled = {rule.key for rule in shipped() if rule.mark is Mark.RECALLED}
        with lite.read() as session:
            assert not recalled & set(current(session, OFFICE).by_key)
            on = current(session, deciding(Deadlines(on=frozenset({"magt-indberetning"}))))
        assert recalled & set(on.by_key) == {"magt-indberetning"}

    def test_the_offices_length_stands_where_the_law_has_none(self, lite: Database) -> None:
        ten_days = Length(Unit.WORKING_DAYS, Decimal(10))
        with lite.read() as session:
            rule = current(session, deciding(Deadlines(lengths={"borgerraadgiver": ten_days}))).rule(
                "borgerraadgiver"
            )
        assert (rule.length, rule.mark) == (ten_days, Mark.LOCAL)

    def test_the_offices_length_never_stands_against_the_laws(self, lite: Database) -> None:
        with lite.read() as session:
            office = deciding(Deadlines(lengths={"stofmisbrug": Length(Unit.WEEKS, Decimal(4))}))
            assert current(session, office).rule("stofmisbrug").length == Length(Unit.DAYS, Decimal(14))

    def test_a_follow_up_with_a_length_comes_again_as_often(self, lite: Database) -> None:
        half_year = Length(Unit.MONTHS, Decimal(6))
        with lite.read() as session:
            rule = current(session, deciding(Deadlines(lengths={"opfoelgning": half_year}))).rule(
                "opfoelgning"
            )
        assert (rule.length, rule.repeat) == (half_year, half_year)

    def test_the_municipalitys_rules_stand_beside_the_laws(self, database: Database) -> None:
        import_file(database, GREVE)
        with database.read() as session:
            found = current(session, OFFICE)
        assert found.rule("serviceloven-96").length == Length(Unit.WEEKS, Decimal(12))
        assert found.rule("stofmisbrug").law == "serviceloven"

    def test_one_transaction_reads_it_once_and_sees_its_own_import(self, lite: Database) -> None:
        with lite.write() as session:
            assert current(session, OFFICE) is current(session, OFFICE)
            import_table(session, OFFICE, "f.csv", table(SEL_85), by="U0ADMIN", now=NOW)
            assert "serviceloven-85" in current(session, OFFICE).by_key


class TestImporting:
    @pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
    def test_the_same_file_twice_changes_nothing(self, database: Database, path: Path) -> None:
        first, before = import_file(database, path), in_force(database)
        second = import_file(database, path)
        assert len(first.difference.changed) == len(before) == len(second.difference.unchanged)
        assert (second.difference.changed, second.difference.absent) == ((), ())
        assert in_force(database) == before
        with database.read() as session:
            assert len(versions(session)) == len(before)

    def test_a_changed_length_supersedes_and_rewrites_nothing(self, database: Database) -> None:
        import_rows(database, SEL_85)
        later = NOW + timedelta(days=30)
        (change,) = import_rows(database, LONGER, at=later).difference.changed
        assert change.before
        assert [change.before.length.amount, change.after.length.amount] == [8, 10]
        assert set(change.fields) == {"length", "raw"}
        with database.read() as session:
            old, new = versions(session)
        assert (old.data["raw"], old.superseded_at, old.imported_at) == ("8 uger", later, NOW)
        assert (new.data["raw"], new.superseded_at, new.line, new.file) == ("10 uger", None, 2, "frister.csv")

    def test_what_the_file_does_not_name_stays_and_is_named(self, database: Database) -> None:
        import_file(database, GREVE)
        report = import_file(database, SOENDERBORG)
        absent = {rule.key for rule in report.difference.absent}
        assert absent == {"serviceloven-85-botilbudslignende-tilbud", "serviceloven-110"}
        assert absent <= set(in_force(database))

    def test_one_row_that_cannot_be_read_stops_everything(self, database: Database) -> None:
        report = import_rows(database, SEL_85, UNREADABLE)
        assert report.stopped
        assert [said.line for said in report.reading.faulty] == [3]
        assert in_force(database) == {}
        with database.read() as session:
            assert session.scalars(select(Event)).all() == []

    def test_a_row_the_law_has_settled_stands_aside_alone(self, database: Database) -> None:
        report = import_rows(database, ("serviceloven", "101", "Stof", "4", "uger", ""), SEL_85)
        assert (len(report.reading.refused), set(in_force(database))) == (1, {"serviceloven-85"})

    def test_the_log_says_who_and_how_many(self, database: Database) -> None:
        import_rows(database, SEL_85)
        import_rows(database, SEL_85)
        with database.read() as session:
            (event,) = session.scalars(select(Event)).all()
        assert (event.actor, event.action) == ("U0ADMIN", "rules_imported")
        assert event.detail == {"changed": 1, "unchanged": 0}

    def test_a_transaction_that_fails_leaves_nothing(self, database: Database) -> None:
        with pytest.raises(ZeroDivisionError):
            import_and_fail(database)
        assert in_force(database) == {}


def import_and_fail(database: Database) -> None:
    with database.write() as session:
        import_table(session, OFFICE, "f.csv", table(SEL_85), by="U0ADMIN", now=NOW)
        raise ZeroDivisionError
