"""/status with more than an office has: it all fits into what Slack takes, and what is cut is counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.demo.blocks import problems, view_problems
from bot.office_file import EXAMPLE, load_office
from bot.privacy_deadlines import RULE
from bot.privacy_stage import Stage
from bot.privacy_status import _overview
from rules.figures import Count, Figure, Kept, LeadTimes, Median, Middle, Paragraphs, Parts, Share
from rules.percent import percent
from rules.personal import DANISH, ENGLISH
from storage.figures import Load
from storage.models import Result
from storage.overview import Details, Overview
from storage.workload import Day, Week
from tests.world import COPENHAGEN, THURSDAY, text_of
from views import status_answers as answers
from views.blocks import Message
from views.figures import Numbers, decisions
from views.status import Shown, status
from views.status_details import details
from views.texts import Texts

OFFICE = load_office(EXAMPLE)
PARAGRAPHS, PEOPLE, TEAMS = 60, 40, 12
MANY = 9_999
LONG = "Ø" * 60
DAYS = tuple(Day(THURSDAY + timedelta(days=n), MANY, MANY, 98.5, 99) for n in range(5))
NAMES = {f"team-{n}": f"{LONG}{n}" for n in range(TEAMS)}


@pytest.fixture(params=[DANISH, ENGLISH])
def t(request: pytest.FixtureRequest) -> Texts:
    return Texts(COPENHAGEN, request.param)


def much(t: Texts) -> Overview:
    """Sixty paragraphs with long names, and numbers of four digits."""
    rules = {f"rule-{n}": replace(RULE, key=f"rule-{n}", name="Æ" * 90) for n in range(PARAGRAPHS)}
    kept = {key: {Kept.KEPT: MANY, Kept.ANNOUNCED: MANY, Kept.MISSED: n} for n, key in enumerate(rules)}
    found = _overview(Stage(t, THURSDAY))
    took = LeadTimes(Middle(MANY, MANY), dict.fromkeys(rules, Middle(MANY, MANY)))
    values = {**found.values, Figure.DEADLINES: Paragraphs(kept), Figure.LEAD_TIME: took}
    return replace(found, rules=rules, values=values, deserted=[LONG] * TEAMS)


def load() -> list[Load]:
    return [
        Load(team, f"U0{n:04}", f"{'Å' * 80}{n}", MANY, MANY, MANY, THURSDAY)
        for team in NAMES
        for n in range(PEOPLE)
    ]


def fits(message: Message) -> bool:
    return problems(list(message.blocks), "message") == [] and len(message.text) <= 4_000


@pytest.mark.parametrize("leaving", [True, False])
def test_the_six_lines_of_sixty_teams_fit(t: Texts, leaving: bool) -> None:
    shown = Shown(OFFICE.callback, [LONG] * 60, leaving=leaving, details=True, note="Kun du kan se det.")
    assert fits(status(t, much(t), shown))


def test_the_details_of_many_teams_people_and_paragraphs_fit(t: Texts) -> None:
    weeks = [Week(team, DAYS) for team in NAMES]
    contacts = [(date(2026, 11, 2) + timedelta(weeks=n), Count(MANY)) for n in range(8)]
    view = details(t, Details(much(t), load(), weeks, contacts), OFFICE.callback, NAMES)
    assert view_problems(view, "modal") == []


def test_each_answer_fits(t: Texts) -> None:
    found, teams = much(t), ", ".join([LONG] * 40)
    every = load()
    for message in (
        answers.calls(t, found, OFFICE.callback, teams),
        answers.deadlines(t, found, teams),
        answers.decided(t, found, teams),
        answers.load(t, every, NAMES, list(NAMES), THURSDAY),
        answers.own(t, every, DAYS, THURSDAY),
    ):
        assert fits(message), message.text


def test_paragraphs_stand_with_the_most_missed_first_and_the_rest_is_counted() -> None:
    danish = Texts(COPENHAGEN)
    message = answers.deadlines(danish, much(danish), "Voksenteam A")
    shown = text_of({"blocks": list(message.blocks)})
    assert shown.index("59 overskredet") < shown.index("58 overskredet")
    assert "… og 20 til." in shown


def test_a_rule_that_is_gone_is_called_by_its_key() -> None:
    danish = Texts(COPENHAGEN)
    found = replace(much(danish), rules={})
    assert "rule-59" in text_of({"blocks": list(answers.deadlines(danish, found, "A").blocks)})


class TestNumbersThatLeaveTheTeam:
    OUTSIDE = Numbers(Texts(COPENHAGEN), leaving=True)
    INSIDE = Numbers(Texts(COPENHAGEN))

    @pytest.mark.parametrize(("n", "told"), [(0, "0"), (1, "under 5"), (4, "under 5"), (5, "5")])
    def test_a_small_count_is_hidden(self, n: int, told: str) -> None:
        assert self.OUTSIDE.number(n) == told
        assert self.INSIDE.number(n) == str(n)

    @pytest.mark.parametrize(
        ("n", "of", "told"),
        [
            (0, 0, "ingen at tælle endnu"),
            (2, 3, "for få til at vise"),
            (2, 50, "højst 8 % af 50"),
            (48, 50, "mindst 92 % af 50"),
            (25, 50, "50 % af 50"),
        ],
    )
    def test_a_share_gives_no_small_count_away(self, n: int, of: int, told: str) -> None:
        assert self.OUTSIDE.value(Share(n, of)) == told

    def test_one_hidden_part_takes_another_with_it(self) -> None:
        parts = Parts({Result.GRANTED: 11, Result.PARTIAL: 6, Result.REFUSED: 2})
        assert sorted(self.OUTSIDE.parts(parts.parts).values()) == ["11", "skjult", "skjult"]
        assert self.OUTSIDE.value(parts) == "19"

    def test_nothing_that_is_missing_is_as_small_as_it_can_be(self) -> None:
        kept = {Kept.KEPT: 20, Kept.ANNOUNCED: 6, Kept.MISSED: 1}
        assert self.OUTSIDE.kept(kept) == "20 overholdt, skjult varslet, skjult overskredet, af 27"

    def test_a_median_of_few_is_not_told_outside(self) -> None:
        few, enough = Middle(30, 4), Middle(1, 5)
        assert self.OUTSIDE.value(LeadTimes(few, {})) == "for få til at vise"
        assert self.OUTSIDE.value(Median(2.0, 4)) == "for få til at vise"
        assert self.OUTSIDE.value(LeadTimes(enough, {})) == "median 1 dag (af 5)"
        assert self.INSIDE.value(LeadTimes(few, {})) == "median 30 dage (af 4)"
        assert self.INSIDE.value(LeadTimes(Middle(None, 0), {})) == "ingen at tælle endnu"

    def test_one_hour_is_one(self) -> None:
        assert self.INSIDE.value(Median(1.0, 3)) == "1 time (af 3)"
        assert self.INSIDE.value(Median(1.25, 3)) == "1,25 timer (af 3)"

    @pytest.mark.parametrize(
        ("kept", "told"),
        [
            ((2, 1, 2), "5, men for få af hver slags til at vise"),
            ((2, 0, 1), "for få til at vise"),
            ((0, 0, 0), "ingen at tælle endnu"),
        ],
    )
    def test_where_every_part_is_hidden_it_is_said_once(self, kept: tuple[int, int, int], told: str) -> None:
        assert self.OUTSIDE.kept(dict(zip(Kept, kept, strict=True))) == told

    def test_outcomes_that_are_all_hidden_are_left_out(self) -> None:
        parts = Parts({Result.GRANTED: 1, Result.PARTIAL: 1, Result.REFUSED: 1})
        assert self.OUTSIDE.value(parts) == "for få til at vise"
        assert decisions(self.OUTSIDE, parts) == ""


@pytest.mark.parametrize(
    ("n", "of", "whole"), [(0, 300, 0), (1, 300, 1), (299, 300, 99), (300, 300, 100), (1, 8, 13), (1, 2, 50)]
)
def test_all_and_none_are_said_only_of_all_and_none(n: int, of: int, whole: int) -> None:
    assert percent(n, of) == whole


def test_decimals_are_written_as_the_reader_writes_them() -> None:
    assert Numbers(Texts(COPENHAGEN)).decimal(5.25) == "5,25"
    assert Numbers(Texts(COPENHAGEN, ENGLISH)).decimal(5.25) == "5.25"
