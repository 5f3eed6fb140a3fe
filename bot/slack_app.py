"""The Bolt app and its Socket Mode connection, set up the way slack.md found to be safe."""

import logging
import time
from dataclasses import dataclass

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

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


def web_client(settings: Settings) -> WebClient:
    """A client without retries of its own: a retried post may be a second post."""
    return WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=TIMEOUT_SECONDS,
        retry_handlers=[],
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
        # Without a token of its own: Bolt gives each listener one from `authorize`.
        client=WebClient(base_url=client.base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
        signing_secret="not used: Socket Mode has no signatures",  # noqa: S106
        logger=logging.getLogger("bot.bolt"),
    )


class Connection:
    """Socket Mode over the builtin client, with a stop that loses no answer."""

    def __init__(self, app: App, settings: Settings) -> None:
        token = settings.slack_app_token.get_secret_value()
        self._handler = SocketModeHandler(
            app, token, concurrency=RECEIVERS, logger=logging.getLogger("bot.socket")
        )
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
