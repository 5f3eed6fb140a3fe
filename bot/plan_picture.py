"""Draws the plan's timeline for black and white: what is planned and actual by hatch, not by colour."""

from calendar import monthrange
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from bot.plan_words import Plan
from rules.initiative import Initiative, month_after, months_between

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, FAINT = "black", "0.45"
_WIDTH, _ROW, _EDGES, _DOTS = 10.0, 0.62, 1.9, 130  # inches, inches an initiative, dots per inch
_NAME = 30  # characters a line
_LEAST_ROOM = 1.3  # months, for two words left of today
_MOST_NAMED = 14  # months with a name each; of a longer plan every third has one
_PLANNED: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "hatch": "////", "linewidth": 0.9}
_ACTUAL: dict[str, Any] = {"facecolor": INK, "edgecolor": INK, "linewidth": 0.9}
_EXPECTED: dict[str, Any] = {
    "marker": "D",
    "color": INK,
    "markerfacecolor": "white",
    "markersize": 8,
    "markeredgewidth": 1.4,
    "linestyle": "none",
}
_OPEN: dict[str, Any] = {"color": INK, "linestyle": (0, (2, 2)), "linewidth": 1.0}


def draw(plan: Plan, alt: str, path: Path) -> None:
    """Write the picture as PNG, with the alternative text in the file too. Only inside `drawing`."""
    # Takes a second to load, and only an export needs it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    height = _EDGES + _ROW * len(plan.initiatives)
    picture = Figure(figsize=(_WIDTH, height), dpi=_DOTS)
    FigureCanvasAgg(picture)
    axes = picture.add_subplot()
    picture.subplots_adjust(left=0.26, right=0.98, top=1 - 0.75 / height, bottom=1.1 / height)
    _scale(axes, plan)
    for row, one in enumerate(plan.initiatives):
        _planned(axes, plan, one, row)
        _actual(axes, plan, one, row)
        _expected(axes, plan, one, row)
    _today(axes, plan)
    _legend(picture, axes)
    told = {"Title": "Handleplanens tidslinje", "Description": alt, "Software": "Fristvagt"}
    picture.savefig(path, format="png", metadata=told)


def _scale(axes: "Axes", plan: Plan) -> None:
    months, rows = plan.months, len(plan.initiatives)
    axes.set_xlim(0, len(months))
    axes.set_ylim(rows - 0.4, -0.7)
    step = 1 if len(months) <= _MOST_NAMED else 3
    axes.set_xticks(range(len(months) + 1), minor=True)
    axes.set_xticks(
        [number + 0.5 for number in range(0, len(months), step)],
        [_month_name(month, first=number == 0) for number, month in enumerate(months) if number % step == 0],
    )
    axes.set_yticks(range(rows), [fill(one.title, _NAME) for one in plan.initiatives])
    axes.grid(axis="x", which="minor", color="0.85", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(which="both", length=0, labelsize=9, colors=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(f"{plan.office}: handleplanen", loc="left", fontsize=12, color=INK, x=-0.34, pad=12)


def _month_name(month: date, *, first: bool) -> str:
    year = f"\n{month.year}" if first or month.month == 1 else ""
    return format_date(month, "MMM", locale="da") + year


def _place(plan: Plan, month: date) -> int:
    return months_between(plan.months[0], month)


def _planned(axes: "Axes", plan: Plan, one: Initiative, row: int) -> None:
    """A hatched box above the middle: to its last month, else one month and a line that goes on."""
    starts = _place(plan, one.planned)
    ends = _place(plan, month_after(one.planned_end)) if one.planned_end else starts + 1
    axes.barh(row - 0.17, ends - starts, left=starts, height=0.27, **_PLANNED)
    if one.planned_end is None and ends < len(plan.months):
        axes.plot([ends, len(plan.months)], [row - 0.17] * 2, **_OPEN)


def _actual(axes: "Axes", plan: Plan, one: Initiative, row: int) -> None:
    """A full box below the middle, to its last month or today; in words where it has not begun."""
    if one.started is None:
        axes.text(
            max(_across(plan, plan.today) - 0.12, _LEAST_ROOM),
            row + 0.17,
            "ikke begyndt",
            va="center",
            ha="right",
            fontsize=8,
        )
        return
    starts = _place(plan, one.started)
    ends = float(_place(plan, month_after(one.ended))) if one.ended else _across(plan, plan.today)
    axes.barh(row + 0.17, max(ends - starts, 0.1), left=starts, height=0.27, **_ACTUAL)


def _expected(axes: "Axes", plan: Plan, one: Initiative, row: int) -> None:
    if one.expected is not None:
        axes.plot([_place(plan, one.expected) + 0.5], [row - 0.17], zorder=3, **_EXPECTED)


def _across(plan: Plan, day: date) -> float:
    return _place(plan, day) + (day.day - 1) / monthrange(day.year, day.month)[1]


def _today(axes: "Axes", plan: Plan) -> None:
    place = _across(plan, plan.today)
    axes.axvline(place, color=FAINT, linestyle=(0, (4, 3)), linewidth=1.4)
    axes.text(place, -0.78, "i dag", ha="center", va="bottom", fontsize=9, color=INK)


def _legend(picture: "Figure", axes: "Axes") -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - as above
    from matplotlib.patches import Patch  # noqa: PLC0415

    samples = [
        Patch(label="planlagt", **_PLANNED),
        Line2D([], [], label="planlagt uden slut", **_OPEN),
        Line2D([], [], label="ventet start", **_EXPECTED),
        Patch(label="faktisk", **_ACTUAL),
        Line2D([], [], label="i dag", color=FAINT, linestyle=(0, (4, 3)), linewidth=1.4),
    ]
    picture.legend(handles=samples, loc="lower center", ncols=5, fontsize=9, frameon=False)
