"""Logs: CPR numbers, tokens and passwords unreadable, and Slack's libraries too quiet to tell anything."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient

from bot import logs
from bot.slack_app import Identity, bolt_app
from tests.cpr_examples import WRITTEN_AS_CPR
from tests.world import World

TOKENS = ("xoxb-12-34-AbCd", "xapp-1-A0-12-ff00", "xoxe.xoxp-1-Mi0yLTE", "XOXB-12-AB")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What `set_up` makes of stderr; everything is put back afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.level, root.handlers[:], {name: logging.getLogger(name).level for name in logs.LOUD})
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root.handlers = []
    logs.set_up(logging.DEBUG)
    yield stream
    root.level, root.handlers = before[0], before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


def fail() -> None:
    """Raise an error whose cause quotes a CPR number and a token."""
    try:
        int(f"{WRITTEN_AS_CPR[1]} {TOKENS[0]}")
    except ValueError as error:
        raise RuntimeError("the number could not be read") from error


def assert_nothing_secret(written: io.StringIO) -> None:
    assert "invalid literal" in written.getvalue()
    assert WRITTEN_AS_CPR[1] not in written.getvalue()
    assert TOKENS[0] not in written.getvalue()


class TestWhatIsMadeUnreadable:
    @pytest.mark.parametrize("number", WRITTEN_AS_CPR)
    def test_a_cpr_number_loses_its_last_four_digits(self, written: io.StringIO, number: str) -> None:
        logging.getLogger("any").info("the text was %s", number)
        assert "-••••" in written.getvalue()
        assert number not in written.getvalue()

    @pytest.mark.parametrize("token", TOKENS)
    def test_a_token_is_gone(self, written: io.StringIO, token: str) -> None:
        logging.getLogger("any").info("headers: Bearer %s, more", token)
        assert "Bearer [token], more" in written.getvalue()

    def test_a_databases_password_is_gone(self, written: io.StringIO) -> None:
        logging.getLogger("any").info("postgresql+psycopg://fristvagt:hemmelig@db.example/fristvagt")
        assert "://fristvagt:[kode]@db.example/" in written.getvalue()

    @pytest.mark.parametrize(
        "address",
        ["https://hooks.slack.com/commands/T0/1/abc", "wss://wss.example/link/?ticket=abc&app_id=A0"],
    )
    def test_an_address_that_opens_something_is_gone(self, written: io.StringIO, address: str) -> None:
        logging.getLogger("any").info("posting to %s", address)
        assert "abc" not in written.getvalue()

    def test_tracebacks_too_and_what_caused_them(self, written: io.StringIO) -> None:
        try:
            fail()
        except RuntimeError:
            logging.getLogger("any").exception("it failed")
        assert "direct cause" in written.getvalue()
        assert_nothing_secret(written)

    def test_errors_nobody_caught_go_the_same_way(self, written: io.StringIO) -> None:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        try:
            fail()
        except RuntimeError as error:
            sys.excepthook(RuntimeError, error, error.__traceback__)
        assert written.getvalue().count("an error nobody caught") == 2
        assert_nothing_secret(written)


class TestWhatIsLeftAlone:
    @given(st.integers(10**9, 10**10 - 1), st.integers(0, 999_999))
    def test_a_slack_timestamp_is_no_cpr_number(self, seconds: int, micro: int) -> None:
        told = f"message ts={seconds}.{micro:06} in D0KARIM"
        assert logs.masked(told) == told

    @given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    def test_the_time_on_the_line_stays(self, at: datetime) -> None:
        record = logging.LogRecord("bot.service", logging.INFO, "f", 1, "listening", None, None)
        record.created, record.msecs = at.timestamp(), at.microsecond // 1000
        line = logs.Masked("%(asctime)s %(levelname)s %(name)s: %(message)s").format(record)
        assert "••••" not in line

    @pytest.mark.parametrize(
        "told", ["clock 142", "outbox 12: transient: ratelimited", "U0KARIM", "C0VOKSENA"]
    )
    def test_ids_are_told(self, told: str) -> None:
        assert logs.masked(told) == told


class TestAsJson:
    def told(self, written: io.StringIO) -> list[dict[str, str]]:
        return [json.loads(line) for line in written.getvalue().splitlines()]

    def test_each_line_is_one_object(self, written: io.StringIO) -> None:
        logs.write_as("json")
        logging.getLogger("any").info("clock %s moved", 142)
        (line,) = self.told(written)
        assert datetime.fromisoformat(line.pop("time")).utcoffset() is not None
        assert line == {"level": "INFO", "logger": "any", "message": "clock 142 moved"}

    def test_a_traceback_is_on_the_same_line_and_nothing_secret_in_it(self, written: io.StringIO) -> None:
        logs.write_as("json")
        try:
            fail()
        except RuntimeError:
            logging.getLogger("any").exception("it failed")
        (line,) = self.told(written)
        assert "direct cause" in line["error"]
        assert_nothing_secret(written)

    @pytest.mark.parametrize("secret", [*TOKENS, *WRITTEN_AS_CPR[:3]])
    def test_secrets_are_unreadable_in_it_too(self, written: io.StringIO, secret: str) -> None:
        logs.write_as("json")
        logging.getLogger("any").warning('quoted »%s« and "so"', secret)
        assert secret not in written.getvalue()
        assert self.told(written)

    def test_text_can_be_had_again(self, written: io.StringIO) -> None:
        logs.write_as("json")
        logs.write_as("text")
        logging.getLogger("any").info("clock 142")
        assert written.getvalue().endswith("INFO any: clock 142\n")


class TestTheLibraries:
    def test_slacks_own_loggers_say_nothing_below_a_warning(self, written: io.StringIO) -> None:
        bolt_app(WebClient(token="xoxb-x", retry_handlers=[]), Identity("T0", "U0BOT", "B0"))
        libraries = [name for name in logging.root.manager.loggerDict if name.startswith(logs.LOUD)]
        assert libraries
        for name in libraries:
            assert not logging.getLogger(name).isEnabledFor(logging.INFO), name

    def test_a_logged_call_leaves_nothing_of_the_citizen_even_at_debug(
        self, lite_world: World, written: io.StringIO
    ) -> None:
        lite_world.log(name="Jens Hansen", note="Ring efter kl. 12")
        lite_world.tick()
        for secret in ("Jens", "Hansen", "22 33 44 55", "22334455", "Ring efter", "xoxb-", "xapp-"):
            assert secret not in written.getvalue()
