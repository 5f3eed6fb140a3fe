"""`python -m bot rules --changed`: running deadlines whose rule has been changed since they began."""

import json
from collections.abc import Sequence

import typer

from bot.at_hand import database_at_hand
from bot.failing import explained
from bot.rules_at_hand import office_at_hand
from bot.settings import load_settings
from rules.length_words import in_words
from storage import catalogue, rule_changes
from storage.rule_changes import Changed


def rules_changed(as_json: bool) -> None:
    """Print them. They keep the rule they began with until the lead decides, on Home."""
    with explained():
        settings = load_settings()
        office = office_at_hand(settings)
        with database_at_hand(settings) as database, database.read() as session:
            found = rule_changes.changed(session, office, catalogue.current(session, office))
    typer.echo(json.dumps(_as_data(found), ensure_ascii=False) if as_json else _as_text(found))


def _as_data(found: Sequence[Changed]) -> dict[str, object]:
    return {
        "count": len(found),
        "changed": [
            {
                "number": one.number,
                "team": one.team_key,
                "rule": one.now_in_force.key,
                "from": str(in_words(one.began_with.length)),
                "to": str(in_words(one.now_in_force.length)),
                "due": one.legal_on.isoformat(),
                "would_be": one.would_be.isoformat() if one.would_be else None,
            }
            for one in found
        ],
    }


def _would_be(one: Changed) -> str:
    return f"{one.would_be:%d.%m.%Y}" if one.would_be else "kan ikke regnes uden klokkeslæt for modtagelsen"


def _as_text(found: Sequence[Changed]) -> str:
    if not found:
        return "Ingen løbende frister har fået en ny regel."
    lines = [
        f"nr. {one.number:<6} {one.now_in_force.key:<30} "
        f"{in_words(one.began_with.length)} -> {in_words(one.now_in_force.length)}   "
        f"frist {one.legal_on:%d.%m.%Y} -> {_would_be(one)}"
        for one in found
    ]
    return "\n".join(
        [*lines, "", f"{len(found)} løbende frister. Teamlederen vælger for hver af dem på Hjem."]
    )
