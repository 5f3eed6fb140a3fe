"""Whether a text holds a word of the wrong language: the judge of what people of two languages are shown."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from string import Formatter
from typing import Any

from bot.catalogue import written
from bot.demo.cast import DEMO_PEOPLE
from bot.office_file import EXAMPLE, load_office
from bot.privacy_agenda import GIST, LEARNING
from bot.privacy_stage import NAME, NOTE
from rules.personal import DANISH, ENGLISH
from storage.models import Person
from tests.front_desk import Answer, FrontDesk
from views.blocks import Message
from views.texts import LANGUAGES

_OFFICE = load_office(EXAMPLE)
# What people and the office wrote themselves is shown as it was written.
DATA = (
    *(person.name for person in DEMO_PEOPLE),
    *(team.name for team in _OFFICE.teams),
    *(meeting.name for meeting in _OFFICE.meetings),
    *(link.name for link in _OFFICE.links),
    *_OFFICE.principles,
    GIST,
    LEARNING,
    *LANGUAGES.values(),
    _OFFICE.urgent_text,
    _OFFICE.child_text,
    NAME,
    NOTE,
    "Ring 112 ved fare for liv.",
    "Stil om til 43 57 00 50 med det samme.",
)
# Terms of Danish law, given after their explanation, and a number's Danish name.
TERMS = ("aktindsigt", "underretning", "telefonnotat", "journaliseret", "notatpligt", "CPR")
WORDS = {
    ENGLISH: (
        "og ikke du dig din dit dine der det den de til på er af en et kan skal har ringer opkald opkaldet "
        "frist fristen senest kl nr mandag tirsdag onsdag torsdag fredag hjem skriv vælg tryk med "
        "om hvis når borger borgeren beskeden modtaget noteret lovet forsøg dage dag tegn eller som ved fra"
    ),
    DANISH: (
        "the you your and not is are has been call calls called with of this that these will by within "
        "monday tuesday wednesday thursday friday choose press type saved nothing deadline save cancel close "
        "attempt attempts nobody somebody what which who if when no yes language"
    ),
}


def foreign(shown: Message | Any, language: str) -> list[str]:
    """The words and sentences of another language in what was shown to somebody who reads `language`."""
    return [found for text in texts_of(shown) for found in _foreign(_own_words(text), language)]


def texts_of(shown: Any) -> Iterator[str]:
    """Every text people can read in a payload: ids, values and names of ours are left out."""
    if isinstance(shown, Message):
        yield from texts_of({"text": shown.text, "blocks": list(shown.blocks)})
    elif isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict):
        for key, part in shown.items():
            if key not in HIDDEN:
                yield from texts_of(part)
    elif isinstance(shown, Iterable):
        for part in shown:
            yield from texts_of(part)


# A shorter sentence may be a word of both languages.
SHORT = 3
HIDDEN = frozenset(
    {
        "type", "action_id", "block_id", "callback_id", "value", "private_metadata", "style", "metadata",
        "response_type", "response_action", "id", "state", "ts", "user", "username", "channel", "hash",
        "initial_date", "initial_time", "trigger_id", "previous_view_id", "root_view_id", "team_id",
        "app_id", "bot_id",
    }
)  # fmt: skip


def _own_words(text: str) -> str:
    """The text without what is data, terms in brackets, links, mentions, and commands with their examples."""
    # An address is nobody's language; "22 33 44 55 ... decision" and "@maja" are examples of what to type.
    plain = text.replace("\u200c", "")
    for data in sorted(DATA, key=len, reverse=True):
        plain = plain.replace(data, " · ")
    plain = re.sub(rf"\((?:{'|'.join(TERMS)})\)|\bCPR\b", " · ", plain)
    return re.sub(r"https?://\S+|<[^>]*>|@\w+|/\w+", " · ", plain)


def _foreign(text: str, language: str) -> Iterator[str]:
    if language != DANISH:
        yield from re.findall(r"\w*[æøåÆØÅ]\w*", text)
    wrong = set(WORDS[language].split())
    yield from (word for word in re.findall(r"\w+", text.casefold()) if word in wrong)
    yield from (piece for piece, pattern in _patterns(language) if piece in text and pattern.search(text))


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """More than `re` keeps by itself, and made anew for every text they would take minutes."""
    return tuple((piece, re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)")) for piece in _pieces(language))


@cache
def _pieces(language: str) -> tuple[str, ...]:
    """What the other language's sentences are made of, between their facts, where it is theirs alone."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for message in written(ENGLISH):
        ids, strings = _forms(message.id), _forms(message.string)
        mine, others = (ids, strings) if language == DANISH else (strings, ids)
        ours.update(piece for text in mine for piece in _between_facts(text))
        theirs.update(piece for text in others for piece in _between_facts(text))
    return tuple(sorted(piece for piece in theirs - ours if not any(piece in own for own in ours)))


def _forms(sentence: object) -> tuple[str, ...]:
    return tuple(map(str, sentence)) if isinstance(sentence, (tuple, list)) else (str(sentence),)


def _between_facts(sentence: str) -> Iterator[str]:
    """The sentence's own words: all of it, or what stands between its facts as far as that is telling."""
    parts = [literal for literal, *_ in Formatter().parse(sentence)]
    for part in parts:
        for line in part.splitlines():
            piece = line.strip(' .,;:*·|→()"')
            if len(piece.split()) > 1 or (len(parts) == 1 and len(piece) > SHORT):
                yield piece


def speaks(desk: FrontDesk, language: str | None, *people: str) -> None:
    with desk.database.write() as session:
        for person in people:
            session.get_one(Person, person).language = language


def shown(desk: FrontDesk, answer: Answer, since: int = 0) -> list[object]:
    """Everything the person was shown: the answer, and the modals and tabs opened since."""
    return [answer.body, *(arguments.get("view", {}) for _, arguments in desk.client.calls[since:])]
