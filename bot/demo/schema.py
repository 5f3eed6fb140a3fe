"""Small checks that together describe a JSON shape and report mistakes the way Slack does.

A check takes a value and the JSON pointer to it, and yields one sentence a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

Check: TypeAlias = Callable[[object, str], Iterator[str]]


def mistake(what: str, where: str) -> str:
    """One sentence in the form of Slack's response_metadata.messages."""
    return f"[ERROR] {what} [json-pointer:{where}]"


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield mistake("must be a string", where)
        elif len(value) > most:
            yield mistake(f"must be less than {most + 1} characters", where)
        elif len(value) < least:
            yield mistake(f"must be more than {least - 1} characters", where)

    return check


def pattern(expression: str, name: str) -> Check:
    """A string that matches the whole expression; `name` says what it should have been."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str) or re.fullmatch(expression, value) is None:
            yield mistake(f"must be {name}", where)

    return check


def one_of(*choices: str) -> Check:
    """One of the named strings."""

    def check(value: object, where: str) -> Iterator[str]:
        if value not in choices:
            yield mistake(f"must be one of {', '.join(choices)}", where)

    return check


def boolean(value: object, where: str) -> Iterator[str]:
    """True or false, as JSON writes it."""
    if not isinstance(value, bool):
        yield mistake("must be a boolean", where)


def integer(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: object, where: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield mistake("must be an integer", where)
        elif not least <= value <= most:
            yield mistake(f"must be between {least} and {most}", where)

    return check


def anything(value: object, where: str) -> Iterator[str]:
    """Any value: for what Slack checks and this workspace does not."""
    yield from ()


def items(each: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` values, each passing `each`."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield mistake("must be an array", where)
            return
        if len(value) > most:
            yield mistake(f"no more than {most} items allowed", where)
        if len(value) < least:
            yield mistake(f"must have at least {least} item(s)", where)
        for number, item in enumerate(value):
            yield from each(item, f"{where}/{number}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these members and no others."""
    known = {**(optional or {}), **required}

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield mistake("must be an object", where)
            return
        for name in required:
            if name not in value:
                yield mistake(f"missing required field: {name}", where)
        for name, member in value.items():
            if name in known:
                yield from known[name](member, f"{where}/{name}")
            else:
                yield mistake(f"invalid additional property: {name}", where)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` chooses its shape."""

    def check(value: object, where: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            yield mistake("missing required field: type", where)
        elif kind not in kinds:
            yield mistake(f"unsupported type: {kind}", where)
        else:
            yield from kinds[kind](value, where)

    return check


def also(*checks: Check) -> Check:
    """Every one of the checks."""

    def check(value: object, where: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, where)

    return check
