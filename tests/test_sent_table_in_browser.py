"""The municipality's table put into the catalogue in the demo, with the page's own file field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.demo_page import become, open_app
from tests.demo_process import demo
from tests.page_browser import launched, opened, visiting

# The demo begins with eight weeks.
LONGER = "Lov;Paragraf;Ydelse;Frist\nserviceloven;85;Socialpædagogisk støtte;10 uger\n"


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with launched(chromium_path) as browser:
        yield browser


def test_a_file_is_chosen_seen_and_put_in(browser: Browser) -> None:
    with (
        demo() as running,
        opened(browser) as window,
        visiting(window, running.address) as page,
    ):
        become(page, "ADMIN")
        open_app(page, "Hjem")
        page.get_by_role("button", name="Læg fristtabel ind").click()
        form = page.get_by_role("dialog", name="Kommunens fristtabel")
        table = FilePayload(name="frister.csv", mimeType="text/csv", buffer=LONGER.encode())
        form.get_by_label("Kommunens fristtabel").set_input_files(table)
        form.get_by_role("button", name="Se ændringer").click()
        expect(form).to_contain_text("fra 8 uger til 10 uger")
        form.get_by_role("button", name="Læg ind").click()
        expect(form).to_contain_text("Lagt ind: 1 regel er ny eller ændret.")
        assert "Traceback" not in running.complaints()
