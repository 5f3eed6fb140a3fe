"""Everybody is answered in their own language: who reads English sees no Danish, and the reverse."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.demo.blocks import problems, view_problems
from bot.privacy_samples import samples
from bot.privacy_stage import Sample
from rules.errors import BadPhone, FristvagtError
from rules.personal import DANISH, ENGLISH
from rules.phone import parse_phone
from rules.sentence import Sentence
from storage.intake import TooLateToAmendError
from storage.vault import TamperedError
from storage.working import ClosedError, TooFarError
from tests import payload_shapes as shapes
from tests.front_desk import BENT, GUEST, KARIM, LONE, MAJA, OTTO, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.rights_matrix import CAST, HANDLERS, prepared
from tests.tongues import foreign, shown, speaks
from tests.world import COPENHAGEN, THURSDAY
from views import ids
from views.blocks import Message
from views.texts import LANGUAGES, Texts

IN_ENGLISH, IN_DANISH = Texts(COPENHAGEN, ENGLISH), Texts(COPENHAGEN)
# Written by whoever asks for it, not by us.
NOT_OURS = {"Hjem, indtil det er tegnet"}
# A button is cut at about this many characters (slack.md, Blocks).
BUTTON = 30
# What is as long as this has been cut to it.
TITLE = 24


@cache
def drawn(language: str) -> dict[str, Sample]:
    """Every sample in that language, by its title."""
    return {one.title: one for one in samples(language)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [one.title for one in samples() if one.title not in NOT_OURS])
class TestEverythingTheBotCanShow:
    def sample(self, title: str, language: str) -> Sample:
        return drawn(language)[title]

    def test_is_in_the_readers_language_alone(self, title: str, language: str) -> None:
        assert foreign(self.sample(title, language).shown, language) == []

    def test_stays_inside_slacks_limits(self, title: str, language: str) -> None:
        view = self.sample(title, language).shown
        if isinstance(view, Message):
            assert problems(list(view.blocks), "message") == []
        else:
            assert view_problems(view, view["type"]) == []

    def test_cuts_neither_title_nor_button(self, title: str, language: str) -> None:
        view = self.sample(title, language).shown
        if not isinstance(view, Message) and "title" in view:
            assert len(view["title"]["text"]) < TITLE
        assert [label for label in buttons(view) if len(label) > BUTTON] == []


def buttons(node: object) -> Iterator[str]:
    if isinstance(node, Message):
        yield from buttons(list(node.blocks))
    elif isinstance(node, dict):
        if node.get("type") == "button":
            yield node["text"]["text"]
        for part in node.values():
            yield from buttons(part)
    elif isinstance(node, list):
        for part in node:
            yield from buttons(part)


@pytest.fixture(scope="module", params=LANGUAGES)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FrontDesk, str]]:
    """An office where everybody speaks one language, whatever the office's is."""
    with front_desk(tmp_path_factory.mktemp("language")) as made:
        speaks(made, request.param, *CAST)
        yield made, request.param


@pytest.mark.parametrize("handler", HANDLERS)
def test_every_listener_answers_in_the_askers_language(office: tuple[FrontDesk, str], handler: str) -> None:
    """Whoever may, and whoever may not."""
    case, (desk, language) = HANDLERS[handler], office
    refused = sorted(set(CAST) - {OTTO} - case.allowed)
    for user in (*sorted(case.allowed)[:1], *refused[:1]):
        number, view = prepared(desk, case)
        before = len(desk.client.calls)
        answer = case.act(desk, user, number, view)
        assert foreign(shown(desk, answer, before), language) == [], user


class TestTwoLanguagesAtOnce:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[FrontDesk]:
        with front_desk(tmp_path) as made:
            speaks(made, ENGLISH, MAJA)
            yield made

    def test_whoever_comes_next_is_not_answered_in_the_last_ones_language(self, desk: FrontDesk) -> None:
        assert desk.command(MAJA, "help").text.startswith("*/callback* opens a form")
        assert desk.command(KARIM, "help").text.startswith("*/callback* åbner et skema")
        assert desk.command(MAJA, "help").text.startswith("*/callback* opens a form")

    @pytest.mark.parametrize("stranger", [OTTO, GUEST])
    def test_a_stranger_is_refused_in_the_offices_language(self, desk: FrontDesk, stranger: str) -> None:
        desk.command(MAJA, "help")
        assert desk.command(stranger, "help").text.startswith("Du har ikke adgang til Fristvagt.")

    def test_a_channel_reads_the_offices_language(self, desk: FrontDesk) -> None:
        in_channel = desk.command(MAJA, "show in channel", "/status")
        assert (foreign(in_channel.body, DANISH), in_channel.body["response_type"]) == ([], "in_channel")
        assert foreign(desk.command(MAJA, "", "/status").body, ENGLISH) == []

    def test_an_undone_receipt_says_so_in_the_language_of_whoever_undid_it(self, desk: FrontDesk) -> None:
        number = desk.log(by=MAJA)
        modal = shapes.opened({"type": "modal", "callback_id": ids.RECEIPT, "blocks": []})
        desk.press(MAJA, ids.UNDO, number, view=modal)
        assert f"No. {number} is undone and deleted." in str(desk.modal())

    def test_an_english_line_is_read_as_a_danish_one(self, desk: FrontDesk) -> None:
        answer = desk.command(MAJA, f"<@{KARIM}|karim> 22 33 44 55 Jens Hansen, complaint, urgent")
        assert answer.text.startswith("Saved as no. 1. Karim Aziz will call by")
        item = desk.item(1)
        assert (item.topic, item.urgent, desk.citizen(1).name) == ("klage", True, "Jens Hansen")

    def test_a_citizen_who_will_call_again_has_no_number_in_either_language(self, desk: FrontDesk) -> None:
        desk.command(MAJA, f"<@{KARIM}|karim> calls back, Jens Hansen")
        desk.command(KARIM, f"<@{BENT}|bent> ringer selv igen, Jens Hansen")
        assert [desk.item(number).withheld for number in (1, 2)] == [True, True]

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("tomorrow morning", "Saved. You are away on the morning of Friday 27 November."),
            ("this afternoon today", "Saved. You are away on the afternoon of Thursday 26 November."),
            ("24/12 to 26/12", "Saved. You are away from Thursday 24 December to Saturday 26 December."),
            (
                "from 1st December until 4 December",
                "Saved. You are away from Tuesday 1 December to Friday 4 December.",
            ),
            ("3 October 2027", "Saved. You are away Sunday 3 October."),
            ("5 May 2027", "Saved. You are away Wednesday 5 May."),
        ],
    )
    def test_an_absence_can_be_written_in_english(self, desk: FrontDesk, written: str, said: str) -> None:
        assert desk.command(MAJA, written, "/absence").text.startswith(said)

    def test_an_absence_is_ended_in_english_too(self, desk: FrontDesk) -> None:
        desk.command(MAJA, "today", "/absence")
        assert desk.command(MAJA, "end", "/absence").text.startswith("The absence is deleted.")

    def test_what_somebody_typed_is_inert_in_every_language(self, desk: FrontDesk) -> None:
        desk.command(MAJA, "&lt;!channel&gt;", "/absence")
        assert "<!channel>" not in str(desk.modal())


class TestASentence:
    def test_reads_as_the_danish_one(self) -> None:
        made = Sentence("Jeg kender ikke {typed}. Vælg en person eller et team.", typed="@otto")
        assert made == "Jeg kender ikke @otto. Vælg en person eller et team."
        assert IN_DANISH.say(made) == made

    def test_is_said_in_the_readers_language(self) -> None:
        made = Sentence("Jeg kender ikke {typed}. Vælg en person eller et team.", typed="@otto")
        assert IN_ENGLISH.say(made) == "I do not know @otto. Choose a person or a team."

    def test_says_a_fact_that_is_a_sentence_too(self) -> None:
        made = Sentence("Emne: {topic}", topic=Sentence("klage"))
        assert (str(made), IN_ENGLISH.say(made)) == ("Emne: klage", "Topic: complaint")

    def test_leaves_braces_that_somebody_typed_alone(self) -> None:
        made = Sentence("{typed} er ikke en dato, der findes.", typed="{0} {x}")
        assert IN_ENGLISH.say(made) == "{0} {x} is not a date that exists."

    def test_text_of_others_stays_as_it_is(self) -> None:
        assert IN_ENGLISH.say("Ring 112, {navn}.") == "Ring 112, {navn}."
        assert IN_ENGLISH.say("") == IN_ENGLISH.say(Sentence("")) == ""

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (TooLateToAmendError(), "It is too late to correct or undo here."),
            (ClosedError(7, None, None), "No. 7 has already been taken care of."),
            (TooFarError(), "You can wait 14 days at most."),
            (TamperedError("callback", "name", "r1"), "The information in callback.name, row r1,"),
        ],
    )
    def test_an_error_is_said_in_the_readers_language(self, error: FristvagtError, said: str) -> None:
        assert IN_ENGLISH.say(error).startswith(said)
        assert IN_DANISH.say(error) == str(error)

    def test_an_error_made_of_plain_text_is_said_as_it_is(self) -> None:
        assert IN_ENGLISH.say(FristvagtError("Kontorfilen {x} mangler.")) == "Kontorfilen {x} mangler."

    def test_an_errors_danish_sentence_is_the_one_it_always_was(self) -> None:
        with pytest.raises(BadPhone, match=r"^Et dansk nummer har 8 cifre, og her er 6\. Et udenlandsk"):
            parse_phone("22 33 44")


class TestHowTimesAreSaidInEnglish:
    def test_a_moment_is_day_date_and_24_hour_clock(self) -> None:
        assert IN_ENGLISH.moment(THURSDAY.replace(hour=11, minute=0)) == "Thursday 26 November at 11"
        assert IN_ENGLISH.moment(THURSDAY.replace(hour=14, minute=5)) == "Thursday 26 November at 14:05"

    def test_the_same_day_is_said_as_today(self) -> None:
        assert IN_ENGLISH.near(THURSDAY + timedelta(hours=2), THURSDAY) == "today at 12:04"

    def test_one_and_many_have_their_own_forms(self) -> None:
        said = [IN_ENGLISH.count("1 forsøg", "{n} forsøg", number) for number in (1, 2)]
        assert said == ["1 attempt", "2 attempts"]


def test_lone_reads_english_while_her_team_reads_danish(tmp_path: Path) -> None:
    with front_desk(tmp_path) as desk:
        speaks(desk, ENGLISH, LONE)
        number = desk.log()
        assert foreign(opened(desk, LONE, number), ENGLISH) == []
        assert foreign(opened(desk, KARIM, number), DANISH) == []


def opened(desk: FrontDesk, user: str, number: int) -> Json:
    desk.press(user, ids.VIEW, number)
    return desk.modal()
