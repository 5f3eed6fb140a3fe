"""Every handler, who may use it, and how a test gets there; asked by everybody in `test_rights`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.demo.cast import DEMO_PEOPLE
from rules.rights import Action
from storage import events, spot_checks
from tests import payload_shapes as shapes
from tests.front_desk import (
    ALI,
    AUDIT,
    BENT,
    BOT,
    CALL,
    GONE,
    GUEST,
    JONNA,
    KARIM,
    LONE,
    MAJA,
    OTTO,
    PETER,
    RIKKE,
    SOFIE,
    Answer,
    FrontDesk,
)
from tests.payload_shapes import Json
from tests.world import COPENHAGEN
from views import ids
from views.call_form import Draft, form
from views.replies import not_yours, refused
from views.texts import Texts

CAST = [person.id for person in DEMO_PEOPLE]
DANISH = Texts(COPENHAGEN)
STRANGERS = (OTTO, BOT, GUEST, GONE, "U0NOBODY", "")
LOGGERS = {RIKKE, KARIM, MAJA, PETER, LONE, SOFIE, ALI, BENT}
# Karim's call in team A: its people, and its lead's deputy, who leads team B.
TEAM_A = {KARIM, MAJA, PETER, LONE, BENT}
EVERYBODY = set(CAST) - {OTTO}
OF_EVERYBODY = (Action.HOME, Action.COUNT, Action.SETTINGS)
# What has nothing to do with a call, and is the jurist's too.
OF_MEETINGS = (Action.AGENDA, Action.PRECEDENT)
# Whoever may take a closed call of Karim's up again: himself and the team's leads.
REOPENERS = {KARIM, LONE, BENT}

FORM: Json = shapes.opened(form(DANISH, Draft(), private_metadata=""))
Act = Callable[[FrontDesk, str, int, Json], Answer]


@dataclass(frozen=True)
class Case:
    """`prepare` gives the modal to act in, opened by somebody with the right; the call is Karim's."""

    act: Act
    allowed: set[str]
    prepare: Callable[[FrontDesk, int], Json] | None = None
    # Said instead to colleagues, where a refusal would tell that there is something to refuse.
    refusal: str = ""


def button(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, number)


def command(text: str, name: str = "/callback") -> Act:
    return lambda desk, user, number, view: desk.command(user, text, name)


def submitted(values: Json) -> Act:
    return lambda desk, user, number, view: desk.submit(user, view, values)


def chosen(value: str) -> Act:
    return lambda desk, user, number, view: desk.send(shapes.choose(user, ids.MORE, f"{value}:{number}"))


def pressed(user: str, action_id: str) -> Callable[[FrontDesk, int], Json]:
    def prepare(desk: FrontDesk, number: int) -> Json:
        desk.press(user, action_id, number)
        return shapes.opened(desk.modal())

    return prepare


def reassigning(desk: FrontDesk, number: int) -> Json:
    desk.send(shapes.choose(KARIM, ids.MORE, f"{ids.MORE_REASSIGN}:{number}"))
    return shapes.opened(desk.modal())


def ringing_again(desk: FrontDesk, number: int) -> Json:
    return shapes.opened(desk.submit(RIKKE, desk.form(), CALL | {"phone": f"4357 {number:04}"}).view)


def absent(desk: FrontDesk, number: int) -> Json:
    desk.command(KARIM, "", "/absence")
    return shapes.opened(desk.modal())


def unreachable(desk: FrontDesk, number: int) -> Json:
    desk.send(shapes.choose(KARIM, ids.MORE, f"{ids.MORE_WRONG_NUMBER}:{number}"))
    return shapes.opened(desk.modal())


def closed(desk: FrontDesk, number: int) -> Json:
    desk.press(KARIM, ids.SPOKE, number)
    desk.press(KARIM, ids.JOURNALED, number)
    return {}


def reopening(desk: FrontDesk, number: int) -> Json:
    closed(desk, number)
    desk.press(KARIM, ids.REOPEN, number)
    return shapes.opened(desk.modal())


def moving(desk: FrontDesk, number: int) -> Json:
    desk.command(LONE, "flyt")
    return shapes.opened(desk.modal())


def previewed(desk: FrontDesk, number: int) -> Json:
    desk.command(LONE, "flyt karim maja")
    return shapes.opened(desk.modal())


def moved(desk: FrontDesk, number: int) -> Json:
    desk.submit(LONE, previewed(desk, number))
    return {}


def undo_move(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    """*Fortryd* on the latest hand-over."""
    latest = desk.events("handed_over")[-1].detail["handover"]
    return desk.press(user, ids.HAND_OVER_UNDO, latest)


FROM_KARIM_TO_MAJA = {ids.FROM: f"person:{KARIM}", ids.TO: f"person:{MAJA}"}
LEADS = {LONE, BENT}


def choosing(desk: FrontDesk, number: int) -> Json:
    desk.command(KARIM, "indstillinger")
    return shapes.opened(desk.modal())


DEADLINE = {"rule": "partsaktindsigt", "case_ref": "23-1234", "case_whom": f"person:{KARIM}"}
REGISTRARS = LOGGERS | {JONNA}


def starting_deadline(desk: FrontDesk, number: int) -> Json:
    desk.command(KARIM, "", "/deadline")
    return shapes.opened(desk.modal())


def started_deadline(desk: FrontDesk, number: int) -> Json:
    """Karim's deadline on the case of that number."""
    desk.command(KARIM, f"partsaktindsigt sag 23-{number:05}", "/deadline")
    return {}


def correcting_deadline(desk: FrontDesk, number: int) -> Json:
    started_deadline(desk, number)
    desk.press(KARIM, ids.DEADLINE_CORRECT, desk.newest())
    return shapes.opened(desk.modal())


def open_deadline(desk: FrontDesk, user: str, number: int, view: Json) -> Answer:
    return desk.command(user, f"nr. {desk.newest()}", "/deadline")


def on_deadline(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, desk.newest())


def checking(desk: FrontDesk, number: int) -> Json:
    """The month's draw, made once, with the read of a call in it; opened by the auditor."""
    with desk.database.write() as session:
        at = desk.now.replace(day=1) - timedelta(days=1)
        events.record(session, at=at, actor=KARIM, action="citizen_read", item=number)
        spot_checks.draw(session, desk.office, desk.now)
    desk.press(AUDIT, ids.SPOT_OPEN, 1)
    return shapes.opened(desk.modal())


def on_read(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, 1, view=view)


SPOKEN = pressed(KARIM, ids.SPOKE)
WORKERS = LOGGERS - {RIKKE}
HANDLERS = {
    "the form": Case(command(""), LOGGERS),
    "one line": Case(command("@karim 22 33 44 55"), LOGGERS),
    "find": Case(command("find 22334455"), LOGGERS),
    "help": Case(command("help"), LOGGERS),
    "log": Case(lambda desk, user, number, view: desk.submit(user, FORM, CALL), LOGGERS),
    "correct": Case(button(ids.CORRECT), {RIKKE}),
    "correct form": Case(submitted({"note": "Ring til mobilen"}), {RIKKE}, pressed(RIKKE, ids.CORRECT)),
    "undo": Case(button(ids.UNDO), {RIKKE}),
    "view": Case(button(ids.VIEW), TEAM_A),
    "spoke": Case(button(ids.SPOKE), TEAM_A),
    "no answer": Case(button(ids.NO_ANSWER), TEAM_A),
    "later": Case(button(ids.LATER), TEAM_A),
    "later form": Case(submitted({}), TEAM_A, pressed(KARIM, ids.LATER)),
    "busy": Case(chosen(ids.MORE_BUSY), TEAM_A),
    "left a message": Case(chosen(ids.MORE_LEFT_MESSAGE), TEAM_A),
    "wrong number": Case(chosen(ids.MORE_WRONG_NUMBER), TEAM_A),
    "phone note in the menu": Case(chosen(ids.MORE_PHONE_NOTE), TEAM_A),
    "note form": Case(submitted({"answer": "journaled"}), TEAM_A, SPOKEN),
    "journaled": Case(button(ids.JOURNALED), TEAM_A, SPOKEN),
    "nothing to note": Case(button(ids.NOTHING), TEAM_A, SPOKEN),
    "phone note": Case(button(ids.PHONE_NOTE), TEAM_A, SPOKEN),
    "cannot be reached": Case(button(ids.UNREACHED), TEAM_A, unreachable),
    "cannot be reached form": Case(submitted({"ending": "in_vain"}), TEAM_A, unreachable),
    "reopen": Case(button(ids.REOPEN), REOPENERS, closed),
    "reopen form": Case(submitted({"why": "more"}), REOPENERS, reopening),
    "about a child": Case(button(ids.CHILD), {RIKKE}),
    "not about a child": Case(button(ids.NOT_CHILD), {RIKKE}),
    "take what is somebody's own": Case(button(ids.TAKE), set()),
    "give away": Case(chosen(ids.MORE_REASSIGN), TEAM_A),
    "give away form": Case(submitted({"whom": f"person:{MAJA}"}), TEAM_A, reassigning),
    "give away on the spot": Case(button(ids.GIVE), TEAM_A),
    "move calls": Case(button(ids.HAND_OVER), LEADS),
    "move calls in one line": Case(command("flyt karim maja"), LEADS),
    "move calls form": Case(submitted(FROM_KARIM_TO_MAJA), LEADS, moving),
    "move calls preview": Case(submitted({}), LEADS, previewed),
    "undo the move": Case(undo_move, LEADS, moved),
    "rings again form": Case(submitted({}), LOGGERS, ringing_again),
    "absence": Case(command("help", "/absence"), WORKERS),
    "absence form": Case(submitted({"last_day": "2026-01-02"}), WORKERS, absent),
    "start a deadline": Case(command("", "/deadline"), REGISTRARS),
    "start a deadline in one line": Case(command("partsaktindsigt sag 23-1 @karim", "/deadline"), REGISTRARS),
    "own deadlines": Case(command("list", "/deadline"), REGISTRARS),
    "deadline help": Case(command("help", "/deadline"), REGISTRARS),
    "open a deadline": Case(open_deadline, TEAM_A, started_deadline, refusal="du kan se."),
    "deadline form": Case(submitted(DEADLINE), REGISTRARS, starting_deadline),
    "how a deadline was counted": Case(on_deadline(ids.DEADLINE_COUNTED), {KARIM}, started_deadline),
    "correct a deadline": Case(on_deadline(ids.DEADLINE_CORRECT), {KARIM}, started_deadline),
    "correct a deadline form": Case(submitted({"received_on": "2026-11-02"}), {KARIM}, correcting_deadline),
    "undo a deadline": Case(on_deadline(ids.DEADLINE_UNDO), {KARIM}, started_deadline),
    "start a deadline from a receipt": Case(button(ids.START_ON_RECEIPT), {RIKKE}),
    "start a deadline from a call": Case(button(ids.START), TEAM_A),
    "start a deadline from a call form": Case(
        submitted(DEADLINE), TEAM_A | {RIKKE}, pressed(KARIM, ids.START)
    ),
    "spot check": Case(on_read(ids.SPOT_OPEN), {AUDIT}, checking),
    "confirm a read": Case(on_read(ids.SPOT_CONFIRM), {AUDIT}, checking),
    "investigate a read": Case(on_read(ids.SPOT_INVESTIGATE), {AUDIT}, checking),
    "status": Case(command("", "/status"), EVERYBODY),
    **{
        f"status {word}": Case(command(word, "/status"), EVERYBODY) for word in ("mig", "belastning", "drift")
    },
    "status details": Case(button(ids.STATUS_DETAILS), LEADS),
    "what the counts mean": Case(button(ids.STATUS_MEANING), EVERYBODY),
    "settings": Case(command("indstillinger"), EVERYBODY),
    "settings on Home": Case(button(ids.SETTINGS), EVERYBODY),
    "settings form": Case(submitted({}), EVERYBODY, choosing),
}


def prepared(desk: FrontDesk, case: Case) -> tuple[int, Json]:
    """A call to act on, and the modal to act in."""
    number = desk.log()
    return number, case.prepare(desk, number) if case.prepare else {}


def said(desk: FrontDesk, answer: Answer) -> str:
    """What the person was told, wherever it was shown."""
    shown = "" if answer.text or answer.errors else str(desk.modal())
    return f"{answer.text} {answer.errors} {answer.body.get('view', '')} {shown}"


def refuses_everybody_else(desk: FrontDesk, case: Case) -> None:
    """Whoever it is not for is told so politely, and nothing but the log has changed."""
    number, view = prepared(desk, case)
    before, reads = desk.snapshot(), len(desk.events("citizen_read") + desk.events("case_read"))
    for user in (*CAST, *STRANGERS):
        if user in case.allowed:
            continue
        refusals = len(desk.events(result="refused"))
        answer = case.act(desk, user, number, view)
        sentence = not_yours(DANISH) if user in EVERYBODY else refused(DANISH)
        told = said(desk, answer)
        hidden = bool(case.refusal) and user in EVERYBODY and case.refusal in told
        assert (answer.status, hidden or sentence in told) == (200, True), user
        assert len(desk.events(result="refused")) == refusals + 1, user
    assert desk.snapshot() == before
    assert len(desk.events("citizen_read") + desk.events("case_read")) == reads


def works_for_its_own(desk: FrontDesk, case: Case) -> None:
    for user in sorted(case.allowed):
        number, view = prepared(desk, case)
        refusals = len(desk.events(result="refused"))
        assert case.act(desk, user, number, view).status == 200
        assert len(desk.events(result="refused")) == refusals, user
