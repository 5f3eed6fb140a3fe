"""JSON as it travels between the bot, the local workspace and the page."""

from __future__ import annotations

from typing import Any, TypeAlias

# Slack's JSON is checked by `blocks` and `view_rules`, where a mistake is reported as Slack reports it.
JsonObject: TypeAlias = dict[str, Any]
Blocks: TypeAlias = list[JsonObject]
RawValue: TypeAlias = str | int | list[str] | None
RawState: TypeAlias = dict[str, dict[str, RawValue]]


def text_of(value: object) -> str:
    """The words of a text object, or of a bare string; empty when there are none."""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return value if isinstance(value, str) else ""
