"""The owner's buttons: Vis, Talt med, Ikke svar, Senere, Jeg tager den, the menu and the notes."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from rules.office import may_notify
from storage import database
from storage.models import Note, State
from tests import payload_shapes as shapes
from tests.front_desk import ALI, BENT, KARIM, LONE, MAJA, PETER, RIKKE, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.test_callback_command import said
from tests.world import COPENHAGEN, world
from views import ids


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def modal(desk: FrontDesk) -> Json:
    return shapes.opened(desk.modal())


class TestVis:
    def test_shows_name_number_and_note_and_is_written_to_the_log(self, desk: FrontDesk) -> None:
        number = desk.log(phone="22 33 44 55", note="Ring efter kl. 12", extras=["interpreter"])
        desk.press(KARIM, ids.VIEW, number)
        shown = str(desk.modal())
        for fact in ("Jens Hansen", "<tel:+4522334455|22 33 44 55>", "Ring efter kl. 12", "brug for tolk"):
            assert fact in shown
        (read,) = desk.events("citizen_read")
        assert (read.actor, read.deadline_id, read.detail) == (KARIM, number, {"why": "view"})

    def test_opens_over_a_message_and_over_a_modal_alike(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, ids.VIEW, number)
        desk.press(KARIM, ids.VIEW, number, view=modal(desk))
        assert [name for name, _ in desk.client.calls[-2:]] == ["views.open", "views.push"]

    def test_says_when_the_citizen_rings_again(self, desk: FrontDesk) -> None:
        desk.press(KARIM, ids.VIEW, desk.log(phone="ringer selv igen", name=""))
        assert "Navn ikke oplyst" in said(desk.modal())
        assert "Ringer selv igen; der er ikke et nummer." in said(desk.modal())


class TestTaltMed:
    def test_asks_for_the_note_until_it_is_chosen(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, ids.SPOKE, number)
        form = modal(desk)
        assert desk.item(number).state is State.NOTING
        assert desk.submit(KARIM, form).errors == {"answer": "Vælg en af de to."}
        assert desk.item(number).state is State.NOTING
        assert desk.submit(KARIM, form, {"answer": "journaled"}).body == {}
        item = desk.item(number)
        assert (item.state, item.note_answer, item.closed_by_name) == (
            State.CLOSED,
            Note.JOURNALED,
            "Karim Aziz",
        )

    def test_gives_the_telefonnotat_to_copy(self, desk: FrontDesk) -> None:
        number = desk.log(phone="22 33 44 55", note="Spørger om bolig")
        desk.press(KARIM, ids.SPOKE, number)
        (note,) = [one["element"] for one in desk.modal()["blocks"] if one.get("block_id") == "phone_note"]
        assert note["initial_value"].splitlines() == [
            "Telefonnotat, torsdag 26. november kl. 10:04",
            "Talt med: Jens Hansen, tlf. 22 33 44 55",
            "Henvendelse modtaget torsdag 26. november kl. 10:04, emne: afgørelse",
            "Besked ved modtagelsen: Spørger om bolig",
            "Oplysninger af betydning for sagen:",
            "",
            "Aftalt:",
            "",
            "Noteret af Karim Aziz",
        ]

    def test_the_note_that_stands_prefilled_is_never_refused(self, desk: FrontDesk) -> None:
        """Some foreign numbers look like more than they are when they stand beside a time."""
        number = desk.log(phone="+46 10 190 12 34")
        desk.press(KARIM, ids.SPOKE, number)
        assert desk.submit(KARIM, modal(desk), {"answer": "nothing"}).body == {}

    @pytest.mark.parametrize("answer", ["", "begge", "JOURNALED", "journaled "])
    def test_takes_only_the_answers_it_offers(self, desk: FrontDesk, answer: str) -> None:
        number = desk.log()
        desk.press(KARIM, ids.SPOKE, number)
        assert desk.submit(KARIM, modal(desk), {"answer": answer}).errors == {"answer": "Vælg en af de to."}
        assert desk.item(number).state is State.NOTING

    def test_buttons_on_the_list_answer_too(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, ids.SPOKE, number)
        desk.press(KARIM, ids.PHONE_NOTE, number)
        assert desk.modal()["title"]["text"] == f"Notat, nr. {number}"
        desk.press(KARIM, ids.NOTHING, number)
        assert desk.item(number).note_answer is Note.NOTHING

    def test_the_note_alone_has_nothing_to_save(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.send(shapes.choose(KARIM, ids.MORE, f"phone_note:{number}"))
        before = desk.snapshot()
        assert desk.submit(KARIM, modal(desk)).body == {}
        assert desk.snapshot() == before


class TestIkkeSvar:
    def test_counts_the_attempt_and_proposes_another_part_of_the_day(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, ids.NO_ANSWER, number)
        item = desk.item(number)
        assert (item.attempts, item.snoozed_until) == (1, datetime(2026, 11, 26, 13, 0, tzinfo=COPENHAGEN))

    @pytest.mark.parametrize("choice", [ids.MORE_BUSY, ids.MORE_LEFT_MESSAGE, ids.MORE_WRONG_NUMBER])
    def test_the_menus_outcomes_are_attempts_too(self, desk: FrontDesk, choice: str) -> None:
        number = desk.log()
        desk.send(shapes.choose(KARIM, ids.MORE, f"{choice}:{number}"))
        assert desk.item(number).attempts == 1
        assert desk.events("attempt")[0].detail["outcome"] == choice


PROPOSED: dict[str, str] = {"choice": "2026-11-26T13:00:00+01:00"}


class TestSenere:
    def opened(self, desk: FrontDesk) -> Json:
        desk.press(KARIM, ids.LATER, desk.log())
        return modal(desk)

    def test_offers_only_times_that_keep_the_promise(self, desk: FrontDesk) -> None:
        desk.log()
        desk.now = datetime(2026, 11, 30, 9, 30, tzinfo=COPENHAGEN)
        desk.press(KARIM, ids.LATER, 1)
        (radio,) = [block["element"] for block in desk.modal()["blocks"] if block.get("block_id") == "choice"]
        assert [one["value"] for one in radio["options"]] == ["2026-11-30T10:30:00+01:00", "other"]

    @pytest.mark.parametrize(
        "now",
        [
            datetime(2026, 11, 26, 15, 20, tzinfo=COPENHAGEN),  # open until 17, but no message after 16
            datetime(2026, 11, 27, 23, 30, tzinfo=COPENHAGEN),
        ],
    )
    def test_offers_only_times_at_which_a_reminder_may_come(self, desk: FrontDesk, now: datetime) -> None:
        desk.log()
        desk.now = now
        desk.press(KARIM, ids.LATER, 1)
        (radio,) = [block["element"] for block in desk.modal()["blocks"] if block.get("block_id") == "choice"]
        *offered, other = [one["value"] for one in radio["options"]]
        assert (other, len(offered)) == ("other", 2)
        team = desk.office.team("voksen-a")
        times = [datetime.fromisoformat(at) for at in offered]
        assert [may_notify(desk.office, team, at) for at in times] == times

    def test_says_that_the_limit_stays(self, desk: FrontDesk) -> None:
        assert "Fristen flytter sig ikke: ring senest mandag 30. november kl. 11." in said(self.opened(desk))

    def test_waits_until_the_chosen_time(self, desk: FrontDesk) -> None:
        desk.submit(KARIM, self.opened(desk), {"choice": "2026-11-26T13:00:00+01:00"})
        assert desk.item(1).snoozed_until == datetime(2026, 11, 26, 13, 0, tzinfo=COPENHAGEN)

    def test_waits_until_a_time_of_ones_own(self, desk: FrontDesk) -> None:
        own = {"choice": "other", "date": "2026-11-27", "time": "09:45"}
        desk.submit(KARIM, self.opened(desk), own)
        assert desk.item(1).snoozed_until == datetime(2026, 11, 27, 9, 45, tzinfo=COPENHAGEN)

    def test_a_time_of_ones_own_holds_though_a_proposal_still_stands_chosen(self, desk: FrontDesk) -> None:
        own = {**PROPOSED, "date": "2026-11-27", "time": "10:30", "agreed": ["agreed"]}
        desk.submit(KARIM, self.opened(desk), own)
        assert desk.item(1).agreed_at == datetime(2026, 11, 27, 10, 30, tzinfo=COPENHAGEN)

    @pytest.mark.parametrize(
        ("values", "field", "sentence"),
        [
            (PROPOSED | {"date": "2026-11-27"}, "date", "Vælg både dato og klokkeslæt"),
            (PROPOSED | {"time": "10:30"}, "time", "Vælg både dato og klokkeslæt"),
            (PROPOSED | {"date": "2026-11-26", "time": "10:03"}, "date", "allerede passeret"),
            ({"choice": "other"}, "date", "Vælg både dato og klokkeslæt"),
            ({"choice": "other", "date": "2026-11-27"}, "date", "Vælg både dato og klokkeslæt"),
            ({"choice": "other", "date": "2026-02-30", "time": "10:00"}, "date", "Vælg både dato"),
            ({"choice": "other", "date": "2026-11-26", "time": "10:03"}, "date", "allerede passeret"),
            ({"choice": "other", "date": "2026-11-30", "time": "11:01"}, "date", "ligger efter fristen"),
            ({"choice": "other", "date": "2026-12-24", "time": "10:00"}, "date", "højst vente 14 dage"),
            ({"choice": "other", "date": "2026-11-28", "time": "10:00"}, "date", "mellem kl. 08:00 og 16:00"),
            ({"choice": "other", "date": "2026-11-26", "time": "16:00"}, "date", "mellem kl. 08:00 og 16:00"),
            ({"choice": "i morgen"}, "date", "Vælg både dato"),
            ({"choice": "2026-11-27T10:00:00"}, "date", "Vælg både dato"),
            ({"choice": "9999-12-31T23:59:59-14:00"}, "choice", "højst vente 14 dage"),
            ({"choice": "0001-01-01T00:00:00+14:00"}, "choice", "allerede passeret"),
        ],
    )
    def test_says_why_a_time_cannot_be(
        self, desk: FrontDesk, values: dict[str, str], field: str, sentence: str
    ) -> None:
        form = self.opened(desk)
        before = desk.snapshot()
        answer = desk.submit(KARIM, form, values)
        assert list(answer.errors) == [field]
        assert sentence in answer.errors[field]
        assert desk.snapshot() == before

    def test_after_an_attempt_it_may_wait_beyond_the_limit_but_not_be_forgotten(
        self, desk: FrontDesk
    ) -> None:
        number = desk.log()
        desk.press(KARIM, ids.NO_ANSWER, number)
        desk.press(KARIM, ids.LATER, number)
        form = modal(desk)
        desk.submit(KARIM, form, {"choice": (desk.now + timedelta(days=13)).isoformat()})
        assert desk.item(number).snoozed_until == desk.now + timedelta(days=13)
        far = {"choice": (desk.now + timedelta(days=15)).isoformat()}
        assert "højst vente 14 dage" in desk.submit(KARIM, form, far).errors["choice"]


class TestJegTagerDen:
    def test_makes_the_taker_the_owner(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-a")
        desk.press(MAJA, ids.TAKE, number)
        assert (desk.item(number).owner_id, desk.item(number).taken_by) == (MAJA, MAJA)

    def test_the_first_one_has_it(self, desk: FrontDesk) -> None:
        number = desk.log(whom="team:voksen-a", extras=["urgent"])
        desk.press(MAJA, ids.TAKE, number)
        desk.press(PETER, ids.TAKE, number)
        assert desk.item(number).owner_id == MAJA

    def test_nobody_takes_what_has_an_owner_and_does_not_hurry(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(MAJA, ids.TAKE, number)
        assert desk.item(number).owner_id == KARIM
        assert "Det har du ikke adgang til." in said(desk.modal())


PRESSES = (ids.SPOKE, ids.NO_ANSWER, ids.TAKE)


@pytest.mark.parametrize("action", PRESSES)
def test_a_second_delivery_of_the_same_press_changes_nothing(desk: FrontDesk, action: str) -> None:
    number = desk.log(whom="team:voksen-a", extras=["urgent"])
    payload = shapes.press(MAJA, action, str(number))
    desk.send(payload)
    before, events, calls = desk.snapshot(), len(desk.events()), len(desk.client.calls)
    desk.advance(minutes=2)
    assert desk.send(payload).status == 200
    assert (desk.snapshot(), len(desk.events()), len(desk.client.calls)) == (before, events, calls)


@pytest.mark.parametrize("values", [{"answer": "journaled"}, {"choice": "2026-11-26T13:00:00+01:00"}])
def test_a_second_delivery_of_the_same_form_changes_nothing(desk: FrontDesk, values: dict[str, str]) -> None:
    desk.press(KARIM, ids.SPOKE if "answer" in values else ids.LATER, desk.log())
    payload = shapes.submission(KARIM, modal(desk), values)
    first = desk.send(payload)
    before, events = desk.snapshot(), len(desk.events())
    assert desk.send(payload) == first
    assert (desk.snapshot(), len(desk.events())) == (before, events)


@pytest.mark.parametrize("action", [ids.SPOKE, ids.NO_ANSWER, ids.LATER, ids.JOURNALED, ids.NOTHING])
def test_a_press_after_somebody_else_closed_it_changes_nothing(desk: FrontDesk, action: str) -> None:
    number = desk.log()
    desk.press(MAJA, ids.SPOKE, number)
    desk.press(MAJA, ids.JOURNALED, number)
    before = desk.item(number)
    desk.press(KARIM, action, number)
    assert desk.item(number) == before
    assert desk.events(result="refused") == []


def test_the_home_tab_of_whoever_came_too_late_is_drawn_again(desk: FrontDesk) -> None:
    number = desk.log(whom="team:voksen-a", extras=["urgent"])
    desk.send(shapes.home_opened(BENT))
    desk.press(MAJA, ids.TAKE, number)
    before = wanted_home(desk, BENT)
    desk.press(BENT, ids.TAKE, number)
    assert wanted_home(desk, BENT) == before + 1


def wanted_home(desk: FrontDesk, person: str) -> int:
    with desk.database.read() as session:
        query = text("SELECT home_wanted FROM person WHERE slack_id = :id")
        return int(session.execute(query, {"id": person}).scalar_one())


class TestWhatPointsAtNoCall:
    FORGED = ("", "0", "-1", "1; DROP TABLE deadline", "1.0", "٣", "１", "9" * 9, "9" * 40, "1\u200b", "None")

    @pytest.mark.parametrize("action", [ids.VIEW, ids.SPOKE, ids.TAKE, ids.UNDO])
    def test_a_forged_number_changes_nothing_and_is_noted(self, desk: FrontDesk, action: str) -> None:
        desk.log()
        before = desk.snapshot()
        for count, value in enumerate(self.FORGED, start=1):
            assert desk.press(KARIM, action, value).status == 200
            assert "Intet er ændret." in said(desk.modal())
            assert len(desk.events(result="refused")) == count
        assert desk.snapshot() == before

    def test_a_choice_never_offered_changes_nothing(self, desk: FrontDesk) -> None:
        desk.log()
        before = desk.snapshot()
        for value in ("", "phone_note", "phone_note:", "closed:1", "1", ":1", "busy:-1", "busy:1:1"):
            desk.send(shapes.choose(KARIM, ids.MORE, value))
            assert "Jens Hansen" not in str(desk.modal())
            assert desk.events()[-1].result == "refused"
        assert (desk.snapshot(), desk.events("citizen_read")) == (before, [])

    def test_somebody_elses_number_in_a_form_changes_nothing(self, desk: FrontDesk) -> None:
        desk.log()
        desk.log(whom=f"person:{ALI}")
        desk.press(ALI, ids.SPOKE, 2)
        desk.press(KARIM, ids.SPOKE, 1)
        form, before = modal(desk), desk.snapshot()
        for metadata in ("2", "", "-1", "1 OR 1=1", "9" * 2_999):
            forged = {**form, "private_metadata": metadata}
            assert list(desk.submit(KARIM, forged, {"answer": "journaled"}).errors) == ["answer"]
            assert desk.events()[-1].result == "refused"
        assert desk.snapshot() == before

    @pytest.mark.parametrize("action", [*ids.RETIRED, "aldrig_set", "\u202e"])
    def test_a_retired_or_forged_button_says_so(self, desk: FrontDesk, action: str) -> None:
        number = desk.log()
        before = desk.snapshot()
        assert desk.press(KARIM, action, number).status == 200
        assert "Knappen er fra en ældre besked" in said(desk.modal())
        assert desk.snapshot() == before
        assert desk.events("retired_button")[-1].actor == KARIM


def test_a_row_locked_on_postgresql_gives_the_sentence_in_time(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_WAIT_MS", 200)
    with world(postgresql_url) as made:
        number = made.log()
        made.tick()
        karim = made.visitor("KARIM")
        (message,) = made.dms("KARIM")
        with made.parts.database.engine.connect() as other:
            other.execute(text("SELECT id FROM deadline FOR UPDATE"))
            begun = time.monotonic()
            assert karim.press(message, ids.SPOKE) == {"ok": True}
            assert time.monotonic() - begun < 3
            assert "databasen svarede ikke" in said(made.modal("KARIM"))
        assert made.item(number).state is State.OPEN


def test_two_who_press_at_once_are_told_apart(desk: FrontDesk) -> None:
    number = desk.log(whom="team:voksen-a", extras=["urgent"])
    pressers = [
        threading.Thread(target=desk.press, args=(user, ids.TAKE, number)) for user in (MAJA, PETER, LONE)
    ]
    for one in pressers:
        one.start()
    for one in pressers:
        one.join()
    taken = desk.events("call_taken")
    assert [event.actor for event in taken] == [desk.item(number).owner_id]


def test_the_message_taker_has_no_part_in_the_work(desk: FrontDesk) -> None:
    number = desk.log()
    for action in (ids.VIEW, ids.SPOKE, ids.NO_ANSWER, ids.LATER):
        desk.press(RIKKE, action, number)
        assert "Det har du ikke adgang til." in said(desk.modal())
