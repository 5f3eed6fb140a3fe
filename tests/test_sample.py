"""The quality sample: drawn so that it can be drawn again, spread, and reviewed by somebody else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.demo.wire import JsonObject
from handlers.status import WORDS, Asked
from rules.office import Role
from rules.sample import Finding, Framed, Heading, draw, frozen, lot, thawed
from rules.sample_findings import OTHERS, Review, findings
from rules.sample_rights import Drawn, asked, may_review, may_see
from rules.small_numbers import SMALLEST
from storage import samples
from storage.models import Result
from storage.register_models import QualityCase, QualitySample
from tests.cases import INSIGHT, SUPPORT, decided, registered
from tests.front_desk import BENT, JONNA, KARIM, LONE, MAJA, RIKKE, SOFIE
from tests.world import COPENHAGEN, World, text_of
from views import ids
from views.sample import field

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=COPENHAGEN)
HOME_HELP = replace(SUPPORT, key="serviceloven-83", name="Hjemmehjælp", paragraph="83")
FINE = {field(heading): Finding.IN_ORDER.value for heading in Heading}
frames = st.lists(
    st.tuples(st.integers(1, 999), st.sampled_from("abcd"), st.sampled_from("xyz")),
    unique_by=lambda one: one[0],
    max_size=40,
).map(thawed)


class TestTheDraw:
    @given(frames, st.integers(0, 12))
    def test_the_same_seed_and_frame_draw_the_same_in_any_order(self, frame: list[Framed], most: int) -> None:
        assert draw(frame, "seed", most) == draw(list(reversed(frame)), "seed", most)

    @given(frames, st.integers(0, 12))
    def test_as_many_as_wanted_are_drawn_and_none_twice(self, frame: list[Framed], most: int) -> None:
        drawn = draw(frame, "seed", most)
        assert len({one.number for one in drawn}) == len(drawn) == min(most, len(frame))

    @given(frames, st.integers(1, 12))
    def test_no_paragraph_is_drawn_twice_before_each_is_drawn_once(
        self, frame: list[Framed], most: int
    ) -> None:
        drawn = Counter(one.paragraph for one in draw(frame, "seed", most))
        there = Counter(one.paragraph for one in frame)
        for paragraph, n in drawn.items():
            assert all(drawn[other] >= min(n - 1, there[other]) for other in there), paragraph

    def test_workers_are_spread_within_a_paragraph(self) -> None:
        frame = [Framed(n, "a", "karim") for n in range(20)] + [Framed(99, "a", "maja")]
        assert {one.worker for one in draw(frame, "seed", 2)} == {"karim", "maja"}

    def test_another_seed_draws_others(self) -> None:
        frame = [Framed(n, "a", "karim") for n in range(50)]
        assert draw(frame, "seed", 6) != draw(frame, "another", 6)

    def test_the_lot_can_be_made_with_any_tool(self) -> None:
        # printf '2026-11:ab:7' | sha256sum
        assert lot("2026-11:ab", 7) == "34c44bd91856aec09a5460723441d0bf83fc43001fe5596d06d087e6d4c6d38f"

    @given(frames)
    def test_a_kept_frame_is_the_frame(self, frame: list[Framed]) -> None:
        kept = [(int(number), str(paragraph), str(worker)) for number, paragraph, worker in frozen(frame)]
        assert sorted(thawed(kept), key=lambda one: one.number) == sorted(frame, key=lambda one: one.number)


class TestTheFindings:
    @staticmethod
    def reviews(unit: str, n: int, finding: Finding = Finding.IN_ORDER) -> list[Review]:
        return [Review(unit, dict.fromkeys(Heading, finding)) for _ in range(n)]

    def test_a_unit_of_five_is_told(self) -> None:
        (row,) = findings(self.reviews("a", SMALLEST))
        assert (row.unit, row.n, row.cells[Heading.DEADLINE][Finding.IN_ORDER]) == ("a", 5, 5)

    def test_a_unit_of_four_is_not(self) -> None:
        assert findings(self.reviews("a", SMALLEST - 1)) == []

    def test_small_units_are_told_together(self) -> None:
        (row,) = findings([*self.reviews("a", 3), *self.reviews("b", 2)])
        assert (row.unit, row.n) == (OTHERS, 5)

    def test_no_row_lets_a_left_out_unit_be_computed(self) -> None:
        rows = findings([*self.reviews("a", 9), *self.reviews("b", 4)])
        assert [row.unit for row in rows] == ["a"]

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(Finding))), max_size=60))
    def test_no_cell_from_one_to_four_is_told_nor_left_alone(self, given_: list[tuple[str, Finding]]) -> None:
        for row in findings(Review(unit, dict.fromkeys(Heading, found)) for unit, found in given_):
            for cells in row.cells.values():
                told = [n for n in cells.values() if n is not None]
                assert not any(0 < n < SMALLEST for n in told)
                assert len(cells) - len(told) != 1


class TestWhoMayReview:
    A_CASE = Drawn("voksen-a", frozenset({KARIM, LONE}))

    def test_a_jurist_reviews_every_team_and_a_lead_their_own(self, lite_world: World) -> None:
        everybody = (RIKKE, KARIM, MAJA, SOFIE, LONE, BENT, JONNA)
        office = lite_world.office
        assert [one for one in everybody if may_see(office, one, self.A_CASE)] == [LONE, BENT, JONNA]

    def test_never_a_case_they_worked_on_themselves(self, lite_world: World) -> None:
        office = lite_world.office
        assert [one for one in (LONE, BENT, JONNA) if may_review(office, one, self.A_CASE)] == [BENT, JONNA]

    def test_coordinators_are_told_before_jurists_and_those_before_leads(self, lite_world: World) -> None:
        office = lite_world.office
        assert asked(office) == [JONNA]
        assert asked(replace(office, roles={Role.COORDINATOR: frozenset({MAJA})})) == [MAJA]
        assert asked(replace(office, roles={})) == [BENT, LONE]


def closed(world: World, many: int = 4, owner: str = "KARIM") -> list[int]:
    """Decisions of two paragraphs, decided in November."""
    rules = (SUPPORT, HOME_HELP)
    numbers = [
        registered(world, rules[n % 2], owner=owner, case_ref=f"23-{owner[0]}{n}") for n in range(many)
    ]
    for number in numbers:
        decided(world, number, by=owner)
    return numbers


def kept(world: World) -> QualitySample:
    with world.parts.database.read() as session:
        return session.scalars(select(QualitySample)).one()


def cases(world: World) -> Sequence[QualityCase]:
    with world.parts.database.read() as session:
        return session.scalars(select(QualityCase).order_by(QualityCase.place)).all()


def window(world: World, user: str = "JONNA") -> JsonObject:
    world.visitor(user).press(world.dms(user)[-1], ids.SAMPLE_OPEN)
    return world.modal(user)


def sampled(world: World, owner: str = "KARIM", many: int = 4) -> None:
    world.tick()
    closed(world, many, owner)
    world.move_to(FIRST)


class TestTheMonth:
    def test_it_is_drawn_on_the_first_and_the_jurist_is_told_in_counts(self, world: World) -> None:
        sampled(world, many=8)
        (message,) = [one for one in world.dms("JONNA") if "stikprøve" in text_of(one)]
        assert "6 afgørelser fra november 2026 er trukket til gennemgang. 6 er ikke gennemgået." in text_of(
            message
        )
        assert not any(word in text_of(message) for word in ("Karim", "23-", "§"))

    def test_it_can_be_drawn_again_from_what_is_kept(self, world: World) -> None:
        sampled(world, many=9)
        sample = kept(world)
        again = draw(thawed(sample.frame), sample.seed, sample.wanted)
        assert [one.number for one in again] == [case.deadline_id for case in cases(world)]
        (event,) = world.events("quality_sample_drawn")
        assert event.detail["seed"] == sample.seed
        assert (event.detail["frame"], sample.drawn_at) == (9, FIRST)

    def test_both_paragraphs_are_in_it(self, lite_world: World) -> None:
        sampled(lite_world, many=9)
        assert Counter(case.paragraph for case in cases(lite_world)) == {
            "serviceloven § 85": 3,
            "serviceloven § 83": 3,
        }

    def test_only_decisions_that_are_closed_in_the_month_are_in_the_frame(self, lite_world: World) -> None:
        lite_world.tick()
        (ours,) = closed(lite_world, 1)
        registered(lite_world, case_ref="23-åben")
        decided(
            lite_world,
            registered(lite_world, INSIGHT, case_ref="23-3"),
            Result.DONE,
            sent=lite_world.now.date(),
        )
        lite_world.move_to(datetime(2026, 12, 1, 5, 0, tzinfo=COPENHAGEN))
        decided(lite_world, registered(lite_world, case_ref="23-4"))
        lite_world.move_to(FIRST)
        assert [number for number, _, _ in kept(lite_world).frame] == [ours]

    def test_it_is_drawn_once_however_many_processes_there_are(self, world: World) -> None:
        sampled(world)
        with world.parts.database.write() as session:
            month = kept(world).month
            assert samples.drawn_for(session, world.office, month, world.now) is None
        assert len(cases(world)) == 4

    def test_the_seed_cannot_be_known_beforehand(self, lite_world: World) -> None:
        sampled(lite_world)
        before = kept(lite_world).seed
        closed(lite_world, 1)
        lite_world.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=COPENHAGEN))
        with lite_world.parts.database.read() as session:
            after = session.scalars(select(QualitySample.seed).order_by(QualitySample.month.desc())).first()
        assert after is not None
        assert before.partition(":")[2] != after.partition(":")[2] != ""

    def test_an_office_may_want_none(self, lite_world: World) -> None:
        object.__setattr__(lite_world.office, "sample", 0)
        sampled(lite_world)
        assert cases(lite_world) == []


class TestTheReview:
    def test_the_reviewer_sees_the_case_number_and_the_read_is_logged(self, lite_world: World) -> None:
        sampled(lite_world, many=1)
        jonna = lite_world.visitor("JONNA")
        assert "23-K0" not in text_of(window(lite_world))
        jonna.press(lite_world.modal("JONNA"), ids.SAMPLE_REVIEW)
        assert "23-K0" in text_of(lite_world.modal("JONNA"))
        assert [event.actor for event in lite_world.events("case_read")] == [JONNA]

    def test_eight_answers_are_kept_and_window_and_message_follow(self, world: World) -> None:
        sampled(world, many=1)
        jonna = world.visitor("JONNA")
        window(world)
        jonna.press(world.modal("JONNA"), ids.SAMPLE_REVIEW)
        remark = FINE | {field(Heading.REASONS): Finding.REMARK.value}
        assert jonna.submit(world.modal("JONNA"), remark)["ok"]
        world.tick()
        (case,) = cases(world)
        with world.parts.database.read() as session:
            found = samples.found_in(session, case)
        assert (case.reviewed_by, len(found), found[Heading.REASONS]) == (JONNA, 8, Finding.REMARK)
        assert "Gennemgået tirsdag 1. december" in text_of(world.modal("JONNA"))
        assert "Alle er gennemgået." in text_of(world.dms("JONNA")[-1])

    def test_nothing_is_assumed_before_it_is_chosen(self, lite_world: World) -> None:
        sampled(lite_world, many=1)
        window(lite_world)
        lite_world.visitor("JONNA").press(lite_world.modal("JONNA"), ids.SAMPLE_REVIEW)
        inputs = [block for block in lite_world.modal("JONNA")["blocks"] if block["type"] == "input"]
        assert len(inputs) == 8
        assert not any("initial_option" in block["element"] for block in inputs)
        assert {block["element"]["type"] for block in inputs} == {"static_select"}

    def test_a_colleagues_review_is_not_written_over(self, lite_world: World) -> None:
        sampled(lite_world, many=1)
        (case,) = cases(lite_world)
        fine = dict.fromkeys(Heading, Finding.IN_ORDER)
        with lite_world.parts.database.write() as session:
            assert samples.review(session, lite_world.office, case.id, fine, by=JONNA, now=lite_world.now)
        with pytest.raises(samples.ReviewedError), lite_world.parts.database.write() as session:
            samples.review(session, lite_world.office, case.id, fine, by=BENT, now=lite_world.now)

    def test_the_worker_may_not_review_and_the_refusal_is_logged(self, lite_world: World) -> None:
        sampled(lite_world, owner="LONE", many=1)
        (case,) = cases(lite_world)
        fine = dict.fromkeys(Heading, Finding.IN_ORDER)
        with lite_world.parts.database.write() as session:
            assert not samples.review(session, lite_world.office, case.id, fine, by=LONE, now=lite_world.now)
        assert cases(lite_world)[0].reviewed_at is None

    def test_the_same_answers_again_are_no_second_review(self, lite_world: World) -> None:
        sampled(lite_world, many=1)
        (case,) = cases(lite_world)
        fine = dict.fromkeys(Heading, Finding.IN_ORDER)
        for _ in range(2):
            with lite_world.parts.database.write() as session:
                samples.review(session, lite_world.office, case.id, fine, by=JONNA, now=lite_world.now)
        assert len(lite_world.events("quality_reviewed")) == 1


class TestTheCounts:
    def test_findings_are_shown_once_the_sample_is_done_and_the_unit_has_five(self, world: World) -> None:
        sampled(world, many=6)
        fine = dict.fromkeys(Heading, Finding.IN_ORDER)
        for done, case in enumerate(cases(world), start=1):
            with world.parts.database.write() as session:
                samples.review(session, world.office, case.id, fine, by=JONNA, now=world.now)
                assert bool(samples.reviews(session)) == (done == 6)
        assert "Begrundelse: 6 i orden, 0 med bemærkning, 0 ikke relevant" in told(world)

    def test_before_the_first_sample_it_says_when_it_comes(self, lite_world: World) -> None:
        assert "Den trækkes den 1. i hver måned." in told(lite_world)


def told(world: World) -> str:
    desk = world._desk("T0FRIST")
    with world.parts.database.read() as session:
        message = WORDS["stikprøve"](Asked(desk, session, BENT, world.office.teams, world.now))
    return text_of({"text": message.text, "blocks": list(message.blocks)})
