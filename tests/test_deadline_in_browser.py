"""A statutory deadline in the demo, as its caseworker lives it: from one line to the complaint window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.demo_page import become, newest, open_app, send
from tests.demo_process import demo
from tests.page_browser import launched, opened, visiting

# Eight weeks from 20 October 2026 is Tuesday 15 December.
ONE_LINE = "/deadline §85 sag 23-1234 modtaget 20/10"
RUNGS = (
    "tirsdag 1. december 2026 kl. 08.15",
    "torsdag 10. december 2026 kl. 08.15",
    "mandag 14. december 2026 kl. 08.15",
)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with launched(chromium_path) as browser:
        yield browser


def test_from_the_application_to_the_refusal(browser: Browser) -> None:
    with (
        demo() as running,
        opened(browser) as window,
        visiting(window, running.address) as page,
    ):
        become(page, "KARIM")
        register(page)
        line = on_its_rungs(page)
        notice_is_sent(page, line)
        refused(page)
        window_is_followed(page)
        assert "Traceback" not in running.complaints()


def register(page: Page) -> None:
    send(page, ONE_LINE)
    receipt = newest(page)
    expect(receipt).to_contain_text("Gemt som nr. 1: § 85")
    expect(receipt).to_contain_text("Fristen er tirsdag 15. december.")
    expect(page.locator("#messages")).not_to_contain_text("23-1234 ")


def on_its_rungs(page: Page) -> Locator:
    """Each jump lands on the list of a rung, and the list speaks of the deadline."""
    open_app(page)
    for clock in RUNGS:
        jump(page, clock)
        # The list of that day, not the one before, which speaks of it too.
        expect(newest(page)).to_contain_text(clock.partition(" 2026")[0])
        expect(newest(page)).to_contain_text("Nr. 1 · § 85")
    message = newest(page)
    expect(message).to_contain_text("kan det ikke nås: send fristbrev senest tirsdag 15. december")
    return message


def notice_is_sent(page: Page, message: Locator) -> None:
    message.get_by_role("button", name="Fristbrev sendt").click()
    form = page.get_by_role("dialog", name="Nr. 1: fristbrev")
    form.get_by_label("Ny dato, som den står i brevet").fill("2027-01-15")
    form.get_by_role("radio").first.check()
    form.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("dialog")).to_contain_text("i tide")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(message).to_contain_text("frist tirsdag 15. december, varslet til fredag 15. januar")
    jump(page, "onsdag 23. december 2026 kl. 08.15")
    expect(newest(page)).to_contain_text("frist var tirsdag 15. december, varslet til fredag 15. januar")


def refused(page: Page) -> None:
    newest(page).get_by_role("button", name="Afgjort").click()
    form = page.get_by_role("dialog", name="Nr. 1: afgjort")
    form.get_by_label("Afslag", exact=True).check()
    form.get_by_label("Sendt").fill("2026-12-23")
    form.get_by_role("button", name="Gem").click()


def window_is_followed(page: Page) -> None:
    """Nothing starts before somebody asks for it."""
    offer = page.get_by_role("dialog", name="Nr. 1: hvad så")
    expect(offer).to_contain_text("Borgeren kan klage til og med onsdag 20. januar")
    offer.get_by_role("button", name="Følg klagefristen").click()
    expect(page.get_by_role("dialog")).to_contain_text("følges som nr. 2 til og med onsdag 20. januar")
    page.keyboard.press("Escape")
    expect(newest(page)).to_contain_text("afslag")


def jump(page: Page, clock: str) -> None:
    page.locator("#jump-deadline").click()
    expect(page.locator("#clock")).to_have_text(clock)
