"""The demo as the people it is for: Rikke logs a call, Karim rings back, an urgent call is taken by one."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.demo_page import Keys, become, newest, open_app, send
from tests.demo_process import Demo, demo
from tests.page_browser import launched, opened, visiting

MOST_KEY_PRESSES = 40
ONE_LINE = "/callback @karim 22 33 44 55 Jens Hansen, afgørelse"
PROMISE = (
    "Karim Aziz ringer senest mandag 30. november kl. 11. Hører du ikke fra os, så ring igen på 43 57 00 10."
)
EVERYBODY = ("RIKKE", "KARIM", "MAJA", "SOFIE", "LONE", "BENT", "JONNA", "AUDIT", "ADMIN", "OTTO")
# What a person should never read: a key, an id, a placeholder, or a value nobody filled in.
RAW = re.compile(r"[{}]|\b(?:None|null|undefined|True|False|NaN)\b|\b[a-z]+_[a-z_]+\b|\bU0[A-Z]+|voksen-[ab]")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with launched(chromium_path) as browser:
        yield browser


@pytest.fixture(scope="module")
def shared() -> Iterator[Demo]:
    """One demo for the tests that leave the clock alone."""
    with demo() as running:
        yield running
        assert running.end() == 0
        assert "Traceback" not in running.complaints()


@pytest.fixture
def page(browser: Browser, shared: Demo) -> Iterator[Page]:
    with opened(browser) as window, visiting(window, shared.address) as page:
        yield page


def test_a_call_is_logged_by_keyboard_and_rung_back(browser: Browser) -> None:
    with (
        demo() as running,
        opened(browser) as window,
        visiting(window, running.address) as page,
    ):
        log_by_keyboard(page)
        become(page, "KARIM")
        # Its list leaves a moment after the call, and would not leave any more once the day is over.
        open_app(page)
        expect(newest(page)).to_contain_text("Dine opkald torsdag 26. november")
        page.locator("#jump-digest").click()
        expect(page.locator("#clock")).to_have_text("fredag 27. november 2026 kl. 08.15")
        ring_back(page)
        page.locator("#jump-working-day").click()
        expect(page.locator("#clock")).to_have_text("mandag 30. november 2026 kl. 08.15")


def log_by_keyboard(page: Page) -> None:
    keys = Keys(page)
    keys.type("/callback")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Log et opkald")).to_be_visible()
    keys.type("22334455")
    keys.press("Tab")
    keys.type("kar")
    keys.press("Enter", "Tab")
    keys.type("Jens")
    keys.press(*["Tab"] * 6)
    keys.type("bil")
    keys.press("Enter")
    receipt = page.get_by_role("dialog", name="Gemt")
    expect(receipt).to_contain_text(f"Gemt som nr. 1. {PROMISE}")
    assert keys.pressed <= MOST_KEY_PRESSES
    expect(receipt.get_by_role("button", name="Ret", exact=True)).to_be_visible()
    expect(receipt.get_by_role("button", name="Fortryd")).to_be_visible()
    page.keyboard.press("Escape")
    expect(receipt).to_have_count(0)
    expect(page.locator("#composer")).to_be_focused()


def ring_back(page: Page) -> None:
    open_app(page)
    # Yesterday's list shrinks first: it stands above, and moves everything below it.
    expect(page.locator("#messages")).to_contain_text(
        "Listen fra torsdag 26. november er afløst af en nyere."
    )
    message = newest(page)
    expect(message).to_contain_text("Dine opkald fredag 27. november")
    expect(message).to_contain_text("Nr. 1 · andet · senest mandag 30. november kl. 11")
    message.get_by_role("button", name="Vis", exact=True).click()
    shown = page.get_by_role("dialog", name="Nr. 1")
    expect(shown).to_contain_text("Jens")
    expect(shown.get_by_role("link", name="22 33 44 55")).to_have_attribute("href", "tel:+4522334455")
    expect(shown).to_contain_text("Besked: bil")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    message.get_by_role("button", name="Talt med").click()
    page.get_by_label("Journaliseret").check()
    page.get_by_role("dialog").get_by_role("button", name="Gem").click()
    expect(message).to_contain_text("Nr. 1 · andet · talt med kl. 8:15, journaliseret")
    expect(message.get_by_role("button")).to_have_text(["Genåbn"])


def test_the_one_line_form_is_saved_in_one_go(
    page: Page, record_property: Callable[[str, object], None]
) -> None:
    keys = Keys(page)
    keys.type(ONE_LINE)
    keys.press("Enter")
    expect(newest(page)).to_contain_text(PROMISE)
    expect(newest(page).get_by_role("button", name="Fortryd")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert keys.pressed == len(ONE_LINE) + 1
    record_property("key_presses", keys.pressed)


def test_an_urgent_call_reaches_two_at_once_and_says_who_was_first(page: Page) -> None:
    send(page, "/callback @karim 22 33 44 66 haster")
    expect(newest(page)).to_contain_text("får besked med det samme, fordi det haster")
    become(page, "KARIM")
    open_app(page)
    expect(urgent(page)).to_contain_text("Et opkald haster.")
    become(page, "MAJA")
    expect(urgent(page)).to_contain_text("Et opkald haster.")
    urgent(page).get_by_role("button", name="Jeg tager den").click()
    expect(urgent(page).get_by_role("button", name="Talt med")).to_be_visible()
    become(page, "KARIM")
    expect(urgent(page)).to_contain_text("Maja Lund var først kl. 10:0")
    expect(urgent(page)).to_contain_text("Der er taget hånd om opkaldet, der hastede.")
    expect(urgent(page).get_by_role("button")).to_have_count(0)


def urgent(page: Page) -> Locator:
    """The message about an urgent call, before and after somebody has taken it."""
    return page.locator("#messages .message", has_text="hast").filter(has_not_text="Dine opkald")


def test_a_follow_up_begins_again_by_itself_and_changes_turn(page: Page) -> None:
    become(page, "PETER")
    send(page, "/deadline opfølgning sag 23-1235")
    expect(newest(page)).to_contain_text("Opfølgning på en indsats, 6 måneder.")
    send(page, "/deadline list")
    listed = page.get_by_role("dialog", name="Dine frister")
    expect(listed).to_contain_text("administrativt denne gang")
    listed.get_by_role("button", name="Udført").click()
    page.get_by_role("dialog").last.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("dialog").last).to_contain_text(
        re.compile("Den næste er startet .* sammen med borgeren")
    )


def test_nobody_ever_reads_a_key_or_a_placeholder(page: Page) -> None:
    for text in (
        "",
        "22334455",
        "help",
        "find 22 33 44 99",
        "find",
        "@karim 22 33 44 77 Jens",
        "voksenteam b 22334488",
    ):
        send(page, f"/callback {text}")
        if text in ("", "22334455"):
            expect(page.get_by_role("dialog")).to_be_visible()
            assert raw(page) == []
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
    send(page, "/status")
    expect(newest(page)).to_contain_text("Opgjort")
    assert raw(page) == []
    for person in EVERYBODY:
        become(page, person)
        open_app(page, "Beskeder")
        assert raw(page) == [], person
        open_app(page, "Hjem")
        expect(page.locator("#home")).not_to_be_empty()
        assert raw(page) == [], person


def raw(page: Page) -> list[str]:
    """What on the screen was meant for a program."""
    return RAW.findall(page.locator("body").inner_text())


def test_it_ends_cleanly_while_somebody_looks_at_the_page(browser: Browser) -> None:
    with demo() as running, opened(browser) as page:
        page.goto(running.address)
        expect(page.locator("#clock")).not_to_be_empty()
        assert running.end() == 0
        assert "Traceback" not in running.complaints()
        expect(page.locator("#connection")).to_contain_text("Siden prøver selv igen.")
