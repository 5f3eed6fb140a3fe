"""What a complaint asks for: a decision that can be appealed, and a second reader who did not make it."""

from rules.absence import Roster
from rules.errors import FristvagtError
from rules.office import Office, Role
from rules.reversal import may_be_appealed
from rules.statute import Kind, Rule

# Rules of the shipped catalogue: the reassessment (RSL § 66), four weeks, and two in a case of notice.
REASSESSMENT, REASSESSMENT_WITH_NOTICE = "genvurdering", "genvurdering-varsel"
# After partial medhold: the citizen says whether the complaint stands, and it is sent on.
PARTIAL_ANSWER, FORWARDING = "delvis-medhold-svar", "delvis-medhold-videresend"
# Whose Home counts the complaints under way.
WITH_COMPLAINTS = frozenset({Role.JURIST, Role.COORDINATOR})
READERS = frozenset({Role.CASEWORKER, Role.LEAD, Role.JURIST, Role.COORDINATOR})


class NotAppealableError(FristvagtError):
    """Nobody can complain of that decision to Ankestyrelsen."""

    def __init__(self, paragraph: str) -> None:
        super().__init__(
            "En afgørelse efter § {paragraph} kan ikke påklages. Skriv borgerens henvendelse på sagen, "
            "og spørg juristen, hvis du er i tvivl.",
            paragraph=paragraph,
        )


class NoDecisionError(FristvagtError):
    """A complaint is of a decision."""

    def __init__(self) -> None:
        super().__init__("Vælg den afgørelse, der klages over, på listen.")


class SameReaderError(FristvagtError):
    """Whoever decided would read their own decision again."""

    def __init__(self) -> None:
        super().__init__(
            "Anden læser skal være en anden end den, der har sagen eller traf afgørelsen. Vælg en kollega."
        )


class NotAReaderError(FristvagtError):
    """Somebody who does not work with decisions, or no longer works here."""

    def __init__(self) -> None:
        super().__init__(
            "Anden læser skal være sagsbehandler, teamleder, jurist eller koordinator og have en åben konto "
            "i Slack."
        )


class ReaderMissingError(FristvagtError):
    """A reassessment cannot be ended before somebody else has read it."""

    def __init__(self) -> None:
        super().__init__(
            "Vælg en anden læser, før genvurderingen afsluttes: en, der ikke har sagen og ikke traf "
            "afgørelsen."
        )


def appealable(rule: Rule) -> bool:
    """Whether a complaint can be of a decision under that rule."""
    return rule.kind in (Kind.DECISION, Kind.REMITTED) and may_be_appealed(rule.paragraph)


def refuse_decision(rule: Rule) -> None:
    """Raise `NoDecisionError` or `NotAppealableError` for what nobody can complain of."""
    if rule.kind not in (Kind.DECISION, Kind.REMITTED):
        raise NoDecisionError
    if not may_be_appealed(rule.paragraph):
        raise NotAppealableError(rule.paragraph)


def refuse_reader(roster: Roster, reader: str, *own: str | None) -> None:
    """Raise `SameReaderError` or `NotAReaderError`. `own`: who has the case, and who decided it."""
    if reader in own:
        raise SameReaderError
    if reader in roster.gone or not reads(roster.office, reader):
        raise NotAReaderError


def reads(office: Office, person: str) -> bool:
    """Whether somebody in that role can be a second reader; nobody who has left the office file can."""
    return bool(office.roles_of(person) & READERS)


def with_complaints(office: Office) -> frozenset[str]:
    """Whose Home counts the complaints under way."""
    return frozenset().union(*(office.roles.get(role, frozenset()) for role in WITH_COMPLAINTS))


def chief_and_jurists(office: Office, *, chief: bool) -> tuple[str, ...]:
    """Who is told at once besides the owner: of a complaint the jurists, of an inquiry the chief too."""
    jurists = sorted(office.roles.get(Role.JURIST, ()))
    chiefs = sorted(office.roles.get(Role.CHIEF, ())) if chief else []
    return tuple(dict.fromkeys((*jurists, *chiefs)))
