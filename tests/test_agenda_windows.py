"""An agenda in its window: opened by those who are in the meeting, noted by whoever leads it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.office_file import EXAMPLE, load_office
from rules.meeting import MeetingKind
from storage import agendas, caselist
from storage.models import Deadline
from tests import payload_shapes as shapes
from tests.front_desk import KARIM, LONE, FrontDesk, front_desk
from tests.meetings import action, clock_at_desk, inquiry, items_of, posts, series, with_meetings
from tests.world import COPENHAGEN, World, text_of, world
from views import ids
from views.agenda import PAGE

OFFICE = load_office(EXAMPLE)
MONDAY = datetime(2026, 11, 30, 8, 15, tzinfo=COPENHAGEN)
TUESDAY = datetime(2026, 12, 1, 9, 5, tzinfo=COPENHAGEN)


@pytest.fixture
def made(database_url: str) -> Iterator[World]:
    with world(database_url, office=with_meetings(OFFICE, series())) as one:
        yield one


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[World]:
    with world(sqlite_url, office=with_meetings(OFFICE, series())) as one:
        yield one


def opened(one: World, user: str = "LONE") -> dict[str, Any]:
    """The agenda, opened from the channel."""
    visitor = one.visitor(user)
    visitor.press(posts(one, user=user)[-1], ids.AGENDA_OPEN)
    return one.modal(user)


def press(one: World, action_id: str, item: int | None = None, user: str = "LONE") -> dict[str, Any]:
    block = {"block_id": f"item_{item}"} if item else {}
    one.visitor(user).press(one.modal(user), action_id, **block)
    one.tick()
    return one.modal(user)


class TestOpening:
    def test_the_window_has_numbers_and_dates_and_the_opening_is_logged(self, lite: World) -> None:
        number = inquiry(lite)
        lite.move_to(MONDAY)
        shown = text_of(opened(lite, "KARIM"))
        assert f"*Nr. {number}* · modtaget torsdag 26. november · senest torsdag 10. december" in shown
        assert "*Nyt fra Ankestyrelsen*: intet" in shown
        (event,) = lite.events("agenda_read")
        assert (event.actor, event.detail["series"]) == ("U0KARIM", "moede")

    def test_only_whoever_leads_it_has_the_buttons(self, lite: World) -> None:
        inquiry(lite)
        lite.move_to(MONDAY)
        assert ids.AGENDA_DECIDED in str(opened(lite))
        assert ids.AGENDA_DECIDED not in str(opened(lite, "KARIM"))

    def test_the_command_lists_the_next_meetings_and_opens_one_that_is_to_come(self, lite: World) -> None:
        number = inquiry(lite)
        lite.visitor("KARIM").command("/agenda")
        listed = lite.modal("KARIM")
        assert "tirsdag 1. december kl. 9" in text_of(listed)
        lite.visitor("KARIM").press(listed, ids.AGENDA_PLANNED, value="moede:2026-12-01")
        shown = text_of(lite.modal("KARIM"))
        assert "Dagsordenen bliver lavet mandag 30. november kl. 8:15" in shown
        assert f"*Nr. {number}*" in shown

    def test_of_meetings_nobody_noted_only_the_newest_is_listed_and_the_older_are_counted(
        self, lite: World
    ) -> None:
        for weeks in range(4):
            lite.move_to(MONDAY + timedelta(weeks=weeks))
            lite.move_to(TUESDAY + timedelta(weeks=weeks))
        lite.visitor("LONE").command("/agenda")
        shown = text_of(lite.modal("LONE"))
        assert shown.count("ikke noteret, om det blev holdt") == 1
        assert "tirsdag 22. december kl. 9 · ikke noteret" in shown
        assert "… og 3 ældre møder er ikke noteret. De åbner fra beskederne i kanalen." in shown
        lite.visitor("LONE").press(posts(lite)[0], ids.AGENDA_OPEN)
        assert "tirsdag 1. december kl. 9" in text_of(lite.modal("LONE"))

    def test_more_than_a_window_holds_goes_on_the_next_page(self, tmp_path: Path) -> None:
        with front_desk(tmp_path, with_meetings(OFFICE, series())) as desk:
            numbers = [clock_at_desk(desk, "moede-handling") for _ in range(PAGE + 3)]
            number = made_now(desk)
            desk.press(LONE, ids.AGENDA_OPEN, number)
            first = desk.modal()
            desk.press(LONE, ids.AGENDA_PAGE, f"{number}:1", view=shapes.opened(first))
            second = desk.modal()
        shown = [one for one in numbers if f"*Nr. {one}*" in text_of(first) + text_of(second)]
        assert shown == numbers
        assert "Side 2 af 2." in text_of(second)


def made_now(desk: FrontDesk) -> int:
    with desk.database.write() as session:
        (one, *_) = [
            each
            for each in agendas.around(session, desk.office, desk.office.meetings[0], desk.now)
            if each.occurrence.starts_at > desk.now
        ]
        meeting = agendas.row_of(session, one.occurrence)
        agendas.make(session, desk.office, one.occurrence.series, meeting, desk.now)
        return meeting.id


class TestNoting:
    def test_decided_and_again_show_in_the_window_and_are_counted_in_the_channel(self, made: World) -> None:
        inquiry(made)
        inquiry(made)
        made.move_to(MONDAY)
        opened(made)
        first, second = _items(made)
        press(made, ids.AGENDA_DECIDED, first)
        shown = text_of(press(made, ids.AGENDA_AGAIN, second))
        assert "*Resultat: besluttet*" in shown
        assert "*Resultat: igen næste gang*" in shown
        assert "2 af 2 punkter har et resultat." in text_of(posts(made)[0])

    def test_an_action_becomes_a_clock_its_owner_is_reminded_of(self, made: World) -> None:
        number = inquiry(made)
        made.move_to(MONDAY)
        opened(made)
        form = press(made, ids.AGENDA_ACTION, _items(made)[0])
        lone = made.visitor("LONE")
        lone.suggest(form, ids.AGENDA_OWNER, "maja")
        answer = lone.submit(form, {ids.AGENDA_OWNER: "person:U0MAJA", ids.AGENDA_DUE: "2026-12-03"})
        assert answer == {"ok": True, "result": "updated"}
        agreed: Deadline = made.newest()
        assert (agreed.owner_id, agreed.kind, agreed.team_key) == ("U0MAJA", "action", "voksen-a")
        assert f"*Handling nr. {agreed.id}*: Maja" in text_of(made.modal("LONE"))
        made.move_to(datetime(2026, 12, 2, 8, 15, tzinfo=COPENHAGEN))
        listed = text_of(made.dms("MAJA")[-1])
        assert f"Handling fra et møde (nr. {number})" in listed

    def test_an_action_is_on_the_next_agenda_until_it_is_done(self, lite: World) -> None:
        agreed = action(lite)
        lite.move_to(MONDAY)
        shown = text_of(opened(lite))
        assert f"*Nr. {agreed}*" in shown
        assert "Handlinger, der ikke er udført (1)" in shown

    def test_a_day_before_today_is_refused_at_its_field(self, tmp_path: Path) -> None:
        with front_desk(tmp_path, with_meetings(OFFICE, series())) as desk:
            clock_at_desk(desk, "borgerraadgiver")
            desk.press(LONE, ids.AGENDA_OPEN, made_now(desk))
            desk.press(LONE, ids.AGENDA_ACTION, 1, view=shapes.opened(desk.modal()))
            form = shapes.opened(desk.modal())
            values = {ids.AGENDA_OWNER: f"person:{KARIM}", ids.AGENDA_DUE: "2026-11-01"}
            answer = desk.submit(LONE, form, values)
            assert "ligger før modtagelsen" in answer.errors[ids.AGENDA_DUE]
            again = desk.submit(
                LONE, form, values | {ids.AGENDA_OWNER: "person:U0OTTO", ids.AGENDA_DUE: "2026-12-09"}
            )
            assert "Vælg en fra mødets team" in again.errors[ids.AGENDA_DUE]
            assert desk.events("agenda_noted") == []

    def test_two_deliveries_of_the_form_make_one_action(self, tmp_path: Path) -> None:
        with front_desk(tmp_path, with_meetings(OFFICE, series())) as desk:
            clock_at_desk(desk, "borgerraadgiver")
            desk.press(LONE, ids.AGENDA_OPEN, made_now(desk))
            desk.press(LONE, ids.AGENDA_ACTION, 1, view=shapes.opened(desk.modal()))
            values = {ids.AGENDA_OWNER: f"person:{KARIM}", ids.AGENDA_DUE: "2026-12-09"}
            payload = shapes.submission(LONE, shapes.opened(desk.modal()), values)
            before = desk.newest()
            desk.send(payload)
            desk.send(payload)
            assert desk.newest() == before + 1
            with desk.database.read() as session:
                assert caselist.items(session, [before + 1])[0].owner_id == KARIM


class TestHeldMovedSkipped:
    def test_held_only_once_it_has_begun_and_the_channel_says_so(self, lite: World) -> None:
        lite.move_to(MONDAY)
        assert ids.AGENDA_HELD not in str(opened(lite))
        lite.move_to(TUESDAY)
        opened(lite)
        press(lite, ids.AGENDA_HELD)
        assert "Mødet er holdt." in text_of(posts(lite)[0])

    def test_skipped_says_where_it_all_goes(self, lite: World) -> None:
        inquiry(lite)
        lite.move_to(MONDAY)
        opened(lite)
        press(lite, ids.AGENDA_SKIPPED)
        assert "Mødet er aflyst; alt herfra kommer på det næste." in text_of(posts(lite)[0])
        lite.visitor("KARIM").command("/agenda")
        assert "aflyst" in text_of(lite.modal("KARIM"))

    @pytest.mark.parametrize(
        ("day", "ok"),
        [("2026-12-02", True), ("2026-12-05", False), ("2026-11-20", False), ("2027-03-01", False)],
    )
    def test_moved_to_a_working_day_to_come(self, lite: World, day: str, *, ok: bool) -> None:
        lite.move_to(MONDAY)
        opened(lite)
        form = press(lite, ids.AGENDA_MOVE)
        answer = lite.visitor("LONE").submit(form, {ids.DATE: day, ids.TIME: "10:30"})
        lite.tick()
        post = text_of(posts(lite)[0])
        assert ("flyttet fra tirsdag 1. december kl. 9" in post) == ok
        assert ("Vælg en arbejdsdag" in str(answer)) == (not ok)


class TestSupervision:
    @pytest.fixture
    def lite(self, sqlite_url: str) -> Iterator[World]:
        office = with_meetings(OFFICE, series(kind=MeetingKind.SUPERVISION))
        with world(sqlite_url, office=office) as one:
            yield one

    def test_took_part_counts_once_it_has_begun(self, lite: World) -> None:
        lite.move_to(MONDAY)
        karim = lite.visitor("KARIM")
        karim.press(posts(lite)[0], ids.AGENDA_ATTEND)
        assert "Mødet er ikke begyndt endnu." in text_of(lite.modal("KARIM"))
        lite.move_to(TUESDAY)
        karim.press(posts(lite)[0], ids.AGENDA_ATTEND)
        karim.press(posts(lite)[0], ids.AGENDA_ATTEND)
        lite.tick()
        assert "1 har deltaget." in text_of(posts(lite)[0])
        assert len(lite.events("meeting_attended")) == 1

    def test_whoever_took_part_is_told_so_in_place_of_the_button(self, lite: World) -> None:
        lite.move_to(MONDAY)
        lite.move_to(TUESDAY)
        assert ids.AGENDA_ATTEND in str(opened(lite, "KARIM"))
        shown = press(lite, ids.AGENDA_ATTEND, user="KARIM")
        assert "Du er noteret som deltager." in text_of(shown)
        assert ids.AGENDA_ATTEND not in str(shown)
        assert ids.AGENDA_ATTEND in str(opened(lite, "MAJA"))

    def test_the_chair_keeps_the_list_once_noted(self, lite: World) -> None:
        lite.move_to(MONDAY)
        lite.move_to(TUESDAY)
        opened(lite)
        shown = str(press(lite, ids.AGENDA_ATTEND))
        assert ids.AGENDA_TICK in shown
        assert "Du er noteret som deltager." in shown

    def test_the_chair_ticks_who_was_there_and_sees_their_names(self, lite: World) -> None:
        lite.move_to(MONDAY)
        lite.move_to(TUESDAY)
        opened(lite)
        form = press(lite, ids.AGENDA_TICK)
        lite.visitor("LONE").submit(form, {f"{ids.AGENDA_PEOPLE}_0": ["U0KARIM", "U0PETER"]})
        assert "2 har deltaget. Karim" in text_of(lite.modal("LONE"))
        form = press(lite, ids.AGENDA_TICK)
        lite.visitor("LONE").submit(form, {f"{ids.AGENDA_PEOPLE}_0": ["U0PETER"]})
        shown = text_of(lite.modal("LONE"))
        assert ("1 har deltaget. Peter" in shown, "Karim" in shown) == (True, False)
        assert "Karim" not in text_of(opened(lite, "MAJA"))

    def test_nothing_can_be_written_about_what_was_spoken_of(self, lite: World) -> None:
        lite.move_to(TUESDAY - timedelta(days=1))
        assert "plain_text_input" not in str(opened(lite))


def _items(one: World) -> list[int]:
    return [item.id for item in items_of(one)]
