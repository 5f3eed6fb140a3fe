"""`python -m bot insight`: everything kept about one citizen, as a file for the officer who answers them."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.at_hand import AtHand, at_hand, in_the_name_of
from bot.failing import explained
from bot.insight_file import REVIEW, as_json, as_markdown, write
from bot.service import utc_now
from bot.whom import Whom, whom
from rules.office import Office
from rules.statute import Rule
from storage import insight as insights
from storage.insight import Insight
from storage.models import CALLBACK, Deadline
from views.case_words import named

NOT_FOUND = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("insight")(insight)


def insight(
    phone: Annotated[str, typer.Option(help="The number; - asks for it, so the shell keeps no trace.")] = "",
    case: Annotated[str, typer.Option(help="The case reference; - asks for it.")] = "",
    out: Annotated[Path | None, typer.Option(help="The new file: .md to read, .json for a program.")] = None,
    by: Annotated[
        str, typer.Option(help="Whose Slack id it is done under. Default: the only administrator's.")
    ] = "",
) -> None:
    """Write what is kept about a citizen to a file only you can read. Each item is noted as read.

    Exit code 1: nothing is kept.
    """
    now = utc_now()
    with explained():
        file = out or Path(f"indsigt-{now:%Y%m%d-%H%M%S}.md")
        with at_hand() as hand:
            person, wanted = in_the_name_of(hand, by), whom(phone, case)
            found = _written(hand, file, wanted, person, now)
    if not found.items:
        typer.echo("Der er intet gemt om borgeren.")
        raise typer.Exit(NOT_FOUND)
    numbers = ", ".join(str(one.number) for one in found.items)
    typer.echo(f"{file}: nr. {numbers}. {REVIEW}")


def _written(hand: AtHand, file: Path, wanted: Whom, person: str, now: datetime) -> Insight:
    """The file is written before the log commits: a read that failed is not one, and none stays unlogged."""
    with ExitStack() as undo:
        with hand.database.write() as session:
            numbers = wanted.numbers(session, hand.vault)
            found = insights.of(session, hand.vault, numbers, by=person, now=now)
            if found.items:
                write(file, _text(session, hand.office, found, file, now))
                undo.callback(file.unlink, missing_ok=True)
        undo.pop_all()
    return found


def _text(session: Session, office: Office, found: Insight, file: Path, now: datetime) -> str:
    if file.suffix == ".json":
        return as_json(found, office.zone, now)
    teams = {team.key: team.name for team in office.teams}
    cases = (session.get_one(Deadline, one.number) for one in found.items if one.kind != CALLBACK)
    rules = {rule.key: named(rule) for rule in (Rule.thawed(case.rule) for case in cases)}
    meetings = {one.key: one.name for one in office.meetings}
    return as_markdown(found, office.zone, now, teams | rules | meetings)
