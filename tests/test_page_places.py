"""Around the messages of the local workspace's page: who looks, where, when, and the line one writes in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.page_blocks import actions, button, field, message, view
from tests.page_browser import focused, launched, opened, visiting
from tests.page_stub import Workspace, served


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


class TestComposer:
    def test_a_slash_lists_commands_tab_completes_and_enter_sends(
        self, workspace: Workspace, page: Page
    ) -> None:
        page.keyboard.type("/")
        expect(page.locator("#commands [role=option]")).to_have_count(2)
        page.keyboard.type("cal")
        page.keyboard.press("Tab")
        expect(page.locator("#composer-hint")).to_have_text("/callback [@hvem] [nummer] [navn]")
        page.keyboard.type("@kar")
        page.keyboard.press("Tab")
        page.keyboard.type("22334455")
        page.keyboard.press("Enter")
        expect(page.locator("#composer")).to_have_value("")
        sent = {"user": "U0RIKKE", "conversation": "C0RECEPTION", "text": "/callback @karim 22334455"}
        assert workspace.posted("command") == [sent]

    def test_a_whole_command_needs_one_enter(self, workspace: Workspace, page: Page) -> None:
        page.keyboard.type("/status")
        page.keyboard.press("Enter")
        expect(page.locator("#composer")).to_have_value("")
        assert [post["text"] for post in workspace.posted("command")] == ["/status"]

    def test_a_refused_command_stays_and_the_reason_is_shown(self, workspace: Workspace, page: Page) -> None:
        workspace.answers["command"] = lambda _: {
            "ok": False,
            "error": "unknown_command",
            "message": "Ukendt.",
        }
        page.keyboard.type("/kaldop")
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_have_text("Ukendt.")
        expect(page.locator("#composer")).to_have_value("/kaldop")

    def test_words_without_a_slash_are_a_message(self, workspace: Workspace, page: Page) -> None:
        page.keyboard.type("Godmorgen")
        page.keyboard.press("Enter")
        expect(page.locator("#composer")).to_have_value("")
        assert [post["text"] for post in workspace.posted("message")] == ["Godmorgen"]


class TestWhoAndWhen:
    def test_the_clock_is_the_workspaces_own(self, page: Page) -> None:
        expect(page.locator("#clock")).to_have_text("torsdag 26. november 2026 kl. 10.04")
        expect(page.locator("#clock")).to_have_attribute("datetime", "2026-11-26T10:04:00+01:00")

    @pytest.mark.parametrize(
        ("hook", "jump"),
        [
            ("jump-minute15", "minute15"),
            ("jump-hour", "hour"),
            ("jump-digest", "digest"),
            ("jump-working-day", "working_day"),
            ("jump-deadline", "deadline"),
        ],
    )
    def test_each_jump_moves_the_clock(self, workspace: Workspace, page: Page, hook: str, jump: str) -> None:
        with page.expect_response("**/visitor/clock"):
            page.locator(f"#{hook}").click()
        assert workspace.posted("clock") == [{"user": "U0RIKKE", "jump": jump}]

    def test_people_are_listed_with_their_titles_and_the_bot_is_not_one_of_them(self, page: Page) -> None:
        people = ["Rikke Holm – receptionist", "Oskar Lind – sagsbehandler", "Karim Aziz – sagsbehandler"]
        expect(page.locator("#person option")).to_have_text(people)

    def test_becoming_somebody_else_stays_in_the_channel(self, workspace: Workspace, page: Page) -> None:
        # The address changes before the page asks, so it is the question that is waited for.
        with page.expect_response(lambda one: "user=U0KARIM&conversation=C0RECEPTION" in one.url):
            page.locator("#person").select_option("U0KARIM")
        expect(page).to_have_url(re.compile("user=U0KARIM&conversation=C0RECEPTION"))
        assert workspace.asked[-1] == {"user": "U0KARIM", "conversation": "C0RECEPTION"}

    def test_a_draft_belongs_to_its_person_and_place(self, page: Page) -> None:
        page.keyboard.type("halvt skrevet")
        page.locator("[data-conversation=C0VOKSENA]").click()
        expect(page.locator("#composer")).to_have_value("")
        page.locator("[data-conversation=C0RECEPTION]").click()
        expect(page.locator("#composer")).to_have_value("halvt skrevet")

    def test_what_is_typed_before_the_new_place_is_drawn_belongs_to_it(
        self, workspace: Workspace, page: Page
    ) -> None:
        held: list[Route] = []
        of_the_new_place = re.compile("visitor/state.*user=U0KARIM&conversation")

        def hold(route: Route) -> None:
            held.append(route)

        page.route(of_the_new_place, hold)
        # The address changes before the page asks, so it is the question that is waited for.
        with page.expect_request(of_the_new_place):
            page.locator("#person").select_option("U0KARIM")
        page.locator("#composer").fill("straks skrevet")
        workspace.messages = [message("Velkommen, Karim")]
        held[0].continue_()
        page.unroute(of_the_new_place)
        expect(page.locator("#messages")).to_contain_text("Velkommen, Karim")
        expect(page.locator("#composer")).to_have_value("straks skrevet")

    def test_what_the_last_person_saw_cannot_be_pressed_by_the_next(
        self, workspace: Workspace, page: Page
    ) -> None:
        workspace.show(messages=[message("Ring til borgeren", actions(button("take", "Jeg tager den")))])
        take = page.get_by_role("button", name="Jeg tager den")
        expect(take).to_be_visible()
        held: list[Route] = []
        of_the_next = re.compile("visitor/state.*user=U0KARIM")

        def hold(route: Route) -> None:
            held.append(route)

        page.route(of_the_next, hold, times=1)
        with page.expect_request(of_the_next):
            page.locator("#person").select_option("U0KARIM")
        take.click(force=True)
        take.focus()
        page.keyboard.press("Enter")
        held[0].continue_()
        with page.expect_response("**/visitor/action"):
            take.click()
        assert [press["user"] for press in workspace.posted("action")] == ["U0KARIM"]


class TestPlaces:
    def test_unread_messages_are_counted_at_their_place(self, page: Page) -> None:
        expect(page.locator("[data-conversation=C0VOKSENA]")).to_have_accessible_name(
            "# voksenteam-a 2 ulæste"
        )
        expect(page.locator("[data-conversation=C0RECEPTION]")).to_have_accessible_name("# reception")

    def test_the_app_has_a_home_and_messages(self, workspace: Workspace, page: Page) -> None:
        workspace.home = {"view_id": "VHOME", "hash": "1", "blocks": [actions(button("work", "Vis"))]}
        page.locator("[data-conversation=D0BOT]").click()
        expect(page.get_by_role("tab", name="Beskeder")).to_have_attribute("aria-selected", "true")
        page.get_by_role("tab", name="Hjem").click()
        with page.expect_response("**/visitor/action"):
            page.locator("#home").get_by_role("button", name="Vis").click()
        assert workspace.posted("home") == [{"user": "U0RIKKE"}]
        assert workspace.posted("action")[0]["container"] == {"type": "view", "view_id": "VHOME"}

    def test_news_keep_the_readers_place_in_the_list(self, workspace: Workspace, page: Page) -> None:
        many = [message(f"Nr. {number}", ts=f"1795683840.{number:06}") for number in range(60)]
        workspace.show(messages=many)
        expect(page.locator("#messages [data-ts]")).to_have_count(60)
        page.locator("#scroll").evaluate("node => { node.scrollTop = 300; }")
        workspace.show(messages=[*many, message("Den nyeste", ts="1795683841.000000")])
        expect(page.locator("#messages [data-ts]")).to_have_count(61)
        assert page.locator("#scroll").evaluate("node => node.scrollTop") == 300

    def test_the_focus_returns_to_the_button_that_opened_a_modal(
        self, workspace: Workspace, page: Page
    ) -> None:
        workspace.show(messages=[message("x", actions(button("show", "Vis")))])
        page.get_by_role("button", name="Vis").focus()
        workspace.show(modals=[view(field("name"))])
        expect(page.locator("dialog")).to_be_visible()
        workspace.show(
            modals=[], messages=[message("x", actions(button("show", "Vis"), button("more", "Mere")))]
        )
        expect(page.locator("dialog")).to_have_count(0)
        assert focused(page) == "show"

    def test_the_focus_stays_at_a_message_whose_button_is_gone(
        self, workspace: Workspace, page: Page
    ) -> None:
        workspace.show(messages=[message("x", actions(button("reached", "Talt med")))])
        page.get_by_role("button", name="Talt med").focus()
        workspace.show(messages=[message("Talt med af Karim kl. 10.14", edited=True)])
        expect(page.locator("#messages [data-ts]")).to_be_focused()


class TestGuide:
    def test_it_marks_what_has_been_done_and_stays_away_when_dismissed(self, page: Page) -> None:
        step = page.locator("#guide [aria-current=step]")
        step.get_by_role("button", name="Skriv /callback").click()
        expect(page.locator("#composer")).to_be_focused()
        page.keyboard.press("Enter")
        expect(step).to_contain_text("Skift til Karim")
        page.get_by_role("button", name="Skjul vejledningen").click()
        page.reload()
        expect(page.locator("#clock")).not_to_be_empty()
        expect(page.locator("#guide")).to_be_hidden()


class TestNarrowWindow:
    def test_nothing_needs_sideways_scrolling_at_360_pixels(
        self, browser: Browser, stub: tuple[Workspace, str], workspace: Workspace
    ) -> None:
        long = message("Et meget langt ord: " + "sagsbehandlingsfrist" * 8, actions(button("show", "Vis")))
        workspace.show(messages=[long], modals=[view(field("name"))])
        with opened(browser, width=360, height=640) as window, visiting(window, stub[1]) as page:
            expect(page.locator("dialog")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            assert page.locator("dialog").evaluate("node => node.scrollWidth <= node.clientWidth")
