"""From what stands in a complaint's form to a complaint, or to sentences that say what to mend."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from handlers.deadline_input import FIELD_OF
from handlers.form_values import chosen, picked, values_ticked
from handlers.payload import Body, clean, values_of
from handlers.whom import PERSON, UnknownWhomError
from handlers.whom import chosen as chosen_whom
from rules.case_ref import CprInCaseRefError, LongCaseRefError, case_ref
from rules.catalogue import Catalogue
from rules.complaint import NoDecisionError, NotAppealableError, NotAReaderError, SameReaderError
from rules.errors import FristvagtError
from rules.office import Office
from storage.cases import refuse_receipt
from storage.complaint_twins import BeforeDecisionError, LikeAnotherError
from storage.complaint_work import NewComplaint
from views import ids
from views.texts import Texts

FIELDS: dict[type[FristvagtError], str] = {
    **FIELD_OF,
    NoDecisionError: ids.APPEAL_RULE,
    NotAppealableError: ids.APPEAL_RULE,
    SameReaderError: ids.SECOND_READER,
    NotAReaderError: ids.SECOND_READER,
    UnknownWhomError: ids.CASE_WHOM,
    BeforeDecisionError: ids.RECEIVED_ON,
    LikeAnotherError: ids.APPEAL_EXTRAS,
}


@dataclass(frozen=True, slots=True)
class TypedComplaint:
    """The form's fields as they were sent; absent ones are empty."""

    rule: str
    case_ref: str
    received: date | None
    whom: str
    reader: str
    notified: bool
    late: bool
    another: bool = False


def typed(body: Body) -> TypedComplaint:
    """Read a submitted form."""
    case = values_of(body).get(ids.CASE_REF, {}).get(ids.CASE_REF) or {}
    extras = values_ticked(body, ids.APPEAL_EXTRAS)
    return TypedComplaint(
        rule=chosen(body, ids.APPEAL_RULE),
        case_ref=clean(str(case.get("value") or "")),
        received=day(picked(body, ids.RECEIVED_ON, "selected_date")),
        whom=chosen(body, ids.CASE_WHOM),
        reader=person_in(chosen(body, ids.SECOND_READER)),
        notified=ids.NOTIFIED in extras,
        late=ids.LATE in extras,
        another=ids.ANOTHER in extras,
    )


def day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def person_in(value: str) -> str:
    """The Slack id an option stands for; empty for none."""
    kind, _, key = value.partition(":")
    return key if kind == PERSON else ""


def mistakes(
    t: Texts, office: Office, decisions: Catalogue, fields: TypedComplaint, *, case_optional: bool
) -> dict[str, str]:
    """Each field that is empty or was never offered."""
    checked = (
        (ids.APPEAL_RULE, "" if fields.rule in decisions.by_key else t.say(NoDecisionError())),
        (ids.CASE_REF, _case_mistake(t, fields.case_ref, optional=case_optional)),
        (ids.RECEIVED_ON, "" if fields.received else t("Vælg den dag, I modtog klagen.")),
        (ids.CASE_WHOM, _whom_mistake(t, office, fields.whom)),
    )
    return {block: wrong for block, wrong in checked if wrong}


def _case_mistake(t: Texts, written: str, *, optional: bool) -> str:
    try:
        missing = not case_ref(written) and not optional
    except (LongCaseRefError, CprInCaseRefError) as error:
        return t.say(error)
    return t("Skriv sagsnummeret, så klagen kan findes igen.") if missing else ""


def _whom_mistake(t: Texts, office: Office, value: str) -> str:
    try:
        chosen_whom(office, value)
    except UnknownWhomError as error:
        return t.say(error)
    return ""


def new_complaint(
    office: Office,
    decisions: Catalogue,
    fields: TypedComplaint,
    *,
    now: datetime,
    started_by: int | None = None,
    case: str = "",
) -> NewComplaint:
    """The complaint, from fields without mistakes; raises what the fields cannot mean together."""
    whom, today = chosen_whom(office, fields.whom), now.astimezone(office.zone).date()
    received = fields.received or today
    refuse_receipt(received, today)
    return NewComplaint(
        rule=decisions.rule(fields.rule),
        team_key=whom.team.key,
        owner_id=whom.owner_id,
        case_ref=case or fields.case_ref,
        received_on=received,
        notified=fields.notified,
        late=fields.late,
        second_reader=fields.reader or None,
        started_by=started_by,
        another=fields.another,
    )


def refusal(
    say: Callable[[FristvagtError], str], error: FristvagtError, there: Collection[str]
) -> dict[str, str]:
    """What could not be registered, at the field to mend, if it is one of those that are `there`.

    A sentence at a field the form does not have would be shown to nobody.
    """
    field = FIELDS.get(type(error), ids.APPEAL_RULE)
    return {field if field in there else ids.APPEAL_RULE: say(error)}
