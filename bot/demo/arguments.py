"""The arguments of a Web API call, however they were encoded."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from bot.demo.errors import SlackRefusal
from bot.demo.schema import mistake
from bot.demo.wire import JsonObject

YES = (True, 1, "1", "true", "True")


class Arguments:
    """One call's arguments by name; forms carry everything as text, JSON bodies may nest."""

    def __init__(self, values: JsonObject) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    @classmethod
    def read(cls, content_type: str, body: bytes, query: str) -> Arguments:
        """The arguments of a request; refuses with invalid_json when a JSON body is broken."""
        values: JsonObject = dict(parse_qsl(query, keep_blank_values=True))
        if content_type.startswith("application/json") and body:
            try:
                values |= json.loads(body)
            except (ValueError, TypeError):
                raise SlackRefusal("invalid_json") from None
        elif body:
            values |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
        return cls(values)

    def has(self, name: str) -> bool:
        """Whether the argument was given at all."""
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """The argument as text."""
        return str(self.values.get(name, default))

    def needed(self, name: str) -> str:
        """The argument as text; refuses with invalid_arguments when it is missing."""
        if not self.text(name):
            raise SlackRefusal("invalid_arguments", mistake(f"missing required field: {name}", ""))
        return self.text(name)

    def flag(self, name: str) -> bool:
        """The argument as yes or no."""
        return self.values.get(name) in YES

    def number(self, name: str, default: int) -> int:
        """The argument as a whole number; refuses with invalid_arguments when it is none."""
        given = self.text(name, str(default))
        if not given.isdecimal():
            raise SlackRefusal("invalid_arguments", mistake("must be a number", f"/{name}"))
        return int(given)

    def parsed(self, name: str) -> object:
        """The argument as JSON, None when it is missing; refuses with invalid_arguments when it is broken."""
        given: object = self.values.get(name)
        if not isinstance(given, str):
            return given
        try:
            decoded: object = json.loads(given)
        except ValueError:
            raise SlackRefusal("invalid_arguments", mistake("must be valid JSON", f"/{name}")) from None
        return decoded
