"""From what stands in the form to a deadline to register, or to sentences that say what to mend."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.form_values import chosen, picked, ticked
from handlers.payload import Body, clean, values_of
from handlers.whom import UnknownWhomError
from handlers.whom import chosen as chosen_whom
from rules.case_ref import CprInCaseRefError, LongCaseRefError, case_ref
from rules.catalogue import Catalogue
from rules.errors import FristvagtError
from rules.length_words import in_words
from rules.office import Office
from rules.period import ChosenBeforeReceiptError, MissingDateError, MissingMomentError
from rules.statute import Kind, Rule, Unit
from storage.cases import AlreadyRunningError, LongAgoError, NewCase, NotYetReceivedError, refuse_receipt
from storage.models import Turn
from views import ids
from views.texts import Texts

# At which field a refusal of the whole is shown; what is not named here stands at the rule.
FIELD_OF: dict[type[FristvagtError], str] = {
    AlreadyRunningError: ids.CASE_REF,
    LongCaseRefError: ids.CASE_REF,
    CprInCaseRefError: ids.CASE_REF,
    NotYetReceivedError: ids.RECEIVED_ON,
    LongAgoError: ids.RECEIVED_ON,
    MissingMomentError: ids.RECEIVED_AT,
    MissingDateError: ids.CHOSEN_DATE,
    ChosenBeforeReceiptError: ids.CHOSEN_DATE,
}
REMITTABLE = frozenset({Kind.DECISION, Kind.REMITTED})


class NotRemittableError(FristvagtError):
    """Only what Ankestyrelsen can send back can be remitted (RSL § 3 a)."""

    def __init__(self) -> None:
        super().__init__("Kun en afgørelse kan være hjemvist. Fjern hakket, eller vælg en anden frist.")


class OwnLengthError(FristvagtError):
    """A date was given for a deadline whose rule gives it: one of the two is not meant."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(
            "Fristen er {length} og regnes fra modtagelsen. Lad fristens dato stå tom, eller vælg en frist "
            "uden fast længde.",
            length=in_words(rule.length),
        )


class NotInForceError(FristvagtError):
    """The rule did not start clocks on the day of receipt."""

    def __init__(self, day: date) -> None:
        super().__init__(
            "Reglen gjaldt ikke for det, der er modtaget {day:%d.%m.%Y}. Vælg en anden frist, "
            "eller ret datoen.",
            day=day,
        )


class LaterTodayError(FristvagtError):
    """The hour of receipt lies ahead."""

    def __init__(self) -> None:
        super().__init__("Klokkeslættet er ikke nået endnu. Skriv, hvornår I modtog det.")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form's fields as they were sent; absent ones are empty."""

    rule: str
    case_ref: str
    received: date | None
    clock: time | None
    whom: str
    chosen: date | None
    remitted: bool
    turn: str


def typed(body: Body) -> Typed:
    """Read a submitted form."""
    case = values_of(body).get(ids.CASE_REF, {}).get(ids.CASE_REF) or {}
    return Typed(
        rule=chosen(body, ids.RULE),
        case_ref=clean(str(case.get("value") or "")),
        received=_day(picked(body, ids.RECEIVED_ON, "selected_date")),
        clock=_clock(picked(body, ids.RECEIVED_AT, "selected_time")),
        whom=chosen(body, ids.CASE_WHOM),
        chosen=_day(picked(body, ids.CHOSEN_DATE, "selected_date")),
        remitted=ticked(body, ids.REMITTED),
        turn=chosen(body, ids.TURN),
    )


def received_in(body: Body) -> date | None:
    """The day of receipt that stands in the form, while it is still being filled in."""
    return (
        _day(picked(body, ids.RECEIVED_ON, "selected_date")) if isinstance(body.get("view"), dict) else None
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _clock(written: str) -> time | None:
    try:
        return time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return None


def mistakes(
    t: Texts, office: Office, catalogue: Catalogue, known: Set[str], fields: Typed, *, case_optional: bool
) -> dict[str, str]:
    """Each field that is empty or was never offered. `known`: who a deadline can be given to."""
    checked = (
        (ids.RULE, "" if fields.rule in catalogue.by_key else t("Vælg en paragraf eller frist på listen.")),
        (ids.CASE_REF, _case_mistake(t, fields.case_ref, optional=case_optional)),
        (ids.RECEIVED_ON, "" if fields.received else t("Vælg den dag, I modtog det.")),
        (ids.CASE_WHOM, _whom_mistake(t, office, known, fields.whom)),
        (ids.TURN, "" if fields.turn in ("", *Turn) else t("Vælg en mulighed på listen.")),
    )
    return {block: wrong for block, wrong in checked if wrong}


def _case_mistake(t: Texts, written: str, *, optional: bool) -> str:
    try:
        missing = not case_ref(written) and not optional
    except (LongCaseRefError, CprInCaseRefError) as error:
        return t.say(error)
    return t("Skriv sagsnummeret, så fristen kan findes igen.") if missing else ""


def _whom_mistake(t: Texts, office: Office, known: Set[str], value: str) -> str:
    if not value:
        return t("Vælg, hvem der har sagen, eller vælg teamet.")
    try:
        owner = chosen_whom(office, value).owner_id
    except UnknownWhomError as error:
        return t.say(error)
    return "" if owner is None or owner in known else t.say(UnknownWhomError())


def new_case(
    office: Office, catalogue: Catalogue, fields: Typed, *, now: datetime, started_by: int | None = None
) -> NewCase:
    """The deadline, from fields without mistakes; raises what the fields cannot mean together."""
    rule, whom = catalogue.rule(fields.rule), chosen_whom(office, fields.whom)
    today = now.astimezone(office.zone).date()
    received = fields.received or today
    refuse_receipt(received, today)
    if not rule.valid_on(received):
        raise NotInForceError(received)
    if fields.chosen is not None and rule.length.unit is not Unit.CHOSEN:
        raise OwnLengthError(rule)
    if fields.remitted and rule.kind not in REMITTABLE:
        raise NotRemittableError
    return NewCase(
        rule=rule,
        team_key=whom.team.key,
        owner_id=whom.owner_id,
        case_ref=fields.case_ref,
        received_on=received,
        received_at=_moment(rule, received, fields.clock, office, now),
        chosen=fields.chosen,
        remitted=fields.remitted,
        turn=Turn(fields.turn or Turn.ADMINISTRATIVE) if rule.kind is Kind.FOLLOW_UP else None,
        started_by=started_by,
    )


def _moment(rule: Rule, day: date, clock: time | None, office: Office, now: datetime) -> datetime | None:
    """The moment of receipt where the hour counts."""
    if rule.length.unit is not Unit.HOURS:
        return None
    if clock is None:
        raise MissingMomentError
    at = datetime.combine(day, clock, tzinfo=office.zone)
    if at > now:
        raise LaterTodayError
    return at


def refusal(say: Callable[[FristvagtError], str], error: FristvagtError) -> dict[str, str]:
    """What could not be registered, at the field to mend."""
    later = {
        LaterTodayError: ids.RECEIVED_AT,
        NotInForceError: ids.RULE,
        NotRemittableError: ids.REMITTED,
        OwnLengthError: ids.CHOSEN_DATE,
    }
    return {{**FIELD_OF, **later}.get(type(error), ids.RULE): say(error)}
