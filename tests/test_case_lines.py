"""How a statutory deadline reads on a line: both dates, what it waits for, and what the day asks for."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.office_file import EXAMPLE, load_office
from rules.period import count
from rules.statute import Ends, Kind, Rule
from storage.caselist import CaseItem
from storage.models import LateWhy, Result, State, Turn, Waiting
from tests.cases import COMPLAINT_WINDOW, INSIGHT, SUPPORT
from tests.payload_shapes import Json
from tests.world import COPENHAGEN, text_of
from views import ids
from views.case_lines import case_line
from views.lines import Reader
from views.texts import Texts

OFFICE = load_office(EXAMPLE)
CALENDAR = OFFICE.team("voksen-a").calendar
DANISH = Texts(COPENHAGEN)
# Eight weeks from Saturday 21 November is Saturday 16 January: the last working day is Friday the 15th.
RECEIVED, LEGAL, AIM = date(2026, 11, 21), date(2027, 1, 16), date(2027, 1, 15)
NAMES = {"voksen-a": "Voksenteam A"}


def case(rule: Rule = SUPPORT, received: date = RECEIVED, **facts: Any) -> CaseItem:
    """A deadline of Karim's, running, changed by `facts`."""
    counted = count(rule, CALENDAR, received)
    known: dict[str, Any] = dict.fromkeys(one.name for one in fields(CaseItem)) | {
        "number": 143,
        "rule": rule.frozen(),
        "team_key": "voksen-a",
        "owner_id": "U0KARIM",
        "owner_name": "Karim Aziz",
        "logged_by": "U0RIKKE",
        "logged_at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        "goal_at": counted.aim_at,
        "due_at": counted.legal_at,
        "state": State.OPEN,
        "received_on": received,
        "legal_on": counted.legal_on,
        "legal_at": counted.legal_at,
        "whose": rule.whose,
        "remitted": False,
    }
    return CaseItem(**(known | facts))


def announced(to: date, *, on: date, **facts: Any) -> CaseItem:
    counted = count(replace(SUPPORT), CALENDAR, to - timedelta(weeks=8))
    facts = {"goal_at": counted.aim_at, "due_at": counted.legal_at, **facts}
    return case(
        first_announced_on=on,
        announced_on=on,
        announced_to=to,
        announced_why=LateWhy.INFORMATION,
        **facts,
    )


def drawn(item: CaseItem, day: date, reader: str = "U0KARIM", **facts: Any) -> list[Json]:
    now = datetime.combine(day, datetime.min.time(), tzinfo=COPENHAGEN) + timedelta(hours=10)
    return case_line(DANISH, item, Reader(reader, now, NAMES, calendars={"voksen-a": CALENDAR}, **facts))


def told(item: CaseItem, day: date, reader: str = "U0KARIM", **facts: Any) -> str:
    return str(drawn(item, day, reader, **facts)[0]["text"]["text"])


def primary(item: CaseItem, day: date) -> list[str]:
    return [one["action_id"] for one in drawn(item, day)[1]["elements"] if one.get("style") == "primary"]


def actions(item: CaseItem, day: date) -> list[str]:
    return [one["action_id"] for one in drawn(item, day)[1]["elements"]]


class TestDates:
    def test_both_dates_show_when_they_differ_with_the_working_days_left(self) -> None:
        assert told(case(), date(2027, 1, 12)) == (
            "*Nr. 143 · § 85 Socialpædagogisk støtte* · frist lørdag 16. januar, "
            "arbejd hen mod fredag 15. januar (3 arbejdsdage)"
        )

    def test_one_date_when_they_are_the_same(self) -> None:
        assert "frist torsdag 21. januar (" in told(case(received=date(2026, 11, 26)), date(2027, 1, 12))

    def test_far_away_no_days_are_counted_out(self) -> None:
        assert "arbejdsdag" not in told(case(), date(2026, 11, 24))

    def test_a_date_in_another_year_says_which(self) -> None:
        assert "lørdag 16. januar 2027" in told(case(), date(2026, 1, 12))

    def test_a_case_sent_back_says_so(self) -> None:
        assert "hjemvist" in told(case(remitted=True), date(2027, 1, 4))

    def test_the_turn_of_a_follow_up(self) -> None:
        follow_up = replace(SUPPORT, kind=Kind.FOLLOW_UP)
        assert "sammen med borgeren denne gang" in told(
            case(follow_up, turn=Turn.WITH_CITIZEN), date(2027, 1, 4)
        )

    def test_with_several_teams_it_names_its_own(self) -> None:
        teams = NAMES | {"voksen-b": "Voksenteam B"}
        now = datetime(2027, 1, 4, 10, tzinfo=COPENHAGEN)
        assert "Voksenteam A" in str(case_line(DANISH, case(), Reader("U0LONE", now, teams))[0])


class TestWhoseItIs:
    def test_somebody_elses_names_them(self) -> None:
        assert "hos Karim Aziz" in told(case(), date(2027, 1, 4), "U0LONE")
        assert "hos" not in told(case(), date(2027, 1, 4)).split("·")[-1]

    def test_of_whoever_is_away_it_says_why_it_is_here(self) -> None:
        line = told(case(), date(2027, 1, 4), "U0MAJA", away=frozenset({"U0KARIM"}))
        assert "for Karim Aziz, der er væk" in line

    def test_without_an_owner_it_can_be_taken(self) -> None:
        assert primary(case(owner_id=None, owner_name=None), date(2027, 1, 4)) == [ids.CASE_TAKE]


class TestTheLetter:
    def test_with_time_left_the_decision_is_the_thing_to_do(self) -> None:
        assert primary(case(), date(2027, 1, 12)) == [ids.CASE_END]

    def test_the_day_before_the_last_it_is_asked_for_in_time(self) -> None:
        assert "kan det ikke nås: send fristbrev senest fredag 15. januar" in told(case(), date(2027, 1, 14))

    def test_on_the_last_working_day(self) -> None:
        line = told(case(), AIM)
        assert "i dag er sidste arbejdsdag. Kan det ikke nås: send fristbrev i dag" in line
        assert "0 arbejdsdage" not in line

    def test_between_the_last_working_day_and_the_date_it_is_the_only_thing_left(self) -> None:
        assert "send fristbrev i dag, før fristen udløber" in told(case(), LEGAL)
        assert primary(case(), LEGAL) == [ids.CASE_NOTICE]

    def test_after_the_date(self) -> None:
        missed = case(missed_at=datetime(2027, 1, 16, 23, tzinfo=UTC))
        line = told(missed, date(2027, 1, 18))
        assert "over fristen, der var lørdag 16. januar" in line
        assert "send fristbrev i dag med en ny dato" in line

    def test_a_wait_beyond_the_date_asks_for_it_long_before(self) -> None:
        item = case(waiting_on=Waiting.DOCTOR, waiting_until=date(2027, 2, 1))
        line = told(item, date(2026, 12, 1))
        assert "venter på lægen til mandag 1. februar" in line
        assert "ventetiden går ud over fristen: send fristbrev senest fredag 15. januar" in line
        assert "frist lørdag 16. januar" in line
        assert primary(item, date(2026, 12, 1)) == [ids.CASE_NOTICE]

    def test_a_wait_beyond_the_date_says_when_it_is_the_last_day(self) -> None:
        item = case(waiting_on=Waiting.DOCTOR, waiting_until=date(2027, 2, 1))
        assert "i dag er sidste arbejdsdag, og ventetiden går ud over fristen: send fristbrev i dag" in told(
            item, AIM
        )

    def test_what_no_letter_extends_any_more_asks_for_the_answer(self) -> None:
        item = case(INSIGHT, date(2026, 11, 24), missed_at=datetime(2026, 12, 24, 23, tzinfo=UTC))
        line = told(item, date(2027, 1, 4))
        assert "svar i dag" in line
        assert "fristbrev" not in line
        assert primary(item, date(2027, 1, 4)) == [ids.CASE_END]

    @pytest.mark.parametrize("kind", [Kind.NOTE, Kind.FOLLOW_UP, Kind.REFUND, Kind.MEASURE_END])
    def test_where_nobody_waits_for_an_answer_there_is_none(self, kind: Kind) -> None:
        item = case(replace(SUPPORT, kind=kind))
        assert ids.CASE_NOTICE not in actions(item, AIM)
        assert "fristbrev" not in told(item, AIM)
        assert "i dag er sidste arbejdsdag" in told(item, AIM)


class TestTheOmbudsmansInquiry:
    """No letter of the law moves it."""

    INQUIRY = replace(SUPPORT, kind=Kind.INQUIRY, paragraph="", name="Svar til borgerrådgiveren")

    def test_is_answered_and_offers_no_letter(self) -> None:
        for day in (date(2027, 1, 12), AIM, LEGAL, date(2027, 1, 20)):
            item = case(self.INQUIRY)
            assert ids.CASE_NOTICE not in actions(item, day)
            assert "fristbrev" not in told(item, day)
            assert primary(item, day) == [ids.CASE_END]

    def test_on_the_last_working_day_the_ombudsman_is_told(self) -> None:
        said = "i dag er sidste arbejdsdag. Kan det ikke nås: giv borgerrådgiveren besked i dag"
        assert said in told(case(self.INQUIRY), AIM)

    def test_once_it_has_passed_it_is_answered_or_the_ombudsman_told(self) -> None:
        assert "svar i dag, eller giv borgerrådgiveren besked" in told(case(self.INQUIRY), date(2027, 1, 20))

    def test_with_time_left_nothing_is_asked(self) -> None:
        assert "besked" not in told(case(self.INQUIRY), date(2027, 1, 12))


class TestAnnounced:
    def test_the_legal_date_goes_on_showing(self) -> None:
        item = announced(date(2027, 2, 2), on=date(2027, 1, 14))
        assert "frist lørdag 16. januar, varslet til tirsdag 2. februar (" in told(item, date(2027, 1, 15))
        assert "frist var lørdag 16. januar, varslet til tirsdag 2. februar (" in told(
            item, date(2027, 1, 20)
        )

    def test_a_letter_after_the_date_says_that_it_was_late(self) -> None:
        item = announced(date(2027, 2, 2), on=date(2027, 1, 18), missed_at=datetime(2027, 1, 17, tzinfo=UTC))
        assert "varslet for sent til tirsdag 2. februar" in told(item, date(2027, 1, 20))

    def test_near_the_new_date_another_letter_is_asked_for(self) -> None:
        item = announced(date(2027, 2, 2), on=date(2027, 1, 14))
        assert "send fristbrev i dag" in told(item, date(2027, 2, 2))
        assert "send fristbrev i dag med en ny dato" in told(item, date(2027, 2, 3))


class TestTheCitizensOwnTime:
    def test_is_nobody_heres_to_miss(self) -> None:
        item = case(COMPLAINT_WINDOW, date(2026, 11, 24))
        line = told(item, date(2026, 12, 1))
        assert "borgerens klagefrist til tirsdag 22. december" in line
        assert "arbejd" not in line
        assert actions(item, date(2026, 12, 1)) == [ids.CASE_VIEW, ids.CASE_END, ids.CASE_MORE]

    def test_over_it_can_be_ended_unused(self) -> None:
        item = case(COMPLAINT_WINDOW, date(2026, 11, 24))
        assert "borgerens klagefrist udløb tirsdag 22. december" in told(item, date(2026, 12, 23))
        assert primary(item, date(2026, 12, 23)) == [ids.CASE_LAPSED]


class TestEnded:
    def ended(self, result: Result, on: date, **facts: Any) -> CaseItem:
        closed: dict[str, Any] = {
            "state": State.CLOSED,
            "closed_by": "U0KARIM",
            "closed_by_name": "Karim Aziz",
            "closed_at": datetime(2027, 1, 20, 9, tzinfo=UTC),
        }
        return case(result=result, decided_on=on, **(closed | facts))

    def test_is_struck_through_and_says_what_and_when(self) -> None:
        item = self.ended(Result.REFUSED, date(2027, 1, 14), sent_on=date(2027, 1, 15))
        assert told(item, date(2027, 1, 20)) == (
            "~Nr. 143 · § 85 Socialpædagogisk støtte~ · afgjort: afslag torsdag 14. januar, "
            "sendt fredag 15. januar"
        )

    def test_too_late_is_too_late_however_it_was_announced(self) -> None:
        late = self.ended(Result.GRANTED, date(2027, 1, 18))
        warned = self.ended(
            Result.GRANTED,
            date(2027, 1, 18),
            first_announced_on=date(2027, 1, 14),
            announced_to=date(2027, 2, 2),
        )
        assert told(late, date(2027, 1, 20)).endswith("mandag 18. januar, efter fristen lørdag 16. januar")
        assert told(warned, date(2027, 1, 20)).endswith("lørdag 16. januar, som var varslet")

    def test_decided_in_time_and_sent_late_counts_by_the_rules_end(self) -> None:
        sent = replace(SUPPORT, ends=Ends.SENT)
        dates: dict[str, Any] = {
            "result": Result.GRANTED,
            "decided_on": date(2027, 1, 15),
            "sent_on": date(2027, 1, 18),
        }
        closed: dict[str, Any] = {"state": State.CLOSED, "closed_by": "U0KARIM"}
        assert "efter fristen" not in told(case(**dates, **closed), date(2027, 1, 20))
        assert "efter fristen" in told(case(sent, **dates, **closed), date(2027, 1, 20))

    def test_to_a_colleague_it_says_who_was_first(self) -> None:
        item = self.ended(Result.GRANTED, date(2027, 1, 14))
        assert "Karim Aziz var først kl. 10: afgjort" in told(item, date(2027, 1, 20), "U0MAJA")

    def test_its_owner_may_take_it_up_again(self) -> None:
        (line,) = drawn(self.ended(Result.GRANTED, date(2027, 1, 14)), date(2027, 1, 20))
        assert line["accessory"]["action_id"] == ids.CASE_REOPEN
        (other,) = drawn(self.ended(Result.GRANTED, date(2027, 1, 14)), date(2027, 1, 20), "U0MAJA")
        assert "accessory" not in other


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_line_of_two_blocks_with_a_word_for_its_end(kind: Kind) -> None:
    blocks = drawn(case(replace(INSIGHT, kind=kind)), date(2026, 12, 1))
    labels = [text_of(one["text"]) for one in blocks[1]["elements"] if one["type"] == "button"]
    assert (len(blocks), labels[0], bool(labels[1])) == (2, "Vis", True)
