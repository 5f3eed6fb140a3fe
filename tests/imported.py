"""Tables of running cases, imported straight or through the command line."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.import_run import ImportRun, Outcome
from bot.office_file import EXAMPLE, load_office
from rules.municipal import Placed
from storage import people
from storage.catalogue import import_rules
from storage.database import Database, connect
from storage.migrate import upgrade
from storage.people import Known
from tests.deadlines import LOCAL
from tests.front_door import FrontDoor
from tests.world import World

HEADER = ("Sagsnummer", "Paragraf", "Variant", "Modtaget", "Sagsbehandler", "Team")
GOOD = {"Sagsnummer": "23-1234", "Paragraf": "§ 85", "Modtaget": "20/11/2026", "Sagsbehandler": "U0KARIM"}


def table(*rows: Mapping[str, str], header: Iterable[str] = HEADER) -> str:
    """CSV text; each row is `GOOD` with some cells changed."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(header), delimiter=";", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(GOOD | dict(row) for row in rows)
    return written.getvalue()


def many(count: int, *, until: date = date(2026, 11, 25)) -> str:
    """That many different cases, received on many days, for several people and rules."""
    owners, rules = ("U0KARIM", "U0MAJA", "U0SOFIE", ""), ("§ 85", "partsaktindsigt", "genvurdering")
    return table(
        *(
            {
                "Sagsnummer": f"24-{number}",
                "Paragraf": rules[number % 3],
                "Modtaget": f"{until - timedelta(days=number % 200):%d.%m.%Y}",
                "Sagsbehandler": owners[number % 4],
                "Team": "" if owners[number % 4] else "voksen-a",
            }
            for number in range(count)
        )
    )


def with_local_rules(database: Database) -> None:
    placed = [Placed(rule, line) for line, rule in enumerate(LOCAL, start=2)]
    with database.write() as session:
        import_rules(session, placed, file="tabel.csv", by="U0ADMIN", now=datetime(2026, 1, 2, tzinfo=UTC))


def imported(world: World, text: str, folder: Path, *, dry_run: bool = False) -> Outcome:
    """Import a CSV text into the world's database."""
    run = ImportRun(world.parts, "U0ADMIN", dry_run)
    run.take("sager.csv", io.BytesIO(text.encode()), folder / "afvist.csv", lambda _rows: None)
    return run.outcome


class Desk:
    """An administrator's machine: an empty folder, a database with the office's people, the command."""

    def __init__(self, door: FrontDoor, url: str) -> None:
        self.door, self.url = door, url
        self.database = connect(url)
        upgrade(self.database)
        office = load_office(EXAMPLE)
        with self.database.write() as session:
            known = [Known(one, one.removeprefix("U0").title()) for one in sorted(office.people())]
            people.remember(session, known, datetime(2026, 1, 2, tzinfo=UTC))
        with_local_rules(self.database)

    def run(self, name: str, *options: str) -> tuple[int, dict[str, Any], str]:
        """Exit code, what `--json` said, and what stood on stderr."""
        done = self.door.run("import", "deadlines", name, "--json", *options)
        return done.exit_code, json.loads(done.stdout) if done.stdout else {}, done.stderr
