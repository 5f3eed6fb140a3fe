"""The form a call is logged with: its fields, what it accepts, what it refuses with everything typed kept."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage import database
from tests import payload_shapes as shapes
from tests.front_desk import CALL, KARIM, LONE, MAJA, PHONE, RIKKE, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.test_callback_command import filled, said
from tests.world import World

ACK_SECONDS = 3.0
NOT_SAVED = "Ikke gemt: databasen svarede ikke. Din tekst står her endnu. Tryk Gem igen om lidt."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def element(form: Json, block_id: str) -> Json:
    (found,) = [block["element"] for block in form["blocks"] if block["block_id"] == block_id]
    assert isinstance(found, dict)
    return found


class TestTheEmptyForm:
    def test_the_phone_comes_first_and_has_the_cursor(self, desk: FrontDesk) -> None:
        form = desk.form()
        assert form["blocks"][0]["block_id"] == "phone"
        assert [block["block_id"] for block in form["blocks"] if block["element"].get("focus_on_load")] == [
            "phone"
        ]

    def test_only_phone_and_whom_ask_to_be_filled_in(self, desk: FrontDesk) -> None:
        form = desk.form()
        empty = set(filled(form))
        asked = {block["block_id"] for block in form["blocks"] if not block["optional"]} - empty
        assert asked == {"phone", "whom"}
        assert filled(form) == {"topic": "andet", "best_time": "any"}

    def test_enter_submits_because_no_field_takes_several_lines(self, desk: FrontDesk) -> None:
        form = desk.form()
        assert form["submit"]["text"] == "Gem"
        assert not any(block["element"].get("multiline") for block in form["blocks"])

    def test_teams_are_offered_before_people(self, desk: FrontDesk) -> None:
        offered = [one["value"] for one in suggested(desk, "")]
        assert offered[:2] == ["team:voksen-a", "team:voksen-b"]
        assert all(value.startswith("person:") for value in offered[2:])
        assert len(offered) == 9

    @pytest.mark.parametrize("query", ["kar", "KAR", "azi", "@kar"])
    def test_typing_the_beginning_of_a_name_finds_the_person(self, desk: FrontDesk, query: str) -> None:
        assert suggested(desk, query)[0] == {
            "text": {"type": "plain_text", "text": "Karim Aziz · Voksenteam A", "emoji": False},
            "value": "person:U0KARIM",
        }

    def test_nobody_who_left_is_offered(self, desk: FrontDesk) -> None:
        desk.send(shapes.user_change(KARIM, deleted=True))
        assert suggested(desk, "kar") == []


def suggested(desk: FrontDesk, query: str) -> list[Json]:
    offered: list[Json] = desk.send(shapes.suggestion(RIKKE, "whom", query, desk.form())).body["options"]
    return offered


class TestThePhoneField:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("22334455", "+4522334455"),
            ("22 33 44 55", "+4522334455"),
            ("2233-4455", "+4522334455"),
            ("+45 22 33 44 55", "+4522334455"),
            ("(0045) 22334455", "+4522334455"),
            ("tlf. 22.33.44.55", "+4522334455"),
            ("+46 70 123 45 67", "+46701234567"),
            ("0049 30 1234567", "+49301234567"),
        ],
    )
    def test_takes_any_danish_or_foreign_form(self, desk: FrontDesk, written: str, kept: str) -> None:
        assert desk.citizen(desk.log(phone=written)).phone == kept

    @pytest.mark.parametrize("written", ["ringer selv igen", "Ringer selv igen.", "hemmeligt nummer"])
    def test_takes_that_the_citizen_rings_again(self, desk: FrontDesk, written: str) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL | {"phone": written})
        assert "Ring selv igen på 43 57 00 10." in said(answer.view)
        assert desk.citizen(1).phone is None

    @pytest.mark.parametrize("written", ["hemmeligt", "skjult", "privat nummer", "ukendt", "ved ikke"])
    def test_without_a_number_it_names_the_way_out(self, desk: FrontDesk, written: str) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL | {"phone": written})
        assert answer.errors["phone"] == (
            "Her mangler et telefonnummer. Er der ikke et nummer at ringe til, så skriv »ringer selv igen«."
        )

    @pytest.mark.parametrize(
        ("written", "sentence"),
        [
            ("", "Skriv et telefonnummer, eller »ringer selv igen«."),
            ("22 33 44", "Et dansk nummer har 8 cifre, og her er 6."),
            ("22 33 44 55 66", "Et dansk nummer har 8 cifre, og her er 10."),
            ("+45 01 23 45 67", "Et dansk nummer begynder ikke med 0 eller 1."),
            ("+999 1234567", "Landekoden findes ikke."),
            ("Jens Hansen", "Her mangler et telefonnummer."),
            ("9" * 60, "Nummeret har for mange cifre."),
            ("22" * 15, "Nummeret har for mange cifre."),
        ],
    )
    def test_says_what_is_wrong_with_it(self, desk: FrontDesk, written: str, sentence: str) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL | {"phone": written})
        assert sentence in answer.errors["phone"]
        assert desk.newest() == 0


class TestWhatIsNotOffered:
    @pytest.mark.parametrize(
        "whom", ["", "person:U0OTTO", "person:U0RIKKE", "team:findes-ikke", "U0KARIM", "x" * 75]
    )
    def test_a_forged_recipient_is_refused(self, desk: FrontDesk, whom: str) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL | {"whom": whom})
        assert list(answer.errors) == ["whom"]
        assert desk.newest() == 0

    def test_a_recipient_who_left_after_the_form_opened_is_refused(self, desk: FrontDesk) -> None:
        form = desk.form()
        desk.send(shapes.user_change(KARIM, deleted=True))
        assert list(desk.submit(RIKKE, form, CALL).errors) == ["whom"]

    @pytest.mark.parametrize("field", ["topic", "best_time"])
    def test_a_forged_choice_is_refused(self, desk: FrontDesk, field: str) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL | {field: "diagnose"})
        assert answer.errors == {field: "Vælg en mulighed på listen."}

    def test_a_forged_tick_is_not_heard(self, desk: FrontDesk) -> None:
        number = desk.log(extras=["urgent", "diagnose"])
        assert desk.item(number).urgent

    def test_every_mistake_is_said_at_once(self, desk: FrontDesk) -> None:
        wrong = {
            "phone": "1",
            "whom": "",
            "name": "J" * 81,
            "note": "n" * 141,
            "topic": "?",
            "best_time": "?",
        }
        assert set(desk.submit(RIKKE, desk.form(), wrong).errors) == set(wrong)
        assert desk.newest() == 0

    def test_a_note_too_long_is_refused_with_its_length(self, desk: FrontDesk) -> None:
        answer = desk.submit(RIKKE, desk.form(), CALL | {"note": "n" * 2_999})
        assert answer.errors["note"] == "Teksten er 2999 tegn; der er plads til 140. Forkort den."


class TestTheReceipt:
    def test_is_a_sentence_to_read_aloud(self, desk: FrontDesk) -> None:
        answer = desk.submit(RIKKE, desk.form(), {"phone": PHONE, "whom": f"person:{KARIM}"})
        assert said(answer.view) == (
            "Gemt som nr. 1. Karim Aziz ringer senest mandag 30. november kl. 11. "
            "Hører du ikke fra os, så ring igen på 43 57 00 10."
        )
        assert "arbejdsdage" in str(answer.view)

    def test_an_urgent_call_outside_opening_hours_says_whom_to_ring(self, desk: FrontDesk) -> None:
        desk.advance(hours=10)
        answer = desk.submit(RIKKE, desk.form(), CALL | {"extras": ["urgent"]})
        assert "ring 112" in said(answer.view)

    def test_a_name_from_slack_cannot_mention_anybody(self, desk: FrontDesk) -> None:
        desk.send(shapes.user_change(KARIM, profile={"real_name": "<!channel> *Karim*"}))
        answer = desk.submit(RIKKE, desk.form(), CALL)
        assert "&lt;!channel&gt;" in said(answer.view)
        assert "*Karim*" not in said(answer.view)


class TestTheSameFormSentAgain:
    def test_changes_nothing_and_shows_the_same_receipt(self, desk: FrontDesk) -> None:
        form = desk.form()
        first, before = desk.submit(RIKKE, form, CALL), desk.snapshot()
        desk.advance(minutes=1)
        assert desk.submit(RIKKE, form, CALL) == first
        assert desk.snapshot() == before
        assert len(desk.events("call_logged")) == 1

    def test_with_changes_corrects_the_call_and_makes_no_second(self, desk: FrontDesk) -> None:
        form = desk.form()
        desk.submit(RIKKE, form, CALL)
        answer = desk.submit(RIKKE, form, CALL | {"name": "Jens Holm", "whom": f"person:{MAJA}"})
        assert "Maja Lund ringer senest" in said(answer.view)
        assert (desk.newest(), desk.citizen(1).name, desk.item(1).owner_id) == (1, "Jens Holm", MAJA)

    def test_from_another_person_is_a_call_of_its_own(self, desk: FrontDesk) -> None:
        form = desk.form()
        desk.submit(RIKKE, form, CALL)
        desk.submit(LONE, form, CALL | {"phone": "43 57 00 99"})
        assert desk.newest() == 2


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another connection holds the database's write lock."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


class TestADatabaseThatIsLocked:
    """For longer than the wait: the person sees *ikke gemt*, in time, and loses no word."""

    @pytest.fixture
    def desk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrontDesk]:
        monkeypatch.setattr(database, "LOCK_WAIT_MS", 100)
        with front_desk(tmp_path) as made:
            yield made

    def test_the_real_wait_leaves_time_for_the_ack(self) -> None:
        assert database.LOCK_WAIT_MS / 1_000 <= ACK_SECONDS - 0.5

    def test_the_form_stays_open_with_everything_typed(self, desk: FrontDesk, tmp_path: Path) -> None:
        form, begun = desk.form(), time.monotonic()
        with locked(tmp_path / "fristvagt.db"):
            answer = desk.submit(RIKKE, form, CALL)
        assert answer.body == {"response_action": "errors", "errors": {"phone": NOT_SAVED}}
        assert time.monotonic() - begun < ACK_SECONDS
        assert desk.newest() == 0
        assert "Gemt som nr. 1." in said(desk.submit(RIKKE, form, CALL).view)

    def test_one_line_comes_back_in_the_form(self, desk: FrontDesk, tmp_path: Path) -> None:
        with locked(tmp_path / "fristvagt.db"):
            answer = desk.command(RIKKE, f"@karim {PHONE} Jens Hansen, klage")
        assert answer.status == 200
        assert said(desk.modal()) == NOT_SAVED
        wanted = {"phone": PHONE, "whom": f"person:{KARIM}", "name": "Jens Hansen", "topic": "klage"}
        assert wanted.items() <= filled(desk.modal()).items()

    def test_a_correction_keeps_its_text_too(self, desk: FrontDesk, tmp_path: Path) -> None:
        number = desk.log()
        desk.press(RIKKE, "receipt_correct", number)
        form = shapes.opened(desk.modal())
        with locked(tmp_path / "fristvagt.db"):
            assert desk.submit(RIKKE, form, {"name": "Jens Holm"}).errors == {"phone": NOT_SAVED}
        assert desk.citizen(number).name == "Jens Hansen"

    @pytest.mark.parametrize(
        "action", ["callback_spoke", "callback_no_answer", "callback_view", "receipt_undo"]
    )
    def test_a_press_says_that_nothing_was_changed(
        self, desk: FrontDesk, tmp_path: Path, action: str
    ) -> None:
        number = desk.log()
        before, begun = desk.snapshot(), time.monotonic()
        with locked(tmp_path / "fristvagt.db"):
            answer = desk.press(RIKKE if "receipt" in action else KARIM, action, number)
        assert answer.status == 200
        assert "Det lykkedes ikke: databasen svarede ikke. Intet er ændret." in said(desk.modal())
        assert time.monotonic() - begun < ACK_SECONDS
        assert desk.snapshot() == before

    def test_a_refusal_is_still_a_refusal(self, desk: FrontDesk, tmp_path: Path) -> None:
        number = desk.log()
        with locked(tmp_path / "fristvagt.db"):
            assert desk.press("U0SOFIE", "callback_view", number).status == 200
        assert "Jens Hansen" not in str(desk.modal())

    def test_a_database_that_is_gone_keeps_the_line_as_it_was_typed(self, desk: FrontDesk) -> None:
        desk.database.close()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("storage.people.staff", _unreadable)
            answer = desk.command(RIKKE, f"@karim {PHONE} Jens Hansen")
        assert "databasen svarede ikke" in answer.text
        assert "Jens" not in answer.text
        assert filled(desk.modal())["note"] == f"@karim {PHONE} Jens Hansen"


class TestOverTheRealSocketWithTheRealWait:
    def test_the_form_says_so_before_slack_gives_up(self, lite_world: World, tmp_path: Path) -> None:
        rikke = lite_world.visitor("RIKKE")
        rikke.command("/callback")
        form = lite_world.modal("RIKKE")
        rikke.suggest(form, "whom", "")
        with locked(tmp_path / "fristvagt.db"):
            answer = rikke.submit(form, CALL)
        assert answer["errors"] == {"phone": NOT_SAVED}
        assert rikke.submit(form, {})["result"] == "updated"

    def test_one_line_opens_the_form_before_its_trigger_expires(
        self, lite_world: World, tmp_path: Path
    ) -> None:
        rikke = lite_world.visitor("RIKKE")
        with locked(tmp_path / "fristvagt.db"):
            assert rikke.command(f"/callback @karim {PHONE} Jens Hansen")["ok"] is True
        assert filled(lite_world.modal("RIKKE"))["name"] == "Jens Hansen"


def _unreadable(*_: object) -> None:
    raise OperationalError("SELECT", {}, Exception("disk I/O error"))


def test_a_form_of_an_earlier_version_keeps_the_text_and_says_so(desk: FrontDesk) -> None:
    old = shapes.opened({**desk.form(), "callback_id": "callback_form_2025"})
    answer = desk.submit(RIKKE, old, CALL)
    assert answer.errors["phone"].startswith("Skemaet er fra en ældre udgave. Intet er gemt.")
    assert [event.action for event in desk.events(result="refused")] == ["unknown_view_submission"]
