"""Settings of the machine: environment, `.env`, or secret files. The office's own are in the office file."""

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from rules.errors import FristvagtError

PREFIX = "FRISTVAGT_"
FROM_FILE = "_FILE"
DOTENV = ".env"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# The one PostgreSQL driver that is installed; the names people write without one mean it.
POSTGRESQL = "postgresql+psycopg"
DATABASES = ("sqlite", "sqlite+pysqlite", POSTGRESQL)


class SettingsError(FristvagtError):
    """A setting is missing or wrong; the sentence says which and what to do."""


class Settings(BaseSettings):
    """Every setting, each also as `…_FILE`: the path of a file that holds the value."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=DOTENV, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    slack_bot_token: SecretStr = Field(default=SecretStr(""), description="Bottens token, xoxb-…")
    slack_app_token: SecretStr = Field(default=SecretStr(""), description="App-token til Socket Mode, xapp-…")
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Kun til et lokalt arbejdsområde: dets Web API"
    )
    database_url: str = Field(
        default="sqlite:///fristvagt.db", description="SQLAlchemy-adresse; SQLite-fil eller PostgreSQL"
    )
    office_file: Path | None = Field(default=None, description="Kontorfilen; uden den bruges eksemplet")
    encryption_keys: SecretStr = Field(
        default=SecretStr(""), description="Nøgler adskilt af komma; den første skriver, alle læser"
    )
    heartbeat_url: SecretStr = Field(
        default=SecretStr(""),
        description="Pinges, når alt er i orden; en tjeneste, der slår alarm ved tavshed",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Loggens form: text, eller json med én linje for hver melding"
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port på 127.0.0.1 med tællere til Prometheus; uden den ingen",
    )
    watchdog_tick_seconds: int = Field(
        default=600, ge=5, description="Så længe må motoren stå stille, før processen slutter med kode 4"
    )
    watchdog_socket_seconds: int = Field(
        default=300, ge=30, description="Så længe må Slacks forbindelse tie, mens Slack ellers svarer"
    )

    @property
    def keys(self) -> list[str]:
        """The encryption keys in order, the writing one first."""
        return [key.strip() for key in self.encryption_keys.get_secret_value().split(",") if key.strip()]

    @property
    def local(self) -> bool:
        """Whether they point at a workspace on this machine."""
        return urlsplit(self.slack_api_url).hostname in LOOPBACK

    @field_validator("slack_api_url")
    @classmethod
    def _safe_address(cls, address: str) -> str:
        """Tokens travel in every call, so only this machine is spoken to without TLS."""
        parts = urlsplit(address)
        if not parts.hostname or not (parts.scheme == "https" or parts.hostname in LOOPBACK):
            raise ValueError("Skriv en adresse, der begynder med https://, eller udelad den.")
        return address

    @field_validator("heartbeat_url")
    @classmethod
    def _safe_heartbeat(cls, address: SecretStr) -> SecretStr:
        """Whoever knows the address can keep the alarm quiet, so it travels under TLS."""
        parts = urlsplit(address.get_secret_value().strip())
        ours = parts.scheme == "http" and parts.hostname in LOOPBACK
        if address and not (parts.hostname and (parts.scheme == "https" or ours)):
            raise ValueError("Skriv en adresse, der begynder med https://, eller udelad den.")
        return SecretStr(address.get_secret_value().strip())

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, address: str) -> str:
        """The address with the driver we have; ValueError when it names another database."""
        address = address.strip()
        for short in ("postgres://", "postgresql://"):
            if address.startswith(short):
                address = f"{POSTGRESQL}://{address.removeprefix(short)}"
        try:
            known = make_url(address).drivername in DATABASES
        except (ArgumentError, NoSuchModuleError, ValueError):
            known = False
        if not known:
            # The address itself is not repeated: it may hold a password.
            raise ValueError("Skriv sqlite:///fristvagt.db eller postgresql://bruger:kode@vært/database.")
        return address

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given outright wins; then the environment, its files, `.env`, and its files."""
        return (
            init_settings,
            env_settings,
            SecretFiles(settings_cls, os.environ),
            dotenv_settings,
            SecretFiles(settings_cls, _written_in(dotenv_settings)),
        )


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `FRISTVAGT_X_FILE`: secrets mounted as files, as containers and systemd give them."""

    def __init__(self, settings_cls: type[BaseSettings], named: Mapping[str, str | None]) -> None:
        super().__init__(settings_cls)
        self._named = named

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """One field's value from its file, None when no file is named."""
        name = f"{PREFIX}{field_name.upper()}{FROM_FILE}"
        path = self._named.get(name) or ""
        return (_content(name, Path(path)) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All fields that have a file."""
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def load_settings() -> Settings:
    """The settings; raises `SettingsError` with a line for each that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{_name_of(one['loc'])} kan ikke bruges. {_reason(one)}" for one in error.errors()]
        raise SettingsError("\n".join(wrong)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Filen {DOTENV} kan ikke læses: {_why(error)}. Ret den.") from None


def require_tokens(settings: Settings) -> None:
    """Raise `SettingsError` naming every token that is missing."""
    wanted = {
        "SLACK_BOT_TOKEN": (settings.slack_bot_token, "tokenet xoxb-… fra »OAuth & Permissions«"),
        "SLACK_APP_TOKEN": (settings.slack_app_token, "app-tokenet xapp-… fra »Basic Information«"),
    }
    missing = [
        f"{PREFIX}{name} mangler. Sæt den til {what}, eller {PREFIX}{name}{FROM_FILE} til en fil med det."
        for name, (token, what) in wanted.items()
        if not token.get_secret_value().strip()
    ]
    if missing:
        raise SettingsError("\n".join(missing))


def names() -> list[str]:
    """Every name a setting can be given by."""
    own = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    return [*own, *(f"{name}{FROM_FILE}" for name in own)]


def misspelt() -> dict[str, str]:
    """Names that look like ours but are no setting, each with the nearest that is one, or ""."""
    known = names()
    written = (*os.environ, *_written_in(DotEnvSettingsSource(Settings)))
    ours = {name.upper() for name in written if name.upper().startswith(PREFIX)}
    return {name: _nearest(name, known) for name in sorted(ours.difference(known))}


def _nearest(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, list(known), n=1)), "")


def _written_in(dotenv: PydanticBaseSettingsSource) -> Mapping[str, str | None]:
    found = dotenv.env_vars if isinstance(dotenv, DotEnvSettingsSource) else {}
    return {name.upper(): value for name, value in found.items()}


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        told = f"{name} peger på {path}, som ikke kan læses: {_why(error)}. Ret stien."
        raise SettingsError(told) from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    return str(error.strerror) if isinstance(error, OSError) else "ikke UTF-8"


def _name_of(place: tuple[int | str, ...]) -> str:
    return f"{PREFIX}{str(place[0]).upper()}"


def _reason(error: Mapping[str, Any]) -> str:
    """Our own sentence where a validator of ours spoke; pydantic's would quote the value."""
    spoken = (error.get("ctx") or {}).get("error")
    return str(spoken) if isinstance(spoken, ValueError) else "Se listen over indstillinger i README."
