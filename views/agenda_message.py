"""What a team's channel is told of a meeting: when it is, and its agenda in counts. Names nobody."""

from storage.agenda_models import MeetingState
from storage.agendas import Counts
from views import ids
from views.agenda_words import register_name
from views.blocks import Block, Message, actions, button, context, inert, section
from views.texts import Texts


def agenda_message(t: Texts, counts: Counts) -> Message:
    """The message, and how it looks later: moved, held or skipped."""
    text = " ".join(part for part in (_summary(t, counts), _standing(t, counts)) if part)
    lines = [t("{what}: *{n}*", what=register_name(t, kind), n=count) for kind, count in counts.open.items()]
    body = [section("\n".join(lines))] if lines else []
    return Message(
        text, [section(f"*{text}*"), *body, actions("agenda", _buttons(t, counts)), _foot(t, counts)]
    )


def _summary(t: Texts, counts: Counts) -> str:
    facts = {"name": inert(counts.series.name), "when": t.moment(counts.meeting.starts_at)}
    if not counts.series.sources:
        return t("{name}: {when}.", **facts)
    return t.count(
        "{name}, {when}: 1 punkt på dagsordenen.",
        "{name}, {when}: {n} punkter på dagsordenen.",
        counts.items,
        **facts,
    )


def _standing(t: Texts, counts: Counts) -> str:
    meeting = counts.meeting
    if meeting.state is MeetingState.SKIPPED:
        return t("Mødet er aflyst; alt herfra kommer på det næste.") if counts.items else t("Det er aflyst.")
    if meeting.state is MeetingState.HELD:
        return t("Mødet er holdt.")
    return t("Det er flyttet fra {when}.", when=t.moment(meeting.moved_from)) if meeting.moved_from else ""


def _buttons(t: Texts, counts: Counts) -> list[Block]:
    number = str(counts.meeting.id)
    if counts.series.sources:
        return [button(ids.AGENDA_OPEN, t("Åbn dagsordenen"), number)]
    attend = [button(ids.AGENDA_ATTEND, t("Deltog"), number)]
    there = attend if counts.meeting.state is not MeetingState.SKIPPED else []
    return [*there, button(ids.AGENDA_OPEN, t("Åbn"), number)]


def _foot(t: Texts, counts: Counts) -> Block:
    if not counts.series.sources:
        said = t.count("1 har deltaget.", "{n} har deltaget.", counts.attended)
        how = t("Tryk Deltog, når du er med. Her skrives intet om indholdet.")
        return context(f"{said} {how}")
    how = t("Punkterne åbner for dem, der er med i mødet; her står kun tal.")
    if not counts.items:
        return context(how)
    said = t("{done} af {n} punkter har et resultat.", done=counts.settled, n=counts.items)
    return context(f"{said} {how}")
