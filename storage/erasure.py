"""Erasing on request: what an item holds about the citizen goes at once, and not when its time is up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from rules.office import Office
from storage import clocks, complaint_chain, events, forgetting, notices, outbox, people
from storage.case_models import CaseClock
from storage.figure_changes import following
from storage.intake import lock
from storage.models import CALLBACK, LIVE, Callback, Deadline, State


class Why(StrEnum):
    """Why something open is erased: a closed list, so that no free text describes a citizen."""

    RIGHTS = "rights"  # the citizen's own right to erasure
    MISTAKE = "mistake"  # it should never have been written down
    ORDER = "order"  # a court or the supervisory authority has decided so


class StillRunningError(FristvagtError):
    """A promise or a deadline still runs: somebody is waiting for it."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(
            "Nr. {numbers} er stadig i gang: der er lovet noget, eller en frist løber. Intet er slettet. "
            "Afslut det først, eller skriv --open med grunden, så trækkes det tilbage.",
            numbers=", ".join(map(str, numbers)),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """An item as a preview shows it: nothing of the citizen."""

    number: int
    kind: str
    team_key: str
    logged_at: datetime
    state: State
    holds_content: bool


def standing(session: Session, numbers: Sequence[int]) -> list[Standing]:
    """Those of these items that exist."""
    return [_standing(session, found) for one in numbers if (found := session.get(Deadline, one))]


def _standing(session: Session, deadline: Deadline) -> Standing:
    return Standing(
        number=deadline.id,
        kind=deadline.kind,
        team_key=deadline.team_key,
        logged_at=deadline.logged_at,
        state=deadline.state,
        holds_content=_holds_content(session, deadline),
    )


def _holds_content(session: Session, deadline: Deadline) -> bool:
    if deadline.kind == CALLBACK:
        row: Callback | CaseClock = session.get_one(Callback, deadline.id)
        fields: tuple[str, ...] = forgetting.CALL_FIELDS
    else:
        row, fields = session.get_one(CaseClock, deadline.id), forgetting.CASE_FIELDS
    holds = any(getattr(row, name) is not None for name in fields)
    return holds or complaint_chain.holds_learning(session, deadline.id)


def erase(
    session: Session, office: Office, numbers: Sequence[int], *, by: str, now: datetime, why: Why | None
) -> int:
    """Empty these items; open ones are withdrawn when `why` says so. Returns how many held anything.

    `by` is somebody we know from Slack.
    Raises `StillRunningError`, and nothing is erased then.
    """
    deadlines = [lock(session, number) for number in sorted(numbers)]
    running = [one for one in deadlines if one.state in LIVE]
    if running and why is None:
        raise StillRunningError([one.id for one in running])
    for one in running:
        _withdraw(session, office, one, by, now)
    held = sum(_holds_content(session, one) for one in deadlines)
    complaint_chain.erased(session, numbers, now.astimezone(office.zone).date())
    forgetting.contents(session, [one.id for one in deadlines])
    for one in deadlines:
        outbox.touch(session, one.id)
        reason = why.value if why else None
        events.record(
            session, at=now, actor=by, action="erased", item=one.id, why=reason, open=one in running
        )
    session.expire_all()
    return held


def _withdraw(session: Session, office: Office, deadline: Deadline, by: str, now: datetime) -> None:
    with following(session, office, [deadline], now):
        deadline.state, deadline.closed_by, deadline.closed_at = State.WITHDRAWN, by, now
    clocks.plan(session, office, deadline, now)
    undone = "call_undone" if deadline.kind == CALLBACK else "deadline_undone"
    events.record(session, at=now, actor=by, action=undone, item=deadline.id)
    people.want_home(session, notices.watchers(office, deadline))
