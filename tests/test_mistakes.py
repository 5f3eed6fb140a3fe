"""Every mistake a person can make is explained in their own language."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rules.cpr import REFUSAL, REFUSAL_IN_COMMAND
from rules.personal import ENGLISH
from tests import payload_shapes as shapes
from tests.front_desk import CALL, KARIM, MAJA, RIKKE, Answer, FrontDesk, front_desk
from tests.rights_matrix import CAST
from tests.tongues import foreign, shown, speaks
from views import ids
from views.texts import LANGUAGES

# What Maja typed in these tests is shown back to her as she typed it.
TYPED = {"because", "nothing", "sometime", "nowhere", "call", "will", "to", "with", "whom", "you"}
Mistake = Callable[[FrontDesk], Answer]


def one_line(text: str) -> Mistake:
    return lambda desk: desk.command(MAJA, text)


def form(**fields: object) -> Mistake:
    return lambda desk: desk.submit(MAJA, desk.form(MAJA), CALL | fields)


def absence(text: str) -> Mistake:
    return lambda desk: desk.command(MAJA, text, "/absence")


def after(action_id: str, *earlier: tuple[str, str]) -> Mistake:
    """Maja presses a button of Karim's call, after others have pressed theirs."""

    def act(desk: FrontDesk) -> Answer:
        number = desk.log()
        for user, pressed in earlier:
            desk.press(user, pressed, number)
        return desk.press(MAJA, action_id, number)

    return act


def too_late_to_undo(desk: FrontDesk) -> Answer:
    number = desk.log(by=MAJA)
    desk.advance(minutes=11)
    return desk.press(MAJA, ids.UNDO, number)


def too_late_to_correct(desk: FrontDesk) -> Answer:
    number = desk.log(by=MAJA)
    desk.press(MAJA, ids.CORRECT, number)
    correcting = shapes.opened(desk.modal())
    desk.advance(minutes=11)
    return desk.submit(MAJA, correcting, CALL)


def later(**fields: str) -> Mistake:
    def act(desk: FrontDesk) -> Answer:
        desk.press(MAJA, ids.LATER, desk.log())
        return desk.submit(MAJA, shapes.opened(desk.modal()), fields)

    return act


def twice_away(desk: FrontDesk) -> Answer:
    desk.command(MAJA, "24/11/2027", "/absence")
    return desk.command(MAJA, "24/11/2027-26/11/2027", "/absence")


def in_a_loop(desk: FrontDesk) -> Answer:
    desk.command(KARIM, f"1/2/2027 <@{MAJA}|maja>", "/absence")
    return desk.command(MAJA, f"1/2/2027 <@{KARIM}|karim>", "/absence")


def away_backwards(desk: FrontDesk) -> Answer:
    desk.command(MAJA, "", "/absence")
    return desk.submit(
        MAJA, shapes.opened(desk.modal()), {"first_day": "2026-12-02", "last_day": "2026-12-01"}
    )


CPR = "010190" + "1234"
MISTAKES: dict[str, Mistake] = {
    "too few digits": form(phone="22 33 44"),
    "an unknown country": form(phone="+999 22 33 44 55"),
    "no number": form(phone=""),
    "letters for a number": form(phone="abc"),
    "a number that begins with 0": form(phone="02 33 44 55"),
    "an extension": form(phone="22 33 44 55 lok. 12"),
    "a foreign number that cannot be": form(phone="+46 1"),
    "nobody": form(whom=""),
    "somebody who is not there": form(whom="person:U0NOBODY"),
    "a name too long": form(name="n" * 81),
    "a note too long": form(note="n" * 141),
    "a topic that was never offered": form(topic="bil"),
    "a cpr number in the form": form(note=CPR),
    "a cpr number in a command": one_line(f"@karim 22 33 44 55 {CPR}"),
    "whom is missing": one_line("22 33 44 55 Jens Hansen"),
    "whom is unknown": one_line("@nobody 22 33 44 55"),
    "whom is two": one_line("@karim @peter 22 33 44 55"),
    "whom may be the citizen": one_line("Karim Olsen 22 33 44 55"),
    "the number is missing": one_line("@karim Jens Hansen"),
    "the number is doubtful": one_line("@karim 22-33-44-5-5"),
    "two numbers": one_line("@karim 22 33 44 55, 43 57 00 10"),
    "a number and none": one_line("@karim 22 33 44 55 will call again"),
    "a long line": one_line("@karim 22 33 44 55 " + "because " * 20),
    "find without a number": one_line("find nothing"),
    "no such date": absence("31/2"),
    "no date at all": absence("sometime"),
    "no such month": absence("12 smarch"),
    "a date that has been": absence("1/1/2025"),
    "a period that ends first": absence("2/12/2026-1/12/2026"),
    "a period too long": absence("1/12/2026-1/12/2028"),
    "three dates": absence("1/12 to 2/12 to 3/12"),
    "a half of two days": absence("1/12-2/12 morning"),
    "a deputy from elsewhere": absence(f"1/12 <@{RIKKE}|rikke>"),
    "for somebody else": absence(f"<@{KARIM}|karim> 1/12"),
    "back without having been away": absence("end"),
    "away twice": twice_away,
    "a loop of deputies": in_a_loop,
    "away backwards in the form": away_backwards,
    "spoken with twice": after(ids.NO_ANSWER, (KARIM, ids.SPOKE)),
    "noted before it was spoken": after(ids.JOURNALED),
    "taken too late": after(ids.TAKE, (KARIM, ids.SPOKE)),
    "somebody else's receipt": after(ids.UNDO),
    "a button that points nowhere": lambda desk: desk.press(MAJA, ids.VIEW, "nowhere"),
    "a number nobody has": lambda desk: desk.press(MAJA, ids.VIEW, 999_999),
    "a button of an earlier version": lambda desk: desk.press(MAJA, ids.RETIRED[0], 1),
    "a form of an earlier version": lambda desk: desk.submit(
        MAJA, {**desk.form(MAJA), "callback_id": "old_form"}, {}
    ),
    "a command we do not know": lambda desk: desk.command(MAJA, "", "/deadline"),
    "undone too late": too_late_to_undo,
    "corrected too late": too_late_to_correct,
    "later than the deadline": later(choice="other", date="2026-12-03", time="10:00"),
    "later, in the past": later(choice="other", date="2026-11-25", time="10:00"),
    "later without a time": later(choice="other", date="2026-11-27"),
    "much later": later(choice="other", date="2027-05-03", time="10:00"),
    "status of something else": lambda desk: desk.command(MAJA, "nonsense", "/status"),
    "help": one_line("help"),
    "help for absence": absence("help"),
}


class TestAMistake:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[FrontDesk]:
        with front_desk(tmp_path) as made:
            yield made

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("mistake", MISTAKES)
    def test_is_explained_in_the_language_of_whoever_makes_it(
        self, desk: FrontDesk, mistake: str, language: str
    ) -> None:
        speaks(desk, language, *CAST)
        told = shown(desk, MISTAKES[mistake](desk))
        assert any(told)
        assert [one for one in foreign(told, language) if one not in TYPED] == []

    def test_of_a_cpr_number_is_refused_word_for_word_in_danish(self, desk: FrontDesk) -> None:
        assert desk.command(MAJA, f"@karim {CPR}").text == REFUSAL_IN_COMMAND
        assert desk.submit(MAJA, desk.form(MAJA), CALL | {"note": CPR}).errors == {"note": REFUSAL}

    def test_nobody_foresaw_is_told_in_the_askers_language(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise KeyError("fejl")

        monkeypatch.setattr("handlers.status.overview.overview", fail)
        speaks(desk, ENGLISH, MAJA)
        assert desk.command(MAJA, "", "/status").text.startswith("Something went wrong")
        assert desk.command(KARIM, "", "/status").text.startswith("Noget gik galt")
