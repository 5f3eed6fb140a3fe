"""What a chaos run tells of itself, and which of its figures must be 0."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures, of which those in `RULES` must be 0."""

    RULES: ClassVar[tuple[str, ...]] = ()

    def told(self) -> dict[str, Any]:
        """The figures as JSON tells them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def wrong(self) -> dict[str, int]:
        return {name: figure for name in self.RULES if (figure := getattr(self, name))}
