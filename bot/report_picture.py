"""Draws a trend so that it can be read in black and white: each line by its stroke, its mark and its name."""

import os
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from babel.dates import format_date

from bot.report_trend import Line, Trend
from bot.report_words import Unit
from rules.office import Marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Style: TypeAlias = Mapping[str, Any]  # what the library calls each property of a line
INK, FAINT = "black", "0.45"
_CONFIG = "MPLCONFIGDIR"
_STROKES = ("-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (2, 2)))
_MARKS = ("o", "s", "^", "D", "v", "P")
_SIZE, _DOTS = (9.0, 4.2), 130  # inches, dots per inch
_LETTER = 0.0088  # of the width, for a letter of a name
_NAMES_APART = 0.065  # of the picture's height
_HEADROOM = 1.12


@contextmanager
def drawing() -> Iterator[None]:
    """Pictures can be drawn inside: the library gets a folder it may write its list of fonts to."""
    if os.environ.get(_CONFIG):
        yield
        return
    with TemporaryDirectory(prefix="fristvagt-") as folder:
        os.environ[_CONFIG] = folder
        try:
            yield
        finally:
            os.environ.pop(_CONFIG, None)


def draw(shown: Trend, alt: str, path: Path) -> None:
    """Write the picture as PNG, with the alternative text in the file too. Only inside `drawing`."""
    # Takes a second to load, and only a report needs it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    picture = Figure(figsize=_SIZE, dpi=_DOTS)
    FigureCanvasAgg(picture)
    axes = picture.add_subplot()
    widest = max(len(line.name) for line in shown.lines)
    picture.subplots_adjust(left=0.07, right=0.93 - widest * _LETTER, top=0.92, bottom=0.13)
    _scale(axes, shown)
    styles = {line.name: _style(number) for number, line in enumerate(shown.lines)}
    for line in shown.lines:
        _line(axes, line, styles[line.name], _factor(shown))
    _names(axes, shown, styles)
    _markers(axes, shown)
    told = {"Title": shown.title, "Description": alt, "Software": "Fristvagt"}
    picture.savefig(path, format="png", metadata=told)


def _style(number: int) -> Style:
    """How the line of that number is drawn: told apart by stroke and mark, never by colour."""
    return {
        "linestyle": _STROKES[number],
        "marker": _MARKS[number],
        "color": INK,
        "markerfacecolor": INK if number == 0 else "white",
        "markersize": 5,
        "linewidth": 1.4,
    }


def _scale(axes: "Axes", shown: Trend) -> None:
    factor = _factor(shown)
    highest = max(point for line in shown.lines for point in line.points if point is not None) * factor
    axes.set_ylim(0, 100 if factor > 1 else max(highest * _HEADROOM, 1))
    axes.set_xlim(0, len(shown.months))
    axes.set_xticks([number + 0.5 for number in range(len(shown.months))], _month_names(shown))
    axes.set_ylabel(shown.unit.value, color=INK)
    axes.set_title(shown.title, loc="left", fontsize=12, color=INK)
    axes.grid(axis="y", color="0.85", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, colors=INK)


def _factor(shown: Trend) -> int:
    return 100 if shown.unit is Unit.SHARE else 1


def _month_names(shown: Trend) -> list[str]:
    """ "nov.\n2025" where a year begins or the picture does; the last one says that it is not over."""
    names = []
    for number, month in enumerate(shown.months):
        year = f"\n{month.year}" if number == 0 or month.number == 1 else ""
        names.append(format_date(month.first, "MMM", locale="da") + year)
    if shown.unfinished:
        names[-1] += "\n(foreløbig)"
    return names


def _line(axes: "Axes", line: Line, style: Style, factor: int) -> None:
    across = [number + 0.5 for number in range(len(line.points))]
    up = [float("nan") if point is None else point * factor for point in line.points]
    axes.plot(across, up, clip_on=False, **style)


def _names(axes: "Axes", shown: Trend, styles: Mapping[str, Style]) -> None:
    """Each line's name and stroke beside its last point, moved apart where they would lie upon each other."""
    top = axes.get_ylim()[1]
    ends = {line.name: _last(line) * _factor(shown) / top for line in shown.lines}
    for name, height in apart(ends, _NAMES_APART).items():
        sample: Style = {"transform": axes.transAxes, "clip_on": False, "markevery": [1]}
        axes.plot([1.01, 1.03, 1.05], [height] * 3, **sample, **styles[name])
        axes.text(1.06, height, name, transform=axes.transAxes, va="center", fontsize=9, color=INK)


def _last(line: Line) -> float:
    return next(point for point in reversed(line.points) if point is not None)


def apart(heights: Mapping[str, float], least: float) -> Mapping[str, float]:
    """The names from below, each at least so far above the one before it; up to 1 where there is room."""
    order = sorted(heights, key=lambda name: heights[name])
    placed: dict[str, float] = {}
    lowest = 0.0
    for name in order:
        placed[name] = max(heights[name], lowest)
        lowest = placed[name] + least
    highest = max(1.0, least * (len(order) - 1))
    for name in reversed(order):
        placed[name] = min(placed[name], highest)
        highest = placed[name] - least
    return placed


def _markers(axes: "Axes", shown: Trend) -> None:
    for place, text in _places(shown.markers, shown):
        axes.axvline(place, color=FAINT, linestyle=(0, (4, 3)), linewidth=1)
        axes.annotate(
            text,
            (place, 0.02),
            xycoords=("data", "axes fraction"),
            xytext=(3, 0),
            textcoords="offset points",
            rotation=90,
            va="bottom",
            fontsize=8,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
        )


def _places(markers: Sequence[Marker], shown: Trend) -> Iterator[tuple[float, str]]:
    """Where along the months each day lies, with everything that happened on it."""
    first = shown.months[0]
    for day, same in groupby(markers, key=lambda one: one.day):
        months = (day.year - first.year) * 12 + day.month - first.number
        yield months + (day.day - 1) / monthrange(day.year, day.month)[1], "; ".join(one.text for one in same)
