"""The agenda is made on the working day before, posted once in counts, and holds everything open."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.office_file import EXAMPLE, load_office
from jobs.agendas import Agendas
from rules.meeting import ItemKind, ItemResult, MeetingKind
from rules.recurrence import Listed
from rules.retention import months_before
from storage import agenda_notes, agendas, retention, schedule
from storage.agenda_models import MeetingState
from storage.models import JobRun, Outbox, Result
from tests.cases import decided
from tests.complaints import UPHELD, at_the_board, rules, ruling
from tests.meetings import (
    action,
    inquiry,
    items_of,
    meetings_of,
    posts,
    precedent,
    series,
    with_meetings,
)
from tests.world import COPENHAGEN, THURSDAY, World, text_of, world

MONDAY = datetime(2026, 11, 30, 8, 15, tzinfo=COPENHAGEN)
TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=COPENHAGEN)
NEXT_MONDAY = datetime(2026, 12, 7, 8, 15, tzinfo=COPENHAGEN)
OFFICE = load_office(EXAMPLE)
WEEKLY = series()


@pytest.fixture
def made(database_url: str) -> Iterator[World]:
    """An office with one meeting, on Tuesdays."""
    with world(database_url, office=with_meetings(OFFICE, WEEKLY)) as one:
        yield one


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[World]:
    with world(sqlite_url, office=with_meetings(OFFICE, WEEKLY)) as one:
        yield one


def subjects(world: World, meeting: int, kind: ItemKind) -> set[int]:
    return {one.subject for one in items_of(world, meeting) if one.kind is kind}


def settle(world: World, number: int, state: MeetingState) -> None:
    with world.parts.database.write() as session:
        place = agendas.found(session, world.office, number)
        act = agenda_notes.held if state is MeetingState.HELD else agenda_notes.skipped
        act(session, place, by="U0LONE", now=world.now)


def note(world: World, item: int, result: ItemResult) -> None:
    with world.parts.database.write() as session:
        place = agenda_notes.item(session, world.office, item)
        agenda_notes.noted(session, place, result, by="U0LONE", now=world.now)


def longest_ago(world: World) -> None:
    """What is older than the log is kept goes, and the next agenda is made on the day after that."""
    months = world.office.retention.audit_months
    with world.parts.database.write() as session:
        horizons = retention.Horizons(*[TUESDAY + timedelta(days=1)] * 5)
        assert retention.agendas(session, horizons, 100) == 1
        series_of, row = agendas.found(session, world.office, meetings_of(world)[-1].id)
        later = months_before(TUESDAY, -months) + timedelta(days=1)
        agendas.brought_up_to_date(session, world.office, series_of, row, later)


def beside_the_next(world: World) -> int:
    """The first meeting is moved to the afternoon of the next one's day. Returns its number."""
    afternoon = datetime(2026, 12, 8, 13, tzinfo=COPENHAGEN)
    with world.parts.database.write() as session:
        every = agendas.around(session, world.office, WEEKLY, world.now)
        first = next(one for one in every if one.occurrence.starts_at == TUESDAY)
        meeting = agendas.row_of(session, first.occurrence)
        agenda_notes.moved(session, world.office, (WEEKLY, meeting), afternoon, by="U0LONE", now=world.now)
        return meeting.id


class TestMaking:
    def test_it_is_posted_on_the_working_day_before_in_counts(self, made: World) -> None:
        number = inquiry(made)
        made.move_to(MONDAY - timedelta(minutes=1))
        assert posts(made) == []
        made.move_to(MONDAY)
        (post,) = posts(made)
        text = text_of(post)
        assert "Socialfagligt møde, tirsdag 1. december kl. 9: 1 punkt på dagsordenen." in text
        assert "Nyt fra Ankestyrelsen: *0*" in text
        assert "Henvendelser fra borgerrådgiveren: *1*" in text
        assert (f"Nr. {number}" in text, "Karim" in text) == (False, False)

    def test_several_processes_and_ticks_make_one(self, made: World) -> None:
        made.move_to(MONDAY)
        for _ in range(2):
            Agendas(made.office, made.parts.database).run(made.now)
            made.tick()
        assert (len(posts(made)), len(meetings_of(made)), len(made.events("agenda_made"))) == (1, 1, 1)
        with made.parts.database.read() as session:
            runs = session.scalars(select(JobRun).where(JobRun.job == "agenda:moede")).all()
        assert [run.scheduled_at for run in runs] == [MONDAY]

    def test_every_team_of_the_meeting_is_told_in_its_own_channel(self, sqlite_url: str) -> None:
        both = with_meetings(OFFICE, series(teams=("voksen-a", "voksen-b")))
        with world(sqlite_url, office=both) as one:
            one.move_to(MONDAY)
            assert (len(posts(one)), len(posts(one, "C0VOKSENB", "SOFIE"))) == (1, 1)

    def test_after_downtime_the_day_before_it_is_made_late(self, lite: World) -> None:
        lite.move_to(MONDAY + timedelta(hours=5))
        assert len(posts(lite)) == 1

    def test_after_downtime_over_the_meeting_it_is_made_and_nobody_is_told(self, lite: World) -> None:
        lite.move_to(MONDAY)
        number = inquiry(lite)
        lite.slack.clock.move_to(NEXT_MONDAY + timedelta(days=2, hours=4))
        lite.tick()
        first, second = meetings_of(lite)
        assert (first.made_at is not None, second.made_at is not None) == (True, True)
        assert subjects(lite, second.id, ItemKind.INQUIRY) == {number}
        assert len(posts(lite)) == 1

    def test_a_new_office_has_none_to_catch_up_with(self, lite: World) -> None:
        lite.move_to(TUESDAY + timedelta(hours=1))
        assert meetings_of(lite) == []

    def test_a_channel_has_no_budget(self, sqlite_url: str) -> None:
        many = [series(f"moede-{n}") for n in range(5)]
        with world(sqlite_url, office=with_meetings(OFFICE, *many)) as one:
            one.move_to(MONDAY)
            assert len(posts(one)) == 5

    def test_a_clock_that_was_ahead_makes_none_twice(self, lite: World) -> None:
        Agendas(lite.office, lite.parts.database).run(MONDAY)
        Agendas(lite.office, lite.parts.database).run(MONDAY + timedelta(hours=3))
        assert len(meetings_of(lite)) == 1

    def test_a_moved_meeting_has_its_agenda_made_before_its_new_day(self, lite: World) -> None:
        friday = datetime(2026, 12, 4, 13, tzinfo=COPENHAGEN)
        with lite.parts.database.write() as session:
            one = agendas.around(session, lite.office, WEEKLY, lite.now)
            ahead = next(each for each in one if each.occurrence.starts_at == TUESDAY)
            meeting = agendas.row_of(session, ahead.occurrence)
            agenda_notes.moved(session, lite.office, (WEEKLY, meeting), friday, by="U0LONE", now=lite.now)
        lite.move_to(TUESDAY)
        assert posts(lite) == []
        lite.move_to(datetime(2026, 12, 3, 8, 15, tzinfo=COPENHAGEN))
        (post,) = posts(lite)
        assert "fredag 4. december kl. 13" in text_of(post)
        assert "Det er flyttet fra tirsdag 1. december kl. 9." in text_of(post)

    def test_one_moved_beside_the_next_has_an_agenda_too(self, made: World) -> None:
        beside_the_next(made)
        made.move_to(NEXT_MONDAY)
        assert [one.made_at for one in meetings_of(made)] == [NEXT_MONDAY, NEXT_MONDAY]
        said = sorted(text_of(post) for post in posts(made))
        assert ["8. december kl. 13" in one for one in said].count(True) == 1
        assert ["8. december kl. 9" in one for one in said].count(True) == 1

    def test_one_that_was_left_out_before_is_made_and_the_other_not_again(self, made: World) -> None:
        moved = beside_the_next(made)
        with made.parts.database.write() as session:
            ahead = agendas.around(session, made.office, WEEKLY, made.now)
            other = next(one for one in ahead if one.occurrence.agenda_at == NEXT_MONDAY and not one.meeting)
            schedule.claim(session, agendas.job_of(WEEKLY), NEXT_MONDAY, NEXT_MONDAY)
            row = agendas.row_of(session, other.occurrence)
            agendas.make(session, made.office, WEEKLY, row, NEXT_MONDAY)
        made.move_to(NEXT_MONDAY + timedelta(hours=1))
        times = {one.id: one.made_at for one in meetings_of(made)}
        assert times.pop(moved) == NEXT_MONDAY + timedelta(hours=1)
        assert list(times.values()) == [NEXT_MONDAY]
        assert len(made.events("agenda_made")) == 2

    def test_a_skipped_meeting_is_not_made(self, lite: World) -> None:
        with lite.parts.database.write() as session:
            one = agendas.around(session, lite.office, WEEKLY, lite.now)
            ahead = next(each for each in one if each.occurrence.starts_at == TUESDAY)
            meeting = agendas.row_of(session, ahead.occurrence)
            agenda_notes.skipped(session, (WEEKLY, meeting), by="U0LONE", now=lite.now)
        lite.move_to(TUESDAY)
        assert posts(lite) == []


class TestWhatIsOnIt:
    def test_the_dialogue_with_the_ombudsman_holds_inquiries_and_actions_only(self, sqlite_url: str) -> None:
        dialogue = with_meetings(OFFICE, series(kind=MeetingKind.OMBUDSMAN))
        with world(sqlite_url, office=dialogue) as one:
            precedent(one)
            asked, agreed = inquiry(one), action(one)
            one.move_to(MONDAY)
            (meeting,) = meetings_of(one)
            found = {(item.kind, item.subject) for item in items_of(one, meeting.id)}
            assert found == {(ItemKind.INQUIRY, asked), (ItemKind.ACTION, agreed)}
            assert "Ankestyrelsen" not in text_of(posts(one)[0])

    def test_supervision_has_a_date_and_no_items(self, sqlite_url: str) -> None:
        office = with_meetings(OFFICE, series(kind=MeetingKind.SUPERVISION))
        with world(sqlite_url, office=office) as one:
            inquiry(one)
            one.move_to(MONDAY)
            assert items_of(one) == []
            assert "0 har deltaget." in text_of(posts(one)[0])

    def test_listed_course_days_are_told_of(self, sqlite_url: str) -> None:
        course = series(kind=MeetingKind.COURSE, recurrence=Listed((TUESDAY.date(),)))
        with world(sqlite_url, office=with_meetings(OFFICE, course)) as one:
            one.move_to(MONDAY)
            assert len(posts(one)) == 1

    def test_what_comes_after_it_was_made_is_on_it_too(self, lite: World) -> None:
        lite.move_to(MONDAY)
        number = inquiry(lite)
        (meeting,) = meetings_of(lite)
        with lite.parts.database.write() as session:
            series_of, row = agendas.found(session, lite.office, meeting.id)
            agendas.brought_up_to_date(session, lite.office, series_of, row, lite.now)
        assert subjects(lite, meeting.id, ItemKind.INQUIRY) == {number}

    def test_a_precedent_stays_until_everybody_has_read_it_or_it_was_taken_up(self, made: World) -> None:
        wanted = precedent(made)
        made.move_to(MONDAY)
        (first,) = meetings_of(made)
        assert subjects(made, first.id, ItemKind.PRECEDENT) == {wanted}
        made.move_to(TUESDAY)
        settle(made, first.id, MeetingState.HELD)
        made.move_to(NEXT_MONDAY)
        assert subjects(made, meetings_of(made)[1].id, ItemKind.PRECEDENT) == set()

    def test_what_was_taken_up_does_not_come_again_when_that_meeting_is_no_longer_kept(
        self, lite: World
    ) -> None:
        number = at_the_board(lite)
        rules(lite, number, ruling(lite, UPHELD))
        lite.move_to(MONDAY)
        (first,) = meetings_of(lite)
        assert subjects(lite, first.id, ItemKind.BOARD_DECISION) == {number}
        lite.move_to(TUESDAY)
        settle(lite, first.id, MeetingState.HELD)
        lite.move_to(NEXT_MONDAY)
        longest_ago(lite)
        last = meetings_of(lite)[-1]
        assert first.id not in {one.id for one in meetings_of(lite)}
        assert subjects(lite, last.id, ItemKind.BOARD_DECISION) == set()


class TestCarryingOver:
    def later(self, world: World, *, state: MeetingState | None, result: ItemResult | None) -> set[int]:
        """What is on next week's agenda of one item that is closed meanwhile."""
        number = inquiry(world)
        world.move_to(MONDAY)
        (first,) = meetings_of(world)
        if result is not None:
            note(world, items_of(world, first.id)[0].id, result)
        decided(world, number, Result.DONE, sent=world.now.date())
        world.move_to(TUESDAY)
        if state is not None:
            settle(world, first.id, state)
        world.move_to(NEXT_MONDAY)
        return subjects(world, meetings_of(world)[1].id, ItemKind.INQUIRY)

    def test_again_next_time_is_on_the_next_one_although_it_is_closed(self, made: World) -> None:
        assert self.later(made, state=MeetingState.HELD, result=ItemResult.AGAIN)

    def test_decided_is_not(self, lite: World) -> None:
        assert not self.later(lite, state=MeetingState.HELD, result=ItemResult.DECIDED)

    def test_a_skipped_meeting_leaves_everything_on_the_next(self, made: World) -> None:
        assert self.later(made, state=MeetingState.SKIPPED, result=None)

    def test_one_nobody_noted_leaves_everything_too(self, lite: World) -> None:
        assert self.later(lite, state=None, result=None)

    def test_what_was_dealt_with_before_it_was_skipped_is_not_taken_up_again(self, lite: World) -> None:
        assert not self.later(lite, state=MeetingState.SKIPPED, result=ItemResult.DECIDED)


def test_a_message_nobody_was_told_of_before_the_meeting_is_dropped(lite: World) -> None:
    lite.move_to(MONDAY)
    lite.slack.clock.move_to(NEXT_MONDAY + timedelta(days=3))
    lite.tick()
    with lite.parts.database.read() as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == agendas.KIND)).all()
    assert [row.state.value for row in rows] == ["sent", "dropped"]
    assert lite.now > THURSDAY
