"""The dates of a typed deadline: the day of receipt, the day that was chosen, and what is no date at all."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from rules import deadline_words as words
from rules.danish_dates import BadDateError
from rules.past_dates import parse_ahead, parse_past_date, says_when_past
from rules.sentence import Sentence
from rules.typed_text import TypedText

A_YEAR = timedelta(days=366)


class Days:
    """Takes the dates from a line. Why one cannot be used is added to `unclear`.

    `refused` is what could not be used, as typed. `unread`: it may have been the day of receipt.
    `verb` stood before the deadline's own day: "udløber" says something of the rule too.
    """

    def __init__(self, typed: TypedText, today: date, unclear: list[Sentence]) -> None:
        self._typed, self._today, self._unclear = typed, today, unclear
        self.refused: list[str] = []
        self.unread = False
        self.verb = ""

    def _take(self, pattern: re.Pattern[str], read: Callable[[str], date]) -> date | None:
        """The day the pattern finds; one that cannot be read is said, and kept."""
        found = self._typed.matches(pattern)
        if not found:
            return None
        written = self._typed.take_span(*found[0].span())
        day = self._read(found[0]["day"], read)
        if day is None:
            self.refused.append(written.strip())
        return day

    def chosen(self) -> date | None:
        """The day said to be the deadline's own."""
        said = self._typed.matches(words.CHOSEN)
        day = self._take(words.CHOSEN, self._ahead)
        self.verb = (said[0]["verb"] or "") if day is not None else ""
        return day

    def _read(self, written: str, read: Callable[[str], date]) -> date | None:
        try:
            return read(written)
        except BadDateError as error:
            self._unclear.append(error.sentence)
            return None

    def received(self) -> date | None:
        """The day said to be the day of receipt."""
        before = len(self.refused)
        day = self._take(words.RECEIVED, self._past)
        self.unread = self.unread or len(self.refused) > before
        return day

    def without_a_word(self) -> list[str]:
        """Days without a word that says what they are; they stand in the text no longer."""
        found = self._typed.matches(words.ANY_DAY)
        for day in reversed(found):
            self._typed.take_span(*day.span())
        return [day["day"] for day in found]

    def chosen_of(self, bare: list[str]) -> date | None:
        """The first of `bare` that can lie ahead; it is taken from them."""
        ahead = [written for written in bare if not says_when_past(written)]
        if not ahead:
            return None
        readable = (written for written in ahead if self._lies_ahead(written))
        written = next(readable, ahead[0])
        bare.remove(written)
        day = self._read(written, self._ahead)
        if day is None:
            self.refused.append(written)
        return day

    def _lies_ahead(self, written: str) -> bool:
        try:
            return self._ahead(written) >= self._today
        except BadDateError:
            return False

    def received_of(self, bare: list[str]) -> date | None:
        """The first of `bare`, which is taken from them."""
        if not bare or self.unread:
            return None
        written = bare.pop(0)
        day = self._read(written, self._past)
        if day is None:
            self.unread = True
            self.refused.append(written)
        return day

    def look_for_unread(self, received: date | None) -> None:
        """A day may have been typed in a way that no date is written."""
        if received is not None or self.unread:
            return
        for pattern in (words.RECEIVED_UNREAD, words.MAYBE_DAY):
            for found in self._typed.matches(pattern)[:1]:
                self.unread = True
                self.refused.append(self._typed.take_span(*found.span()))
                self._unclear.append(_unreadable(found["day"]))
                return

    def _past(self, written: str) -> date:
        day = parse_past_date(written, self._today)
        if day < self._today - A_YEAR:
            self._unclear.append(
                Sentence("Modtaget {day:%d.%m.%Y} er over et år siden. Se efter årstallet.", day=day)
            )
        return day

    def _ahead(self, written: str) -> date:
        return parse_ahead(written, self._today)


def _unreadable(written: str) -> Sentence:
    return Sentence(
        "»{typed}« kan ikke læses som en dato. Skriv for eksempel 24/11 eller 24/11/2026.", typed=written[:40]
    )
