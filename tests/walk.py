"""A long working day at random: everybody logs, presses, submits and waits, as the seed says.

Every citizen in it has a name, number and note found nowhere else, so that any trace can be told.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.demo.blocks import interactive
from bot.demo.wire import JsonObject
from tests.world import World

WORKERS = ("KARIM", "MAJA", "PETER", "LONE", "SOFIE", "ALI", "BENT")
EVERYBODY = (*WORKERS, "RIKKE", "JONNA", "AUDIT", "OTTO")
WHOM = ("person:U0KARIM", "person:U0MAJA", "person:U0SOFIE", "team:voksen-a", "team:voksen-b")


@dataclass(frozen=True)
class Secret:
    """A citizen nobody else is like."""

    name: str
    phone: str
    note: str

    @property
    def traces(self) -> tuple[str, ...]:
        """Every way the citizen could show."""
        digits = self.phone.replace(" ", "")
        return (self.name, self.name.split()[1], self.phone, digits, self.note)


def secret(number: int) -> Secret:
    """The citizen with this number; fictive."""
    digits = f"{number:04}"
    return Secret(
        f"Zenobia Quistgaard{number:03}",
        f"28 99 {digits[:2]} {digits[2:]}",
        f"vedr. hjælpemiddel {number:03}",
    )


@dataclass
class Walk:
    """One random working day in a world."""

    world: World
    chance: random.Random
    secrets: list[Secret] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)

    def step(self) -> None:
        """One thing somebody does, or some time that passes."""
        does = self.chance.choice((self._log, self._type, self._press, self._press, self._press, self._wait))
        does()
        self.world.tick()

    def _citizen(self) -> Secret:
        if self.secrets and self.chance.random() < 0.2:
            return self.chance.choice(self.secrets)
        self.secrets.append(secret(len(self.secrets) + 1))
        return self.secrets[-1]

    def _log(self) -> None:
        who, visitor = self._citizen(), self.world.visitor("RIKKE")
        visitor.command("/callback")
        form = self.world.modal("RIKKE")
        visitor.suggest(form, "whom", "")
        ticks = [tick for tick in ("urgent", "interpreter", "protected") if self.chance.random() < 0.3]
        fields: dict[str, Any] = {"phone": who.phone, "name": who.name, "note": who.note, "extras": ticks}
        visitor.submit(form, fields | {"whom": self.chance.choice(WHOM)})
        self._leave("RIKKE")

    def _type(self) -> None:
        who, user = self._citizen(), self.chance.choice(EVERYBODY)
        lines = (
            f"/callback @karim {who.phone} {who.name}, klage, {who.note}",
            f"/callback {who.phone} {who.name}, {who.note}",
            f"/callback find {who.phone}",
            "/status",
            "/status vis i kanalen",
            f"/absence {who.name}",
        )
        self.world.visitor(user).command(self.chance.choice(lines), "C0RECEPTION")
        self._leave(user)

    def _press(self) -> None:
        user = self.chance.choice(EVERYBODY)
        visitor = self.world.visitor(user)
        if self.chance.random() < 0.3:
            visitor.open_home()
        places = [one for one in visitor.dm() if one["blocks"]]
        home = visitor.home()
        places += [home] if home else []
        buttons = [
            (place, block, one) for place in places for block in place["blocks"] for one in interactive(block)
        ]
        if not buttons:
            return
        place, block, element = self.chance.choice(buttons)
        self.pressed.add(element["action_id"])
        value = element.get("value") if element["type"] == "button" else self._option(element)
        visitor.press(place, element["action_id"], value, block_id=block["block_id"])
        self._leave(user)

    def _option(self, element: JsonObject) -> str:
        return str(self.chance.choice(element["options"])["value"])

    def _leave(self, user: str) -> None:
        """Fill in what opened, or close it, until nothing is open."""
        self.world.settle()
        visitor = self.world.visitor(user)
        for modal in reversed(visitor.modals()):
            if self.chance.random() < 0.5 and modal["submit"]:
                visitor.submit(modal, self._answers(modal))
            for left in visitor.modals():
                if left["id"] == modal["id"]:
                    visitor.close(left)

    def _answers(self, modal: JsonObject) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for block in modal["blocks"]:
            element = block.get("element") or {}
            if element.get("type") == "radio_buttons":
                found[element["action_id"]] = self._option(element)
        return found

    def _wait(self) -> None:
        self.world.advance(timedelta(minutes=self.chance.choice((1, 5, 30, 90, 600))))
