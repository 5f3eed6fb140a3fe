"""`/callback flyt @karim @maja` in one line: from whom, and to whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.whom import Candidates

_NAMED = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>|@?([^\W\d_][\w.\-]*)")


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Slack ids; None where the line names nobody for certain."""

    giver: str | None
    taker: str | None


def parse_move(text: str, people: Sequence[tuple[str, str]]) -> MoveLine:
    """Read the line: the first one named gives, the second takes. `people` are (Slack id, name)."""
    named = list(dict.fromkeys(_named(text, Candidates(people=tuple(people), teams=()))))
    return MoveLine(*named) if len(named) == 2 else MoveLine(named[0] if named else None, None)  # noqa: PLR2004


def _named(text: str, candidates: Candidates) -> Iterator[str]:
    for mention, word in _NAMED.findall(text):
        meant = [mention] if mention else [whom.key for whom in candidates.named(word)]
        if len(meant) == 1:
            yield meant[0]
