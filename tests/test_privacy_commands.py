"""`insight`, `erase`, `keys` and `audit` as an administrator runs them, beside a database in use."""

import errno
import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from bot.office_file import EXAMPLE
from storage import chain, keys, outbox, recall, spot_checks
from storage.endings import ErasedError, Why, reopen
from storage.models import Outbox, Sending, State
from storage.vault import Vault, generate_key
from tests.front_desk import ADMIN, KARIM, LONE
from tests.front_door import FrontDoor
from tests.privacy_desk import CASE, PrivacyDesk, privacy_desk, privacy_door
from tests.world import THURSDAY

OLD, NEW = generate_key(), generate_key()
GOLDEN = Path(__file__).parent / "data" / "insight.md"


@pytest.fixture
def desk(database_url: str) -> Iterator[PrivacyDesk]:
    with privacy_desk(database_url, Vault.from_keys([OLD])) as made:
        with made.database.write() as session:
            keys.remember(session, made.vault)
        yield made


@pytest.fixture
def door(desk: PrivacyDesk, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    return privacy_door(desk, database_url, OLD, tmp_path, monkeypatch)


def full(desk: PrivacyDesk) -> tuple[int, int]:
    """A call with an attempt, a message and a deadline that came of it."""
    call = desk.ring()
    desk.read(call)
    case = desk.register(started_by=call)
    desk.close(call)
    with desk.database.write() as session:
        outbox.enqueue(
            session,
            key="warned",
            kind="warn",
            recipient=KARIM,
            team_key="voksen-a",
            not_before=desk.now,
            items=[call],
        )
        session.execute(
            update(Outbox).where(Outbox.key == "warned").values(state=Sending.SENT, sent_at=desk.now)
        )
    return call, case


def full_disk(_session: Session) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class TestInsight:
    def test_a_number_gives_its_calls_and_what_came_of_them(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        desk.ring("+4543570010", name="Anna Andersen")
        assert door.run("insight", "--phone", "22 33 44 55", "--out", "jens.md").exit_code == 0
        told = (door.folder / "jens.md").read_text(encoding="utf-8")
        assert told == GOLDEN.read_text(encoding="utf-8")
        assert "Anna" not in told

    def test_a_case_reference_gives_the_same(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        assert door.run("insight", "--case", CASE.lower(), "--out", "jens.md").exit_code == 0
        assert "## Nr. 1, opkald" in (door.folder / "jens.md").read_text(encoding="utf-8")

    def test_what_was_typed_is_told_as_it_was_typed(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        """Also a name that is a word of ours, and a case number that is nearly a day."""
        desk.ring(name="list", note="open")
        desk.register("2026-45-67")
        assert door.run("insight", "--phone", "22334455", "--out", "call.md").exit_code == 0
        told = (door.folder / "call.md").read_text(encoding="utf-8")
        assert ("- Navn: list" in told, "- Besked: open" in told) == (True, True)
        assert door.run("insight", "--case", "2026-45-67", "--out", "case.md").exit_code == 0
        assert "2026-45-67" in (door.folder / "case.md").read_text(encoding="utf-8")

    def test_as_json_for_a_program(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        door.run("insight", "--phone", "22334455", "--out", "jens.json")
        told = json.loads((door.folder / "jens.json").read_text(encoding="utf-8"))
        call, case = told["items"]
        assert (call["facts"]["name"], call["facts"]["phone"], case["facts"]["case_ref"]) == (
            "Jens Hansen",
            "+4522334455",
            CASE,
        )
        assert [one["outcome"] for one in call["attempts"]] == ["no_answer", "spoke"]

    def test_only_its_owner_can_read_the_file_and_none_is_written_over(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        full(desk)
        door.run("insight", "--phone", "22334455", "--out", "jens.md")
        assert stat.S_IMODE((door.folder / "jens.md").stat().st_mode) == 0o600
        again = door.run("insight", "--phone", "22334455", "--out", "jens.md")
        assert (again.exit_code, "jens.md" in again.stderr) == (2, True)
        assert len(desk.events("insight_given")) == 2

    def test_each_item_is_a_read_in_the_log(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call, case = full(desk)
        door.run("insight", "--phone", "22334455", "--out", "jens.md")
        assert [(one.actor, one.deadline_id) for one in desk.events("insight_given")] == [
            (ADMIN, call),
            (ADMIN, case),
        ]

    def test_the_number_can_be_kept_out_of_the_shells_history(
        self, desk: PrivacyDesk, door: FrontDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full(desk)
        monkeypatch.setattr("bot.whom._asked", lambda what, given: "22 33 44 55" if given == "-" else given)
        assert door.run("insight", "--phone", "-", "--out", "jens.md").exit_code == 0

    def test_it_is_found_under_every_key(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        door.set(ENCRYPTION_KEYS=f"{NEW},{OLD}")
        assert door.run("insight", "--phone", "22334455", "--out", "jens.md").exit_code == 0

    def test_a_file_that_is_there_is_left_and_another_name_asked_for(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        full(desk)
        door.write("jens.md", "mine")
        result = door.run("insight", "--phone", "22334455", "--out", "jens.md")
        assert result.exit_code == 2
        assert "jens.md findes allerede. Vælg et andet navn" in result.stderr
        assert (door.folder / "jens.md").read_text(encoding="utf-8") == "mine"

    def test_no_file_is_left_when_the_log_cannot_be_written(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        event.listen(Session, "before_commit", full_disk)
        try:
            result = door.run("insight", "--phone", "22334455", "--out", "jens.md")
        finally:
            event.remove(Session, "before_commit", full_disk)
        assert (result.exit_code, (door.folder / "jens.md").exists()) == (2, False)
        assert desk.events("insight_given") == []

    def test_nobody_found_writes_no_file(self, door: FrontDoor) -> None:
        result = door.run("insight", "--phone", "22334455", "--out", "jens.md")
        assert (result.exit_code, (door.folder / "jens.md").exists()) == (1, False)

    @pytest.mark.parametrize("whom", [(), ("--phone", "22334455", "--case", CASE), ("--phone", "22 33")])
    def test_what_cannot_be_looked_for_is_said(self, door: FrontDoor, whom: tuple[str, ...]) -> None:
        result = door.run("insight", *whom)
        assert (result.exit_code, bool(result.stderr)) == (2, True)
        assert "22" not in result.stderr

    def test_only_in_an_administrators_name(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        result = door.run("insight", "--phone", "22334455", "--by", LONE)
        assert (result.exit_code, "ikke administrator" in result.stderr) == (2, True)


class TestErase:
    def test_a_preview_is_shown_and_no_means_no(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call = desk.ring()
        desk.close(call)
        result = door.run("erase", "--item", str(call))
        assert (result.exit_code, "opkald" in result.stdout, "Jens" in result.stdout) == (1, True, False)
        assert desk.citizen(call).name == "Jens Hansen"

    def test_everything_about_a_number_is_gone_and_the_events_stay(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        call, case = full(desk)
        desk.decide(case)
        assert door.run("erase", "--phone", "22334455", "--yes").exit_code == 0
        assert desk.citizen(call).phone is None
        assert [one.deadline_id for one in desk.events("erased")] == [call, case]
        assert {"call_logged", "attempt", "noted"} <= {one.action for one in desk.events()}
        assert door.run("erase", "--phone", "22334455", "--yes").exit_code == 1

    def test_whoever_erases_a_deadline_is_told_that_an_old_file_brings_it_back(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        call, case = full(desk)
        desk.decide(case)
        again = "Fjern sagen fra den fil, I importerer, ellers kommer den igen."
        assert again not in door.run("erase", "--item", str(call), "--yes").stdout
        assert again in door.run("erase", "--item", str(case), "--yes").stdout

    def test_what_is_open_is_refused_and_named(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call, case = full(desk)
        result = door.run("erase", "--case", CASE, "--yes")
        assert (result.exit_code, f"Nr. {case} er stadig i gang" in result.stderr) == (2, True)
        assert desk.citizen(call).name == "Jens Hansen"

    def test_several_that_are_open_are_named_in_one_sentence(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        desk.ring()
        desk.ring()
        result = door.run("erase", "--phone", "22334455", "--yes")
        assert "Nr. 1, 2 er stadig i gang" in result.stderr

    def test_with_a_reason_what_is_open_is_withdrawn(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call = desk.ring()
        assert door.run("erase", "--item", str(call), "--yes", "--open", "rights").exit_code == 0
        assert desk.item(call).state is State.WITHDRAWN
        (event,) = desk.events("erased")
        assert (event.actor, event.detail) == (ADMIN, {"why": "rights", "open": True})

    def test_a_call_that_was_erased_cannot_be_taken_up_again(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        call = desk.ring()
        desk.close(call)
        door.run("erase", "--item", str(call), "--yes")
        with pytest.raises(ErasedError), desk.database.write() as session:
            reopen(session, desk.office, call, Why.MORE, by=KARIM, now=desk.now)

    def test_a_number_nobody_has_is_said(self, door: FrontDoor) -> None:
        assert door.run("erase", "--item", "99", "--yes").exit_code == 1


class TestKeys:
    def test_the_list_tells_names_and_never_keys(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        desk.ring()
        door.set(ENCRYPTION_KEYS=f"{NEW},{OLD}")
        told = json.loads(door.run("keys", "list", "--json").stdout)["keys"]
        both = Vault.from_keys([NEW, OLD])
        assert [(one["key"], one["writes"], one["fields"] > 0, one["needed"]) for one in told] == [
            (both.key_ids[0], True, False, False),
            (both.key_ids[1], False, True, True),
        ]
        shown = door.run("keys", "list").stdout
        assert (OLD in shown, NEW in shown, both.key_ids[0] in shown) == (False, False, True)

    def test_it_changes_when_the_bot_has_started_with_the_new_key(
        self, desk: PrivacyDesk, door: FrontDoor
    ) -> None:
        call = desk.ring()
        door.set(ENCRYPTION_KEYS=f"{NEW},{OLD}")
        refused = door.run("keys", "rotate")
        assert (refused.exit_code, "genstart" in refused.stderr) == (2, True)
        with desk.database.write() as session:
            keys.remember(session, Vault.from_keys([NEW, OLD]))
        result = door.run("keys", "rotate")
        assert (result.exit_code, desk.vault.writing_key_id in result.stdout) == (0, True)
        door.set(ENCRYPTION_KEYS=NEW)
        assert door.run("keys", "list").exit_code == 0
        desk.vault = Vault.from_keys([NEW])
        assert desk.citizen(call).name == "Jens Hansen"


class TestAudit:
    def sealed(self, desk: PrivacyDesk) -> None:
        with desk.database.write() as session:
            chain.seal(session, desk.vault, 1_000)

    def test_verify_says_that_all_holds_and_what_to_note(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        self.sealed(desk)
        result = door.run("audit", "verify", "--json")
        told = json.loads(result.stdout)
        assert (result.exit_code, told["links"], told["damage"]) == (0, len(desk.events()), None)
        assert door.run("audit", "verify", "--head", told["head"]).exit_code == 0
        assert told["head"] in door.run("audit", "verify").stdout

    @pytest.mark.parametrize("head", ["", "abc", "3", "3:xyz", ":0011", "3:0011"])
    def test_what_is_no_end_is_not_taken_for_one_that_holds(
        self, desk: PrivacyDesk, door: FrontDoor, head: str
    ) -> None:
        full(desk)
        self.sealed(desk)
        result = door.run("audit", "verify", "--head", head)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"»{head}« er ikke en ende" in result.stderr

    def test_before_anything_is_chained_it_names_no_end(self, door: FrontDoor) -> None:
        result = door.run("audit", "verify")
        assert (result.exit_code, result.stdout) == (0, "0 hændelser hænger sammen.\n")

    def test_an_end_noted_before_a_restore_is_explained(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        self.sealed(desk)
        assert "lagt tilbage" not in door.run("audit", "verify", "--head", f"999:{'0' * 16}").stdout
        with desk.database.write() as session:
            recall.restored(session, desk.now)
        result = door.run("audit", "verify", "--head", f"999:{'0' * 16}")
        assert (result.exit_code, "lagt tilbage fra en kopi 26.11.2026" in result.stdout) == (1, True)

    def test_where_no_event_fits_it_says_so(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        assert door.run("audit", "list", "--action", "nosuch").stdout == "Ingen hændelser passer.\n"
        assert door.run("audit", "list", "--action", "nosuch", "--json").stdout == ""

    def test_verify_names_the_first_broken_link(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        full(desk)
        self.sealed(desk)
        on_postgresql = desk.database.engine.dialect.name == "postgresql"
        with desk.database.engine.begin() as connection:
            trigger = "event_kept ON event" if on_postgresql else "event_unchanged"
            connection.execute(text(f"DROP TRIGGER {trigger}"))
            connection.execute(text("UPDATE event SET actor = 'U0SOFIE' WHERE id = 3"))
        result = door.run("audit", "verify")
        assert (result.exit_code, "BRUDT ved led 3, hændelse 3: rækken er ændret" in result.stdout) == (
            1,
            True,
        )

    def test_list_shows_what_was_asked_for(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call, _ = full(desk)
        desk.advance(days=1)
        desk.read(call, by=LONE)

        def listed(*asked: str) -> list[str]:
            lines = door.run("audit", "list", "--json", *asked).stdout.splitlines()
            return [json.loads(line)["action"] for line in lines]

        assert listed("--item", str(call), "--person", LONE) == ["citizen_read"]
        assert listed("--action", "call_logged") == ["call_logged"]
        tomorrow = f"{THURSDAY + timedelta(days=1):%Y-%m-%d}"
        assert listed("--from", tomorrow) == ["citizen_read"]
        assert "citizen_read" in listed("--to", f"{THURSDAY:%Y-%m-%d}", "--person", KARIM)
        assert listed("--most", "1") == ["citizen_read"]
        assert "U0LONE" in door.run("audit", "list").stdout

    def test_a_day_that_is_none_is_said(self, door: FrontDoor) -> None:
        assert door.run("audit", "list", "--from", "i går").exit_code == 2

    def test_spot_check_before_there_is_one(self, door: FrontDoor) -> None:
        assert "endnu" in door.run("audit", "spot-check").stdout

    def test_spot_check_shows_the_draw_and_its_answers(self, desk: PrivacyDesk, door: FrontDoor) -> None:
        call, _ = full(desk)
        desk.advance(days=8)
        with desk.database.write() as session:
            draw = spot_checks.draw(session, desk.office, desk.now)
        assert draw is not None
        told = json.loads(door.run("audit", "spot-check", "--json").stdout)
        assert (told["month"], told["frame"], told["reads"][0]["item"]) == ("2026-11", 1, call)
        assert told["seed"] in door.run("audit", "spot-check").stdout.replace("\n", "")


@pytest.mark.parametrize(
    "command", [("audit", "verify"), ("keys", "list"), ("insight", "--phone", "22334455")]
)
def test_without_a_database_there_is_a_sentence_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    door = FrontDoor(tmp_path, monkeypatch)
    door.set(ENCRYPTION_KEYS=OLD, OFFICE_FILE=str(EXAMPLE), SLACK_API_URL="http://127.0.0.1:9/api/")
    result = door.run(*command)
    assert (result.exit_code, "Databasen findes ikke" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
