"""*Læg fristtabel ind*: an administrator gives the municipality's table, sees what it does, and agrees."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import say, show
from handlers.desk import Desk
from handlers.payload import Body, key_of, user_of, values_of
from handlers.permission import permitted
from handlers.slack_files import MOST_BYTES, Fetched, TooBigFileError, fetch
from handlers.waiting import answer_later
from rules.cpr import mask_cpr
from rules.errors import FristvagtError
from rules.rights import Action
from storage import people
from storage.catalogue import municipal
from storage.catalogue_import import Report, import_table, preview
from storage.working import once
from views import ids
from views import sent_table as views
from views.blocks import Block
from views.replies import not_yours
from views.texts import Texts


class NoTableError(FristvagtError):
    def __init__(self) -> None:
        super().__init__("Vælg en fil, der ender på .csv eller .xlsx.")


class ChangedFileError(FristvagtError):
    """What would be imported is not what was agreed to."""

    def __init__(self) -> None:
        super().__init__(
            "Filen er ændret, siden du så den, og intet er lagt ind. Åbn Hjem, og læg den ind igen."
        )


class LostFileError(FristvagtError):
    """The preview came back without the file it showed."""

    def __init__(self) -> None:
        super().__init__("Jeg kan ikke se, hvilken fil det var. Intet er lagt ind. Begynd igen fra Hjem.")


@dataclass(frozen=True, slots=True)
class Seen:
    """The file a preview showed; all that the modal carries."""

    file: str
    sha256: str


def register(app: App, desk: Desk) -> None:
    """Answer the button on Home, the form with the file, and *Læg ind*."""

    @app.action(ids.TABLE)
    def asked(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.RULES):
            return say(desk, body, ack, not_yours(desk.texts))
        show(desk, body, views.form(desk.texts))
        return ack()

    @app.view(ids.TABLE_FORM)
    def sent(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.RULES):
            return say(desk, body, ack, not_yours(desk.texts))
        try:
            file = _chosen(body)
        except FristvagtError as error:
            return ack(response_action="errors", errors={ids.TABLE_FILE: desk.texts.say(error)})
        saying = desk.texts("Læser filen. Det tager et øjeblik.")
        return answer_later(desk, body, ack, saying, lambda t: _previewed(desk, t, file))

    @app.view(ids.TABLE_PREVIEW)
    def agreed(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.RULES):
            return say(desk, body, ack, not_yours(desk.texts))
        try:
            seen = _carried(body)
        except LostFileError as error:
            return say(desk, body, ack, desk.texts.say(error))
        saying = desk.texts("Lægger tabellen ind. Det tager et øjeblik.")
        return answer_later(desk, body, ack, saying, lambda t: _imported(desk, t, body, seen))


def _chosen(body: Body) -> str:
    """The chosen file's id. Raises `NoTableError` and `TooBigFileError`."""
    files = values_of(body).get(ids.TABLE_FILE, {}).get(ids.TABLE_FILE, {}).get("files")
    file = files[0] if isinstance(files, list) and files and isinstance(files[0], dict) else {}
    if not file.get("id") or not str(file.get("name")).lower().endswith((".csv", ".xlsx")):
        raise NoTableError
    size = file.get("size")
    if isinstance(size, int) and size > MOST_BYTES:
        raise TooBigFileError
    return str(file["id"])


def _previewed(desk: Desk, t: Texts, file_id: str) -> Block:
    file, today = fetch(desk.client, file_id), desk.clock().astimezone(desk.office.zone).date()
    with desk.database.read() as session:
        before = municipal(session)
    report = preview(before, desk.office, _name(file), BytesIO(file.content), today=today)
    return views.preview(t, report, json.dumps(asdict(Seen(file_id, file.sha256))))


def _name(file: Fetched) -> str:
    """As it may be stored and shown: nobody looks for a CPR number in a file's name."""
    return mask_cpr(file.name)


def _carried(body: Body) -> Seen:
    """The file the preview showed. Raises `LostFileError`."""
    try:
        return Seen(**json.loads(body["view"].get("private_metadata") or ""))
    except (TypeError, ValueError):
        raise LostFileError from None


def _imported(desk: Desk, t: Texts, body: Body, seen: Seen) -> Block:
    file = fetch(desk.client, seen.file)
    if file.sha256 != seen.sha256:
        raise ChangedFileError
    with desk.database.write() as session:
        # A second delivery finds everything done.
        if not once(session, key_of(body), None, desk.clock()):
            return views.already_in(t)
        report = _put_in(session, desk, file, user_of(body), desk.clock())
    desk.nudge()
    return views.receipt(t, report)


def _put_in(session: Session, desk: Desk, file: Fetched, by: str, now: datetime) -> Report:
    report = import_table(session, desk.office, _name(file), BytesIO(file.content), by=by, now=now)
    # A lead's Home tells of running deadlines whose rule was changed.
    people.want_home(session, {lead for team in desk.office.teams for lead in desk.office.leads(team)})
    return report
