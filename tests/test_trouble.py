"""Whatever Slack and the network do: sent once, later or to somebody else, and never tried for ever (R11)."""

import json
from collections import Counter
from datetime import timedelta
from email.message import Message
from http.client import IncompleteRead, RemoteDisconnected
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.demo.faults import Fault
from jobs.trouble import (
    APP_ERRORS,
    PERSON_ERRORS,
    TRANSIENT_ERRORS,
    UNKNOWN_ERRORS,
    AppRefusedError,
    Kind,
    Trouble,
    classify,
    patience,
)
from storage import outbox
from storage.models import Outbox, Sending
from storage.notices import LIST, UNDELIVERED, WELCOME
from tests.calls import at, call, engine_of, kinds, opened_home, posted, rows, shown, snooze
from tests.world import World

POST = "chat.postMessage"
SECOND = timedelta(seconds=1)


class Answer:
    """What slack_sdk hands on with an error."""

    def __init__(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        self.status_code, self.data, self.headers = status, body, headers or {}


def refused(code: str, status: int = 200, **headers: str) -> SlackApiError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SlackApiError("refused", Answer(status, {"ok": False, "error": code}, named))  # type: ignore[no-untyped-call]  # slack_sdk leaves it so


class TestClassify:
    @pytest.mark.parametrize(
        ("codes", "kind"),
        [
            (PERSON_ERRORS, Kind.PERSON),
            (APP_ERRORS, Kind.APP),
            (TRANSIENT_ERRORS, Kind.TRANSIENT),
            (UNKNOWN_ERRORS, Kind.UNKNOWN),
            (("invalid_blocks", "msg_too_long", "something_new"), Kind.REFUSED),
        ],
    )
    def test_slacks_own_words_have_their_class(self, codes: tuple[str, ...], kind: Kind) -> None:
        assert {classify(refused(code)).kind for code in codes} == {kind}

    def test_slack_says_how_long_to_wait(self) -> None:
        trouble = classify(refused("ratelimited", 429, Retry_After="7"))
        assert trouble == Trouble(Kind.TRANSIENT, "ratelimited", timedelta(seconds=7))

    @pytest.mark.parametrize("said", ["", "soon", "-3", "1.5"])
    def test_a_wait_that_cannot_be_read_is_none(self, said: str) -> None:
        assert classify(refused("ratelimited", 429, Retry_After=said)).wait is None

    @pytest.mark.parametrize(
        ("status", "kind"), [(500, Kind.UNKNOWN), (502, Kind.UNKNOWN), (503, Kind.TRANSIENT)]
    )
    def test_a_page_instead_of_an_answer_is_classed_by_its_status(self, status: int, kind: Kind) -> None:
        page = "Received a response in a non-JSON format: <html>" + "x" * 5000
        trouble = classify(refused(page, status))
        assert (trouble.kind, trouble.code) == (kind, f"http_{status}")

    def test_a_page_with_status_200_leaves_the_outcome_unknown(self) -> None:
        assert classify(refused("<html>Log ind</html>")).kind is Kind.UNKNOWN

    @pytest.mark.parametrize(
        "error",
        [
            RemoteDisconnected("closed"),
            ConnectionResetError("reset"),
            IncompleteRead(b""),
            URLError(TimeoutError("connecting")),
            SlackClientError("odd"),
        ],
    )
    def test_a_broken_connection_leaves_the_outcome_unknown(self, error: Exception) -> None:
        assert classify(error).kind is Kind.UNKNOWN

    def test_nobody_home_means_that_nothing_was_sent(self) -> None:
        assert classify(URLError(ConnectionRefusedError("refused"))).kind is Kind.TRANSIENT

    def test_after_a_timeout_slack_is_given_time_to_finish(self) -> None:
        trouble = classify(TimeoutError("read"))
        assert trouble.kind is Kind.UNKNOWN
        assert trouble.wait is not None
        assert trouble.wait >= timedelta(seconds=10)

    def test_an_error_of_our_own_is_not_taken_for_slacks(self) -> None:
        with pytest.raises(KeyError):
            classify(KeyError("ours"))

    def test_patience_doubles_up_to_a_minute(self) -> None:
        trouble = Trouble(Kind.TRANSIENT, "ratelimited")
        waits = [patience(tries, trouble).total_seconds() for tries in (1, 2, 3, 4, 5, 500)]
        assert waits == [4, 8, 16, 32, 60, 60]

    def test_headers_are_read_whatever_their_case_and_form(self) -> None:
        headers = Message()
        headers["retry-after"] = "3"
        error = SlackApiError("no", Answer(429, {"error": "ratelimited"}, dict(headers)))  # type: ignore[no-untyped-call]  # as above
        assert classify(error).wait == timedelta(seconds=3)


def let_pass(world: World, minutes: int = 3) -> None:
    """Time goes on as it does for a running bot: a tick every few seconds."""
    for _ in range(minutes * 6):
        world.advance(10 * SECOND)


def row_of(world: World, user: str = "U0KARIM") -> Outbox:
    return next(one for one in rows(world) if one.recipient == user)


SPOILT = [
    pytest.param(Fault("rate_limited", POST, times=2, retry_after=3), id="429 with Retry-After"),
    pytest.param(Fault("rate_limited", POST, times=2, retry_after=None), id="429 without Retry-After"),
    pytest.param(Fault("http_500", POST), id="500"),
    pytest.param(Fault("http_500", POST, delivered=True), id="500 after all, delivered"),
    pytest.param(Fault("html_502", POST), id="HTML 502"),
    pytest.param(Fault("html_502", POST, delivered=True), id="HTML 502, delivered"),
    pytest.param(Fault("error", POST, error="ratelimited"), id="ratelimited"),
    pytest.param(Fault("error", POST, error="service_unavailable"), id="service_unavailable"),
    pytest.param(Fault("error", POST, error="internal_error"), id="internal_error"),
    pytest.param(
        Fault("error", POST, error="internal_error", delivered=True), id="internal_error, delivered"
    ),
    pytest.param(Fault("error", POST, error="fatal_error"), id="fatal_error"),
    pytest.param(Fault("error", POST, error="invalid_blocks", times=3), id="refused three times"),
    pytest.param(Fault("accept_then_drop", POST), id="accept, then drop"),
    pytest.param(Fault("drop_before", POST), id="drop before"),
]


@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_call_is_made_good_once(lite_world: World, fault: Fault) -> None:
    call(lite_world)
    lite_world.slack.faults.add(fault)
    lite_world.tick()
    let_pass(lite_world)
    counts = Counter(json.dumps(one.metadata) for one in posted(lite_world, "KARIM"))
    assert list(counts.values()) == [1]
    assert row_of(lite_world).state is Sending.SENT


@pytest.mark.parametrize(
    "looking", [Fault("http_500", "conversations.history", times=2), Fault("drop_before")]
)
def test_an_answer_that_is_lost_while_looking_is_looked_for_again(lite_world: World, looking: Fault) -> None:
    call(lite_world)
    lite_world.slack.faults.add(Fault("accept_then_drop", POST))
    lite_world.tick()
    lite_world.slack.faults.add(looking)
    let_pass(lite_world)
    assert len(posted(lite_world, "KARIM")) == 1
    assert row_of(lite_world).state is Sending.SENT


def test_slack_is_left_alone_as_long_as_it_asked(lite_world: World) -> None:
    call(lite_world)
    lite_world.slack.faults.add(Fault("rate_limited", POST, retry_after=30))
    lite_world.tick()
    for _ in range(29):
        lite_world.advance(SECOND)
    assert len(lite_world.slack.ledger.calls(POST)) == 1
    lite_world.advance(SECOND)
    assert len(posted(lite_world, "KARIM")) == 1


def test_a_call_slower_than_our_patience_is_looked_for_and_not_repeated(lite_world: World) -> None:
    call(lite_world)
    engine = engine_of(lite_world, timeout=1)
    lite_world.slack.faults.add(Fault("slow", POST, seconds=1.4))
    engine.tick(lite_world.now)
    assert row_of(lite_world).error == "timeout"
    lite_world.visitor("KARIM").wait_for(lambda: posted(lite_world, "KARIM"))
    lite_world.slack.clock.advance(timedelta(minutes=1))
    engine.tick(lite_world.now)
    assert len(posted(lite_world, "KARIM")) == 1
    assert row_of(lite_world).state is Sending.SENT


def test_without_the_right_to_look_it_is_sent_again_rather_than_never(lite_world: World) -> None:
    call(lite_world)
    lite_world.slack.faults.add(Fault("drop_before", POST))
    lite_world.slack.faults.add(Fault("error", "conversations.open", error="missing_scope", times=None))
    lite_world.tick()
    let_pass(lite_world)
    assert len(posted(lite_world, "KARIM")) == 1


@pytest.mark.parametrize(
    "code", ["account_inactive", "user_disabled", "channel_not_found", "messages_tab_disabled"]
)
def test_a_person_who_cannot_be_reached_is_told_of_to_the_lead(lite_world: World, code: str) -> None:
    call(lite_world)
    gone = Fault("error", POST, error=code, channel="U0KARIM", times=None)
    lite_world.slack.faults.add(gone)
    lite_world.tick()
    let_pass(lite_world)
    assert posted(lite_world, "KARIM") == []
    assert kinds(lite_world, "LONE") == [UNDELIVERED]
    assert "Karim Aziz" in posted(lite_world, "LONE")[0].text
    assert (
        len([one for one in lite_world.slack.ledger.calls(POST) if one.arguments["channel"] == "U0KARIM"])
        == 1
    )


def test_the_lead_is_told_once_a_day_and_of_every_call(lite_world: World) -> None:
    call(lite_world)
    lite_world.slack.faults.add(Fault("error", POST, error="account_inactive", channel="U0KARIM", times=None))
    lite_world.tick()
    lite_world.slack.clock.move_to(at(26, 12))
    call(lite_world)
    lite_world.move_to(at(26, 13))
    lite_world.advance(timedelta(minutes=1))
    assert kinds(lite_world, "LONE").count(UNDELIVERED) == 1
    told = next(one for one in shown(lite_world, "LONE") if "Karim Aziz" in one)
    assert "Nr. 1 " in told
    assert "Nr. 2 " in told


def test_when_the_lead_cannot_be_reached_either_the_deputy_is_told(lite_world: World) -> None:
    call(lite_world)
    for user in ("U0KARIM", "U0LONE"):
        gone = Fault("error", POST, error="account_inactive", channel=user, times=None)
        lite_world.slack.faults.add(gone)
    lite_world.tick()
    let_pass(lite_world)
    assert kinds(lite_world, "BENT") == [UNDELIVERED]


def test_an_urgent_call_to_somebody_out_of_reach_goes_on_at_once(lite_world: World) -> None:
    lite_world.slack.faults.add(Fault("error", POST, error="account_inactive", channel="U0KARIM", times=None))
    call(lite_world, urgent=True)
    lite_world.tick()
    # By itself, and the day's list that could not be delivered either.
    assert kinds(lite_world, "LONE") == [UNDELIVERED, UNDELIVERED]


def test_at_night_it_goes_on_when_the_day_begins(lite_world: World) -> None:
    lite_world.slack.clock.move_to(at(26, 22))
    lite_world.slack.faults.add(Fault("error", POST, error="account_inactive", channel="U0KARIM", times=None))
    call(lite_world, urgent=True)
    lite_world.move_to(at(27, 7, 59))
    assert posted(lite_world) == []
    lite_world.move_to(at(27, 8))
    assert kinds(lite_world, "LONE") == [UNDELIVERED]


def test_the_lead_is_told_nothing_of_what_is_deleted_meanwhile(lite_world: World) -> None:
    with lite_world.parts.database.write() as session:
        outbox.enqueue(
            session,
            key="undelivered",
            kind=UNDELIVERED,
            recipient="U0LONE",
            team_key="voksen-a",
            not_before=lite_world.now,
            items=[],
        )
    lite_world.tick()
    assert posted(lite_world, "LONE") == []


def test_the_leads_own_list_does_not_stand_in_for_being_told(lite_world: World) -> None:
    lite_world.slack.clock.move_to(at(26, 17, 30))
    call(lite_world)
    call(lite_world, "LONE")
    lite_world.slack.faults.add(Fault("error", POST, error="account_inactive", channel="U0KARIM", times=None))
    lite_world.move_to(at(27, 8, 15))
    let_pass(lite_world, 1)
    assert kinds(lite_world, "LONE").count(UNDELIVERED) == 1


def test_a_lead_over_the_days_budget_is_told_the_next_morning(lite_world: World) -> None:
    own = [call(lite_world, "LONE") for _ in range(2)]
    lite_world.tick()
    for number, hour in zip(own, (11, 12), strict=True):
        snooze(lite_world, number, at(26, hour))
        lite_world.move_to(at(26, hour))
    lite_world.slack.faults.add(Fault("error", POST, error="account_inactive", channel="U0KARIM", times=None))
    call(lite_world)
    let_pass(lite_world)
    assert UNDELIVERED not in kinds(lite_world, "LONE")
    lite_world.slack.faults.clear()
    lite_world.move_to(at(27, 8, 15))
    assert UNDELIVERED in kinds(lite_world, "LONE")


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "missing_scope", "not_authed"])
@pytest.mark.parametrize("method", [POST, "chat.update", "views.publish"])
def test_a_refused_app_stops_the_engine_and_loses_nothing(lite_world: World, code: str, method: str) -> None:
    opened_home(lite_world, "KARIM")
    lite_world.tick()
    call(lite_world)
    lite_world.tick()
    call(lite_world)
    call(lite_world, "PETER")
    lite_world.slack.faults.add(Fault("error", method, error=code, times=None))
    with pytest.raises(AppRefusedError, match=code):
        lite_world.tick()
    lite_world.slack.faults.clear()
    let_pass(lite_world)
    assert kinds(lite_world, "KARIM") == [WELCOME, LIST]
    assert kinds(lite_world, "PETER") == [LIST]
