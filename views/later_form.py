"""*Senere*: when to be reminded instead."""

from collections.abc import Sequence
from datetime import datetime

from views import ids
from views.blocks import Block, checkboxes, field_of, modal, option, radio, section
from views.texts import Texts

OTHER = "other"


def later_form(
    t: Texts,
    number: int,
    due_at: datetime,
    choices: Sequence[datetime],
    *,
    now: datetime,
    private_metadata: str,
) -> Block:
    """A few sensible times, or one's own. `choices` are aware and later than `now`."""
    options = [option(_capital(t.near(at, now)), at.isoformat()) for at in choices]
    options.append(option(t("Et andet tidspunkt, valgt herunder"), OTHER))
    return modal(
        ids.LATER_FORM,
        t("Nr. {number}: senere", number=number),
        [
            section(t("Fristen flytter sig ikke: ring senest {when}.", when=t.moment(due_at))),
            field_of(ids.CHOICE, t("Mind mig om opkaldet"), radio(ids.CHOICE, options)),
            *day_and_time(t),
            field_of(ids.AGREED, t("Aftale"), _tick(t), optional=True),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=private_metadata,
    )


def day_and_time(t: Texts) -> list[Block]:
    """One's own choice of a moment; both parts or none."""
    day: Block = {"type": "datepicker", "action_id": ids.DATE}
    clock: Block = {"type": "timepicker", "action_id": ids.TIME}
    return [
        field_of(ids.DATE, t("Dato"), day, optional=True),
        field_of(ids.TIME, t("Klokkeslæt"), clock, optional=True),
    ]


def _tick(t: Texts) -> Block:
    return checkboxes(ids.AGREED, [option(t("Tidspunktet er aftalt med borgeren"), ids.AGREED)])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
