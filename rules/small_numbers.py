"""Small numbers in what leaves a team: a few people behind a number may be known to its reader.

Here is what a message tells: one number, the parts of one whole, a share. A table whose numbers add up in
several ways, as the report's do, is hidden as one by `rules.hidden_cells`, and more of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.percent import percent

SMALLEST = 5  # the smallest number that is told as it is, besides none at all


def hidden(parts: Mapping[str, int]) -> Mapping[str, int | None]:
    """The parts with None for 1 to 4, and for what would give one of those away beside a total.

    When the hidden ones are all alike, or together come to less than 5, the smallest others (those above
    none first) go with them: then nobody can tell which of them is which, nor how few they are together.
    `shown_total` says whether the total may be told.
    """
    kept_back = {part for part, n in parts.items() if 0 < n < SMALLEST}
    while kept_back and _tells([parts[part] for part in kept_back]):
        others = sorted({n for part, n in parts.items() if part not in kept_back}, key=lambda n: (n == 0, n))
        if not others:
            break
        # All that are alike, so that the order of the parts says nothing.
        kept_back |= {part for part, n in parts.items() if n == others[0]}
    return {part: None if part in kept_back else n for part, n in parts.items()}


def _tells(sizes: Collection[int]) -> bool:
    """Whether hidden numbers of these sizes can be told from what they come to."""
    return len(set(sizes)) == 1 or sum(sizes) < SMALLEST


def shown_total(parts: Mapping[str, int]) -> int | None:
    """The sum, unless it is small itself or all parts are the same small number."""
    total = sum(parts.values())
    alike = len(set(parts.values())) == 1 and max(parts.values()) < SMALLEST
    return None if 0 < total < SMALLEST or (alike and total) else total


class Said(StrEnum):
    """How a share is told."""

    NOTHING = "nothing"  # there is nothing to be a share of
    HIDDEN = "hidden"
    EXACTLY = "exactly"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class ShareShown:
    """A share that may leave the team: a whole percent (None: none may be told), of how many."""

    said: Said
    percent: int | None
    of: int | None


def share_shown(n: int, of: int) -> ShareShown:
    """What may be told of `n` out of `of`: bounds depend on `of` alone, so that they give nothing away."""
    if of == 0:
        return ShareShown(Said.NOTHING, None, 0)
    if of < SMALLEST:
        return ShareShown(Said.HIDDEN, None, None)
    if of < 2 * SMALLEST and 0 < n < of:
        # Either those or the others are few, and a bound would say which.
        return ShareShown(Said.HIDDEN, None, of)
    most = -(-100 * (SMALLEST - 1) // of)
    if 0 < n < SMALLEST:
        return ShareShown(Said.AT_MOST, most, of)
    if 0 < of - n < SMALLEST:
        return ShareShown(Said.AT_LEAST, 100 - most, of)
    return ShareShown(Said.EXACTLY, percent(n, of), of)
