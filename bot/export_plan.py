"""`python -m bot export plan`: the action plan for a committee, as a page, a workbook and a picture."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.at_hand import database_at_hand
from bot.failing import explained
from bot.import_catalogue import BY
from bot.plan_markdown import markdown
from bot.plan_picture import draw
from bot.plan_words import Plan, alt_text
from bot.plan_workbook import write_workbook
from bot.report_files import staged
from bot.report_picture import drawing
from bot.run_command import office_of
from bot.service import utc_now
from bot.settings import SettingsError, load_settings
from rules.figures import Period
from rules.initiative import counted, month_after
from rules.office import Office
from storage import initiatives
from storage.database import Database
from storage.exports import exported
from storage.register_models import InitiativeNote
from views.texts import Texts

STEM = "handleplan"
FILES = (f"{STEM}.md", f"{STEM}.xlsx", f"{STEM}.png")


def plan(
    out: Annotated[Path, typer.Option(help="The folder to write to; made when it is not there.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Write the action plan: Markdown, an Excel workbook and its timeline. Names nobody."""
    with explained():
        settings, now = load_settings(), utc_now()
        office = office_of(settings)
        with database_at_hand(settings) as database:
            made, files = write_plan(database, office, out, now)
    typer.echo(json.dumps(as_data(made, files), ensure_ascii=False) if as_json else as_text(files))


def write_plan(database: Database, office: Office, out: Path, now: datetime) -> tuple[Plan, list[Path]]:
    """Make the files, log it, and put them in their place, in that order: no file leaves unlogged.

    Raises `SettingsError` when the office has no plan.
    """
    with database.read() as session:
        made = read_plan(session, office, now)
    if not made.now:
        raise SettingsError("Kontorfilen har ingen handleplan. Skriv indsatserne under [[initiatives]].")
    with staged(out, FILES) as files:
        with drawing():
            draw(made, alt_text(made), files.folder / f"{STEM}.png")
        write_workbook(made, files.folder / f"{STEM}.xlsx")
        (files.folder / f"{STEM}.md").write_text(markdown(made, f"{STEM}.png"), encoding="utf-8")
        months = Period(made.months[0], month_after(made.months[-1]))
        with database.write() as session:
            exported(session, "plan", months, team="", rows=len(made.now), by=BY, now=now)
        return made, files.place()


def read_plan(session: Session, office: Office, now: datetime) -> Plan:
    """The plan as it stands at `now` (aware)."""
    keys = [one.key for one in office.plan]
    told = select(InitiativeNote).where(InitiativeNote.key.in_(keys)).order_by(InitiativeNote.id.desc())
    return Plan(
        office=office.name,
        now=initiatives.plan(session, office),
        told=session.scalars(told).all(),
        made_at=now.astimezone(office.zone),
        texts=Texts(office.zone),
    )


def as_data(made: Plan, files: list[Path]) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "made_at": made.made_at.isoformat(),
        "initiatives": {standing.value: n for standing, n in counted(made.initiatives, made.today).items()},
        "files": [str(path) for path in files],
    }


def as_text(files: list[Path]) -> str:
    return "\n".join(["Handleplanen:", *(f"  {path}" for path in files)])
