"""Samples of what is shown of complaints, drawn with an invented case."""

from datetime import timedelta

from bot.privacy_deadlines import CASE_REF, RULE, running
from bot.privacy_stage import DM, EPHEMERAL, MODAL, NUMBER, Sample, Stage
from rules.figures import Share
from rules.reversal import BoardOutcome, Reversal
from storage.complaint_file import ComplaintFile
from storage.complaint_models import BoardRuling, Complaint
from storage.complaint_models import Stage as Step
from storage.complaint_rate import Appeals
from storage.complaints import OpenComplaint
from views import appeal_status, complaint_details, complaint_form, complaint_messages, complaint_receipt
from views.blocks import Message, option
from views.complaint_form import AppealDraft, BoardDraft
from views.complaint_receipt import ComplaintReceipt

TEAM = {"voksen-a": "Voksenteam A"}
THOSE = "ejer, anden læser, teamleder og jurist"
WRITER = "den, der registrerer"


def samples_of_complaints(s: Stage) -> list[Sample]:
    """From the form to the figures."""
    return [*_registering(s), *_opened(s), *_told(s), _counted(s)]


def _registering(s: Stage) -> list[Sample]:
    today, karim = s.now.date(), option("Karim Aziz", "person:U0KARIM")
    draft = AppealDraft(today, option("§ 85", RULE.key), CASE_REF, karim)
    until = today + timedelta(weeks=4)
    saved = ComplaintReceipt(
        NUMBER, RULE.law, RULE.paragraph, until, s.now, s.now, late=True, who="Karim Aziz"
    )
    return [
        Sample("Ny klage", MODAL, WRITER, complaint_form.appeal_form(s.t, draft), complaint_form.appeal_form),
        Sample("Klagen er gemt", MODAL, WRITER, complaint_receipt.view(s.t, saved), complaint_receipt.view),
        Sample(
            "Klagen er gemt efter én linje",
            EPHEMERAL,
            WRITER,
            Message(complaint_receipt.sentence(s.t, saved), complaint_receipt.blocks(s.t, saved)),
            complaint_receipt.blocks,
        ),
    ]


def _opened(s: Stage) -> list[Sample]:
    today = s.now.date()
    rule, parts = option("§ 85", RULE.key), (BoardOutcome.REMITTED,)
    board = BoardDraft(NUMBER, today, rule, parts, today, today, "§ 85 + § 100")
    return [
        Sample(
            "Klagen", MODAL, THOSE, complaint_details.details(s.t, _file(s), today), complaint_details.details
        ),
        Sample(
            "Åbne klager",
            MODAL,
            THOSE,
            complaint_details.complaint_list(s.t, [_open(s)], TEAM, today, "/appeal"),
            complaint_details.complaint_list,
        ),
        Sample(
            "Anden læser",
            MODAL,
            THOSE,
            complaint_form.reader_form(s.t, NUMBER, option("Maja Lund", "person:U0MAJA")),
            complaint_form.reader_form,
        ),
        Sample(
            "Ankestyrelsens afgørelse",
            MODAL,
            THOSE,
            complaint_form.board_form(s.t, board),
            complaint_form.board_form,
        ),
        Sample(
            "Ret en klage",
            MODAL,
            THOSE,
            complaint_form.correct_form(s.t, board, decided=True),
            complaint_form.correct_form,
        ),
    ]


def _file(s: Stage) -> ComplaintFile:
    today = s.now.date()
    complaint = Complaint(
        id=NUMBER,
        law=RULE.law,
        paragraph=RULE.paragraph,
        received_on=today,
        notified=True,
        late=True,
        second_reader="U0MAJA",
        stage=Step.ENDED,
        forwarded_on=today,
    )
    ruling = BoardRuling(
        outcome=BoardOutcome.REMITTED,
        decided_on=today,
        law=RULE.law,
        paragraph=RULE.paragraph,
        learning="§ 85 + § 100",
    )
    again = running(s, number=NUMBER + 1)
    return ComplaintFile(complaint, [running(s)], again, [ruling], CASE_REF, "Maja Lund")


def _open(s: Stage) -> OpenComplaint:
    today = s.now.date()
    return OpenComplaint(
        id=NUMBER,
        running=NUMBER,
        stage=Step.REASSESSMENT,
        rule_key=RULE.key,
        law=RULE.law,
        paragraph=RULE.paragraph,
        team_key="voksen-a",
        owner_id="U0KARIM",
        received_on=today,
        legal_on=today + timedelta(weeks=4),
        second_reader=None,
        notified=False,
        late=False,
        forwarded_on=None,
        overdue=False,
    )


def _told(s: Stage) -> list[Sample]:
    return [
        Sample(
            "En ny klage",
            DM,
            "juristen",
            complaint_messages.complaint_told(s.t, [running(s)], s.reader("U0JONNA")),
            complaint_messages.complaint_told,
        ),
        Sample(
            "Valgt som anden læser",
            DM,
            "anden læser",
            complaint_messages.chosen_to_read(s.t, [running(s)], [NUMBER], s.reader("U0MAJA")),
            complaint_messages.chosen_to_read,
        ),
        Sample(
            "En henvendelse fra borgerrådgiveren",
            DM,
            "ejer, jurist og centerchef",
            complaint_messages.inquiry_told(s.t, [running(s)], s.reader()),
            complaint_messages.inquiry_told,
        ),
    ]


def _counted(s: Stage) -> Sample:
    found = Appeals(
        now=s.now,
        this_year=Reversal(19, 5, 105, 7),
        last_year=Reversal(),
        twelve_months=Reversal(3, 1, 8),
        paragraphs={(RULE.law, RULE.paragraph): Reversal(3, 1, 8)},
        medhold=Share(4, 30),
        medhold_twelve_months=Share(6, 41),
        open={Step.REASSESSMENT: 3, Step.ANSWER: 1, Step.FORWARDING: 0, Step.BOARD: 6},
    )
    shown = appeal_status.appeals(s.t, found, "Voksenteam A")
    return Sample("/status klager", EPHEMERAL, "den, der spørger", shown, appeal_status.appeals)
