"""What both imports say of a workbook."""

from collections.abc import Sequence


def first_sheet_only(unread: Sequence[str]) -> list[str]:
    """That its other sheets were not read, where it has any."""
    if not unread:
        return []
    titles = ", ".join(f"»{title}«" for title in unread)
    return [f"Kun det første ark er læst, og ikke {titles}. Gem hvert ark som sin egen fil."]
