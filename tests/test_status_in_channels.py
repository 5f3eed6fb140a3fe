"""/status over the socket: who may read along is asked of Slack, whose ack is awaited three seconds."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.demo.cast import DEMO_CAST, Channel, Person
from bot.demo.faults import Fault
from bot.demo.wire import JsonObject
from tests.channel_posts import WATCH, Watch
from tests.world import World, text_of
from tests.world import world as make_world
from views import ids

COLLEAGUES = tuple(Person(f"U1{n:04}", f"Kollega {n}", "Sagsbehandler") for n in range(250))
ALL = tuple(person.id for person in (*DEMO_CAST.people, DEMO_CAST.bot))
CAST = replace(
    DEMO_CAST,
    people=(*DEMO_CAST.people, *COLLEAGUES, Person("U9GUEST", "Gitte Gæst", "Gæst", is_guest=True)),
    channels=(
        Channel("C0VOKSENA", "voksenteam-a", ALL, private=True),
        Channel("C0RECEPTION", "reception", ALL),
        Channel("C0LARGE", "alle", (*ALL, *(one.id for one in COLLEAGUES))),
        Channel("C0LARGEGUEST", "alle-og-en-gaest", (*ALL, *(one.id for one in COLLEAGUES), "U9GUEST")),
        Channel("C0WITHOUT", "uden-botten", ("U0LONE",), private=True),
        Channel("C0EXT", "delt", ALL, shared="ext"),
        Channel("C0PENDING", "snart-delt", ALL, shared="pending"),
        Channel("C0ORG", "koncern", ALL, shared="org"),
    ),
)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The whole bot in a workspace with guests, shared and private channels."""
    with make_world(database_url, cast=CAST) as made:
        yield made


@pytest.fixture
def lite_world(sqlite_url: str) -> Iterator[World]:
    with make_world(sqlite_url, cast=CAST) as made:
        yield made


def said(world: World, text: str, channel: str, user: str = "LONE") -> JsonObject:
    """What the person sees last in the channel after the command."""
    visitor = world.visitor(user)
    assert visitor.command(f"/status {text}".strip(), channel)["ok"]
    return visitor.messages(channel)[-1]


def test_the_teams_own_private_channel_is_told(world: World) -> None:
    world.log()
    shown = said(world, "vis i kanalen", "C0VOKSENA")
    assert not shown["ephemeral"]
    assert "Åbne opkald: *1*." in text_of(shown)
    assert [one.text for one in world.slack.ledger.delivered("message", channel="C0VOKSENA")] == [
        "Åbne opkald: 1, heraf 0 med frist i dag og 0 over fristen."
    ]


@pytest.mark.parametrize(
    "word", ["", "mig", "opkald", "frister", "belastning", "afgørelser", "drift", "help"]
)
def test_every_word_is_answered_on_both_databases(world: World, word: str) -> None:
    world.log()
    assert said(world, word, "C0RECEPTION")["ephemeral"]


def test_the_details_open_from_the_answer(world: World) -> None:
    world.log()
    shown = said(world, "", "C0VOKSENA")
    world.visitor("LONE").press(shown, ids.STATUS_DETAILS)
    assert "*Karim Aziz*: 1 opkald" in text_of(world.modal("LONE"))


@pytest.mark.parametrize("channel", ["C0EXT", "C0PENDING", "C0ORG", "C0LARGEGUEST"])
@pytest.mark.parametrize("word", ["", "vis i kanalen", "belastning"])
def test_nothing_is_told_where_others_read_along(lite_world: World, channel: str, word: str) -> None:
    shown = said(lite_world, word, channel)
    assert shown["ephemeral"]
    assert "Her er der nogen udefra" in shown["text"]


def test_a_channel_of_many_pages_is_read_to_its_end(lite_world: World) -> None:
    assert not said(lite_world, "vis i kanalen", "C0LARGE")["ephemeral"]
    assert len(lite_world.slack.ledger.calls("conversations.members")) == 2


def test_where_the_bot_is_not_a_member_it_is_asked_to_be_invited(lite_world: World) -> None:
    shown = said(lite_world, "vis i kanalen", "C0WITHOUT")
    assert shown["ephemeral"]
    assert "/invite @Fristvagt" in text_of(shown)


def test_in_ones_own_conversation_it_answers_alone(lite_world: World) -> None:
    lite_world.visitor("LONE").command("/status vis i kanalen")
    assert "her er ingen kanal at vise det i" in text_of(lite_world.visitor("LONE").dm()[-1])


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
@pytest.mark.parametrize(
    "fault", [Fault("error", error="missing_scope"), Fault("rate_limited", retry_after=30), Fault("http_500")]
)
def test_a_slack_that_does_not_say_lets_nothing_into_the_channel(
    lite_world: World, method: str, fault: Fault
) -> None:
    lite_world.slack.faults.add(replace(fault, method=method))
    assert said(lite_world, "vis i kanalen", "C0VOKSENA")["ephemeral"]


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
def test_a_slow_slack_costs_nobody_their_answer(lite_world: World, method: str) -> None:
    lite_world.slack.faults.add(Fault("slow", method, seconds=5))
    began = time.monotonic()
    shown = said(lite_world, "vis i kanalen", "C0VOKSENA")
    assert shown["ephemeral"]
    assert time.monotonic() - began < 3


class TestTheCheckOfEveryPost:
    """What looks through everything the suite posts in channels can see something."""

    @pytest.mark.parametrize(
        "posted",
        [
            "Karim Aziz har 4 opkald",
            "Ring til Karim.",
            "<@U0LONE> har set det",
            "Borgeren har 22 33 44 55",
            "+4522334455",
            "sag 23-12345",
            "Jens Hansen ringede",
        ],
    )
    def test_it_finds_people_citizens_and_cases(self, posted: str) -> None:
        watch = Watch(sealed={"Jens Hansen"})
        watch.post("C0VOKSENA", {"text": "Opkald", "blocks": [{"text": {"text": posted}}]})
        assert len(watch.found()) >= 1
        assert watch.found() == []

    def test_it_leaves_counts_dates_and_private_answers_alone(self) -> None:
        watch = Watch(sealed={"Jens Hansen"})
        watch.post("C0VOKSENA", ["Åbne opkald: *12*, 2026-11-26, nr. 142, Voksenteam A, § 85"])
        watch.post("D0KARIM", ["Karim Aziz"])
        assert watch.found() == []

    def test_it_hears_what_a_workspace_delivers_and_what_is_sealed(self, lite_world: World) -> None:
        lite_world.log(name="Bodil Lind")
        assert "Bodil Lind" in WATCH.sealed
        lite_world.client.chat_postMessage(channel="C0VOKSENA", text="Ring til Bodil Lind")
        assert WATCH.found() == ["'Bodil Lind' in 'Ring til Bodil Lind'"]
