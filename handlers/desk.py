"""What every handler is handed: the office, the database, the keys, the clock, and a way out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient

from rules.office import Office
from storage.database import Database
from storage.vault import Vault
from views.texts import Texts

Work = Callable[[], None]


@dataclass(frozen=True)
class Desk:
    """The handlers' surroundings. `clock` gives aware UTC; `later` runs outgoing work off the listener."""

    office: Office
    database: Database
    vault: Vault
    client: WebClient
    workspace: str
    clock: Callable[[], datetime]
    later: Callable[[Work], None]
    nudge: Work

    @property
    def texts(self) -> Texts:
        """The sentences, in the office's language and zone."""
        return Texts(self.office.zone, self.office.language)

    @property
    def team_names(self) -> dict[str, str]:
        return {team.key: team.name for team in self.office.teams}
