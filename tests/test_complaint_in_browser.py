"""A complaint in the demo, as those who have to do with it live it: from the call to the restarted clock."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.demo_page import become, newest, open_app, send
from tests.demo_process import demo
from tests.page_browser import launched, opened, visiting


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with launched(chromium_path) as browser:
        yield browser


def test_from_the_call_to_hjemvist(browser: Browser) -> None:
    """At every stage it is on the agenda of the weekly meeting, and no longer than that."""
    with (
        demo() as running,
        opened(browser) as window,
        visiting(window, running.address) as page,
    ):
        become(page, "RIKKE")
        rung(page)
        complained(page)
        become(page, "JONNA")
        jurist_is_told(page)
        on_the_agenda(page, "genvurderes")
        become(page, "KARIM")
        reassessed(page)
        on_the_agenda(page, "delvist medhold: borgeren svarer")
        answered(page)
        on_the_agenda(page, "skal sendes til Ankestyrelsen")
        forwarded(page)
        on_the_agenda(page, "hos Ankestyrelsen")
        become(page, "JONNA")
        remitted(page)
        on_the_agenda(page, "hjemvist torsdag 26. november", "Hør lægen", under="Nyt fra Ankestyrelsen")
        become(page, "LONE")
        counted(page)
        assert "Traceback" not in running.complaints()


def on_the_agenda(page: Page, *said: str, under: str = "Klager, der løber") -> None:
    """Whoever looks opens the weekly meeting, and finds it there once."""
    send(page, "/agenda")
    meetings = page.get_by_role("dialog", name="Møder")
    weekly = meetings.locator(".section").filter(has_text="Socialfagligt møde").first
    weekly.get_by_role("button", name="Åbn").click()
    agenda = page.get_by_role("dialog", name="Dagsorden")
    expect(agenda).to_contain_text(f"{under} (1)")
    line = agenda.locator(".section").filter(has_text="Nr. 2")
    expect(line).to_have_count(1)
    for what in ("§ 85", *said):
        expect(line).to_contain_text(what)
    expect(agenda).not_to_contain_text("23-1234")
    close_all(page)


def rung(page: Page) -> None:
    """The switchboard logs a call about a complaint in one line."""
    send(page, "/callback @karim 43 57 00 31 Jens Hansen, klage")
    expect(newest(page)).to_contain_text("Gemt som nr. 1")


def complained(page: Page) -> None:
    newest(page).get_by_role("button", name="Start frist").click()
    form = page.get_by_role("dialog", name="Ny klage")
    expect(form).to_contain_text("Opkald nr. 1")
    choose(form, "Afgørelsen, der klages over", "85", "§ 85")
    form.get_by_label("Sagsnummer").fill("23-1234")
    choose(form, "Anden læser", "maja", "Maja Lund")
    form.get_by_role("button", name="Gem").click()
    receipt = page.get_by_role("dialog", name="Gemt")
    expect(receipt).to_contain_text("Klage gemt som nr. 2: § 85")
    expect(receipt).to_contain_text("Anden læser er Maja Lund.")
    expect(receipt).to_contain_text("Juristen får besked nu.")
    page.keyboard.press("Escape")


def jurist_is_told(page: Page) -> None:
    open_app(page)
    message = newest(page)
    expect(message).to_contain_text("Der er kommet en klage.")
    expect(message).to_contain_text("Nr. 2")
    expect(message).not_to_contain_text("23-1234")
    message.get_by_role("button", name="Åbn klagen").click()
    complaint = page.get_by_role("dialog", name="Klage nr. 2")
    expect(complaint).to_contain_text("Sag 23-1234")
    expect(complaint).to_contain_text("genvurderes")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def reassessed(page: Page) -> None:
    """Karim gives the citizen some of it."""
    form = step(page, "Genvurderet", "Nr. 2: genvurderet")
    form.get_by_label("Delvist medhold: borgeren siger, om klagen står ved magt").check()
    form.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("dialog").last).to_contain_text("det følges som nr. 3")
    close_all(page)


def answered(page: Page) -> None:
    form = step(page, "Svar modtaget", "Nr. 3: svar modtaget")
    form.get_by_label("Klagen står ved magt").check()
    form.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("dialog").last).to_contain_text("nr. 4")
    close_all(page)


def forwarded(page: Page) -> None:
    form = step(page, "Sendt", "Nr. 4: sendt")
    form.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("dialog").last).to_contain_text("klagen er nu hos Ankestyrelsen")
    close_all(page)


def step(page: Page, button: str, form: str) -> Locator:
    """The form behind a button of the opened complaint."""
    send(page, "/appeal 2")
    page.get_by_role("dialog", name="Klage nr. 2").get_by_role("button", name=button).click()
    return page.get_by_role("dialog", name=form)


def remitted(page: Page) -> None:
    """Months later; the demo's clock need not move for it."""
    send(page, "/appeal list")
    page.get_by_role("dialog", name="Åbne klager").get_by_role("button", name="Åbn").click()
    complaint = page.get_by_role("dialog", name="Klage nr. 2")
    expect(complaint).to_contain_text("hos Ankestyrelsen")
    complaint.get_by_role("button", name="Ankestyrelsens afgørelse").click()
    form = page.get_by_role("dialog").last
    form.get_by_label("Hjemvist", exact=True).check()
    form.get_by_label("Afgjort").fill("2026-11-26")
    form.get_by_label("Læring").fill("Hør lægen, før afgørelsen skrives")
    form.get_by_role("button", name="Gem").click()
    after = page.get_by_role("dialog").last
    expect(after).to_contain_text("Hjemvist")
    expect(after).to_contain_text("løber igen som nr. 5")
    close_all(page)


def counted(page: Page) -> None:
    """The clock runs again, and the rate has its n."""
    send(page, "/deadline 5")
    expect(page.get_by_role("dialog")).to_contain_text("Hjemvist: samme frist igen")
    close_all(page)
    send(page, "/status klager")
    expect(newest(page)).to_contain_text("100 % (1 af 1)")
    expect(newest(page)).to_contain_text("få sager")


def choose(form: Locator, label: str, typed: str, option: str) -> None:
    """Pick from a type-ahead."""
    form.get_by_label(label).fill(typed)
    form.get_by_role("option", name=option).first.click()


def close_all(page: Page) -> None:
    while page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
