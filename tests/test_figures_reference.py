"""Every figure, rolled or live, is what the event log says: a state machine over the real use cases."""

import random
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select

from rules.errors import FristvagtError
from rules.figures import Period
from rules.statute import Rule
from storage import bulk_handover, cases
from storage.case_import import CaseImport
from storage.cases import NewCase
from storage.endings import Why
from storage.models import Event, Outcome, Result
from tests.cases import COMPLAINT_WINDOW, INSIGHT, SUPPORT
from tests.counting import BOTH, KARIM, LONE, ZONE, A, B, Counting, counting, moment
from tests.figure_reference import reference
from tests.front_desk import front_desk

# Two weeks before summer time ends.
START = moment(date(2026, 10, 12), 9, 30)
TEAMS = st.sampled_from(BOTH)
RULES = st.sampled_from((SUPPORT, SUPPORT, INSIGHT, COMPLAINT_WINDOW))
RESULTS = st.sampled_from((Result.GRANTED, Result.PARTIAL, Result.REFUSED, Result.DROPPED, Result.DONE))
WHYS = st.sampled_from(tuple(Why))
OUTCOMES = st.sampled_from((Outcome.NO_ANSWER, Outcome.BUSY, Outcome.WRONG_NUMBER))
MINUTES = st.sampled_from((1, 40, 170, 1440, 2880))
WEEKS = st.sampled_from((7, 9, 30))  # days
which = st.integers(0, 9)
days = st.integers(0, 70)


class Lives:
    """What people do, by where an item stands in a list; a refusal changes nothing and is fine."""

    def __init__(self, counted: Counting) -> None:
        self.counted = counted
        self.calls: list[int] = []
        self.cases: list[int] = []

    @property
    def today(self) -> date:
        return self.counted.now.astimezone(ZONE).date()

    def act(self, items: list[int], one: int, name: str, *how: object) -> None:
        if not items:
            return
        try:
            getattr(self.counted, name)(items[one % len(items)], *how)
        except FristvagtError:
            return

    def register(self, of: Rule, team: str, ago: int) -> None:
        self.cases.append(self.counted.registered(of, self.today - timedelta(days=ago), team))

    def bring_in(self, of: Rule, team: str, ago: int) -> None:
        """As a table of cases is imported."""
        made = CaseImport(self.counted.office, self.counted.vault, by=LONE, now=self.counted.now)
        case = NewCase(of, team, None, f"S-{len(self.cases)}", self.today - timedelta(days=ago))
        with self.counted.database.write() as session:
            made.store(session, [made.plan(case)])
            newest = session.scalars(select(Event.deadline_id).order_by(Event.id.desc()).limit(1)).one()
        assert newest is not None
        self.cases.append(newest)

    def decide(self, one: int, result: Result, ago: int) -> None:
        on, relatives = self.today - timedelta(days=ago), (None, True, False)[ago % 3]
        sent = min(self.today, on + timedelta(days=ago % 5))
        self.act(self.cases, one, "decided", on, result, sent, relatives)

    def announce(self, one: int, ago: int, ahead: int) -> None:
        sent, to = self.today - timedelta(days=ago), self.today + timedelta(days=ahead)
        self.act(self.cases, one, "announced", sent, to)

    def undo_case(self, one: int) -> None:
        if self.cases:
            try:
                self.counted.do(cases.undo, self.cases[one % len(self.cases)], by=LONE)
            except FristvagtError:
                return

    def hand_over(self, there: bool) -> None:
        """Everything one has goes to somebody in the other team."""
        giver, taker, home = (KARIM, "U0SOFIE", B) if there else ("U0SOFIE", KARIM, A)
        with self.counted.database.write() as session:
            bulk_handover.hand_over(
                session,
                self.counted.office,
                from_id=giver,
                to_id=taker,
                led=BOTH,
                home=home,
                by=LONE,
                now=self.counted.now,
            )

    def agree_with_the_log(self, ago: int, length: int, teams: tuple[str, ...]) -> None:
        starts = self.today - timedelta(days=ago)
        period = Period(starts, starts + timedelta(days=length))
        with self.counted.database.read() as session:
            log = session.scalars(select(Event).order_by(Event.id)).all()
        expected = reference(log, teams, period, ZONE, self.counted.now)
        assert dict(self.counted.figures(period.starts, period.ends, teams)) == expected


class CountedLives(RuleBasedStateMachine):
    """Calls and cases begin, are worked on, end, are taken up again and change team; days are rolled."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        folder = self.opened.enter_context(TemporaryDirectory())
        desk = self.opened.enter_context(front_desk(Path(folder)))
        self.lives = Lives(Counting(desk.database, START))

    def teardown(self) -> None:
        self.lives.agree_with_the_log(400, 402, BOTH)
        self.lives.agree_with_the_log(400, 402, (A,))
        self.opened.close()

    @rule(team=TEAMS, owned=st.booleans())
    def somebody_rings(self, team: str, owned: bool) -> None:
        owner = {A: KARIM, B: "U0SOFIE"}[team] if owned else None
        self.lives.calls.append(self.lives.counted.call(team, owner))

    @rule(
        one=which, name=st.sampled_from(("again", "agreed", "noted", "in_vain", "undone", "spoke", "spoke"))
    )
    def something_happens_to_a_call(self, one: int, name: str) -> None:
        self.lives.act(self.lives.calls, one, name)

    @rule(team=TEAMS)
    def a_call_is_answered_and_over(self, team: str) -> None:
        self.lives.calls.insert(0, self.lives.counted.call(team))
        for name in ("spoke", "noted"):
            self.lives.act(self.lives.calls, 0, name)

    @rule(one=which, outcome=OUTCOMES)
    def nobody_answers(self, one: int, outcome: Outcome) -> None:
        self.lives.act(self.lives.calls, one, "tried", outcome)

    @rule(one=which, why=WHYS)
    def a_call_is_taken_up_again(self, one: int, why: Why) -> None:
        self.lives.act(self.lives.calls, one, "taken_up", why)

    @rule(one=which, team=TEAMS)
    def a_call_is_corrected(self, one: int, team: str) -> None:
        self.lives.act(self.lives.calls, one, "corrected", team)

    @rule(one=which, team=TEAMS, case=st.booleans())
    def something_is_given_to_a_team(self, one: int, team: str, case: bool) -> None:
        self.lives.act(self.lives.cases if case else self.lives.calls, one, "given", team)

    @rule(there=st.booleans())
    def everything_is_handed_over(self, there: bool) -> None:
        self.lives.hand_over(there)

    @rule(of=RULES, team=TEAMS, ago=days, imported=st.booleans())
    def a_case_begins(self, of: Rule, team: str, ago: int, imported: bool) -> None:
        (self.lives.bring_in if imported else self.lives.register)(of, team, ago)

    @rule(one=which, result=RESULTS, ago=days)
    def a_case_ends(self, one: int, result: Result, ago: int) -> None:
        self.lives.decide(one, result, ago)

    @rule(one=which, ago=st.integers(0, 9))
    def a_case_is_granted(self, one: int, ago: int) -> None:
        self.lives.decide(one, Result.GRANTED, ago)

    @rule(one=which, ago=days, ahead=days)
    def a_letter_was_sent(self, one: int, ago: int, ahead: int) -> None:
        self.lives.announce(one, ago, ahead)

    @rule(one=which)
    def a_case_is_taken_up_again(self, one: int) -> None:
        self.lives.act(self.lives.cases, one, "reopened")

    @rule(one=which)
    def a_case_is_undone(self, one: int) -> None:
        self.lives.undo_case(one)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.lives.counted.now += timedelta(minutes=minutes)

    @rule(days=WEEKS)
    def weeks_pass_and_are_rolled(self, days: int) -> None:
        self.lives.counted.now += timedelta(days=days)
        self.lives.counted.roll()

    @rule(ago=days, length=st.sampled_from((1, 7, 30)), teams=st.sampled_from((BOTH, (A,), (B,), ())))
    def somebody_looks(self, ago: int, length: int, teams: tuple[str, ...]) -> None:
        self.lives.agree_with_the_log(ago, length, teams)


EXPLORING = settings.get_current_profile_name() == "explore"

CountedLives.TestCase.settings = settings(
    max_examples=500 if EXPLORING else 20,
    stateful_step_count=60 if EXPLORING else 40,
    derandomize=not EXPLORING,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestCountedLives = CountedLives.TestCase


def test_a_long_life_agrees_with_its_log_on_both_databases(database_url: str) -> None:
    chance = random.Random(20261012)
    with counting(database_url, START) as counted:
        lives = Lives(counted)
        for _ in range(150):
            _one_thing(lives, chance)
        lives.agree_with_the_log(600, 602, BOTH)
        for ago in (3, 20, 90):
            lives.agree_with_the_log(ago, 10, (chance.choice(BOTH),))


def _one_thing(lives: Lives, chance: random.Random) -> None:
    one, team, ago = chance.randrange(9), chance.choice(BOTH), chance.randrange(60)
    result = chance.choice((Result.GRANTED, Result.REFUSED, Result.DROPPED))
    why = chance.choice(tuple(Why))
    chance.choice(
        [
            lambda: lives.calls.append(lives.counted.call(team)),
            lambda: lives.register(chance.choice((SUPPORT, INSIGHT)), team, ago),
            lambda: lives.bring_in(SUPPORT, team, ago),
            lambda: lives.act(lives.calls, one, "tried"),
            lambda: lives.act(lives.calls, one, "spoke"),
            lambda: lives.act(lives.calls, one, "noted"),
            lambda: lives.act(lives.calls, one, "again"),
            lambda: lives.act(lives.calls, one, "taken_up", why),
            lambda: lives.act(lives.calls, one, "given", team),
            lambda: lives.decide(one, result, ago),
            lambda: lives.announce(one, ago, ago),
            lambda: lives.act(lives.cases, one, "reopened"),
            lambda: lives.act(lives.cases, one, "given", team),
            lives.counted.roll,
        ]
    )()
    lives.counted.now += timedelta(minutes=chance.choice((1, 30, 400, 1440, 5000)))
