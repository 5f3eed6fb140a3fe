"""Statutory deadlines under whatever people and the clock do to them: a state machine."""

import uuid
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rules.errors import FristvagtError
from rules.statute import Rule, Whose
from storage import case_work, cases, pages
from storage.case_models import CaseClock
from storage.cases import NewCase
from storage.models import Deadline, LateWhy, State, Waiting
from tests.cases import COMPLAINT_WINDOW, INSIGHT, SUPPORT
from tests.front_desk import KARIM, LONE, MAJA
from tests.phone_line import PhoneLine, phone_line

RULES = st.sampled_from((SUPPORT, SUPPORT, INSIGHT, COMPLAINT_WINDOW))
OWNERS = st.sampled_from((KARIM, KARIM, MAJA, None))
DAYS = st.integers(-3, 90)
WAITS = st.sampled_from((timedelta(hours=3), timedelta(days=1), timedelta(days=6), timedelta(days=31)))
which = st.integers(0, 7)


class CaseLives(RuleBasedStateMachine):
    """People register, announce, wait, put off, decide, take up again and undo; the clock moves."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.line: PhoneLine = self.opened.enter_context(phone_line())
        self.legal: dict[int, date] = {}

    def teardown(self) -> None:
        self.opened.close()

    @rule(of=RULES, owner=OWNERS, ago=st.integers(0, 80))
    def register(self, of: Rule, owner: str | None, ago: int) -> None:
        desk = self.line.desk
        case = NewCase(of, "voksen-a", owner, "", self.today - timedelta(days=ago))
        with desk.database.write() as session:
            made = cases.register(
                session, desk.office, desk.vault, case, by=LONE, now=desk.now, key=str(uuid.uuid4())
            )
            self.legal[made.id] = session.get_one(CaseClock, made.id).legal_on
        self.line.tick()

    @rule(one=which, ahead=DAYS, back=st.integers(0, 20))
    def announce(self, one: int, ahead: int, back: int) -> None:
        sent, to = self.today - timedelta(days=back), self.today + timedelta(days=ahead)
        self.do(one, case_work.announce, sent_on=sent, to=to, why=LateWhy.EXTENT)

    @rule(one=which, ahead=DAYS)
    def wait_for_somebody(self, one: int, ahead: int) -> None:
        self.do(one, case_work.wait, on=Waiting.DOCTOR, until=self.today + timedelta(days=ahead))

    @rule(one=which)
    def go_on(self, one: int) -> None:
        self.do(one, case_work.stop_waiting)

    @rule(one=which, ahead=DAYS)
    def put_off(self, one: int, ahead: int) -> None:
        self.do(one, case_work.postpone, to=self.today + timedelta(days=ahead))

    @rule(one=which, outcome=st.integers(0, 3), back=st.integers(-1, 20), sent=st.booleans())
    def end(self, one: int, outcome: int, back: int, sent: bool) -> None:
        number = self.number(one)
        if number is None:
            return
        deadline, _ = self.rows(number)
        known = case_work.rule_of(deadline)
        possible = case_work.results(known.kind, known.whose)
        day = self.today - timedelta(days=back)
        self.do(
            one,
            case_work.end,
            result=possible[outcome % len(possible)],
            decided_on=day,
            sent_on=day if sent else None,
        )

    @rule(one=which)
    def take_up_again(self, one: int) -> None:
        self.do(one, case_work.reopen)

    @rule(one=which)
    def undo(self, one: int) -> None:
        self.do(one, cases.undo, by=LONE)

    @rule(by=WAITS)
    def time_passes(self, by: timedelta) -> None:
        self.line.wait(by)

    @rule()
    def the_process_restarts(self) -> None:
        self.line.restart()

    @invariant()
    def what_runs_has_a_next_step_and_has_not_overslept_it(self) -> None:
        for deadline, _ in self.everything():
            if deadline.state is State.OPEN:
                assert deadline.next_step_at is not None
                assert deadline.next_step_at > self.line.now, deadline.id
            else:
                assert deadline.next_step_at is None

    @invariant()
    def the_legal_date_never_moves(self) -> None:
        assert {one.id: case.legal_on for one, case in self.everything()} == self.legal

    @invariant()
    def we_work_towards_the_announced_date_or_the_legal_one(self) -> None:
        for deadline, case in self.everything():
            assert deadline.due_at == self.end_of(case.announced_to or case.legal_on)
            assert deadline.goal_at <= deadline.due_at

    @invariant()
    def missed_means_neither_decided_nor_announced_by_the_legal_date(self) -> None:
        for deadline, case in self.everything():
            if deadline.state is State.WITHDRAWN:
                continue
            over = case.whose is Whose.AUTHORITY and self.end_of(case.legal_on) <= self.stopped_or_now(
                deadline, case
            )
            announced = case.first_announced_on is not None and case.first_announced_on <= case.legal_on
            assert (case.missed_at is not None) == (over and not announced), deadline.id

    @invariant()
    def the_last_day_is_on_the_owners_list(self) -> None:
        desk = self.line.desk
        with desk.database.read() as session:
            page = pages.duties(session, desk.office, KARIM, self.line.now)
        listed = {one.number for one in page.cases.mine}
        for deadline, case in self.everything():
            last_day = deadline.goal_at.astimezone(desk.office.zone).date() <= self.today
            if deadline.owner_id == KARIM and deadline.state is State.OPEN and case.whose is Whose.AUTHORITY:
                assert deadline.id in listed or not last_day

    def stopped_or_now(self, deadline: Deadline, case: CaseClock) -> datetime:
        """The moment that counts against the legal date: when it was ended, else now."""
        if case.result is None or case.decided_on is None:
            return self.line.now
        stopped = case_work.stopped_on(
            case_work.rule_of(deadline), case_work.Ended(case.decided_on, case.sent_on)
        )
        # What was decided on the legal date itself was decided before its end.
        return self.end_of(stopped) - timedelta(seconds=1)

    def end_of(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59), tzinfo=self.line.desk.office.zone)

    @property
    def today(self) -> date:
        return self.line.now.astimezone(self.line.desk.office.zone).date()

    def number(self, one: int) -> int | None:
        numbers = sorted(self.legal)
        return numbers[one % len(numbers)] if numbers else None

    def rows(self, number: int) -> tuple[Deadline, CaseClock]:
        with self.line.desk.database.read() as session:
            return session.get_one(Deadline, number), session.get_one(CaseClock, number)

    def everything(self) -> list[tuple[Deadline, CaseClock]]:
        return [self.rows(number) for number in self.legal]

    def do(self, one: int, act: object, **how: object) -> None:
        """Do it; a refusal in a sentence of ours changes nothing and is fine."""
        number, desk = self.number(one), self.line.desk
        assert callable(act)
        if number is None:
            return
        try:
            with desk.database.write() as session:
                act(session, desk.office, number, now=desk.now, **({"by": KARIM} | how))
        except FristvagtError:
            return
        self.line.tick()


EXPLORING = settings.get_current_profile_name() == "explore"

CaseLives.TestCase.settings = settings(
    max_examples=300 if EXPLORING else 15,
    stateful_step_count=25,
    derandomize=not EXPLORING,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestCaseLives = CaseLives.TestCase
