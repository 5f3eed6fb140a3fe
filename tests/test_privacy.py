"""Nothing of a citizen leaves the modals: not in messages, Home, buttons, logs, nor on disk."""

import json
import logging
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.logs import Masked
from storage.models import LIVE
from tests.front_desk import CALL, KARIM, RIKKE, FrontDesk, front_desk
from tests.walk import Secret, Walk, secret
from tests.world import World, text_of, world
from views import ids

STEPS = 110
# What the visitor typed, and the modals it is shown in: there, and nowhere else, a citizen may stand.
IN_MODALS = ("views.open", "views.push", "views.update")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Walk, Path, str]]:
    """A whole working day, its database's folder and its log."""
    folder, lines = tmp_path_factory.mktemp("walk"), Lines()
    logging.getLogger().addHandler(lines)
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    try:
        with world(f"sqlite:///{folder / 'fristvagt.db'}") as made:
            walk = Walk(made, random.Random(7))
            for _ in range(STEPS):
                walk.step()
            yield made, walk, folder, "\n".join(lines.text)
    finally:
        logging.getLogger().setLevel(before)
        logging.getLogger().removeHandler(lines)


class Lines(logging.Handler):
    """Every log line, tracebacks included, unmasked."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))


def traces(secrets: list[Secret], text: str) -> list[str]:
    return [trace for one in secrets for trace in one.traces if trace in text]


def as_text(things: list[Any]) -> str:
    return json.dumps([asdict(thing) for thing in things], default=str, ensure_ascii=False)


def outgoing_modals(made: World) -> list[dict[str, Any]]:
    """Every modal the bot sent, by call or in an ack."""
    ledger = made.slack.ledger
    called = [call.arguments["view"] for name in IN_MODALS for call in ledger.calls(name)]
    acked = [(ack.arguments.get("payload") or {}).get("view") for ack in ledger.entries("ack")]
    views = [json.loads(one) if isinstance(one, str) else one for one in (*called, *acked) if one]
    return [view for view in views if view["type"] == "modal"]


def test_the_day_was_a_full_one(walked: tuple[World, Walk, Path, str]) -> None:
    made, walk, _, _ = walked
    assert made.count() >= 15
    assert {ids.VIEW, ids.SPOKE, ids.NO_ANSWER, ids.LATER, ids.MORE} <= walk.pressed
    assert {one.kind for one in made.slack.ledger.delivered()} >= {
        "message",
        "ephemeral",
        "update",
        "home",
        "modal",
    }
    assert traces(walk.secrets, json.dumps(outgoing_modals(made), ensure_ascii=False))


def test_nothing_but_modals_holds_a_citizen(walked: tuple[World, Walk, Path, str]) -> None:
    made, walk, _, _ = walked
    ledger = made.slack.ledger
    shown = [one for one in ledger.delivered() if one.kind != "modal"]
    calls = [one for one in (*ledger.entries("call"), *ledger.entries("hook")) if one.name not in IN_MODALS]
    acks = [one for one in ledger.entries("ack") if "view" not in (one.arguments.get("payload") or {})]
    assert traces(walk.secrets, as_text([*shown, *calls, *acks])) == []


def test_no_button_value_and_no_metadata_holds_more_than_ids(walked: tuple[World, Walk, Path, str]) -> None:
    made, walk, _, _ = walked
    hidden = [view.get("private_metadata") for view in outgoing_modals(made)]
    hidden += [one.metadata for one in made.slack.ledger.delivered()]
    hidden += [value for view in outgoing_modals(made) for value in values(view["blocks"])]
    assert any(hidden)
    assert traces(walk.secrets, json.dumps(hidden, ensure_ascii=False)) == []


def values(node: Any) -> Iterator[str]:
    """The values of buttons and options."""
    if isinstance(node, dict):
        yield from ([node["value"]] if isinstance(node.get("value"), str) else [])
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from values(child)


def test_the_log_of_the_day_holds_no_citizen_and_no_token(walked: tuple[World, Walk, Path, str]) -> None:
    _, walk, _, logged = walked
    assert traces(walk.secrets, logged) == []
    assert not any(token in logged for token in ("xoxb-", "xapp-"))


def test_database_and_wal_hold_no_citizen_in_clear_text(walked: tuple[World, Walk, Path, str]) -> None:
    made, walk, folder, _ = walked
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "fristvagt.db-wal" in files
    for name, content in files.items():
        for encoding in ("utf-8", "utf-16-le"):
            found = [
                trace for one in walk.secrets for trace in one.traces if trace.encode(encoding) in content
            ]
            assert found == [], name
    del made


def test_every_opening_of_a_citizen_is_in_the_log_of_events(walked: tuple[World, Walk, Path, str]) -> None:
    made, _, _, _ = walked
    opened = [view for view in outgoing_modals(made) if view["callback_id"] in (ids.CITIZEN, ids.NOTE_FORM)]
    assert 0 < len(opened) <= len(made.events("citizen_read"))


def test_the_traces_looked_for_are_those_that_are_shown() -> None:
    one = secret(12)
    assert one.traces == (
        "Zenobia Quistgaard012",
        "Quistgaard012",
        "28 99 00 12",
        "28990012",
        "vedr. hjælpemiddel 012",
    )


class TestAnOpenCallAskedForItsNote:
    """*Talt med* is asked for a note until one is chosen (trust.md P14)."""

    def test_every_morning_until_it_is_answered(self, lite_world: World) -> None:
        number = lite_world.log()
        lite_world.tick()
        karim = lite_world.visitor("KARIM")
        karim.press(lite_world.dms("KARIM")[0], ids.SPOKE)
        karim.close(lite_world.modal("KARIM"))
        for day in (27, 30):
            lite_world.move_to(lite_world.now.replace(day=day, hour=8, minute=15))
            (*_, message) = lite_world.dms("KARIM")
            assert "Mangler: er det journaliseret?" in text_of(message)
            assert lite_world.item(number).state in LIVE
        karim.press(message, ids.NOTHING)
        lite_world.tick()
        assert "intet notatpligtigt" in text_of(lite_world.dms("KARIM")[-1])
        lite_world.move_to(lite_world.now.replace(month=12, day=1, hour=8, minute=15))
        assert len(lite_world.dms("KARIM")) == 3


class TestAnErrorInTheMiddle:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[FrontDesk]:
        with front_desk(tmp_path) as made:
            yield made

    def test_leaves_a_reference_in_the_log_and_no_word_of_the_call(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(*_: object, **facts: object) -> None:
            raise RuntimeError(f"{facts} Jens Hansen")

        monkeypatch.setattr("storage.events.record", fail)
        desk.submit(RIKKE, desk.form(), CALL | {"note": "Ring til datteren"})
        assert "reference" in caplog.text
        assert not any(word in caplog.text for word in ("Jens", "22 33", "2233", "datteren"))

    def test_a_database_error_carries_no_parameters(self, desk: FrontDesk) -> None:
        with pytest.raises(Exception, match="NOT NULL") as raised, desk.database.write() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO handled (key, at) VALUES (?, NULL)", ("Jens Hansen",)
            )
        assert "Jens" not in str(raised.value)


def test_a_token_in_a_log_line_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("bot").info("a call with xoxb-local-1234 and xapp-1-A0-zz")
    line = Masked("%(message)s").format(caplog.records[-1])
    assert "xoxb-" not in line
    assert "xapp-" not in line


def test_what_is_sealed_opens_for_the_modal_only(tmp_path: Path) -> None:
    with front_desk(tmp_path) as desk:
        number = desk.log(note="Ring til datteren")
        answer = desk.press(KARIM, ids.VIEW, number)
        assert answer.body == {}
        ((name, arguments),) = [call for call in desk.client.calls if "datteren" in str(call)]
        assert (name, arguments["view"]["type"]) == ("views.open", "modal")
