"""The local workspace's page in a real browser: what it draws, what the keyboard does, what it posts."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page_blocks import actions, button, field, message, option, plain, view
from tests.page_browser import focused, launched, opened, visiting
from tests.page_stub import Json, Workspace, served

ROOT = Path(__file__).parents[1]
EMOJI = re.compile(r"(?<=[\" ]):[a-z_]+:(?=[\" ])")
TIMED_OUT = "Vi havde problemer med at oprette forbindelse. Prøv igen."


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with launched(chromium_path) as browser:
        yield browser


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


@pytest.fixture(scope="module")
def stub() -> Iterator[tuple[Workspace, str]]:
    workspace = Workspace()
    with served(workspace) as address:
        yield workspace, address


@pytest.fixture
def workspace(stub: tuple[Workspace, str]) -> Workspace:
    stub[0].reset()
    return stub[0]


@pytest.fixture
def page(window: Page, stub: tuple[Workspace, str], workspace: Workspace) -> Iterator[Page]:
    """The page as Rikke sees it."""
    with visiting(window, stub[1]) as page:
        yield page


CALLBACK = view(
    field("phone", focus_on_load=True, optional=False),
    field("whom", "external_select", optional=False, min_query_length=0),
    field("note", multiline=True),
)


def shows_modal(workspace: Workspace, page: Page, modal: Json = CALLBACK) -> None:
    workspace.show(modals=[modal])
    expect(page.locator("dialog")).to_be_visible()


def suggests_karim(_: Json) -> Json:
    people = [option("team", "Teamet"), option("U0KARIM", "Karim Aziz")]
    return {"ok": True, "groups": [{"label": "Voksenteam A", "options": people[1:]}], "options": []}


class TestMessages:
    def shown(self, workspace: Workspace, page: Page, *messages: Json) -> None:
        workspace.show(messages=list(messages))
        expect(page.locator("#messages [data-ts]")).to_have_count(len(messages))

    def test_mrkdwn_becomes_elements(self, workspace: Workspace, page: Page) -> None:
        self.shown(
            workspace, page, message("*fed* _skrå_ ~væk~ `kode` 2*3*4 snake_case_name\n> citat\n```a  b```")
        )
        content = page.locator("#messages .content")
        for tag, text in {"strong": "fed", "em": "skrå", "s": "væk", "code": "kode"}.items():
            expect(content.locator(tag)).to_have_text(text)
        expect(content.locator("blockquote")).to_have_text("citat")
        expect(content.locator("pre")).to_have_text("a  b")
        expect(content).to_contain_text("2*3*4 snake_case_name")

    def test_mentions_links_and_escapes_read_as_in_slack(self, workspace: Workspace, page: Page) -> None:
        text = "<@U0KARIM> i <#C0RECEPTION>: <tel:+4543570010|43 57 00 10> &lt;b&gt; &amp;amp;"
        self.shown(workspace, page, message(text))
        content = page.locator("#messages .content")
        expect(content).to_have_text("@Karim Aziz i #reception: 43 57 00 10 <b> &amp;")
        expect(content.locator("a")).to_have_attribute("href", "tel:+4543570010")

    def test_the_emoji_that_are_used_are_drawn_and_a_time_of_day_is_none(
        self, workspace: Workspace, page: Page
    ) -> None:
        self.shown(workspace, page, message("*Alt i orden* :warning: kl. 10:04:59 `:warning:` :aa_bb:"))
        expect(page.locator("#messages .content")).to_have_text(
            "Alt i orden ⚠️ kl. 10:04:59 :warning: :aa_bb:"
        )

    def test_every_emoji_the_bot_writes_is_drawn(self) -> None:
        page = (ROOT / "bot" / "demo" / "static" / "mrkdwn.js").read_text(encoding="utf-8")
        written = {
            name for path in ROOT.glob("views/*.py") for name in EMOJI.findall(path.read_text("utf-8"))
        }
        assert written
        assert {name for name in written if f'"{name}"' not in page} == set()

    def test_text_from_people_never_becomes_markup_or_script(self, workspace: Workspace, page: Page) -> None:
        self.shown(workspace, page, message("<img src=x onerror=alert(1)> <javascript:alert(1)|klik>"))
        expect(page.locator("#messages .content a, #messages .content img")).to_have_count(0)

    def test_an_unknown_block_is_a_box_that_names_its_type(self, workspace: Workspace, page: Page) -> None:
        self.shown(workspace, page, message("x", {"type": "hologram", "block_id": "h"}))
        expect(page.locator(".unknown")).to_have_text("Ukendt type: hologram")

    def test_a_table_has_heads_and_cells(self, workspace: Workspace, page: Page) -> None:
        rows = [
            [{"type": "raw_text", "text": text} for text in row] for row in (("§", "Til tiden"), ("85", "12"))
        ]
        self.shown(workspace, page, message("x", {"type": "table", "block_id": "t", "rows": rows}))
        expect(page.locator("thead th")).to_have_text(["§", "Til tiden"])
        expect(page.locator("tbody td")).to_have_text(["85", "12"])

    def test_ephemeral_and_edited_messages_say_so(self, workspace: Workspace, page: Page) -> None:
        self.shown(workspace, page, message("Gemt som nr. 142.", ephemeral=True, edited=True))
        expect(page.locator("#messages .message")).to_contain_text("Kun synlig for dig")
        expect(page.locator("#messages .message")).to_contain_text("(redigeret)")
        expect(page.locator("#messages .day")).to_have_text("torsdag 26. november")

    def test_a_new_message_is_read_aloud(self, workspace: Workspace, page: Page) -> None:
        self.shown(workspace, page, message("Ring tilbage"))
        expect(page.locator("#announcer")).to_have_text("Ny besked fra Fristvagt: Ring tilbage")

    def test_a_press_posts_who_what_and_where(self, workspace: Workspace, page: Page) -> None:
        self.shown(workspace, page, message("x", actions(button("reached", "Talt med"))))
        page.get_by_role("button", name="Talt med").click()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert workspace.posted("action") == [
            {
                "user": "U0RIKKE",
                "container": {"type": "message", "channel": "C0RECEPTION", "ts": "1795683840.000100"},
                "block_id": "row",
                "action_id": "reached",
                "value": None,
                "state": {},
            }
        ]

    def test_a_failed_press_says_so(self, workspace: Workspace, page: Page) -> None:
        workspace.answers["action"] = lambda _: {"ok": False, "error": "operation_timeout"}
        self.shown(workspace, page, message("x", actions(button("reached", "Talt med"))))
        page.get_by_role("button", name="Talt med").click()
        expect(page.locator("#notice")).to_have_text(TIMED_OUT)

    def test_a_button_with_a_question_acts_only_on_yes(self, workspace: Workspace, page: Page) -> None:
        question = {
            "title": plain("Luk?"),
            "text": plain("Helt?"),
            "confirm": plain("Luk"),
            "deny": plain("Nej"),
        }
        self.shown(workspace, page, message("x", actions(button("close", "Luk opkald", confirm=question))))
        page.get_by_role("button", name="Luk opkald").click()
        page.keyboard.press("Escape")
        expect(page.locator("[role=alertdialog]")).to_have_count(0)
        assert workspace.posted("action") == []
        assert focused(page) == "close"
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Luk", exact=True).click()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert [post["action_id"] for post in workspace.posted("action")] == ["close"]

    def test_an_overflow_menu_is_walked_with_arrows(self, workspace: Workspace, page: Page) -> None:
        menu: Json = {
            "type": "overflow",
            "action_id": "more",
            "options": [option("a", "Giv videre"), option("b", "Notat")],
        }
        self.shown(workspace, page, message("x", actions(menu)))
        page.locator("[data-action-id=more]").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("[role=menu]")).to_be_hidden()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert [post["value"] for post in workspace.posted("action")] == ["b"]


class TestModalKeyboard:
    def test_the_whole_callback_goes_by_keyboard(self, workspace: Workspace, page: Page) -> None:
        workspace.answers["suggest"] = suggests_karim

        def closes(_: Json) -> Json:
            workspace.show(modals=[])
            return {"ok": True, "result": "closed"}

        workspace.answers["submit"] = closes
        shows_modal(workspace, page)
        page.keyboard.type("22334455")
        page.keyboard.press("Tab")
        page.keyboard.type("kar")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("dialog")).to_have_count(0)
        state = {"phone": {"phone": "22334455"}, "whom": {"whom": "U0KARIM"}, "note": {"note": None}}
        assert workspace.posted("submit") == [{"user": "U0RIKKE", "view_id": "V1", "state": state}]
        assert focused(page) == "composer"

    def test_the_first_match_is_marked_and_enter_leaves_the_focus_there(
        self, workspace: Workspace, page: Page
    ) -> None:
        shows_modal(workspace, page, view(field("whom", "users_select"), field("name")))
        page.keyboard.type("kar")
        expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Karim Aziz")
        page.keyboard.press("Enter")
        expect(page.locator("[data-action-id=whom]")).to_have_value("Karim Aziz")
        assert focused(page) == "whom"
        assert workspace.posted("submit") == []

    def test_tab_takes_the_marked_match_and_goes_on(self, workspace: Workspace, page: Page) -> None:
        shows_modal(workspace, page, view(field("whom", "users_select"), field("name")))
        page.keyboard.type("kar")
        page.keyboard.press("Tab")
        expect(page.locator("[data-action-id=whom]")).to_have_value("Karim Aziz")
        assert focused(page) == "name"

    @pytest.mark.parametrize("taken_with", [["Tab"], ["Enter", "Tab"]], ids="-".join)
    def test_a_submission_waits_for_a_name_still_being_looked_up(
        self, workspace: Workspace, page: Page, taken_with: list[str]
    ) -> None:
        may_answer = threading.Event()

        def suggests_late(body: Json) -> Json:
            may_answer.wait(timeout=5)
            return suggests_karim(body)

        workspace.answers["suggest"] = suggests_late
        shows_modal(
            workspace, page, view(field("whom", "external_select", min_query_length=0), field("name"))
        )
        page.keyboard.type("kar")
        for key in (*taken_with, "Enter"):
            page.keyboard.press(key)
        expect(page.locator("[data-modal=submit]")).to_have_attribute("aria-busy", "true")
        may_answer.set()
        expect(page.locator("[data-modal=submit]")).to_have_attribute("aria-busy", "false")
        assert workspace.posted("submit")[0]["state"] == {"whom": {"whom": "U0KARIM"}, "name": {"name": None}}

    def test_escape_closes_first_the_list_then_the_modal(self, workspace: Workspace, page: Page) -> None:
        shows_modal(workspace, page, view(field("whom", "users_select")))
        page.keyboard.press("ArrowDown")
        expect(page.locator("[role=listbox]:visible")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator("[role=listbox]:visible")).to_have_count(0)
        assert workspace.posted("close") == []
        with page.expect_request("**/visitor/close"):
            page.keyboard.press("Escape")

    def test_control_enter_submits_from_a_multiline_field(self, workspace: Workspace, page: Page) -> None:
        shows_modal(workspace, page, view(field("note", multiline=True)))
        page.keyboard.type("linje 1\nlinje 2")
        with page.expect_request("**/visitor/submit"):
            page.keyboard.press("Control+Enter")
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert workspace.posted("submit")[0]["state"] == {"note": {"note": "linje 1\nlinje 2"}}

    def test_tab_stays_inside_the_modal(self, workspace: Workspace, page: Page) -> None:
        shows_modal(workspace, page)
        for key in ["Tab"] * 8 + ["Shift+Tab"] * 8:
            page.keyboard.press(key)
            assert page.evaluate("document.activeElement.closest('dialog') !== null")

    def test_only_the_top_of_a_stack_is_shown(self, workspace: Workspace, page: Page) -> None:
        workspace.show(modals=[CALLBACK, view(field("reason"), title="Ny tid", view_id="V2")])
        expect(page.get_by_role("dialog", name="Ny tid")).to_be_visible()
        expect(page.locator("[data-view-id=V1]")).to_be_hidden()
        workspace.show(modals=[CALLBACK])
        expect(page.locator("[data-view-id=V1]")).to_be_visible()
        expect(page.locator("[data-action-id=phone]")).to_be_focused()


class TestModalAnswers:
    def test_errors_stand_at_their_fields_and_typed_text_is_kept(
        self, workspace: Workspace, page: Page
    ) -> None:
        workspace.answers["submit"] = lambda _: {
            "ok": False,
            "errors": {"phone": "Nummeret mangler et ciffer."},
        }
        shows_modal(workspace, page)
        page.keyboard.type("2233445")
        page.keyboard.press("Enter")
        phone = page.locator("[data-action-id=phone]")
        expect(page.locator("[data-block-id=phone] [role=alert]")).to_have_text("Nummeret mangler et ciffer.")
        expect(phone).to_have_accessible_description("Nummeret mangler et ciffer.")
        expect(phone).to_have_attribute("aria-invalid", "true")
        expect(phone).to_have_value("2233445")
        page.keyboard.type("5")
        expect(page.locator("[data-block-id=phone] .error")).to_be_empty()

    def test_a_time_out_is_told_and_nothing_typed_is_lost(self, workspace: Workspace, page: Page) -> None:
        workspace.answers["submit"] = lambda _: {"ok": False, "error": "operation_timeout"}
        shows_modal(workspace, page)
        page.keyboard.type("22334455")
        page.keyboard.press("Enter")
        expect(page.locator("dialog .problem")).to_have_text(TIMED_OUT)
        expect(page.locator("[data-action-id=phone]")).to_have_value("22334455")

    def test_while_it_waits_the_button_shows_it_and_a_second_enter_sends_nothing(
        self, workspace: Workspace, page: Page
    ) -> None:
        may_answer = threading.Event()

        def waits(_: Json) -> Json:
            may_answer.wait(timeout=5)
            return {"ok": True, "result": "updated"}

        workspace.answers["submit"] = waits
        shows_modal(workspace, page)
        page.keyboard.press("Enter")
        expect(page.locator("[data-modal=submit]")).to_have_attribute("aria-busy", "true")
        page.keyboard.press("Enter")
        may_answer.set()
        expect(page.locator("[data-modal=submit]")).to_have_attribute("aria-busy", "false")
        assert len(workspace.posted("submit")) == 1

    def test_news_elsewhere_never_touches_what_is_being_typed(self, workspace: Workspace, page: Page) -> None:
        shows_modal(workspace, page)
        page.keyboard.type("2233")
        workspace.show(messages=[message("Noget nyt")])
        expect(page.locator("#messages [data-ts]")).to_have_count(1)
        page.keyboard.type("4455")
        expect(page.locator("[data-action-id=phone]")).to_have_value("22334455")

    def test_an_updated_view_keeps_the_fields_it_still_has(self, workspace: Workspace, page: Page) -> None:
        shows_modal(workspace, page)
        page.keyboard.type("22334455")
        hint: Json = {"type": "section", "block_id": "again", "text": plain("Ringede også i går")}
        workspace.show(modals=[view(hint, field("phone", placeholder=plain("Nummer")))])
        expect(page.locator("dialog")).to_contain_text("Ringede også i går")
        expect(page.locator("[data-action-id=phone]")).to_have_value("22334455")
        assert focused(page) == "phone"

    def test_a_view_that_became_a_receipt_has_its_heading_in_focus(
        self, workspace: Workspace, page: Page
    ) -> None:
        shows_modal(workspace, page)
        workspace.show(
            modals=[view(actions(button("undo", "Fortryd")), title="Gemt som nr. 142", submit=None)]
        )
        expect(page.get_by_role("heading", name="Gemt som nr. 142")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("[data-modal=submit]")).to_be_hidden()
        assert workspace.posted("action") == workspace.posted("submit") == []

    def test_every_kind_of_field_hands_over_its_raw_value(self, workspace: Workspace, page: Page) -> None:
        two = [option("a", "Første"), option("b", "Anden")]
        shows_modal(
            workspace,
            page,
            view(
                field("boxes", "checkboxes", options=two, initial_options=[two[0]]),
                field("radio", "radio_buttons", options=two),
                field("many", "multi_users_select"),
                field("day", "datepicker", initial_date="2026-11-30"),
                field("moment", "datetimepicker", initial_date_time=1795683840),
                field("count", "number_input", is_decimal_allowed=False, initial_value="3"),
            ),
        )
        page.get_by_label("Anden").first.check()
        page.get_by_label("Anden").last.check()
        for name in ("kar", "rik"):
            page.locator("[data-action-id=many]").press_sequentially(name)
            page.keyboard.press("Enter")
        page.locator("[data-action-id=moment]").fill("2026-11-27T08:15")
        page.locator("[data-modal=submit]").click()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert workspace.posted("submit")[0]["state"] == {
            "boxes": {"boxes": ["a", "b"]},
            "radio": {"radio": "b"},
            "many": {"many": ["U0KARIM", "U0RIKKE"]},
            "day": {"day": "2026-11-30"},
            "moment": {"moment": 1795763700},
            "count": {"count": "3"},
        }
