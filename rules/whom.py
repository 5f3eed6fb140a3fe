"""Finds whom a typed line is for: a colleague or a team, mentioned, written with @ or by name."""

import re
from dataclasses import dataclass
from typing import Literal

from rules.sentence import Sentence
from rules.topics import plain
from rules.typed_text import MENTION_END, MENTION_START, TypedText

_LEAD_IN = r"(?:\b(?:til|for) )?"
_MENTION = re.compile(rf"{_LEAD_IN}{MENTION_START}([^|]*)\|([^{MENTION_END}]*){MENTION_END}", re.IGNORECASE)
_AT_WORD = re.compile(rf"{_LEAD_IN}(?<!\w)@([\w.\-]*\w)", re.IGNORECASE)
_ONLY_TEAM = re.compile(rf"{_LEAD_IN}\b(?:teamet|vagten)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Whom:
    """`key` is a Slack user id or a team's key."""

    kind: Literal["person", "team"]
    key: str


@dataclass(frozen=True)
class Candidates:
    """Who can be meant: people as (Slack id, name), teams as (key, name).

    `others` work here too, but can be given nothing.
    """

    people: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...] = ()

    def take_marked(self, typed: TypedText, unclear: list[Sentence]) -> Whom | None:
        """The mentioned person or team; every further or unknown one stays in the text and is said."""
        found: list[Whom] = []
        for shown, whoms in [*self._mentioned(typed), *self._written_with_at(typed)]:
            if len(whoms) == 1 and whoms[0] in found:
                continue
            if len(whoms) == 1 and not found:
                found.append(whoms[0])
                continue
            typed.put_back(shown)
            unclear.append(self._reason(shown, whoms))
        return found[0] if found else None

    def take_plain(self, typed: TypedText, unclear: list[Sentence]) -> Whom | None:
        """The person or team written without @; says what is missing or may be misread."""
        whom = self._full_name(typed) or self._team(typed) or self._first_name(typed, unclear)
        if whom is None and not unclear:
            unclear.append(Sentence("Hvem skal ringe op? Vælg en person eller et team."))
        return whom

    def named(self, word: str) -> list[Whom]:
        """Everyone a single written word can mean: first name, full name, Slack id, team key or name."""
        wanted = _squeezed(word)
        people = [Whom("person", key) for key, name in self.people if wanted in _spellings(key, name)]
        teams = [Whom("team", key) for key, name in self.teams if wanted in (_squeezed(key), _squeezed(name))]
        return people + teams

    def _mentioned(self, typed: TypedText) -> list[tuple[str, list[Whom]]]:
        known, others = {key for key, _ in self.people}, dict(self.others)
        return [
            (
                f"@{others.get(match[1]) or match[2] or match[1]}",
                [Whom("person", match[1])] if match[1] in known else [],
            )
            for match in typed.take(_MENTION)
        ]

    def _written_with_at(self, typed: TypedText) -> list[tuple[str, list[Whom]]]:
        whole = [(f"@{name}", [Whom("person", key)]) for key, name in self.people if _took(typed, "@" + name)]
        whole += [(f"@{name}", [Whom("team", key)]) for key, name in self.teams if _took(typed, "@" + name)]
        return whole + [(f"@{match[1]}", self.named(match[1])) for match in typed.take(_AT_WORD)]

    def _full_name(self, typed: TypedText) -> Whom | None:
        matching = (Whom("person", key) for key, name in self.people if " " in name and _took(typed, name))
        return next(matching, None)

    def _team(self, typed: TypedText) -> Whom | None:
        for key, name in self.teams:
            if _took(typed, name) or _took(typed, key):
                return Whom("team", key)
        if len(self.teams) == 1 and typed.take(_ONLY_TEAM):
            return Whom("team", self.teams[0][0])
        return None

    def _first_name(self, typed: TypedText, unclear: list[Sentence]) -> Whom | None:
        """A first name that stands alone, after "til", or before the citizen's own name."""
        for part in typed.parts():
            words = part.removeprefix("til ").removeprefix("for ").split()
            whoms = self.named(words[0])
            if len(whoms) != 1:
                if whoms:
                    unclear.append(self._reason(words[0], whoms))
                continue
            if len(words) > 1 and part.startswith(words[0]):
                unclear.append(
                    Sentence(
                        "Er det til {colleague}, eller hedder borgeren {citizen}?",
                        colleague=self._name(whoms[0]),
                        citizen=words[0],
                    )
                )
            typed.take_part(part[: part.index(words[0]) + len(words[0])])
            return whoms[0]
        return None

    def _reason(self, shown: str, whoms: list[Whom]) -> Sentence:
        other = self._other(shown) if not whoms else ""
        if other:
            return Sentence(
                "{name} er ikke på et team og kan ikke vælges her. Vælg en person eller et team.", name=other
            )
        if not whoms:
            return Sentence("Jeg kender ikke {typed}. Vælg en person eller et team.", typed=shown)
        names = ", ".join(self._name(whom) for whom in whoms)
        if len(whoms) == 1:
            return Sentence("Der står mere end én modtager: også {name}. Vælg den ene.", name=names)
        return Sentence("{typed} kan være flere: {names}. Vælg den rigtige.", typed=shown, names=names)

    def _other(self, shown: str) -> str:
        """The name of the one colleague meant who can be given nothing."""
        wanted = _squeezed(shown.removeprefix("@"))
        names = [name for key, name in self.others if wanted in _spellings(key, name)]
        return names[0] if len(names) == 1 else ""

    def _name(self, whom: Whom) -> str:
        return dict(self.people if whom.kind == "person" else self.teams)[whom.key]


def _took(typed: TypedText, words: str) -> bool:
    spelled = r"\s".join(re.escape(word) for word in words.split())
    pattern = re.compile(rf"{_LEAD_IN}(?<![\w@]){spelled}(?![\w\-])", re.IGNORECASE)
    return bool(spelled and typed.take(pattern))


def _spellings(key: str, name: str) -> tuple[str, ...]:
    return _squeezed(key), _squeezed(name), _squeezed(name.partition(" ")[0])


def _squeezed(text: str) -> str:
    """Comparable without spaces, dots and dashes: "karim.aziz" is "Karim Aziz"."""
    return re.sub(r"[\s.\-_]", "", plain(text))
