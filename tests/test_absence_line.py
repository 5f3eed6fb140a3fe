"""`/absence` in one line, as Danes write days and periods, and what is kept when a day cannot be read."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rules.absence import Half
from rules.absence_line import OpenEndedError, parse_absence, parse_people
from rules.danish_dates import BadDateError
from tests.front_desk import KARIM, LONE, MAJA, PETER, FrontDesk, front_desk
from tests.payload_shapes import Json
from views import ids

THURSDAY = date(2026, 11, 26)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def absent(desk: FrontDesk, user: str, text: str) -> str:
    return desk.command(user, text, "/absence").text


def period(text: str, today: date = THURSDAY) -> tuple[str, str]:
    line = parse_absence(text, today)
    return f"{line.first:%d.%m.%y}", f"{line.last:%d.%m.%y}"


def elements(form: Json) -> dict[str, Json]:
    return {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}


class TestOneDay:
    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("d. 30. nov.", "30.11.26"),
            ("d. 30/11", "30.11.26"),
            ("d.30/11", "30.11.26"),
            ("den 30. november", "30.11.26"),
            ("mandag", "30.11.26"),
            ("på mandag", "30.11.26"),
            ("jeg er syg på mandag", "30.11.26"),
            ("Monday", "30.11.26"),
            ("fredag", "27.11.26"),
            ("onsdag", "02.12.26"),
            ("hele dagen i morgen", "27.11.26"),
            ("mandag den 30. november", "30.11.26"),
            ("mandag 30/11", "30.11.26"),
        ],
    )
    def test_is_read_as_people_write_it(self, written: str, day: str) -> None:
        assert period(written) == (day, day)

    def test_todays_weekday_is_today(self) -> None:
        assert period("torsdag") == ("26.11.26", "26.11.26")

    def test_a_weekday_that_is_not_the_dates_is_said(self) -> None:
        with pytest.raises(BadDateError, match=r"30\.11\.2026 er ikke en tirsdag"):
            parse_absence("tirsdag den 30/11", THURSDAY)

    @pytest.mark.parametrize("written", ["næste mandag", "i mandags", "om mandagen"])
    def test_a_weekday_that_can_be_two_days_is_asked_about(self, written: str) -> None:
        with pytest.raises(BadDateError, match="kan ikke læses som en dato"):
            parse_absence(written, THURSDAY)


class TestAHalfDay:
    @pytest.mark.parametrize(
        ("written", "half"),
        [
            ("i eftermiddag", Half.AFTERNOON),
            ("i formiddag", Half.MORNING),
            ("væk i eftermiddag <@U0MAJA>", Half.AFTERNOON),
            ("eftermiddag", Half.AFTERNOON),
            ("this afternoon", Half.AFTERNOON),
        ],
    )
    def test_without_a_day_is_today(self, written: str, half: Half) -> None:
        line = parse_absence(written, THURSDAY)
        assert (line.first, line.last, line.half) == (THURSDAY, THURSDAY, half)

    def test_may_have_a_weekday(self) -> None:
        line = parse_absence("mandag formiddag <@U0MAJA>", THURSDAY)
        assert (line.first, line.last, line.half, line.deputy) == (MONDAY, MONDAY, Half.MORNING, MAJA)


class TestAPeriod:
    @pytest.mark.parametrize(
        ("written", "first", "last"),
        [
            ("30/11 til og med 2/12", "30.11.26", "02.12.26"),
            ("fra og med 30/11 til og med 2/12", "30.11.26", "02.12.26"),
            ("30/11 indtil 2/12", "30.11.26", "02.12.26"),
            ("d. 30. nov. til d. 2. dec.", "30.11.26", "02.12.26"),
            ("30.-31. december", "30.12.26", "31.12.26"),
            ("1-5/12", "01.12.26", "05.12.26"),
            ("mandag-onsdag", "30.11.26", "02.12.26"),
            ("mandag til onsdag", "30.11.26", "02.12.26"),
            ("fra mandag til mandag", "30.11.26", "07.12.26"),
            ("onsdag til mandag", "02.12.26", "07.12.26"),
            ("fra i morgen til fredag", "27.11.26", "27.11.26"),
            ("fra i dag til tirsdag", "26.11.26", "01.12.26"),
            ("30/11 til fredag", "30.11.26", "04.12.26"),
            ("24/11 til fredag", "24.11.26", "27.11.26"),
            ("15/9-fredag", "15.09.26", "27.11.26"),
            ("1/9 til mandag", "01.09.26", "30.11.26"),
            ("20/1 til fredag", "20.01.27", "22.01.27"),
            ("15/9/2027 til fredag", "15.09.27", "17.09.27"),
            ("mandag til 2/12", "30.11.26", "02.12.26"),
            ("mandag til 27/11", "23.11.26", "27.11.26"),
            ("mandag den 30/11 til onsdag den 2/12", "30.11.26", "02.12.26"),
            ("i dag og i morgen", "26.11.26", "27.11.26"),
            ("mandag og tirsdag", "30.11.26", "01.12.26"),
            ("til 2/12", "26.11.26", "02.12.26"),
            ("syg fra i går til fredag", "25.11.26", "27.11.26"),
            ("i forgårs-1/12", "24.11.26", "01.12.26"),
            ("i går og i dag", "25.11.26", "26.11.26"),
            ("syg til og med fredag", "26.11.26", "27.11.26"),
        ],
    )
    def test_is_read_as_people_write_it(self, written: str, first: str, last: str) -> None:
        assert period(written) == (first, last)

    @pytest.mark.parametrize(
        ("written", "first", "last"),
        [
            ("uge 49", "30.11.26", "06.12.26"),
            ("hele uge 49", "30.11.26", "06.12.26"),
            ("ferie i uge 52-53", "21.12.26", "03.01.27"),
            ("uge 52 og 53", "21.12.26", "03.01.27"),
            ("uge 48", "23.11.26", "29.11.26"),
            ("uge 7", "15.02.27", "21.02.27"),
            ("uge 53 til uge 1", "28.12.26", "10.01.27"),
        ],
    )
    def test_a_week_is_from_monday_to_sunday(self, written: str, first: str, last: str) -> None:
        assert period(written) == (first, last)

    @pytest.mark.parametrize(
        ("written", "reason"), [("uge 54", "findes"), ("uge 0", "findes"), ("uge 47", "er passeret")]
    )
    def test_a_week_that_cannot_be_meant_is_said(self, written: str, reason: str) -> None:
        with pytest.raises(BadDateError, match=reason):
            parse_absence(written, THURSDAY)

    def test_one_that_is_over_is_told_so(self) -> None:
        with pytest.raises(BadDateError, match=r"25\.11\.2026 er allerede passeret"):
            parse_absence("i går", THURSDAY)

    @pytest.mark.parametrize("written", ["1/12-30/11", "24. dec til 1. dec", "1/1-30/11"])
    def test_a_period_that_ends_before_it_begins_is_told_so(self, written: str) -> None:
        with pytest.raises(BadDateError, match="Perioden slutter, før den begynder"):
            parse_absence(written, THURSDAY)

    def test_two_days_with_others_between_are_two_absences(self) -> None:
        with pytest.raises(BadDateError, match="Skriv to fravær"):
            parse_absence("mandag og onsdag", THURSDAY)


class TestABeginningWithoutAnEnd:
    @pytest.mark.parametrize(
        ("written", "first"),
        [
            ("fra fredag", "27.11.26"),
            ("Fra fredag", "27.11.26"),
            ("syg fra i dag", "26.11.26"),
            ("fra i morgen", "27.11.26"),
            ("væk fra den 3/12", "03.12.26"),
            ("fra 3/12", "03.12.26"),
            ("fra d. 3. december", "03.12.26"),
            ("fra mandag den 30/11", "30.11.26"),
            ("fra 2026-12-03", "03.12.26"),
            ("fra og med fredag", "27.11.26"),
            ("f.o.m. fredag", "27.11.26"),
            ("fom fredag", "27.11.26"),
            ("fra uge 49", "30.11.26"),
            ("fra fredag og frem", "27.11.26"),
            ("fredag og fremefter", "27.11.26"),
            ("fra fredag af", "27.11.26"),
            ("syg indtil videre", "26.11.26"),
            ("fra mandag indtil videre", "30.11.26"),
            ("from Friday", "27.11.26"),
            ("from tomorrow onwards", "27.11.26"),
            ("sick until further notice", "26.11.26"),
            ("<@U0KARIM> fra fredag <@U0MAJA>", "27.11.26"),
            ("fra fredag med <@U0MAJA>", "27.11.26"),
            ("syg fra 24/11", "24.11.26"),
            ("fra mandag formiddag", "30.11.26"),
        ],
    )
    def test_asks_for_the_end_and_keeps_the_beginning(self, written: str, first: str) -> None:
        with pytest.raises(OpenEndedError, match="Vælg sidste dag") as raised:
            parse_absence(written, THURSDAY)
        assert f"{raised.value.first:%d.%m.%y}" == first
        assert f"begynder {raised.value.first:%d.%m.%Y}" in str(raised.value)

    @pytest.mark.parametrize(
        "written",
        [
            "fra mandag kl. 12",
            "fra mandag kl 12:30",
            "fra kl. 12 mandag",
            "fra mandag kl. 8-12",
            "fra mandag eftermiddag",
            "from Monday at 12",
            "from Monday afternoon",
        ],
    )
    def test_in_the_middle_of_a_day_says_that_the_half_day_stands_alone(self, written: str) -> None:
        with pytest.raises(OpenEndedError, match="halve dag") as raised:
            parse_absence(written, THURSDAY)
        assert raised.value.first == MONDAY

    @pytest.mark.parametrize(
        "written", ["i eftermiddag og frem", "fra i eftermiddag", "fra kl. 12", "fra nu af"]
    )
    def test_without_a_day_it_begins_today(self, written: str) -> None:
        with pytest.raises(OpenEndedError, match="halve dag") as raised:
            parse_absence(written, THURSDAY)
        assert raised.value.first == THURSDAY

    @pytest.mark.parametrize(
        ("written", "first", "last"),
        [
            ("fra fredag til fredag", "27.11.26", "04.12.26"),
            ("fra 3/12 til 3/12", "03.12.26", "03.12.26"),
            ("fra 3/12-5/12", "03.12.26", "05.12.26"),
            ("fra uge 49 til 50", "30.11.26", "13.12.26"),
            ("fra i dag og i morgen", "26.11.26", "27.11.26"),
            ("from Friday to Monday", "27.11.26", "30.11.26"),
            ("fra 2026-12-03 2026-12-05", "03.12.26", "05.12.26"),
        ],
    )
    def test_with_an_end_it_is_a_period(self, written: str, first: str, last: str) -> None:
        assert period(written) == (first, last)

    def test_that_ends_in_the_middle_of_a_day_is_refused_as_ever(self) -> None:
        with pytest.raises(BadDateError, match="kan kun være én dag"):
            parse_absence("fra mandag til onsdag formiddag", THURSDAY)

    @pytest.mark.parametrize("written", ["fra næste måned", "fra 31/2", "fra", "fra kl."])
    def test_that_cannot_be_read_is_asked_about_as_ever(self, written: str) -> None:
        with pytest.raises(BadDateError) as raised:
            parse_absence(written, THURSDAY)
        assert not isinstance(raised.value, OpenEndedError)


class TestWhoIsWho:
    @pytest.mark.parametrize("day", ["mandag", "uge 49", "i eftermiddag", "til fredag", "d. 30/11"])
    def test_the_deputy_stands_after_the_day_and_who_is_away_before(self, day: str) -> None:
        line = parse_absence(f"<@U0KARIM|karim> {day} <@U0MAJA>", THURSDAY)
        assert (line.person, line.deputy) == (KARIM, MAJA)

    @pytest.mark.parametrize(
        "written",
        [
            "stedfortræder <@U0MAJA> fredag",
            "Stedfortræder: <@U0MAJA|maja> fredag",
            "vikar er <@U0MAJA> fredag",
            "deputy <@U0MAJA> fredag",
            "med <@U0MAJA> fredag",
            "with <@U0MAJA> Friday",
            "<@U0MAJA> er stedfortræder fredag",
            "<@U0MAJA> er min stedfortræder fredag",
            "<@U0MAJA> som vikar fredag",
            "<@U0MAJA> is deputy Friday",
            "fredag <@U0MAJA>",
        ],
    )
    def test_the_one_called_the_deputy_is_not_away(self, written: str) -> None:
        line = parse_absence(written, THURSDAY)
        assert (line.person, line.deputy, line.first) == (None, MAJA, date(2026, 11, 27))

    @pytest.mark.parametrize(
        "written",
        [
            "<@U0KARIM> med <@U0MAJA> fredag",
            "<@U0KARIM> vikar <@U0MAJA> fredag",
            "<@U0KARIM> er syg, stedfortræder er <@U0MAJA> fredag",
            "<@U0MAJA> er stedfortræder for <@U0KARIM> fredag",
            "stedfortræder <@U0MAJA> <@U0KARIM> fredag",
            "<@U0KARIM> fredag <@U0MAJA>",
        ],
    )
    def test_a_lead_may_name_both_before_the_day(self, written: str) -> None:
        line = parse_absence(written, THURSDAY)
        assert (line.person, line.deputy, line.first) == (KARIM, MAJA, date(2026, 11, 27))

    @pytest.mark.parametrize(
        ("written", "person", "deputy"),
        [
            ("næste måned <@U0MAJA>", None, MAJA),
            ("<@U0KARIM> næste måned <@U0MAJA>", KARIM, MAJA),
            ("<@U0KARIM> væk næste måned", KARIM, None),
        ],
    )
    def test_also_when_the_day_cannot_be_read(
        self, written: str, person: str | None, deputy: str | None
    ) -> None:
        assert parse_people(written) == (person, deputy)


class TestTheFormThatOpens:
    def test_keeps_the_deputy_and_the_half_day_and_suggests_no_day(self, desk: FrontDesk) -> None:
        assert absent(desk, KARIM, f"næste mandag eftermiddag <@{MAJA}>") == ""
        shown = elements(desk.modal())
        assert shown[ids.DEPUTY]["initial_option"]["value"] == f"person:{MAJA}"
        assert shown[ids.HALF]["initial_option"]["value"] == Half.AFTERNOON.value
        assert "initial_date" not in shown[ids.FIRST_DAY]
        assert "initial_date" not in shown[ids.LAST_DAY]

    def test_keeps_whom_the_lead_meant(self, desk: FrontDesk) -> None:
        absent(desk, LONE, f"<@{KARIM}> i næste måned <@{PETER}>")
        shown = elements(desk.modal())
        assert shown[ids.ABSENT]["initial_option"]["value"] == f"person:{KARIM}"
        assert shown[ids.DEPUTY]["initial_option"]["value"] == f"person:{PETER}"

    def test_one_press_reports_nobody_away_today(self, desk: FrontDesk) -> None:
        absent(desk, KARIM, "næste måned")
        answer = desk.submit(KARIM, desk.modal())
        assert answer.errors == {ids.LAST_DAY: "Vælg første og sidste dag."}
        assert desk.events("absence_set") == []

    def test_has_the_first_day_when_only_that_was_said(self, desk: FrontDesk) -> None:
        assert absent(desk, LONE, f"<@{KARIM}> fra fredag <@{MAJA}>") == ""
        form = desk.modal()
        shown = elements(form)
        assert shown[ids.FIRST_DAY]["initial_date"] == "2026-11-27"
        assert "initial_date" not in shown[ids.LAST_DAY]
        assert shown[ids.ABSENT]["initial_option"]["value"] == f"person:{KARIM}"
        assert shown[ids.DEPUTY]["initial_option"]["value"] == f"person:{MAJA}"
        said = "Fraværet begynder 27.11.2026. Vælg sidste dag, eller et skøn; det kan afsluttes før tid."
        assert said in str(form)
        assert desk.events("absence_set") == []

    def test_does_not_take_a_beginning_for_one_day(self, desk: FrontDesk) -> None:
        absent(desk, KARIM, "fra i morgen")
        answer = desk.submit(KARIM, desk.modal())
        assert answer.errors == {ids.LAST_DAY: "Vælg første og sidste dag."}
        assert desk.events("absence_set") == []

    def test_without_any_words_suggests_today(self, desk: FrontDesk) -> None:
        absent(desk, KARIM, "")
        assert elements(desk.modal())[ids.FIRST_DAY]["initial_date"] == "2026-11-26"


class TestTheDeputy:
    def test_cannot_be_oneself(self, desk: FrontDesk) -> None:
        said = "Man kan ikke være sin egen stedfortræder. Vælg en anden."
        assert absent(desk, KARIM, f"30/11 <@{KARIM}>") == said
        assert absent(desk, LONE, f"<@{KARIM}> 30/11 <@{KARIM}>") == said
        assert desk.events("absence_set") == []

    def test_of_the_lead_is_never_reported_away(self, desk: FrontDesk) -> None:
        absent(desk, LONE, f"stedfortræder <@{KARIM}> fredag")
        (event,) = desk.events("absence_set")
        assert event.detail["person"] == LONE

    def test_may_be_named_first_by_whoever_leads_nobody(self, desk: FrontDesk) -> None:
        absent(desk, PETER, f"<@{MAJA}> er stedfortræder fredag")
        (event,) = desk.events("absence_set")
        assert (event.actor, event.detail["person"]) == (PETER, PETER)


class TestTheLeadEndsIt:
    @pytest.mark.parametrize("text", [f"<@{KARIM}> slut", f"<@{KARIM}> er tilbage", f"slut <@{KARIM}>"])
    def test_for_a_colleague_in_the_team(self, desk: FrontDesk, text: str) -> None:
        absent(desk, KARIM, "i dag-1/12")
        assert "går igen til den, der ejer dem" in absent(desk, LONE, text)
        (event,) = desk.events("absence_ended")
        assert (event.actor, event.detail["person"]) == (LONE, KARIM)

    def test_and_hears_when_the_colleague_is_not_away(self, desk: FrontDesk) -> None:
        assert absent(desk, LONE, f"<@{KARIM}> slut") == "Karim Aziz er ikke meldt væk lige nu."

    def test_nobody_else_does(self, desk: FrontDesk) -> None:
        absent(desk, KARIM, "i dag-1/12")
        assert "teamlederen" in absent(desk, PETER, f"<@{KARIM}> slut")
        assert desk.events("absence_ended") == []
        assert [event.actor for event in desk.events(result="refused")] == [PETER]
