"""A catalogue of a few municipal rules beside the nation's, and deadlines registered through the form."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from rules.catalogue import Catalogue, catalogue_of
from rules.municipal import Placed
from rules.shipped import shipped
from rules.statute import Kind, Length, Mark, Rule, Unit
from storage.catalogue import import_rules
from tests import payload_shapes as shapes
from tests.front_desk import KARIM, FrontDesk
from tests.payload_shapes import Json


def municipal(key: str, paragraph: str, name: str, weeks: str, variant: str = "") -> Rule:
    return Rule(
        key=key,
        name=name,
        law="serviceloven",
        paragraph=paragraph,
        kind=Kind.DECISION,
        length=Length(Unit.WEEKS, Decimal(weeks)),
        starts="ansøgning modtaget",
        variant=variant,
        mark=Mark.LOCAL,
    )


RULE_85 = municipal("kommune-85", "85", "Socialpædagogisk bistand", "8")
RULE_100_NEW = municipal("kommune-100-ny", "100", "Merudgifter til voksne", "12", "nye sager")
RULE_100_OLD = municipal("kommune-100-loebende", "100", "Merudgifter til voksne", "4", "løbende sager")
RULE_82A = municipal("kommune-82a", "82 a", "Gruppebaseret hjælp", "4")
MEETING = replace(
    municipal("kommune-opholdskommune", "", "Akut vurdering", "0"),
    kind=Kind.OTHER,
    length=Length(Unit.HOURS, Decimal(24)),
)
LOCAL = (RULE_85, RULE_100_NEW, RULE_100_OLD, RULE_82A, MEETING)
CATALOGUE = catalogue_of([rule for rule in shipped() if rule.mark is not Mark.RECALLED], LOCAL)

REGISTER = {"rule": "kommune-85", "case_ref": "23-1234", "received_on": "2026-11-20"}


def with_rules(desk: FrontDesk) -> FrontDesk:
    """The desk with the municipality's own table imported."""
    placed = [Placed(rule, line) for line, rule in enumerate(LOCAL, start=2)]
    with desk.database.write() as session:
        import_rules(session, placed, file="tabel.csv", by="U0ADMIN", now=desk.now)
    return desk


def deadline_form(desk: FrontDesk, user: str = KARIM) -> Json:
    """The empty form, opened."""
    desk.command(user, "", "/deadline")
    return shapes.opened(desk.modal())


def registered(desk: FrontDesk, user: str = KARIM, **fields: Any) -> int:
    """Register a deadline through the form; returns its number."""
    before = desk.newest()
    answer = desk.submit(user, deadline_form(desk, user), REGISTER | fields)
    assert answer.errors == {}, answer.errors
    assert desk.newest() == before + 1
    return before + 1


def catalogue(*rules: Rule) -> Catalogue:
    return Catalogue(rules or CATALOGUE.rules)
