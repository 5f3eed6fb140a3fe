"""files.*: uploads in Slack's three steps, and what people have put into forms."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from urllib.parse import quote

from bot.demo.api_chat import target
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackRefusal
from bot.demo.state import SentFile, Upload, Workspace
from bot.demo.wire import JsonObject


def get_upload_url(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """files.getUploadURLExternal: where to send `length` bytes."""
    upload = Upload(arguments.needed("filename"), arguments.number("length", 0))
    if not upload.length:
        raise SlackRefusal("invalid_arguments", "[ERROR] length must be more than 0 [json-pointer:/length]")
    file_id = f"F{secrets.token_hex(4).upper()}"
    workspace.uploads[file_id] = upload
    return {"ok": True, "file_id": file_id, "upload_url": f"{workspace.base_url}/upload/{file_id}"}


def complete_upload(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """files.completeUploadExternal: share what was sent, in a conversation if one is named."""
    files = arguments.parsed("files")
    if not isinstance(files, list) or not files:
        raise SlackRefusal("invalid_arguments", "[ERROR] missing required field: files [json-pointer:]")
    shared = [_shared(workspace, file) for file in files]
    if arguments.text("channel_id"):
        _announce(workspace, arguments, ", ".join(file["title"] for file in shared))
    return {"ok": True, "files": shared}


def _shared(workspace: Workspace, file: JsonObject) -> JsonObject:
    upload = workspace.uploads.get(str(file.get("id")))
    if upload is None or len(upload.content) != upload.length:
        raise SlackRefusal("file_not_found")
    return {"id": file["id"], "name": upload.filename, "title": file.get("title") or upload.filename}


def _announce(workspace: Workspace, arguments: Arguments, titles: str) -> None:
    if arguments.text("channel_id").startswith("U"):
        raise SlackRefusal("channel_not_found")
    conversation = target(workspace, arguments.text("channel_id"))
    text = "\n".join(filter(None, [arguments.text("initial_comment"), titles]))
    message = workspace.conversations.write(conversation, workspace.cast.bot.id, text)
    workspace.bot_writes(conversation, message, "file")


def keep(workspace: Workspace, file: SentFile) -> JsonObject:
    """A file somebody chose in a form, as payloads show it."""
    file_id = f"F{secrets.token_hex(4).upper()}"
    workspace.files[file_id] = file
    return described(workspace, file_id)


def info(workspace: Workspace, arguments: Arguments) -> JsonObject:
    """files.info: where a file can be fetched, and what it is called."""
    file_id = arguments.needed("file")
    if file_id not in workspace.files:
        raise SlackRefusal("file_not_found")
    return {"ok": True, "file": described(workspace, file_id)}


def described(workspace: Workspace, file_id: str) -> JsonObject:
    """A file object, as far as the bot has use for it."""
    file = workspace.files[file_id]
    address = f"{workspace.base_url}/files/{file_id}/{quote(file.name, safe='')}"
    return {
        "id": file_id,
        "name": file.name,
        "title": file.name,
        "filetype": PurePath(file.name).suffix.removeprefix(".").lower(),
        "user": file.user,
        "size": len(file.content),
        "mode": "hosted",
        "url_private": address,
        "url_private_download": address,
    }
