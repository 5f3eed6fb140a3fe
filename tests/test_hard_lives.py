"""Calls whose lives take two turns at once: given on after a warning, urgent once more, undone too late."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.office_file import EXAMPLE, load_office
from handlers.repeat import Earlier
from handlers.saving import log
from rules.absence import Away
from rules.callback import promise
from rules.office import Office
from storage import absences, intake, notices
from storage.intake import Call, TooLateToAmendError
from storage.models import Callback, Deadline, State
from tests.calls import (
    FICTIVE,
    agreed,
    at,
    call,
    engine_of,
    kinds,
    posted,
    rang_again,
    shown,
    spoke,
    take,
    tried,
    undo,
)
from tests.front_desk import FrontDesk
from tests.moving import give
from tests.world import World
from tests.world import world as make_world
from views.receipt import Receipt

TEAM = "voksen-a"


def correct_to_urgent(w: World, number: int) -> None:
    with w.parts.database.write() as session:
        deadline = session.get_one(Deadline, number)
        again = intake.kept(deadline, Call(TEAM, None, FICTIVE, topic="akut", urgent=True))
        kept = promise(w.office.team(TEAM).calendar, w.office.callback, deadline.logged_at)
        vault = w.parts.vault
        intake.correct(session, w.office, vault, number, again, by="U0RIKKE", now=w.now, promise=kept)


def wait(w: World, minutes: int, times: int) -> None:
    for _ in range(times):
        w.advance(timedelta(minutes=minutes))


def without_karim(office: Office) -> Office:
    a, *others = office.teams
    return replace(office, teams=(replace(a, members=("U0MAJA", "U0PETER")), *others))


class TestAnUrgentCall:
    def test_given_back_to_somebody_who_was_told_at_first_is_told_of_again(self, lite_world: World) -> None:
        call(lite_world, "MAJA")
        lite_world.tick()
        number = call(lite_world, urgent=True)
        lite_world.tick()
        take(lite_world, number, "KARIM")
        lite_world.tick()
        before = len(posted(lite_world, "MAJA"))
        give(lite_world, number, "U0MAJA", by="U0KARIM")
        wait(lite_world, 1, 1)
        assert kinds(lite_world, "MAJA")[before:] == [notices.URGENT]

    def test_given_on_and_not_taken_is_told_to_the_lead_a_second_time(self, lite_world: World) -> None:
        number = call(lite_world, urgent=True)
        lite_world.tick()
        wait(lite_world, 15, 1)
        assert kinds(lite_world, "LONE") == [notices.URGENT_LEAD]
        take(lite_world, number, "KARIM")
        wait(lite_world, 30, 1)
        give(lite_world, number, "U0MAJA", by="U0KARIM")
        wait(lite_world, 15, 2)
        assert kinds(lite_world, "LONE") == [notices.URGENT_LEAD] * 2

    def test_that_becomes_so_after_it_was_taken_is_told_of_and_waits_to_be_taken(
        self, lite_world: World
    ) -> None:
        call(lite_world, "PETER")
        lite_world.tick()
        number = call(lite_world, None)
        lite_world.tick()
        take(lite_world, number, "PETER")
        lite_world.tick()
        before = len(posted(lite_world, "PETER"))
        correct_to_urgent(lite_world, number)
        wait(lite_world, 1, 1)
        assert kinds(lite_world, "PETER")[before:] == [notices.URGENT]
        wait(lite_world, 15, 1)
        assert kinds(lite_world, "LONE") == [notices.URGENT_LEAD]


class TestACallGivenOn:
    def test_after_its_warning_is_warned_of_anew(self, lite_world: World) -> None:
        number, done = call(lite_world), call(lite_world, "PETER")
        spoke(lite_world, done, "PETER")
        lite_world.tick()
        lite_world.move_to(at(30, 8, 15))
        lite_world.move_to(at(30, 9))
        assert notices.WARN in kinds(lite_world, "KARIM")
        before = len(posted(lite_world, "PETER"))
        give(lite_world, number, "U0PETER", by="U0KARIM")
        wait(lite_world, 5, 2)
        assert kinds(lite_world, "PETER")[before:] == [notices.WARN]
        assert lite_world.now < lite_world.item(number).due_at

    def test_and_back_again_warns_nobody_twice(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        lite_world.move_to(at(30, 8, 15))
        lite_world.move_to(at(30, 9))
        give(lite_world, number, "U0PETER", by="U0KARIM")
        give(lite_world, number, "U0KARIM", by="U0KARIM")
        wait(lite_world, 5, 3)
        assert kinds(lite_world, "KARIM").count(notices.WARN) == 1


class TestAnOwnerWhoLeftTheOfficeFile:
    def test_leaves_the_call_to_the_team_and_is_not_reminded(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        before = len(posted(lite_world, "KARIM"))
        engine = engine_of(lite_world, without_karim(lite_world.office))
        for moment in (at(27, 8, 15), at(30, 8, 15), at(30, 9)):
            lite_world.slack.clock.move_to(moment)
            engine.tick(moment)
        assert lite_world.item(number).owner_id is None
        assert len(posted(lite_world, "KARIM")) == before
        assert {notices.LIST, notices.WARN} <= set(kinds(lite_world, "MAJA"))

    def test_leaves_the_note_of_a_call_to_the_team_too(self, lite_world: World) -> None:
        number = call(lite_world)
        spoke(lite_world, number)
        engine_of(lite_world, without_karim(lite_world.office)).tick(lite_world.now)
        assert (lite_world.item(number).owner_id, lite_world.item(number).state) == (None, State.NOTING)

    def test_changes_nothing_of_what_others_have_or_of_a_team_that_is_gone(self, lite_world: World) -> None:
        theirs, gone = call(lite_world, "PETER"), call(lite_world)
        with lite_world.parts.database.write() as session:
            session.get_one(Deadline, gone).team_key = "nedlagt"
        engine_of(lite_world, without_karim(lite_world.office)).tick(lite_world.now)
        assert lite_world.item(theirs).owner_id == "U0PETER"
        assert lite_world.item(gone).owner_id == "U0KARIM"

    def test_who_moved_to_another_team_and_is_away_is_stood_in_for(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        a, b = without_karim(lite_world.office).teams
        office = replace(lite_world.office, teams=(a, replace(b, members=(*b.members, "U0KARIM"))))
        with lite_world.parts.database.write() as session:
            away = Away("U0KARIM", at(27, 0), at(4, 0, month=12))
            absences.add(session, office, away, by="U0KARIM", now=lite_world.now)
        engine = engine_of(lite_world, office)
        for moment in (at(27, 8, 15), at(27, 8, 16)):
            lite_world.slack.clock.move_to(moment)
            engine.tick(moment)
        assert any(f"Nr. {number} " in text for text in shown(lite_world, "MAJA"))


class TestAnAgreedTime:
    def test_is_kept_when_somebody_tries_before_it(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        agreed(lite_world, number, at(27, 11))
        wait(lite_world, 30, 1)
        assert tried(lite_world, number, by="MAJA") == at(27, 10, 50)
        for moment in (at(27, 8, 15), at(27, 10, 50)):
            lite_world.move_to(moment)
        assert kinds(lite_world, "KARIM")[-1] == notices.AGREED

    def test_is_used_by_an_attempt_just_before_it(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        agreed(lite_world, number, at(27, 11))
        for moment in (at(27, 8, 15), at(27, 10, 50), at(27, 10, 55)):
            lite_world.move_to(moment)
        before = kinds(lite_world, "KARIM").count(notices.AGREED)
        assert tried(lite_world, number) > at(27, 11)
        wait(lite_world, 5, 2)
        assert kinds(lite_world, "KARIM").count(notices.AGREED) == before == 1

    def test_after_the_notice_hours_is_reminded_of_while_the_office_is_open(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.tick()
        agreed(lite_world, number, at(26, 16, 30))
        lite_world.move_to(at(26, 16, 20))
        assert kinds(lite_world, "KARIM")[-1] == notices.AGREED

    def test_at_opening_time_is_reminded_of_when_the_office_opens(
        self, tmp_path: Path, sqlite_url: str
    ) -> None:
        office = office_with(tmp_path, ('friday = ["09:00-13:00"]', 'friday = ["08:00-13:00"]'))
        with make_world(sqlite_url, office=office) as w:
            number = call(w)
            w.tick()
            agreed(w, number, at(27, 8))
            w.move_to(at(27, 7, 50))
            assert notices.AGREED not in kinds(w, "KARIM")
            w.move_to(at(27, 8))
            assert kinds(w, "KARIM")[-1] == notices.AGREED


def test_a_limit_after_the_notice_hours_is_warned_of_before_it(tmp_path: Path, sqlite_url: str) -> None:
    longer = ('thursday = ["09:00-17:00"]', 'thursday = ["10:00-18:00"]')
    later = ('thursday = ["13:00-15:00"]', 'thursday = ["15:00-18:00"]')
    with make_world(sqlite_url, at=at(24, 10), office=office_with(tmp_path, longer, later)) as w:
        number = call(w)
        w.tick()
        for moment in (at(25, 8, 15), at(26, 8, 15), at(26, 15), at(26, 16, 1)):
            w.move_to(moment)
        assert w.item(number).due_at == at(26, 18)
        assert kinds(w, "KARIM")[-1] == notices.WARN


def office_with(folder: Path, *swaps: tuple[str, str]) -> Office:
    text = EXAMPLE.read_text("utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    file = folder / "office.toml"
    file.write_text(text, "utf-8")
    return replace(load_office(file), meetings=())


class TestUndo:
    def test_is_refused_when_a_colleague_has_promised_the_same_again(self, lite_world: World) -> None:
        number = call(lite_world)
        lite_world.advance(timedelta(minutes=2))
        rang_again(lite_world, number, by="PETER")
        with pytest.raises(TooLateToAmendError):
            undo(lite_world, number)
        assert lite_world.item(number).state is State.OPEN


class TestOnPostgresqlBesideAPress:
    """What a press has read before it waits for the lock is read once more behind it."""

    def test_undo_sees_that_somebody_has_spoken_with_the_citizen(self, postgresql_url: str) -> None:
        with make_world(postgresql_url) as w:
            number = call(w)
            with w.parts.database.write() as session:
                session.get(Callback, number)
                spoke(w, number)
                with pytest.raises(TooLateToAmendError):
                    intake.undo(session, w.office, number, by="U0RIKKE", now=w.now)

    def test_two_attempts_are_counted_as_two(self, postgresql_url: str) -> None:
        with make_world(postgresql_url) as w:
            number = call(w)
            with w.parts.database.write() as session:
                session.get(Callback, number)
                tried(w, number, by="MAJA")
                assert intake.lock(session, number).id == number
                assert session.get_one(Callback, number).attempts == 1


def all_items(desk: FrontDesk) -> list[int]:
    with desk.database.read() as session:
        return list(session.scalars(select(Deadline.id)))


class TestTwoWhoWriteDownOneCallInTheSameMoment:
    @pytest.mark.parametrize(("first", "second"), [(False, True), (True, False), (True, True)])
    def test_the_second_is_shown_the_first_ones_and_nothing_more_is_stored(
        self, desk: FrontDesk, first: bool, second: bool
    ) -> None:
        one, other = (
            log(desk.desk(), Call(TEAM, "U0KARIM", FICTIVE, urgent=urgent), by=by, key=by)
            for by, urgent in (("U0RIKKE", first), ("U0PETER", second))
        )
        assert isinstance(one, Receipt)
        assert isinstance(other, Earlier)
        assert [item.number for item in other.items] == [one.number]
        assert all_items(desk) == [one.number]
