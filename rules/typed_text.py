"""A line as somebody typed it, from which parts are taken one after the other until the rest is the note."""

import html
import re
from collections.abc import Iterator

# Private-use characters mark mentions, so that a typed "<" cannot be mistaken for one.
MENTION_START, MENTION_END = "\ue000", "\ue001"

_ENTITY = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_BOUNDARY = re.compile(r"\n|;|,(?!\d)|(?<!\d),|\s[-–—]\s")
_EDGES = ' \t,;:"'


def beside(match: re.Match[str]) -> tuple[str, str]:
    """What stands before the match, and what after it."""
    return match.string[: match.start()], match.string[match.end() :]


class TypedText:
    """What is left of the line. Taking a part leaves a boundary where it stood."""

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def from_slack(cls, text: str) -> "TypedText":
        """From a command's text: mentions marked, links shown as typed, `&amp;` and its kin undone."""
        private = text.replace(MENTION_START, "").replace(MENTION_END, "")
        shown = html.unescape(_ENTITY.sub(_as_typed, private))
        return cls(re.sub(r"[^\S\n]+", " ", shown.translate(_QUOTES)))

    def matches(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self._text))

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every match, removed from the text."""
        found = self.matches(pattern)
        self._text = pattern.sub("\n", self._text)
        return found

    def take_span(self, start: int, end: int) -> str:
        taken = self._text[start:end]
        self._text = f"{self._text[:start]}\n{self._text[end:]}"
        return taken

    def take_part(self, part: str) -> None:
        """Removes one of `parts()`, or the beginning of one."""
        spans = list(self._part_spans())
        whole = [start for start, end in spans if self._text[start:end] == part]
        begun = [start for start, end in spans if self._text[start:end].startswith(part)]
        start = (whole or begun)[0]
        self.take_span(start, start + len(part))

    def put_back(self, part: str) -> None:
        """Keeps something taken after all, at the end."""
        self._text = f"{self._text}\n{part}"

    def parts(self) -> list[str]:
        """What is left, cut at commas, dashes and where something was taken; never an empty part."""
        return [self._text[start:end] for start, end in self._part_spans()]

    def __str__(self) -> str:
        return self._text

    def _part_spans(self) -> Iterator[tuple[int, int]]:
        start = 0
        for end, next_start in [*(match.span() for match in _BOUNDARY.finditer(self._text)), (None, 0)]:
            piece = self._text[start:end]
            if part := piece.strip(_EDGES):
                first = start + piece.index(part)
                yield first, first + len(part)
            start = next_start


def _as_typed(entity: re.Match[str]) -> str:
    target, label = entity.group(1), entity.group(2)
    if target.startswith("@"):
        return f" {MENTION_START}{target[1:]}|{label or ''}{MENTION_END} "
    return label or target.removeprefix("tel:").removeprefix("mailto:")
