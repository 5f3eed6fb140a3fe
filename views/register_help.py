"""The words of the counts that open the registers."""

from views.texts import Texts


def words(t: Texts, command: str) -> str:
    """A line each, for the help."""
    return t(
        "*{command} plan* er handleplanen: hvor hver indsats står.\n"
        "*{command} stikprøve* er de afgørelser, der er trukket til gennemgang, og hvad der er fundet.\n"
        "*{command} forsøg* er de små forsøg, der er i gang.\n"
        "*{command} puls* er svarene på månedens to spørgsmål.",
        command=command,
    )
