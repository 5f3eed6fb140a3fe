"""The forms in an agenda's window: another day, who was there, and an action with owner and date."""

from collections.abc import Sequence
from datetime import date

from storage.agenda_lines import Agenda, Line
from views import ids
from views.agenda_lines import Seen, line_text
from views.blocks import Block, checkboxes, date_picker, field_of, inert, modal, option, search, section
from views.texts import Texts

# Slack's most for one group of boxes.
BOXES = 10


def move_form(t: Texts, found: Agenda, *, number: int, page: int) -> Block:
    """Another day and hour."""
    starts = found.planned.occurrence.starts_at.astimezone(t.zone)
    clock: Block = {"type": "timepicker", "action_id": ids.TIME, "initial_time": f"{starts:%H:%M}"}
    return modal(
        ids.AGENDA_MOVE_FORM,
        t("Flyt mødet"),
        [
            section(f"*{inert(found.series.name)}*\n{t.moment(starts)}"),
            field_of(ids.DATE, t("Ny dag"), date_picker(ids.DATE, chosen=starts.date())),
            field_of(ids.TIME, t("Klokken"), clock),
        ],
        submit=t("Flyt"),
        close=t("Annuller"),
        private_metadata=f"{number}:{page}",
    )


def tick_form(t: Texts, people: Sequence[tuple[str, str]], there: Sequence[str], *, number: int) -> Block:
    """Who took part; `people` are (Slack id, name) of everybody in the meeting's teams."""
    options = [option(name, person) for person, name in people]
    groups = [options[n : n + BOXES] for n in range(0, len(options), BOXES)]
    return modal(
        ids.AGENDA_TICK_FORM,
        t("Deltagere"),
        [
            field_of(
                f"{ids.AGENDA_PEOPLE}_{n}",
                t("Hvem deltog") if n == 0 else t("Flere"),
                checkboxes(f"{ids.AGENDA_PEOPLE}_{n}", group, chosen=there),
                optional=True,
            )
            for n, group in enumerate(groups)
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=f"{number}:0",
    )


def action_form(seen: Seen, line: Line, *, item: int, page: int, owner: Block | None, due: date) -> Block:
    """Who does it, and by when; no words, for they belong on the case."""
    t = seen.t
    return modal(
        ids.AGENDA_ACTION_FORM,
        t("Handling"),
        [
            section(line_text(seen, line)),
            field_of(
                ids.AGENDA_OWNER,
                t("Hvem gør det"),
                search(ids.AGENDA_OWNER, chosen=owner, placeholder=t("Skriv et navn")),
            ),
            field_of(
                ids.AGENDA_DUE,
                t("Senest"),
                date_picker(ids.AGENDA_DUE, chosen=due),
                hint=t("Den bliver til en frist, som ejeren bliver mindet om."),
            ),
        ],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=f"{item}:{page}",
    )
