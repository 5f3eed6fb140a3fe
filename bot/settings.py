"""Settings of the machine: environment, `.env`, or secret files. The office's own are in the office file."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from rules.errors import FristvagtError

PREFIX = "FRISTVAGT_"
FROM_FILE = "_FILE"


class SettingsError(FristvagtError):
    """A setting is missing or wrong; the sentence says which and what to do."""


class Settings(BaseSettings):
    """Every setting, each also as `…_FILE`: the path of a file that holds the value."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore")

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

    @property
    def keys(self) -> list[str]:
        """The encryption keys in order, the writing one first."""
        return [key.strip() for key in self.encryption_keys.get_secret_value().split(",") if key.strip()]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given outright wins; then the environment, secret files, and `.env`."""
        return init_settings, env_settings, SecretFiles(settings_cls), dotenv_settings


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `FRISTVAGT_X_FILE`: secrets mounted as files, as containers and systemd give them."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """One field's value from its file, None when no file is named."""
        name = f"{PREFIX}{field_name.upper()}{FROM_FILE}"
        path = os.environ.get(name, "")
        return (_content(name, Path(path)) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All fields that have a file."""
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "ikke UTF-8"
        raise SettingsError(f"{name} peger på {path}, som ikke kan læses: {reason}. Ret stien.") from error


def load_settings() -> Settings:
    """The settings; raises `SettingsError`."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = ", ".join(f"{PREFIX}{str(one['loc'][0]).upper()}" for one in error.errors())
        raise SettingsError(f"Indstillingen kan ikke bruges: {wrong}. Se README under Settings.") from None
