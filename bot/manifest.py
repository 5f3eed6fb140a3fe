"""`python -m bot manifest`: the Slack app's manifest, made from the office's own command names."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.failing import explained
from bot.office_file import EXAMPLE, load_office
from bot.settings import load_settings
from rules.office import Office

SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "im:history",
    "im:write",
    "files:read",
    "channels:read",
    "groups:read",
)
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "user_change", "team_join")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("manifest")(manifest)


def manifest(
    office: Annotated[Path | None, typer.Option(help="The office file; else FRISTVAGT_OFFICE_FILE.")] = None,
) -> None:
    """Print the manifest to paste at api.slack.com/apps, under "From an app manifest"."""
    with explained():
        path = office or load_settings().office_file or EXAMPLE
        typer.echo(json.dumps(manifest_for(load_office(path)), ensure_ascii=False, indent=2))


def manifest_for(office: Office) -> dict[str, Any]:
    """The manifest as data."""
    return {
        "display_information": {
            "name": "Fristvagt",
            "description": "Borgere ringes tilbage, og frister holdes eller varsles",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Fristvagt", "always_online": True},
            "slash_commands": commands(office),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def commands(office: Office) -> list[dict[str, Any]]:
    """The slash commands the bot answers."""
    names = office.commands
    return [
        {
            "command": names.callback,
            "description": "Log et opkald, der skal ringes tilbage på",
            "usage_hint": "@navn 22 33 44 55 Navn, emne | find 22 33 44 55 | help",
            "should_escape": True,
        },
        {
            "command": names.deadline,
            "description": "Start en frist på en sag, og se dine frister",
            "usage_hint": "§85 sag 23-1234 @navn modtaget 20/11 | list | 143 | help",
            "should_escape": True,
        },
        {
            "command": names.appeal,
            "description": "Registrer en klage, og følg den til Ankestyrelsens afgørelse",
            "usage_hint": "sag 23-1234 §85 modtaget 20/11 @navn | list | 143 | help",
            "should_escape": True,
        },
        {
            "command": names.status,
            "description": "Hvordan går det med opkald og frister",
            "usage_hint": "mig | opkald | frister | belastning | afgørelser | drift | vis i kanalen | help",
            "should_escape": True,
        },
        {
            "command": names.absence,
            "description": "Meld dig væk, og vælg en stedfortræder",
            "usage_hint": "24/11-1/12 @stedfortræder | slut | help",
            "should_escape": True,
        },
        {
            "command": names.agenda,
            "description": "De næste møder og deres dagsorden",
            "usage_hint": "principafgørelser | help",
            "should_escape": True,
        },
    ]
