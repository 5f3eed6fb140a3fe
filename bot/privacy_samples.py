"""Every message, modal and tab the bot can send, drawn with an invented call: what privacy is judged by."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from bot.office_file import EXAMPLE, load_office
from rules.topics import Topic
from storage.citizen import Citizen
from storage.counts import CallbackCounts, Kept
from storage.models import State
from storage.worklist import WorkItem
from views import (
    absence,
    call_form,
    citizen,
    home,
    ids,
    later_form,
    messages,
    reassign,
    receipt,
    repeat,
    replies,
    status,
)
from views.absence import Spell
from views.blocks import Block, Message, option
from views.call_form import Draft
from views.citizen import Opened
from views.home import HomeData
from views.lines import Reader
from views.messages import DaysList
from views.receipt import Receipt
from views.texts import Texts

NAME, PHONE, SHOWN_PHONE, NOTE = "Jens Hansen", "+4522334455", "22 33 44 55", "Ring helst efter kl. 12"
NUMBER = 142

MODAL, HOME, DM, EPHEMERAL, CHANNEL = "vindue", "Hjem", "direkte besked", "svar kun til dig", "besked i kanal"


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing people can be shown. `made_by` is the view that draws it."""

    title: str
    where: str
    reader: str
    shown: Message | Block
    made_by: Callable[..., object]


@dataclass(frozen=True, slots=True)
class _Stage:
    """The invented office at one moment, and one call in it."""

    t: Texts
    now: datetime

    def item(self, **facts: Any) -> WorkItem:
        """The call, open and Karim's, changed by `facts`; what is not said of it is None."""
        known = {
            "number": NUMBER,
            "topic": Topic.DECISION,
            "team_key": "voksen-a",
            "owner_id": "U0KARIM",
            "owner_name": "Karim Aziz",
            "logged_by": "U0RIKKE",
            "logged_at": self.now,
            "goal_at": self.now + timedelta(days=1),
            "due_at": self.now + timedelta(days=4),
            "urgent": False,
            "state": State.OPEN,
            "attempts": 1,
            "repeat_calls": 1,
            "withheld": False,
            "protected": True,
            "interpreter": True,
            "best_time": "morning",
        }
        return WorkItem(**{**{field.name: None for field in fields(WorkItem)}, **known, **facts})

    @property
    def three(self) -> tuple[list[WorkItem], list[WorkItem], list[WorkItem]]:
        """One of the person's own, one of the team's without owner, and one nobody has rung in time."""
        over = self.item(number=NUMBER + 2, due_at=self.now, attempts=0, repeat_calls=0)
        return [self.item()], [self.item(number=NUMBER + 1, owner_id=None, owner_name=None)], [over]

    def reader(self, person: str = "U0KARIM") -> Reader:
        return Reader(person, self.now, {"voksen-a": "Voksenteam A"})

    @property
    def opened(self) -> Opened:
        return Opened(self.item(), Citizen(NAME, PHONE, NOTE), "Karim Aziz", self.now)

    @property
    def receipt(self) -> Receipt:
        return Receipt(NUMBER, "Karim Aziz", self.now + timedelta(days=4), "+4543570010", False, True)

    @property
    def spell(self) -> Spell:
        return Spell(7, "Karim Aziz", self.now, self.now + timedelta(days=6), "Maja Lund", True)


def samples() -> list[Sample]:
    """All of them, in the order people meet them."""
    office = load_office(EXAMPLE)
    stage = _Stage(Texts(office.zone, "da"), datetime(2026, 11, 26, 10, 4, tzinfo=office.zone))
    return [*_logging(stage), *_working(stage), *_messages(stage), *_tabs(stage), *_absence(stage)]


def _logging(s: _Stage) -> list[Sample]:
    filled = Draft(SHOWN_PHONE, option("Karim Aziz", "person:U0KARIM"), NAME, note=NOTE)
    teams = {"voksen-a": "Voksenteam A"}
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
            repeat.repeat_form(s.t, filled, [s.item()], teams, s.now),
            repeat.repeat_form,
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
            _said(replies.found(s.t, [s.item()], teams, s.now)),
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


def _working(s: _Stage) -> list[Sample]:
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
            "Giv videre",
            MODAL,
            "ejeren",
            reassign.reassign_form(s.t, NUMBER, s.item().due_at),
            reassign.reassign_form,
        ),
    ]


def _messages(s: _Stage) -> list[Sample]:
    one, reader = [s.item()], s.reader()
    mine, team, over = s.three
    done = [s.item(number=NUMBER + 3, state=State.CLOSED)]
    everything = DaysList(mine=mine, team=team, over=over, done=done)
    return [
        Sample("Dagens liste", DM, "ejeren", messages.days_list(s.t, everything, reader), messages.days_list),
        Sample(
            "Telefontiden begynder",
            DM,
            "ejeren",
            messages.telephone_hours(s.t, one, reader),
            messages.telephone_hours,
        ),
        Sample(
            "To timer før fristen",
            DM,
            "ejeren",
            messages.warning(s.t, [s.item(attempts=0)], reader),
            messages.warning,
        ),
        Sample("Efter Senere", DM, "ejeren", messages.woken(s.t, one, reader), messages.woken),
        Sample(
            "Borgeren ringede igen",
            DM,
            "ejeren",
            messages.called_again(s.t, one, reader),
            messages.called_again,
        ),
        Sample("Haster", DM, "ejeren og vagten", messages.urgent(s.t, one, reader), messages.urgent),
        Sample(
            "Haster, og ingen har taget det",
            DM,
            "teamlederen",
            messages.urgent_lead(s.t, one, s.reader("U0LONE")),
            messages.urgent_lead,
        ),
        Sample(
            "En kollega kan ikke nås i Slack",
            DM,
            "teamlederen",
            messages.undelivered(s.t, "Karim Aziz", one, s.reader("U0LONE")),
            messages.undelivered,
        ),
        Sample(
            "Ingen er på arbejde",
            CHANNEL,
            "teamets kanal",
            messages.nobody_left(s.t, "Voksenteam A", 2),
            messages.nobody_left,
        ),
        Sample(
            "En ældre liste",
            DM,
            "ejeren",
            messages.superseded(s.t, reader, s.t.day(s.now)),
            messages.superseded,
        ),
    ]


def _tabs(s: _Stage) -> list[Sample]:
    mine, team, over = s.three
    data = HomeData(mine=mine, team=team, over=over, receipts=mine, amendable=frozenset({NUMBER}))
    counts = CallbackCounts(
        open=12,
        due_today=3,
        overdue=1,
        unowned=2,
        within_goal=Kept(kept=40, of=52),
        within_limit=Kept(kept=50, of=52),
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
        Sample(
            "/status",
            CHANNEL,
            "den, der spørger, eller hele kanalen",
            status.status(s.t, load_office(EXAMPLE), ["Voksenteam A"], counts, s.now),
            status.status,
        ),
    ]


def _absence(s: _Stage) -> list[Sample]:
    form = absence.form(s.t, [s.spell], today=s.now.date(), for_others=True)
    return [
        Sample("Skemaet til fravær", MODAL, "den, der melder fravær", form, absence.form),
        Sample(
            "Kvitteringen for fravær",
            EPHEMERAL,
            "den, der melder fravær",
            _said(absence.saved(s.t, s.spell)),
            absence.saved,
        ),
    ]


def _said(text: str) -> Message:
    return Message(text, [])
