"""Chromium for the tests of the local workspace's page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    """The path of the system's Chromium, or of the one FRISTVAGT_CHROMIUM names; None without one."""
    return os.environ.get("FRISTVAGT_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """The system's Chromium without a window."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, *, width: int = 1100, height: int = 800) -> Iterator[Page]:
    """A window that many visits share, since opening one takes longer than most tests."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@contextmanager
def visiting(page: Page, address: str) -> Iterator[Page]:
    """The page loaded anew; it may neither complain in the console nor call another server."""
    complaints: list[str] = []
    addresses: list[str] = []

    def hear_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def hear_error(error: Error) -> None:
        complaints.append(str(error))

    def hear_request(request: Request) -> None:
        addresses.append(request.url)

    page.on("console", hear_console)
    page.on("pageerror", hear_error)
    page.on("request", hear_request)
    page.goto(address)
    expect(page.locator("#clock")).not_to_be_empty()
    yield page
    page.evaluate("localStorage.clear()")
    page.remove_listener("console", hear_console)
    page.remove_listener("pageerror", hear_error)
    page.remove_listener("request", hear_request)
    assert complaints == []
    assert [asked for asked in addresses if not asked.startswith(address)] == []


def focused(page: Page) -> str | None:
    """The action id, else the id, of what the keyboard would reach now."""
    found: str | None = page.evaluate("document.activeElement.dataset.actionId ?? document.activeElement.id")
    return found
