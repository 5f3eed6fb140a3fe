"""Samples of standing meetings: the message in the channel, the windows, and the principafgørelser."""

from dataclasses import replace
from datetime import date, timedelta

from bot.office_file import EXAMPLE, load_office
from bot.privacy_deadlines import running
from bot.privacy_stage import CHANNEL, EPHEMERAL, MODAL, NUMBER, Sample, Stage, said
from rules.meeting import ItemKind, ItemResult, MeetingKind, Occurrence, Series
from rules.reversal import BoardOutcome
from storage.agenda_lines import Agenda, Line
from storage.agenda_models import Meeting, MeetingState, Precedent
from storage.agendas import Counts, Planned
from storage.complaint_models import Stage as Where
from storage.complaints import BoardDecision, OpenComplaint
from storage.precedents import Known
from views import agenda, agenda_forms, agenda_help, agenda_message, precedents
from views.agenda_lines import Seen
from views.blocks import Block, option

# Written by people: shown as it was written, whatever the reader's language.
GIST, LEARNING = "Støtten måles efter det konkrete behov.", "Undersøg behovet hele døgnet."
READER, CHAIR = "dem, der er med i mødet", "mødelederen"
NAMES = {"U0KARIM": "Karim Aziz", "U0LONE": "Lone Friis", "U0MAJA": "Maja Lund"}


def samples_of_agendas(s: Stage) -> list[Sample]:
    """In the order a meeting meets them."""
    series = load_office(EXAMPLE).meetings[0]
    supervision = replace(series, name="Supervision", kind=MeetingKind.SUPERVISION)
    now, counted = _agenda(s, series), agenda_message.agenda_message
    there = _agenda(s, supervision)
    seen = Seen(s.t, s.now.date(), NAMES)
    owner = option("Karim Aziz", "person:U0KARIM")
    people = sorted(NAMES.items(), key=lambda one: one[1])
    return [
        Sample("Dagsordenen i kanalen", CHANNEL, "hele kanalen", counted(s.t, _counts(s, series)), counted),
        Sample(
            "Supervision i kanalen", CHANNEL, "hele kanalen", counted(s.t, _counts(s, supervision)), counted
        ),
        Sample(
            "/agenda", MODAL, READER, agenda.meetings(s.t, [now.planned], s.now, older=3), agenda.meetings
        ),
        Sample(
            "/agenda help",
            EPHEMERAL,
            READER,
            said(agenda_help.help_text(s.t, "/agenda")),
            agenda_help.help_text,
        ),
        Sample("Dagsordenen", MODAL, CHAIR, _window(s, now, "U0LONE", chairs=True), agenda.agenda),
        Sample("Supervision", MODAL, CHAIR, _window(s, there, "U0LONE", chairs=True), agenda.agenda),
        Sample("Supervision, efter Deltog", MODAL, READER, _window(s, there, "U0MAJA"), agenda.agenda),
        Sample(
            "Handling fra et møde",
            MODAL,
            CHAIR,
            agenda_forms.action_form(
                seen, now.lines[1], item=7, page=0, owner=owner, due=s.now.date() + timedelta(days=7)
            ),
            agenda_forms.action_form,
        ),
        Sample(
            "Flyt mødet",
            MODAL,
            CHAIR,
            agenda_forms.move_form(s.t, now, number=3, page=0),
            agenda_forms.move_form,
        ),
        Sample(
            "Deltagere",
            MODAL,
            CHAIR,
            agenda_forms.tick_form(s.t, people, ["U0KARIM"], number=3),
            agenda_forms.tick_form,
        ),
        *_of_precedents(s),
    ]


def _of_precedents(s: Stage) -> list[Sample]:
    known = [Known(_precedent(s), read=False, within=4, of=6)]
    shown = precedents.precedent_list(s.t, known, keeps=True, leads=True, now=s.now)
    return [
        Sample("Principafgørelser", MODAL, "dem, der skal læse dem", shown, precedents.precedent_list),
        Sample(
            "En ny principafgørelse",
            MODAL,
            "jurist, koordinator og leder",
            precedents.precedent_form(s.t),
            precedents.precedent_form,
        ),
    ]


def _meeting(s: Stage, series: Series) -> Meeting:
    at = s.now - timedelta(hours=1)
    moved = at - timedelta(days=1)
    return Meeting(
        id=3,
        series=series.key,
        planned_on=moved.date(),
        starts_at=at,
        moved_from=moved,
        made_at=moved,
        state=MeetingState.PLANNED,
    )


def _counts(s: Stage, series: Series) -> Counts:
    items = {kind: n for n, kind in enumerate(series.sources)}
    return Counts(_meeting(s, series), series, items, settled=2, attended=5)


def _window(s: Stage, found: Agenda, by: str, *, chairs: bool = False) -> Block:
    return agenda.agenda(s.t, found, s.now, by=by, chairs=chairs)


def _agenda(s: Stage, series: Series) -> Agenda:
    meeting = _meeting(s, series)
    at = Occurrence(series, meeting.planned_on, meeting.starts_at, meeting.starts_at - timedelta(days=1))
    lines = _lines(s) if series.sources else []
    return Agenda(Planned(at, meeting), lines, NAMES, ["U0KARIM", "U0MAJA"], series.fixed)


def _lines(s: Stage) -> list[Line]:
    today = s.now.date()
    clock = running(s, number=NUMBER)
    return [
        Line(ItemKind.BOARD_DECISION, NUMBER - 40, False, item=1, decision=_decision(today)),
        Line(ItemKind.COMPLAINT, NUMBER, True, item=2, complaint=_complaint(today)),
        Line(ItemKind.PRECEDENT, 1, False, item=3, result=ItemResult.DECIDED, precedent=_precedent(s)),
        Line(ItemKind.INQUIRY, NUMBER, False, item=4, result=ItemResult.ACTION, case=clock, action=clock),
        Line(ItemKind.ACTION, NUMBER, False, item=5, case=clock, about=NUMBER - 3),
    ]


def _decision(today: date) -> BoardDecision:
    return BoardDecision(
        id=NUMBER - 40,
        outcome=BoardOutcome.REMITTED,
        decided_on=today - timedelta(days=3),
        rule_key="serviceloven-85",
        law="serviceloven",
        paragraph="85",
        team_key="voksen-a",
        learning=LEARNING,
    )


def _complaint(today: date) -> OpenComplaint:
    return OpenComplaint(
        id=NUMBER,
        running=NUMBER,
        stage=Where.REASSESSMENT,
        rule_key="serviceloven-85",
        law="serviceloven",
        paragraph="85",
        team_key="voksen-a",
        owner_id="U0KARIM",
        received_on=today - timedelta(days=9),
        legal_on=today + timedelta(days=19),
        second_reader="U0MAJA",
        notified=False,
        late=False,
        forwarded_on=None,
        overdue=False,
    )


def _precedent(s: Stage) -> Precedent:
    return Precedent(
        id=1,
        number="12-26",
        paragraph="85",
        gist=GIST,
        link="https://ast.dk/afgorelser/principafgorelser",
        registered_by="U0JONNA",
        registered_at=s.now - timedelta(days=4),
    )
