"""Every sentence the bot says, in the reader's language, with dates done by Babel.

The Danish sentence is itself the message id; other languages are catalogues in `locale/`.
"""

import gettext
import io
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from rules.errors import FristvagtError
from rules.personal import DANISH, ENGLISH
from rules.sentence import Sentence

Day = date  # `Texts` has a `date` of its own
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "fristvagt"
# Each language by its own name: somebody who does not read the other one must find it.
LANGUAGES = {DANISH: "Dansk", ENGLISH: "English"}


def catalogue_file(language: str) -> Path:
    """Where the language's translations are written."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@lru_cache(maxsize=2_000)
def _written(day: Day, pattern: str, language: str) -> str:
    """The same few days stand on every list."""
    return format_date(day, pattern, locale=language)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The language's catalogue, compiled in memory at first use: nothing compiled can grow stale on disk."""
    if language not in LANGUAGES or language == DANISH:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with catalogue_file(language).open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Texts:
    """Says things in one language and one time zone."""

    zone: ZoneInfo
    language: str = DANISH

    def __call__(self, sentence: str, **facts: object) -> str:
        """The sentence in the reader's language, with `{facts}` filled in."""
        return _catalogue(self.language).gettext(sentence).format(**facts)

    def count(self, one: str, many: str, number: int, **facts: object) -> str:
        """The form that fits `number`, which the sentence may name as `{n}`."""
        return _catalogue(self.language).ngettext(one, many, number).format(n=number, **facts)

    def say(self, said: str | FristvagtError) -> str:
        """A sentence made where no reader is known, or what an error says; plain text stays as it is."""
        sentence = said.sentence if isinstance(said, FristvagtError) else said
        if not isinstance(sentence, Sentence) or not sentence:
            return sentence
        translated = _catalogue(self.language).gettext(sentence.text)
        facts = {name: self._said(fact) for name, fact in sentence.facts.items()}
        return translated.format(**facts) if facts else translated

    def shipped(self, text: str) -> str:
        """A sentence from the shipped data; what the office wrote itself stays as it is."""
        return _catalogue(self.language).gettext(text) if text else ""

    def _said(self, fact: object) -> object:
        return self.say(fact) if isinstance(fact, Sentence) else fact

    def day(self, at: datetime) -> str:
        """ "torsdag 26. november"."""
        return _written(at.astimezone(self.zone).date(), self._pattern, self.language)

    def date(self, at: datetime) -> str:
        """ "26. november"."""
        pattern = self._pattern.removeprefix("EEEE ")
        return _written(at.astimezone(self.zone).date(), pattern, self.language)

    def on(self, day: Day, today: Day) -> str:
        """ "mandag 18. januar"; with its year when that is not the year of `today`."""
        pattern = self._pattern if day.year == today.year else f"{self._pattern} y"
        return _written(day, pattern, self.language)

    def month(self, day: Day) -> str:
        """ "november 2026"."""
        return _written(day, "MMMM y", self.language)

    @property
    def _pattern(self) -> str:
        return "EEEE d. MMMM" if self.language == DANISH else "EEEE d MMMM"

    def clock(self, at: datetime) -> str:
        """ "11" on the hour, else "9:14"."""
        local = at.astimezone(self.zone)
        return str(local.hour) if local.minute == 0 else f"{local.hour}:{local.minute:02}"

    def moment(self, at: datetime, today: Day | None = None) -> str:
        """ "torsdag 26. november kl. 11"; with its year when `today` is of another."""
        on = at.astimezone(self.zone).date()
        return self("{day} kl. {clock}", day=self.on(on, today or on), clock=self.clock(at))

    def near(self, at: datetime, now: datetime) -> str:
        """ "kl. 9:14" on the same day, else the whole moment."""
        if at.astimezone(self.zone).date() == now.astimezone(self.zone).date():
            return self("kl. {clock}", clock=self.clock(at))
        return self.moment(at)
