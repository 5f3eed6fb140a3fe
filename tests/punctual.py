"""How long after its time a reminder is in Slack, while the real bot runs by the real clock (trust.md R4).

`python -m tests.punctual`: five minutes; the last line is JSON with milliseconds.
"""

import json
import math
import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.office_file import load_office
from rules.callback import promise
from rules.phone import parse_phone
from storage import intake, keys, people, working
from storage.database import connect
from storage.intake import Call
from storage.migrate import upgrade
from storage.people import Known
from storage.vault import Vault
from tests.processes import OWNERS, Bot, large_office, large_workspace
from tests.world import COPENHAGEN

# A Thursday in the office's hours, long after the morning's lists.
MORNING = datetime(2026, 11, 26, 10, 30, tzinfo=COPENHAGEN)
HEAD_START = timedelta(seconds=20)  # the bot starts
SEED = 1
PATIENCE_SECONDS = 120


def plan(reminders: int, window: timedelta) -> dict[int, datetime]:
    """Which reminder is due when: at random seconds of the window, one for each owner in turn."""
    chance = Random(SEED)
    rounds = math.ceil(reminders / len(OWNERS))
    each = window / rounds
    return {
        index: MORNING + HEAD_START + each * (index // len(OWNERS)) + each * chance.random()
        for index in range(reminders)
    }


def fill(bot: Bot, due: Mapping[int, datetime]) -> dict[int, datetime]:
    """Log the calls and put each off until its time, through the use cases; gives number and time."""
    office, database = load_office(bot.folder / "office.toml"), connect(bot.database_url)
    vault = Vault.from_keys([bot.key])
    upgrade(database)
    team, logged = office.teams[0], MORNING - timedelta(minutes=5)
    kept, put_off = promise(team.calendar, office.callback, logged), {}
    with database.write() as session:
        keys.remember(session, vault)
        people.remember(session, [Known(one, one) for one in sorted(office.people())], logged)
        for index, at in due.items():
            owner = OWNERS[index % len(OWNERS)].id
            call = Call(team.key, owner, parse_phone(f"22{index:06}"))
            number = intake.log(
                session, office, vault, call, kept, by="U0RIKKE", now=logged, key=f"on-time:{index}"
            ).id
            working.snooze(session, office, number, at, by=owner, now=logged)
            put_off[number] = at
    database.close()
    return put_off


def arrivals(bot: Bot, due: Mapping[int, datetime]) -> dict[int, datetime]:
    """When the workspace first got a message that tells of each number from its time on, by its own ledger.

    What came before is the day's list, which a bot that was away in the morning sends when it starts.
    """
    found: dict[int, datetime] = {}
    for one in bot.slack.ledger.delivered("message", event_type="fristvagt_notice"):
        for number in map(int, re.findall(r"[Nn]r\. (\d+)", f"{one.text} {one.blocks}")):
            if one.at >= due[number]:
                found.setdefault(number, one.at)
    return found


def main(
    reminders: Annotated[int, typer.Option(min=1, help="How many, at most three a person.")] = 200,
    minutes: Annotated[int, typer.Option(min=1, help="They are due at random within so many.")] = 4,
) -> None:
    """Measure it."""
    with TemporaryDirectory() as folder, large_workspace(MORNING - HEAD_START * 3) as slack:
        place = Path(folder)
        large_office(place)
        bot = Bot(slack, place, f"sqlite:///{place / 'on_time.db'}")
        due = fill(bot, plan(reminders, timedelta(minutes=minutes)))
        slack.clock.move_to(MORNING)
        bot.start()
        last = time.monotonic() + 60 * minutes + PATIENCE_SECONDS
        while len(arrivals(bot, due)) < len(due) and time.monotonic() < last:
            time.sleep(1)
        bot.terminate()
        arrived = arrivals(bot, due)
    waits = sorted((at - due[one]).total_seconds() * 1000 for one, at in arrived.items())
    typer.echo(
        json.dumps(
            {
                "reminders": len(due),
                "arrived": len(waits),
                "p50_ms": round(waits[len(waits) // 2]),
                "p99_ms": round(waits[math.ceil(0.99 * len(waits)) - 1]),
                "max_ms": round(waits[-1]),
            }
        )
    )


if __name__ == "__main__":
    typer.run(main)
