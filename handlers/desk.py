"""What every handler is handed: the office, the database, the keys, the clock, and a way out."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from rules.office import Office
from storage import in_place, people
from storage.database import Database
from storage.people import Staff
from storage.vault import Vault
from storage.worklist import WorkItem
from views.texts import Texts
from views.who_rings import Hands

Work = Callable[[], None]
# The asker's own language, while their payload is being answered. The gate, which every payload passes
# first, sets it anew each time; work handed to `later` runs elsewhere and must be given its texts.
_language: ContextVar[str | None] = ContextVar("language", default=None)


# The office's people, as the gate has just read them for this payload.
_staff: ContextVar[Mapping[str, Staff] | None] = ContextVar("staff", default=None)


def speak(language: str | None) -> None:
    """Answer this payload in that language; None: in the office's."""
    _language.set(language)


def know(staff: Mapping[str, Staff] | None) -> None:
    """Answer this payload with the office's people as they were read for it; None: nobody has read them."""
    _staff.set(staff)


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

    def staff(self) -> Mapping[str, Staff]:
        """The office's people by Slack id, as the gate has read them for this payload; else read now."""
        known = _staff.get()
        if known is not None:
            return known
        with self.database.read() as session:
            return people.staff(session, self.office)

    def remind(self, session: Session) -> None:
        """Spare a transaction the reading of what the gate has read for the same payload."""
        staff = _staff.get()
        if staff is not None:
            people.take_as_read(session, self.office, staff)

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

    def hands(self, session: Session, items: Iterable[WorkItem], now: datetime) -> Hands:
        """In whose hands these calls are."""
        return Hands(self.team_names, in_place.of_owners(session, self.office, items, now))
