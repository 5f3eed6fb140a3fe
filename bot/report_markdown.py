"""The report as Markdown: the plan's four goals, each figure with its definition, table and picture."""

import re
from collections.abc import Iterable, Iterator, Mapping

from babel.dates import format_date

from bot import report_words as words
from bot.report_rows import PART, Row, appeal_rows, appeals_by_paragraph, parts_of, rest_on_few, rows_of
from bot.report_values import Report
from rules.appeal_figures import APPEAL_DEFINITIONS, AppealFigure
from rules.figures import DEFINITIONS, Figure, Goal
from rules.reversal import FEW
from rules.small_numbers import SMALLEST

# Pictures by figure: the file's name, and what it shows.
Pictures = Mapping[Figure, tuple[str, str]]
PARAGRAPHS = "Paragraf, seneste tolv måneder"
NO_CURVE = "Der er endnu ikke tal fra to måneder, så der er ingen kurve."
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def markdown(report: Report, pictures: Pictures) -> str:
    """The whole page."""
    parts = [*_head(report), *_overview(report)]
    for goal in Goal:
        parts += _goal(report, goal, pictures)
    return "\n\n".join(parts) + "\n"


def moment(report: Report) -> str:
    """ "22. november 2026 kl. 9:14"."""
    at = report.made_at
    return f"{format_date(at.date(), 'd. MMMM y', locale='da')} kl. {at.hour}:{at.minute:02}"


def whom(report: Report) -> str:
    """Whom the report is about: a team, or the office's teams."""
    return ", ".join(name for key, name in report.teams.items() if key)


def how_to_read(report: Report) -> str:
    """What hidden and bounded values mean."""
    return (
        f"Tal fra 1 til {SMALLEST - 1} er skjult, så ingen kan genkendes, og det samme er de tal, de ellers "
        "kunne regnes ud af. Hvor kun den ene side af en andel er lille, står der »mindst« eller »højst«. "
        "n er det antal, tallet hviler på; jo mindre n er, jo mere er tilfældigt."
    )


def provisional(report: Report) -> list[str]:
    """What to know of a month that is not over; nothing when it is."""
    if not report.unfinished:
        return []
    return [
        f"Foreløbig: {report.month.name} er ikke slut. Tallene er talt op til {moment(report)} "
        "og ændrer sig, til måneden er omme."
    ]


def _head(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.office)}: {report.month.name}"
    yield (
        f"Rapport om {report.month.name} for {escaped(whom(report))}. "
        f"Tallene er trukket {moment(report)} og sammenlignet med {report.previous.name}."
    )
    yield from (f"**{note}**" for note in provisional(report))
    yield how_to_read(report)
    if report.markers:
        yield "Mærkedage i kurverne:"
        yield "\n".join(
            f"- {format_date(one.day, 'd. MMMM y', locale='da')}: {escaped(one.text)}"
            for one in report.markers
        )


def _overview(report: Report) -> Iterator[str]:
    """Every figure of the first column in one table."""
    team, name = next(iter(report.teams.items()))
    yield f"## Overblik: {escaped(name)}"
    rows = [
        (words.title(figure), *row_cells(report, row))
        for figure in Figure
        for row in rows_of(report, figure)
        if row.team == team
    ]
    yield table(("Tal", *heads(report)), rows)
    appeals = [
        (f"{APPEAL_DEFINITIONS[figure].title}, {span}", *row_cells(report, row))
        for figure in AppealFigure
        for span, row in zip(words.SPANS.values(), appeal_rows(report, figure, team), strict=True)
    ]
    yield table(("Klager", *appeal_heads(report)), appeals)


def _goal(report: Report, goal: Goal, pictures: Pictures) -> Iterator[str]:
    yield f"## {words.GOALS[goal]}"
    yield words.WHAT_IT_SPEAKS_TO[goal]
    for figure in Figure:
        if DEFINITIONS[figure].goal is goal:
            yield from _figure(report, figure, pictures)
    for appeal in AppealFigure:
        if APPEAL_DEFINITIONS[appeal].goal is goal:
            yield from _appeal(report, appeal)


def _figure(report: Report, figure: Figure, pictures: Pictures) -> Iterator[str]:
    definition = DEFINITIONS[figure]
    yield f"### {definition.title}"
    yield f"*{definition.text}*"
    yield table(
        ("", *heads(report)), [(row.name, *row_cells(report, row)) for row in rows_of(report, figure)]
    )
    parts = parts_of(report, figure)
    if parts:
        yield table((PART[figure], *heads(report)), [(row.name, *row_cells(report, row)) for row in parts])
    if figure in pictures:
        file, alt = pictures[figure]
        yield f"![{escaped(alt)}]({file})"
    else:
        yield NO_CURVE


def _appeal(report: Report, figure: AppealFigure) -> Iterator[str]:
    """A figure of complaints. It has no curve: from month to month one would tell of single cases."""
    definition = APPEAL_DEFINITIONS[figure]
    yield f"### {definition.title}"
    yield f"*{definition.text}*"
    yield f"Trukket {moment(report)}."
    rows = [row for team in report.teams for row in appeal_rows(report, figure, team)]
    yield table(("", *appeal_heads(report)), [(row.name, *row_cells(report, row)) for row in rows])
    parts = list(appeals_by_paragraph(report, figure))
    if parts:
        yield table(
            (PARAGRAPHS, *appeal_heads(report)), [(row.name, *row_cells(report, row)) for row in parts]
        )
    yield from map(escaped, few([*rows, *parts]))


def few(rows: Iterable[Row]) -> list[str]:
    """The warning about shares that rest on few; nothing when none do."""
    names = rest_on_few(rows)
    return [f"Under {FEW} sager, så én flytter meget: {'; '.join(names)}."] if names else []


def appeal_heads(report: Report) -> tuple[str, ...]:
    """The columns of a figure that is counted up to a day."""
    now, before = (
        f"til {format_date(one.until, 'd. MMMM y', locale='da')}"
        for one in (report.appeals, report.appeals_before)
    )
    return (now, "n", before, "n", "Ændring")


def heads(report: Report) -> tuple[str, ...]:
    """What the columns beside the name are."""
    now = report.month.name + (" (foreløbig)" if report.unfinished else "")
    return (now, "n", report.previous.name, "n", "Ændring")


def row_cells(report: Report, row: Row) -> tuple[str, ...]:
    """A row in words: now, n, before, n, and the change."""
    return (
        words.said(row.unit, row.now),
        words.base(row.now),
        words.said(row.unit, row.before),
        words.base(row.before),
        words.change(row.unit, row.now, row.before, too_early=report.unfinished and not row.lasting),
    )


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; the first column to the left, figures to the right."""
    head = list(head)
    lines = [f"| {' | '.join(map(escaped, head))} |", f"|:---|{'---:|' * (len(head) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(escaped, row))} |" for row in rows)])


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
