"""What can be wrong with a payload: what Slack would not send, and what nobody would mean."""

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests import payload_shapes as shapes
from tests.cpr_examples import IN_CONTEXT, WRITTEN_AS_CPR
from tests.payload_shapes import Json

CPR = (*WRITTEN_AS_CPR, *IN_CONTEXT)
TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "2",
    "007",
    "+1",
    "1.0",
    "1e3",
    "٣",
    "²",
    "999999999",
    str(2**31),
    str(2**63),
    str(2**64),
    "9" * 5_000,
    "ø" * 40_000,
    "☎️🧑‍🦽👩🏽‍⚖️" * 50,
    "مرحبا \u202e olleh \u2066x\u2069",
    "a\u200b\u200c\u200d\ufeffb",
    "\u0301" * 300,
    "<!channel> <@U0LONE> *fed* `kode` <https://ondt.dk|klik>",
    "&lt;!everyone&gt;",
    "\x00\x01\x1f\x7f\x85",
    "\ud800",
    "a\r\nb\u2028c\tb",
    "'; DROP TABLE deadline; --",
    "{0.__class__} %s {number} %(x)s",
    "../../etc/passwd",
    "=1+1",
    "null",
    "person:",
    "person:U0LONE",
    "person:U0NOBODY",
    "person:U0OTTO",
    "team:voksen-b",
    "team:",
    "U0GUEST",
    "2026-02-30",
    "2026-11-26T10:00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-11-31",
    "-2026-11-26",
    "25:61",
    "24:00",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "1e400",
    "NaN",
    "granted",
    "journaled",
    "new",
    "@karim 22 33 44 55",
    "31/12 9999",
    "999999999999 dage",
    "modtaget 30/2 kl 25",
)
KINDS: tuple[Any, ...] = (
    None, True, False, 0, 7, -1, 1.5, float("1e308"), 2**31, 2**63, 2**64, -(2**63) - 1, "", "x",
    [], {}, [None], [[]], ["x"], {"value": {}}, {"id": None}, {"": ""},
)  # fmt: skip
# Deep enough to trip a careless walk, not so deep that Slack's own JSON could not be read.
DEPTHS = (5, 60, 400)
Place = tuple[Any, ...]


@dataclass(frozen=True)
class Known:
    """What a forger may know: everybody's ids, every number, and every name the bot listens to."""

    users: Sequence[str]
    names: Sequence[str]
    newest: int


@dataclass(frozen=True)
class Mutator:
    """Makes mistakes in payloads; the same chance makes the same ones."""

    chance: random.Random
    known: Known

    def mutated(self, payload: Json) -> Json:
        """The payload with one to four things wrong with it."""
        changed = copy.deepcopy(payload)
        for _ in range(self.chance.choice((1, 1, 2, 3, 4))):
            self.chance.choice(self._ways)(changed)
        return changed

    @property
    def _ways(self) -> Sequence[Callable[[Json], None]]:
        return (
            self._text, self._text, self._text, self._cpr, self._kind, self._kind, self._drop, self._number,
            self._number, self._user, self._name, self._elsewhere, self._nested, self._added, self._copied,
        )  # fmt: skip

    def _text(self, payload: Json) -> None:
        """Another text where a text was."""
        self._put(payload, self.chance.choice(TEXTS), lambda old: isinstance(old, str))

    def _cpr(self, payload: Json) -> None:
        self._put(payload, self.chance.choice(CPR), lambda old: isinstance(old, str))

    def _kind(self, payload: Json) -> None:
        """Something of another kind anywhere."""
        self._put(payload, copy.deepcopy(self.chance.choice(KINDS)), lambda old: True)

    def _number(self, payload: Json) -> None:
        """Another item where an item's number was, in a value, a menu's choice or what a form carries."""
        number = str(self.chance.randint(0, self.known.newest + 2))

        def points(old: object) -> bool:
            return isinstance(old, str) and old.rpartition(":")[2].isdigit() and len(old) < 40

        for place in [place for place in places(payload) if points(at(payload, place))]:
            if place[-1] in ("value", "private_metadata", "text"):
                before, colon, _ = at(payload, place).rpartition(":")
                put(payload, place, f"{before}{colon}{number}")

    def _user(self, payload: Json) -> None:
        """The same from somebody else."""
        other = self.chance.choice(self.known.users)
        if isinstance(payload.get("user"), dict):
            payload["user"]["id"] = other
        elif "user_id" in payload:
            payload["user_id"] = other
        elif isinstance(payload.get("event"), dict) and isinstance(payload["event"].get("user"), str):
            payload["event"]["user"] = other

    def _name(self, payload: Json) -> None:
        """The name of another listener."""
        name = self.chance.choice(self.known.names)
        keys = ("action_id", "callback_id", "block_id", "command", "type")
        found = [place for place in places(payload) if place[-1] in keys and "blocks" not in place]
        if found:
            put(payload, self.chance.choice(found), name)

    def _elsewhere(self, payload: Json) -> None:
        """From another workspace, or from a channel shared with one."""
        if self.chance.random() < 0.5:
            named = isinstance(payload.get("user"), dict) and isinstance(payload.get("team"), dict)
            payload.update(shapes.from_elsewhere(payload) if named else {"team_id": shapes.OTHER_TEAM})
        else:
            payload[self.chance.choice(("is_ext_shared_channel", "is_enterprise_install"))] = True

    def _drop(self, payload: Json) -> None:
        place = self._somewhere(payload, lambda old: True)
        if place is not None:
            holder = at(payload, place[:-1])
            del holder[place[-1]]

    def _nested(self, payload: Json) -> None:
        deep: Any = self.chance.choice(TEXTS)
        for _ in range(self.chance.choice(DEPTHS)):
            deep = [deep] if self.chance.random() < 0.5 else {"value": deep}
        self._put(payload, deep, lambda old: True)

    def _added(self, payload: Json) -> None:
        """A field nobody asked for."""
        place = self._somewhere(payload, lambda old: isinstance(old, dict))
        holder = at(payload, place) if place else payload
        holder[self.chance.choice((*self.known.names, "value", "selected_option", "user", "view"))] = (
            copy.deepcopy(self.chance.choice((*KINDS, *TEXTS)))
        )

    def _copied(self, payload: Json) -> None:
        """One part of the payload in the place of another."""
        source = self._somewhere(payload, lambda old: True)
        if source is not None:
            self._put(payload, copy.deepcopy(at(payload, source)), lambda old: True)

    def _put(self, payload: Json, new: Any, fits: Callable[[object], bool]) -> None:
        place = self._somewhere(payload, fits)
        if place is not None:
            put(payload, place, new)

    def _somewhere(self, payload: Json, fits: Callable[[object], bool]) -> Place | None:
        """A place whose content fits; what a view shows is seldom it, for nobody reads that back."""
        found = [place for place in places(payload) if fits(at(payload, place))]
        read = [place for place in found if "blocks" not in place and "message" not in place]
        some = read if read and self.chance.random() < 0.9 else found
        return self.chance.choice(some) if some else None


def places(node: Any, before: Place = ()) -> Iterator[Place]:
    """Where everything in a payload stands."""
    stack: list[tuple[Any, Place]] = [(node, before)]
    while stack:
        one, place = stack.pop()
        if place:
            yield place
        children = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
        stack.extend((child, (*place, key)) for key, child in children if len(place) < 12)


def at(payload: Any, place: Place) -> Any:
    for key in place:
        payload = payload[key]
    return payload


def put(payload: Any, place: Place, new: Any) -> None:
    at(payload, place[:-1])[place[-1]] = new
