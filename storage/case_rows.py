"""A row of somebody's table of cases as a deadline to register, or why it cannot be one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import TypeVar

from rules.case_ref import case_ref
from rules.catalogue import Catalogue
from rules.errors import FristvagtError
from rules.office import Office, Team
from rules.row_guard import LostZeroError, lost_zero, refuse_formulas, refuse_personal
from rules.rule_choice import RuleChoice
from rules.statute import Rule, Unit
from rules.table_errors import MissingColumnError
from rules.tables import Known, Row, folded, matched
from rules.written_dates import written_date
from storage.cases import NewCase
from storage.people import Staff

CASE, LAW, PARAGRAPH, VARIANT, RULE = "case", "law", "paragraph", "variant", "rule"
RECEIVED, OWNER, TEAM, CHOSEN = "received", "owner", "team", "chosen"
COLUMNS: Known = {
    CASE: ("Sagsnummer", "Sag", "Sagsnr", "Sags-id", "Case", "Case number", "Case reference", "Case ref"),
    LAW: ("Lov", "Lovgivning", "Law"),
    PARAGRAPH: ("Paragraf", "§", "Bestemmelse", "Paragraph", "Section"),
    VARIANT: ("Variant",),
    RULE: ("Regel", "Fristens nøgle", "Rule", "Rule key"),
    RECEIVED: ("Modtaget", "Modtaget den", "Modtagelsesdato", "Received", "Received on", "Date received"),
    OWNER: ("Sagsbehandler", "Rådgiver", "Ansvarlig", "Caseworker", "Owner"),
    TEAM: ("Team", "Enhed", "Afdeling", "Unit"),
    CHOSEN: ("Valgt dato", "Chosen date", "Chosen"),
}
NOTHING = ("-", "–", "—")
_Read = TypeVar("_Read")


class RowRefusedError(Exception):
    """A row cannot be what its writer meant; each of `why` says what to write instead."""

    def __init__(self, why: Iterable[str]) -> None:
        self.why = tuple(why)
        super().__init__(*self.why)

    def __str__(self) -> str:
        return " ".join(self.why)


class CaseRows:
    """Reads rows under one header. Raises `TableError` when a column that must be there is not."""

    def __init__(
        self,
        header: Iterable[str],
        office: Office,
        catalogue: Catalogue,
        staff: Mapping[str, Staff],
        today: date,
    ) -> None:
        self._columns = _columns(tuple(header))
        self._office, self._staff, self._today = office, staff, today
        self._rules = RuleChoice(catalogue)
        self._named: dict[str, list[str]] = {}
        for person, known in staff.items():
            self._named.setdefault(folded(known.name), []).append(person)

    def read(self, row: Row) -> NewCase:
        """The deadline the row stands for. Raises `RowRefusedError` with all that is wrong with it."""
        if row.problem is not None:
            raise RowRefusedError([row.problem])
        cells = {name: _meant(row.cells[name]) for name in self._columns.values()}
        try:
            refuse_personal(row.cells.values())
            refuse_formulas(cells)
        except FristvagtError as error:
            # The other reasons might repeat what was written.
            raise RowRefusedError([error.sentence]) from None
        return self._case({column: cells[name] for column, name in self._columns.items()})

    def _case(self, cells: Mapping[str, str]) -> NewCase:
        wrong: list[str] = []
        reference = _tried(wrong, lambda: _reference(cells[CASE]))
        received = _tried(wrong, lambda: self._received(cells[RECEIVED]))
        day = received[0] if received else self._today
        rule = _tried(wrong, lambda: self._rule(cells, day))
        team_owner = _tried(wrong, lambda: self._team_and_owner(cells.get(TEAM, ""), cells.get(OWNER, "")))
        chosen = _tried(wrong, lambda: self._chosen(cells.get(CHOSEN, ""), rule))
        if wrong or reference is None or received is None or rule is None or team_owner is None:
            raise RowRefusedError(wrong)
        team, owner = team_owner
        return NewCase(
            rule=rule,
            team_key=team.key,
            owner_id=owner,
            case_ref=reference,
            received_on=day,
            received_at=_moment(rule, team, *received),
            chosen=chosen,
        )

    def _received(self, written: str) -> tuple[date, time | None]:
        if not written:
            raise FristvagtError("Modtagelsesdatoen mangler. Skriv for eksempel 20/11/2026.")
        return written_date(written, self._today)

    def _rule(self, cells: Mapping[str, str], day: date) -> Rule:
        return self._rules.chosen(
            day,
            key=cells.get(RULE, ""),
            paragraph=cells.get(PARAGRAPH, ""),
            law=cells.get(LAW, ""),
            variant=cells.get(VARIANT, ""),
        )

    def _chosen(self, written: str, rule: Rule | None) -> date | None:
        """A date somebody chose counts only where the rule has no length of its own."""
        if rule is None or rule.length.unit is not Unit.CHOSEN or not written:
            return None
        return written_date(written, self._today)[0]

    def _team_and_owner(self, team: str, owner: str) -> tuple[Team, str | None]:
        named = self._team(team) if team else None
        person = self._person(owner) if owner else None
        if person is None:
            if named is None:
                raise FristvagtError("Skriv en sagsbehandler eller et team.")
            return named, None
        return self._team_of(person, named), person

    def _team(self, written: str) -> Team:
        wanted = folded(written)
        for team in self._office.teams:
            if wanted in (folded(team.key), folded(team.name)):
                return team
        return self._office.team(written)

    def _person(self, written: str) -> str:
        found = [written] if written in self._staff else self._named.get(folded(written), [])
        here = [one for one in found if self._staff[one].here]
        if len(here) == 1:
            return here[0]
        if here:
            ids = ", ".join(sorted(here))
            raise FristvagtError("Flere hedder {name}. Skriv deres Slack-id: {ids}.", name=written, ids=ids)
        if found:
            raise FristvagtError(
                "{name} arbejder her ikke længere. Skriv en anden sagsbehandler, eller kun teamet.",
                name=written,
            )
        raise FristvagtError(
            "Jeg kender ikke sagsbehandleren {name}. Skriv navnet, som det står i Slack, eller Slack-id'et.",
            name=written,
        )

    def _team_of(self, person: str, named: Team | None) -> Team:
        """The named team, which must be theirs; else where they are a member, else where they lead."""
        theirs, name = self._office.teams_of(person), self._staff[person].name
        if named is not None and named not in theirs:
            raise FristvagtError("{name} er ikke i {team}. Ret en af dem.", name=name, team=named.name)
        if not theirs:
            raise FristvagtError("{name} er ikke i noget team. Skriv en anden, eller et team.", name=name)
        return named or next((team for team in theirs if person in team.members), theirs[0])


def _columns(header: tuple[str, ...]) -> dict[str, str]:
    found = matched(header, COLUMNS, required=(CASE, RECEIVED))
    for either in ((PARAGRAPH, RULE), (OWNER, TEAM)):
        if not any(column in found for column in either):
            raise MissingColumnError((COLUMNS[column][0] for column in either), header)
    return found


def _meant(cell: str) -> str:
    return "" if cell in NOTHING else cell


def _tried(wrong: list[str], read: Callable[[], _Read]) -> _Read | None:
    """What `read` gives; None when it raised, and then the reason is kept."""
    try:
        return read()
    except FristvagtError as error:
        wrong.append(error.sentence)
        return None


def _reference(written: str) -> str:
    reference = case_ref(written)
    if not reference:
        raise FristvagtError("Sagsnummeret mangler.")
    if lost_zero(reference):
        raise LostZeroError
    return reference


def _moment(rule: Rule, team: Team, day: date, clock: time | None) -> datetime | None:
    """Only a deadline in hours looks at the clock."""
    if rule.length.unit is not Unit.HOURS or clock is None:
        return None
    return datetime.combine(day, clock, tzinfo=team.calendar.zone)
