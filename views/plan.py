"""The action plan in Slack: counts with a line an initiative, and the monthly question to its owner."""

from collections.abc import Sequence
from datetime import date, datetime

from rules.initiative import Initiative, Standing, counted
from storage.initiatives import Now
from views import ids
from views.blocks import Block, Message, button, context, inert, section
from views.texts import Texts

# A block an initiative, in a message of fifty.
MOST_SHOWN = 40


def plan(t: Texts, found: Sequence[Now], today: date, now: datetime) -> Message:
    """Counts and every initiative's dates. Whose an initiative is stands in its window."""
    if not found:
        text = t("Kontorfilen har ingen handleplan. Skriv indsatserne under [[initiatives]].")
        return Message(text, [section(text)])
    title = counts(t, [one.initiative for one in found], today)
    lines = [_line(t, one, today) for one in found[:MOST_SHOWN]]
    note = t(
        "Måneder er planlagt, ventet og faktisk start. Kun du kan se det. Opgjort {when}.", when=t.moment(now)
    )
    return Message(title, [section(f"*{title}*"), *lines, context(note)])


def counts(t: Texts, initiatives: Sequence[Initiative], today: date) -> str:
    """ "Handleplanen: 5 af 9 indsatser er i gang, 4 skulle være begyndt, 0 begynder senere, 0 er slut."."""
    n = counted(initiatives, today)
    return t(
        "Handleplanen: {running} af {all} indsatser er i gang, {late} skulle være begyndt, "
        "{ahead} begynder senere, {ended} er slut.",
        all=len(initiatives),
        running=n[Standing.RUNNING],
        late=n[Standing.LATE],
        ahead=n[Standing.AHEAD],
        ended=n[Standing.ENDED],
    )


def _line(t: Texts, one: Now, today: date) -> Block:
    initiative = one.initiative
    said = [f"*{inert(initiative.title)}*", *dates(t, initiative, today)]
    return section(
        "\n".join(said),
        block_id=f"plan_{initiative.key}",
        accessory=button(ids.PLAN_OPEN, t("Åbn"), initiative.key),
    )


def dates(t: Texts, one: Initiative, today: date) -> list[str]:
    """The line of months, and what does not agree in them."""
    planned = t.month(one.planned)
    parts = [t("planlagt {month}", month=planned)]
    if one.expected:
        parts.append(t("ventet {month}", month=t.month(one.expected)))
    lines = [", ".join([*parts, standing(t, one, today)])]
    if one.contradicted and one.expected and not one.started:
        lines.append(
            t(
                "Det stemmer ikke: tidsplanen siger {planned}, men {expected} er ventet.",
                planned=planned,
                expected=t.month(one.expected),
            )
        )
    return lines


def standing(t: Texts, one: Initiative, today: date) -> str:
    """ "i gang siden juni 2026"."""
    match one.standing(today):
        case Standing.ENDED if one.ended:
            return t("sluttet {month}", month=t.month(one.ended))
        case Standing.RUNNING if one.started and one.months_late > 0:
            return t.count(
                "i gang siden {month}, 1 måned senere end planlagt",
                "i gang siden {month}, {n} måneder senere end planlagt",
                one.months_late,
                month=t.month(one.started),
            )
        case Standing.RUNNING:
            return t("i gang siden {month}", month=t.month(one.begins))
        case Standing.LATE:
            return t("ikke begyndt, skulle være begyndt {month}", month=t.month(one.begins))
        case _:
            return t("ikke begyndt, begynder {month}", month=t.month(one.begins))


def nudge(t: Texts, found: Sequence[Now], heard: Sequence[bool], month: date) -> Message:
    """What an owner is asked once a month: each of theirs, and whether it is told of by now."""
    left = heard.count(False)
    title = t.count(
        "Handleplanen: 1 af dine indsatser mangler en status for {month}.",
        "Handleplanen: {n} af dine indsatser mangler en status for {month}.",
        left,
        month=t.month(month),
    )
    if not left:
        title = t("Handleplanen: tak, dine indsatser har en status for {month}.", month=t.month(month))
    lines = [_asked(t, one, told=told) for one, told in zip(found, heard, strict=True)]
    return Message(title, [section(title), *lines[:MOST_SHOWN]])


def _asked(t: Texts, one: Now, *, told: bool) -> Block:
    title = inert(one.initiative.title)
    line = t("*{title}*: skrevet", title=title) if told else t("*{title}*: mangler", title=title)
    opening = button(ids.PLAN_OPEN, t("Skriv status"), one.initiative.key)
    return section(line, block_id=f"plan_{one.initiative.key}", accessory=opening)
