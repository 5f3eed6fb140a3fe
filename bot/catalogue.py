"""The catalogues of sentences; `python -m bot.catalogue` brings them up to date with the code (make texts).

What is new stands empty in the file until somebody has translated it; tests/test_languages.py says what is.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from rules.errors import FristvagtError
from rules.personal import DANISH
from rules.shipped import shipped
from views.texts import LANGUAGES, catalogue_file

ROOT = Path(__file__).parent.parent
SAYING = ("rules", "storage", "views", "handlers", "jobs")
# What sentences are given to, and which of its arguments they are.
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "t": None,
    "texts": None,
    "office_texts": None,
    "self": None,
    "Sentence": None,
    "__init__": None,
    "count": (1, 2),
}
HEADER = "# What Fristvagt says in {language}. The Danish sentence is the id; {{facts}} keep their names."


def sentences() -> Catalog:
    """Every sentence in the code, without translations."""
    found = Catalog(fuzzy=False)
    for package in SAYING:
        keywords = {**KEYWORDS, **dict.fromkeys(_errors_raised_with_a_sentence())}
        for file, _, message, _, _ in extract_from_dir(ROOT / package, keywords=keywords):
            found.add(message, locations=[(f"{package}/{file}", 0)])
    for rule in shipped():
        # What to do in time is our own sentence; names and laws stay what they are called.
        if rule.late:
            found.add(rule.late, locations=[("rules/statutory.toml", 0)])
    return found


def _errors_raised_with_a_sentence() -> Iterator[str]:
    """The errors that are given their sentence where they are raised."""
    import_module("handlers.register")
    known = [FristvagtError]
    while known:
        error = known.pop()
        known += error.__subclasses__()
        if error.__init__ is FristvagtError.__init__:
            yield error.__name__


def written(language: str) -> Catalog:
    """The language's catalogue as it stands in its file; an empty one when there is none."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language, fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def bring_up_to_date(language: str) -> None:
    """Add what is new, and take out what is no longer said."""
    catalogue = written(language)
    catalogue.update(sentences(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    _write_head(catalogue, language)
    with catalogue_file(language).open("wb") as stream:
        write_po(stream, catalogue, width=110, sort_by_file=True, include_lineno=False)


def _write_head(catalogue: Catalog, language: str) -> None:
    catalogue.fuzzy = False
    catalogue.header_comment = HEADER.format(language=LANGUAGES[language])
    catalogue.project, catalogue.version = "Fristvagt", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""


if __name__ == "__main__":
    for each in LANGUAGES:
        if each != DANISH:
            bring_up_to_date(each)
