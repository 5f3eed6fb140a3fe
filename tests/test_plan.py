"""The action plan: what an initiative's months come to, who tells of it, and who is asked once a month."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from bot.office_file import EXAMPLE, load_office
from rules.initiative import Initiative, Standing, counted, month_after, months_between, spanned
from rules.initiative_rights import may_update
from storage import initiatives
from storage.initiatives import Told, ToldMeanwhileError
from storage.register_models import InitiativeNote
from tests import payload_shapes as shapes
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.front_desk import BENT, JONNA, KARIM, LONE, OTTO, RIKKE, FrontDesk
from tests.payload_shapes import Json
from tests.world import COPENHAGEN, World, text_of
from views import ids

TODAY = date(2026, 11, 26)
MEETINGS, HELP, QUALITY = "socialfaglige-moeder", "opnormering", "kvalitetssikring"
# The first working day of December, when the morning's list is long there.
NUDGE = datetime(2026, 12, 1, 13, 0, tzinfo=COPENHAGEN)


def month(number: int, year: int = 2026) -> date:
    return date(year, number, 1)


APRIL = month(4)


def initiative(
    planned: date = APRIL,
    *,
    expected: date | None = None,
    started: date | None = None,
    ended: date | None = None,
) -> Initiative:
    return Initiative("et", "Et", LONE, planned, expected=expected, started=started, ended=ended)


class TestWhereItStands:
    def test_what_has_begun_runs(self) -> None:
        assert initiative(started=month(6)).standing(TODAY) is Standing.RUNNING

    def test_what_has_ended_is_over(self) -> None:
        assert initiative(started=month(6), ended=month(8)).standing(TODAY) is Standing.ENDED

    def test_it_is_late_once_its_month_is_over(self) -> None:
        assert initiative(month(10)).standing(TODAY) is Standing.LATE
        assert initiative(month(11)).standing(TODAY) is Standing.AHEAD

    def test_what_is_expected_later_than_planned_is_late_by_the_expectation(self) -> None:
        assert initiative(expected=month(12)).standing(TODAY) is Standing.AHEAD
        assert initiative(expected=month(8)).standing(TODAY) is Standing.LATE

    def test_months_late_are_counted_from_the_plan(self) -> None:
        assert [
            initiative(started=month(2)).months_late,
            initiative(expected=month(8)).months_late,
            initiative(started=month(1, 2027), expected=month(8)).months_late,
        ] == [-2, 4, 9]

    def test_plan_and_expectation_contradict_each_other_when_they_name_different_months(self) -> None:
        assert initiative(expected=month(8)).contradicted
        assert not initiative(expected=month(4)).contradicted
        assert not initiative().contradicted

    def test_every_standing_is_counted(self) -> None:
        plan = [initiative(), initiative(started=month(5)), initiative(month(12))]
        assert list(counted(plan, TODAY).values()) == [1, 1, 1, 0]

    def test_months_go_over_new_year(self) -> None:
        assert month_after(month(12)) == month(1, 2027)
        assert month_after(month(1), -1) == month(12, 2025)
        assert months_between(month(11, 2025), month(2)) == 3

    def test_the_plans_months_have_no_hole_and_hold_today(self) -> None:
        months = spanned([initiative(month(12, 2025), expected=month(2))], TODAY)
        assert (months[0], months[-1], len(months)) == (month(12, 2025), month(11), 12)


class TestTheExample:
    PLAN = load_office(EXAMPLE).plan

    def test_it_has_the_nine_initiatives(self) -> None:
        assert [one.planned.month for one in self.PLAN] == [3, 4, 4, 5, 5, 6, 6, 6, 9]

    def test_the_two_that_contradict_themselves_say_so(self) -> None:
        contradicted = {
            one.key: (one.planned.month, one.expected and one.expected.month) for one in self.PLAN
        }
        assert {key for key in contradicted if contradicted[key][1]} == {MEETINGS, QUALITY}
        assert (contradicted[MEETINGS], contradicted[QUALITY]) == ((4, 8), (6, 8))
        assert all("sommerferien" in one.note for one in self.PLAN if one.contradicted)

    def test_each_answers_a_point_of_criticism_and_has_an_owner_and_a_status(self) -> None:
        assert all(one.answers and one.owner and one.status for one in self.PLAN)


class TestWhoMayWrite:
    def test_its_owner_and_the_leads(self) -> None:
        office = load_office(EXAMPLE)
        theirs = office.initiative_or_none(QUALITY)
        assert theirs is not None
        people = (JONNA, LONE, BENT, KARIM, RIKKE, OTTO)
        assert [one for one in people if may_update(office, one, theirs)] == [JONNA, LONE, BENT]

    def test_an_owner_without_a_role_does_not(self) -> None:
        office = load_office(EXAMPLE)
        assert not may_update(office, OTTO, Initiative("et", "Et", OTTO, month(4)))


def opened(desk: FrontDesk, user: str, key: str = MEETINGS) -> Json:
    desk.press(user, ids.PLAN_OPEN, key)
    return shapes.opened(desk.modal())


def notes(desk: FrontDesk, key: str = MEETINGS) -> Sequence[InitiativeNote]:
    with desk.database.read() as session:
        return initiatives.history(session, key)


BEGUN = {ids.PLAN_STATUS: "Det første møde er holdt.", ids.PLAN_STARTED: "2026-11"}


class TestTheCounts:
    def test_they_say_how_many_stand_where_and_what_does_not_agree(self, desk: FrontDesk) -> None:
        answer = desk.command(KARIM, "plan", "/status")
        said = str(answer.body)
        assert answer.text == (
            "Handleplanen: 5 af 9 indsatser er i gang, 4 skulle være begyndt, 0 begynder senere, 0 er slut."
        )
        assert "Det stemmer ikke: tidsplanen siger april 2026, men august 2026 er ventet." in said
        assert "Det stemmer ikke: tidsplanen siger juni 2026, men august 2026 er ventet." in said

    def test_they_are_for_the_asker_alone_and_name_nobody(self, desk: FrontDesk) -> None:
        answer = desk.command(LONE, "handleplan", "/status")
        assert answer.body["response_type"] == "ephemeral"
        assert not any(name in str(answer.body) for name in ("Lone", "Bent", "Jonna", "U0"))

    def test_an_office_without_a_plan_is_told_where_to_write_one(self, desk: FrontDesk) -> None:
        object.__setattr__(desk.office, "plan", ())
        assert "[[initiatives]]" in desk.command(LONE, "plan", "/status").text

    def test_the_help_names_the_word(self, desk: FrontDesk) -> None:
        assert "/status plan" in desk.command(LONE, "hjælp", "/status").text


class TestTelling:
    def test_the_owner_tells_and_the_counts_follow(self, desk: FrontDesk) -> None:
        assert desk.submit(LONE, opened(desk, LONE), BEGUN).errors == {}
        said = str(desk.command(KARIM, "plan", "/status").body)
        assert "6 af 9 indsatser er i gang" in said
        assert "i gang siden november 2026, 7 måneder senere end planlagt" in said

    def test_everything_told_before_stays_and_is_shown(self, desk: FrontDesk) -> None:
        desk.submit(LONE, opened(desk, LONE), {ids.PLAN_STATUS: "Datoen er sat."})
        desk.advance(days=1)
        desk.submit(BENT, opened(desk, BENT), BEGUN)
        assert [(note.version, note.by, note.status) for note in notes(desk)] == [
            (2, BENT, "Det første møde er holdt."),
            (1, LONE, "Datoen er sat."),
        ]
        shown = str(opened(desk, LONE))
        assert "Lone Krag: Datoen er sat." in shown
        assert "Bent Falk: Det første møde er holdt." in shown

    def test_others_read_it_without_a_form(self, desk: FrontDesk) -> None:
        shown = opened(desk, KARIM)
        assert (shown["callback_id"], "submit" in shown) == (ids.PLAN_SHOWN, False)
        assert "Ejer: Lone Krag" in str(shown)
        assert "Mødet er ved at blive planlagt." in str(shown)

    def test_a_form_filled_in_by_somebody_who_may_not_changes_nothing(self, desk: FrontDesk) -> None:
        form = opened(desk, LONE)
        answer = desk.submit(KARIM, form, BEGUN)
        assert answer.errors
        assert notes(desk) == []
        assert [event.actor for event in desk.events("plan", "refused")] == [KARIM]

    def test_the_log_knows_who_told_of_what_and_not_the_words(self, desk: FrontDesk) -> None:
        desk.submit(LONE, opened(desk, LONE), BEGUN)
        (event,) = desk.events("initiative_told")
        assert (event.actor, event.detail) == (LONE, {"initiative": MEETINGS, "version": 1})

    def test_whoever_wrote_meanwhile_is_not_written_over(self, desk: FrontDesk) -> None:
        mine, theirs = opened(desk, LONE), opened(desk, BENT)
        desk.submit(BENT, theirs, BEGUN)
        answer = desk.submit(LONE, mine, {ids.PLAN_STATUS: "Noget andet"})
        assert "En kollega har skrevet om indsatsen imens." in str(answer.errors)
        assert [note.by for note in notes(desk)] == [BENT]

    def test_a_second_delivery_of_the_form_changes_nothing(self, desk: FrontDesk) -> None:
        payload = shapes.submission(LONE, opened(desk, LONE), BEGUN)
        assert desk.send(payload).errors == desk.send(payload).errors == {}
        assert len(notes(desk)) == 1

    @pytest.mark.parametrize("cpr", WRITTEN_AS_CPR[:2])
    def test_a_cpr_number_is_refused(self, desk: FrontDesk, cpr: str) -> None:
        answer = desk.submit(LONE, opened(desk, LONE), {ids.PLAN_STATUS: f"Afventer {cpr}"})
        assert list(answer.errors) == [ids.PLAN_STATUS]
        assert notes(desk) == []

    def test_it_cannot_end_before_it_began(self, desk: FrontDesk) -> None:
        answer = desk.submit(LONE, opened(desk, LONE), BEGUN | {ids.PLAN_ENDED: "2026-05"})
        assert "kan ikke slutte før" in str(answer.errors)
        assert notes(desk) == []

    def test_an_initiative_that_does_not_exist_changes_nothing(self, desk: FrontDesk) -> None:
        desk.press(LONE, ids.PLAN_OPEN, "findes-ikke")
        form = opened(desk, LONE) | {"private_metadata": "findes-ikke:0"}
        assert desk.submit(LONE, form, BEGUN).errors
        assert desk.events("initiative_told") == []

    @pytest.mark.parametrize("forged", [f"{MEETINGS}", f"{MEETINGS}:x", f"{MEETINGS}:-1", ""])
    def test_a_forged_version_changes_nothing(self, desk: FrontDesk, forged: str) -> None:
        form = opened(desk, LONE) | {"private_metadata": forged}
        assert desk.submit(LONE, form, BEGUN).errors
        assert notes(desk) == []


class TestTheMonthlyQuestion:
    def test_each_owner_is_asked_once_about_all_of_theirs(self, world: World) -> None:
        world.move_to(NUDGE)
        for person, theirs in (("LONE", 3), ("BENT", 4), ("JONNA", 2)):
            (message,) = [one for one in world.dms(person) if "Handleplanen" in text_of(one)]
            assert f"{theirs} af dine indsatser mangler en status for december 2026." in text_of(message)
        world.move_to(NUDGE.replace(day=15))
        assert sum("Handleplanen" in text_of(one) for one in world.dms("LONE")) == 1

    def test_nobody_is_asked_before_the_first_working_day(self, lite_world: World) -> None:
        lite_world.move_to(datetime(2026, 12, 1, 12, 59, tzinfo=COPENHAGEN))
        assert [one for one in lite_world.dms("JONNA") if "december" in text_of(one)] == []

    def test_a_bot_that_begins_in_the_middle_of_a_month_waits_for_the_next(self, lite_world: World) -> None:
        lite_world.tick()
        assert lite_world.dms("JONNA") == []

    def test_after_downtime_they_are_asked_late_and_not_in_the_morning(self, lite_world: World) -> None:
        lite_world.tick()
        lite_world.move_to(NUDGE.replace(day=9, hour=9))
        assert lite_world.dms("JONNA") == []
        lite_world.move_to(NUDGE.replace(day=9))
        assert "december 2026" in text_of(lite_world.dms("JONNA")[-1])

    def test_the_message_follows_what_is_told(self, world: World) -> None:
        world.move_to(NUDGE)
        jonna = world.visitor("JONNA")
        for key in ("borgerraadgiver", QUALITY):
            jonna.press(world.dms("JONNA")[-1], ids.PLAN_OPEN, block_id=f"plan_{key}")
            jonna.submit(world.modal("JONNA"), {ids.PLAN_STATUS: "Vi er begyndt."})
            world.tick()
        assert "tak, dine indsatser har en status for december 2026" in text_of(world.dms("JONNA")[-1])

    def test_whoever_has_told_already_is_not_asked(self, lite_world: World) -> None:
        lite_world.move_to(NUDGE.replace(hour=7))
        for key in ("borgerraadgiver", QUALITY):
            told(lite_world, key)
        lite_world.move_to(NUDGE)
        assert [one for one in lite_world.dms("JONNA") if "december" in text_of(one)] == []

    def test_what_has_ended_is_not_asked_about(self, lite_world: World) -> None:
        for key in ("borgerraadgiver", QUALITY):
            told(lite_world, key, Told("Slut", None, month(4), month(11)))
        lite_world.move_to(NUDGE)
        assert [one for one in lite_world.dms("JONNA") if "december" in text_of(one)] == []

    def test_two_who_tell_at_once_are_not_both_right(self, world: World) -> None:
        told(world, QUALITY)
        with pytest.raises(ToldMeanwhileError):
            told(world, QUALITY, version=0)


def told(world: World, key: str, what: Told | None = None, version: int | None = None) -> None:
    with world.parts.database.write() as session:
        known = initiatives.current(session, world.office, key)
        assert known is not None
        if version is not None:
            known = initiatives.Now(known.initiative, version)
        said = what or Told("I gang", None, month(4), None)
        press = f"{key}{known.version}{version}"
        initiatives.tell(session, world.office, known, said, by=JONNA, now=world.now, press=press)
