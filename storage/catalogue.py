"""The rules in force: the law's, with what the office has decided, and the municipality's own table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rules.catalogue import Catalogue, catalogue_of
from rules.errors import FristvagtError
from rules.municipal import Placed
from rules.office import Deadlines, Office
from rules.shipped import shipped
from rules.statute import Kind, Length, Mark, Rule
from storage import memo
from storage.case_models import RuleVersion
from storage.events import record

__all__ = ["Change", "Difference", "Placed", "current", "difference", "import_rules", "municipal", "national"]

_MEMO = "catalogue"


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one key; `before` is None for a new one."""

    key: str
    before: Rule | None
    after: Rule

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what is not as it was."""
        if self.before is None:
            return ()
        old, new = self.before.frozen(), self.after.frozen()
        return tuple(name for name in new if new[name] != old[name])


@dataclass(frozen=True, slots=True)
class Difference:
    """A table against what is in force."""

    changed: tuple[Change, ...]
    unchanged: tuple[str, ...]
    # In force, and not in the table: named, and left as they are.
    absent: tuple[Rule, ...]


class ImportedMeanwhileError(FristvagtError):
    """Somebody else imported a table at the same moment."""

    def __init__(self) -> None:
        super().__init__("En anden har lagt en fristtabel ind lige nu. Intet er ændret. Prøv igen.")


def current(session: Session, office: Office) -> Catalogue:
    """The catalogue that starts new clocks. Raises `StatutoryFileError` when the shipped file is broken."""
    known = memo.recall(session, _MEMO)
    if isinstance(known, tuple) and known[0] is office:
        found: Catalogue = known[1]
        return found
    made = catalogue_of(national(office.deadlines), municipal(session))
    memo.keep(session, _MEMO, (office, made))
    return made


def national(decided: Deadlines) -> Iterator[Rule]:
    """What ships, without the recalled rules nobody has confirmed, and with the office's own lengths."""
    for rule in shipped():
        if rule.mark is Mark.RECALLED and rule.key not in decided.on:
            continue
        length = decided.lengths.get(rule.key)
        yield _given(rule, length) if length and rule.local else rule


def municipal(session: Session) -> list[Rule]:
    """The municipality's own rules, as they were last imported, by key."""
    return [Rule.thawed(one.data) for one in _in_force(session)]


def difference(in_force: Iterable[Rule], rules: Iterable[Rule]) -> Difference:
    """What importing the rules would change; changes nothing."""
    before = {rule.key: rule for rule in in_force}
    after = {rule.key: rule for rule in rules}
    same = [key for key, rule in after.items() if key in before and _same(before[key], rule)]
    return Difference(
        changed=tuple(
            Change(key, before.get(key), rule) for key, rule in after.items() if key not in set(same)
        ),
        unchanged=tuple(same),
        absent=tuple(rule for key, rule in before.items() if key not in after),
    )


def import_rules(
    session: Session, rules: Iterable[Placed], *, file: str, by: str, now: datetime
) -> Difference:
    """Put the rules into the catalogue; what was in force under a changed key is superseded, never rewritten.

    Twice the same rules change nothing. All or nothing: the caller's transaction.
    """
    placed = {one.rule.key: one for one in rules}
    found = difference(municipal(session), (one.rule for one in placed.values()))
    for change in found.changed:
        _supersede(session, change.key, now)
        session.add(_version(placed[change.key], file, by, now))
    if found.changed:
        memo.changed(session, _MEMO)
        record(
            session,
            at=now,
            actor=by,
            action="rules_imported",
            changed=len(found.changed),
            unchanged=len(found.unchanged),
        )
    try:
        session.flush()
    except IntegrityError:
        raise ImportedMeanwhileError from None
    return found


def _given(rule: Rule, length: Length) -> Rule:
    """With the office's length; a follow-up comes again as often."""
    repeat = length if rule.kind is Kind.FOLLOW_UP else rule.repeat
    return replace(rule, length=length, repeat=repeat, mark=Mark.LOCAL)


def _same(before: Rule, after: Rule) -> bool:
    return before.fingerprint == after.fingerprint


def _in_force(session: Session) -> Iterable[RuleVersion]:
    wanted = select(RuleVersion).where(RuleVersion.superseded_at.is_(None)).order_by(RuleVersion.id)
    return session.scalars(wanted)


def _supersede(session: Session, key: str, now: datetime) -> None:
    session.execute(
        update(RuleVersion)
        .where(RuleVersion.key == key, RuleVersion.superseded_at.is_(None))
        .values(superseded_at=now)
    )


def _version(placed: Placed, file: str, by: str, now: datetime) -> RuleVersion:
    return RuleVersion(
        key=placed.rule.key,
        fingerprint=placed.rule.fingerprint,
        data=placed.rule.frozen(),
        file=file,
        line=placed.line,
        imported_by=by,
        imported_at=now,
    )
