"""What a mistaken payload may do: nothing to what is not the sender's, shown by the database itself.

The judge has its own, wider idea of what is somebody's: it asks the office file and the rows as they
stood before, never the code it judges.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from handlers.payload import user_of
from rules.cpr import contains_cpr
from rules.office import Role, Team
from storage.base import Base
from storage.citizen import opened
from storage.models import CALLBACK
from tests import fuzz_meetings
from tests.front_desk import Answer, FrontDesk
from tests.fuzz_registers import REGISTERS, may_change, reviews
from tests.fuzz_seeds import TYPED_NAME, TYPED_NOTE, case_ref
from tests.payload_shapes import Json
from tests.walk import secret

Row = Mapping[str, Any]
Rows = dict[tuple[Any, ...], Row]
_WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)\"?", re.IGNORECASE)
# Consequences anybody's act may have: messages to send, what was done already, what happened.
FREE = frozenset(
    {"outbox", "outbox_item", "handled", "job_run", "event_seal", "event_chain", "alembic_version"}
)
# What changes on a person's row when somebody else does something: their Home is drawn anew.
ANYBODYS = frozenset({"home_wanted", "home_shown", "home_opened_at", "updated_at"})
# A citizen who rings again is noted by whoever takes the call, on whosever call it is.
RINGS_AGAIN = frozenset({"repeat_calls", "version"})
WITHOUT_CPR = (
    "event",
    "person",
    "absence",
    "deadline",
    "case_clock",
    "handover",
    "rule_version",
    "complaint",
    "board_decision",
    "initiative_note",
    "trial",
    "precedent",
)
MARKS = (TYPED_NAME, TYPED_NOTE, "Zenobia", "hjælpemiddel", "27.99.")


@dataclass
class Judge:
    """Stands beside one desk and looks at the database after every payload."""

    desk: FrontDesk
    written: set[str] = field(default_factory=set)
    logged: list[logging.LogRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = {table.name: table for table in Base.metadata.sorted_tables}
        self.keeps = [name for name in self.tables if name not in FREE]
        event.listen(self.desk.database.engine, "before_cursor_execute", self._note)
        self.before = {name: self._rows(name) for name in self.keeps}
        self.traces = {number: _traces(number) for (number,) in self.before["deadline"]}
        self.written.clear()

    def _note(self, connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        if found := _WRITES.match(statement):
            self.written.add(found[1])

    def _rows(self, name: str, *, after: int | None = None) -> Rows:
        """A table by its keys; with `after`, only what came later."""
        table = self.tables[name]
        asked = select(table) if after is None else select(table).where(table.c.id > after)
        keys = [column.name for column in table.primary_key]
        with self.desk.database.read() as session:
            rows = [dict(row) for row in session.execute(asked).mappings()]
        return {tuple(row[key] for key in keys): row for row in rows}

    def _now(self, name: str) -> Rows:
        """A table as it stands. The log is long and only grows, which `whole` looks after."""
        if name != "event":
            return self._rows(name)
        return self.before[name] | self._rows(name, after=max(number for (number,) in self.before[name]))

    def problems(self, payload: Json, answer: Answer, calls: Sequence[tuple[str, Json]]) -> list[str]:
        """What is wrong with what the payload did; empty when all is well."""
        return [
            *([] if answer.status == 200 else [f"answered with status {answer.status}"]),
            *self._logged(),
            *self._changed(user_of(payload), payload),
            *self._shown(payload, answer, calls),
        ]

    def _logged(self) -> Iterator[str]:
        records = self.logged[:]
        self.logged.clear()
        for record in records:
            message = record.getMessage()
            if record.levelno >= logging.WARNING:
                yield f"logged by {record.name}: {message[:300]}"
            if record.exc_info:
                yield f"a traceback in the log: {record.exc_info[0]}"
            if any(mark in message for mark in MARKS) or contains_cpr(message):
                yield f"typed text in the log of {record.name}"

    def _changed(self, actor: str, payload: Json) -> list[str]:
        """Rows that changed and are not the actor's to change."""
        before, wrong = self.before, []
        after = {name: self._now(name) if name in self.written else rows for name, rows in before.items()}
        for name in [name for name in self.keeps if name in self.written]:
            for key in before[name].keys() | after[name].keys():
                old, new = before[name].get(key), after[name].get(key)
                if old != new and not self._may(name, actor, old, new, after, payload):
                    wrong.append(f"{actor or 'nobody'} changed {name} {key}: {_difference(old, new)}")
        self.written.clear()
        self.before = after
        return wrong

    def _may(
        self, name: str, actor: str, old: Row | None, new: Row | None, after: dict[str, Rows], payload: Json
    ) -> bool:
        office, row = self.desk.office, new or old or {}
        if name in ("deadline", "callback", "case_clock", "attempt"):
            return self._item(actor, old, new, after)
        if name in REGISTERS:
            return may_change(office, name, actor, old, new, self.before)
        if name in fuzz_meetings.MEETINGS:
            return fuzz_meetings.may_change(office, name, actor, old, new, after["meeting"])
        roles = office.roles_of(actor)
        theirs: Mapping[str, Callable[[], bool]] = {
            "complaint": lambda: self._complains(actor, row["id"], after),
            "board_decision": lambda: self._complains(actor, row["complaint_id"], after),
            "event": lambda: old is None and row["actor"] in (actor, "nobody"),
            "person": lambda: _of_the_workspace(payload) or self._own_person(actor, old, new),
            "absence": lambda: actor == row["person_id"] or self._leads_person(actor, row["person_id"]),
            "handover": lambda: bool(self._led(actor)),
            "handover_item": lambda: bool(self._led(actor)),
            "rule_version": lambda: Role.ADMIN in roles,
            "spot_read": lambda: Role.AUDITOR in roles,
            "jurist_question": lambda: self._asks(actor, old, row),
        }
        return name in theirs and theirs[name]()

    def _asks(self, actor: str, old: Row | None, row: Row) -> bool:
        """Whoever has to do with an item asks about it in their own name, and a jurist answers."""
        if old is not None:
            return Role.JURIST in self.desk.office.roles_of(actor)
        number = row["deadline_id"]
        deadline = self.before["deadline"][(number,)]
        return row["asked_by"] == actor and (self.theirs(actor, deadline) or self._reads(actor, number))

    def _item(self, actor: str, old: Row | None, new: Row | None, after: dict[str, Rows]) -> bool:
        row = old or new or {}
        number = (row.get("deadline_id") or row["id"],)
        deadline = self.before["deadline"].get(number)
        if deadline is None:
            return bool(after["deadline"][number]["logged_by"] == actor)
        if old and new and set(_difference(old, new)) <= RINGS_AGAIN:
            return bool(self.desk.office.roles_of(actor) & {Role.RECEPTIONIST, Role.CASEWORKER, Role.LEAD})
        return self.theirs(actor, deadline) or self._reads(actor, deadline["id"])

    def _complains(self, actor: str, number: int, after: dict[str, Rows]) -> bool:
        """Whether it is the actor's complaint: registered, owned, read too, led, or the jurist's."""
        new = after["deadline"][(number,)]
        return new["logged_by"] == actor or self._reads(actor, number) or self.theirs(actor, new)

    def _reads(self, actor: str, number: int) -> bool:
        """Whether the clock is of a complaint that the jurist and its second reader have to do with."""
        found = [one for one in self.before["complaint"].values() if number in (one["id"], one["latest_id"])]
        return any(
            actor == one["second_reader"] or Role.JURIST in self.desk.office.roles_of(actor) for one in found
        )

    def theirs(self, actor: str, deadline: Row) -> bool:
        """Whether somebody has any business with a call or deadline at all."""
        team = self.desk.office.team_or_none(deadline["team_key"])
        close = {deadline["owner_id"], deadline["logged_by"], *self._stand_ins(deadline["owner_id"])}
        return actor in close or (
            team is not None and actor in {*team.people(), *self.desk.office.leads(team)}
        )

    def _stand_ins(self, owner: str | None) -> set[str | None]:
        return {row["deputy_id"] for row in self.before["absence"].values() if row["person_id"] == owner}

    def _led(self, actor: str) -> list[Team]:
        return [team for team in self.desk.office.teams if actor in self.desk.office.leads(team)]

    def _leads_person(self, actor: str, person: str) -> bool:
        return any(person in team.people() for team in self._led(actor))

    @staticmethod
    def _own_person(actor: str, old: Row | None, new: Row | None) -> bool:
        return bool(old and new) and (
            set(_difference(old, new)) <= ANYBODYS or (old or {})["slack_id"] == actor
        )

    def _shown(self, payload: Json, answer: Answer, calls: Sequence[tuple[str, Json]]) -> Iterator[str]:
        """Citizens shown to somebody who has no business with them, unless they typed it themselves."""
        left = json.dumps([answer.body, *(sent for _, sent in calls)], ensure_ascii=False, default=str)
        actor = user_of(payload)
        for number, traces in self.traces.items():
            for trace in traces:
                if trace in left and not self._knows(actor, number) and trace not in _written(payload):
                    yield f"{actor} was shown the citizen of {number}: {trace}"

    def _knows(self, actor: str, number: int) -> bool:
        deadline = self.before["deadline"].get((number,))
        drawn = [one for one in self.before["quality_case"].values() if one["deadline_id"] == number]
        return any(reviews(self.desk.office, actor, one) for one in drawn) or (
            deadline is not None and self.theirs(actor, deadline)
        )

    def whole(self) -> list[str]:
        """What is wrong with the database as a whole: half-written rows, and CPR numbers."""
        log = [] if self._rows("event") == self.before["event"] else ["the log was rewritten"]
        return [*log, *self._half_written(), *self._cpr()]

    def _half_written(self) -> Iterator[str]:
        calls, cases = self._rows("callback"), self._rows("case_clock")
        for key, row in self._rows("deadline").items():
            if (key in calls, key in cases) != (row["kind"] == CALLBACK, row["kind"] != CALLBACK):
                yield f"deadline {key} has no details of its kind"
            if row["state"] in ("open", "noting") and row["next_step_at"] is None:
                yield f"deadline {key} runs without a next step"
        if self.desk.database.on_sqlite:
            with self.desk.database.read() as session:
                yield from (f"dangling: {row}" for row in session.execute(text("PRAGMA foreign_key_check")))

    def _cpr(self) -> Iterator[str]:
        for name in WITHOUT_CPR:
            for key, row in self._rows(name).items():
                yield from (f"CPR number in {name} {key} {column}" for column in _with_cpr(row))
        # Opening is itself a read in the log: that one is the judge's own, and not kept.
        for (number,) in self._rows("callback"):
            with Session(self.desk.database.engine) as session:
                citizen = opened(session, self.desk.vault, number, by="fuzz", now=self.desk.now, why="fuzz")
            if contains_cpr(f"{citizen.name}\n{citizen.note}"):
                yield f"CPR number sealed in call {number}"

    def close(self) -> None:
        event.remove(self.desk.database.engine, "before_cursor_execute", self._note)


def _with_cpr(row: Row) -> Iterator[str]:
    for column, value in row.items():
        written = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
        # Fingerprints are hexadecimal: ten digits in a row mean nothing there.
        if (
            isinstance(written, str)
            and not column.endswith(("print", "ref", "key"))
            and contains_cpr(written)
        ):
            yield column


def _traces(number: int) -> tuple[str, ...]:
    who = secret(number)
    return (who.name, who.note, case_ref(number))


def _difference(old: Row | None, new: Row | None) -> dict[str, Any]:
    if old is None or new is None:
        return {"row": (old and "removed") or "new"}
    return {column: (old[column], new[column]) for column in old if old[column] != new[column]}


def _of_the_workspace(payload: Json) -> bool:
    inner = payload.get("event")
    return isinstance(inner, dict) and inner.get("type") in ("user_change", "team_join")


def _written(payload: Json) -> str:
    return json.dumps(payload, ensure_ascii=False, default=str)
