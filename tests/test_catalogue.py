"""The catalogues hold every sentence there is, whole, and none there is not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from bot.catalogue import KEYWORDS, SAYING, bring_up_to_date, sentences, written
from rules.one_line import is_withheld
from rules.personal import DANISH, ENGLISH
from rules.topics import Topic
from tests.tongues import WORDS
from tests.world import COPENHAGEN
from views import texts
from views.texts import LANGUAGES, Texts

ROOT = Path(__file__).parent.parent
RUN = "Run: make texts, and translate what is new"
TRANSLATED = [language for language in LANGUAGES if language != DANISH]
Ids = tuple[str, ...]


def ids_of(message: Message) -> Ids:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings_of(message: Message) -> Ids:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def messages(language: str) -> list[Message]:
    return [message for message in written(language) if message.id]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", TRANSLATED)
class TestACatalogue:
    def test_holds_every_sentence_of_the_code_and_no_other(self, language: str) -> None:
        said = {ids_of(message) for message in sentences() if message.id}
        assert {ids_of(message) for message in messages(language)} == said, RUN

    def test_has_a_translation_of_each(self, language: str) -> None:
        empty = [message.id for message in messages(language) if not all(strings_of(message))]
        assert empty == [], RUN

    def test_guesses_at_none(self, language: str) -> None:
        assert [message.id for message in messages(language) if message.fuzzy] == []
        assert dict(written(language).obsolete) == {}

    def test_names_the_same_facts_as_the_danish_sentence(self, language: str) -> None:
        for message in messages(language):
            # The form for one may leave its number out.
            allowed = set().union(*map(fields, ids_of(message)))
            assert fields(strings_of(message)[-1]) == fields(ids_of(message)[-1]), message.id
            assert all(fields(one) <= allowed for one in strings_of(message)), message.id

    def test_speaks_as_the_house_does(self, language: str) -> None:
        for message in messages(language):
            for one in strings_of(message):
                assert "!" not in one
                assert "  " not in one
                assert not re.search(r"\d ?[ap]\.?m\b", one), "24-hour clock"
                assert ("\n" in one) == ("\n" in ids_of(message)[0])

    def test_is_written_as_the_tool_writes_it(
        self, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = texts.catalogue_file(language).read_text(encoding="utf-8")
        copy = tmp_path / "copy.po"
        copy.write_text(before, encoding="utf-8")
        monkeypatch.setattr("bot.catalogue.catalogue_file", lambda _: copy)
        bring_up_to_date(language)
        assert _without_places(copy.read_text(encoding="utf-8")) == _without_places(before), RUN


def _without_places(written_file: str) -> list[str]:
    """The file without the comments that say where a sentence stands: code moves, sentences stay."""
    return sorted(line for line in written_file.splitlines() if not line.startswith("#:"))


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in SAYING:
        for path in sorted((ROOT / package).glob("*.py")):
            yield f"{package}/{path.name}", ast.parse(path.read_text(encoding="utf-8"))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def handed_over() -> Iterator[tuple[str, list[ast.expr]]]:
    """What the code gives to be said, with its place."""
    for name, tree in sources():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and called(call) in {"t", "texts", "office_texts", "Sentence"}:
                yield f"{name}:{call.lineno}", call.args[:1]
            if isinstance(call, ast.Call) and counts_words(call):
                yield f"{name}:{call.lineno}", call.args[:2]


def counts_words(call: ast.Call) -> bool:
    """A `texts.count`; a plain `count` counts the days of a deadline."""
    return isinstance(call.func, ast.Attribute) and called(call) == "count" and len(call.args) > 2


class TestWhatTheCodeSays:
    # Where a sentence made elsewhere is handed on.
    PASSED_ON = ("rules/errors.py", "rules/sentence.py", "views/texts.py")

    def test_is_a_plain_constant_wherever_it_is_said(self) -> None:
        made = [
            place
            for place, arguments in handed_over()
            if not place.startswith(self.PASSED_ON)
            and not all(isinstance(one, ast.Constant) for one in arguments)
        ]
        assert made == [], "A sentence put together from pieces cannot be translated"

    def test_is_seen_by_the_extractor(self) -> None:
        """It does not look inside f-strings."""
        known = {one for message in sentences() for one in ids_of(message)}
        unseen = [
            (place, one.value)
            for place, arguments in handed_over()
            for one in arguments
            if isinstance(one, ast.Constant) and one.value not in known
        ]
        assert unseen == []

    def test_is_never_put_together_in_an_error(self) -> None:
        """An error's sentence is given with its facts beside it."""
        made = [
            f"{name}:{call.lineno}"
            for name, tree in sources()
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and (
                called(call) == "__init__" or called(call).endswith("Error") or called(call).startswith("Bad")
            )
            and any(isinstance(one, ast.JoinedStr) for one in call.args)
            and (name, called(call)) != ("storage/base.py", "ValueError")
        ]
        assert made == []

    def test_goes_through_names_the_extractor_knows(self) -> None:
        assert {"t", "texts", "office_texts", "count", "Sentence", "__init__"} <= set(KEYWORDS)


class TestWhatTheFormAsksFor:
    """What English sentences tell people to type is understood."""

    ENGLISH = Texts(COPENHAGEN, ENGLISH)

    def test_there_is_no_number_to_call(self) -> None:
        assert is_withheld(self.ENGLISH("ringer selv igen"))
        assert self.ENGLISH("ringer selv igen") in self.ENGLISH(
            "Skriv et telefonnummer, eller »ringer selv igen«."
        )

    @pytest.mark.parametrize("topic", list(Topic))
    def test_every_topic_by_its_name(self, topic: Topic) -> None:
        name = re.sub(r" \(.*\)", "", self.ENGLISH.say(topic.label))
        assert Topic.recognise(name) is topic


class TestTexts:
    def test_an_unknown_language_is_danish(self) -> None:
        assert Texts(COPENHAGEN, "xx")("Gem") == "Gem"

    def test_both_word_lists_are_of_one_language_each(self) -> None:
        assert not set(WORDS[DANISH].split()) & set(WORDS[ENGLISH].split())
