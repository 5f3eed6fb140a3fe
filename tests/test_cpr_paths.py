"""A CPR number is refused on every way in, before anything is stored, and leaves no digit behind.

The numbers themselves live in `cpr_examples`; here they are only sent and looked for.
"""

import html
import json
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.logs import Masked
from rules.cpr import REFUSAL, REFUSAL_IN_COMMAND
from tests import payload_shapes as shapes
from tests.cpr_examples import IN_CONTEXT, NOT_CPR, READ_AS_CPR, WRITTEN_AS_CPR
from tests.front_desk import CALL, KARIM, RIKKE, Answer, FrontDesk, front_desk
from tests.test_callback_command import filled
from tests.world import World
from views import ids
from views.blocks import Message, home, section

FORMS = (*WRITTEN_AS_CPR, *READ_AS_CPR, *IN_CONTEXT)
# On a single line a newline cannot be typed, and Slack trims what stands at the edges.
TYPED = tuple(form for form in FORMS if "\n" not in form)

Way = Callable[[FrontDesk, str], Answer]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


@pytest.fixture
def call(desk: FrontDesk) -> int:
    """A call of Rikke's for Karim, to correct and to note."""
    return desk.log()


def command(template: str, name: str = "/callback") -> Way:
    def send(desk: FrontDesk, text: str) -> Answer:
        return desk.command(RIKKE, template.format(html.escape(text, quote=False)), name)

    return send


COMMANDS = {
    "one line": command("@karim 43 57 00 10 Jens Hansen, {}"),
    "one line, first": command("{} @karim 43 57 00 10"),
    "alone": command("{}"),
    "find": command("find {}"),
    "move": command("flyt @karim {}"),
    "help": command("help {}"),
    "status": command("{}", "/status"),
    "absence": command("{}", "/absence"),
    "a deadline": command("§ 85, sag {}", "/deadline"),
    "a deadline, first": command("{} § 85 @karim", "/deadline"),
    "a complaint": command("§ 85, sag {}, læser @maja", "/appeal"),
    "a command nobody answers": command("{}", "/plan"),
}
FIELDS = {
    f"{kind} {field}": (kind, field)
    for kind in (ids.CALL_FORM, ids.CORRECT_FORM)
    for field in ("phone", "name", "note")
}


def digits_of(text: str) -> str:
    """The number in a written form: its last ten digits, or the ten that look most like one."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(char)) for char in shown if unicodedata.digit(char, None) is not None
    )


SECRETS = tuple({digits_of(form)[:10] for form in WRITTEN_AS_CPR} | {digits_of(form)[-10:] for form in FORMS})


def leaks(text: str) -> list[str]:
    """The written forms, and their digits however they are set apart, that stand in a text."""
    squeezed = re.sub(r"(?<=\d)[\s./\-–]{1,3}(?=\d)", "", unicodedata.normalize("NFKC", text))
    return [form for form in FORMS if form in text] + [secret for secret in SECRETS if secret in squeezed]


def left_behind(desk: FrontDesk, folder: Path, logged: str) -> list[str]:
    """What is found in the database's bytes, the WAL, the log and what the bot sent."""
    files = [path.read_bytes().decode("latin-1") for path in folder.glob("fristvagt.db*")]
    sent = json.dumps(desk.client.calls, ensure_ascii=False)
    return [found for text in (*files, logged, sent) for found in leaks(text)]


def test_the_search_finds_what_it_looks_for() -> None:
    for form in FORMS:
        assert leaks(f"({form})"), form


@pytest.mark.parametrize("way", COMMANDS)
def test_a_command_with_one_is_refused_and_stores_nothing(
    desk: FrontDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.INFO)
    for count, form in enumerate(TYPED, start=1):
        answer = COMMANDS[way](desk, form)
        assert answer.text == REFUSAL_IN_COMMAND, form
        assert len(desk.events("cpr_refused")) == count
    assert desk.newest() == 0
    assert left_behind(desk, tmp_path, caplog.text) == []


@pytest.mark.parametrize("way", FIELDS)
def test_a_field_with_one_is_refused_and_stores_nothing(
    desk: FrontDesk, call: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.INFO)
    kind, field = FIELDS[way]
    if kind == ids.CORRECT_FORM:
        desk.press(RIKKE, ids.CORRECT, call)
        form = shapes.opened(desk.modal())
    else:
        form = desk.form()
    before = desk.snapshot()
    for written in FORMS:
        assert desk.submit(RIKKE, form, CALL | {field: written}).errors == {field: REFUSAL}, written
    assert desk.snapshot() == before
    assert len(desk.events("cpr_refused")) == len(FORMS)
    assert left_behind(desk, tmp_path, caplog.text) == []


def test_every_field_that_holds_one_is_named(desk: FrontDesk) -> None:
    cpr = WRITTEN_AS_CPR[0]
    answer = desk.submit(RIKKE, desk.form(), {"phone": cpr, "name": cpr, "note": f"om {cpr}"})
    assert answer.errors == dict.fromkeys(("phone", "name", "note"), REFUSAL)


def test_the_phone_note_is_a_way_in_too(desk: FrontDesk, call: int) -> None:
    desk.press(KARIM, ids.SPOKE, call)
    form = shapes.opened(desk.modal())
    typed = {"answer": "journaled", "phone_note": f"Talt med {WRITTEN_AS_CPR[1]}"}
    assert desk.submit(KARIM, form, typed).errors == {"phone_note": REFUSAL}
    assert desk.item(call).to_note


def test_searching_for_one_finds_nobody_and_stores_nothing(desk: FrontDesk, tmp_path: Path) -> None:
    form = desk.form()
    for written in FORMS:
        assert desk.send(shapes.suggestion(RIKKE, "whom", written, form)).body["options"] == []
    assert left_behind(desk, tmp_path, "") == []


def test_the_refusal_in_a_command_says_that_slack_has_seen_it(desk: FrontDesk) -> None:
    told = desk.command(RIKKE, WRITTEN_AS_CPR[1]).text
    assert told.startswith(
        "Det ligner et CPR-nummer. Skriv sagsnummer eller telefonnummer i stedet. Intet er gemt."
    )
    assert "teksten nåede Slack" in told


def test_the_incident_is_counted_without_digits(desk: FrontDesk) -> None:
    desk.command(RIKKE, WRITTEN_AS_CPR[1])
    desk.submit(RIKKE, desk.form(), CALL | {"note": WRITTEN_AS_CPR[1]})
    events = desk.events("cpr_refused")
    assert [(one.actor, one.result, one.detail) for one in events] == [
        (RIKKE, "refused", {"why": "command"}),
        (RIKKE, "refused", {"why": "form"}),
    ]


def test_the_other_parts_of_the_line_are_given_back_in_the_form(desk: FrontDesk) -> None:
    desk.command(RIKKE, f"@karim 43 57 00 10 Jens Hansen, klage, {WRITTEN_AS_CPR[1]}")
    given = filled(desk.modal())
    assert given == {
        "phone": "43 57 00 10",
        "whom": "person:U0KARIM",
        "topic": "klage",
        "best_time": "any",
    }


def test_what_only_looks_like_one_is_stored(desk: FrontDesk) -> None:
    form = desk.form()
    for number, text in enumerate(filter(None, NOT_CPR), start=1):
        fresh = {**form, "id": f"V{number}"}
        answer = desk.submit(RIKKE, fresh, CALL | {"phone": f"4357 {number:04}", "note": text})
        assert answer.errors == {}, text
    assert desk.newest() == len([text for text in NOT_CPR if text])


def test_it_is_masked_in_the_log_if_it_gets_there_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    try:
        int(WRITTEN_AS_CPR[1])
    except ValueError:
        logging.getLogger("bot").exception("a call with %s", WRITTEN_AS_CPR[1])
    line = Masked("%(message)s").format(caplog.records[-1])
    assert leaks(line) == []
    assert line.count("-••••") >= 2


def test_it_is_masked_in_what_is_posted_if_it_gets_there_all_the_same() -> None:
    for form in WRITTEN_AS_CPR:
        message = Message(f"Ring til {form}", [section(f"Ring til {form}")])
        assert leaks(f"{message.text} {message.blocks}") == [], form
        assert leaks(str(home([section(f"Ring til {form}")]))) == [], form
        assert "-••••" in message.text


def test_over_the_real_socket_only_what_was_typed_holds_one(
    lite_world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    rikke = lite_world.visitor("RIKKE")
    for written in TYPED[::4]:
        rikke.command(f"/callback @karim 43 57 00 10 {written}")
        rikke.command("/callback")
        assert rikke.submit(lite_world.modal("RIKKE"), {"note": written, "phone": written})["ok"] is False
        for modal in reversed(rikke.modals()):
            rikke.close(modal)
    ledger = lite_world.slack.ledger
    ours = [*ledger.entries("call"), *ledger.entries("ack"), *ledger.entries("hook"), *ledger.delivered()]
    sent = json.dumps([vars(one) for one in ours], default=str, ensure_ascii=False)
    files = [path.read_bytes().decode("latin-1") for path in tmp_path.glob("fristvagt.db*")]
    assert [found for text in (sent, caplog.text, *files) for found in leaks(text)] == []
    assert lite_world.count() == 0
