"""What can be done with a running statutory deadline, as one row of buttons."""

from rules.statute import ANNOUNCED, Kind
from storage.caselist import CaseItem
from views import case_words as words
from views import ids
from views.blocks import Block, actions, button, option, overflow
from views.case_state import Letter, Standing, citizens, expired, waits
from views.texts import Texts

MOST_CHOICES = 5  # Slack's menu holds no more; *Vis* has what there is no room for


def buttons(t: Texts, item: CaseItem, stands: Standing) -> Block:
    """*Vis*, what ends it, the written notice where there is one, and the menu; one of them is primary."""
    number = str(item.number)
    return actions(
        f"case:{number}",
        [
            button(ids.CASE_VIEW, t("Vis"), number),
            *_take(t, item, number),
            *_end(t, item, stands, number),
            *_notice(t, item, stands, number),
            _more(t, item, stands, number),
        ],
    )


def _take(t: Texts, item: CaseItem, number: str) -> list[Block]:
    if item.owner_id is not None:
        return []
    return [button(ids.CASE_TAKE, t("Jeg tager den"), number, style="primary")]


def _end(t: Texts, item: CaseItem, stands: Standing, number: str) -> list[Block]:
    over = expired(item, stands)
    primary = item.owner_id is not None and not over and not _write(stands)
    end = button(
        ids.CASE_END,
        words.end_button(t, item.statute),
        number,
        style="primary" if primary else None,
    )
    if not over:
        return [end]
    complaint = item.statute.kind is Kind.COMPLAINT_WINDOW
    label = t("Udløbet uden klage") if complaint else t("Udløbet uden svar")
    return [button(ids.CASE_LAPSED, label, number, style="primary"), end]


def _notice(t: Texts, item: CaseItem, stands: Standing, number: str) -> list[Block]:
    if citizens(item) or item.statute.kind not in ANNOUNCED:
        return []
    primary = item.owner_id is not None and _write(stands)
    return [button(ids.CASE_NOTICE, t("Fristbrev sendt"), number, style="primary" if primary else None)]


def _write(stands: Standing) -> bool:
    """Whether the letter is the thing to do, and the decision no longer in time."""
    return stands.letter in (Letter.NOW, Letter.WAIT)


def _more(t: Texts, item: CaseItem, stands: Standing, number: str) -> Block:
    waiting = waits(item, stands.today)
    wait = (t("Venter ikke længere"), ids.MORE_WAITED) if waiting else (t("Venter"), ids.MORE_WAIT)
    ours = [] if citizens(item) else [wait]
    last = [] if citizens(item) else [(t("Bortfaldet"), ids.MORE_DROP)]
    choices = [
        *ours,
        (t("Udskyd"), ids.MORE_POSTPONE),
        (t("Giv videre"), ids.MORE_GIVE),
        (t("Sådan er der talt"), ids.MORE_COUNTED),
        *last,
    ]
    if item.unnamed and len(choices) < MOST_CHOICES:
        choices.append((t("Skriv sagsnummer"), ids.MORE_NAME))
    return overflow(ids.CASE_MORE, [option(label, f"{choice}:{number}") for label, choice in choices])
