"""Takes the pictures in docs/images from the running demo: `make screenshots`."""

import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests import report_page
from tests.demo_process import Demo, demo
from tests.page_browser import found, launched, opened

IMAGES = Path(__file__).parent.parent / "docs" / "images"
WIDTH = 1200
HEIGHT = 1000
CALLS = (
    "/callback @karim 22 33 44 55 Jens Hansen, afgørelse",
    "/callback @karim 22 33 44 66 Bodil Lind, klage",
    "/callback @karim 22 33 44 77 Ole Krogh, ansøgning",
    "/callback voksenteam a 22 33 44 88 Ida Riis, aktindsigt",
    "/callback @peter 22 33 44 99 Bo Winther, afgørelse",
)


def main() -> None:
    """Log some calls, live through two days, and take a picture of each thing people meet."""
    executable = found()
    if executable is None:
        sys.exit("No Chromium found. Install one (Debian: sudo apt-get install chromium).")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        demo() as running,
        launched(executable) as browser,
        opened(browser, width=WIDTH, height=HEIGHT) as page,
    ):
        _take(running, page)
        running.end()
        report_page.picture(browser, IMAGES / "rapport.png")


def _take(running: Demo, page: Page) -> None:
    page.goto(running.address)
    page.get_by_role("button", name="Skjul vejledningen").click()
    _reception(page)
    _two_days(page)
    _caseworker(page)
    _lead(page)


def _reception(page: Page) -> None:
    for call in CALLS:
        _send(page, call)
        expect(page.locator("#messages .message").last).to_contain_text("Gemt som")
    _send(page, "/callback")
    form = page.get_by_role("dialog", name="Log et opkald")
    form.get_by_label("Telefonnummer").fill("33 44 55 66")
    form.get_by_label("Til hvem").fill("kar")
    expect(form.get_by_role("option", name="Karim Aziz")).to_be_visible()
    page.keyboard.press("Enter")
    form.get_by_label("Borgerens navn").fill("Gerda Friis")
    form.get_by_label("Besked").fill("Ring helst efter kl. 12")
    form.get_by_label("Telefonnummer").focus()
    _picture(form, "skema")
    form.get_by_role("button", name="Gem").click()
    receipt = page.get_by_role("dialog", name="Gemt")
    expect(receipt).to_contain_text("Gemt som nr. 6.")
    _picture(receipt, "kvittering")
    page.keyboard.press("Escape")
    expect(receipt).to_have_count(0)


def _two_days(page: Page) -> None:
    _become(page, "KARIM")
    _open_app(page, "Beskeder")
    line = page.locator("#messages [data-block-id='call:2']")
    line.get_by_role("button", name="Ikke svar").click()
    expect(page.locator("#messages")).to_contain_text("1 forsøg")
    for day in ("fredag 27. november", "mandag 30. november"):
        page.locator("#jump-digest").click()
        expect(page.locator("#messages .message").last).to_contain_text(f"Dine opkald {day}")
    expect(page.locator("#messages")).to_contain_text("Listen fra fredag 27. november er afløst af en nyere.")


def _caseworker(page: Page) -> None:
    _picture_of_page(page, "dagens-liste", height=820)
    page.get_by_role("button", name="Vis", exact=True).last.click()
    shown = page.get_by_role("dialog")
    expect(shown).to_be_visible()
    _picture(shown, "vis")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    _open_app(page, "Hjem")
    expect(page.locator("#home")).to_contain_text("På teamets liste")
    _picture_of_page(page, "hjem", height=740)


def _lead(page: Page) -> None:
    _become(page, "LONE")
    _open_app(page, "Beskeder")
    week = page.locator("#messages .message", has_text="Ugen i tal").last
    expect(week).to_contain_text("på arbejde")
    _picture(week, "ugen-i-tal")
    page.get_by_role("navigation").get_by_role("button", name="# voksenteam-a").click()
    _send(page, "/status")
    expect(page.locator("#messages")).to_contain_text("Opgjort")
    _picture_of_page(page, "status", height=760)
    page.get_by_role("button", name="Detaljer", exact=True).last.click()
    details = page.get_by_role("dialog", name="Detaljer")
    expect(details).to_contain_text("Målet er at ringe tilbage")
    _picture(details, "detaljer")
    page.keyboard.press("Escape")
    expect(details).to_have_count(0)
    _open_app(page, "Hjem")
    expect(page.locator("#home")).to_contain_text("De næste fem arbejdsdage")
    _picture_of_page(page, "leders-hjem", height=900)


def _send(page: Page, text: str) -> None:
    page.locator("#composer").fill(text)
    page.locator("#send").click()
    expect(page.locator("#composer")).to_have_value("")


def _become(page: Page, person: str) -> None:
    page.locator("#person").select_option(f"U0{person}")


def _open_app(page: Page, tab: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name="Fristvagt").click()
    page.get_by_role("tab", name=tab).click()


def _picture_of_page(page: Page, name: str, *, height: int) -> None:
    page.set_viewport_size({"width": WIDTH, "height": height})
    for newest in page.locator("#messages .message:visible").all()[-1:]:
        newest.scroll_into_view_if_needed()
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def _picture(part: Locator, name: str) -> None:
    part.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    main()
