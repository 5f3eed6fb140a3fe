"""Many payloads at once, each timed where it leaves: no thread waits between the clock and the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.demo.errors import NotDelivered
from bot.demo.wire import JsonObject

Deliver = Callable[[JsonObject], Awaitable[JsonObject]]


@dataclass(frozen=True, slots=True)
class Answered:
    """How long one payload took, and its ack's payload; None when no ack came in time."""

    seconds: float
    ack: JsonObject | None


async def deliver_all(deliver: Deliver, payloads: Sequence[JsonObject], at_once: int) -> list[Answered]:
    """Deliver them in order, never more than `at_once` unanswered."""
    waiting, answers = iter(payloads), list[Answered]()
    await asyncio.gather(*(_one_after_another(deliver, waiting, answers) for _ in range(at_once)))
    return answers


async def _one_after_another(
    deliver: Deliver, waiting: Iterator[JsonObject], answers: list[Answered]
) -> None:
    for payload in waiting:
        began = perf_counter()
        try:
            ack = await deliver(payload)
        except NotDelivered:
            answers.append(Answered(perf_counter() - began, None))
        else:
            answers.append(Answered(perf_counter() - began, ack))
