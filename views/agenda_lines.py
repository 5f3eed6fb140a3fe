"""One item of an agenda as a line in its window: numbers, paragraph, stage and dates; never a citizen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.meeting import ItemKind, ItemResult
from storage.agenda_lines import Line
from storage.agenda_models import Precedent
from views import agenda_words as words
from views import complaint_words
from views.blocks import inert
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Seen:
    """In whose words, on which day, and what colleagues are called."""

    t: Texts
    today: date
    names: Mapping[str, str]

    def day(self, day: date) -> str:
        return self.t.on(day, self.today)

    def name(self, person: str | None) -> str:
        return inert(self.names.get(person or "", "")) if person else ""


def line_text(seen: Seen, line: Line) -> str:
    """The item, and under it what came of it."""
    parts = [part for part in (*_PARTS[line.kind](seen, line), _carried(seen, line)) if part]
    outcome = result_text(seen, line)
    return " · ".join(parts) + (f"\n{outcome}" if outcome else "")


def result_text(seen: Seen, line: Line) -> str:
    """What was noted; empty as long as nothing is."""
    t = seen.t
    if line.result is None:
        return ""
    if line.result is ItemResult.ACTION and line.action is not None:
        owner = line.action.owner_name or t("ingen")
        return t(
            "*Handling nr. {number}*: {owner}, senest {day}",
            number=line.action.number,
            owner=inert(owner),
            day=seen.day(line.action.legal_on),
        )
    return t("*Resultat: {what}*", what=words.result(t, line.result))


def link_to(precedent: Precedent) -> str:
    """The address as a link; it was checked when it was registered."""
    address = precedent.link.replace("&", "&amp;")
    return f"<{address}>" if address else ""


def _number(seen: Seen, line: Line) -> str:
    return seen.t("*Nr. {number}*", number=line.subject)


def _complaint(seen: Seen, line: Line) -> list[str]:
    t, found = seen.t, line.complaint
    if found is None:
        return [_number(seen, line), t("klagen er afsluttet")]
    missing = t("anden læser mangler") if found.reader_missing else ""
    return [
        _number(seen, line),
        _section(found.paragraph),
        complaint_words.stage(t, found.stage),
        t("varslingssag") if found.notified else "",
        t("modtaget {day}", day=seen.day(found.received_on)),
        t("frist {day}", day=seen.day(found.legal_on)) if found.legal_on else "",
        t("over fristen") if found.overdue else "",
        seen.name(found.owner_id),
        missing or t("anden læser {name}", name=seen.name(found.second_reader)),
    ]


def _decision(seen: Seen, line: Line) -> list[str]:
    t, found = seen.t, line.decision
    if found is None:
        return [_number(seen, line), t("afgørelsen er rettet eller taget tilbage")]
    what = complaint_words.outcome(t, found.outcome)
    return [
        _number(seen, line),
        _section(found.paragraph),
        t("{outcome} {day}", outcome=what, day=seen.day(found.decided_on)),
        inert(found.learning),
    ]


def _precedent(seen: Seen, line: Line) -> list[str]:
    found = line.precedent
    if found is None:
        return [seen.t("Principafgørelsen findes ikke længere.")]
    return [f"*{inert(found.number)}*", _section(found.paragraph), inert(found.gist), link_to(found)]


def _clock(seen: Seen, line: Line) -> list[str]:
    t, case = seen.t, line.case
    if case is None:
        return [_number(seen, line), t("findes ikke længere")]
    about = t("om nr. {number}", number=line.about) if line.about is not None else ""
    return [
        _number(seen, line),
        about,
        t("modtaget {day}", day=seen.day(case.received_on)) if line.kind is ItemKind.INQUIRY else "",
        t("senest {day}", day=seen.day(case.legal_on)) if case.live else t("afsluttet"),
        inert(case.owner_name or t("uden ejer")),
    ]


def _section(written: str) -> str:
    """The paragraph with its sign; it may be the office's own word."""
    if not written[:1].isdigit():
        return inert(written)
    several = "," in written or " og " in written
    return inert(f"§§ {written}" if several else f"§ {written}")


def _carried(seen: Seen, line: Line) -> str:
    return seen.t("fra sidste gang") if line.carried else ""


_PARTS: Mapping[ItemKind, Callable[[Seen, Line], list[str]]] = {
    ItemKind.COMPLAINT: _complaint,
    ItemKind.BOARD_DECISION: _decision,
    ItemKind.PRECEDENT: _precedent,
    ItemKind.INQUIRY: _clock,
    ItemKind.ACTION: _clock,
}
