"""How the clients of Slack's Web API are set up."""

from pathlib import Path
from ssl import CERT_REQUIRED, SSLContext

from pydantic import SecretStr

from bot.office_file import EXAMPLE
from bot.settings import Settings
from bot.slack_app import Identity, bolt_app, web_client
from storage.vault import generate_key


def settings(folder: Path) -> Settings:
    return Settings(
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url="https://slack.invalid/api/",
        database_url=f"sqlite:///{folder / 'fristvagt.db'}",
        office_file=EXAMPLE,
        encryption_keys=SecretStr(generate_key()),
    )


def test_all_clients_share_the_certificates_and_look_at_slacks(tmp_path: Path) -> None:
    first, second = web_client(settings(tmp_path)), web_client(settings(tmp_path))
    app = bolt_app(first, Identity("T0DEMO", "U0BOT", "B0BOT"))
    assert isinstance(first.ssl, SSLContext)
    assert first.ssl is second.ssl is app.client.ssl
    assert first.ssl.verify_mode == CERT_REQUIRED
    assert first.ssl.check_hostname


def test_bolt_is_told_its_name_rather_than_looking_for_one(tmp_path: Path) -> None:
    app = bolt_app(web_client(settings(tmp_path)), Identity("T0DEMO", "U0BOT", "B0BOT"))
    assert app.name == "fristvagt"
