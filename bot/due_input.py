"""The time of receipt as it is written on the command line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rules.errors import FristvagtError

_YEARS = range(2000, 2100)


class BadDueInputError(FristvagtError):
    """Something on the command line cannot be used."""


def received_at(written: str, zone: ZoneInfo) -> tuple[datetime, list[str]]:
    """The aware time meant by `written`, and what had to be assumed about it. Raises `BadDueInputError`."""
    at = _parsed(written)
    if at.tzinfo is not None:
        return at, []
    early, late = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.timestamp() == late.timestamp():
        return early, []
    if early.timestamp() > late.timestamp():
        moved = early.astimezone(UTC).astimezone(zone)
        return moved, [
            f"Kl. {at:%H:%M} findes ikke den nat, uret stilles frem; der regnes med {moved:%H:%M}."
        ]
    return early, [
        f"Kl. {at:%H:%M} er der to gange den nat, uret stilles tilbage; der regnes med den første."
    ]


def _parsed(written: str) -> datetime:
    remedy = "Skriv dato og klokkeslæt: 2026-04-01T11:00."
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise BadDueInputError(f"„{written}“ er ikke et tidspunkt, der findes. {remedy}") from error
    if ":" not in written:
        raise BadDueInputError(f"„{written}“ mangler et klokkeslæt. {remedy}")
    require_known_year(at.year)
    return at


def require_known_year(year: int) -> None:
    """Raises `BadDueInputError` for a year no office counts in."""
    if year not in _YEARS:
        raise BadDueInputError(f"Året {year} kan der ikke regnes med. Skriv et år fra 2000 til 2099.")
