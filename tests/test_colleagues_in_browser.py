"""The demo as colleagues share it: a citizen rings again, somebody is away, somebody reads English."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.demo_page import Keys, become, newest, open_app, send
from tests.demo_process import demo
from tests.page_browser import launched, opened, visiting

MOST_KEY_PRESSES_FOR_A_REPEAT_CALLER = 20


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with launched(chromium_path) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A demo of its own: each story moves the clock or changes who is at work."""
    with demo() as running, opened(browser) as window, visiting(window, running.address) as page:
        yield page


def test_a_repeat_caller_is_noted_in_twenty_key_presses(
    page: Page, record_property: Callable[[str, object], None]
) -> None:
    send(page, "/callback @karim 22 33 44 55 Jens Hansen, afgørelse")
    expect(newest(page)).to_contain_text("Gemt som nr. 1.")
    page.locator("#composer").focus()
    keys = Keys(page)
    keys.type("/callback 22334455")
    keys.press("Enter")
    again = page.get_by_role("dialog", name="Ringer igen")
    expect(again).to_contain_text(
        "nr. 1, Karim Aziz, ikke ringet endnu, lovet senest mandag 30. november kl. 11"
    )
    keys.press("Enter")
    noted = page.get_by_role("dialog", name="Noteret")
    expect(noted).to_contain_text(
        "Noteret på nr. 1: ringet igen 1 gang. Karim Aziz ringer senest mandag 30. november kl. 11."
    )
    assert keys.pressed <= MOST_KEY_PRESSES_FOR_A_REPEAT_CALLER
    record_property("key_presses", keys.pressed)
    page.keyboard.press("Escape")
    become(page, "KARIM")
    open_app(page)
    expect(page.locator("#messages")).to_contain_text("ringede igen")


def test_the_lead_sets_an_absence_and_the_queued_reminder_arrives_at_the_deputy(page: Page) -> None:
    send(page, "/callback @karim 22 33 44 55 Jens Hansen, afgørelse")
    expect(newest(page)).to_contain_text("Karim Aziz ringer senest mandag 30. november kl. 11")
    become(page, "LONE")
    expect(page.locator("#messages")).to_contain_text("Her er ingen beskeder endnu.")
    send(page, "/absence @karim 30/11 @peter")
    expect(newest(page)).to_contain_text(
        "Gemt. Karim Aziz er væk mandag 30. november. Peter Dam tager opkaldene. Fristerne flytter sig ikke."
    )
    page.locator("#jump-digest").click()
    expect(page.locator("#clock")).to_have_text(re.compile("fredag 27. november 2026 kl. 08.15"))
    page.locator("#jump-working-day").click()
    expect(page.locator("#clock")).to_have_text(re.compile("mandag 30. november 2026 kl. 08.15"))
    become(page, "PETER")
    open_app(page)
    expect(newest(page)).to_contain_text("Dine opkald mandag 30. november")
    page.locator("#jump-hour").click()
    expect(newest(page)).to_contain_text("Frist kl. 11: 1 borger er ikke ringet op endnu.")
    expect(newest(page)).to_contain_text("for Karim Aziz, der er væk")
    become(page, "KARIM")
    open_app(page)
    expect(page.locator("#messages")).not_to_contain_text("1 borger er ikke ringet op endnu")


def test_an_english_user_reads_english_and_her_colleague_danish(page: Page) -> None:
    open_app(page, "Hjem")
    page.get_by_role("button", name="Indstillinger").click()
    form = page.get_by_role("dialog", name="Indstillinger")
    form.get_by_label("Sprog").fill("Eng")
    page.keyboard.press("Enter")
    form.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#home")).to_contain_text("Your receipts")
    page.get_by_role("navigation").get_by_role("button", name="reception").click()
    send(page, "/callback @karim 22 33 44 55 Jens Hansen")
    expect(newest(page)).to_contain_text("Monday 30 November at 11")
    expect(newest(page).get_by_role("button", name="Undo")).to_be_visible()
    become(page, "KARIM")
    open_app(page)
    expect(newest(page)).to_contain_text("Dine opkald torsdag 26. november")
