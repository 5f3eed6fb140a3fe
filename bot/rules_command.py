"""`python -m bot rules`: the catalogue of deadlines, with mark and source."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from bot.failing import explained
from bot.rule_changes import rules_changed
from bot.rules_at_hand import catalogue_at_hand, office_at_hand
from bot.settings import load_settings
from rules.catalogue import Catalogue
from rules.length_words import in_words
from rules.shipped import shipped
from rules.statute import Length, Rule, Unit

HEADER = f"{'Nøgle':<26} {'Længde':<18} Mærke  Navn, lov og variant"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules")(rules)


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only the running deadlines whose rule has been changed since.")
    ] = False,
) -> None:
    """List the catalogue: the law's deadlines with mark and source, and the municipality's own.

    V was read at the source; R is recalled and off until the office file turns it on; L is the
    municipality's table or the office's own decision.
    """
    if changed:
        rules_changed(as_json)
        return
    with explained():
        settings = load_settings()
        office = office_at_hand(settings)
        listed = list(_listed(catalogue_at_hand(settings, office)))
    if as_json:
        rows = [as_data(rule, on=on) for rule, on in listed]
        typer.echo(json.dumps({"count": len(rows), "rules": rows}, ensure_ascii=False))
    else:
        typer.echo(HEADER)
        typer.echo("\n".join(_line(rule, on) for rule, on in listed))
        typer.echo(f"\n{len(listed)} frister. Kilder og vilkår: python -m bot rules --json")


def as_data(rule: Rule, *, on: bool) -> dict[str, object]:
    """A rule as `--json` prints it; `amount` and `least` are numbers as written, "2.5"."""
    return {
        "key": rule.key,
        "name": rule.name,
        "law": rule.law,
        "paragraph": rule.paragraph,
        "variant": rule.variant,
        "kind": rule.kind.value,
        **_length(rule.length),
        "extension": _length(rule.extension) if rule.extension else None,
        "starts": rule.starts,
        "ends": rule.ends.value,
        "whose": rule.whose.value,
        "local": rule.local,
        "late": rule.late,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "mark": rule.mark.value,
        "on": on,
        "source": rule.source,
        "raw": rule.raw,
    }


def _listed(catalogue: Catalogue) -> Iterator[tuple[Rule, bool]]:
    """What is in force, and after it what could be turned on."""
    for rule in catalogue.rules:
        yield rule, True
    for rule in shipped():
        if rule.key not in catalogue.by_key:
            yield rule, False


def _length(length: Length) -> Mapping[str, object]:
    return {
        "length": str(in_words(length)),
        "amount": format(length.amount.normalize(), "f") if length.unit in _COUNTED else None,
        "least": format(length.least.normalize(), "f") if length.least is not None else None,
        "unit": length.unit.value,
    }


_COUNTED = frozenset({Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS})


def place_of(rule: Rule) -> str:
    """Where the rule stands: "serviceloven § 85", "databeskyttelsesforordningen art. 12 stk. 3"."""
    if not rule.paragraph:
        return rule.law
    sign = "" if rule.paragraph.startswith("art.") else "§ "
    return f"{rule.law} {sign}{rule.paragraph}"


def _line(rule: Rule, on: bool) -> str:
    off = "" if on else "  (slået fra)"
    variant = f", {rule.variant}" if rule.variant else ""
    length = str(in_words(rule.length))
    return f"{rule.key:<26} {length:<18} {rule.mark.value:<5}  {rule.name} · {place_of(rule)}{variant}{off}"
