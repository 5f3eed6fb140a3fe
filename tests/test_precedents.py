"""Principafgørelser: put in by those who keep them, read by each, and counted for the lead."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.web_link import SAFE, BadLinkError, safe_link
from storage import precedents
from tests import payload_shapes as shapes
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.front_desk import JONNA, KARIM, LONE, MAJA, PETER, FrontDesk, front_desk
from tests.meetings import precedent
from tests.world import World, text_of
from views import ids

TYPED = {
    ids.PRECEDENT_NUMBER: "12-26",
    ids.PRECEDENT_PARAGRAPH: "§ 85",
    ids.PRECEDENT_GIST: "Støtten måles efter behovet.",
    ids.PRECEDENT_LINK: "https://ast.dk/afgorelser?id=12&sprog=da",
}
GOOD = st.text(st.sampled_from(sorted(SAFE - set("@#?/[]:"))), min_size=1, max_size=30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def put_in(desk: FrontDesk, **changed: str) -> dict[str, str]:
    """Through the form; returns what was said at its fields."""
    desk.press(JONNA, ids.PRECEDENT_NEW, ids.ALL)
    return desk.submit(JONNA, shapes.opened(desk.modal()), TYPED | changed).errors


def shown(desk: FrontDesk, user: str) -> str:
    desk.command(user, "principafgørelser", "/agenda")
    return text_of(desk.modal())


class TestTheForm:
    def test_what_is_put_in_is_on_the_list_with_its_link(self, desk: FrontDesk) -> None:
        assert put_in(desk) == {}
        text = shown(desk, KARIM)
        assert "*12-26* · § 85 · Støtten måles efter behovet." in text
        assert "<https://ast.dk/afgorelser?id=12&amp;sprog=da>" in text
        assert [one.actor for one in desk.events("precedent_registered")] == [JONNA]

    def test_the_same_number_is_not_put_in_twice(self, desk: FrontDesk) -> None:
        put_in(desk)
        assert "står der allerede" in put_in(desk)[ids.PRECEDENT_NUMBER]

    @pytest.mark.parametrize(
        "link", ["http://ast.dk", "ast.dk", "https://a b", "https://x|y", "https://u@x.dk"]
    )
    def test_an_address_that_is_none_is_refused_at_its_field(self, desk: FrontDesk, link: str) -> None:
        assert "https://" in put_in(desk, **{ids.PRECEDENT_LINK: link})[ids.PRECEDENT_LINK]
        assert desk.events("precedent_registered") == []

    @pytest.mark.parametrize("field", [ids.PRECEDENT_NUMBER, ids.PRECEDENT_PARAGRAPH, ids.PRECEDENT_GIST])
    def test_a_personal_number_is_refused_in_every_field(self, desk: FrontDesk, field: str) -> None:
        said = put_in(desk, **{field: WRITTEN_AS_CPR[0]})
        assert "CPR-nummer" in said[field]
        assert desk.events("precedent_registered") == []

    def test_what_is_typed_formats_and_mentions_nothing(self, desk: FrontDesk) -> None:
        put_in(desk, **{ids.PRECEDENT_GIST: "<!channel> *stort* <@U0KARIM>"})
        text = shown(desk, KARIM)
        assert "<!channel>" not in text
        assert "&lt;!channel&gt;" in text

    @given(rest=GOOD)
    def test_a_safe_address_is_kept_letter_by_letter(self, rest: str) -> None:
        assert safe_link(f"https://ast.dk/{rest}") == f"https://ast.dk/{rest}"

    @given(text=st.text(max_size=40))
    def test_no_other_text_becomes_a_link(self, text: str) -> None:
        try:
            link = safe_link(text)
        except BadLinkError:
            return
        assert link.startswith("https://")
        assert not set(link) & set('<>|" \n*`')


class TestReading:
    def test_read_is_noted_once_and_the_button_goes(self, desk: FrontDesk) -> None:
        put_in(desk)
        assert "Du mangler at læse 1." in shown(desk, KARIM)
        desk.press(KARIM, ids.PRECEDENT_READ, 1, view=shapes.opened(desk.modal()))
        assert "Du har læst den." in text_of(desk.modal())
        assert ids.PRECEDENT_READ not in str(desk.modal())
        desk.press(KARIM, ids.PRECEDENT_READ, 1)
        assert len(desk.events("precedent_read")) == 1

    def test_the_lead_sees_how_many_read_it_within_fourteen_days(self, desk: FrontDesk) -> None:
        put_in(desk)
        for user in (KARIM, MAJA):
            desk.press(user, ids.PRECEDENT_READ, 1)
        assert "2 af 7 i dine team har læst den; de 14 dage er ikke gået." in shown(desk, LONE)
        desk.advance(days=15)
        desk.press(PETER, ids.PRECEDENT_READ, 1)
        assert "2 af 7 i dine team læste den inden 14 dage." in shown(desk, LONE)
        assert "i dine team" not in shown(desk, KARIM)

    def test_what_is_taken_out_is_gone_and_can_be_put_in_again(self, desk: FrontDesk) -> None:
        put_in(desk)
        desk.press(JONNA, ids.PRECEDENT_OUT, 1)
        assert "ingen principafgørelser" in shown(desk, KARIM)
        desk.press(KARIM, ids.PRECEDENT_READ, 1)
        assert "er taget ud" in text_of(desk.modal())
        assert put_in(desk) == {}

    def test_nobody_who_left_keeps_it_unread(self, world: World) -> None:
        wanted = precedent(world)
        with world.parts.database.write() as session:
            for person in ("U0KARIM", "U0MAJA"):
                precedents.read(session, wanted, by=person, now=world.now + timedelta(days=1))
        with world.parts.database.read() as session:
            assert precedents.unread(session, ["U0KARIM", "U0MAJA", "U0GONE"]) == []
            assert precedents.unread(session, ["U0KARIM", "U0PETER"]) == [wanted]


class TestAtHand:
    def test_the_help_of_the_counts_has_principles_and_links(self, desk: FrontDesk) -> None:
        text = desk.command(KARIM, "help", "/status").text
        assert "*Det arbejder vi efter*" in text
        assert "<https://danskelove.dk/retssikkerhedsloven|Retssikkerhedsloven>" in text

    def test_the_leads_week_has_one_line_of_them(self, lite_world: World) -> None:
        lite_world.log()
        lite_world.move_to((lite_world.now + timedelta(days=4)).replace(hour=8, minute=20))
        week = text_of(next(one for one in lite_world.dms("LONE") if "Ugens princip" in text_of(one)))
        assert "Links: <https://ast.dk/afgorelser/principafgorelser|" in week
