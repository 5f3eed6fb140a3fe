"""A lead's part of Home: *Giv videre* on the spot, the next five working days, and *Flyt opkald*."""

from collections.abc import Sequence

from storage.caselist import CaseItem
from storage.handover_reads import Moved
from storage.models import State
from storage.pages import Lead
from storage.workload import Day, Due, Week
from views import ids
from views.blocks import Block, button, context, divider, header, inert, section
from views.bulk_handover import summary
from views.lines import Reader
from views.listed import Listed
from views.rule_changes import on_home
from views.texts import Texts

# One block each: the tab has room for so many.
MOST_WEEKS = 4
MOST_MOVED = 3


def given(t: Texts, item: Listed, line: Sequence[Block], reader: Reader) -> list[Block]:
    """A line of somebody else's, with *Giv videre* as a button of its own for whoever leads the team."""
    if item.team_key not in reader.leads or item.state is not State.OPEN:
        return list(line)
    first, *rest = line
    give = ids.CASE_GIVE if isinstance(item, CaseItem) else ids.GIVE
    return [first | {"accessory": button(give, t("Giv videre"), str(item.number))}, *rest]


def lead_part(t: Texts, lead: Lead, reader: Reader) -> list[Block]:
    """The days ahead, and *Flyt opkald* with what was moved just now."""
    weeks = [_week(t, week, reader) for week in lead.weeks[:MOST_WEEKS]]
    more = len(lead.weeks) - MOST_WEEKS
    return [
        divider(),
        *([header(t("De næste fem arbejdsdage"))] if weeks else []),
        *weeks,
        *([context(t.count("… og 1 team til.", "… og {n} team til.", more))] if more > 0 else []),
        *on_home(t, lead.rules_changed, reader.slack_id),
        section(
            t("Skal alle en kollegas opkald gå til en anden?"),
            accessory=button(ids.HAND_OVER, t("Flyt opkald"), reader.slack_id),
        ),
        *(_moved(t, one, reader) for one in lead.moved[:MOST_MOVED]),
    ]


def _moved(t: Texts, moved: Moved, reader: Reader) -> Block:
    text = t("{what} Det var {when}.", what=summary(t, moved), when=t.near(moved.at, reader.now))
    return section(text, accessory=button(ids.HAND_OVER_UNDO, t("Fortryd"), str(moved.id)))


def _week(t: Texts, week: Week, reader: Reader) -> Block:
    return days_ahead(t, week, reader.team_names.get(week.team_key, week.team_key))


def days_ahead(t: Texts, week: Week, team: str) -> Block:
    """What falls due on each day, against the people at work."""
    return section("\n".join([f"*{inert(team)}*", *(day_line(t, day) for day in week.days)]))


def day_line(t: Texts, day: Day) -> str:
    """ "torsdag 26. november: 4 opkald har frist, 3½ af 5 på arbejde"."""
    if not day.at_work:
        return t("{due}, og ingen er på arbejde", due=falls_due(t, day))
    return t(
        "{due}, {here} af {people} på arbejde",
        due=falls_due(t, day),
        here=_halves(day.at_work),
        people=day.people,
    )


def falls_due(t: Texts, day: Due) -> str:
    """Calls whose limit it is, and deadlines whose last working day it is."""
    when = t.day(day.starts)
    if day.due and day.deadlines:
        return t.count(
            "{day}: {calls} opkald og 1 sag har frist",
            "{day}: {calls} opkald og {n} sager har frist",
            day.deadlines,
            day=when,
            calls=day.due,
        )
    if day.deadlines:
        return t.count("{day}: 1 sag har frist", "{day}: {n} sager har frist", day.deadlines, day=when)
    if day.due:
        return t.count("{day}: 1 opkald har frist", "{day}: {n} opkald har frist", day.due, day=when)
    return t("{day}: ingen frister", day=when)


def _halves(people: float) -> str:
    """ "3½"; a half alone is "½"."""
    whole = int(people)
    return f"{whole or ''}½" if people > whole else str(whole)
