"""The form a call is logged with, filled in and submitted as Slack sends it; no two from one number."""

import itertools
from collections.abc import Iterator

from bot.demo.wire import JsonObject
from rules.office import Office
from views.blocks import Block, option
from views.call_form import Draft, form
from views.texts import Texts

TEAM, APP, RECEPTIONIST = "T0FRIST", "A0FRIST", "U0RIKKE"
CASEWORKERS = ("U0KARIM", "U0MAJA", "U0PETER", "U0SOFIE", "U0ALI")


def forms(office: Office) -> Iterator[JsonObject]:
    """Ever new submissions, with every field the receptionist usually fills in."""
    texts = Texts(office.zone)
    for number, owner in zip(itertools.count(1), itertools.cycle(CASEWORKERS), strict=False):
        draft = Draft(
            phone=f"43 {number:06}",
            whom=option("Opdigtet Medarbejder", f"person:{owner}"),
            name=f"Borger {number}",
            topic="afgoerelse",
            note="Vil gerne tale om brevet",
        )
        yield _submitted(form(texts, draft, private_metadata=""), number)


def _submitted(view: Block, number: int) -> JsonObject:
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "fristvagt-bench"},
        "user": {"id": RECEPTIONIST, "username": "rikke", "name": "rikke", "team_id": TEAM},
        "api_app_id": APP,
        "token": "verification",
        "is_enterprise_install": False,
        "enterprise": None,
        "trigger_id": f"{number}.1764147600.0a1b2c",
        "view": {
            **view,
            "id": f"V{number:08}",
            "team_id": TEAM,
            "app_id": APP,
            "hash": "1764147600.aa",
            "previous_view_id": None,
            "state": {"values": {block["block_id"]: _typed(block) for block in _fields(view)}},
        },
        "response_urls": [],
    }


def _fields(view: Block) -> list[JsonObject]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def _typed(block: JsonObject) -> JsonObject:
    """A field as it was filled in, by the id of its element."""
    element = block["element"]
    kind, action = element["type"], element["action_id"]
    if kind == "plain_text_input":
        return {action: {"type": kind, "value": element.get("initial_value")}}
    if kind == "checkboxes":
        return {action: {"type": kind, "selected_options": element.get("initial_options", [])}}
    return {action: {"type": kind, "selected_option": element.get("initial_option")}}
