"""The action plan as Markdown for a committee: counts, picture, timeline in letters, each initiative."""

from collections.abc import Iterator

from bot.plan_words import (
    LETTERS,
    SLUT,
    Plan,
    alt_text,
    is_today,
    letters,
    month_name,
    month_or_none,
    state,
)
from bot.report_markdown import escaped
from rules.initiative import Initiative


def markdown(plan: Plan, picture: str) -> str:
    """The whole page; `picture` is the file's name beside it."""
    parts = [
        f"# {escaped(plan.office)}: handleplanen",
        f"{escaped(plan.counts)} Opgjort {plan.moment}.",
        f"![{escaped(alt_text(plan))}]({picture})",
        *_timeline(plan),
        "## Indsatserne",
    ]
    for one in plan.initiatives:
        parts += _initiative(plan, one)
    return "\n\n".join(parts) + "\n"


def _timeline(plan: Plan) -> Iterator[str]:
    """The same in letters, for whoever reads no pictures."""
    key = ", ".join(f"{letter} er {meaning}" for letter, meaning in LETTERS.items())
    yield "## Tidslinjen i tekst"
    yield f"{key}, {SLUT} er slut. Måneden i dag er fed."
    names = [f"**{month_name(one)}**" if is_today(plan, one) else month_name(one) for one in plan.months]
    rows = [["Indsats", *names], ["---"] * (len(names) + 1)]
    rows += [
        [escaped(one.title), *(letters(one, month) for month in plan.months)] for one in plan.initiatives
    ]
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _initiative(plan: Plan, one: Initiative) -> Iterator[str]:
    yield f"### {escaped(one.title)}"
    facts = [
        f"**{state(plan, one)}**",
        f"Planlagt: {_span(one)}. Ventet start: {month_or_none(one.expected)}. "
        f"Faktisk start: {month_or_none(one.started)}. Slut: {month_or_none(one.ended)}.",
    ]
    if one.answers:
        facts.append(f"Svarer på: {escaped(one.answers)}.")
    if one.note:
        facts.append(f"Om datoerne: {escaped(one.note)}")
    yield "\\\n".join(facts)
    yield f"> {escaped(one.status)}" if one.status else "> Der er ikke skrevet nogen status."


def _span(one: Initiative) -> str:
    if one.planned_end is None:
        return f"{month_name(one.planned)} uden slut"
    return f"{month_name(one.planned)} til {month_name(one.planned_end)}"
