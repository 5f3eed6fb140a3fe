"""The Bolt app and its Socket Mode connection, set up the way slack.md found to be safe."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ssl import SSLContext, create_default_context

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.door import dispatch
from bot.settings import Settings
from jobs.trouble import Kind, classify
from rules.errors import FristvagtError

logger = logging.getLogger(__name__)

RECEIVERS = 20
# What Slack has sent may still be on its way to us; so long a silence says that nothing is.
LULL_SECONDS, LONGEST_DRAIN, GLANCE = 0.5, 2.0, 0.01
# Longer than Slack's usual answer, shorter than an outbox lease.
TIMEOUT_SECONDS = 10


class SlackRefusedError(FristvagtError):
    """Slack does not accept a token; the sentence says which and where a new one is found."""

    def __init__(self, setting: str, code: str, where: str) -> None:
        super().__init__(
            f"Slack afviser {setting} ({code}). Kopiér tokenet igen fra appens side »{where}«, "
            "og start botten på ny."
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in Slack."""

    team_id: str
    user_id: str
    bot_id: str


@cache
def _trusted() -> SSLContext:
    """The machine's certificates, read once: without it they are read anew for each request (20 ms)."""
    return create_default_context()


def web_client(settings: Settings) -> WebClient:
    """A client without retries of its own: a retried post may be a second post."""
    return _client(settings.slack_api_url, settings.slack_bot_token.get_secret_value())


def _client(base_url: str, token: str | None = None) -> WebClient:
    return WebClient(
        token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, ssl=_trusted(), retry_handlers=[]
    )


def identify(client: WebClient) -> Identity:
    """Ask Slack who we are; raises `SlackRefusedError`, or slack_sdk's own when Slack is ill or away."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        if not token_refused(error):
            raise
        code = classify(error).code
        raise SlackRefusedError("FRISTVAGT_SLACK_BOT_TOKEN", code, "OAuth & Permissions") from None
    return Identity(str(answer["team_id"]), str(answer["user_id"]), str(answer.get("bot_id") or ""))


def token_refused(error: SlackApiError) -> bool:
    """Whether the token is to blame, rather than Slack or the network."""
    trouble = classify(error)
    return trouble.kind is Kind.APP or trouble.code in ("not_allowed_token_type", "account_inactive")


def bolt_app(client: WebClient, identity: Identity) -> App:
    """The app. Its listeners run in the receiving thread and answer last: work, commit, ack."""

    def authorize() -> AuthorizeResult:
        # Explicit, so that SLACK_CLIENT_ID in the environment cannot turn Bolt to OAuth.
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team_id,
            bot_user_id=identity.user_id,
            bot_id=identity.bot_id,
            bot_token=client.token,
        )

    return App(
        # Without one, Bolt reads the source of every function on the stack to find a name.
        name="fristvagt",
        # Without a token of its own: Bolt gives each listener one from `authorize`.
        client=_client(client.base_url),
        authorize=authorize,
        process_before_response=True,
        signing_secret="not used: Socket Mode has no signatures",  # noqa: S106
        logger=logging.getLogger("bot.bolt"),
    )


class Timed(SocketModeHandler):
    """Tells how long each of Slack's payloads waited for our answer."""

    def __init__(self, app: App, token: str, acked: Callable[[float], None]) -> None:
        self._acked = acked
        super().__init__(app, token, concurrency=RECEIVERS, logger=logging.getLogger("bot.socket"))

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer, and tell the seconds."""
        began, at = time.monotonic(), time.time()
        send_response(client, req, dispatch(self.app, req.payload, build_headers(req)), at)
        self._acked(time.monotonic() - began)


def _untold(_seconds: float) -> None:
    """Nobody counts."""


class Connection:
    """Socket Mode over the builtin client, with a stop that loses no answer."""

    def __init__(self, app: App, settings: Settings, acked: Callable[[float], None] = _untold) -> None:
        self._handler = Timed(app, settings.slack_app_token.get_secret_value(), acked)
        self._heard_at = 0.0
        self._handler.client.on_message_listeners.append(self._hear)

    def open(self) -> None:
        """Connect; the client reconnects by itself from then on. Raises as `identify` does."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
        except SlackApiError as error:
            if not token_refused(error):
                raise
            code = classify(error).code
            raise SlackRefusedError("FRISTVAGT_SLACK_APP_TOKEN", code, "Basic Information") from None

    @property
    def connected(self) -> bool:
        return bool(self._handler.client.is_connected())

    @property
    def heard_ago(self) -> timedelta | None:
        """How long ago Slack answered a ping; None without a connection."""
        session = self._handler.client.current_session
        if session is None or not self.connected:
            return None
        answered = session.last_ping_pong_time
        # A connection that was just made has not been asked yet.
        return timedelta(seconds=max(0.0, time.time() - answered) if answered else 0)

    def sign_of_life(self) -> object:
        """Something that changes with every answer of Slack's to a ping, and with every new connection."""
        session = self._handler.client.current_session
        return id(session), session.last_ping_pong_time if session is not None else None

    def close(self) -> None:
        """Stop taking, let every running listener send its ack, then close."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        self._wait_for_a_lull()
        # The processor looks at `closed` between messages, so an empty one saves waiting for the next.
        client.closed = True
        client.message_queue.put(None)
        if client.message_processor.is_alive():
            client.message_processor.shutdown()  # type: ignore[no-untyped-call]  # slack_sdk leaves it so
        client.message_workers.shutdown(wait=True)
        try:
            client.close()
        except AttributeError:
            # The builtin client trips over a session that died at this very moment; it is gone all the same.
            logger.info("the Socket Mode session was already gone")

    def _hear(self, _message: str) -> None:
        self._heard_at = time.monotonic()

    def _wait_for_a_lull(self) -> None:
        """Everything sent to us has arrived and has a listener, unless it never stops coming."""
        began = time.monotonic()
        while time.monotonic() < began + LONGEST_DRAIN:
            silent_for = time.monotonic() - max(began, self._heard_at)
            if silent_for > LULL_SECONDS and self._handler.client.message_queue.empty():
                return
            time.sleep(GLANCE)
