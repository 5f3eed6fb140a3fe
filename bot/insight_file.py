"""What a citizen is given insight into, as a file: Markdown to read, or JSON. Only its owner may read it."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.insight_words import FACTS, WORDS
from bot.privacy_doc import EVENT_NAMES
from rules.phone import pretty_phone
from rules.topics import Topic
from storage.insight import UNREADABLE, Insight, Kept, Value
from storage.models import CALLBACK

OWN_EYES = 0o600
# What was typed about the citizen is told as it was typed, also when it looks like a word or day of ours.
TYPED = ("name", "note", "case_ref", "learning", "earlier_learning")
KEYS = ("team", "team_key", "rule", "rule_key", "series")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:\d\d")
REVIEW = (
    "Se filen igennem, før den udleveres: et nummer kan være flere borgeres, og oplysninger om andre skal "
    "måske tages ud. Slet filen, når den er brugt."
)


def write(path: Path, text: str) -> None:
    """Write a new file only its owner can read; raises OSError when it is there already."""
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_EYES), "w", encoding="utf-8"
    ) as file:
        file.write(text)


def as_json(found: Insight, zone: ZoneInfo, now: datetime) -> str:
    """The same facts for a program."""
    data = {"made_at": now.astimezone(zone)} | asdict(found)
    return json.dumps(data, ensure_ascii=False, indent=2, default=lambda one: _in_json(one, zone)) + "\n"


def _in_json(one: date, zone: ZoneInfo) -> str:
    return (
        one.astimezone(zone).isoformat(timespec="seconds") if isinstance(one, datetime) else one.isoformat()
    )


def as_markdown(found: Insight, zone: ZoneInfo, now: datetime, called: Mapping[str, str]) -> str:
    """For reading: each item with all that hangs on it. `called`: teams, rules and meetings by their keys."""
    page = _Page(zone, found.people, called)
    lines = ["# Indsigt", "", f"Trukket {page.moment(now)}. {REVIEW}", ""]
    for one in found.items:
        lines += page.item(one)
    return "\n".join(lines).rstrip() + "\n"


class _Page:
    """Says facts in Danish; people by name and Slack id, teams, rules and meetings by name."""

    def __init__(self, zone: ZoneInfo, people: Mapping[str, str], called: Mapping[str, str]) -> None:
        self._zone, self._people = zone, people
        self._spoken: dict[str, Callable[[str], str]] = {
            "phone": pretty_phone,
            "topic": lambda topic: str(Topic(topic).label),
            **dict.fromkeys(KEYS, lambda key: _in_a_cell(called.get(key, key))),
        }

    def item(self, one: Kept) -> Iterator[str]:
        what = "opkald" if one.kind == CALLBACK else "frist"
        yield from (f"## Nr. {one.number}, {what}", "")
        yield from (
            f"- {FACTS.get(name, name)}: {self.said(name, value)}" for name, value in one.facts.items()
        )
        yield ""
        tried = [(self.moment(a.at), self.person(a.by), self.word(a.outcome)) for a in one.attempts]
        yield from _table("Forsøg", ("Hvornår", "Hvem", "Udfald"), tried)
        told = [(self.moment(m.at), self.word(m.kind), self.person(m.to)) for m in one.messages]
        yield from _table("Sendte beskeder", ("Hvornår", "Hvad", "Til"), told)
        logged = [
            (
                self.moment(e.at),
                self.person(e.actor),
                EVENT_NAMES.get(e.action, e.action),
                self.word(e.result),
                self._more(e.detail),
            )
            for e in one.log
        ]
        yield from _table("Log", ("Hvornår", "Hvem", "Hvad", "Udfald", "Mere"), logged)
        traced = [
            (self.moment(t.at), self.person(t.by or ""), self.word(t.what), self._more(t.detail))
            for t in one.traces
        ]
        yield from _table("Andre steder", ("Hvornår", "Hvem", "Hvad", "Mere"), traced)

    def _more(self, detail: Mapping[str, Value]) -> str:
        return ", ".join(
            f"{FACTS.get(name, name)}: {self.said(name, value)}" for name, value in detail.items()
        )

    def said(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, date):
            return self.moment(value) if isinstance(value, datetime) else f"{value:%d.%m.%Y}"
        if name in TYPED:
            return _in_a_cell(str(value))
        if name == UNREADABLE:
            return ", ".join(FACTS[one] for one in value.split(", "))
        if name in self._spoken:
            return self._spoken[name](value)
        return self.person(value) if value in self._people else self._plain(str(value))

    def _plain(self, value: str) -> str:
        """A day or a moment in the log's details is text."""
        if MOMENT.fullmatch(value):
            return self.moment(datetime.fromisoformat(value))
        return f"{date.fromisoformat(value):%d.%m.%Y}" if DAY.fullmatch(value) else self.word(value)

    def word(self, value: str) -> str:
        return _in_a_cell(WORDS.get(value, value))

    def person(self, slack_id: str) -> str:
        name = self._people.get(slack_id)
        return f"{name} ({slack_id})" if name else self.word(slack_id)

    def moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%d.%m.%Y kl. %H:%M}"


def _in_a_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield from (f"### {title}", "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}")
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
