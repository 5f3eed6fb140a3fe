"""An administrator puts the municipality's table into the catalogue from Slack, over the real socket."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import select

from bot.demo.wire import JsonObject
from bot.demo_command import EXAMPLE_TABLE
from bot.office_file import EXAMPLE as EXAMPLE_OFFICE
from bot.office_file import load_office
from handlers import slack_files, waiting
from handlers.slack_files import MOST_BYTES, UnreachableFileError, fetch
from rules.statute import Rule
from storage.case_models import RuleVersion
from storage.catalogue import municipal
from storage.catalogue_import import Report, preview
from tests import payload_shapes as shapes
from tests.calls import opened_home
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.front_desk import ADMIN, FrontDesk, front_desk
from tests.payload_shapes import Json
from tests.rights_matrix import Case, refuses_everybody_else, submitted, works_for_its_own
from tests.sheets import workbook
from tests.world import COPENHAGEN, THURSDAY, World, text_of, world
from views import ids, sent_table
from views.blocks import inert
from views.texts import Texts

EXAMPLE = EXAMPLE_TABLE.read_bytes()
HEADER = "Lov;Paragraf;Ydelse;Variant;Frist\n"
ONE_ROW = (HEADER + "serviceloven;85;Socialpædagogisk støtte;;8 uger\n").encode()
LONGER = (HEADER + "serviceloven;85;Socialpædagogisk støtte;;10 uger\n").encode()
# Serviceloven § 101 has a figure of its own.
WITH_THE_LAWS_OWN = ONE_ROW + b"serviceloven;101;Stofmisbrugsbehandling;;3 uger\n"
FAULTY = ONE_ROW + "serviceloven;83;Personlig hjælp;;snarest muligt\n".encode()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[World]:
    with world(f"sqlite:///{tmp_path / 'fristvagt.db'}") as made:
        yield made


def home(office: World, user: str) -> JsonObject:
    """The person's Home, once the bot has heard that it is looked at."""
    opened_home(office, user)
    office.tick()
    shown = office.visitor(user).home()
    assert shown is not None
    return shown


def form(office: World) -> JsonObject:
    office.visitor("ADMIN").press(home(office, "ADMIN"), ids.TABLE)
    return office.modal("ADMIN")


def sent(office: World, content: bytes, name: str = "frister.csv") -> JsonObject:
    """Choose the file and submit; the modal afterwards."""
    shown, admin = form(office), office.visitor("ADMIN")
    chosen = admin.attach(shown, ids.TABLE_FILE, name, content)
    assert admin.submit(shown, {ids.TABLE_FILE: chosen})["ok"]
    return office.modal("ADMIN")


def agreed(office: World) -> JsonObject:
    admin = office.visitor("ADMIN")
    assert admin.submit(admin.modal())["ok"]
    return office.modal("ADMIN")


def rules(office: World) -> list[Rule]:
    with office.parts.database.read() as session:
        return municipal(session)


def versions(office: World) -> int:
    with office.parts.database.read() as session:
        return len(session.scalars(select(RuleVersion.id)).all())


def replace(office: World, content: bytes) -> None:
    """Another file where the last one was."""
    list(office.slack.workspace.files.values())[-1].content = content


class TestTheTable:
    def test_is_shown_before_anything_changes(self, office: World) -> None:
        shown = sent(office, EXAMPLE)
        assert shown["submit"] == "Læg ind"
        assert "Ny: § 85" in text_of(shown)
        assert rules(office) == []

    def test_is_in_force_once_the_administrator_agrees(self, office: World) -> None:
        sent(office, EXAMPLE)
        assert "Lagt ind:" in text_of(agreed(office))
        assert "serviceloven-85" in {rule.key for rule in rules(office)}
        (event,) = office.events("rules_imported")
        assert event.actor == "U0ADMIN"

    def test_says_what_was_and_what_comes(self, office: World) -> None:
        sent(office, ONE_ROW)
        agreed(office)
        shown = sent(office, LONGER)
        assert "fra 8 uger til 10 uger" in text_of(shown)

    def test_the_same_again_has_nothing_to_put_in(self, office: World) -> None:
        sent(office, ONE_ROW)
        agreed(office)
        shown = sent(office, ONE_ROW)
        assert shown["submit"] is None
        assert "Der er intet at lægge ind." in text_of(shown)

    @pytest.mark.parametrize("length", ["8 uger", "snarest muligt"])
    def test_a_workbooks_other_sheets_are_named(self, office: World, length: str) -> None:
        rows = [HEADER.strip().split(";"), ["serviceloven", "85", "Socialpædagogisk støtte", "", length]]
        shown = sent(office, workbook(*rows, beside={"_Børn_ og unge": rows}), "frister.xlsx")
        assert f"Kun det første ark er læst, og ikke {inert('_Børn_ og unge')}." in text_of(shown)

    def test_a_row_the_law_has_settled_is_told_and_left_out(self, office: World) -> None:
        shown = sent(office, WITH_THE_LAWS_OWN)
        assert "Linje 3: Loven har selv en frist her" in text_of(shown)
        agreed(office)
        assert [rule.paragraph for rule in rules(office)] == ["85"]

    def test_a_faulty_row_stops_everything_and_says_where(self, office: World) -> None:
        shown = sent(office, FAULTY)
        assert shown["submit"] is None
        assert "Intet er lagt ind." in text_of(shown)
        assert "Linje 3: " in text_of(shown)
        assert rules(office) == []

    def test_with_a_cpr_number_is_refused_without_showing_it(self, office: World) -> None:
        number = WRITTEN_AS_CPR[0]
        shown = sent(office, ONE_ROW + f"serviceloven;83;Hjælp til {number};;8 uger\n".encode())
        assert "Linje 3: Rækken har noget, der ligner et CPR-nummer." in text_of(shown)
        assert number not in text_of(shown)


class TestAFileThatCannotBeUsed:
    def test_is_no_table(self, office: World) -> None:
        assert "er hverken en CSV- eller en XLSX-fil" in text_of(sent(office, b"%PDF-1.7", "frister.csv"))

    def test_has_another_ending(self, office: World) -> None:
        shown, admin = form(office), office.visitor("ADMIN")
        chosen = admin.attach(shown, ids.TABLE_FILE, "frister.pdf", ONE_ROW)
        answer = admin.submit(shown, {ids.TABLE_FILE: chosen})
        assert answer["errors"] == {ids.TABLE_FILE: "Vælg en fil, der ender på .csv eller .xlsx."}

    def test_is_too_big(self, office: World) -> None:
        shown, admin = form(office), office.visitor("ADMIN")
        chosen = admin.attach(shown, ids.TABLE_FILE, "frister.csv", b"x" * (MOST_BYTES + 1))
        answer = admin.submit(shown, {ids.TABLE_FILE: chosen})
        assert "Filen fylder mere end 2 MB." in answer["errors"][ids.TABLE_FILE]

    def test_has_grown_since_it_was_chosen(self, office: World) -> None:
        sent(office, ONE_ROW)
        replace(office, b"x" * (MOST_BYTES + 1))
        assert "Filen fylder mere end 2 MB." in text_of(agreed(office))
        assert rules(office) == []

    def test_is_gone(self, office: World) -> None:
        sent(office, ONE_ROW)
        office.slack.workspace.files.clear()
        assert "Filen kunne ikke hentes fra Slack" in text_of(agreed(office))
        assert rules(office) == []

    def test_has_changed_since_it_was_shown(self, office: World) -> None:
        sent(office, ONE_ROW)
        replace(office, LONGER)
        assert "Filen er ændret, siden du så den" in text_of(agreed(office))
        assert rules(office) == []
        assert versions(office) == 0


class GivenFile(WebClient):
    """Says that a file stands at `url`."""

    def __init__(self, token: str, base_url: str, url: str) -> None:
        super().__init__(token, base_url=base_url)
        self.url = url

    def files_info(self, *, file: str, **_: Any) -> SlackResponse:
        given = {"id": file, "name": "frister.csv", "size": 3, "url_private_download": self.url}
        data = {"ok": True, "file": given}
        return SlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200
        )


class TestTheToken:
    @pytest.mark.parametrize(
        "url",
        [
            "https://files.slack.com.example.org/frister.csv",
            "https://files.slack.com@example.org/frister.csv",
            "http://files.slack.com/frister.csv",
            "file:///etc/hostname",
            "",
        ],
    )
    def test_is_sent_to_slack_only(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[object] = []
        monkeypatch.setattr(slack_files, "build_opener", opened.append)
        with pytest.raises(UnreachableFileError):
            fetch(GivenFile("xoxb-local", "https://slack.com/api/", url), "F1")
        assert opened == []

    def test_is_not_led_on_to_another_address(self, office: World) -> None:
        """Whoever may not have the file is led to a page to log in; that page is not the file."""
        base = office.slack.base_url
        with pytest.raises(UnreachableFileError):
            fetch(GivenFile("xoxb-wrong", office.slack.api_url, f"{base}/files/F1/frister.csv"), "F1")


def test_the_same_press_delivered_twice_changes_the_catalogue_once(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAUSES", (0.0,))
    shown = sent(office, ONE_ROW)
    view = office.slack.workspace.surfaces.find(shown["id"]).body | {"id": shown["id"]}
    press = shapes.submission(ADMIN, view)
    for _ in range(2):
        office.slack.send("interactive", press)
        office.settle()
    assert versions(office) == 1
    assert len(office.events("rules_imported")) == 1


def test_the_preview_carries_no_more_than_the_file_and_its_fingerprint(office: World) -> None:
    shown = sent(office, ONE_ROW)
    carried = json.loads(office.slack.workspace.surfaces.find(shown["id"]).body["private_metadata"])
    assert carried.keys() == {"file", "sha256"}


def test_a_preview_that_lost_its_file_puts_nothing_in(office: World) -> None:
    view = sent_table.preview(Texts(COPENHAGEN), report(), "")
    answer = office.slack.send("interactive", shapes.submission(ADMIN, view))
    assert "Jeg kan ikke se, hvilken fil det var." in str(answer)


def report() -> Report:
    table = BytesIO(ONE_ROW)
    return preview([], load_office(EXAMPLE_OFFICE), "frister.csv", table, today=THURSDAY.date())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    with front_desk(tmp_path_factory.mktemp("sent_table")) as made:
        yield made


def a_form(desk: FrontDesk, number: int) -> Json:
    desk.press(ADMIN, ids.TABLE, ADMIN)
    return shapes.opened(desk.modal())


def a_preview(desk: FrontDesk, number: int) -> Json:
    return shapes.opened(sent_table.preview(Texts(COPENHAGEN), report(), '{"file": "F1", "sha256": "0"}'))


FILE = {"id": "F1", "name": "frister.csv", "size": 3}
HANDLERS = {
    "the form": Case(lambda desk, user, number, view: desk.press(user, ids.TABLE, user), {ADMIN}),
    "the file": Case(submitted({ids.TABLE_FILE: [FILE]}), {ADMIN}, a_form),
    "the import": Case(submitted({}), {ADMIN}, a_preview),
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_refuses_everybody_but_administrators(desk: FrontDesk, handler: str) -> None:
    refuses_everybody_else(desk, HANDLERS[handler])


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_works_for_administrators(desk: FrontDesk, handler: str) -> None:
    works_for_its_own(desk, HANDLERS[handler])


def test_only_an_administrators_home_has_the_button(office: World) -> None:
    for user in ("ADMIN", "LONE", "RIKKE"):
        assert ("Læg fristtabel ind" in text_of(home(office, user))) == (user == "ADMIN"), user
