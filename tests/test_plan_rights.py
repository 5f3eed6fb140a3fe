"""Who may do what with the registers: every listener asked by everybody."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from rules.pulse import Pulse
from rules.sample import Finding, Heading
from storage import case_work, pulse_answers, samples
from storage.models import Result
from storage.register_models import QualityCase, QualitySample, Trial
from tests import payload_shapes as shapes
from tests.case_desk import registered, today
from tests.front_desk import ALI, BENT, JONNA, KARIM, LONE, MAJA, PETER, SOFIE, Answer, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.rights_matrix import (
    EVERYBODY,
    Act,
    Case,
    button,
    command,
    refuses_everybody_else,
    submitted,
    works_for_its_own,
)
from views import ids
from views.sample import field

MEETINGS = "socialfaglige-moeder"  # Lone's
LEADS = {LONE, BENT}
REVIEWERS = LEADS | {JONNA}
WORKERS = {KARIM, MAJA, PETER, SOFIE, ALI}
TRYING = WORKERS | REVIEWERS
FINE = {field(heading): Finding.IN_ORDER.value for heading in Heading}
TRIAL = {ids.TRIAL_IDEA: "Ring før frokost", ids.TRIAL_QUESTION: "Får vi fat i flere?"}
SCORES = {ids.PULSE_FIRST: "4", ids.PULSE_SECOND: "2"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("plan_rights")) as made:
        yield made


def initiative(desk: FrontDesk, _number: int) -> Json:
    desk.press(LONE, ids.PLAN_OPEN, MEETINGS)
    return shapes.opened(desk.modal())


def on_initiative(desk: FrontDesk, user: str, _number: int, _view: Json) -> Answer:
    return desk.press(user, ids.PLAN_OPEN, MEETINGS)


def a_sample(desk: FrontDesk, number: int) -> Json:
    """This month's draw, made once, of a decision of Karim's."""
    with desk.database.read() as session:
        if session.scalar(select(func.count(QualitySample.id))):
            return {}
    clock = registered(desk, case_ref=f"23-{number:05}")
    with desk.database.write() as session:
        day = today(desk)
        case_work.end(
            session, desk.office, clock, Result.GRANTED, decided_on=day, sent_on=None, by=KARIM, now=desk.now
        )
        samples.drawn_for(session, desk.office, day.replace(day=1), desk.now)
    return {}


def review(desk: FrontDesk, number: int) -> Json:
    a_sample(desk, number)
    with desk.database.write() as session:
        for case in session.scalars(select(QualityCase)):
            case.reviewed_by = None
    desk.press(JONNA, ids.SAMPLE_REVIEW, 1)
    return shapes.opened(desk.modal())


def on_first(action_id: str) -> Act:
    return lambda desk, user, number, view: desk.press(user, action_id, 1)


def new_trial(desk: FrontDesk, _number: int) -> Json:
    desk.press(KARIM, ids.TRIAL_NEW, "new")
    return shapes.opened(desk.modal())


def trial(desk: FrontDesk, number: int) -> Json:
    """Karim's newest trial, in its form."""
    desk.submit(KARIM, new_trial(desk, number), TRIAL)
    desk.press(KARIM, ids.TRIAL_OPEN, newest_trial(desk))
    return shapes.opened(desk.modal())


def newest_trial(desk: FrontDesk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.max(Trial.id))).one()


def on_trial(desk: FrontDesk, user: str, _number: int, _view: Json) -> Answer:
    return desk.press(user, ids.TRIAL_OPEN, newest_trial(desk))


def pulse(desk: FrontDesk, _number: int) -> Json:
    """The month's two questions, which nobody has answered."""
    object.__setattr__(desk.office, "pulse", replace(desk.office.pulse, on=True))
    month = today(desk).replace(day=1)
    with desk.database.write() as session:
        pulse_answers.ask(session, desk.office, month, desk.now)
        pulse_answers.forget(session, month.replace(year=month.year + 1))
    desk.press(KARIM, ids.PULSE_OPEN, f"{month:%Y-%m}")
    return shapes.opened(desk.modal())


HANDLERS = {
    **{
        f"status {word}": Case(command(word, "/status"), EVERYBODY)
        for word in ("plan", "stikprøve", "forsøg", "puls")
    },
    "open an initiative": Case(on_initiative, EVERYBODY),
    "tell of an initiative": Case(submitted({ids.PLAN_STATUS: "I gang"}), LEADS, initiative),
    "open the sample": Case(on_first(ids.SAMPLE_OPEN), REVIEWERS, a_sample),
    "open a review": Case(on_first(ids.SAMPLE_REVIEW), REVIEWERS, a_sample),
    "review": Case(submitted(FINE), REVIEWERS, review),
    "new trial": Case(button(ids.TRIAL_NEW), TRYING),
    "new trial form": Case(submitted(TRIAL), TRYING, new_trial),
    "open a trial": Case(on_trial, TRYING, trial),
    "write in a trial": Case(submitted({ids.TRIAL_STUDY: "Flere"}), {KARIM, *LEADS}, trial),
    "open the two questions": Case(button(ids.PULSE_OPEN), WORKERS, pulse),
    "answer the two questions": Case(submitted(SCORES), WORKERS, pulse),
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_refuses_everybody_it_is_not_for(desk: FrontDesk, handler: str) -> None:
    refuses_everybody_else(desk, HANDLERS[handler])


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_works_for_everybody_it_is_for(desk: FrontDesk, handler: str) -> None:
    works_for_its_own(desk, HANDLERS[handler])


def test_the_worker_may_not_review_a_decision_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    with front_desk(tmp_path_factory.mktemp("own")) as desk:
        view = review(desk, 1)
        with desk.database.write() as session:
            session.get_one(QualityCase, 1).owner_id = LONE
        assert desk.submit(LONE, view, FINE).errors
        assert not desk.submit(JONNA, view, FINE).errors
        assert [event.actor for event in desk.events("sample", "refused")] == [LONE]


def test_the_pulse_is_off_until_the_office_says_so() -> None:
    assert not Pulse().on
