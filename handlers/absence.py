"""`/absence`: for oneself or, by the lead, for others; a form, or one line."""

from datetime import date, datetime

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers import whom
from handlers.answers import notice, redraw, say, show
from handlers.desk import Desk
from handlers.form_values import chosen, picked
from handlers.payload import Body, ForgedError, number_in, text_of, user_of, value_of
from handlers.permission import permitted
from rules.absence import Away, Half, away_on
from rules.absence_line import OpenEndedError, parse_absence, parse_half, parse_people, says_ended
from rules.danish_dates import BadDateError
from rules.errors import FristvagtError
from rules.rights import Action, may, may_set_absence
from storage import absences, away_notices, events, people
from storage.database import UNAVAILABLE
from storage.models import Absence
from views import ids
from views.absence import WHOLE, Spell, ended, form, help_text, saved
from views.blocks import Block, inert
from views.replies import not_done, not_yours

HELP = frozenset({"help", "hjælp", "?"})


class NotYourTeamError(FristvagtError):
    """Absence can be set for oneself, and by the lead for the team."""

    def __init__(self) -> None:
        super().__init__("Du kan melde dig selv væk; for andre gør teamlederen det. Intet er gemt.")


class NotOnATeamError(FristvagtError):
    """Whoever stands in takes calls, and those belong to a team."""

    def __init__(self) -> None:
        super().__init__(
            "Stedfortræderen skal være en kollega på et team. Skriv eller vælg en anden. Intet er gemt."
        )


def register(app: App, desk: Desk) -> None:
    """Answer the command, the form and its buttons."""

    @app.command(desk.office.commands.absence)
    def absence(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.ABSENCE):
            return say(desk, body, ack, not_yours(desk.texts))
        return _answer(desk, body, ack, text_of(body))

    @app.view(ids.ABSENCE_FORM)
    def submitted(body: Body, ack: Ack) -> BoltResponse:
        if not permitted(desk, body, Action.ABSENCE):
            return say(desk, body, ack, not_yours(desk.texts))
        return _submitted(desk, body, ack)

    @app.action(ids.END_ABSENCE)
    def end(body: Body, ack: Ack) -> BoltResponse:
        return _end_pressed(desk, body, ack)

    for field in (ids.ABSENT, ids.DEPUTY):

        @app.options(field)
        def suggest(body: Body, ack: Ack) -> BoltResponse:
            if not may(desk.office, user_of(body), Action.ABSENCE):
                return ack(options=[])
            with desk.database.read() as session:
                found = whom.options(
                    session, desk.texts, desk.office, str(body.get("value", "")), desk.clock()
                )
            return ack(options=[one for one in found if one["value"].startswith(whom.PERSON)])


def _answer(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    if text.casefold() in HELP:
        return say(desk, body, ack, help_text(desk.texts, desk.office.commands.absence))
    if not text:
        show(desk, body, _form(desk, user_of(body)))
        return ack()
    return _one_line(desk, body, ack, text)


def _one_line(desk: Desk, body: Body, ack: Ack, text: str) -> BoltResponse:
    person = user_of(body)
    try:
        said = _end_line(desk, text, by=person) if says_ended(text) else _save_line(desk, text, by=person)
    except BadDateError as error:
        first = error.first if isinstance(error, OpenEndedError) else None
        show(desk, body, _form(desk, person, say=inert(desk.texts.say(error)), typed=text, first=first))
        return ack()
    except FristvagtError as error:
        return say(desk, body, ack, inert(desk.texts.say(error)))
    except UNAVAILABLE:
        return say(desk, body, ack, not_done(desk.texts))
    return say(desk, body, ack, said)


def _save_line(desk: Desk, text: str, *, by: str) -> str:
    line, zone = parse_absence(text, _today(desk)), desk.office.zone
    wanted = away_on(line.person or by, line.first, line.last, zone, half=line.half, deputy=line.deputy)
    return _save(desk, wanted, by=by)


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.office.zone).date()


def _save(desk: Desk, wanted: Away, *, by: str) -> str:
    """Store an absence and move what waits; returns the receipt. Raises `FristvagtError`."""
    now = desk.clock()
    _refuse_strangers(desk, wanted, by, now)
    with desk.database.write() as session:
        row = absences.add(session, desk.office, wanted, by=by, now=now)
        away_notices.move_to_stand_in(session, desk.office, wanted.person, now)
        spell = _spell(desk, session, row, by)
    desk.nudge()
    return saved(desk.texts, spell)


def _refuse_strangers(desk: Desk, wanted: Away, by: str, now: datetime) -> None:
    _require_right(desk, wanted.person, by, now)
    if wanted.deputy is not None and not desk.office.teams_of(wanted.deputy):
        raise NotOnATeamError


def _require_right(desk: Desk, person: str, by: str, now: datetime) -> None:
    if not may_set_absence(desk.office, by, person):
        with desk.database.write() as session:
            events.refused(session, at=now, actor=by, action=Action.ABSENCE.value, why="right")
        raise NotYourTeamError


def _spell(desk: Desk, session: Session, row: Absence, reader: str) -> Spell:
    takes, deputy = _takes(desk, session, row), row.deputy_id
    names = people.names(session, [row.person_id, deputy, takes])
    return Spell(
        id=row.id,
        who=names.get(row.person_id, row.person_id),
        starts=row.starts_at,
        ends=row.ends_at,
        deputy=names.get(deputy) if deputy else None,
        mine=row.person_id == reader,
        takes=names.get(takes or ""),
        deputy_away=deputy is not None and takes != deputy,
    )


def _takes(desk: Desk, session: Session, row: Absence) -> str | None:
    """Whoever the chain of the team ends with when the absence begins, or now when it has."""
    now, team = desk.clock(), whom.home_team(desk.office, row.person_id)
    roster, at = absences.roster(session, desk.office, now), max(row.starts_at, now)
    return roster.stand_in(team, row.person_id, at) if team else None


def _end_line(desk: Desk, text: str, *, by: str) -> str:
    """End the absence of whoever is mentioned, else the writer's own. Raises `NotYourTeamError`."""
    now, mentioned = desk.clock(), parse_people(text)
    person = next((one for one in mentioned if one), by)
    _require_right(desk, person, by, now)
    with desk.database.write() as session:
        running = absences.coming(session, person, now)
        if not running or running[0].starts_at > now:
            return _not_away(desk, session, person, by)
        absences.end(session, desk.office, running[0].id, by=by, now=now)
    desk.nudge()
    return ended(desk.texts)


def _not_away(desk: Desk, session: Session, person: str, reader: str) -> str:
    if person == reader:
        return desk.texts("Du er ikke meldt væk lige nu.")
    name = people.names(session, [person]).get(person, person)
    return desk.texts("{who} er ikke meldt væk lige nu.", who=name)


def _form(desk: Desk, reader: str, *, say: str = "", typed: str = "", first: date | None = None) -> Body:
    """The form; with what can be kept of a typed line, whose days the reader then chooses."""
    today = None if typed else _today(desk)
    now = desk.clock()
    with desk.database.read() as session:
        coming = [_spell(desk, session, row, reader) for row in absences.coming(session, reader, now)]
        led = [team for team in desk.office.teams if reader in desk.office.leads(team)]
        others = sorted({person for team in led for person in team.people()} - {reader})
        coming += [
            _spell(desk, session, row, reader) for one in others for row in absences.coming(session, one, now)
        ]
        away, deputy = _mentioned(typed, reader, for_others=bool(led))
        person, stand_in = _option(desk, session, away), _option(desk, session, deputy)
    return form(
        desk.texts,
        coming,
        first=first or today,
        last=today,
        for_others=bool(led),
        person=person,
        deputy=stand_in,
        half=parse_half(typed),
        say=say,
    )


def _mentioned(typed: str, reader: str, *, for_others: bool) -> tuple[str | None, str | None]:
    """Who is away and who is the deputy; whoever leads nobody can only have named a deputy."""
    person, deputy = parse_people(typed)
    if for_others:
        return person, deputy
    return None, deputy or (person if person != reader else None)


def _option(desk: Desk, session: Session, person: str | None) -> Block | None:
    value = f"{whom.PERSON}:{person}"
    return whom.option_for(session, desk.texts, desk.office, value, desk.clock()) if person else None


def _submitted(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    try:
        receipt = _save(desk, _wanted(desk, body), by=user_of(body))
    except (ValueError, FristvagtError) as error:
        t = desk.texts
        wrong = t.say(error) if isinstance(error, FristvagtError) else t("Vælg første og sidste dag.")
        return ack(response_action="errors", errors={ids.LAST_DAY: wrong})
    except UNAVAILABLE:
        return ack(response_action="errors", errors={ids.LAST_DAY: not_done(desk.texts)})
    return ack(response_action="update", view=notice(desk, receipt, desk.texts("Gemt")))


def _wanted(desk: Desk, body: Body) -> Away:
    first = date.fromisoformat(picked(body, ids.FIRST_DAY, "selected_date"))
    last = date.fromisoformat(picked(body, ids.LAST_DAY, "selected_date"))
    if last < first:
        raise BadDateError("Sidste dag ligger før første dag. Ret en af dem.")
    if last < _today(desk):
        raise BadDateError("Perioden er allerede slut. Vælg en senere dag.")
    half = chosen(body, ids.HALF)
    if half not in ("", WHOLE) and first != last:
        raise BadDateError("En halv dag kan kun være én dag. Vælg samme dag to gange, eller hele dage.")
    return away_on(
        _person(chosen(body, ids.ABSENT)) or user_of(body),
        first,
        last,
        desk.office.zone,
        half=None if half in ("", WHOLE) else Half(half),
        deputy=_person(chosen(body, ids.DEPUTY)),
    )


def _person(value: str) -> str | None:
    return value.partition(":")[2] if value.startswith(f"{whom.PERSON}:") else None


def _end_pressed(desk: Desk, body: Body, ack: Ack) -> BoltResponse:
    reader, now = user_of(body), desk.clock()
    with desk.database.write() as session:
        row = _named(session, value_of(body))
        mine = row is not None and may_set_absence(desk.office, reader, row.person_id)
        if row is not None and mine:
            absences.end(session, desk.office, row.id, by=reader, now=now)
        else:
            events.refused(session, at=now, actor=reader, action=Action.ABSENCE.value, why="right")
    if not mine:
        return say(desk, body, ack, not_yours(desk.texts))
    desk.nudge()
    redraw(desk, body, _form(desk, reader, say=ended(desk.texts)))
    return ack()


def _named(session: Session, value: str) -> Absence | None:
    try:
        return session.get(Absence, number_in(value))
    except ForgedError:
        return None
