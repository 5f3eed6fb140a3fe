"""The checks behind `check`: each asks one thing and says what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.manifest import SCOPES
from bot.run_command import office_of
from bot.service import utc_now
from bot.settings import Settings
from bot.slack_app import web_client
from jobs.trouble import classify
from rules.errors import FristvagtError
from rules.office import Office
from storage import keys
from storage.database import Database, connect
from storage.migrate import head, known, revision
from storage.vault import Vault
from views.replies import notice_home

MOST_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is what to do when it is not `good`."""

    subject: str
    good: bool
    said: str
    remedy: str = ""


def findings(settings: Settings, person: str = "") -> list[Finding]:
    """Everything found, in the order to mend it."""
    return [
        *_office(settings),
        *_database(settings),
        *_bot_token(settings),
        *_app_token(settings),
        *_tabs(settings, person),
    ]


def _office(settings: Settings) -> Iterator[Finding]:
    try:
        office = office_of(settings)
    except FristvagtError as error:
        yield Finding("kontorfil", False, "kan ikke bruges", str(error))
        return
    yield Finding(
        "kontorfil", True, f"{office.name}, {len(office.teams)} team, {len(office.people())} personer"
    )
    yield from _closings(office)


def _closings(office: Office) -> Iterator[Finding]:
    year = utc_now().astimezone(office.zone).year
    for team in office.teams:
        if not any(day.year == year for day in team.calendar.closings):
            said = f"{team.name} har ingen lukkedage i {year}"
            yield Finding("lukkedage", False, said, "Skriv årets lukkedage i kontorfilen under [[closings]].")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        vault = Vault.from_keys(settings.keys)
    except FristvagtError as error:
        yield Finding("nøgler", False, "kan ikke bruges", f"{error} Lav en nøgle med: python -m bot key")
        return
    database = connect(settings.database_url)
    try:
        yield from _revision(database, vault)
    except (SQLAlchemyError, OSError) as error:
        remedy = "Se efter FRISTVAGT_DATABASE_URL, og om serveren eller mappen findes."
        yield Finding("database", False, f"kan ikke åbnes ({type(error).__name__})", remedy)
    finally:
        database.close()


def _revision(database: Database, vault: Vault) -> Iterator[Finding]:
    present = revision(database)
    if present is None:
        yield Finding("database", True, f"tom; den lægges på revision {head()} ved start")
        yield Finding("nøgler", True, f"{len(vault.key_ids)} nøgle; {vault.writing_key_id} skriver")
        return
    yield Finding(
        "database",
        known(present),
        f"revision {present}, programmet kender {head()}",
        "Start den nyere udgave af Fristvagt, eller gendan en ældre sikkerhedskopi.",
    )
    yield _key_finding(database, vault)


def _key_finding(database: Database, vault: Vault) -> Finding:
    try:
        with database.read() as session:
            keys.check(session, vault)
    except FristvagtError as error:
        return Finding("nøgler", False, "passer ikke til databasen", str(error))
    return Finding("nøgler", True, f"{len(vault.key_ids)} nøgle; {vault.writing_key_id} skriver")


def _bot_token(settings: Settings) -> Iterator[Finding]:
    remedy = "Sæt FRISTVAGT_SLACK_BOT_TOKEN til tokenet (xoxb-…) fra »OAuth & Permissions«."
    answer, problem = _asked(web_client(settings).auth_test)
    if answer is None:
        yield Finding("bot-token", False, problem, remedy)
        return
    yield Finding("bot-token", True, f"{answer['team']} ({answer['team_id']}), {answer['user_id']}")
    yield _scopes(answer)
    yield _clock(answer)


def _scopes(answer: Any) -> Finding:
    granted = _header(answer, "x-oauth-scopes").replace(" ", "").split(",")
    missing = [scope for scope in SCOPES if scope not in granted]
    said = f"mangler {', '.join(missing)}" if missing else "alle er givet"
    remedy = "Indsæt manifestet igen (python -m bot manifest), og installér appen på ny."
    return Finding("rettigheder", not missing, said, remedy)


def _clock(answer: Any) -> Finding:
    date = _header(answer, "date")
    if not date:
        return Finding("ur", True, "Slack sagde ikke, hvad klokken er")
    skew = abs(parsedate_to_datetime(date) - utc_now())
    said = f"{skew.total_seconds():.0f} s fra Slacks"
    return Finding("ur", skew <= MOST_SKEW, said, "Slå tidssynkronisering (NTP) til på maskinen.")


def _app_token(settings: Settings) -> Iterator[Finding]:
    client = WebClient(base_url=settings.slack_api_url, retry_handlers=[])
    token = settings.slack_app_token.get_secret_value()
    answer, problem = _asked(lambda: client.apps_connections_open(app_token=token))
    remedy = "Sæt FRISTVAGT_SLACK_APP_TOKEN til et app-token (xapp-…) med connections:write."
    yield Finding("app-token", answer is not None, problem or "Socket Mode svarer", remedy)


def _tabs(settings: Settings, person: str) -> Iterator[Finding]:
    if not person:
        yield Finding("faner", True, "ikke prøvet; prøv med --person og dit Slack-id")
        return
    client = web_client(settings)
    text = "Prøvebesked fra Fristvagt. Du skal ikke gøre noget."
    _, problem = _asked(lambda: client.chat_postMessage(channel=person, text=text))
    remedy = "Slå fanen til under »App Home« på appens side, eller se efter Slack-id'et."
    yield Finding("fanen Beskeder", not problem, problem or "prøvebeskeden er sendt", remedy)
    _, problem = _asked(lambda: client.views_publish(user_id=person, view=notice_home(text)))
    yield Finding("fanen Hjem", not problem, problem or "er tegnet", remedy)


def _asked(call: Callable[[], Any]) -> tuple[Any | None, str]:
    """The answer, or None and why there is none."""
    try:
        return call(), ""
    except SlackApiError as error:
        return None, f"Slack afviser: {classify(error).code}"
    except OSError as error:
        return None, f"Slack kan ikke nås: {type(error).__name__}"


def _header(answer: Any, name: str) -> str:
    headers = {str(key).lower(): value for key, value in (answer.headers or {}).items()}
    value = headers.get(name, "")
    return str(value[0] if isinstance(value, list) else value)
