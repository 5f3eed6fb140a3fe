"""What each person chooses for themselves: the language, and when the day's list comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.personal import DANISH, ENGLISH
from storage.models import Person
from tests import payload_shapes as shapes
from tests.calls import opened_home
from tests.front_desk import ADMIN, KARIM, RIKKE, Answer, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.tongues import foreign
from tests.world import COPENHAGEN, World, text_of
from views import ids
from views.replies import not_yours
from views.settings_form import AS_OFFICE
from views.texts import Texts


def chooses(world: World, user: str, *, language: str = DANISH, list_time: str = AS_OFFICE) -> str:
    """Fill in the form as a person does; returns what the receipt says."""
    visitor = world.visitor(user)
    visitor.command("/callback indstillinger")
    answer = visitor.submit(world.modal(user), {"language": language, "list_time": list_time})
    assert answer == {"ok": True, "result": "updated"}, answer
    receipt = visitor.modal()
    visitor.close(receipt)
    return text_of(receipt)


class TestTheForm:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[FrontDesk]:
        with front_desk(tmp_path) as made:
            yield made

    def form(self, desk: FrontDesk, user: str, word: str = "indstillinger") -> Json:
        desk.command(user, word)
        return shapes.opened(desk.modal())

    def submit(self, desk: FrontDesk, user: str, **values: str) -> Answer:
        return desk.submit(user, self.form(desk, user), values)

    @pytest.mark.parametrize("word", ["indstillinger", "settings", "Indstillinger"])
    def test_opens_by_command_in_both_languages(self, desk: FrontDesk, word: str) -> None:
        assert self.form(desk, KARIM, word)["callback_id"] == ids.SETTINGS_FORM

    def test_opens_from_the_button_on_home(self, desk: FrontDesk) -> None:
        desk.press(KARIM, ids.SETTINGS, KARIM)
        assert desk.modal()["callback_id"] == ids.SETTINGS_FORM

    def test_is_for_everybody_with_a_role_and_asks_for_a_list_time_of_those_who_get_one(
        self, desk: FrontDesk
    ) -> None:
        for user, fields in (
            (KARIM, ["language", "list_time"]),
            (RIKKE, ["language"]),
            (ADMIN, ["language"]),
        ):
            assert [block["block_id"] for block in self.form(desk, user)["blocks"]] == fields, user

    def test_offers_quarter_hours_within_the_notice_hours(self, desk: FrontDesk) -> None:
        options = self.form(desk, KARIM)["blocks"][1]["element"]["options"]
        values = [one["value"] for one in options]
        assert (values[:3], values[-1], len(values)) == (["office", "08:00", "08:15"], "15:45", 33)

    def test_shows_what_was_chosen_before(self, desk: FrontDesk) -> None:
        self.submit(desk, KARIM, language=ENGLISH, list_time="13:00")
        language, list_time = [
            block["element"]["initial_option"] for block in self.form(desk, KARIM)["blocks"]
        ]
        assert (language["value"], list_time["value"]) == ("en", "13:00")

    def test_answers_in_the_language_just_chosen(self, desk: FrontDesk) -> None:
        english = self.submit(desk, KARIM, language=ENGLISH, list_time="13:00").view
        said = "Saved. Fristvagt writes to you in English. The day's list comes at 13:00 on working days."
        assert said in text_of(english)
        danish = self.submit(desk, KARIM, language=DANISH, list_time=AS_OFFICE).view
        assert "Gemt. Fristvagt skriver til dig på dansk. Dagens liste kommer kl. 8:15" in text_of(danish)

    def test_is_logged_with_what_was_chosen(self, desk: FrontDesk) -> None:
        self.submit(desk, KARIM, language=ENGLISH, list_time="13:00")
        (event,) = desk.events("settings_changed")
        assert (event.actor, event.detail) == (KARIM, {"language": "en", "list_time": "13:00"})

    def test_the_same_choice_changes_nothing(self, desk: FrontDesk) -> None:
        payload = shapes.submission(KARIM, self.form(desk, KARIM), {"language": ENGLISH})
        assert desk.send(payload) == desk.send(payload)
        assert len(desk.events("settings_changed")) == 1

    @pytest.mark.parametrize(
        "values",
        [{"language": "tlh"}, {"list_time": "07:45"}, {"list_time": "16:00"}, {"list_time": "8:15"}],
    )
    def test_takes_only_what_it_offers(self, desk: FrontDesk, values: dict[str, str]) -> None:
        (wrong,) = self.submit(desk, KARIM, **values).errors.values()
        assert wrong == "Vælg en mulighed på listen."
        assert desk.events("settings_changed") == []

    def test_a_list_time_sent_by_somebody_without_a_list_is_not_kept(self, desk: FrontDesk) -> None:
        form = self.form(desk, KARIM)
        desk.submit(RIKKE, form, {"language": ENGLISH, "list_time": "13:00"})
        with desk.database.read() as session:
            assert session.get_one(Person, RIKKE).list_time is None

    def test_a_right_lost_meanwhile_is_asked_for_again(self, desk: FrontDesk) -> None:
        form = self.form(desk, ADMIN)
        object.__setattr__(desk.office, "roles", {})
        answer = desk.submit(ADMIN, form, {"language": ENGLISH})
        assert not_yours(Texts(COPENHAGEN)) not in str(answer.body)
        assert "Du har ikke adgang" in str(answer.errors)
        assert desk.events("settings_changed") == []


class TestHome:
    def test_is_redrawn_at_once_in_the_new_language(self, world: World) -> None:
        opened_home(world, "KARIM")
        world.tick()
        assert foreign(world.visitor("KARIM").home(), DANISH) == []
        chooses(world, "KARIM", language=ENGLISH)
        world.tick()
        assert foreign(world.visitor("KARIM").home(), ENGLISH) == []
        assert "Your calls" in text_of(world.visitor("KARIM").home() or {})

    def test_has_the_button_at_its_foot_for_everybody(self, lite_world: World) -> None:
        for user in ("KARIM", "RIKKE", "LONE", "AUDIT"):
            opened_home(lite_world, user)
        lite_world.tick()
        for user in ("KARIM", "RIKKE", "LONE", "AUDIT"):
            assert ids.SETTINGS in str((lite_world.visitor(user).home() or {})["blocks"][-2:]), user
