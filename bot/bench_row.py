"""One line of what was measured: ours, beside the floor and beside what others do."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One target and how it came out. Times are milliseconds, medians of `n` runs unless `what` says else.

    `floor_ms`: what nothing of this kind can be faster than; `rival_ms`: the common way to do it. The
    `ratio` is what the `target` is set for, and `what` says of what; `met` whether it was reached.
    """

    bench: str
    database: str
    what: str
    ms: float
    floor_ms: float | None
    rival_ms: float | None
    ratio: float
    target: float
    met: bool
    n: int

    def as_json(self) -> dict[str, str | float | bool | None]:
        """The row as an object of JSON."""
        return asdict(self)
