"""What `due --rule` answers: when a deadline of the catalogue runs out, step by step, with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.due_input import BadDueInputError, received_at, require_known_year
from bot.rules_at_hand import municipal_at_hand
from bot.rules_command import place_of
from bot.settings import load_settings
from rules.catalogue import Catalogue, catalogue_of
from rules.length_words import in_words
from rules.office import Office, Team
from rules.period import Counted, count
from rules.rule_search import nearest_keys
from rules.shipped import shipped
from rules.statute import Mark, Rule, Unit
from rules.written_dates import written_date
from storage.catalogue import national
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule counted from a receipt, and what had to be assumed."""

    rule: Rule
    team: Team
    counted: Counted
    notes: list[str]


def answer(office: Office, key: str, team: str, received: str, chosen: str, today: date) -> Answer:
    """Raises a `FristvagtError`: unknown rule or team, a date that cannot be read, a missing one."""
    rule, notes = _rule(office, key)
    at = office.team(team) if team else office.teams[0]
    moment, assumed = _received(rule, received, at.calendar.zone, today)
    if not team and len(office.teams) > 1:
        notes.append(f"Der er regnet med kalenderen for {at.name}. Vælg en anden med --team.")
    counted = count(rule, at.calendar, moment, _chosen(rule, chosen, today))
    return Answer(rule, at, counted, [*notes, *assumed, *_closings_not_known(at, counted)])


def as_data(found: Answer) -> dict[str, object]:
    """What `--json` prints: days as dates, a deadline in hours as a moment; `…_at` always moments."""
    rule, counted = found.rule, found.counted
    in_hours = rule.length.unit is Unit.HOURS
    return {
        "rule": rule.key,
        "name": rule.name,
        "law": rule.law,
        "paragraph": rule.paragraph,
        "variant": rule.variant,
        "length": str(in_words(rule.length)),
        "whose": rule.whose.value,
        "team": found.team.key,
        "received": counted.received_on.isoformat(),
        "due": (counted.legal_at if in_hours else counted.legal_on).isoformat(),
        "due_at": counted.legal_at.isoformat(),
        "work_towards": (counted.aim_at if in_hours else counted.aim_on).isoformat(),
        "work_towards_at": counted.aim_at.isoformat(),
        "steps": [{"day": step.day.isoformat(), "text": str(step.text)} for step in counted.steps],
        "mark": rule.mark.value,
        "source": rule.source,
        "raw": rule.raw,
    }


def as_text(found: Answer, texts: Texts) -> str:
    rule, counted = found.rule, found.counted
    facts = [
        f"{rule.name} ({place_of(rule)}): {in_words(rule.length)}",
        f"Frist:                  {_moment(texts, counted.legal_at)}",
        f"Der arbejdes frem mod:  {_moment(texts, counted.aim_at)}",
        f"Kilde ({rule.mark.value}):              {rule.source or rule.raw or 'ingen'}",
        "",
        "Sådan er der talt:",
    ]
    return "\n".join(facts + [f"  {step.day:%d.%m.%Y}  {step.text}" for step in counted.steps])


def _rule(office: Office, key: str) -> tuple[Rule, list[str]]:
    """The law's own are found without a database; one that is off is counted, and said to be off."""
    known = catalogue_of(national(office.deadlines))
    if key in known.by_key:
        return known.rule(key), []
    off = Catalogue(tuple(rule for rule in shipped() if rule.mark is Mark.RECALLED))
    if key in off.by_key:
        return off.rule(key), [f"»{key}« er slået fra: længden er husket og ikke bekræftet."]
    municipal = catalogue_of(municipal_at_hand(load_settings()))
    if key in municipal.by_key:
        return municipal.rule(key), []
    raise BadDueInputError(_unknown(key, [*known.rules, *off.rules, *municipal.rules]))


def _unknown(key: str, rules: Sequence[Rule]) -> str:
    near = nearest_keys(rules, key)
    guess = f" Mente du {', '.join(near)}?" if near else ""
    return f"»{key}« er ikke i fristkataloget.{guess} Alle nøgler: python -m bot rules"


def _received(rule: Rule, written: str, zone: ZoneInfo, today: date) -> tuple[date | datetime, list[str]]:
    if not written:
        raise BadDueInputError("Der mangler en dato. Skriv for eksempel --received 2026-04-01.")
    if ":" in written:
        return received_at(written, zone)
    return _day(written, today), []


def _chosen(rule: Rule, written: str, today: date) -> date | None:
    if written and rule.length.unit is not Unit.CHOSEN:
        raise BadDueInputError(f"»{rule.key}« har sin egen længde. Udelad --chosen.")
    if not written and rule.length.unit is Unit.CHOSEN:
        raise BadDueInputError(
            f"»{rule.key}« har ingen fast længde. Vælg selv datoen: skriv --chosen 2027-03-01."
        )
    return _day(written, today) if written else None


def _day(written: str, today: date) -> date:
    day = written_date(written, today)[0]
    require_known_year(day.year)
    return day


def _closings_not_known(team: Team, counted: Counted) -> list[str]:
    known = {day.year for day in team.calendar.closings}
    asked = {counted.received_on.year, counted.legal_on.year}
    return [
        f"Bemærk: kontorfilen har ingen lukkedage for {year}; kun helligdage er trukket fra."
        for year in sorted(asked - known)
    ]


def _moment(texts: Texts, at: datetime) -> str:
    return f"{texts.day(at)} {at.year} kl. {texts.clock(at)}"
