"""Guesses which words of a typed line are the citizen's name; a wrong guess only puts them in the note."""

import re

from rules.topics import Topic

_PARTICLE_WORDS = "af al bin da de den der di du el la le van von y"
_EVERYDAY_WORDS = (
    "at borger borgeren bolig datter det efter en er et far for fra ham han har hende hendes hjælp "
    "hun hvis hvor i ikke ingen jeg kan kom kone mand med men mor må naboen når ny og om på "
    "pårørende ringede ringer sin skal som spørger spørgsmål søn søster tak til ukendt var ved vedr "
    "vedrørende venter vi vil ønsker "
    "tolk tolkebistand interpreter beskyttet adresse protected address "
    "behov bestil brug bruger husk kræver arabisk dari engelsk farsi kurdisk persisk polsk russisk somalisk "
    "tigrinya tyrkisk tysk ukrainsk"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_NO_NAMES = frozenset(_EVERYDAY_WORDS.split())
# After a first name such a word is somebody's surname.
_EVERYDAY_SURNAMES = frozenset({"Tolk"})
_WORD_BEFORE = re.compile(r"(\S+) \Z")
_WORD = re.compile(r"[^\W\d_]+(?:['\-.][^\W\d_]*)*")
_LONGEST_LOWER_CASE_NAME = 3


def name_in(part: str) -> str:
    """The name the part begins with: capitalised words, particles between them. "" when there is none.

    One capitalised word counts only when it is the whole part: "Ringer om bolig" is no name.
    """
    words = part.split()
    leading = 0
    for count, word in enumerate(words, start=1):
        if _is_capitalised(word) or (leading and word in _EVERYDAY_SURNAMES):
            leading = count
        elif word.casefold() not in _PARTICLES:
            break
    if leading > 1 or leading == len(words):
        return " ".join(words[:leading])
    return ""


def is_surname(word: str, before: str) -> bool:
    """Whether an everyday word is a surname after what stands `before` it: "Tolk" in "Anna Tolk"."""
    neighbour = _WORD_BEFORE.search(before)
    return word in _EVERYDAY_SURNAMES and bool(neighbour and _is_capitalised(neighbour[1]))


def lower_case_name(part: str) -> str:
    """The whole part when it can be a name somebody typed without capitals ("jens hansen"), else ""."""
    words = part.split()
    if 1 < len(words) <= _LONGEST_LOWER_CASE_NAME and all(_can_be_name(word) for word in words):
        return part
    return ""


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and _can_be_name(word)


def _can_be_name(word: str) -> bool:
    everyday = word.casefold() in _NO_NAMES or Topic.recognise(word)
    return bool(_WORD.fullmatch(word)) and not everyday
