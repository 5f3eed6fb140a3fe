"""The modals that show who rang. Modals never become messages (slack.md, What Slack keeps)."""

from dataclasses import dataclass
from datetime import datetime

from rules.phone import pretty_phone, tel_uri
from storage.citizen import Citizen
from storage.models import Note
from storage.worklist import WorkItem
from views import ids, words
from views.blocks import (
    Block,
    actions,
    button,
    context,
    field_of,
    header,
    modal,
    option,
    radio,
    section,
    text_input,
    unformatted,
)
from views.lines import may_start
from views.questions import ask_jurist
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Opened:
    """A call with its citizen, opened for one reader at `now`."""

    item: WorkItem
    citizen: Citizen
    reader_name: str
    now: datetime
    may_work: bool = True
    asked: bool = False  # the jurist is asked about it, and has not answered


def details(t: Texts, opened: Opened) -> Block:
    """*Vis*: name, number and note."""
    return modal(
        ids.CITIZEN,
        t("Nr. {number}", number=opened.item.number),
        [
            *_who(t, opened),
            *(_starts(t, opened.item) if opened.may_work else []),
            *_ask(t, opened),
            context(t("Det er skrevet i loggen, at du har åbnet opkaldet.")),
        ],
        close=t("Luk"),
    )


def _starts(t: Texts, item: WorkItem) -> list[Block]:
    """The call may start a statutory deadline, or has done so."""
    if item.started is not None:
        return [section(t("Opkaldet har startet frist nr. {number}.", number=item.started))]
    if not item.live or not may_start(item):
        return []
    return [actions("start", [button(ids.START, t("Start frist"), str(item.number))])]


def _ask(t: Texts, opened: Opened) -> list[Block]:
    """*Spørg juristen*, once for as long as it is not answered."""
    if opened.asked:
        return [context(t("Juristen er spurgt og har ikke svaret endnu."))]
    if not opened.item.live or not opened.may_work:
        return []
    return [actions("ask", [ask_jurist(t, str(opened.item.number))])]


def _who(t: Texts, opened: Opened) -> list[Block]:
    item, citizen = opened.item, opened.citizen
    facts = [
        _number(t, citizen),
        t("Emne: {topic}", topic=words.topic(t, item.topic)),
        t("Modtaget {when}", when=t.moment(item.logged_at)),
        t("Ring senest {when}", when=t.moment(item.due_at)),
        t("Træffes bedst: {when}", when=words.best_time(t, item.best_time)),
    ]
    if item.interpreter:
        facts.append(t("Der er brug for tolk."))
    if item.agreed_at:
        facts.append(t("Aftalt med borgeren: {when}", when=t.moment(item.agreed_at)))
    if item.child:
        facts.append(t("Det handler om et barn. Giv det videre med det samme."))
    if item.protected:
        facts.append(t("Borgeren har beskyttet adresse. Sig ikke nummer eller opholdssted videre."))
    note = [unformatted(t("Besked: {note}", note=citizen.note))] if citizen.note else []
    # A header shows what was typed as it was typed.
    return [header(citizen.name or t("Navn ikke oplyst")), section("\n".join(facts)), *note]


def _number(t: Texts, citizen: Citizen) -> str:
    if citizen.phone is None:
        return t("Ringer selv igen; der er ikke et nummer.")
    return f"<{tel_uri(citizen.phone)}|{pretty_phone(citizen.phone)}>"


def note_form(t: Texts, opened: Opened, *, private_metadata: str) -> Block:
    """After *Talt med*: the telefonnotat to copy, and whether it is journaled."""
    answers = [
        option(t("Journaliseret"), Note.JOURNALED.value),
        option(t("Intet notatpligtigt"), Note.NOTHING.value),
    ]
    return modal(
        ids.NOTE_FORM,
        t("Nr. {number}: talt med", number=opened.item.number),
        [
            section(t("Kopiér telefonnotatet til sagen, hvis samtalen gav oplysninger af betydning.")),
            *_phone_note(t, opened),
            field_of(ids.ANSWER, t("Notatpligt"), radio(ids.ANSWER, answers, first=False)),
        ],
        submit=t("Gem"),
        close=t("Senere"),
        private_metadata=private_metadata,
    )


def phone_note(t: Texts, opened: Opened) -> Block:
    """The telefonnotat alone, to copy."""
    title = t("Notat, nr. {number}", number=opened.item.number)
    # An input asks for a submit button in Slack; here it has nothing to save.
    return modal(ids.CITIZEN, title, _phone_note(t, opened), submit=t("Færdig"), close=t("Luk"))


def _phone_note(t: Texts, opened: Opened) -> list[Block]:
    text = text_input(ids.PHONE_NOTE, value=note_text(t, opened), multiline=True)
    hint = t("Notatet gemmes ikke her. Kopiér det til journalen.")
    return [field_of("phone_note", t("Telefonnotat"), text, hint=hint, optional=True)]


def note_text(t: Texts, opened: Opened) -> str:
    """The telefonnotat (offentlighedsloven § 13): when, who, what about, and room for the facts."""
    item, citizen = opened.item, opened.citizen
    rang = item.contact_at or opened.now
    phone = pretty_phone(citizen.phone) if citizen.phone else t("ikke oplyst")
    lines = [
        t("Telefonnotat, {when}", when=t.moment(rang)),
        t("Talt med: {name}, tlf. {phone}", name=citizen.name or t("navn ikke oplyst"), phone=phone),
        t(
            "Henvendelse modtaget {when}, emne: {topic}",
            when=t.moment(item.logged_at),
            topic=words.topic(t, item.topic),
        ),
        *([t("Besked ved modtagelsen: {note}", note=citizen.note)] if citizen.note else []),
        t("Oplysninger af betydning for sagen:"),
        "",
        t("Aftalt:"),
        "",
        t("Noteret af {name}", name=opened.reader_name),
    ]
    return "\n".join(lines)
