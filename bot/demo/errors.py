"""What the local workspace refuses, in Slack's own error codes."""

from __future__ import annotations

from bot.demo.wire import JsonObject


class SlackRefusal(Exception):  # noqa: N818 - an ordinary answer of the Web API, not a fault of the server
    """A Web API call answered with `ok: false`.

    `code` is Slack's error word; `messages` are its details, one sentence a mistake.
    """

    def __init__(self, code: str, *messages: str, **extra: object) -> None:
        super().__init__(f"{code}: {'; '.join(messages)}" if messages else code)
        self.code = code
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> JsonObject:
        """The answer's JSON."""
        answer: JsonObject = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class NotDelivered(Exception):  # noqa: N818 - Slack's own outcome, shown to the visitor
    """A payload the bot did not answer; `code` is what Slack shows the person who acted."""

    code = "not_delivered"


class DispatchFailed(NotDelivered):
    """No Socket Mode connection was open. Start the bot, or wait until it has reconnected."""

    code = "dispatch_failed"


class OperationTimeout(NotDelivered):
    """The bot was connected and did not acknowledge in time. Look for slow work before `ack()`."""

    code = "operation_timeout"
