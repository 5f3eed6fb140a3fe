"""The promise of every single minute of some years beside the oracle's (trust.md R8), on demand.

`python -m tests.every_minute --first 2026 --last 2028`: the last line is JSON; exit code 1 when they differ.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from rules.callback import CallbackPolicy, promise
from tests import oracle
from tests.test_callback_promise import CENTRE, calendar_of

MINUTE = timedelta(minutes=1)
SHOWN = 5


def every(first: int, last: int, step: int) -> Iterator[datetime]:
    """Every `step`th minute from New Year of `first` to New Year's Eve of `last`, in UTC."""
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while at < end:
        yield at
        at += step * MINUTE


def differences(
    moments: Iterator[datetime], policy: CallbackPolicy, hours: oracle.Minutes = CENTRE.opening
) -> tuple[int, list[str]]:
    """How many moments were looked at, and those at which the two do not agree.

    `hours` are the opening hours our side counts by; others than the oracle's show that it can fail.
    """
    calendar, seen, differing = calendar_of(replace(CENTRE, opening=hours)), 0, []
    for at in moments:
        seen += 1
        ours = promise(calendar, policy, at)
        theirs = oracle.answer(CENTRE, policy.goal, policy.limit, policy.unit.value, at.replace(tzinfo=None))
        said = [one.astimezone(UTC).replace(tzinfo=None) for one in (ours.received_as, ours.goal, ours.limit)]
        if said != [theirs.received_as, theirs.goal, theirs.limit]:
            differing.append(f"{at.isoformat()}: {said} / {theirs}")
    return seen, differing


def main(
    first: Annotated[int, typer.Option(help="The first year.")] = 2026,
    last: Annotated[int, typer.Option(help="The last year.")] = 2028,
    step: Annotated[int, typer.Option(min=1, help="Every so many minutes.")] = 1,
) -> None:
    """Compare them all."""
    seen, differing = differences(every(first, last, step), CallbackPolicy())
    for one in differing[:SHOWN]:
        typer.echo(one)
    typer.echo(json.dumps({"moments": seen, "differences": len(differing)}))
    raise typer.Exit(1 if differing else 0)


if __name__ == "__main__":
    typer.run(main)
