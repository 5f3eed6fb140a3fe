"""What every handler is handed: the office, the database, the keys, the clock, and a way out."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient

from rules.office import Office
from storage.database import Database
from storage.vault import Vault
from views.texts import Texts

Work = Callable[[], None]
# The asker's own language, while their payload is being answered. The gate, which every payload passes
# first, sets it anew each time; work handed to `later` runs elsewhere and must be given its texts.
_language: ContextVar[str | None] = ContextVar("language", default=None)


def speak(language: str | None) -> None:
    """Answer this payload in that language; None: in the office's."""
    _language.set(language)


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
        """The sentences, in the asker's language and the office's zone."""
        return Texts(self.office.zone, _language.get() or self.office.language)

    @property
    def office_texts(self) -> Texts:
        """The sentences as a channel reads them: in the office's language."""
        return Texts(self.office.zone, self.office.language)

    @property
    def team_names(self) -> dict[str, str]:
        return {team.key: team.name for team in self.office.teams}
