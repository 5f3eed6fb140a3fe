"""What goes into channels, of the whole suite: no person, no citizen, no case stands in it.

Watched where it leaves: at the local workspace, and where a listener is asked directly. Who the people
are is heard where they are remembered, and whatever is sealed is a citizen's.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.demo.cast import DEMO_PEOPLE
from bot.demo.ledger import Ledger
from rules.phone import pretty_phone
from storage import people
from storage.people import Known
from storage.vault import Vault

POSTED = ("message", "update")
CHANNELS = ("C", "G")
SLACK_ID = re.compile(r"\b[UW]0[A-Z0-9]+\b|<@")
PHONE = re.compile(r"(?<!\d)(?:\+45 ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}(?!\d)")
CASE = re.compile(r"(?<![\d-])\d{2}-\d{3,6}(?![\d-])")
# Shorter than this, a word says nothing about anybody.
SHORTEST = 4


@dataclass
class Watch:
    """What was posted in channels since it was last asked, and whom it must not name."""

    posts: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=lambda: set(of_the_cast()))
    sealed: set[str] = field(default_factory=set)

    def post(self, channel: str, shown: object) -> None:
        """Something everybody in the channel reads."""
        if channel.startswith(CHANNELS):
            self.posts.append("\n".join(texts(shown)))

    def found(self) -> list[str]:
        """What the posts since the last time give away; empty when all is well."""
        posts, self.posts = self.posts, []
        return [f"{trace!r} in {post!r}" for post in posts for trace in self.traces(post)]

    def traces(self, post: str) -> list[str]:
        """The people, citizens and cases a post names."""
        patterns = [found[0] for one in (SLACK_ID, PHONE, CASE) for found in one.finditer(post)]
        named = [name for name in self.names if re.search(rf"\b{re.escape(name)}\b", post)]
        return [*patterns, *named, *(one for one in self.sealed if one in post)]


def of_the_cast() -> Iterator[str]:
    """Every name of the demo's people, whole and in its parts."""
    for person in DEMO_PEOPLE:
        yield from (person.name, *(part for part in person.name.split() if part != "Udenfor"))


def texts(node: Any) -> Iterator[str]:
    """Everything a post carries: what is read, what stands behind buttons, and what Slack keeps with it."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            # Slack makes the ids of blocks itself.
            yield from texts(value) if key != "block_id" else ()
    elif isinstance(node, list | tuple):
        for value in node:
            yield from texts(value)


WATCH = Watch()


@contextmanager
def watching() -> Iterator[None]:
    """Hear what is posted, who is remembered, and what is sealed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "deliver", _hearing_posts(Ledger.deliver))
        patch.setattr(people, "remember", _hearing_names(people.remember))
        patch.setattr(Vault, "seal", _hearing_secrets(Vault.seal))
        yield


def _hearing_posts(deliver: Callable[..., None]) -> Callable[..., None]:
    def heard(ledger: Ledger, kind: str, **delivery: Any) -> None:
        if kind in POSTED:
            shown = [delivery.get(part) for part in ("text", "blocks", "metadata")]
            WATCH.post(str(delivery.get("channel", "")), shown)
        deliver(ledger, kind, **delivery)

    return heard


def _hearing_names(remember: Callable[..., int]) -> Callable[..., int]:
    def heard(session: Any, known: Any, now: Any) -> int:
        everybody: list[Known] = list(known)
        WATCH.names.update(one.name for one in everybody if not one.bot and len(one.name) >= SHORTEST)
        return remember(session, everybody, now)

    return heard


def _hearing_secrets(seal: Callable[..., bytes]) -> Callable[..., bytes]:
    def heard(vault: Vault, text: str, **place: str) -> bytes:
        if len(text.strip()) >= SHORTEST:
            WATCH.sealed |= {text, pretty_phone(text)} if text.startswith("+45") else {text}
        return seal(vault, text, **place)

    return heard


def answered(channel: str, answer: Mapping[str, Any]) -> None:
    """What a listener answered a command with, when it was dispatched without a workspace."""
    if answer.get("response_type") == "in_channel":
        WATCH.post(channel, json.loads(json.dumps(answer)))


def called(method: str, arguments: Mapping[str, Any]) -> None:
    """A call of the Web API that went to no workspace."""
    if method in ("chat.postMessage", "chat.update"):
        WATCH.post(str(arguments.get("channel", "")), dict(arguments))
