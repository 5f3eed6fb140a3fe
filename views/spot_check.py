"""The auditor's spot check: a message in counts, and a window with who read what, and when."""

from collections.abc import Mapping, Sequence

from storage.audit_models import Answer, SpotCheck, SpotRead
from views import ids
from views.blocks import Block, Message, actions, button, context, inert, modal, section
from views.texts import Texts


def message(t: Texts, check: SpotCheck, reads: Sequence[SpotRead]) -> Message:
    """What the auditor is sent: how many reads, and how many are answered. Names nobody."""
    left = sum(one.answer is None for one in reads)
    earlier = sum(one.check_id != check.id and one.answer is None for one in reads)
    asked = t.count(
        "Stikprøve: 1 opslag fra {month} skal ses efter.",
        "Stikprøve: {n} opslag fra {month} skal ses efter.",
        sum(one.check_id == check.id for one in reads),
        month=t.month(check.month),
    )
    said = [asked, _left(t, left)]
    if earlier:
        said.insert(1, t.count("1 fra sidste gang venter.", "{n} fra sidste gang venter.", earlier))
    text = " ".join(said)
    opening = button(ids.SPOT_OPEN, t("Se opslagene"), str(check.id))
    return Message(text, [section(text), actions("spot_check", [opening])])


def _left(t: Texts, left: int) -> str:
    if not left:
        return t("Alle er besvaret.")
    return t.count("1 er ikke besvaret.", "{n} er ikke besvaret.", left)


def shown(t: Texts, check: SpotCheck, reads: Sequence[SpotRead], names: Mapping[str, str]) -> Block:
    """The window: each read with who, when, which number and what, and the two answers."""
    frame = t(
        "Trukket tilfældigt blandt {n} opslag i {month}.", n=check.frame_size, month=t.month(check.month)
    )
    blocks = [context(frame), *(block for one in reads for block in _read(t, one, names))]
    blocks.append(context(t("Her står intet om borgeren. Dit svar bliver skrevet i loggen.")))
    return modal(ids.SPOT_CHECK, t("Stikprøve"), blocks, close=t("Luk"), private_metadata=str(check.id))


def _read(t: Texts, read: SpotRead, names: Mapping[str, str]) -> list[Block]:
    who, when = inert(names.get(read.actor, read.actor)), t.moment(read.at)
    what = t("*{who}*, {when}\n{what}", who=who, when=when, what=_what(t, read))
    return [section(f"{what}\n{_answer(t, read)}"), _answers(t, read)]


def _what(t: Texts, read: SpotRead) -> str:
    facts = {"number": read.deadline_id}
    match read.action:
        case "citizen_read":
            return t("Åbnede navn, nummer og besked på nr. {number}", **facts)
        case "case_read":
            return t("Åbnede frist nr. {number} med sagsnummeret", **facts)
        case "insight_given":
            return t("Trak nr. {number} ud til indsigt", **facts)
        case "exported":
            return t("Hentede en fil med opkald og frister")
        case _:
            return t("Søgte på et telefonnummer")


def _answer(t: Texts, read: SpotRead) -> str:
    match read.answer:
        case Answer.CONFIRMED:
            return t("Svar: bekræftet")
        case Answer.INVESTIGATE:
            return t("Svar: skal undersøges")
        case _:
            return t("Ikke besvaret")


def _answers(t: Texts, read: SpotRead) -> Block:
    return actions(
        f"spot_{read.id}",
        [
            button(ids.SPOT_CONFIRM, t("Bekræft"), str(read.id)),
            button(ids.SPOT_INVESTIGATE, t("Undersøg"), str(read.id)),
        ],
    )
