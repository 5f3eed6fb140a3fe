"""The demo's page as its visitors use it: by keyboard, counted, and by what they read."""

import re

from playwright.sync_api import Locator, Page, expect


class Keys:
    """The keyboard, counting every key that goes down."""

    def __init__(self, page: Page) -> None:
        self._keyboard = page.keyboard
        self.pressed = 0

    def type(self, text: str) -> None:
        self._keyboard.type(text)
        self.pressed += len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._keyboard.press(key)
        self.pressed += len(keys)


def become(page: Page, person: str) -> None:
    page.locator("#person").select_option(f"U0{person}")
    expect(page).to_have_url(re.compile(f"user=U0{person}"))
    expect(page.locator("[inert]")).to_have_count(0)


def open_app(page: Page, tab: str = "Beskeder") -> None:
    page.get_by_role("navigation").get_by_role("button", name="Fristvagt").click()
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")


def newest(page: Page) -> Locator:
    return page.locator("#messages .message").last


def send(page: Page, text: str) -> None:
    page.locator("#composer").fill(text)
    page.locator("#send").click()
    expect(page.locator("#composer")).to_have_value("")
