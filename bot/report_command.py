"""`python -m bot report`: a month's figures as a page, a workbook and pictures, ready to be handed on."""

import json
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from bot.at_hand import database_at_hand
from bot.failing import explained
from bot.import_catalogue import BY
from bot.report_files import Staged, staged
from bot.report_markdown import Pictures, markdown
from bot.report_month import Month, read_month
from bot.report_picture import draw, drawing
from bot.report_trend import alt_text, trend
from bot.report_values import Report, read_report
from bot.report_workbook import write_workbook
from bot.run_command import office_of
from bot.service import utc_now
from bot.settings import SettingsError, load_settings
from rules.appeal_figures import AppealFigure, Span
from rules.figures import Figure
from rules.office import Office
from storage.database import Database
from storage.exports import exported


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    month: Annotated[str, typer.Option(help="The month, as 2026-10.")],
    out: Annotated[Path, typer.Option(help="The folder to write to; made when it is not there.")],
    team: Annotated[str, typer.Option(help="Only this team, by its key in the office file.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Write the month's report: Markdown, an Excel workbook and a picture a figure.

    All files or none; small numbers are hidden. Exit code 2: something in the input is wrong.
    """
    with explained():
        settings, now = load_settings(), utc_now()
        office = office_of(settings)
        chosen = read_month(month, now.astimezone(office.zone).date())
        require_team(office, team)
        with database_at_hand(settings) as database:
            made, files = write_report(database, office, team, chosen, out, now)
    data = as_data(made, files)
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else as_text(made, files))


def write_report(
    database: Database, office: Office, team: str, month: Month, out: Path, now: datetime
) -> tuple[Report, list[Path]]:
    """Make the files, log it, and put them in their place, in that order: no file leaves unlogged."""
    with database.read() as session:
        made = read_report(session, office, team, month, now)
    stem = stem_of(month, team)
    with staged(out, [f"{stem}.md", f"{stem}.xlsx", *(picture_name(stem, one) for one in Figure)]) as files:
        _make(made, stem, files)
        with database.write() as session:
            exported(session, "report", month.period, team=team, by=BY, now=now)
            placed = files.place()
    return made, placed


def _make(made: Report, stem: str, files: Staged) -> None:
    pictures = _pictures(made, stem, files.folder)
    write_workbook(made, files.folder / f"{stem}.xlsx")
    (files.folder / f"{stem}.md").write_text(markdown(made, pictures), encoding="utf-8")


def _pictures(made: Report, stem: str, folder: Path) -> Pictures:
    pictures: dict[Figure, tuple[str, str]] = {}
    with drawing():
        for figure in Figure:
            if shown := trend(made, figure):
                name, alt = picture_name(stem, figure), alt_text(shown)
                draw(shown, alt, folder / name)
                pictures[figure] = (name, alt)
    return pictures


def stem_of(month: Month, team: str) -> str:
    """What the files are called, without their ending."""
    return f"fristvagt-{month}-{team}" if team else f"fristvagt-{month}"


def picture_name(stem: str, figure: Figure) -> str:
    return f"{stem}-{figure.value}.png"


def require_team(office: Office, key: str) -> None:
    """Raise `SettingsError` with the nearest team when there is none of that key."""
    if not key or office.team_or_none(key):
        return
    known = [team.key for team in office.teams]
    near = get_close_matches(key, known, n=1)
    guess = f"Mente du {near[0]}?" if near else f"Brug et af disse: {', '.join(known)}."
    raise SettingsError(f"Teamet »{key}« findes ikke. {guess}")


def as_data(made: Report, files: list[Path]) -> dict[str, object]:
    """What `--json` prints. `n` is None where it is hidden."""
    return {
        "month": str(made.month),
        "unfinished": made.unfinished,
        "made_at": made.made_at.isoformat(),
        "files": [str(path) for path in files],
        "figures": {figure.value: _n(made, figure) for figure in Figure},
        "appeals": {figure.value: _appeals_n(made, figure) for figure in AppealFigure},
    }


def _n(made: Report, figure: Figure) -> Mapping[str, int | None]:
    """What each team's figure rests on; the whole office is called "office"."""
    now = made.now(figure)
    return {team or "office": now[team].n for team in made.teams}


def _appeals_n(made: Report, figure: AppealFigure) -> Mapping[str, Mapping[str, int | None]]:
    """The same for each length of time."""
    shares = made.appeals.figures[figure]
    return {span.value: {team or "office": shares.told(team, span).n for team in made.teams} for span in Span}


def as_text(made: Report, files: list[Path]) -> str:
    head = f"Rapport for {made.month.name}" + (
        " (foreløbig: måneden er ikke slut)" if made.unfinished else ""
    )
    return "\n".join([f"{head}:", *(f"  {path}" for path in files)])
