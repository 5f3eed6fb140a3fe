"""The quality sample in Slack: a message in counts, the window of its cases, the review, and the findings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rules.sample import Finding, Heading
from rules.sample_findings import OTHERS, Row
from rules.small_numbers import SMALLEST
from storage.register_models import QualityCase
from storage.samples import Sample
from views import ids
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    field_of,
    inert,
    modal,
    option,
    section,
    select,
)
from views.texts import Texts


def headings(t: Texts) -> Mapping[Heading, str]:
    """What a review looks at."""
    return {
        Heading.INFORMATION: t("Sagsoplysning"),
        Heading.REASONS: t("Begrundelse"),
        Heading.ASSESSMENT: t("Vurdering"),
        Heading.HEARING: t("Partshøring"),
        Heading.COMPLAINT_GUIDANCE: t("Klagevejledning"),
        Heading.DEADLINE: t("Frist"),
        Heading.ACTION_PLAN: t("Handleplan"),
        Heading.OVERALL: t("Helhedsvurdering"),
    }


def answers(t: Texts) -> Mapping[Finding, str]:
    """What it may say under each."""
    return {
        Finding.IN_ORDER: t("I orden"),
        Finding.REMARK: t("Bemærkning"),
        Finding.NOT_RELEVANT: t("Ikke relevant"),
    }


def message(t: Texts, found: Sample) -> Message:
    """What those who review are sent: how many, of which month, and how many are left."""
    text = f"{_drawn(t, found)} {_left(t, found.left)}"
    opening = button(ids.SAMPLE_OPEN, t("Se afgørelserne"), str(found.sample.id))
    return Message(text, [section(text), actions("sample", [opening])])


def _drawn(t: Texts, found: Sample) -> str:
    return t.count(
        "Kvalitetsstikprøve: 1 afgørelse fra {month} er trukket til gennemgang.",
        "Kvalitetsstikprøve: {n} afgørelser fra {month} er trukket til gennemgang.",
        len(found.cases),
        month=t.month(found.sample.month),
    )


def _left(t: Texts, left: int) -> str:
    if not left:
        return t("Alle er gennemgået.")
    return t.count("1 er ikke gennemgået.", "{n} er ikke gennemgået.", left)


def cases(
    t: Texts, found: Sample, seen: Sequence[QualityCase], mine: Sequence[int], teams: Mapping[str, str]
) -> Block:
    """The window: the cases the reader may see; those in `mine` (ids) they may review."""
    blocks = [section(_drawn(t, found)), context(_how(t, found))]
    for case in seen:
        blocks += _case(t, case, teams, may=case.id in mine)
    if not seen:
        blocks.append(section(t("Ingen af dem er fra et team, du leder.")))
    return modal(
        ids.SAMPLE_CASES,
        t("Kvalitetsstikprøve"),
        blocks,
        close=t("Luk"),
        private_metadata=str(found.sample.id),
    )


def _how(t: Texts, found: Sample) -> str:
    return t(
        "Trukket blandt {n} afgørelser den {day}, spredt over paragraffer og sagsbehandlere. "
        "Lod: SHA-256 af frøet {seed} og sagens nummer.",
        n=len(found.sample.frame),
        day=t.date(found.sample.drawn_at),
        seed=found.sample.seed,
    )


def _case(t: Texts, case: QualityCase, teams: Mapping[str, str], *, may: bool) -> list[Block]:
    line = t(
        "*Nr. {number}*, {paragraph}, {team}\n{state}",
        number=case.deadline_id,
        paragraph=inert(case.paragraph),
        team=inert(teams.get(case.team_key, case.team_key)),
        state=_state(t, case, may=may),
    )
    if not may:
        return [section(line)]
    return [section(line, accessory=button(ids.SAMPLE_REVIEW, t("Gennemgå"), str(case.id)))]


def _state(t: Texts, case: QualityCase, *, may: bool) -> str:
    if case.reviewed_at is not None:
        return t("Gennemgået {day}", day=t.day(case.reviewed_at))
    return t("Ikke gennemgået") if may else t("Din egen sag: en kollega gennemgår den")


def form(t: Texts, case: QualityCase, reference: str, found: Mapping[Heading, Finding]) -> Block:
    """The review: eight headings, three answers, and no free text."""
    about = t(
        "*Nr. {number}*, {paragraph}\nSag: {reference}",
        number=case.deadline_id,
        paragraph=inert(case.paragraph),
        reference=inert(reference) or t("intet sagsnummer"),
    )
    options = [option(name, finding.value) for finding, name in answers(t).items()]
    fields = [
        field_of(block := field(heading), name, select(block, options, chosen=found.get(heading)))
        for heading, name in headings(t).items()
    ]
    return modal(
        ids.SAMPLE_FORM,
        t("Gennemgang"),
        [section(about), *fields],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=str(case.id),
    )


def field(heading: Heading) -> str:
    """The name of a heading's field."""
    return f"{ids.SAMPLE_HEADING}_{heading.value}"


def told(
    t: Texts,
    newest: Sample | None,
    rows: Sequence[Row],
    teams: Mapping[str, str],
    now: datetime,
    *,
    may: bool,
) -> Message:
    """What the counts' word answers: the newest sample, and the findings per unit and heading."""
    if newest is None:
        text = t("Der er ikke trukket nogen kvalitetsstikprøve endnu. Den trækkes den 1. i hver måned.")
        return Message(text, [section(text)])
    text = f"{_drawn(t, newest)} {_left(t, newest.left)}"
    blocks = [section(text)]
    if may and newest.cases:
        opening = button(ids.SAMPLE_OPEN, t("Se afgørelserne"), str(newest.sample.id))
        blocks.append(actions("sample", [opening]))
    blocks += [section(_row(t, row, teams)) for row in rows]
    return Message(text, [*blocks, context(_note(t, rows, now))])


def _row(t: Texts, row: Row, teams: Mapping[str, str]) -> str:
    name = t("Øvrige enheder") if row.unit == OTHERS else teams.get(row.unit, row.unit)
    said = [t("*{unit}*, {n} gennemgange", unit=inert(name), n=row.n)]
    for heading, title in headings(t).items():
        cells = row.cells[heading]
        said.append(
            t(
                "{heading}: {in_order} i orden, {remark} med bemærkning, {not_relevant} ikke relevant",
                heading=title,
                in_order=_cell(t, cells[Finding.IN_ORDER]),
                remark=_cell(t, cells[Finding.REMARK]),
                not_relevant=_cell(t, cells[Finding.NOT_RELEVANT]),
            )
        )
    return "\n".join(said)


def _cell(t: Texts, n: int | None) -> str:
    return t("(skjult)") if n is None else str(n)


def _note(t: Texts, rows: Sequence[Row], now: datetime) -> str:
    few = "" if rows else t("Fundene vises, når en enhed har {n} gennemgange.", n=SMALLEST)
    note = t(
        "Fund fra de sidste tolv måneders stikprøver; den nyeste tæller med, når den er færdig. Tal under "
        "{smallest}, og dem de kan regnes ud af, er skjult. Sagerne er spredt og ikke et gennemsnit af alle. "
        "Opgjort {when}.",
        smallest=SMALLEST,
        when=t.moment(now),
    )
    return f"{few} {note}".strip()
