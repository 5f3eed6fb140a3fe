"""Small trials: begun with a question, predicted before anybody looks, looked at on their date, decided."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from rules.trial import Act, NotStudiedError, Share, StudyDateError, Written, foretold, predicted, refuse
from storage.register_models import Trial
from tests import payload_shapes as shapes
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.front_desk import JONNA, KARIM, LONE, MAJA, RIKKE, FrontDesk
from tests.payload_shapes import Json
from tests.world import COPENHAGEN, World, text_of
from views import ids

TODAY = date(2026, 11, 26)
LATER = TODAY + timedelta(days=7)
IDEA = {
    ids.TRIAL_IDEA: "Ring op før frokost",
    ids.TRIAL_QUESTION: "Får vi fat i flere?",
    ids.TRIAL_PREDICTION: "Otte af ti",
    ids.TRIAL_PLAN: "Maja i uge 49",
    ids.TRIAL_STUDY_ON: LATER.isoformat(),
}
SEEN = {ids.TRIAL_CARRIED_OUT: "20 opkald", ids.TRIAL_STUDY: "Seks af ti"}


class TestTheRules:
    @staticmethod
    def written(act: Act | None = None, study: str = "", on: date = LATER) -> Written:
        return Written("idé", "spørgsmål", "", "", on, study=study, act=act)

    def test_nothing_is_decided_before_somebody_has_looked(self) -> None:
        with pytest.raises(NotStudiedError):
            refuse(self.written(Act.ADOPT), TODAY, LATER)

    def test_a_new_trial_is_looked_at_on_a_day_to_come(self) -> None:
        refuse(self.written(), TODAY, None)
        with pytest.raises(StudyDateError):
            refuse(self.written(on=TODAY), TODAY, None)

    def test_what_is_adapted_needs_a_new_date(self) -> None:
        with pytest.raises(StudyDateError):
            refuse(self.written(Act.ADAPT, "set", TODAY), TODAY, TODAY)
        refuse(self.written(Act.ADAPT, "set"), TODAY, TODAY)

    @pytest.mark.parametrize("act", [Act.ADOPT, Act.DROP])
    def test_what_ends_needs_none(self, act: Act) -> None:
        refuse(self.written(act, "set", TODAY), TODAY, TODAY)

    def test_a_prediction_is_written_before_anybody_looks_or_for_the_next_round(self) -> None:
        assert foretold("", None, "")
        assert not foretold("", None, "seks af ti")
        assert not foretold("seks af ti", None, "seks af ti")
        assert foretold("seks af ti", Act.ADAPT, "seks af ti")
        assert not foretold("seks af ti", Act.ADAPT, "otte af ti")

    def test_the_share_has_its_n(self) -> None:
        assert predicted(["otte af ti", "", "flere"]) == Share(2, 3)
        assert predicted([]) == Share(0, 0)


def trial(desk: FrontDesk) -> Trial:
    with desk.database.read() as session:
        return session.scalars(select(Trial)).one()


def blank(desk: FrontDesk, user: str = KARIM) -> Json:
    desk.press(user, ids.TRIAL_NEW, "new")
    return shapes.opened(desk.modal())


def begun(desk: FrontDesk, **typed: str) -> Json:
    """Karim's trial; its form, as it opens again."""
    assert desk.submit(KARIM, blank(desk), IDEA | typed).errors == {}
    return opened(desk)


def opened(desk: FrontDesk, user: str = KARIM) -> Json:
    desk.press(user, ids.TRIAL_OPEN, trial(desk).id)
    return shapes.opened(desk.modal())


class TestATrial:
    def test_goes_from_idea_to_what_was_decided(self, desk: FrontDesk) -> None:
        form = begun(desk)
        assert desk.submit(KARIM, form, SEEN | {ids.TRIAL_ACT: "adopt"}).errors == {}
        kept = trial(desk)
        assert (kept.idea, kept.prediction, kept.study, kept.act) == (
            "Ring op før frokost",
            "Otte af ti",
            "Seks af ti",
            Act.ADOPT,
        )
        assert kept.ended_at is not None

    def test_without_an_idea_and_a_question_there_is_none(self, desk: FrontDesk) -> None:
        assert desk.submit(KARIM, blank(desk), IDEA | {ids.TRIAL_IDEA: " "}).errors
        with desk.database.read() as session:
            assert session.scalars(select(Trial)).all() == []

    def test_a_prediction_written_with_what_was_seen_is_none(self, desk: FrontDesk) -> None:
        form = begun(desk, **{ids.TRIAL_PREDICTION: ""})
        desk.submit(KARIM, form, SEEN | {ids.TRIAL_PREDICTION: "Seks af ti"})
        assert trial(desk).prediction == ""
        assert ids.TRIAL_PREDICTION not in [block.get("block_id") for block in opened(desk)["blocks"]]

    def test_what_is_adapted_goes_on_with_a_new_date_and_a_new_prediction(self, desk: FrontDesk) -> None:
        form = begun(desk)
        next_date = (LATER + timedelta(days=14)).isoformat()
        adapted = SEEN | {ids.TRIAL_ACT: "adapt", ids.TRIAL_STUDY_ON: next_date}
        assert desk.submit(KARIM, form, adapted).errors == {}
        again = opened(desk)
        assert desk.submit(KARIM, again, {ids.TRIAL_PREDICTION: "Ni af ti"}).errors == {}
        kept = trial(desk)
        assert (kept.ended_at, kept.study_on.isoformat(), kept.prediction) == (None, next_date, "Ni af ti")

    def test_deciding_before_looking_is_refused_in_words(self, desk: FrontDesk) -> None:
        answer = desk.submit(KARIM, begun(desk), {ids.TRIAL_ACT: "drop"})
        assert "Skriv, hvad I så" in str(answer.errors)

    def test_its_owner_and_the_leads_write_in_it_and_others_read(self, desk: FrontDesk) -> None:
        form = begun(desk)
        assert opened(desk, LONE)["callback_id"] == ids.TRIAL_FORM
        for user in (MAJA, JONNA):
            assert opened(desk, user)["callback_id"] == ids.TRIAL_SHOWN
            assert desk.submit(user, form, SEEN).errors
        assert trial(desk).study == ""
        assert [event.actor for event in desk.events("trial", "refused")] == [MAJA, JONNA]

    def test_an_ended_one_is_only_read(self, desk: FrontDesk) -> None:
        form = begun(desk)
        desk.submit(KARIM, form, SEEN | {ids.TRIAL_ACT: "drop"})
        assert opened(desk)["callback_id"] == ids.TRIAL_SHOWN
        assert "Forsøget er ændret imens" in str(desk.submit(KARIM, form, {ids.TRIAL_ACT: "adopt"}).errors)

    def test_whoever_wrote_meanwhile_is_not_written_over(self, desk: FrontDesk) -> None:
        mine = begun(desk)
        theirs = opened(desk, LONE)
        desk.submit(LONE, theirs, {ids.TRIAL_PLAN: "Peter i uge 50"})
        assert desk.submit(KARIM, mine, SEEN).errors
        assert trial(desk).plan == "Peter i uge 50"

    def test_a_second_delivery_begins_no_second_trial(self, desk: FrontDesk) -> None:
        payload = shapes.submission(KARIM, blank(desk), IDEA)
        assert desk.send(payload).errors == desk.send(payload).errors == {}
        assert trial(desk).version == 1

    @pytest.mark.parametrize("field", [ids.TRIAL_IDEA, ids.TRIAL_PLAN])
    def test_a_cpr_number_is_refused(self, desk: FrontDesk, field: str) -> None:
        answer = desk.submit(KARIM, blank(desk), IDEA | {field: f"Borger {WRITTEN_AS_CPR[0]}"})
        assert list(answer.errors) == [field]

    def test_the_log_has_no_word_of_it(self, desk: FrontDesk) -> None:
        desk.submit(KARIM, begun(desk), SEEN | {ids.TRIAL_ACT: "adopt"})
        said = [event.detail for event in desk.events() if event.action.startswith("trial_")]
        assert said == [{"trial": 1}, {"trial": 1, "act": "adopt"}]


class TestTheCounts:
    def test_they_show_the_share_with_its_n_and_no_word_of_any(self, desk: FrontDesk) -> None:
        begun(desk)
        answer = desk.command(MAJA, "forsøg", "/status")
        assert answer.text == "Åbne forsøg: 1. 1 af 1 forsøg har en forudsigelse."
        assert "Forsøg nr. 1" in str(answer.body)
        assert not any(word in str(answer.body) for word in ("frokost", "Karim", KARIM))

    def test_whoever_tries_nothing_sees_the_counts_alone(self, desk: FrontDesk) -> None:
        begun(desk)
        answer = desk.command(RIKKE, "forsøg", "/status")
        assert "Åbne forsøg: 1." in answer.text
        assert ids.TRIAL_OPEN not in str(answer.body)


class TestItsDate:
    DAY = datetime(2026, 12, 3, 8, 15, tzinfo=COPENHAGEN)

    def test_reminds_its_owner_once_and_the_message_follows(self, world: World) -> None:
        started(world)
        world.move_to(self.DAY - timedelta(days=1))
        assert reminders(world) == []
        world.move_to(self.DAY)
        assert reminders(world) == ["Forsøg nr. 1: i dag ser I på, hvordan det gik."]
        karim = world.visitor("KARIM")
        karim.press(world.dms("KARIM")[-1], ids.TRIAL_OPEN)
        assert karim.submit(world.modal("KARIM"), SEEN | {ids.TRIAL_ACT: "adopt"})["ok"]
        world.tick()
        assert reminders(world) == ["Forsøg nr. 1 er afsluttet."]
        world.move_to(self.DAY + timedelta(days=4))
        assert len(reminders(world)) == 1

    def test_of_one_that_ended_before_it_nobody_is_told(self, lite_world: World) -> None:
        started(lite_world)
        with lite_world.parts.database.write() as session:
            one = session.get_one(Trial, 1)
            one.act, one.ended_at = Act.DROP, lite_world.now
        lite_world.move_to(self.DAY)
        assert reminders(lite_world) == []


def started(world: World) -> None:
    """Karim's trial, straight into the table."""
    with world.parts.database.write() as session:
        session.add(
            Trial(
                idea="Ring op før frokost",
                question="Får vi fat i flere?",
                prediction="",
                plan="",
                carried_out="",
                study="",
                study_on=LATER,
                owner_id=KARIM,
                created_by=KARIM,
                created_at=world.now,
                version=1,
            )
        )
    world.tick()


def reminders(world: World) -> list[str]:
    return [one["text"] for one in world.dms("KARIM") if "Forsøg nr." in text_of(one)]
