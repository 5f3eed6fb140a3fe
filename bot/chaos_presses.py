"""Pressing what a message offers, and filling in the window that opens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.chaos_people import Memory, Outcome
from bot.chaos_screen import Screen, failed_in_slack, option_of
from bot.demo.wire import JsonObject
from views import ids

# How often which button is pressed, among those that stand there.
PRESSES: Mapping[str, float] = {
    ids.SPOKE: 8,
    ids.JOURNALED: 10,
    ids.NOTHING: 4,
    ids.TAKE: 8,
    ids.NO_ANSWER: 3,
    ids.LATER: 3,
    ids.VIEW: 2,
    ids.MORE: 1.5,
    ids.UNREACHED: 6,
    ids.CASE_VIEW: 1,
}
ENDS = frozenset({ids.JOURNALED, ids.NOTHING, ids.UNDO})
OPENS = {
    ids.SPOKE: (ids.NOTE_FORM,),
    ids.LATER: (ids.LATER_FORM,),
    ids.VIEW: (ids.CITIZEN,),
    ids.UNREACHED: (ids.ENDING_FORM,),
    ids.CASE_VIEW: (ids.CASE,),
}
ANSWERS_AT_ONCE, HALF = 0.6, 0.5


@dataclass(frozen=True)
class Presses:
    """One person with their messages before them."""

    screen: Screen
    memory: Memory
    chance: Random
    now: Callable[[], datetime]

    def any_of(self, wanted: Mapping[str, float]) -> tuple[str, Outcome] | None:
        """Press one of the buttons of those names; None when there is none."""
        there = [(where, one) for where, one in self.screen.buttons() if one["action_id"] in wanted]
        if not there:
            return None
        weights = [wanted[element["action_id"]] for _, element in there]
        where, element = self.chance.choices(there, weights)[0]
        return str(element["action_id"]), self._press(where, element)

    def _press(self, where: JsonObject, element: JsonObject) -> Outcome:
        action, value = element["action_id"], str(element.get("value") or "")
        if action == ids.MORE:
            value = self.chance.choice(element["options"])["value"]
        if action in ENDS:
            self.memory.close(int(value))
        if action == ids.TAKE:
            self.memory.move(int(value), self.now())
        answer = self.screen.visitor.press(where, action, value, block_id=_block_of(where, element))
        if failed_in_slack(answer):
            return Outcome.SLACK_ERROR
        if not answer.get("ok"):
            return Outcome.REFUSED  # the screen had changed: it was redrawn under the finger
        return self._window(action, value)

    def _window(self, action: str, value: str) -> Outcome:
        if value.startswith(ids.MORE_REASSIGN):
            return self._give_on(value)
        if action not in OPENS:
            return Outcome.DONE
        # Somebody was first, or the call has changed: then no window comes, and the message says so.
        window = self.screen.window(*OPENS[action], ids.RECEIPT, seconds=1.0)
        if window is None or window["name"] == ids.RECEIPT:
            return Outcome.DONE if window is None else Outcome.REFUSED
        return self._fill_in(action, window, value)

    def _fill_in(self, action: str, window: JsonObject, value: str) -> Outcome:
        match action:
            case ids.SPOKE if self.chance.random() < ANSWERS_AT_ONCE:
                self.memory.close(int(value))
                return self._submit(window, {ids.ANSWER: option_of(window, ids.ANSWER, 0)})
            case ids.LATER:
                return self._submit(window, {ids.CHOICE: option_of(window, ids.CHOICE, 0)})
            case ids.UNREACHED if self.chance.random() < HALF:
                self.memory.close(int(value))
                return self._submit(window, {ids.ENDING: option_of(window, ids.ENDING, 1)})
        return Outcome.DONE

    def _give_on(self, value: str) -> Outcome:
        window = self.screen.window(ids.REASSIGN_FORM, seconds=1.0)
        if window is None:
            return Outcome.DONE
        team = self.screen.user[:2]
        offered = self.screen.visitor.suggest(window, ids.WHOM, f"P{team[1:]}sb")
        if not offered:
            return Outcome.REFUSED
        self.memory.move(int(value.rpartition(":")[2]), self.now())
        return self._submit(window, {ids.WHOM: self.chance.choice(offered)["value"]})

    def _submit(self, window: JsonObject, fields: dict[str, str]) -> Outcome:
        answer = self.screen.visitor.submit(window, dict(fields))
        if failed_in_slack(answer):
            return Outcome.SLACK_ERROR
        return Outcome.DONE if answer.get("ok") else Outcome.REFUSED


def _block_of(where: JsonObject, element: JsonObject) -> str | None:
    for block in where["blocks"]:
        if element in block.get("elements", []) or element == block.get("accessory"):
            return str(block["block_id"])
    return None
