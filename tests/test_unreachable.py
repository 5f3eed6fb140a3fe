"""When somebody, a whole team, or a channel cannot be reached: who hears of what waits for them."""

from datetime import datetime, time, timedelta

from bot.demo.faults import Fault
from bot.office_file import EXAMPLE, load_office
from rules.absence import Away
from storage import absences
from tests.calls import at, call, shown
from tests.complaints import complain
from tests.meetings import series, with_meetings
from tests.moving import give
from tests.world import World, world

CHANNEL = "C0VOKSENA"
TEAM = ("U0LONE", "U0BENT", "U0MAJA", "U0KARIM", "U0PETER")


def cannot_be_reached(w: World, who: str, error: str = "account_inactive") -> None:
    w.slack.faults.add(Fault("error", "chat.postMessage", channel=who, error=error, times=None))


def away(w: World, person: str, begins: datetime, ends: datetime) -> None:
    with w.parts.database.write() as session:
        absences.add(session, w.office, Away(person, begins, ends), by="U0LONE", now=w.now)


def told(w: World, person: str) -> list[str]:
    """What the person was told of somebody who cannot be reached, as it now stands."""
    return [text for text in shown(w, person) if "kan ikke" in text]


def headlines(w: World, person: str) -> list[str]:
    return [text for one in w.dms(person) if "kan ikke" in (text := str(one["text"]))]


def in_the_channel(w: World) -> list[str]:
    return [one["text"] for one in w.visitor("RIKKE").messages(CHANNEL) if one["user"] == "U0BOT"]


class TestAPersonWhoCannotBeReached:
    def test_is_the_one_that_is_named_and_not_the_owner(self, lite_world: World) -> None:
        cannot_be_reached(lite_world, "U0MAJA")
        call(lite_world, "KARIM", urgent=True)
        lite_world.tick()
        lite_world.advance(timedelta(minutes=1))
        (text,) = told(lite_world, "LONE")
        assert text.startswith("Maja Lund kan ikke få beskeder i Slack.")
        assert "Karim Aziz kan ikke" not in text

    def test_is_named_when_a_jurist_misses_a_complaint(self, lite_world: World) -> None:
        cannot_be_reached(lite_world, "U0JONNA")
        complain(lite_world)
        lite_world.tick()
        lite_world.advance(timedelta(minutes=1))
        assert [text.startswith("Jonna Friis kan ikke få") for text in told(lite_world, "LONE")] == [True]

    def test_is_named_to_whoever_leads_in_the_leads_place(self, lite_world: World) -> None:
        away(lite_world, "U0LONE", lite_world.now, lite_world.now + timedelta(days=2))
        cannot_be_reached(lite_world, "U0MAJA")
        call(lite_world, "KARIM", urgent=True)
        for _ in range(3):
            lite_world.advance(timedelta(minutes=1))
        assert [text.startswith("Maja Lund kan ikke få") for text in told(lite_world, "BENT")] == [True]

    def test_is_told_of_again_when_the_day_s_first_notice_went_to_a_deputy(self, lite_world: World) -> None:
        """What joins a notice that was dropped is read by nobody."""
        w = lite_world
        own, due = call(w, "MAJA"), call(w, "KARIM")
        w.tick()
        away(w, "U0LONE", at(30, 0), at(30, 23))
        w.move_to(at(27, 9))
        cannot_be_reached(w, "U0MAJA")
        w.move_to(at(30, 8, 15))
        w.advance(timedelta(minutes=1))
        assert [f"Nr. {own} ·" in text and f"Nr. {due} ·" not in text for text in told(w, "BENT")] == [True]
        give(w, due, "U0MAJA", by="U0BENT")
        for hour in (9, 10):
            w.move_to(at(30, hour))
            w.advance(timedelta(minutes=1))
        assert any(f"Nr. {due} ·" in text for text in told(w, "BENT"))
        assert w.now < w.item(due).due_at

    def test_without_anything_to_be_told_of_is_told_of_all_the_same(self, lite_world: World) -> None:
        """The lead's week cannot reach the lead: the next to lead is to know."""
        w = lite_world
        call(w, "KARIM")
        w.tick()
        cannot_be_reached(w, "U0LONE")
        w.move_to(at(30, 8, 15))
        for _ in range(3):
            w.advance(timedelta(minutes=1))
        assert headlines(w, "BENT") == ["Lone Krag kan ikke få beskeder i Slack."]


class TestAWholeTeamAway:
    def everybody(self, w: World, ends: datetime) -> None:
        for person in TEAM:
            away(w, person, w.now, ends)

    def test_has_its_channel_told_at_once_of_each_urgent_call(self, lite_world: World) -> None:
        w = lite_world
        self.everybody(w, at(27, 23))
        call(w, "KARIM")
        w.tick()
        assert len(in_the_channel(w)) == 1
        w.advance(timedelta(hours=1))
        call(w, "KARIM", urgent=True)
        w.tick()
        w.advance(timedelta(hours=2))
        _, last = in_the_channel(w)
        assert last == (
            "Ingen i Voksenteam A er på arbejde, og 2 opkald venter. "
            "Ring til en leder, eller sæt en vagt på. 1 opkald haster."
        )

    def test_has_its_channel_told_though_agendas_were_posted_there(self, sqlite_url: str) -> None:
        agendas = (series("a"), series("b", at=time(11)), series("c", at=time(13)))
        with world(sqlite_url, office=with_meetings(load_office(EXAMPLE), *agendas)) as w:
            w.move_to(at(30, 8, 15))
            w.advance(timedelta(minutes=1))
            before = len(in_the_channel(w))
            self.everybody(w, at(30, 23))
            call(w, "KARIM")
            w.advance(timedelta(minutes=1))
            assert before == len(agendas)
            assert [text[:33] for text in in_the_channel(w)[before:]] == ["Ingen i Voksenteam A er på arbejd"]


def test_a_channel_the_bot_may_not_write_in_is_told_to_who_leads(sqlite_url: str) -> None:
    with world(sqlite_url, office=with_meetings(load_office(EXAMPLE), series())) as w:
        cannot_be_reached(w, CHANNEL, "not_in_channel")
        w.move_to(at(30, 8, 15))
        for _ in range(2):
            w.advance(timedelta(minutes=1))
        assert headlines(w, "LONE") == [
            "Botten kan ikke skrive i kanalen for Voksenteam A. Inviter den ind i kanalen, "
            "eller bed administratoren om at vælge en anden."
        ]
