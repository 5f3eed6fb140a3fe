"""Who may do what: every handler asked by everybody. Default deny, politely, with an audit row."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rules.rights import Action, Facts, may
from tests import payload_shapes as shapes
from tests.front_desk import (
    ADMIN,
    AUDIT,
    CALL,
    GONE,
    GUEST,
    JONNA,
    KARIM,
    LONE,
    MAJA,
    OTTO,
    RIKKE,
    SOFIE,
    FrontDesk,
    front_desk,
)
from tests.rights_matrix import (
    CAST,
    DANISH,
    HANDLERS,
    LEADS,
    LOGGERS,
    OF_EVERYBODY,
    OF_MEETINGS,
    STRANGERS,
    moving,
    refuses_everybody_else,
    said,
    works_for_its_own,
)
from views import ids
from views.replies import not_yours, not_yours_or_gone, refused


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """One desk for the whole matrix; each case logs a call of its own."""
    with front_desk(tmp_path_factory.mktemp("rights")) as made:
        # Both hold a role on paper; Slack says one is a guest and the other no longer works here.
        roles = {role: people | {GUEST, GONE} for role, people in made.office.roles.items()}
        object.__setattr__(made.office, "roles", roles)
        yield made


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_refuses_everybody_it_is_not_for(desk: FrontDesk, handler: str) -> None:
    refuses_everybody_else(desk, HANDLERS[handler])


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_works_for_everybody_it_is_for(desk: FrontDesk, handler: str) -> None:
    works_for_its_own(desk, HANDLERS[handler])


def test_every_listener_of_a_call_is_in_the_matrix() -> None:
    buttons = {ids.VIEW, ids.SPOKE, ids.NO_ANSWER, ids.LATER, ids.TAKE, ids.MORE, ids.JOURNALED, ids.NOTHING}
    buttons |= {ids.PHONE_NOTE, ids.CORRECT, ids.UNDO, ids.UNREACHED, ids.REOPEN, ids.CHILD, ids.NOT_CHILD}
    buttons |= {ids.GIVE, ids.HAND_OVER, ids.HAND_OVER_UNDO, ids.START, ids.START_ON_RECEIPT}
    prefixes = ("callback_", "receipt_", "handover_")
    named = {value for name, value in vars(ids).items() if str(value).startswith(prefixes)}
    forms = {ids.CALL_FORM, ids.CORRECT_FORM, ids.RECEIPT, ids.CITIZEN, ids.NOTE_FORM, ids.LATER_FORM}
    forms |= {ids.REASSIGN_FORM, ids.REPEAT_FORM, ids.ENDING_FORM, ids.REOPEN_FORM}
    forms |= {ids.HAND_OVER_FORM, ids.HAND_OVER_PREVIEW, ids.HAND_OVER_RECEIPT, ids.FROM, ids.TO}
    assert named == buttons | forms


def test_the_same_press_from_another_workspace_is_refused(desk: FrontDesk) -> None:
    number = desk.log()
    before = desk.snapshot()
    for payload in (
        shapes.press(KARIM, ids.SPOKE, str(number)),
        shapes.command(RIKKE, "@karim 22 33 44 55"),
        shapes.submission(RIKKE, desk.form(), CALL),
    ):
        answer = desk.send(shapes.from_elsewhere(payload))
        assert refused(DANISH) in said(desk, answer)
        assert desk.events()[-1].detail["why"] == "other_workspace"
    assert desk.snapshot() == before


def test_somebody_from_another_workspace_in_a_channel_of_ours_is_refused(desk: FrontDesk) -> None:
    payload = shapes.press(KARIM, ids.VIEW, str(desk.log()))
    payload["user"]["team_id"] = shapes.OTHER_TEAM
    assert refused(DANISH) in said(desk, desk.send(payload))


def test_nothing_is_answered_in_a_channel_shared_with_other_organisations(desk: FrontDesk) -> None:
    payload = shapes.command(LONE, "vis i kanalen", "/status") | {"is_ext_shared_channel": True}
    assert desk.send(payload).text == refused(DANISH)


def test_an_event_from_another_workspace_changes_nobody(desk: FrontDesk) -> None:
    desk.send(shapes.from_elsewhere(shapes.user_change(KARIM, deleted=True)))
    number = desk.log()
    assert "Jens Hansen" in str((desk.press(KARIM, ids.VIEW, number), desk.modal()))


def test_suggestions_are_for_those_who_log(desk: FrontDesk) -> None:
    form = desk.form()
    for user in (*CAST, *STRANGERS):
        offered = desk.send(shapes.suggestion(user, ids.WHOM, "", form)).body.get("options", [])
        assert bool(offered) == (user in LOGGERS), user


def test_whose_calls_can_be_moved_is_for_leads(desk: FrontDesk) -> None:
    form = moving(desk, 0)
    for user in (*CAST, *STRANGERS):
        for field in (ids.FROM, ids.TO):
            offered = desk.send(shapes.suggestion(user, field, "", form)).body.get("options", [])
            assert bool(offered) == (user in LEADS), user


def test_whoever_has_no_role_sees_a_home_tab_that_says_so(desk: FrontDesk) -> None:
    desk.send(shapes.home_opened(OTTO))
    name, arguments = desk.client.calls[-1]
    assert (name, arguments["user_id"]) == ("views.publish", OTTO)
    assert "Fristvagt er for medarbejdere i enheden." in str(arguments["view"])


class TestARightLostWhileAModalIsOpen:
    """A modal can stay open for hours; the right is asked when it is sent."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[FrontDesk]:
        with front_desk(tmp_path) as made:
            yield made

    def test_the_person_stopped_working_here(self, desk: FrontDesk) -> None:
        form = desk.form(RIKKE)
        desk.send(shapes.user_change(RIKKE, deleted=True))
        desk.advance(hours=3)
        assert desk.submit(RIKKE, form, CALL).errors == {"phone": refused(DANISH)}
        assert desk.newest() == 0

    def test_the_call_became_somebody_elses(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-a", extras=["protected"])
        desk.press(MAJA, ids.TAKE, number)
        desk.press(MAJA, ids.SPOKE, number)
        note = desk.modal()
        before = desk.snapshot()
        refusal = {"answer": not_yours_or_gone(DANISH)}
        assert desk.submit(KARIM, note, {"answer": "journaled"}).errors == refusal
        assert desk.snapshot() == before

    def test_the_role_was_taken_away(self, desk: FrontDesk) -> None:
        form = desk.form(RIKKE)
        object.__setattr__(desk.office, "roles", {})
        assert desk.submit(RIKKE, form, CALL).errors == {"phone": refused(DANISH)}
        assert desk.newest() == 0


class TestTheSentence:
    GONE = "Er det afsluttet for længe siden, er det slettet."

    @pytest.mark.parametrize("command", ["/agenda", "/absence"])
    def test_for_a_command_says_whom_to_ask(self, tmp_path: Path, command: str) -> None:
        with front_desk(tmp_path) as desk:
            assert desk.command(RIKKE, "", command).text == (
                "Det har du ikke adgang til. Intet er ændret. Spørg din teamleder, hvis du skal have adgang."
            )

    def test_for_a_number_says_that_it_may_be_gone(self, desk: FrontDesk) -> None:
        desk.press(KARIM, ids.VIEW, 999)
        assert self.GONE in str(desk.modal())

    def test_tells_nobody_whether_the_number_is_there(self, desk: FrontDesk) -> None:
        desk.press(RIKKE, ids.VIEW, desk.log(extras=["protected"]))
        there = str(desk.modal())
        desk.press(RIKKE, ids.VIEW, 999)
        assert there == str(desk.modal())


class TestAnAbsence:
    def test_is_ended_by_the_person_or_the_lead_only(self, tmp_path: Path) -> None:
        with front_desk(tmp_path) as desk:
            desk.command(KARIM, "i morgen", "/absence")
            for user in (MAJA, SOFIE, RIKKE):
                desk.press(user, ids.END_ABSENCE, 1)
                assert not_yours(DANISH) in str(desk.modal()), user
            assert desk.events("absence_ended") == []
            desk.press(LONE, ids.END_ABSENCE, 1)
            assert [event.actor for event in desk.events("absence_ended")] == [LONE]

    def test_a_second_delivery_of_the_form_shows_the_same_receipt(self, tmp_path: Path) -> None:
        with front_desk(tmp_path) as desk:
            desk.command(KARIM, "", "/absence")
            payload = shapes.submission(KARIM, shapes.opened(desk.modal()), {"deputy": f"person:{MAJA}"})
            assert desk.send(payload) == desk.send(payload)
            assert len(desk.events("absence_set")) == 1


class TestAProtectedAddress:
    FACTS = Facts(team_key="voksen-a", owner_id=KARIM, logged_by=RIKKE, protected=True)

    def test_it_opens_for_its_owner_only(self, desk: FrontDesk) -> None:
        who = {person for person in CAST if may(desk.office, person, Action.OPEN, self.FACTS)}
        assert who == {KARIM}

    def test_it_opens_for_the_owners_stand_in_too(self, desk: FrontDesk) -> None:
        facts = replace(self.FACTS, stand_in=MAJA)
        who = {person for person in CAST if may(desk.office, person, Action.OPEN, facts)}
        assert who == {KARIM, MAJA}

    def test_without_an_owner_somebody_takes_it_first(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-a", extras=["protected"])
        for user in (MAJA, LONE, RIKKE):
            desk.press(user, ids.VIEW, number)
            assert not_yours(DANISH) in str(desk.modal()), user
        desk.press(MAJA, ids.TAKE, number)
        desk.press(MAJA, ids.VIEW, number)
        assert "Jens Hansen" in str(desk.modal())


OF_THE_REGISTERS = (Action.COMPLAINT, Action.PLAN, Action.SAMPLE, Action.TRIAL)
NOT_OF_CALLS = (*OF_EVERYBODY, *OF_MEETINGS, *OF_THE_REGISTERS, Action.REGISTER, Action.QUESTIONS)


@pytest.mark.parametrize("action", [one for one in Action if one not in NOT_OF_CALLS])
def test_jurist_auditor_and_administrator_have_nothing_to_do_with_calls(
    desk: FrontDesk, action: Action
) -> None:
    facts = Facts(team_key="voksen-a", owner_id=None, logged_by=JONNA, urgent=True)
    assert not any(may(desk.office, person, action, facts) for person in (JONNA, AUDIT, ADMIN))


def test_a_call_of_a_team_that_no_longer_exists_is_nobodys(desk: FrontDesk) -> None:
    facts = Facts(team_key="nedlagt", owner_id=None, logged_by=RIKKE)
    asked = (Action.OPEN, Action.WORK, Action.TAKE)
    assert not any(may(desk.office, person, action, facts) for person in CAST for action in asked)
