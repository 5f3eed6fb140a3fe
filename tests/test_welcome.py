"""The greeting to whoever opens the app for the first time: once ever, kept and never lost."""

import pytest

from bot.demo.faults import Fault
from rules.personal import ENGLISH
from tests.calls import at, call, opened_home, posted, rows, shown, snooze
from tests.test_settings_form import chooses
from tests.tongues import foreign
from tests.world import World
from tests.world import world as make_world


class TestTheWelcome:
    def welcomed(self, world: World, user: str) -> list[str]:
        return [one.text for one in posted(world, user) if one.text.startswith(("Velkommen", "Welcome"))]

    @pytest.mark.parametrize(
        ("user", "line"),
        [
            ("RIKKE", "Skriv */callback*, når nogen ringer."),
            ("KARIM", "Kl. 8:15 får du en liste over dem, du skal ringe til."),
            ("LONE", "*/status* viser tallene, og */absence @kollega 24/11-1/12*"),
            ("AUDIT", "*/status* viser, hvordan det går med opkaldene."),
        ],
    )
    def test_says_what_the_app_is_for_somebody_of_that_role(
        self, lite_world: World, user: str, line: str
    ) -> None:
        opened_home(lite_world, user)
        lite_world.tick()
        (message,) = shown(lite_world, user)
        assert line in message
        assert "Under *Indstillinger* nederst på Hjem vælger du sprog" in message
        assert len(message.splitlines()) <= 1 + 1 + 3

    def test_tells_the_jurist_of_complaints_and_meetings(self, lite_world: World) -> None:
        opened_home(lite_world, "JONNA")
        lite_world.tick()
        (message,) = shown(lite_world, "JONNA")
        assert "Nye klager og spørgsmål til juristen kommer som beskeder her med det samme." in message
        assert "*/appeal list* viser de klager, der løber." in message
        assert "*/agenda* viser møderne" in message
        assert "/status" not in message

    def test_comes_once_ever_even_over_a_restart(self, world: World) -> None:
        for _ in range(3):
            opened_home(world, "KARIM")
            world.tick()
        world.move_to(at(27, 10))
        world.visitor("KARIM").open_home()
        world.tick()
        assert len(self.welcomed(world, "KARIM")) == 1

    def test_is_for_those_with_a_role(self, lite_world: World) -> None:
        lite_world.visitor("OTTO").open_home()
        lite_world.settle()
        lite_world.tick()
        assert rows(lite_world) == []

    def test_at_night_it_waits_for_the_morning(self, sqlite_url: str) -> None:
        with make_world(sqlite_url, at=at(26, 20)) as world:
            opened_home(world, "KARIM")
            world.tick()
            assert posted(world, "KARIM") == []
            world.move_to(at(27, 8))
            assert len(self.welcomed(world, "KARIM")) == 1

    def test_over_the_budget_it_waits_for_another_day(self, lite_world: World) -> None:
        for hour in (10, 11, 12, 13):
            number = call(lite_world)
            snooze(lite_world, number, at(26, hour, 30))
        for hour in (10, 11, 12, 13):
            lite_world.move_to(at(26, hour, 30))
        opened_home(lite_world, "KARIM")
        lite_world.move_to(at(26, 14))
        sent_today = len(posted(lite_world, "KARIM"))
        assert sent_today <= 3
        lite_world.move_to(at(27, 8, 15))
        lite_world.move_to(at(27, 9))
        assert len(self.welcomed(lite_world, "KARIM")) == 1

    def test_somebody_away_is_greeted_on_their_return(self, lite_world: World) -> None:
        lite_world.visitor("KARIM").command("/absence i dag @peter")
        opened_home(lite_world, "KARIM")
        lite_world.tick()
        assert posted(lite_world, "KARIM") == []
        lite_world.move_to(at(27, 9))
        assert len(self.welcomed(lite_world, "KARIM")) == 1

    def test_speaks_the_persons_language(self, lite_world: World) -> None:
        chooses(lite_world, "KARIM", language=ENGLISH, list_time="13:30")
        opened_home(lite_world, "KARIM")
        lite_world.tick()
        assert foreign(lite_world.dms("KARIM"), ENGLISH) == []
        assert "At 13:30 you get a list" in shown(lite_world, "KARIM")[0]

    def test_that_cannot_be_delivered_bothers_nobody_else(self, lite_world: World) -> None:
        fault = Fault("error", "chat.postMessage", error="messages_tab_disabled", channel="U0RIKKE")
        lite_world.slack.faults.add(fault)
        opened_home(lite_world, "RIKKE")
        lite_world.tick()
        assert [row.recipient for row in rows(lite_world)] == ["U0RIKKE"]
