"""The day's list comes when each person has chosen, and the engine keeps to it."""

from datetime import datetime, time, timedelta

from bot.demo.faults import Fault
from rules.ladder import list_on, next_list, times_to_wait
from rules.office import Notices
from rules.personal import list_times, own_language, own_list_time
from storage import notices, outbox
from tests.calls import at, call, kinds, lists, noted, posted, shown, snooze, spoke
from tests.test_settings_form import chooses
from tests.world import COPENHAGEN, World
from tests.world import world as make_world
from views.settings_form import AS_OFFICE


class TestTheOwnListTime:
    def test_the_list_leaves_then_and_not_before(self, world: World) -> None:
        chooses(world, "KARIM", list_time="13:30")
        call(world), call(world, "MAJA")
        world.tick()
        world.move_to(at(27, 8, 15))
        world.move_to(at(27, 13, 29))
        assert notices.LIST in kinds(world, "MAJA")
        before = kinds(world, "KARIM").count(notices.LIST)
        world.move_to(at(27, 13, 30))
        assert kinds(world, "KARIM").count(notices.LIST) == before + 1

    def test_a_list_earlier_than_the_offices_comes_early(self, world: World) -> None:
        chooses(world, "KARIM", list_time="08:00")
        world.slack.clock.move_to(at(26, 17, 30))
        call(world)
        world.move_to(at(27, 8))
        assert len(lists(world.dms("KARIM"))) == 1
        world.move_to(at(27, 8, 15))
        assert len(lists(world.dms("KARIM"))) == 1

    def test_a_new_call_before_it_waits_for_it(self, world: World) -> None:
        chooses(world, "KARIM", list_time="13:30")
        call(world)
        world.tick()
        assert posted(world, "KARIM") == []
        world.move_to(at(26, 13, 30))
        assert "Nr. 1" in shown(world, "KARIM")[-1]

    def test_a_new_call_after_it_joins_it(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="09:00")
        call(lite_world)
        lite_world.tick()
        assert "Nr. 1" in shown(lite_world, "KARIM")[0]

    def test_chosen_when_it_is_past_the_list_of_today_comes_at_once(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="15:00")
        call(lite_world)
        lite_world.tick()
        assert posted(lite_world, "KARIM") == []
        chooses(lite_world, "KARIM", list_time="09:00")
        lite_world.tick()
        assert len(lists(lite_world.dms("KARIM"))) == 1

    def test_put_off_while_todays_list_still_waits_moves_that_too(self, lite_world: World) -> None:
        call(lite_world)
        chooses(lite_world, "KARIM", list_time="14:00")
        lite_world.tick()
        assert posted(lite_world, "KARIM") == []
        lite_world.move_to(at(26, 14))
        assert len(lists(lite_world.dms("KARIM"))) == 1

    def test_on_a_half_day_that_ends_before_it_the_list_comes_with_the_others(self, sqlite_url: str) -> None:
        with make_world(sqlite_url, at=at(30, 10, month=4)) as world:
            chooses(world, "KARIM", list_time="14:00")
            call(world)
            world.tick()
            world.move_to(at(30, 14, month=4))
            sent = kinds(world, "KARIM").count(notices.LIST)
            world.move_to(at(1, 8, 15, month=5))
            assert kinds(world, "KARIM").count(notices.LIST) == sent + 1

    def test_there_is_one_list_a_day_however_often_it_is_moved(self, lite_world: World) -> None:
        call(lite_world)
        lite_world.tick()
        for list_time in ("10:30", "09:00", "11:00", AS_OFFICE):
            chooses(lite_world, "KARIM", list_time=list_time)
            lite_world.tick()
        lite_world.move_to(at(26, 11))
        assert kinds(lite_world, "KARIM") == [notices.LIST]

    def test_a_held_back_message_is_in_the_persons_own_next_list(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="13:30")
        number = call(lite_world)
        lite_world.move_to(at(26, 13, 30))
        snooze(lite_world, number, at(26, 17, 30))
        lite_world.move_to(at(26, 17, 30))
        lite_world.move_to(at(27, 8, 15))
        before = kinds(lite_world, "KARIM").count(notices.LIST)
        lite_world.move_to(at(27, 13, 30))
        assert kinds(lite_world, "KARIM").count(notices.LIST) == before + 1

    def test_a_day_of_interruptions_keeps_a_place_for_the_late_list(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="15:30")
        for hour in (11, 12, 13, 14, 15):
            number = call(lite_world)
            snooze(lite_world, number, at(26, hour))
        for hour in (11, 12, 13, 14, 15):
            lite_world.move_to(at(26, hour))
        lite_world.move_to(at(26, 15, 30))
        sent = kinds(lite_world, "KARIM")
        assert (len(sent), sent[-1]) == (3, notices.LIST)

    def test_a_list_held_up_by_trouble_keeps_its_place_in_the_day(self, lite_world: World) -> None:
        number = call(lite_world, "MAJA")
        busy = Fault("rate_limited", "chat.postMessage", channel="U0MAJA", retry_after=300)
        lite_world.slack.faults.add(busy)
        lite_world.move_to(at(27, 8, 15))
        with lite_world.parts.database.write() as session:
            for name in ("one", "two", "three"):
                outbox.enqueue(
                    session,
                    key=notices.undelivered_key("U0PETER", name, "U0MAJA"),
                    kind=notices.UNDELIVERED,
                    recipient="U0MAJA",
                    team_key="voksen-a",
                    not_before=lite_world.now,
                    items=[number],
                )
        for later in (timedelta(seconds=5), timedelta(minutes=10), timedelta(hours=1)):
            lite_world.advance(later)
        sent = kinds(lite_world, "MAJA")
        assert (len(sent), sent.count(notices.LIST)) == (3, 1)

    def test_telephone_hours_are_told_of_unless_the_own_list_is_near(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="13:15")
        chooses(lite_world, "MAJA", list_time="15:00")
        call(lite_world), call(lite_world, "MAJA")
        lite_world.move_to(at(26, 13))
        assert kinds(lite_world, "KARIM") == []
        assert kinds(lite_world, "MAJA") == [notices.TELEPHONE]

    def test_senere_offers_the_persons_own_next_list(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="13:30")
        call(lite_world)
        lite_world.move_to(at(26, 13, 30))
        lite_world.visitor("KARIM").press(lite_world.dms("KARIM")[-1], "callback_later")
        assert "Fredag 27. november kl. 13:30" in str(lite_world.modal("KARIM"))

    def test_a_deputys_list_of_anothers_calls_comes_at_the_deputys_time(self, lite_world: World) -> None:
        chooses(lite_world, "PETER", list_time="13:30")
        lite_world.visitor("KARIM").command("/absence i dag-1/12 @peter")
        lite_world.settle()
        call(lite_world)
        lite_world.tick()
        assert posted(lite_world, "PETER") == []
        lite_world.move_to(at(26, 13, 30))
        assert "for Karim Aziz, der er væk" in shown(lite_world, "PETER")[0]

    def test_nothing_to_say_is_no_list_then_either(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", list_time="13:30")
        number = call(lite_world)
        spoke(lite_world, number)
        noted(lite_world, number)
        lite_world.move_to(at(26, 13, 30))
        assert posted(lite_world, "KARIM") == []


class TestTheRules:
    def test_a_list_comes_at_a_quarter_of_an_hour_within_the_notice_hours(self) -> None:
        assert list_times(Notices(time(8, 10), time(9))) == [time(8, 15), time(8, 30), time(8, 45)]
        assert len(list_times(Notices(time(0), time.max))) == 96

    def test_a_choice_the_office_no_longer_has_room_for_is_the_offices(self) -> None:
        kept = Notices(time(8), time(16))
        assert [own_list_time(kept, one) for one in (time(8), time(15, 45), time(16), time(7, 45), None)] == [
            time(8),
            time(15, 45),
            None,
            None,
            None,
        ]

    def test_a_language_we_no_longer_have_is_the_offices(self) -> None:
        assert [own_language("da", one) for one in ("en", "da", "kl", "", None)] == [
            "en",
            "da",
            "da",
            "da",
            "da",
        ]

    def test_the_next_own_list_is_later_the_same_day_or_the_next_working_day(self, lite_world: World) -> None:
        calendar, ladder = lite_world.office.teams[0].calendar, lite_world.office.ladder
        friday = datetime(2026, 11, 27, 12, tzinfo=COPENHAGEN)
        assert next_list(calendar, ladder, friday, time(13, 30)) == friday + timedelta(hours=1, minutes=30)
        assert next_list(calendar, ladder, friday + timedelta(hours=2), time(13, 30)) == at(30, 13, 30)
        assert at(30, 13, 30) in times_to_wait(calendar, ladder, friday + timedelta(hours=2), time(13, 30))

    def test_without_an_own_time_it_is_the_offices(self, lite_world: World) -> None:
        calendar, ladder = lite_world.office.teams[0].calendar, lite_world.office.ladder
        assert list_on(calendar, ladder, at(27, 0).date()) == at(27, 8, 15)
