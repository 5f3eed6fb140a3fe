"""The table of definitions in docs/tal.md; `python -m bot.figures_doc` writes it anew."""

import re
from pathlib import Path

from bot.report_words import GOALS
from rules.appeal_figures import APPEAL_DEFINITIONS
from rules.figures import DEFINITIONS

PAGE = Path(__file__).parent.parent / "docs" / "tal.md"
PART = re.compile(r"(<!-- lavet af bot/figures_doc\.py -->\n).*?(<!-- slut -->)", re.DOTALL)


def definitions() -> str:
    """Every figure with its name, its definition and the goal it speaks to, as a Markdown table."""
    every = [*DEFINITIONS.values(), *APPEAL_DEFINITIONS.values()]
    rows = [f"| {one.title} | {one.text} | {GOALS[one.goal]} |" for one in every]
    return "\n".join(["| Tal | Hvad der tælles | Planens mål |", "| --- | --- | --- |", *rows])


def renewed(page: str) -> str:
    """The page with its table made anew."""
    return PART.sub(lambda found: f"{found[1]}{definitions()}\n{found[2]}", page)


def main() -> None:
    """Write the table anew."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
