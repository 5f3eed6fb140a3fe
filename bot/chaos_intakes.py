"""Many calls by the form while the bot is killed again and again: what was read aloud must be there, once."""

import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chaos_figures import Judged
from bot.chaos_kills import Kill
from bot.chaos_office import RECEPTION, TEAM_LIST, handle
from bot.chaos_screen import Screen, failed_in_slack
from bot.chaos_stage import Stage
from bot.chaos_storm import AT_INTAKES, Storm
from bot.chaos_visitors import SAVED, phone
from bot.demo.wire import JsonObject
from rules.phone import parse_phone
from storage.database import connect
from storage.models import Callback, Deadline, Event
from storage.vault import Vault

Answer = TypeVar("Answer")
GLANCE_SECONDS = 0.1
CONNECTED_SECONDS = 60.0
# People send a form again while Slack says that the app did not answer; some time they would ring instead.
TRIES = 8
CITIZEN = "Fiktiv Borger"


@dataclass(frozen=True, slots=True)
class Kept:
    """A call as the database has it. `whole`: what is next, the details and one line in the log are there."""

    number: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Tally(Judged):
    """What the receptionists saw, against what the database holds."""

    RULES: ClassVar = ("lost", "duplicates", "strays", "unanswered")

    calls: int
    saved: int  # numbers read aloud
    lost: int  # read aloud, and not there as that citizen's, whole
    duplicates: int  # calls beyond the first that one form made
    strays: int  # calls that no form asked for
    unanswered: int  # forms whose sender never got a number
    kills: int
    killed_at: dict[str, int]
    instances: int
    seconds: int
    a_second: float


@dataclass
class Intakes:
    """Every receptionist logs one call after the other, each from a citizen of its own."""

    stage: Stage
    wanted: int
    kills: int
    saved: dict[int, int] = field(default_factory=dict)  # the number read aloud for each call
    killed_at: Counter[Kill] = field(default_factory=Counter)
    seconds: float = 0.0

    def play(self) -> Iterator[int]:
        """Gives how many numbers have been read aloud, until everybody has tried."""
        began = time.monotonic()
        self.stage.revive()
        storm = Storm(self.stage, AT_INTAKES, self.kills, self.wanted)
        self.killed_at = storm.done
        turns = itertools.count()
        with ThreadPoolExecutor(len(RECEPTION)) as pool:
            shifts = [pool.submit(self._shift, one, turns) for one in RECEPTION]
            while wait(shifts, timeout=GLANCE_SECONDS).not_done:
                storm.pass_over(len(self.saved))
                yield len(self.saved)
            for one in shifts:
                one.result()
        self.seconds = time.monotonic() - began

    def _shift(self, receptionist: str, turns: Iterator[int]) -> None:
        screen = Screen(self.stage.slack, receptionist)
        for index in itertools.takewhile(lambda one: one < self.wanted, turns):
            number = self._log(screen, index)
            if number is not None:
                self.saved[index] = number
            screen.close_all()

    def _log(self, screen: Screen, index: int) -> int | None:
        """The number that was read aloud; None when it was given up."""
        owner = owner_of(index)
        form = self._until_answered(lambda: _opened(screen))
        if form is None or not self._until_answered(
            lambda: screen.visitor.suggest(form, "whom", handle(owner))
        ):
            return None
        fields = {"phone": phone(index), "whom": f"person:{owner}", "name": CITIZEN}
        if not self._until_answered(lambda: not failed_in_slack(screen.visitor.submit(form, fields))):
            return None
        return self._read_aloud(form)

    def _until_answered(self, ask: Callable[[], Answer | None]) -> Answer | None:
        """Ask, and ask again when the bot is back."""
        for _ in range(TRIES):
            if answer := ask():
                return answer
            self.stage.slack.wait_connected(timeout=CONNECTED_SECONDS)
        return None

    def _read_aloud(self, form: JsonObject) -> int | None:
        """What the window says now; a form that was asked for twice may lie above it."""
        shown = self.stage.slack.workspace.surfaces.find(form["id"])
        found = SAVED.search(str(shown.blocks))
        return int(found[1]) if found else None

    def tally(self) -> Tally:
        """Read the database, as it is left, against what was read aloud."""
        kept = self._kept()
        asked = {index: kept.pop(parse_phone(phone(index)), []) for index in range(self.wanted)}
        return Tally(
            calls=self.wanted,
            saved=len(self.saved),
            lost=sum(Kept(number, whole=True) not in asked[index] for index, number in self.saved.items()),
            duplicates=sum(len(one) - 1 for one in asked.values() if one),
            strays=sum(map(len, kept.values())),
            unanswered=self.wanted - len(self.saved),
            kills=self.killed_at.total(),
            killed_at={kill.value: times for kill, times in sorted(self.killed_at.items())},
            instances=len(self.stage.instances),
            seconds=round(self.seconds),
            a_second=round(self.wanted / max(self.seconds, 1), 1),
        )

    def _kept(self) -> dict[str, list[Kept]]:
        """What the database holds, by the citizen's phone."""
        vault = Vault.from_keys([self.stage.instances[0].environment["FRISTVAGT_ENCRYPTION_KEYS"]])
        database = connect(self.stage.database.url)
        try:
            with database.read() as session:
                return _by_citizen(session, vault)
        finally:
            database.close()


def owner_of(index: int) -> str:
    """Whom the call of that number is for: everybody in turn."""
    team = TEAM_LIST[index % len(TEAM_LIST)]
    return team.members[index // len(TEAM_LIST) % len(team.members)]


def _opened(screen: Screen) -> JsonObject | None:
    if failed_in_slack(screen.visitor.command("/callback")):
        return None
    return screen.window("callback_form")


def _by_citizen(session: Session, vault: Vault) -> dict[str, list[Kept]]:
    """Every call; one without details is under no citizen's phone."""
    lines = Counter(session.scalars(select(Event.deadline_id).where(Event.action == "call_logged")))
    calls = select(Deadline, Callback).outerjoin(Callback, Callback.deadline_id == Deadline.id)
    found = defaultdict[str, list[Kept]](list)
    for deadline, callback in session.execute(calls):
        written = _opened_by(vault, callback)
        whole = deadline.next_step_at is not None and lines[deadline.id] == 1 and written["name"] == CITIZEN
        found[written["phone"]].append(Kept(deadline.id, whole))
    return found


def _opened_by(vault: Vault, callback: Callback | None) -> dict[str, str]:
    """What was written down of the citizen; empty where there is nothing."""
    if callback is None:
        return {"name": "", "phone": ""}
    sealed = {"name": callback.name_sealed, "phone": callback.phone_sealed}
    return {
        column: vault.open(one, table="callback", column=column, row=callback.ref) if one else ""
        for column, one in sealed.items()
    }
