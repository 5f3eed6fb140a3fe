"""What people see stays inside Slack's limits, and says it the way the house speaks."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.blocks import problems, view_problems
from rules.topics import Topic
from storage.citizen import Citizen
from storage.handover_reads import Moved
from storage.models import State
from storage.pages import Lead
from storage.worklist import WorkItem
from storage.workload import Day, Week
from tests.world import COPENHAGEN, THURSDAY
from views import call_form, citizen, home, later_form, lines, messages, receipt, replies, words
from views.blocks import Block, Message, inert, option
from views.call_form import Draft
from views.citizen import Opened
from views.home import HomeData
from views.lines import Reader
from views.messages import DaysList
from views.receipt import Receipt
from views.texts import Texts
from views.who_rings import Hands

T = Texts(COPENHAGEN)
LONGEST_NAME = "Æ" * 80
LONGEST_TEAM = "Ø" * 60
MOST_TEXT = 4_000

CALL = WorkItem(
    number=1,
    topic=Topic.PAYMENT,
    team_key="voksen-a",
    owner_id="U0KARIM",
    owner_name=LONGEST_NAME,
    logged_by="U0RIKKE",
    logged_at=THURSDAY,
    goal_at=THURSDAY + timedelta(days=1),
    due_at=THURSDAY + timedelta(days=4),
    urgent=False,
    state=State.OPEN,
    attempts=12,
    attempt_days=3,
    wrong_number=True,
    repeat_calls=12,
    withheld=True,
    protected=True,
    interpreter=True,
    best_time="midday",
    child=True,
    note_answer=None,
    ending=None,
    agreed_at=THURSDAY,
    snoozed_until=None,
    first_attempt_at=None,
    contact_at=None,
    contact_by=None,
    contact_by_name=None,
    taken_by=None,
    taken_by_name=None,
    taken_at=None,
    closed_by=None,
    closed_by_name=None,
    closed_at=None,
)
READER = Reader("U0KARIM", THURSDAY, {"voksen-a": LONGEST_TEAM, "voksen-b": LONGEST_TEAM})


def calls(count: int, start: int = 100_000_000, **changes: Any) -> list[WorkItem]:
    return [replace(CALL, number=start + number, **changes) for number in range(count)]


AMENDABLE = frozenset(range(100_000_000, 100_000_100))
DAYS = tuple(Day(THURSDAY + timedelta(days=n), due=9_999, at_work=98.5, people=99) for n in range(5))
MOVED = [Moved(n, THURSDAY, LONGEST_NAME, LONGEST_NAME, tuple(range(200)), frozenset()) for n in range(9)]
LEAD = Lead(weeks=[Week(f"team-{n}", DAYS) for n in range(20)], moved=MOVED)
MINE, OTHERS, OVER = calls(100), calls(100, 200_000_000, owner_id=None), calls(100, 300_000_000)
DONE = calls(40, 400_000_000, state=State.CLOSED, closed_at=THURSDAY, contact_at=THURSDAY)


class TestAHundredOpenCalls:
    def test_fit_on_the_home_tab_with_everything_a_person_can_have_on_it(self) -> None:
        numbers = frozenset(item.number for item in MINE)
        data = HomeData(mine=MINE, team=OTHERS, over=OVER, receipts=MINE, amendable=numbers)
        shown = home.home(T, data, READER)
        assert view_problems(shown, "home") == []
        assert "Opdateret torsdag 26. november kl. 10:04." in str(shown["blocks"][-1])
        assert str(shown).count("… og ") == 4

    @pytest.mark.parametrize(
        "message",
        [
            messages.days_list(T, DaysList(mine=MINE, team=OTHERS, over=OVER, done=DONE), READER),
            messages.warning(T, MINE, READER),
            messages.woken(T, MINE, READER),
            messages.urgent(T, calls(100, urgent=True), READER),
            messages.urgent_lead(T, calls(100, urgent=True), READER),
            messages.undelivered(T, LONGEST_NAME, MINE, READER),
            messages.telephone_hours(T, MINE, READER),
            messages.superseded(T, READER, "torsdag 26. november"),
        ],
        ids=lambda message: message.text[:30],
    )
    def test_fit_in_each_message(self, message: Message) -> None:
        assert problems(list(message.blocks), "message") == []
        assert 0 < len(message.text) <= MOST_TEXT

    def test_fit_on_the_home_tab_of_a_lead_of_many_teams_who_moved_many_calls(self) -> None:
        data = HomeData(mine=MINE, team=OTHERS, over=OVER, receipts=MINE, amendable=AMENDABLE, lead=LEAD)
        shown = home.home(T, data, replace(READER, leads=frozenset({"voksen-a"})))
        assert view_problems(shown, "home") == []
        assert "Opdateret torsdag 26. november kl. 10:04." in str(shown["blocks"])
        assert all(part in str(shown) for part in ("De næste fem", "… og 16 team til.", "Flyt opkald"))

    def test_found_by_one_number_fit_in_the_answer(self) -> None:
        found = replies.found(T, MINE, Hands({"voksen-a": LONGEST_TEAM}), THURSDAY)
        assert len(found.splitlines()) <= len(MINE)

    def test_the_same_call_in_two_parts_of_a_list_stands_there_once(self) -> None:
        both = OTHERS[:3]
        for shown, surface in (
            (home.home(T, HomeData(mine=(), team=both, over=both), READER)["blocks"], "home"),
            (list(messages.days_list(T, DaysList(team=both, over=both), READER).blocks), "message"),
            (list(messages.days_list(T, DaysList(mine=MINE[:3], over=MINE[:3]), READER).blocks), "message"),
        ):
            assert problems(shown, "home" if surface == "home" else "message") == []


LONG = Draft(
    phone="+45" + "2" * 57, name=LONGEST_NAME, note="n" * 5_000, extras=("urgent", "interpreter", "protected")
)
RECEIPT = Receipt(
    number=999_999_999,
    who=LONGEST_NAME,
    due_at=THURSDAY,
    line="+4543570010",
    withheld=False,
    working_days=True,
    urgent_text="r" * 500,
    leave=LONGEST_NAME * 2,
)
OPENED = Opened(
    replace(CALL, number=999_999_999),
    Citizen(LONGEST_NAME, "+4522334455", "n" * 140),
    LONGEST_NAME,
    THURSDAY,
)
CHOICES = [THURSDAY + timedelta(hours=hours) for hours in range(1, 5)]
MODALS: dict[str, Block] = {
    "form": call_form.form(T, LONG, private_metadata="", say="s" * 5_000),
    "correct form": call_form.form(T, LONG, private_metadata="9" * 9, correcting=999_999_999),
    "receipt": receipt.view(T, RECEIPT),
    "undone": receipt.undone_view(T, 999_999_999),
    "details": citizen.details(T, OPENED),
    "note form": citizen.note_form(T, OPENED, private_metadata="9" * 9),
    "phone note": citizen.phone_note(T, OPENED),
    "later": later_form.later_form(T, 999_999_999, THURSDAY, CHOICES, now=THURSDAY, private_metadata="9" * 9),
    "later, nothing to offer": later_form.later_form(T, 1, THURSDAY, [], now=THURSDAY, private_metadata="1"),
    "notice": replies.notice_view(T, "callback_receipt", T("Fristvagt"), "s" * 5_000),
}


@pytest.mark.parametrize("name", MODALS)
def test_a_modal_with_the_longest_of_everything_stays_inside_slacks_limits(name: str) -> None:
    assert view_problems(MODALS[name], "modal") == []


@pytest.mark.parametrize("name", MODALS)
def test_a_modal_with_fields_has_one_primary_button_and_a_way_out(name: str) -> None:
    view = MODALS[name]
    assert view["close"]["text"]
    assert ("submit" in view) == any(block["type"] == "input" for block in view["blocks"])


def test_buttons_are_short_enough_to_be_read_on_a_phone() -> None:
    shown = [*lines.line(T, CALL, READER), *lines.line(T, replace(CALL, owner_id=None), READER)]
    shown += [*lines.line(T, replace(CALL, state=State.NOTING), READER), *receipt.blocks(T, RECEIPT)]
    labels = [
        one["text"]["text"]
        for block in shown
        for one in block.get("elements", ())
        if "action_id" in one and "text" in one
    ]
    assert labels
    assert all(len(label) <= 24 for label in labels)


def test_an_option_with_the_longest_name_is_cut_to_fit() -> None:
    assert len(option(LONGEST_NAME, "person:U0KARIM")["text"]["text"]) == 75


class TestWhatPeopleTypedIsInert:
    @pytest.mark.parametrize(
        "typed",
        [
            "<!channel>",
            "<!here|alle>",
            "<@U0LONE>",
            "<#C0VOKSENA>",
            "<https://ondt.dk|klik>",
            "<mailto:a@b.dk>",
        ],
    )
    def test_nothing_in_it_is_a_mention_or_a_link(self, typed: str) -> None:
        assert "<" not in inert(typed)
        assert ">" not in inert(typed)

    @pytest.mark.parametrize("typed", ["*fed*", "_kursiv_", "~streg~", "`kode`", "```blok```"])
    def test_nothing_in_it_is_formatted(self, typed: str) -> None:
        assert typed not in inert(typed)
        assert inert(typed).replace("\u200c", "") == typed

    def test_an_ampersand_does_not_become_something_else(self) -> None:
        assert inert("&lt;!channel&gt;") == "&amp;lt;!channel&amp;gt;"

    def test_every_formatted_text_is_left_as_we_wrote_it(self) -> None:
        for view in MODALS.values():
            for one in formatted(view["blocks"]):
                assert one["verbatim"] is True


def formatted(node: Any) -> Iterator[Block]:
    if isinstance(node, dict) and node.get("type") == "mrkdwn":
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from formatted(child)


FRESH = replace(CALL, attempts=0, agreed_at=None)
LATE = replace(FRESH, due_at=THURSDAY - timedelta(days=2))
TODAY = replace(FRESH, due_at=THURSDAY + timedelta(hours=2))
TRIED = replace(LATE, attempts=1)


class TestTelephoneHoursTellWhatIsLateFromWhatIsDueToday:
    @pytest.mark.parametrize(
        ("items", "said"),
        [
            ([LATE], ", 1 over fristen."),
            ([replace(LATE, urgent=True), LATE], ", 2 over fristen."),
            ([TODAY, replace(TODAY, urgent=True)], ", 2 med frist i dag."),
            ([LATE, TODAY], ", 1 over fristen og 1 med frist i dag."),
            ([replace(FRESH, due_at=THURSDAY - timedelta(hours=1))], ", 1 over fristen."),
            ([FRESH, TRIED], "at ringe tilbage på."),
        ],
    )
    def test_each_call_is_one_or_the_other(self, items: list[WorkItem], said: str) -> None:
        assert messages.telephone_hours(T, items, READER).text.endswith(said)


class TestHowTimesAreSaid:
    @pytest.mark.parametrize(
        ("at", "said"),
        [
            (datetime(2026, 11, 26, 11, 0, tzinfo=COPENHAGEN), "torsdag 26. november kl. 11"),
            (datetime(2026, 11, 26, 9, 5, tzinfo=COPENHAGEN), "torsdag 26. november kl. 9:05"),
            (datetime(2027, 1, 1, 23, 59, tzinfo=COPENHAGEN), "fredag 1. januar kl. 23:59"),
            (datetime(2026, 7, 5, 0, 0, tzinfo=COPENHAGEN), "søndag 5. juli kl. 0"),
        ],
    )
    def test_a_moment_is_day_date_and_clock(self, at: datetime, said: str) -> None:
        assert T.moment(at) == said

    def test_the_same_day_is_said_by_the_clock_alone(self) -> None:
        assert T.near(THURSDAY + timedelta(hours=2), THURSDAY) == "kl. 12:04"

    def test_the_receipt_says_it_as_people_do(self) -> None:
        said = receipt.sentence(
            T, replace(RECEIPT, number=142, who="Karim", due_at=datetime(2026, 11, 26, 11, tzinfo=COPENHAGEN))
        )
        assert said == (
            "Gemt som nr. 142. Karim ringer senest torsdag 26. november kl. 11. "
            "Hører du ikke fra os, så ring igen på 43 57 00 10."
        )


ROOT = Path(__file__).parent.parent
SAYING = [*sorted((ROOT / "views").glob("*.py")), *sorted((ROOT / "handlers").glob("*.py"))]


def sentences() -> Sequence[tuple[str, str]]:
    """Every text handed to the catalogue, with the file it stands in."""
    return [
        (path.name, text.value)
        for path in SAYING
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and name_of(call.func) in ("t", "texts", "count")
        for text in call.args[:2]
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.parametrize(("file", "sentence"), sentences())
def test_a_sentence_neither_shouts_nor_blames(file: str, sentence: str) -> None:
    words_of = sentence.casefold()
    assert "!" not in sentence
    assert not any(
        stiff in words_of for stiff in (" de skal", "venligst", "fejlagtig", "ugyldig", "forkert indtast")
    )
    assert "  " not in sentence


def test_every_closed_list_has_a_word_for_each_choice() -> None:
    assert all(words.topic(T, topic) for topic in Topic)
    assert all(words.best_time(T, key) for key in words.BEST_TIMES)
    assert all(words.tick(T, key) for key in (words.URGENT, words.INTERPRETER, words.PROTECTED))
