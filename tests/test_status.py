"""/status: counts with definition and time; no person, no citizen; alone unless asked to show."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests import payload_shapes as shapes
from tests.front_desk import ADMIN, AUDIT, JONNA, KARIM, LONE, MAJA, RIKKE, Answer, FrontDesk, front_desk
from tests.world import COPENHAGEN, text_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def status(desk: FrontDesk, text: str = "", user: str = LONE, channel: str = "C0RECEPTION") -> Answer:
    return desk.send(shapes.command(user, text, "/status", channel))


def counts(answer: Answer) -> list[str]:
    """The lines of counts."""
    lines: list[str] = answer.body["blocks"][1]["text"]["text"].splitlines()
    return lines


def test_it_counts_in_six_lines(desk: FrontDesk) -> None:
    for _ in range(3):
        desk.log()
    desk.log(whom="team:voksen-a")
    desk.press(KARIM, "callback_no_answer", 1)
    desk.press(KARIM, "callback_spoke", 2)
    desk.now = datetime(2026, 11, 30, 10, 0, tzinfo=COPENHAGEN)
    assert counts(status(desk)) == [
        "Åbne: *4*",
        "Skal ringes op i dag: *2*",
        "Over fristen uden forsøg: *0*",
        "Uden ejer, på teamets liste: *1*",
        "Ringet tilbage inden 1 arbejdsdag: *2 af 4* (50 %)",
        "Ringet tilbage inden 2 arbejdsdage: *2 af 2* (100 %)",
    ]


def test_an_undone_call_counts_nowhere(desk: FrontDesk) -> None:
    desk.press(RIKKE, "receipt_undo", desk.log())
    assert counts(status(desk))[0] == "Åbne: *0*"
    assert "ingen opkald at tælle endnu" in counts(status(desk))[4]


def test_it_says_when_and_how_it_was_counted(desk: FrontDesk) -> None:
    assert (
        "Opgjort torsdag 26. november kl. 10:04. Ringet tilbage: første forsøg inden fristen, "
        "opkald logget de sidste 30 dage, hvor svaret er kendt." in text_of(status(desk).body)
    )


def test_it_names_no_person_and_no_citizen(desk: FrontDesk) -> None:
    desk.log(note="Ring til datteren")
    told = str(status(desk, "vis i kanalen").body)
    assert not any(word in told for word in ("Karim", "Aziz", "Rikke", "Jens", "4357", "datteren"))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "ephemeral"),
        ("opkald", "ephemeral"),
        ("callbacks", "ephemeral"),
        ("vis i kanalen", "in_channel"),
        ("VIS", "in_channel"),
    ],
)
def test_it_is_shown_to_the_asker_alone_unless_asked_otherwise(
    desk: FrontDesk, text: str, where: str
) -> None:
    assert status(desk, text).body["response_type"] == where


def test_in_a_teams_channel_it_counts_that_team(desk: FrontDesk) -> None:
    desk.log()
    assert "*Opkald, Voksenteam B*" in text_of(status(desk, channel="C0VOKSENB").body)
    assert counts(status(desk, channel="C0VOKSENB"))[0] == "Åbne: *0*"
    assert counts(status(desk, channel="C0VOKSENA"))[0] == "Åbne: *1*"


def test_elsewhere_it_counts_every_team(desk: FrontDesk) -> None:
    assert "*Opkald, Voksenteam A, Voksenteam B*" in text_of(status(desk).body)


@pytest.mark.parametrize("user", [RIKKE, KARIM, MAJA, LONE, JONNA, AUDIT, ADMIN])
def test_everybody_with_a_role_may_see_the_counts(desk: FrontDesk, user: str) -> None:
    assert counts(status(desk, user=user))


def test_what_it_does_not_know_it_answers_with_its_ways(desk: FrontDesk) -> None:
    assert status(desk, "Jens Hansen").text == (
        "*/status* viser tallene kun for dig. */status vis i kanalen* viser dem for alle i kanalen."
    )
