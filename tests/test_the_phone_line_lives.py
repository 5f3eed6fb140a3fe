"""The phone line under whatever people and the clock do to it: a state machine, and what always holds."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import ColumnElement, func, select

from rules.office import may_interrupt, may_notify
from storage import absences, pages
from storage.models import LIVE, Attempt, Callback, Deadline, Event, Outbox, Sending, State
from tests import payload_shapes as shapes
from tests.front_desk import BENT, CALL, KARIM, LONE, MAJA, PETER, RIKKE, SOFIE
from tests.phone_line import PhoneLine, Told, phone_line
from views import ids

WORKERS = (KARIM, MAJA, PETER, LONE, BENT, SOFIE)
OWNERS = (f"person:{KARIM}", f"person:{PETER}", f"person:{SOFIE}", "team:voksen-a", "team:voksen-b")
PHONES = tuple(f"22 33 44 {last}" for last in range(50, 56))
DAYS = ("i dag", "i morgen", "i dag formiddag", "i dag eftermiddag", "i morgen formiddag")
BUTTONS = (ids.VIEW, ids.SPOKE, ids.NO_ANSWER, ids.TAKE, ids.JOURNALED, ids.NOTHING)
MENU = (ids.MORE_BUSY, ids.MORE_LEFT_MESSAGE, ids.MORE_WRONG_NUMBER)
WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 15, 45, 120, 360, 1_080, 1_440, 2_880, 4_320, 14_400)
)


class Role(StrEnum):
    """Who presses, seen from the call: mostly those it concerns."""

    OWNER = "owner"
    DUTY = "duty"
    LEAD = "lead"
    OTHER_TEAM = "other team"


role = st.sampled_from((Role.OWNER, Role.OWNER, Role.OWNER, *Role))
worker, owner = st.sampled_from(WORKERS), st.sampled_from(OWNERS)
which = st.integers(min_value=0, max_value=11)


class PhoneLineLives(RuleBasedStateMachine):
    """People log, ring, give away, go on leave, close and reopen; the clock moves; the process restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.line: PhoneLine = self.opened.enter_context(phone_line())
        self.promised: dict[int, datetime] = {}
        self.breached: set[int] = set()
        self.events = self.judged = 0

    def teardown(self) -> None:
        self.opened.close()

    # What people do.

    @rule(
        owner=owner,
        phone=st.sampled_from(PHONES),
        topic=st.sampled_from(("afgoerelse", "klage", "akut")),
        extras=st.sampled_from(([], ["urgent"], ["protected"])),
    )
    def log(self, owner: str, phone: str, topic: str, extras: list[str]) -> None:
        desk = self.line.desk
        fields = CALL | {"phone": phone, "whom": owner, "topic": topic, "extras": extras}
        answer = desk.submit(RIKKE, desk.form(), fields)
        if "view" in answer.body and answer.view["callback_id"] == ids.REPEAT_FORM:
            # The same number with an open call: it is noted there, or logged as another matter.
            desk.submit(RIKKE, shapes.opened(answer.view), {"repeat": "new"} if extras else {})
        self._remember_new()
        self.line.tick()

    def _remember_new(self) -> None:
        with self.line.desk.database.read() as session:
            for number, due_at in session.execute(select(Deadline.id, Deadline.due_at)):
                self.promised.setdefault(number, due_at)

    @precondition(lambda self: self.promised)
    @rule(by=role, which=which, button=st.sampled_from(BUTTONS))
    def press(self, by: Role, which: int, button: str) -> None:
        number = self._number(which)
        self.line.desk.press(self._who(by, number), button, number)
        self.line.tick()

    @precondition(lambda self: self.promised)
    @rule(by=role, which=which, choice=st.sampled_from(MENU))
    def choose(self, by: Role, which: int, choice: str) -> None:
        number = self._number(which)
        self.line.desk.send(shapes.choose(self._who(by, number), ids.MORE, f"{choice}:{number}"))
        self.line.tick()

    @precondition(lambda self: self.promised)
    @rule(by=role, which=which, hours=st.integers(1, 80), agreed=st.booleans())
    def snooze(self, by: Role, which: int, hours: int, agreed: bool) -> None:
        until = (self.line.now + timedelta(hours=hours)).astimezone(self.line.desk.office.zone)
        self._fill_in(
            by,
            ids.LATER,
            which,
            {
                "choice": "other",
                "date": until.date().isoformat(),
                "time": f"{until:%H:%M}",
                "agreed": ["agreed"] if agreed else [],
            },
        )

    @precondition(lambda self: self.promised)
    @rule(by=role, which=which, ending=st.sampled_from(("again", "letter", "in_vain")))
    def end(self, by: Role, which: int, ending: str) -> None:
        self._fill_in(by, ids.UNREACHED, which, {"ending": ending})

    @precondition(lambda self: self.promised)
    @rule(by=role, which=which, why=st.sampled_from(("mistake", "more")))
    def reopen(self, by: Role, which: int, why: str) -> None:
        self._fill_in(by, ids.REOPEN, which, {"why": why})

    @precondition(lambda self: self.promised)
    @rule(by=role, which=which, to=owner)
    def reassign(self, by: Role, which: int, to: str) -> None:
        number = self._number(which)
        self.line.desk.client.calls.clear()
        self.line.desk.send(shapes.choose(self._who(by, number), ids.MORE, f"{ids.MORE_REASSIGN}:{number}"))
        self._submit(self._who(by, number), {"whom": to})

    @precondition(lambda self: self.promised)
    @rule(which=which)
    def undo(self, which: int) -> None:
        self.line.desk.press(RIKKE, ids.UNDO, self._number(which))
        self.line.tick()

    @rule(by=worker, days=st.sampled_from(DAYS), deputy=st.sampled_from(("", *WORKERS)))
    def go_away(self, by: str, days: str, deputy: str) -> None:
        self.line.desk.command(by, f"{days} <@{deputy}>" if deputy else days, "/absence")
        self.line.tick()

    @rule(by=worker)
    def come_back(self, by: str) -> None:
        self.line.desk.command(by, "slut", "/absence")
        self.line.tick()

    @rule(lead=st.sampled_from((LONE, BENT)), giver=worker, taker=worker, undo=st.booleans())
    def hand_over(self, lead: str, giver: str, taker: str, undo: bool) -> None:
        self.line.desk.client.calls.clear()
        self.line.desk.command(lead, f"flyt <@{giver}> <@{taker}>")
        preview = self.line.modal()
        if preview is not None and preview.get("submit"):
            answer = self.line.desk.submit(lead, shapes.opened(preview))
            if undo and "view" in answer.body:
                self._press_undo(lead, answer.view)
        self.line.tick()

    def _press_undo(self, lead: str, receipt: shapes.Json) -> None:
        for block in receipt["blocks"]:
            for element in block.get("elements", []):
                if element.get("type") == "button":
                    view = shapes.opened(receipt)
                    self.line.desk.press(lead, element["action_id"], element["value"], view=view)

    # What happens by itself.

    @rule(by=st.sampled_from(WAITS))
    def time_passes(self, by: timedelta) -> None:
        self.line.wait(by)

    @rule()
    def the_next_thing_comes_due(self) -> None:
        steps = select(func.min(Deadline.next_step_at)).where(Deadline.state.in_(LIVE))
        mail = select(func.min(Outbox.not_before)).where(Outbox.state == Sending.WAITING)
        with self.line.desk.database.read() as session:
            coming = [at for at in (session.scalar(steps), session.scalar(mail)) if at is not None]
        if coming:
            self.line.wait(max(min(coming) - self.line.now, timedelta()))

    @rule(minutes=st.integers(5, 60), hours=st.integers(1, 30))
    def time_passes_tick_by_tick(self, minutes: int, hours: int) -> None:
        for _ in range(min(40, hours * 60 // minutes)):
            self.line.wait(timedelta(minutes=minutes))

    @rule()
    def restart(self) -> None:
        self.line.restart()

    def _who(self, by: Role, number: int) -> str:
        with self.line.desk.database.read() as session:
            deadline = session.get_one(Deadline, number)
        team = self.line.desk.office.team(deadline.team_key)
        elsewhere = next(one for one in self.line.desk.office.teams if one is not team)
        return {
            Role.OWNER: deadline.owner_id or team.duty,
            Role.DUTY: team.duty,
            Role.LEAD: team.lead,
            Role.OTHER_TEAM: elsewhere.members[0],
        }[by]

    def _number(self, which: int) -> int:
        return sorted(self.promised)[-1 - which % len(self.promised)]

    def _fill_in(self, by: Role, button: str, which: int, fields: shapes.Json) -> None:
        self.line.desk.client.calls.clear()
        number = self._number(which)
        self.line.desk.press(self._who(by, number), button, number)
        self._submit(self._who(by, number), fields)

    def _submit(self, by: str, fields: shapes.Json) -> None:
        form = self.line.modal()
        if form is not None and form.get("submit"):
            assert self.line.desk.submit(by, shapes.opened(form), fields).status == 200
        self.line.tick()

    # What always holds.

    @invariant()
    def every_live_call_has_a_next_step_that_is_not_overdue(self) -> None:
        for deadline in self._deadlines(Deadline.state.in_(LIVE)):
            assert deadline.next_step is not None
            assert deadline.next_step_at is not None
            assert deadline.next_step_at > self.line.now

    @invariant()
    def no_call_is_ever_lost(self) -> None:
        assert {one.id for one in self._deadlines()} == set(self.promised)

    @invariant()
    def no_limit_ever_moves(self) -> None:
        assert {one.id: one.due_at for one in self._deadlines()} == self.promised

    @invariant()
    def a_breach_stays_visible(self) -> None:
        now_breached = {one.id for one in self._deadlines(Deadline.breached_at.is_not(None))}
        assert self.breached <= now_breached
        self.breached = now_breached

    @invariant()
    def no_limit_passes_in_silence(self) -> None:
        """An open call nobody has rung is marked as breached as soon as its limit has passed."""
        unrung = (Deadline.state == State.OPEN, Deadline.due_at <= self.line.now)
        with self.line.desk.database.read() as session:
            silent = session.scalars(
                select(Deadline.id)
                .join(Callback, Callback.deadline_id == Deadline.id)
                .where(*unrung, Callback.first_attempt_at.is_(None), Deadline.breached_at.is_(None))
            ).all()
        assert silent == []

    @invariant()
    def every_live_call_is_somebodys_or_a_teams(self) -> None:
        teams, people = {team.key for team in self.line.desk.office.teams}, self.line.desk.office.people()
        for deadline in self._deadlines(Deadline.state.in_(LIVE)):
            assert deadline.team_key in teams
            assert deadline.owner_id is None or deadline.owner_id in people

    @invariant()
    def every_live_call_is_on_the_list_of_somebody_at_work(self) -> None:
        """Unless its whole team is away, which the team's channel is told."""
        office, now = self.line.desk.office, self.line.now
        with self.line.desk.database.read() as session:
            roster = absences.roster(session, office, now)
            listed = {
                item.number
                for person in office.people()
                for part in [pages.duties(session, office, person, now)]
                for item in (*part.mine, *part.team)
            }
        for deadline in self._deadlines(Deadline.state.in_(LIVE)):
            team = office.team(deadline.team_key)
            deserted = roster.stand_in(team, deadline.owner_id or team.duty, now) is None
            assert deadline.id in listed or deserted, deadline.id

    @invariant()
    def a_snooze_never_outlives_its_time(self) -> None:
        asleep = self._deadlines(Deadline.state == State.OPEN, Deadline.snoozed_until <= self.line.now)
        assert asleep == []

    @invariant()
    def nothing_is_told_outside_hours(self) -> None:
        for told, row in self._told():
            if row.recipient.startswith("C"):
                continue
            office, team = self.line.desk.office, self.line.desk.office.team(row.team_key)
            allowed = may_interrupt if row.urgent else may_notify
            assert allowed(office, team, told.at) == told.at, (row.kind, told.at)

    @invariant()
    def nobody_is_told_anything_while_away(self) -> None:
        office = self.line.desk.office
        # Only what is new: whoever was told first, and went away then, was at work when it came.
        for told, row in list(self._told())[self.judged :]:
            self.judged += 1
            with self.line.desk.database.read() as session:
                roster = absences.roster(session, office, told.at)
            assert row.recipient.startswith("C") or roster.at_work(row.recipient, told.at), row.kind

    @invariant()
    def nobody_is_told_more_than_three_times_a_day(self) -> None:
        zone = self.line.desk.office.zone
        a_day = Counter(
            (told.recipient, told.at.astimezone(zone).date()) for told, row in self._told() if not row.urgent
        )
        assert max(a_day.values(), default=0) <= self.line.desk.office.notices.dms_a_day

    @invariant()
    def nothing_is_told_twice(self) -> None:
        assert len({told.outbox_id for told in self.line.mail.told}) == len(self.line.mail.told)

    @invariant()
    def no_message_holds_a_citizen(self) -> None:
        for told in self.line.mail.told:
            shown = f"{told.message.text} {told.message.blocks}"
            assert "Jens Hansen" not in shown
            assert "22 33 44" not in shown

    @invariant()
    def the_log_only_grows(self) -> None:
        with self.line.desk.database.read() as session:
            events = session.scalar(select(func.count()).select_from(Event)) or 0
        assert events >= self.events
        self.events = events

    @invariant()
    def attempts_are_counted_as_they_were_made(self) -> None:
        with self.line.desk.database.read() as session:
            made = Counter(session.scalars(select(Attempt.deadline_id)))
            counted = dict(session.execute(select(Callback.deadline_id, Callback.attempts)).all())
        assert {number: made[number] for number in counted} == counted

    @invariant()
    def nothing_due_is_left_unsent(self) -> None:
        waiting = (Outbox.state == Sending.WAITING, Outbox.not_before <= self.line.now)
        with self.line.desk.database.read() as session:
            assert session.scalars(select(Outbox.kind).where(*waiting)).all() == []

    def _deadlines(self, *which: ColumnElement[bool]) -> list[Deadline]:
        with self.line.desk.database.read() as session:
            return list(session.scalars(select(Deadline).where(*which)))

    def _told(self) -> Iterator[tuple[Told, Outbox]]:
        with self.line.desk.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(Outbox))}
        return ((told, rows[told.outbox_id]) for told in self.line.mail.told)


# The suite lives through the same lives each time; `pytest --hypothesis-profile=explore` through new ones.
EXPLORING = settings.get_current_profile_name() == "explore"
if EXPLORING:
    # Three hundred lives take longer than any test of the suite may.
    pytestmark = pytest.mark.timeout(1_800)
PhoneLineLives.TestCase.settings = settings(
    max_examples=300 if EXPLORING else 15,
    stateful_step_count=30,
    derandomize=not EXPLORING,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestThePhoneLineLives = PhoneLineLives.TestCase
