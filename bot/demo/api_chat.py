"""chat.*: what the bot writes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.demo.arguments import Arguments
from bot.demo.blocks import problems, with_block_ids
from bot.demo.conversations import Conversation, Message
from bot.demo.errors import SlackRefusal
from bot.demo.payloads import message_json
from bot.demo.state import Workspace
from bot.demo.wire import Blocks, JsonObject

LONGEST_TEXT = 4000
USER_PREFIXES = ("U", "W")


@dataclass(frozen=True)
class Content:
    """A message's contents; None where the call did not name that part."""

    text: str
    blocks: Blocks | None
    metadata: JsonObject | None


def post_message(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """chat.postMessage: `channel` is a conversation, or a user whose direct message is then opened."""
    conversation = target(workspace, arguments.text("channel"))
    content = content_of(arguments)
    message = workspace.conversations.write(
        conversation,
        workspace.cast.bot.id,
        content.text,
        blocks=content.blocks,
        metadata=content.metadata,
        thread_ts=arguments.text("thread_ts") or None,
    )
    workspace.bot_writes(conversation, message)
    return _shown(workspace, message)


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """chat.postEphemeral: for one member of the conversation, and gone when they reload."""
    conversation = target(workspace, arguments.text("channel"))
    user = arguments.needed("user")
    if user not in conversation.members:
        raise SlackRefusal("user_not_in_channel")
    content = content_of(arguments)
    message = workspace.conversations.write(
        conversation, workspace.cast.bot.id, content.text, blocks=content.blocks, only_for=user
    )
    workspace.bot_writes(conversation, message, "ephemeral")
    return {"ok": True, "message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """chat.update: parts that are not named stay as they were; an empty list or object removes them."""
    conversation, message = _own_message(workspace, arguments, "cant_update_message")
    content = content_of(arguments, required=not arguments.has("metadata"))
    changed = workspace.conversations.rewrite(
        message,
        text=content.text or message.text,
        blocks=message.blocks if content.blocks is None else content.blocks,
        metadata=message.metadata if content.metadata is None else content.metadata,
    )
    workspace.bot_writes(conversation, changed, "update")
    return {**_shown(workspace, changed), "text": changed.text}


def delete(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """chat.delete: one of the bot's own messages."""
    conversation, message = _own_message(workspace, arguments, "cant_delete_message")
    workspace.conversations.remove(message)
    workspace.bot_writes(conversation, message, "delete")
    return {"ok": True, "channel": conversation.id, "ts": message.ts}


def target(workspace: Workspace, channel: str) -> Conversation:
    """The conversation the bot may write in; refuses as Slack does when it may not."""
    if channel.startswith(USER_PREFIXES):
        channel = _direct_message(workspace, channel).id
    conversation = workspace.conversations.find(channel)
    if workspace.cast.bot.id not in conversation.members:
        raise SlackRefusal("not_in_channel")
    if conversation.person in workspace.deactivated:
        raise SlackRefusal("account_inactive")
    if conversation.person and not workspace.settings.messages_tab:
        raise SlackRefusal("messages_tab_disabled")
    return conversation


def content_of(arguments: Arguments, *, required: bool = True) -> Content:
    """The message's contents; refuses with no_text, msg_too_long and what its parts refuse with."""
    text = arguments.text("text")
    blocks = blocks_of(arguments)
    if required and not text and not blocks:
        raise SlackRefusal("no_text")
    if len(text) > LONGEST_TEXT:
        raise SlackRefusal("msg_too_long")
    return Content(text, blocks, _metadata_of(arguments))


def blocks_of(arguments: Arguments) -> Blocks | None:
    """The message's blocks as Slack keeps them, None when none were named; refuses with invalid_blocks."""
    blocks = arguments.parsed("blocks")
    if blocks is None:
        return None
    found = problems(blocks, "message")
    if found or not isinstance(blocks, list):
        raise SlackRefusal("invalid_blocks", *found, errors=found)
    return with_block_ids(blocks)


def _metadata_of(arguments: Arguments) -> JsonObject | None:
    metadata = arguments.parsed("metadata")
    if metadata is None or metadata == {}:
        return metadata
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise SlackRefusal("invalid_metadata_format")
    if not isinstance(metadata["event_type"], str) or not isinstance(metadata["event_payload"], dict):
        raise SlackRefusal("invalid_metadata_format")
    return metadata


def _direct_message(workspace: Workspace, user: str) -> Conversation:
    person = workspace.cast.by_id.get(user)
    if person is None:
        raise SlackRefusal("channel_not_found")
    if person.is_bot:
        raise SlackRefusal("cannot_dm_bot")
    return workspace.conversations.open_dm(user)


def _own_message(workspace: Workspace, arguments: Arguments, refusal: str) -> tuple[Conversation, Message]:
    conversation = workspace.conversations.find(arguments.text("channel"))
    message = conversation.messages.get(arguments.needed("ts"))
    if message is None or message.only_for is not None:
        raise SlackRefusal("message_not_found")
    if message.user != workspace.cast.bot.id:
        raise SlackRefusal(refusal)
    return conversation, message


def _shown(workspace: Workspace, message: Message) -> JsonObject:
    return {
        "ok": True,
        "channel": message.channel,
        "ts": message.ts,
        "message": message_json(workspace, message),
    }
