"""Where simulated people act: the office, its tables, one source of chance, and a count of what was done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office
from storage.database import Database
from storage.vault import Vault

REFUSED = "refused"


@dataclass(frozen=True)
class Stage:
    """The same `chance` gives the same days again. `did` counts each kind of act, and the refused ones."""

    office: Office
    database: Database
    vault: Vault
    chance: Random
    did: Counter[str] = field(default_factory=Counter)

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def act(self, name: str, use_case: Callable[[Session], object]) -> bool:
        """One use case in a transaction of its own, as one press is. Returns whether it was allowed."""
        try:
            with self.database.write() as session:
                use_case(session)
        except FristvagtError:
            self.did[REFUSED] += 1
            return False
        self.did[name] += 1
        return True
