"""What Home shows a jurist or a coordinator: how much there is, with buttons to it. No person, no case."""

from storage.pages import Jurist
from views import ids
from views.blocks import Block, actions, button, header, section
from views.texts import Texts


def jurist_part(t: Texts, found: Jurist) -> list[Block]:
    """The counts on one line, and the lists one press away."""
    said, presses = [_complaints(t, found.complaints)], [button(ids.APPEALS, t("Åbne klager"), ids.ALL)]
    if found.questions is not None:
        said.append(_questions(t, found.questions))
        presses.append(button(ids.JURIST_QUESTIONS, t("Spørgsmål til juristen"), ids.ALL))
    return [header(t("Klager og spørgsmål")), section(" · ".join(said)), actions("jurist", presses)]


def _complaints(t: Texts, many: int) -> str:
    return t.count("1 klage løber", "{n} klager løber", many) if many else t("Ingen klager løber")


def _questions(t: Texts, many: int) -> str:
    if not many:
        return t("ingen spørgsmål venter på svar")
    return t.count("1 spørgsmål venter på svar", "{n} spørgsmål venter på svar", many)
