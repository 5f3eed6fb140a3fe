"""Nothing open can be left out: whatever people do between two meetings, the newest agenda holds it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.office_file import EXAMPLE, load_office
from jobs.agendas import Agendas
from rules.meeting import ItemKind, ItemResult
from rules.reversal import BoardOutcome
from storage import agenda_lines, agenda_notes, agendas, case_work, catalogue, precedents
from storage.agenda_models import AgendaItem, Meeting, MeetingState
from storage.agenda_sources import open_actions
from storage.cases import NewCase, register
from storage.complaint_models import BoardRuling, Complaint, Stage
from storage.complaints import open_complaints, open_inquiries
from storage.models import Result
from tests.front_desk import JONNA, KARIM, LONE, FrontDesk, front_desk
from tests.meetings import series, with_meetings
from tests.world import COPENHAGEN

MONDAY = datetime(2026, 11, 30, 8, 15, tzinfo=COPENHAGEN)
WEEKLY = series()
OFFICE = with_meetings(load_office(EXAMPLE), WEEKLY)
ACTS = [
    "inquiry",
    "action",
    "precedent",
    "complaint",
    "board",
    "answer",
    "again",
    "decided",
    "held",
    "skipped",
]
STEPS = st.lists(st.sampled_from([*ACTS, "week", "week"]), max_size=14)


@dataclass
class Weeks:
    """An office that meets on Tuesdays; `decisions` are Ankestyrelsen's, with the week they came in."""

    desk: FrontDesk
    job: Agendas
    decisions: set[int] = field(default_factory=set)

    def tick(self) -> None:
        self.job.run(self.desk.now)

    def newest(self) -> Meeting:
        with self.desk.database.read() as session:
            return session.scalars(select(Meeting).order_by(Meeting.starts_at.desc()).limit(1)).one()

    def items(self, meeting: Meeting) -> list[AgendaItem]:
        with self.desk.database.read() as session:
            wanted = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.id)
            return list(session.scalars(wanted))

    def next_week(self) -> None:
        """To Tuesday's meeting of the next week, over its making."""
        local = self.desk.now.astimezone(COPENHAGEN)
        self.desk.now = (local + timedelta(days=7 - local.weekday())).replace(hour=8, minute=15)
        self.tick()

    def do(self, step: str) -> None:
        match step:
            case "week":
                self.next_week()
                self.desk.now += timedelta(days=1, hours=2)
            case "inquiry":
                self.clock("borgerraadgiver")
            case "action":
                self.clock("moede-handling")
            case "precedent":
                self.precedent()
            case "complaint" | "board":
                self.complaint(decided=step == "board")
            case "answer":
                self.answer()
            case "again" | "decided":
                self.note(ItemResult(step))
            case _:
                self.settle(MeetingState(step))

    def clock(self, rule: str) -> int:
        today = self.desk.now.astimezone(COPENHAGEN).date()
        with self.desk.database.write() as session:
            known = catalogue.current(session, self.desk.office).rule(rule)
            case = NewCase(known, "voksen-a", KARIM, "", today, chosen=today + timedelta(days=30))
            return register(
                session,
                self.desk.office,
                self.desk.vault,
                case,
                by=LONE,
                now=self.desk.now,
                key=str(uuid.uuid4()),
            ).id

    def precedent(self) -> None:
        with self.desk.database.write() as session:
            typed = precedents.Draft(str(uuid.uuid4())[:8], "85", "Støtten måles efter behovet.", "")
            precedents.register(session, typed, by=JONNA, now=self.desk.now)

    def complaint(self, *, decided: bool) -> None:
        number, today = self.clock("genvurdering"), self.desk.now.astimezone(COPENHAGEN).date()
        if decided:
            with self.desk.database.write() as session:
                complaint = session.get_one(Complaint, number)
                complaint.stage, complaint.ended_on = Stage.ENDED, today
                session.add(_ruling(number, today, self.desk.now))
            self.decisions.add(number)

    def answer(self) -> None:
        """The oldest inquiry is answered."""
        with self.desk.database.write() as session:
            running = open_inquiries(session, self.desk.office, ["voksen-a"], self.desk.now)
            if running:
                today = self.desk.now.astimezone(COPENHAGEN).date()
                number = running[0].number
                case_work.end(
                    session,
                    self.desk.office,
                    number,
                    Result.DONE,
                    decided_on=today,
                    sent_on=today,
                    by=KARIM,
                    now=self.desk.now,
                )

    def note(self, result: ItemResult) -> None:
        items = self.items(self.newest())
        if items:
            with self.desk.database.write() as session:
                place = agenda_notes.item(session, self.desk.office, items[-1].id)
                agenda_notes.noted(session, place, result, by=LONE, now=self.desk.now)

    def settle(self, state: MeetingState) -> None:
        newest = self.newest()
        held = state is MeetingState.HELD
        if held and newest.starts_at > self.desk.now:
            return
        with self.desk.database.write() as session:
            place = agendas.found(session, self.desk.office, newest.id)
            act = agenda_notes.held if held else agenda_notes.skipped
            act(session, place, by=LONE, now=self.desk.now)

    def open_now(self) -> set[tuple[ItemKind, int]]:
        """What the registers say for themselves."""
        office, now = self.desk.office, self.desk.now
        with self.desk.database.read() as session:
            complaints = open_complaints(session, office, ["voksen-a"], now)
            inquiries = open_inquiries(session, office, ["voksen-a"], now)
            actions = open_actions(session, WEEKLY)
        return {
            *((ItemKind.COMPLAINT, one.id) for one in complaints),
            *((ItemKind.INQUIRY, one.number) for one in inquiries),
            *((ItemKind.ACTION, one) for one in actions),
        }

    def put_off(self, before: Meeting) -> set[tuple[ItemKind, int]]:
        """What the last agenda left: put off, or never got to."""
        left = [
            one
            for one in self.items(before)
            if one.result is ItemResult.AGAIN
            or (one.result is None and before.state is not MeetingState.HELD)
        ]
        return {(one.kind, one.subject) for one in left}

    def never_taken_up(self) -> set[tuple[ItemKind, int]]:
        """Decisions of Ankestyrelsen, and precedents, that no held meeting had on its agenda."""
        with self.desk.database.read() as session:
            held = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id)
            seen = session.scalars(held.where(Meeting.state == MeetingState.HELD)).all()
            known = {(ItemKind.PRECEDENT, one.id) for one in precedents.in_force(session)}
        known |= {(ItemKind.BOARD_DECISION, one) for one in self.decisions}
        return known - {(one.kind, one.subject) for one in seen}


@contextmanager
def weeks() -> Iterator[Weeks]:
    with TemporaryDirectory() as folder, front_desk(Path(folder), OFFICE) as desk:
        desk.now = MONDAY
        made = Weeks(desk, Agendas(OFFICE, desk.database))
        made.tick()
        yield made


@settings(max_examples=40)
@given(steps=STEPS)
def test_whatever_is_open_in_the_registers_is_on_the_newest_agenda(steps: list[str]) -> None:
    with weeks() as office:
        for step in steps:
            office.do(step)
        before = office.newest()
        left = office.put_off(before)
        office.next_week()
        newest = office.newest()
        assert newest.id != before.id
        there = {(one.kind, one.subject) for one in office.items(newest)}
        assert office.open_now() | left | office.never_taken_up() <= there


def test_every_register_shows_in_the_window_with_its_number_and_stage() -> None:
    with weeks() as office:
        for step in ("complaint", "board", "inquiry", "action", "precedent"):
            office.do(step)
        with office.desk.database.write() as session:
            around = agendas.around(session, OFFICE, WEEKLY, office.desk.now)
            planned = next(one for one in around if one.made)
            found = agenda_lines.opened(session, OFFICE, planned, by=LONE, now=office.desk.now)
        kinds = [line.kind for line in found.lines]
        assert kinds == list(ItemKind)
        assert all(line.complaint for line in found.lines if line.kind is ItemKind.COMPLAINT)
        assert all(line.decision for line in found.lines if line.kind is ItemKind.BOARD_DECISION)
        assert len(office.desk.events("agenda_read")) == 1


def _ruling(number: int, today: date, now: datetime) -> BoardRuling:
    return BoardRuling(
        complaint_id=number,
        outcome=BoardOutcome.REMITTED,
        parts=[BoardOutcome.REMITTED.value],
        decided_on=today,
        received_on=today,
        team_key="voksen-a",
        rule_key="serviceloven-85",
        law="serviceloven",
        paragraph="85",
        learning="Undersøg behovet hele døgnet.",
        recorded_by=JONNA,
        recorded_at=now,
    )
