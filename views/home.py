"""The Home tab: one list in the order to work, then the receipts of today and their fate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.order import working_order
from storage.models import State
from storage.pages import Jurist, Lead
from storage.worklist import WorkItem
from views import blocks as b
from views import ids, words
from views.blocks import Block, context, divider, header, section
from views.jurist_home import jurist_part
from views.leads_home import given, lead_part
from views.lines import Reader, ending, rung_late
from views.listed import Listed, cases_of, listed, unseen
from views.messages import More
from views.receipt import sure
from views.texts import Texts
from views.who_rings import Hands, in_whose_hands

# A line takes two blocks: together with headings and foot they stay inside a tab's hundred.
MOST_MINE = 16
MOST_OTHERS = 6
MOST_RECEIPTS = 8


@dataclass(frozen=True, slots=True)
class HomeData:
    """What one person's Home shows. A part is None when it is not for them."""

    mine: Sequence[Listed] | None = None
    team: Sequence[Listed] = field(default_factory=tuple)
    over: Sequence[Listed] = field(default_factory=tuple)
    receipts: Sequence[WorkItem] | None = None
    amendable: frozenset[int] = frozenset()
    stand_ins: Mapping[int, str] = field(default_factory=dict)  # of receipts whose owner is away, by number
    more: More = field(default_factory=More)
    lead: Lead | None = None
    jurist: Jurist | None = None
    command: str = "/callback"
    keeps_rules: bool = False


def home(t: Texts, data: HomeData, reader: Reader) -> Block:
    """The whole tab."""
    blocks: list[Block] = []
    if data.mine is not None:
        blocks += _mine(t, data, reader)
        over = unseen(data.over, data.mine)
        blocks += _others(t, t("Over fristen i teamet"), over, reader, data.more.over)
        unowned = unseen(data.team, over)
        blocks += _others(t, t("På teamets liste, uden ejer"), unowned, reader, data.more.team)
    if data.jurist is not None:
        blocks += [*([divider()] if blocks else []), *jurist_part(t, data.jurist)]
    if data.lead is not None:
        blocks += lead_part(t, data.lead, reader)
    if data.receipts is not None:
        blocks += [*([divider()] if blocks else []), *_receipts(t, data, reader)]
    if not blocks:
        blocks = [section(t("Du har ingen opgaver i Fristvagt. Spørg din teamleder, hvis det er en fejl."))]
    return b.home([*blocks, *_foot(t, data, reader)])


def _foot(t: Texts, data: HomeData, reader: Reader) -> list[Block]:
    buttons = [b.button(ids.SETTINGS, t("Indstillinger"), reader.slack_id)]
    if data.keeps_rules:
        buttons.append(b.button(ids.TABLE, t("Læg fristtabel ind"), reader.slack_id))
    return [b.actions("settings", buttons), context(t("Opdateret {when}.", when=t.moment(reader.now)))]


def no_access(t: Texts) -> Block:
    """What somebody without a role sees."""
    return b.home(
        [
            section(
                t("Fristvagt er for medarbejdere i enheden. Spørg din teamleder, hvis du skal have adgang.")
            )
        ]
    )


def _mine(t: Texts, data: HomeData, reader: Reader) -> list[Block]:
    mine = working_order(data.mine or (), reader.now, t.zone)
    if not mine:
        return [
            header(t("Dine opkald")),
            section(t("Du har ingen opkald at ringe tilbage på. Nye opkald kommer af sig selv.")),
        ]
    shown = [one for item in mine[:MOST_MINE] for one in listed(t, item, reader)]
    title = t("Dine opkald og frister") if cases_of(mine) else t("Dine opkald")
    return [header(title), *shown, *_more(t, len(mine[MOST_MINE:]) + data.more.mine)]


def _others(t: Texts, title: str, items: Sequence[Listed], reader: Reader, unread: int) -> list[Block]:
    if not items:
        return []
    ordered = working_order(items, reader.now, t.zone)
    shown = [one for item in ordered[:MOST_OTHERS] for one in given(t, item, listed(t, item, reader), reader)]
    return [divider(), header(title), *shown, *_more(t, len(items[MOST_OTHERS:]) + unread)]


def _receipts(t: Texts, data: HomeData, reader: Reader) -> list[Block]:
    title = [header(t("Dine kvitteringer"))]
    receipts = sorted(data.receipts or (), key=lambda item: item.number, reverse=True)
    if not receipts:
        hint = t("Du har ikke logget opkald i dag. Skriv {command} for at logge et.", command=data.command)
        return [*title, section(hint)]
    shown = [one for item in receipts[:MOST_RECEIPTS] for one in _receipt(t, item, data, reader)]
    return [*title, *shown, *_more(t, len(receipts) - MOST_RECEIPTS)]


def _receipt(t: Texts, item: WorkItem, data: HomeData, reader: Reader) -> list[Block]:
    who = in_whose_hands(t, item, Hands(reader.team_names, data.stand_ins))
    title = t("Nr. {number}", number=item.number)
    text = section(f"*{title}* · {words.topic(t, item.topic)} · {who} · {fate(t, item, reader.now)}")
    if item.number not in data.amendable:
        return [text]
    number = str(item.number)
    pair = [
        b.button(ids.CORRECT, t("Ret"), number),
        b.button(ids.UNDO, t("Fortryd"), number, confirm=sure(t, item.started)),
    ]
    return [text, b.actions(f"receipt:{number}", pair)]


def fate(t: Texts, item: WorkItem, now: datetime) -> str:
    """What became of a call: all a message taker may know of it."""
    if item.state is State.WITHDRAWN:
        return t("fortrudt")
    if item.contact_at:
        spoke = t("talt med {when}", when=t.near(item.contact_at, now))
        return t("{spoke}, ringet efter fristen", spoke=spoke) if rung_late(item) else spoke
    if item.state is State.CLOSED:
        return ending(t, item.ending)
    tried = t.count("1 forsøg", "{n} forsøg", item.attempts) if item.attempts else t("ikke ringet endnu")
    if item.agreed_at is not None:
        return t("{tried}, aftalt {when}", tried=tried, when=t.moment(item.agreed_at))
    return t("{tried}, lovet senest {when}", tried=tried, when=t.moment(item.due_at))


def _more(t: Texts, more: int) -> list[Block]:
    return [context(t.count("… og 1 til.", "… og {n} til.", more))] if more > 0 else []
