"""What a bot gets that nobody should send: odd text, mutated payloads, other people's items (trust.md R9).

Always an answer, never an unhandled error, no effect on anything that is not the sender's.
"""

import copy
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import people
from storage.models import State
from tests import payload_shapes as shapes
from tests.front_desk import ALI, CALL, KARIM, MAJA, RIKKE, SOFIE, FrontDesk, front_desk
from tests.payload_shapes import Json
from views import ids

SEED = 20261126
PAYLOADS = 1_500
STRANGE = (
    "",
    " ",
    "0",
    "-1",
    "2",
    "999999999",
    "9" * 5_000,
    "ø" * 5_000,
    "☎️🧑‍🦽" * 50,
    "مرحبا \u202e olleh",
    "<!channel> <@U0LONE> *fed* `kode`",
    "&lt;!everyone&gt;",
    "\x00\x01\x1f",
    "\ud800",
    "'; DROP TABLE deadline; --",
    "{0.__class__} %s {number}",
    "../../etc/passwd",
    "null",
    "person:U0LONE",
    "team:voksen-b",
    "2026-02-30",
    "25:61",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "NaN",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


class TestStrangeText:
    @pytest.mark.parametrize("field", ["name", "note"])
    def test_is_stored_whole_or_refused_in_a_sentence(self, desk: FrontDesk, field: str) -> None:
        form = desk.form()
        for number, text in enumerate(STRANGE, start=1):
            answer = desk.submit(
                RIKKE, {**form, "id": f"V{number}"}, CALL | {"phone": f"4357 {number:04}", field: text}
            )
            if answer.errors:
                assert list(answer.errors) == [field], text
                continue
            kept = getattr(desk.citizen(desk.newest()), field)
            assert kept == text.strip() or set(text) & {"\x00", "\ud800"}, text

    def test_in_a_command_is_answered_or_opens_the_form(self, desk: FrontDesk) -> None:
        for text in STRANGE:
            opened = len(desk.client.calls)
            answer = desk.command(RIKKE, text)
            assert answer.text or len(desk.client.calls) > opened, text

    def test_cannot_speak_to_anybody_from_the_modal_it_is_shown_in(self, desk: FrontDesk) -> None:
        number = desk.log(
            name="<!channel> *Jens*", note="<@U0LONE> `rm` <https://ondt.dk|klik> _a_ ~b~ \u202e"
        )
        desk.press(KARIM, ids.VIEW, number)
        shown = [*text_objects(desk.modal()["blocks"])]
        assert "Jens" in str(shown)
        for one in shown:
            # Plain text is shown as it stands: nothing in it is formatted, linked or mentioned.
            live = (
                () if one["type"] == "plain_text" else ("<!", "<@", "<http", "*Jens*", "`rm`", "_a_", "~b~")
            )
            assert not any(mark in one["text"] for mark in live), one


def text_objects(node: Any) -> Iterator[Json]:
    """Every text of some blocks, with how it is shown."""
    if isinstance(node, dict) and isinstance(node.get("text"), str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from text_objects(child)


def texts(node: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the leaves of a payload stand."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*place, key)
        yield from texts(child, (*place, key))


# Bolt reads these before any listener of ours sees the payload.
BOLTS_OWN = {"type", "command", "action_id", "callback_id", "event", "enterprise", "authorizations"}


def mutated(payload: Json, chance: random.Random) -> Json:
    """The payload with one to three of its parts forged, dropped or of another kind."""
    changed = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 3)):
        places = [place for place in texts(changed) if not BOLTS_OWN & set(place[-1:])]
        place = chance.choice(places)
        holder = changed
        for key in place[:-1]:
            holder = holder[key]
        mutate(holder, place, chance)
    return changed


def mutate(holder: Any, place: tuple[Any, ...], chance: random.Random) -> None:
    key = place[-1]
    inside = "view" in place[:-1] or "actions" in place[:-1]
    how = chance.random()
    if how < 0.7 or not inside:
        holder[key] = chance.choice(STRANGE) if isinstance(holder[key], str) else holder[key]
    elif how < 0.85 and isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = chance.choice([None, [], {}, 7, True, [None], {"value": {}}, "x"])


def real_payloads(desk: FrontDesk, item: int) -> list[Json]:
    """One of each kind, as Sofie would send it: of team B, with no part in Karim's call."""
    form = desk.form(SOFIE)
    desk.press(KARIM, ids.LATER, item)
    later = shapes.opened(desk.modal())
    desk.send(shapes.choose(KARIM, ids.MORE, f"{ids.MORE_REASSIGN}:{item}"))
    reassign = shapes.opened(desk.modal())
    repeat = shapes.opened(desk.submit(RIKKE, desk.form(), CALL | {"phone": "4357 0001"}).view)
    desk.command(SOFIE, "", "/absence")
    absence = shapes.opened(desk.modal())
    number = str(item)
    buttons = (ids.VIEW, ids.SPOKE, ids.NO_ANSWER, ids.LATER, ids.TAKE, ids.JOURNALED, ids.NOTHING)
    payloads = [
        shapes.command(SOFIE, "@sofie 22 33 44 55 Jens Hansen, klage"),
        shapes.command(SOFIE, "find 4357 0001"),
        shapes.command(SOFIE, "", "/status"),
        shapes.submission(SOFIE, form, CALL | {"whom": f"person:{ALI}"}),
        shapes.submission(SOFIE, {**form, "callback_id": ids.CORRECT_FORM, "private_metadata": number}, CALL),
        shapes.submission(SOFIE, {**later, "private_metadata": number}),
        shapes.submission(SOFIE, {**later, "callback_id": ids.NOTE_FORM}, {"answer": "journaled"}),
        shapes.submission(SOFIE, {**reassign, "private_metadata": number}, {"whom": f"person:{ALI}"}),
        shapes.submission(SOFIE, repeat, {ids.REPEAT: "new", "phone": "4357 0099"}),
        shapes.submission(SOFIE, absence),
        shapes.command(SOFIE, "i morgen", "/absence"),
        shapes.press(SOFIE, ids.END_ABSENCE, "1", view=absence),
        shapes.suggestion(SOFIE, ids.WHOM, "so", form),
        shapes.choose(SOFIE, ids.MORE, f"{ids.MORE_BUSY}:{number}"),
        shapes.home_opened(SOFIE),
        shapes.user_change(SOFIE, profile={"real_name": "Sofie Berg"}),
        *(
            shapes.press(SOFIE, action, number)
            for action in (*buttons, ids.CORRECT, ids.UNDO, ids.PHONE_NOTE)
        ),
        *(shapes.press(SOFIE, action, number, view=form) for action in (ids.VIEW, ids.CORRECT, "ukendt")),
    ]
    # Nobody listens behind these here, and waiting for that would take the time.
    return [{key: part for key, part in one.items() if key != "response_url"} for one in payloads]


@pytest.mark.parametrize(
    "told",
    [
        {"profile": {"real_name": "\u0000"}, "real_name": " ", "name": "sofie"},
        {"profile": {"real_name": "\u200b"}, "real_name": "\u2060\u00ad \u200e", "name": "sofie"},
        {"profile": None},
    ],
)
def test_a_name_nobody_can_see_is_none(desk: FrontDesk, told: Json) -> None:
    desk.send(shapes.user_change(SOFIE, **told))
    with desk.database.read() as session:
        assert people.names(session, [SOFIE]) == {SOFIE: told.get("name", SOFIE)}


def test_mutated_payloads_are_answered_and_touch_nobody_elses_call(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    item = desk.log(note="Ring til datteren")
    before, citizen, opened = desk.item(item), desk.citizen(item), len(desk.events("citizen_read"))
    payloads, chance = real_payloads(desk, item), random.Random(SEED)
    for number in range(PAYLOADS):
        payload = mutated(chance.choice(payloads), chance)
        answer = desk.send(payload)
        assert answer.status == 200, (number, payload)
        assert not caplog.records, (number, caplog.records[-1].getMessage(), payload)
    assert (desk.item(item), desk.citizen(item)) == (before, citizen)
    # Those who have a right to the call may have been named by a forged payload; Sofie never is.
    readers = {event.actor for event in desk.events("citizen_read")[opened:]}
    assert SOFIE not in readers


class TestAMalformedPayload:
    """Shapes Slack never sends: turned away at the gate, so that no listener trips over them."""

    @pytest.mark.parametrize(
        "view",
        [
            {"id": 7},
            {"state": []},
            {"state": {"values": []}},
            {"state": {"values": {"phone": []}}},
            {"state": {"values": {"phone": {"phone": "22334455"}}}},
            {"state": {"values": {"phone": {"phone": {"value": {"a": 1}}}}}},
            {"state": {"values": {"whom": {"whom": {"selected_option": "person:U0LONE"}}}}},
            {"state": {"values": {"extras": {"extras": {"selected_options": ["urgent"]}}}}},
            {"blocks": "alle"},
        ],
    )
    def test_is_refused_and_noted(self, desk: FrontDesk, view: Json) -> None:
        payload = shapes.submission(RIKKE, desk.form(), CALL)
        payload["view"] |= view
        assert desk.send(payload).status == 200
        assert (desk.newest(), desk.events()[-1].detail) == (0, {"why": "malformed"})

    def test_a_user_id_that_is_none_is_not_copied_into_the_log(self, desk: FrontDesk) -> None:
        desk.send(shapes.press("Jens Hansen 22334455", ids.VIEW, "1"))
        desk.send(shapes.press("U0\x00" + "9" * 500, ids.VIEW, "1"))
        assert {event.actor for event in desk.events(result="refused")} == {"nobody"}


class TestAnErrorNobodyForesaw:
    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("Jens Hansen, 22 33 44 55, klage")

        for name in ("intake.enter", "working.spoke"):
            monkeypatch.setattr(f"storage.{name}", fail)

    def test_keeps_the_form_open_with_a_reference(
        self, desk: FrontDesk, caplog: pytest.LogCaptureFixture
    ) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL)
        assert "Noget gik galt, og intet er ændret." in answer.errors["phone"]
        reference = answer.errors["phone"].partition("sig ")[2].partition(" ")[0]
        assert reference in caplog.text
        assert not any(secret in caplog.text for secret in ("Jens", "22 33", "klage"))

    def test_keeps_the_line_in_the_form(self, desk: FrontDesk) -> None:
        answer = desk.command(RIKKE, "@karim 22 33 44 55 Jens Hansen")
        assert "Noget gik galt" in answer.text
        assert "Jens" not in answer.text
        assert "Jens Hansen" in str(desk.modal())


def test_nothing_half_done_stays_when_an_act_fails(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.log()
    before = desk.snapshot()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("storage.working.acted", fail)
        assert desk.press(KARIM, ids.SPOKE, number).status == 200
    assert desk.snapshot() == before
    desk.press(KARIM, ids.SPOKE, number)
    assert desk.item(number).state is State.NOTING


def test_a_shortcut_or_an_event_nobody_hears_is_acked_without_a_word_in_the_log(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "handlers")
    shortcut = {**shapes.press(MAJA, ids.VIEW, "1"), "type": "shortcut", "callback_id": "gammel"}
    message = shapes.event({"type": "message", "user": MAJA, "text": "Jens Hansen", "ts": "1.1"})
    closed = {**shapes.submission(MAJA, desk.form(), CALL), "type": "view_closed"}
    unknown = shapes.suggestion(MAJA, "ukendt", "Jens Hansen", desk.form())
    for payload in (shortcut, message, closed, unknown):
        assert desk.send(payload).status == 200
    assert "Jens" not in caplog.text


class TestRingingAgainOnSomebodyElsesCall:
    def offered(self, desk: FrontDesk) -> Json:
        desk.log(phone="22 33 44 55")
        return shapes.opened(desk.submit(RIKKE, desk.form(), CALL).view)

    @pytest.mark.parametrize("choice", ["2", "3", "-1", "", "alle", "9" * 30])
    def test_a_choice_that_was_not_offered_notes_nothing(self, desk: FrontDesk, choice: str) -> None:
        form = self.offered(desk)
        desk.log(whom=f"person:{ALI}")
        before = desk.snapshot()
        answer = desk.submit(RIKKE, form, {ids.REPEAT: choice})
        assert answer.errors == {ids.REPEAT: "Vælg en mulighed på listen."}
        assert desk.snapshot() == before

    def test_the_call_offered_is_noted_once(self, desk: FrontDesk) -> None:
        payload = shapes.submission(RIKKE, self.offered(desk))
        first = desk.send(payload)
        assert desk.send(payload) == first
        assert desk.item(1).repeat_calls == 1
