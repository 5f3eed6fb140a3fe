"""What `/agenda` knows, and the office's links and principles at hand."""

from collections.abc import Sequence

from rules.office import Link
from views.blocks import inert
from views.texts import Texts


def help_text(t: Texts, command: str) -> str:
    """/agenda help."""
    return t(
        "*{command}* viser de næste møder og åbner dagsordenen.\n"
        "*{command} principafgørelser* viser dem, du skal læse.\n"
        "Dagsordenen bliver lavet af registrene arbejdsdagen før, så intet åbent bliver glemt. "
        "Mødelederen noterer for hvert punkt: besluttet, handling eller igen næste gang.",
        command=command,
    )


def links_at_hand(t: Texts, links: Sequence[Link]) -> str:
    """The links on one line; empty when the office has none. They were checked when the file was read."""
    if not links:
        return ""
    return t("Links: {links}", links=" · ".join(_link(one) for one in links))


def principles_at_hand(t: Texts, principles: Sequence[str]) -> str:
    """All of them, a line each."""
    if not principles:
        return ""
    return "\n".join([t("*Det arbejder vi efter*"), *(f"• {inert(one)}" for one in principles)])


def principle_of_the_week(t: Texts, principles: Sequence[str], week: int) -> str:
    """One of them, another each week."""
    if not principles:
        return ""
    return t("Ugens princip: {principle}", principle=inert(principles[week % len(principles)]))


def _link(one: Link) -> str:
    # A bar would end the address, and the name is the office's own text.
    return f"<{one.url.replace('&', '&amp;')}|{inert(one.name).replace('|', '/')}>"
