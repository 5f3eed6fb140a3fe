"""Samples of what is shown of a running statutory deadline, drawn with an invented case."""

from datetime import timedelta

from bot.office_file import EXAMPLE, load_office
from bot.privacy_deadlines import CASE_REF, RULE, running
from bot.privacy_stage import MODAL, Sample, Stage
from rules.period import count
from storage.case_file import CaseFile
from storage.caselist import CaseItem
from storage.models import Result, State
from views import case_details, case_forms, case_name_form, case_offers, case_wait_forms
from views.case_details import Shown

OWNER = "ejeren"


def samples_of_cases(s: Stage) -> list[Sample]:
    """*Vis*, the forms, and what an ended deadline offers."""
    return [*_opened(s), *_ending(s), *_waiting(s), *_offers(s)]


def _opened(s: Stage) -> list[Sample]:
    item = running(s)
    calendar = load_office(EXAMPLE).team(item.team_key).calendar
    shown = Shown(item, count(RULE, calendar, item.received_on), s.reader())
    return [
        Sample(
            "Vis en frist",
            MODAL,
            OWNER,
            case_details.details(s.t, CaseFile(item, CASE_REF), shown),
            case_details.details,
        ),
        Sample(
            "Sagsnummeret på en frist",
            MODAL,
            OWNER,
            case_name_form.name_form(s.t, CaseFile(item, CASE_REF)),
            case_name_form.name_form,
        ),
        Sample("Sådan er der talt", MODAL, OWNER, case_details.counting(s.t, shown), case_details.counting),
    ]


def _ending(s: Stage) -> list[Sample]:
    item, today = running(s), s.now.date()
    return [
        Sample("Afgjort", MODAL, OWNER, case_forms.end_form(s.t, item, today=today), case_forms.end_form),
        Sample(
            "Bortfaldet", MODAL, OWNER, case_forms.drop_form(s.t, item, today=today), case_forms.drop_form
        ),
        Sample(
            "Fristbrev sendt",
            MODAL,
            OWNER,
            case_forms.notice_form(s.t, item, today=today, longest=None),
            case_forms.notice_form,
        ),
    ]


def _waiting(s: Stage) -> list[Sample]:
    item, today = running(s), s.now.date()
    last, tomorrow = item.legal_on, today + timedelta(days=1)
    return [
        Sample(
            "Venter",
            MODAL,
            OWNER,
            case_wait_forms.wait_form(s.t, item, today=today, aim_on=last),
            case_wait_forms.wait_form,
        ),
        Sample(
            "Udskyd",
            MODAL,
            OWNER,
            case_wait_forms.postpone_form(s.t, item, [tomorrow], today=today, last=last),
            case_wait_forms.postpone_form,
        ),
    ]


def _offers(s: Stage) -> list[Sample]:
    today = s.now.date()
    until, sooner = today + timedelta(weeks=4), today + timedelta(weeks=2)
    return [
        Sample(
            "Følg klagefristen",
            MODAL,
            OWNER,
            case_offers.window_offer(s.t, _refused(s), until=until, today=today),
            case_offers.window_offer,
        ),
        Sample(
            "Følg genvurderingen",
            MODAL,
            OWNER,
            case_offers.reassessment_offer(s.t, running(s), until=until, sooner=sooner, today=today),
            case_offers.reassessment_offer,
        ),
    ]


def _refused(s: Stage) -> CaseItem:
    return running(s, state=State.CLOSED, result=Result.REFUSED, decided_on=s.now.date())
