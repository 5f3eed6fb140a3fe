"""Every sentence the bot says, in the reader's language, with Danish dates done by Babel.

The Danish sentence is itself the message id; other languages are catalogues in `locale/`.
"""

import gettext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "fristvagt"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)


@dataclass(frozen=True, slots=True)
class Texts:
    """Says things in one language and one time zone."""

    zone: ZoneInfo
    language: str = "da"

    def __call__(self, sentence: str, **facts: object) -> str:
        """The sentence in the reader's language, with `{facts}` filled in."""
        return _catalogue(self.language).gettext(sentence).format(**facts)

    def count(self, one: str, many: str, number: int, **facts: object) -> str:
        """The form that fits `number`, which the sentence may name as `{n}`."""
        return _catalogue(self.language).ngettext(one, many, number).format(n=number, **facts)

    def day(self, at: datetime) -> str:
        """ "torsdag 26. november"."""
        return format_date(at.astimezone(self.zone), self._pattern, locale=self.language)

    def date(self, at: datetime) -> str:
        """ "26. november"."""
        return format_date(
            at.astimezone(self.zone), self._pattern.removeprefix("EEEE "), locale=self.language
        )

    @property
    def _pattern(self) -> str:
        return "EEEE d. MMMM" if self.language == "da" else "EEEE d MMMM"

    def clock(self, at: datetime) -> str:
        """ "11" on the hour, else "9:14"."""
        local = at.astimezone(self.zone)
        return str(local.hour) if local.minute == 0 else f"{local.hour}:{local.minute:02}"

    def moment(self, at: datetime) -> str:
        """ "torsdag 26. november kl. 11"."""
        return self("{day} kl. {clock}", day=self.day(at), clock=self.clock(at))

    def near(self, at: datetime, now: datetime) -> str:
        """ "kl. 9:14" on the same day, else the whole moment."""
        if at.astimezone(self.zone).date() == now.astimezone(self.zone).date():
            return self("kl. {clock}", clock=self.clock(at))
        return self.moment(at)
