"""What stands in a submitted form's fields, by the field's name."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.payload import Body, clean, values_of
from views import ids


class WhenError(ValueError):
    """Date or time is missing."""


def chosen(body: Body, block: str) -> str:
    """The value of the chosen option; empty without one."""
    return str((_element(body, block).get("selected_option") or {}).get("value") or "")


def offered(body: Body, block: str) -> set[str]:
    """The values of the options the field had in the form as it was drawn; none when it had no such field."""
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    fields = [one for one in blocks or () if isinstance(one, dict) and one.get("block_id") == block]
    elements = [field.get("element") for field in fields]
    options = [one.get("options") for one in elements if isinstance(one, dict)]
    known = [option for some in options if isinstance(some, list) for option in some]
    return {str(option.get("value")) for option in known if isinstance(option, dict)}


def ticked(body: Body, block: str) -> bool:
    """Whether any of the boxes is ticked."""
    return bool(_element(body, block).get("selected_options"))


def values_ticked(body: Body, block: str) -> list[str]:
    """The values of the boxes that are ticked."""
    return [str(one.get("value") or "") for one in _element(body, block).get("selected_options") or ()]


def picked(body: Body, block: str, what: str) -> str:
    """The picked date ("selected_date") or time ("selected_time"); empty without one."""
    return str(_element(body, block).get(what) or "")


def written(body: Body, block: str, most: int) -> str:
    """What was typed, in one line; Slack keeps the field to `most` characters, and so do we."""
    return " ".join(clean(str(_element(body, block).get("value") or "")).split())[:most]


def parts_of_time(body: Body) -> list[str]:
    """Which of the fields for day and time hold something."""
    parts = ((ids.DATE, "selected_date"), (ids.TIME, "selected_time"))
    return [block for block, what in parts if picked(body, block, what)]


def own_time(body: Body, zone: ZoneInfo) -> datetime:
    """The moment picked in the fields for day and time; raises `WhenError` when one of them is empty."""
    day, clock = picked(body, ids.DATE, "selected_date"), picked(body, ids.TIME, "selected_time")
    if not day or not clock:
        raise WhenError
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=zone)


def _element(body: Body, block: str) -> Body:
    found: Body = values_of(body).get(block, {}).get(block) or {}
    return found
