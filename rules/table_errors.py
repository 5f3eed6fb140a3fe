"""Why a table cannot be read, each with what to do about it."""

from collections.abc import Iterable

from rules.errors import FristvagtError


class TableError(FristvagtError):
    """The file as a whole cannot be used."""


class NotATableError(TableError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "»{name}« er hverken en CSV- eller en XLSX-fil. Gem tabellen som CSV eller .xlsx i regnearket.",
            name=name,
        )


class OldWorkbookError(TableError):
    """Excel's format from before 2007; a workbook with a password looks just the same."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "»{name}« er i Excels gamle format eller har en adgangskode. "
            "Gem den som .xlsx eller CSV uden adgangskode.",
            name=name,
        )


class BrokenTableError(TableError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "»{name}« er i stykker og kan ikke læses. Åbn den i regnearket, og gem den igen.", name=name
        )


class EncodingError(TableError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "Tegnene i »{name}« kan ikke læses. Gem filen som CSV UTF-8 i regnearket.", name=name
        )


class TooLargeError(TableError):
    """`limit` is in megabytes, of the file as unpacked."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            "»{name}« fylder mere end {limit} MB udpakket. Del den i flere filer.", name=name, limit=limit
        )


class TooWideError(TableError):
    def __init__(self, most: int) -> None:
        super().__init__(
            "Tabellen har flere end {most} kolonner. Slet dem, der ikke skal læses ind.", most=most
        )


class TooLongLineError(TableError):
    def __init__(self, line: int) -> None:
        super().__init__(
            "Linje {line} er for lang til at være en række. Se efter et anførselstegn, der ikke er lukket.",
            line=line,
        )


class EmptyTableError(TableError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "»{name}« er tom. Den første række skal være overskrifterne, og rækkerne kommer under dem.",
            name=name,
        )


class RepeatedColumnError(TableError):
    def __init__(self, column: str) -> None:
        super().__init__("Kolonnen »{column}« står der to gange. Slet eller omdøb den ene.", column=column)


class TwoColumnsError(TableError):
    """Two headers mean the same."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            "»{first}« og »{second}« betyder det samme. Slet eller omdøb den ene kolonne.",
            first=first,
            second=second,
        )


class MissingColumnError(TableError):
    """A column that must be there is not; `names` are the headers it may have."""

    def __init__(self, names: Iterable[str], header: Iterable[str]) -> None:
        super().__init__(
            "Der mangler en kolonne. Kald den et af disse: {names}. Filen har kun {header}.",
            names=", ".join(names),
            header=", ".join(header),
        )
