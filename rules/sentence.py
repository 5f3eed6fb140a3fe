"""A Danish sentence that remembers what it was made of, so that it can be said in another language."""

from typing import Self


class Sentence(str):
    """Reads as the finished Danish sentence; `text` is the sentence with its `{facts}` still open.

    A fact may be a sentence itself, and is then said in the reader's language too.
    """

    __slots__ = ("facts", "text")

    text: str
    facts: dict[str, object]

    def __new__(cls, text: str, /, **facts: object) -> Self:
        made = super().__new__(cls, text.format(**facts) if facts else text)
        made.text, made.facts = text, facts
        return made
