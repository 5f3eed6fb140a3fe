"""A page of a report as a picture for docs/images: a made-up year, one figure, drawn by the real command."""

import html
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from bot.report_command import write_report
from bot.report_month import Month
from rules.figures import DEFINITIONS, Figure
from storage.models import Outcome
from tests.counting import A, B, Counting, counting, moment
from tests.page_browser import opened

FIRST, MONTH = date(2025, 11, 3), Month(2026, 10)
WEEKS = 52
# How many of a team's calls a week, and how likely one is rung the same day before and after the summer.
WEEKLY = {A: 9, B: 7}
BEFORE, AFTER, SUMMER = 0.5, 0.72, date(2026, 6, 1)
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 32px; width: 900px; color: #1d1c1d; }
h1 { font-size: 26px; } h2 { font-size: 21px; margin: 0; } h3 { font-size: 18px; margin-bottom: 0; }
table { border-collapse: collapse; width: 100%; } img { width: 100%; margin-top: 16px; }
td, th { border-bottom: 1px solid #ccc; padding: 5px 8px; text-align: right; }
td:first-child, th:first-child { text-align: left; }
"""


def picture(browser: Browser, path: Path) -> None:
    """Write the picture. Takes a minute: the year is lived through the use cases."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "ud"
        with counting(f"sqlite:///{Path(folder) / 'aar.db'}", moment(FIRST, 9)) as office:
            _year(office)
            write_report(office.database, office.office, "", MONTH, out, office.now)
        page_file = out / "side.html"
        text = (out / f"fristvagt-{MONTH}.md").read_text(encoding="utf-8")
        page_file.write_text(_page(text, Figure.RUNG_WITHIN_LIMIT), encoding="utf-8")
        with opened(browser, width=964, height=1000) as page:
            page.goto(page_file.as_uri())
            page.screenshot(path=path, full_page=True)


def _year(office: Counting) -> None:
    chance = random.Random(7)
    for week in range(WEEKS):
        day = FIRST + timedelta(weeks=week)
        for team, calls in WEEKLY.items():
            _week(office, day, team, calls + chance.randint(-1, 2), chance)
    office.now = moment(date(2026, 11, 2), 9, 14)


def _week(office: Counting, day: date, team: str, calls: int, chance: random.Random) -> None:
    office.now = moment(day, 9, 30)
    numbers = [office.call(team) for _ in range(calls)]
    rung = [chance.random() < (AFTER if day >= SUMMER else BEFORE) for _ in numbers]
    for soon in (True, False):
        office.now = moment(day if soon else day + timedelta(days=4), 10, 15)
        for number in (one for one, is_soon in zip(numbers, rung, strict=True) if is_soon is soon):
            office.tried(number, Outcome.NO_ANSWER)


def _page(text: str, figure: Figure) -> str:
    """The head of the report, and the one figure with its goal: Markdown of ours made HTML."""
    head = text.split("\n\n## ", maxsplit=1)[0]
    goal = next(part for part in text.split("\n## ") if f"\n### {DEFINITIONS[figure].title}\n" in part)
    shown = goal.split(f"### {DEFINITIONS[figure].title}\n")[1].split("\n### ")[0]
    words = f"## {goal.partition(chr(10))[0]}\n\n### {DEFINITIONS[figure].title}\n\n{shown}"
    body = "\n".join(_blocks(f"{head}\n\n{words}"))
    return f'<!doctype html><html lang="da"><meta charset="utf-8"><style>{STYLE}</style>{body}</html>'


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n{2,}", text.strip()):
        if found := re.match(r"(#+) (.*)", block):
            yield f"<h{len(found[1])}>{_inline(found[2])}</h{len(found[1])}>"
        elif found := re.match(r"!\[(.*)\]\((.*)\)", block):
            yield f'<img alt="{_inline(found[1])}" src="{found[2]}">'
        elif block.startswith("|"):
            yield f"<table>{''.join(_row(line) for line in block.splitlines() if '---' not in line)}</table>"
        elif block.startswith("- "):
            yield f"<ul>{''.join(f'<li>{_inline(line[2:])}</li>' for line in block.splitlines())}</ul>"
        else:
            yield f"<p>{_inline(block)}</p>"


def _row(line: str) -> str:
    return f"<tr>{''.join(f'<td>{_inline(cell.strip())}</td>' for cell in line.strip('|').split('|'))}</tr>"


def _inline(text: str) -> str:
    plain = html.escape(re.sub(r"\\(.)", r"\1", text))
    return re.sub(r"^\*(.*)\*$", r"<em>\1</em>", plain)
