"""Every message, modal and tab the bot can send, drawn with an invented call: what privacy is judged by."""

from datetime import datetime, timedelta

from bot.office_file import EXAMPLE, load_office
from bot.privacy_agenda import samples_of_agendas
from bot.privacy_audit import samples_of_audit
from bot.privacy_cases import samples_of_cases
from bot.privacy_complaints import samples_of_complaints
from bot.privacy_deadlines import running, samples_of_deadlines
from bot.privacy_engine import samples_of_engine
from bot.privacy_leads import samples_of_leads
from bot.privacy_messages import samples_of_messages
from bot.privacy_questions import samples_of_questions
from bot.privacy_registers import samples_of_registers
from bot.privacy_rules import samples_of_rules
from bot.privacy_stage import (
    DM,
    EPHEMERAL,
    HOME,
    MODAL,
    NAME,
    NOTE,
    NUMBER,
    SHOWN_PHONE,
    Sample,
    Stage,
    said,
)
from bot.privacy_status import samples_of_status
from rules.personal import DANISH, list_times
from storage.models import State
from views import (
    absence,
    call_form,
    citizen,
    ending_form,
    home,
    ids,
    later_form,
    reassign,
    receipt,
    reopen_form,
    repeat,
    replies,
    settings_form,
    welcome,
)
from views.blocks import Message, option
from views.call_form import Draft
from views.home import HomeData
from views.settings_form import ListTimes
from views.texts import Texts
from views.welcome import Guest, Welcome
from views.who_rings import Hands


def samples(language: str = DANISH) -> list[Sample]:
    """All of them in that language, in the order people meet them."""
    office = load_office(EXAMPLE)
    stage = Stage(Texts(office.zone, language), datetime(2026, 11, 26, 10, 4, tzinfo=office.zone))
    return [
        *_logging(stage),
        *samples_of_deadlines(stage),
        *_working(stage),
        *samples_of_cases(stage),
        *samples_of_complaints(stage),
        *samples_of_questions(stage),
        *samples_of_messages(stage),
        *samples_of_engine(stage),
        *_tabs(stage),
        *samples_of_status(stage),
        *samples_of_leads(stage),
        *samples_of_rules(stage),
        *samples_of_audit(stage),
        *samples_of_registers(stage),
        *samples_of_agendas(stage),
        *_absence(stage),
        *_personal(stage),
    ]


def _logging(s: Stage) -> list[Sample]:
    filled = Draft(SHOWN_PHONE, option("Karim Aziz", "person:U0KARIM"), NAME, note=NOTE)
    hands = Hands({"voksen-a": "Voksenteam A"}, {NUMBER: "Maja Lund"})
    return [
        Sample(
            "Skemaet til et opkald",
            MODAL,
            "den, der logger",
            call_form.form(s.t, filled, private_metadata=""),
            call_form.form,
        ),
        Sample(
            "Skemaet, når borgeren ringer igen",
            MODAL,
            "den, der logger",
            repeat.repeat_form(s.t, filled, [s.item()], hands, s.now),
            repeat.repeat_form,
        ),
        Sample(
            "Noteret, at borgeren ringede igen",
            MODAL,
            "den, der logger",
            repeat.noted_view(s.t, s.item(), hands, s.now, repeat.Unkept("Maja Lund", "klage", note=NOTE)),
            repeat.noted_view,
        ),
        Sample("Kvitteringen", MODAL, "den, der logger", receipt.view(s.t, s.receipt), receipt.view),
        Sample(
            "Kvitteringen efter én linje",
            EPHEMERAL,
            "den, der logger",
            Message(receipt.sentence(s.t, s.receipt), receipt.blocks(s.t, s.receipt)),
            receipt.blocks,
        ),
        Sample(
            "Fortrudt",
            MODAL,
            "den, der logger",
            receipt.undone_view(s.t, NUMBER),
            receipt.undone_view,
        ),
        Sample(
            "Svar på find",
            EPHEMERAL,
            "den, der spørger",
            said(replies.found(s.t, [s.item()], hands, s.now)),
            replies.found,
        ),
        Sample(
            "Kort besked",
            MODAL,
            "den, der trykkede",
            replies.notice_view(s.t, ids.RECEIPT, "Fristvagt", replies.retired(s.t)),
            replies.notice_view,
        ),
    ]


def _working(s: Stage) -> list[Sample]:
    number = str(NUMBER)
    choices = [s.now + timedelta(hours=1), s.now + timedelta(days=1)]
    return [
        Sample("Vis", MODAL, "ejeren", citizen.details(s.t, s.opened), citizen.details),
        Sample(
            "Talt med",
            MODAL,
            "ejeren",
            citizen.note_form(s.t, s.opened, private_metadata=number),
            citizen.note_form,
        ),
        Sample("Telefonnotat", MODAL, "ejeren", citizen.phone_note(s.t, s.opened), citizen.phone_note),
        Sample(
            "Senere",
            MODAL,
            "ejeren",
            later_form.later_form(s.t, NUMBER, s.item().due_at, choices, now=s.now, private_metadata=number),
            later_form.later_form,
        ),
        Sample(
            "Kan ikke nås",
            MODAL,
            "ejeren",
            ending_form.ending_form(s.t, s.item(attempts=3, attempt_days=2), now=s.now),
            ending_form.ending_form,
        ),
        Sample(
            "Genåbn",
            MODAL,
            "ejeren og teamlederen",
            reopen_form.reopen_form(s.t, s.item(state=State.CLOSED)),
            reopen_form.reopen_form,
        ),
        Sample(
            "Giv videre",
            MODAL,
            "ejeren",
            reassign.reassign_form(s.t, NUMBER, s.item().due_at),
            reassign.reassign_form,
        ),
    ]


def _tabs(s: Stage) -> list[Sample]:
    mine, team, over = s.three
    data = HomeData(
        mine=[*mine, running(s, number=NUMBER + 4)],
        team=team,
        over=over,
        receipts=mine,
        amendable=frozenset({NUMBER}),
    )
    return [
        Sample("Hjem", HOME, "den, der åbner fanen", home.home(s.t, data, s.reader()), home.home),
        Sample("Hjem uden adgang", HOME, "den, der åbner fanen", home.no_access(s.t), home.no_access),
        Sample(
            "Hjem, indtil det er tegnet",
            HOME,
            "den, der prøver fanerne",
            replies.notice_home("Prøvebesked fra Fristvagt."),
            replies.notice_home,
        ),
    ]


def _personal(s: Stage) -> list[Sample]:
    office = load_office(EXAMPLE)
    times = ListTimes(None, office.ladder.digest, list_times(office.notices))
    return [
        Sample(
            "Indstillinger",
            MODAL,
            "den, der vælger",
            settings_form.settings_form(s.t, times),
            settings_form.settings_form,
        ),
        *(
            Sample(
                title,
                DM,
                reader,
                welcome.welcome(s.t, Welcome(guest, office.commands, "8:15")),
                welcome.welcome,
            )
            for title, reader, guest in (
                ("Velkommen til modtageren", "modtageren", Guest.RECEPTIONIST),
                ("Velkommen til sagsbehandleren", "sagsbehandleren", Guest.CASEWORKER),
                ("Velkommen til teamlederen", "teamlederen", Guest.LEAD),
                ("Velkommen til juristen", "juristen", Guest.JURIST),
                ("Velkommen til koordinatoren", "koordinatoren", Guest.COORDINATOR),
                ("Velkommen til andre", "dem, der kun ser tal", Guest.ONLOOKER),
            )
        ),
    ]


def _absence(s: Stage) -> list[Sample]:
    form = absence.form(s.t, [s.spell], first=s.now.date(), last=s.now.date(), for_others=True)
    return [
        Sample("Skemaet til fravær", MODAL, "den, der melder fravær", form, absence.form),
        Sample(
            "Kvitteringen for fravær",
            EPHEMERAL,
            "den, der melder fravær",
            said(absence.saved(s.t, s.spell)),
            absence.saved,
        ),
    ]
