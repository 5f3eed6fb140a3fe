"""The visitors of a chaos run: receptionists who log calls, caseworkers who press what stands before them."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bot.chaos_clock import ChaosClock
from bot.chaos_office import RECEPTION, TEAM_LIST, TEAMS, ZONE, TeamOfChaos, handle
from bot.chaos_people import Intake, Memory, Outcome
from bot.chaos_presses import PRESSES, Presses
from bot.chaos_screen import Screen, failed_in_slack
from bot.demo.server import LocalSlack
from bot.demo.wire import JsonObject

SAVED = re.compile(r"Gemt som nr\. (\d+)")
FIRST_NUMBER, NUMBERS = 20_000_000, 70_000_000
TO_THE_TEAM, HALF = 0.04, 0.5
# More calls a person than this, and people ring rather than log.
FULL = 5


@dataclass
class Visitors:
    """Everybody in the workspace. `act` may be called from several threads; each person does one thing."""

    slack: LocalSlack
    clock: ChaosClock
    memory: Memory
    seed: int
    _busy: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def act(self, index: int) -> None:
        """Do the act of that number: what it is depends on the seed, and on what is on the screens."""
        chance = Random(f"{self.seed}:{index}")  # noqa: S311 - a run must repeat itself
        name = self._choose(chance)
        self._perform(name, chance, index)

    def log_now(self, index: int, *, urgent: bool, form: bool = False) -> None:
        """Log a call, to bring about what a trap waits for."""
        chance = Random(f"{self.seed}:{index}")  # noqa: S311 - as above
        self._perform("form" if form else "urgent" if urgent else "line", chance, index)

    def _choose(self, chance: Random) -> str:
        crowded = len(self.memory.open_calls()) > FULL * TEAMS * len(TEAM_LIST[0].people)
        logs = 6 if crowded else 22
        weights: dict[str, float] = {
            "line": logs,
            "form": logs // 3,
            "urgent": 2,
            "press": 60,
            "lead": 5,
            "deadline": 2,
        }
        weights |= {"home": 2, "find": 3, "away": 0.4, "undo": 1}
        return chance.choices(list(weights), list(weights.values()))[0]

    def _perform(self, name: str, chance: Random, index: int) -> None:
        acts: dict[str, Callable[[Screen, Random, int], tuple[str, Outcome]]] = {
            "line": lambda *what: ("log a line", self._line(*what, urgent=False)),
            "urgent": lambda *what: ("log a line", self._line(*what, urgent=True)),
            "form": lambda *what: ("log by form", self._form(*what)),
            "press": self._press,
            "lead": self._press,
            "undo": self._undo,
            "home": lambda screen, *_: ("look at Home", self._home(screen)),
            "find": lambda *what: ("find", self._find(*what)),
            "away": lambda *what: ("absence", self._away(*what)),
            "deadline": lambda *what: ("deadline", self._deadline(*what)),
        }
        user = self._who(name, chance)
        began = time.monotonic()
        with self._busy[user]:
            screen = Screen(self.slack, user)
            try:
                what, outcome = acts[name](screen, chance, index)
                screen.close_all()
            except Exception as error:  # noqa: BLE001 - one visitor's mishap must not end the run; it is told
                self.memory.failures.append(f"{name} {index}: {error!r}")
                return
        self.memory.note(what, began, outcome)

    def _who(self, name: str, chance: Random) -> str:
        team = chance.choice(TEAM_LIST)
        if name in ("line", "urgent", "form", "find", "undo"):
            return chance.choice(RECEPTION)
        if name == "lead":
            return chance.choice((team.lead, team.duty))
        return chance.choice(team.members)

    def _line(self, screen: Screen, chance: Random, index: int, *, urgent: bool) -> Outcome:
        team, owner = _for_whom(chance)
        name = handle(owner) if owner else handle(team.duty)
        words = f"/callback @{name} {phone(index)} {'haster' if urgent else ''}"
        before = screen.newest()
        answer = screen.visitor.command(words.strip())
        if failed_in_slack(answer):
            return Outcome.SLACK_ERROR
        return self._saved(screen, before, team, owner or team.duty, urgent=urgent, index=index)

    def _saved(
        self, screen: Screen, before: str, team: TeamOfChaos, owner: str | None, *, urgent: bool, index: int
    ) -> Outcome:
        said = screen.said_since(before)
        number = next((found[1] for one in said if (found := SAVED.match(one))), None)
        if number is None:
            return Outcome.REFUSED if said or screen.window() else Outcome.NO_WINDOW
        self._remember(int(number), team, owner, urgent, index)
        return Outcome.SAVED

    def _remember(self, number: int, team: TeamOfChaos, owner: str | None, urgent: bool, index: int) -> None:
        self.memory.phones.append(phone(index))
        self.memory.save(Intake(number, self.clock.now(), team.key, owner, urgent))

    def _form(self, screen: Screen, chance: Random, index: int) -> Outcome:
        team, owner = _for_whom(chance)
        if failed_in_slack(screen.visitor.command("/callback")):
            return Outcome.SLACK_ERROR
        form = screen.window("callback_form")
        if form is None:
            return Outcome.NO_WINDOW
        whom = f"person:{owner}" if owner else f"team:{team.key}"
        if not screen.visitor.suggest(form, "whom", "Team" if owner is None else handle(owner)):
            return Outcome.SLACK_ERROR
        fields = {"phone": phone(index), "whom": whom, "name": "Fiktiv Borger"}
        return self._submitted(screen, form, fields, team, owner, index)

    def _submitted(
        self,
        screen: Screen,
        form: JsonObject,
        fields: dict[str, str],
        team: TeamOfChaos,
        owner: str | None,
        index: int,
    ) -> Outcome:
        """Sent in; once more when Slack says that it went wrong, as people do."""
        answer = screen.visitor.submit(form, dict(fields))
        if failed_in_slack(answer):
            self.slack.wait_connected(timeout=30.0)
            answer = screen.visitor.submit(form, dict(fields))
        if failed_in_slack(answer):
            return Outcome.SLACK_ERROR
        receipt = screen.modal()
        found = SAVED.search(str(receipt["blocks"])) if receipt else None
        if found is None:
            return Outcome.REFUSED if receipt or answer.get("errors") else Outcome.NOTHING
        self._remember(int(found[1]), team, owner, urgent=False, index=index)
        return Outcome.SAVED

    def _press(self, screen: Screen, chance: Random, index: int) -> tuple[str, Outcome]:
        return Presses(screen, self.memory, chance, self.clock.now).any_of(PRESSES) or self._nothing_to_press(
            screen, chance, index
        )

    def _nothing_to_press(self, screen: Screen, chance: Random, index: int) -> tuple[str, Outcome]:
        """An empty list: they look at Home, or ask how things stand."""
        if chance.random() < HALF:
            return "look at Home", self._home(screen)
        return "status", self._answered(screen, "/status")

    def _undo(self, screen: Screen, chance: Random, index: int) -> tuple[str, Outcome]:
        found = Presses(screen, self.memory, chance, self.clock.now).any_of({"receipt_undo": 1})
        return found or ("log a line", self._line(screen, chance, index, urgent=False))

    def _home(self, screen: Screen) -> Outcome:
        screen.visitor.open_home()
        return Outcome.DONE

    def _find(self, screen: Screen, chance: Random, _: int) -> Outcome:
        known = self.memory.phones
        return self._answered(screen, f"/callback find {chance.choice(known) if known else phone(0)}")

    def _away(self, screen: Screen, chance: Random, _: int) -> Outcome:
        if chance.random() < HALF:
            return self._answered(screen, "/absence slut")
        return self._answered(screen, "/absence i morgen")

    def _deadline(self, screen: Screen, _: Random, index: int) -> Outcome:
        today = self.clock.now().astimezone(ZONE)
        line = f"/deadline aktindsigt sag 23-{index:05} modtaget {today:%d/%m}"
        before = screen.newest()
        outcome = self._answered(screen, line)
        said = " ".join(screen.said_since(before))
        found = SAVED.search(said)
        if found is None:
            return outcome
        self.memory.cases.setdefault(int(found[1]), self.clock.now())
        return Outcome.SAVED

    def _answered(self, screen: Screen, command: str) -> Outcome:
        before = screen.newest()
        if failed_in_slack(screen.visitor.command(command)):
            return Outcome.SLACK_ERROR
        if screen.said_since(before):
            return Outcome.DONE
        return Outcome.DONE if screen.window() else Outcome.NO_WINDOW


def phone(index: int) -> str:
    """A number of its own for each act, written in pairs."""
    digits = str(FIRST_NUMBER + index * 7 % NUMBERS)
    return " ".join(digits[one : one + 2] for one in range(0, 8, 2))


def _for_whom(chance: Random) -> tuple[TeamOfChaos, str | None]:
    team = chance.choice(TEAM_LIST)
    return team, None if chance.random() < TO_THE_TEAM else chance.choice(team.members)
