"""What Slack really sends, one of everything: the payloads the fuzzer makes its mistakes in.

Taken from the rights matrices by listening while each case is done by somebody who may. What the bot
listens to is asked of the bot itself, so a new listener is fuzzed the day it is registered: a button,
a menu or an event by its name alone, a form once it stands in a matrix.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App

from handlers.payload import Surface, surface
from handlers.register import register
from rules.statute import Rule
from storage import cases
from storage.cases import NewCase
from tests import payload_shapes as shapes
from tests import (
    test_agenda_rights,
    test_case_rights,
    test_complaint_rights,
    test_plan_rights,
    test_sent_table,
)
from tests.case_desk import today
from tests.cases import COMPLAINT_WINDOW, SUPPORT
from tests.front_desk import ADMIN, ALI, AUDIT, KARIM, LONE, MAJA, RIKKE, SOFIE, FrontDesk
from tests.payload_shapes import Json
from tests.rights_matrix import HANDLERS, Case, prepared
from tests.walk import secret
from views import ids

MATRICES: Sequence[dict[str, Case]] = (
    HANDLERS,
    test_agenda_rights.HANDLERS,
    test_case_rights.HANDLERS,
    test_complaint_rights.HANDLERS,
    test_plan_rights.HANDLERS,
    test_sent_table.HANDLERS,
)
# What is typed in the seeds, so that it can be looked for where it has no business.
TYPED_NAME, TYPED_NOTE = "Yrsa Ildal", "spurgte efter korsangsprøve"
LINES = (
    ("/callback", f"@karim 43 57 91 91 {TYPED_NAME}, klage, {TYPED_NOTE}"),
    ("/callback", "find 2899 0001"),
    ("/callback", "flyt karim maja"),
    ("/callback", "indstillinger"),
    ("/deadline", "partsaktindsigt sag 23-4711 @karim modtaget 2/11"),
    ("/deadline", "list"),
    ("/deadline", "nr. 2"),
    ("/appeal", "§85 sag 23-4712 @karim modtaget 2/11 læser @maja"),
    ("/appeal", "list"),
    ("/absence", "i morgen-fredag @maja"),
    ("/absence", "ret"),
    ("/status", ""),
    ("/status", "vis i kanalen"),
    ("/status", "engine"),
    ("/status", "voksen-a sidste måned"),
)


@dataclass(frozen=True, order=True)
class Listened:
    """Something the bot listens to."""

    kind: str
    name: str


@dataclass
class Roll(App):
    """Stands in for the app while the listeners are registered, and notes what they listen to."""

    known: set[Listened] = field(default_factory=set)

    def __post_init__(self) -> None:
        for kind in ("command", "action", "view", "options", "event", "view_closed", "shortcut"):
            setattr(self, kind, self._noting(kind))
        for kind in ("middleware", "error"):
            setattr(self, kind, lambda listener: listener)

    def _noting(self, kind: str) -> Callable[[str | re.Pattern[str]], Callable[[Any], Any]]:
        def note(name: str | re.Pattern[str]) -> Callable[[Any], Any]:
            if isinstance(name, str):
                self.known.add(Listened(kind, name))
            return lambda listener: listener

        return note


def listened(desk: FrontDesk) -> set[Listened]:
    """Everything the bot listens to by name."""
    roll = Roll()
    register(roll, desk.desk())
    return roll.known


def of(payload: Json) -> Listened:
    """Which listener a payload is for."""
    kind = surface(payload)
    names: dict[Surface, tuple[str, Callable[[], Any]]] = {
        Surface.COMMAND: ("command", lambda: payload["command"]),
        Surface.ACTION: ("action", lambda: payload["actions"][0]["action_id"]),
        Surface.SUBMISSION: ("view", lambda: payload["view"]["callback_id"]),
        Surface.CLOSED: ("view_closed", lambda: payload["view"]["callback_id"]),
        Surface.SUGGESTION: ("options", lambda: payload["action_id"]),
        Surface.EVENT: ("event", lambda: payload["event"]["type"]),
        Surface.OTHER: ("shortcut", lambda: payload.get("callback_id")),
    }
    named, name = names[kind]
    return Listened(named, str(name()))


def seeds(desk: FrontDesk) -> list[Json]:
    """One of everything, as it would really come; the desk has lived through it."""
    stocked(desk)
    payloads: list[Json] = []
    desk.overheard = payloads
    for case in (case for matrix in MATRICES for case in matrix.values()):
        user = min(case.allowed, default=KARIM)
        number, view = prepared(desk, case)
        case.act(desk, user, number, view)
    desk.overheard = None
    found = [*_one_of_each(payloads), *_typed(), *_events(), *_looked_for(desk, payloads)]
    found += _sent_as_shown(desk, unseeded(desk, found))
    found += _by_name(unseeded(desk, found), desk)
    return [without_reply(one) for one in found]


def without_reply(payload: Json) -> Json:
    """Nobody listens behind a response address here, and waiting for that would take the time."""
    return {key: part for key, part in payload.items() if key != "response_url"}


def _one_of_each(payloads: list[Json]) -> list[Json]:
    """The first two of each listener: the matrices say the same thing many times."""
    kept: dict[Listened, list[Json]] = {}
    for one in payloads:
        same = kept.setdefault(of(one), [])
        same.append(one)
    return [one for same in kept.values() for one in (same[:1] + same[-2:] if len(same) > 2 else same)]


def _typed() -> list[Json]:
    return [shapes.command(KARIM, text, name) for name, text in LINES]


def _events() -> list[Json]:
    joined = shapes.user_change(ALI)
    joined["event"]["type"] = "team_join"
    message = {"type": "message", "user": MAJA, "text": TYPED_NOTE, "ts": "1.1", "channel": "D0"}
    return [
        shapes.home_opened(KARIM),
        shapes.home_opened(LONE),
        shapes.user_change(MAJA, profile={"real_name": "Maja Lind"}),
        joined,
        shapes.event(message),
    ]


def _looked_for(desk: FrontDesk, payloads: list[Json]) -> Iterator[Json]:
    """Letters typed into each menu, and a modal closed: in a modal that was really open."""
    view = next(one["view"] for one in reversed(payloads) if surface(one) is Surface.SUBMISSION)
    for one in sorted(listened(desk)):
        if one.kind == "options":
            user = LONE if one.name in (ids.FROM, ids.TO) else KARIM
            yield shapes.suggestion(user, one.name, "ma", view)
    yield {**shapes.submission(KARIM, view), "type": "view_closed", "is_cleared": False}


def _sent_as_shown(desk: FrontDesk, missing: set[Listened]) -> Iterator[Json]:
    """Modals that were opened and that no matrix submits."""
    shown = {call["view"]["callback_id"]: call["view"] for _, call in desk.client.calls if _is_modal(call)}
    for one in sorted(missing):
        if one.kind == "view" and one.name in shown:
            yield shapes.submission(KARIM, shown[one.name])


def _is_modal(call: Json) -> bool:
    return "callback_id" in (call.get("view") or {})


def _by_name(missing: set[Listened], desk: FrontDesk) -> Iterator[Json]:
    """What no matrix holds. A form needs one: nobody can guess its fields."""
    for one in sorted(missing):
        user = AUDIT if one.name.startswith("spot_") else ADMIN if one.name.startswith("table_") else LONE
        match one.kind:
            case "action":
                yield shapes.press(user, one.name, str(desk.newest()))
            case "command":
                yield shapes.command(user, "", one.name)
            case "event":
                yield shapes.event({"type": one.name, "user": user})


def unseeded(desk: FrontDesk, found: list[Json]) -> set[Listened]:
    """The listeners no seed is for."""
    return listened(desk) - {of(one) for one in found}


def stocked(desk: FrontDesk) -> None:
    """Calls and deadlines of both teams, each of a citizen who is found nowhere else."""
    for whom in (f"person:{KARIM}", f"person:{SOFIE}", "team:voksen-a", "team:voksen-b", f"person:{ALI}"):
        _call(desk, whom)
    _call(desk, f"person:{KARIM}", extras=["protected"])
    _call(desk, f"person:{SOFIE}", extras=["urgent", "interpreter"])
    for number in (_call(desk, f"person:{KARIM}"), _call(desk, f"person:{MAJA}")):
        desk.press(LONE, ids.SPOKE, number)
    _case(desk, SUPPORT, "voksen-a", KARIM)
    _case(desk, SUPPORT, "voksen-b", SOFIE)
    _case(desk, COMPLAINT_WINDOW, "voksen-b", ALI)
    _case(desk, SUPPORT, "voksen-b", None)
    desk.command(ALI, "i morgen", "/absence")


def _call(desk: FrontDesk, whom: str, **fields: Any) -> int:
    who = secret(desk.newest() + 1)
    return desk.log(RIKKE, whom=whom, phone=who.phone, name=who.name, note=who.note, **fields)


def _case(desk: FrontDesk, rule: Rule, team: str, owner: str | None) -> None:
    number = desk.newest() + 1
    case = NewCase(rule, team, owner, case_ref=case_ref(number), received_on=today(desk))
    with desk.database.write() as session:
        cases.register(
            session, desk.office, desk.vault, case, by=owner or SOFIE, now=desk.now, key=f"stock:{number}"
        )


def case_ref(number: int) -> str:
    """The case reference of the stocked deadline with that number."""
    return f"27.99.{number:02}-G01-7-26"
