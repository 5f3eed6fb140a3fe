"""Maja reads English, Karim reads Danish, and they work on the same calls: a day in the life of both."""

import pytest

from bot.demo.wire import JsonObject
from rules.personal import DANISH, ENGLISH
from storage import notices
from tests.calls import at, call, kinds, opened_home
from tests.test_settings_form import chooses
from tests.tongues import foreign, texts_of
from tests.world import World, text_of

READS = {"MAJA": ENGLISH, "KARIM": DANISH, "RIKKE": DANISH, "PETER": DANISH}


class Colleagues:
    """Collects what each of them is shown, and judges it."""

    def __init__(self, world: World) -> None:
        self.world = world
        chooses(world, "MAJA", language=ENGLISH)

    def sees(self, user: str, shown: JsonObject | None, *, words: str = "") -> None:
        assert shown is not None
        assert any(texts_of(shown))
        assert foreign(shown, READS[user]) == [], user
        assert words in text_of(shown)

    def types(self, user: str, command: str, *, words: str = "") -> None:
        """A command answered by a line only the person sees."""
        self.world.visitor(user).command(command)
        self.world.settle()
        self.sees(user, self.world.visitor(user).dm()[-1], words=words)

    def opens(self, user: str, command: str, *, words: str = "") -> None:
        """A command answered by a modal."""
        self.world.visitor(user).command(command)
        self.sees(user, self.world.modal(user), words=words)
        self.world.visitor(user).close(self.world.modal(user))

    def presses(self, user: str, where: JsonObject, action_id: str, value: str, block: str = "") -> None:
        """A button answered by a modal."""
        visitor = self.world.visitor(user)
        visitor.press(where, action_id, value, block_id=block or None)
        self.sees(user, self.world.modal(user))
        visitor.close(visitor.modal())

    def have_only_their_own_language(self) -> None:
        for user in ("MAJA", "KARIM"):
            opened_home(self.world, user)
            self.world.tick()
            self.sees(user, self.world.visitor(user).home())
            for message in self.world.dms(user):
                self.sees(user, message)


@pytest.fixture
def colleagues(world: World) -> Colleagues:
    return Colleagues(world)


def test_each_gets_their_own_list_warning_and_home(colleagues: Colleagues) -> None:
    world = colleagues.world
    call(world, "MAJA"), call(world, "KARIM")
    world.tick()
    colleagues.have_only_their_own_language()
    world.move_to(at(30, 8, 15))
    world.move_to(at(30, 9))
    assert notices.WARN in kinds(world, "MAJA")
    assert notices.WARN in kinds(world, "KARIM")
    colleagues.have_only_their_own_language()
    world.move_to(at(1, 8, 15, month=12))
    colleagues.have_only_their_own_language()
    assert "past the deadline" in text_of(world.dms("MAJA")[-1])


def test_one_call_speaks_two_languages(colleagues: Colleagues) -> None:
    """Maja logs it and reads its fate, Karim rings, and an urgent one goes to both."""
    world = colleagues.world
    number = world.log(by="MAJA")
    urgent = call(world, "KARIM", urgent=True)
    world.tick()
    colleagues.have_only_their_own_language()
    (waiting,) = [one for one in world.dms("KARIM") if "Et opkald haster." in text_of(one)]
    world.visitor("KARIM").press(waiting, "callback_take", str(urgent))
    world.tick()
    colleagues.have_only_their_own_language()
    assert any("taken care of" in text_of(one) for one in world.dms("MAJA"))
    assert f"No. {number}" in text_of(world.visitor("MAJA").home() or {})


def test_every_button_of_a_call_answers_in_english(colleagues: Colleagues) -> None:
    world = colleagues.world
    for _ in range(3):
        call(world, "MAJA")
    world.tick()
    (mine,) = world.dms("MAJA")
    for action_id in ("callback_view", "callback_later"):
        colleagues.presses("MAJA", mine, action_id, "1")
    colleagues.presses("MAJA", mine, "callback_more", "phone_note:1", "call:1")
    colleagues.presses("MAJA", mine, "callback_more", "reassign:1", "call:1")
    colleagues.presses("MAJA", mine, "callback_spoke", "1")
    world.visitor("MAJA").press(mine, "callback_no_answer", "2")
    world.tick()
    colleagues.have_only_their_own_language()
    words = text_of(world.dms("MAJA")[0])
    assert "has it been filed (journaliseret)?" in words
    assert "1 attempt" in words


def test_every_command_answers_each_in_their_own_language(colleagues: Colleagues) -> None:
    world = colleagues.world
    call(world, "KARIM")
    for user in ("MAJA", "KARIM"):
        for command in (
            "/callback help",
            "/callback find 22 33 44 55",
            "/callback find 1",
            "/status",
            "/status nonsens",
            "/absence help",
            "/absence end",
        ):
            colleagues.types(user, command)
        for command in (
            "/callback",
            "/callback 22 33 44 55",
            "/callback settings",
            "/absence",
            "/absence 31/2",
        ):
            colleagues.opens(user, command)
    colleagues.types("MAJA", "/callback @karim 43 57 00 12 Jens Hansen, decision", words="Saved as no. 2.")
    colleagues.types("KARIM", "/callback @maja 43 57 00 13 Jens Hansen, afgørelse", words="Gemt som nr. 3.")
    colleagues.types("MAJA", "/absence tomorrow @peter", words="Saved. You are away Friday 27 November.")
    colleagues.types("KARIM", "/absence 30/11 @peter", words="Gemt. Du er væk mandag 30. november.")


def test_a_form_with_a_mistake_says_so_in_english(colleagues: Colleagues) -> None:
    world = colleagues.world
    maja = world.visitor("MAJA")
    maja.command("/callback")
    form = world.modal("MAJA")
    maja.suggest(form, "whom", "")
    refused = maja.submit(form, {"phone": "22 33", "whom": "person:U0KARIM"})
    assert foreign(refused["errors"], ENGLISH) == []
    assert "A Danish number has 8 digits" in str(refused["errors"])


def test_the_offices_channel_reads_the_offices_language(colleagues: Colleagues) -> None:
    world = colleagues.world
    maja = world.visitor("MAJA")
    maja.command("/status show in channel", "C0VOKSENA")
    world.settle()
    assert foreign(maja.messages("C0VOKSENA")[-1], DANISH) == []


def test_back_to_danish_everything_is_danish_again(colleagues: Colleagues) -> None:
    world = colleagues.world
    call(world, "MAJA")
    world.tick()
    chooses(world, "MAJA", language=DANISH)
    opened_home(world, "MAJA")
    world.tick()
    assert foreign(world.visitor("MAJA").home(), DANISH) == []
