"""/status: counts with definition and time; no person, no citizen; alone unless asked to show."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackClientError

from bot.demo.blocks import problems
from storage import overview
from storage.models import Result
from tests import payload_shapes as shapes
from tests.case_desk import decide, registered
from tests.front_desk import (
    ADMIN,
    AUDIT,
    BOT,
    GUEST,
    JONNA,
    KARIM,
    LONE,
    MAJA,
    OTTO,
    RIKKE,
    SOFIE,
    Answer,
    FrontDesk,
    front_desk,
)
from tests.world import COPENHAGEN, text_of
from views import ids

HERE = "Her er der nogen udefra"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    with front_desk(tmp_path) as made:
        yield made


def status(desk: FrontDesk, text: str = "", user: str = LONE, channel: str = "C0RECEPTION") -> Answer:
    answer = desk.send(shapes.command(user, text, "/status", channel))
    assert problems(answer.body.get("blocks", []), "message") == []
    return answer


def counts(answer: Answer) -> list[str]:
    """The lines of counts."""
    lines: list[str] = answer.body["blocks"][1]["text"]["text"].splitlines()
    return lines


def members(desk: FrontDesk, *there: str) -> None:
    desk.client.answers["conversations.members"] = {"members": [BOT, *there]}


def channel_is(desk: FrontDesk, **flags: bool) -> None:
    desk.client.answers["conversations.info"] = {"channel": {"id": "C0RECEPTION", **flags}}


def buttons(answer: Answer) -> dict[str, str]:
    """The buttons' values by what they are called."""
    elements = [one for block in answer.body["blocks"] for one in block.get("elements", ())]
    return {one["text"]["text"]: one["value"] for one in elements if one["type"] == "button"}


class TestTheSixLines:
    def test_it_counts_in_six_lines(self, desk: FrontDesk) -> None:
        for _ in range(3):
            desk.log()
        desk.log(whom="team:voksen-a")
        desk.press(KARIM, "callback_no_answer", 1)
        desk.press(KARIM, "callback_spoke", 2)
        desk.now = datetime(2026, 11, 30, 18, 0, tzinfo=COPENHAGEN)
        assert counts(status(desk)) == [
            "Åbne opkald: *4*. Frist i dag: *0*. Over fristen: *2*. Uden ejer: *1*.",
            "Ringet tilbage: *2 af 4 (50 %)* inden 1 arbejdsdag, *2 af 4 (50 %)* inden 2 arbejdsdage.",
            "Talt med borgeren: *1 af 4 (25 %)* inden 1 arbejdsdag, *1 af 4 (25 %)* inden 2 arbejdsdage.",
            "Løbende frister: *0* skal nås inden fem arbejdsdage. "
            "Over lovens dato: *0*, og *0*, der er varslet.",
            "Lovens frister: *ingen at tælle endnu*.",
            "Afgørelser: *0*.",
        ]

    def test_an_empty_office_says_that_there_is_nothing_to_count(self, desk: FrontDesk) -> None:
        assert counts(status(desk))[1:3] == [
            "Ringet tilbage: *ingen at tælle endnu*.",
            "Talt med borgeren: *ingen at tælle endnu*.",
        ]

    def test_each_outcome_stands_before_its_count_so_that_no_plural_is_wrong(self, desk: FrontDesk) -> None:
        for days, outcome in enumerate((Result.GRANTED, Result.GRANTED, Result.REFUSED)):
            decide(desk, registered(desk, days_ago=days + 1), outcome)
        assert counts(status(desk))[5] == "Afgørelser: *3* (bevilling: 2, afslag: 1)."

    def test_an_undone_call_counts_nowhere(self, desk: FrontDesk) -> None:
        desk.press(RIKKE, "receipt_undo", desk.log())
        assert counts(status(desk))[0].startswith("Åbne opkald: *0*.")

    def test_it_says_when_and_how_it_was_counted(self, desk: FrontDesk) -> None:
        shown = text_of(status(desk).body)
        assert "Opgjort torsdag 26. november kl. 10:04. Første og fjerde linje er lige nu" in shown
        assert "de sidste 30 dage, i dag med" in shown

    def test_what_the_figures_mean_is_one_press_away_for_everybody(self, desk: FrontDesk) -> None:
        desk.press(RIKKE, ids.STATUS_MEANING, buttons(status(desk, user=RIKKE))["Hvad tallene betyder"])
        meant = str(desk.modal())
        assert "Af de opkald, hvis mål faldt i perioden: andel med et forsøg" in meant
        assert "Målet er at ringe tilbage inden 1 arbejdsdag og altid inden 2 arbejdsdage." in meant

    def test_in_a_teams_channel_it_counts_that_team(self, desk: FrontDesk) -> None:
        desk.log()
        answer = status(desk, channel="C0VOKSENB")
        assert "*Opkald og frister, Voksenteam B*" in text_of(answer.body)
        assert counts(answer)[0].startswith("Åbne opkald: *0*.")
        assert counts(status(desk, channel="C0VOKSENA"))[0].startswith("Åbne opkald: *1*.")

    def test_elsewhere_it_counts_every_team(self, desk: FrontDesk) -> None:
        assert "*Opkald og frister, Voksenteam A, Voksenteam B*" in text_of(status(desk).body)

    @pytest.mark.parametrize("user", [RIKKE, KARIM, MAJA, LONE, JONNA, AUDIT, ADMIN])
    def test_everybody_with_a_role_may_see_the_counts(self, desk: FrontDesk, user: str) -> None:
        assert len(counts(status(desk, user=user))) == 6

    def test_only_a_lead_is_offered_the_details(self, desk: FrontDesk) -> None:
        assert buttons(status(desk, channel="C0VOKSENA"))["Detaljer"] == "voksen-a"
        assert "Detaljer" not in buttons(status(desk, user=KARIM))

    def test_it_is_counted_in_working_days_by_the_teams_calendar(self, desk: FrontDesk) -> None:
        desk.command(KARIM, "partsaktindsigt sag 23-1234 modtaget 20/11", "/deadline")
        assert counts(status(desk))[3].startswith("Løbende frister: *1* skal nås inden fem arbejdsdage.")


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        ("text", "where"),
        [
            ("", "ephemeral"),
            ("opkald", "ephemeral"),
            ("belastning", "ephemeral"),
            ("vis i kanalen", "in_channel"),
            ("Vis  i kanalen", "in_channel"),
            ("VIS", "in_channel"),
            ("show in channel", "in_channel"),
        ],
    )
    def test_it_is_shown_to_the_asker_alone_unless_asked_otherwise(
        self, desk: FrontDesk, text: str, where: str
    ) -> None:
        assert status(desk, text).body["response_type"] == where

    def test_it_says_that_only_the_asker_sees_it(self, desk: FrontDesk) -> None:
        assert "Kun du kan se det. */status vis i kanalen* viser det for alle." in text_of(status(desk).body)
        assert "Kun du kan se det" not in text_of(status(desk, "vis").body)

    def test_it_names_no_person_and_no_citizen(self, desk: FrontDesk) -> None:
        desk.log(note="Ring til datteren")
        told = str(status(desk, "vis i kanalen").body)
        assert not any(word in told for word in ("Karim", "Aziz", "Rikke", "Jens", "4357", "datteren"))

    def test_in_a_conversation_nothing_is_posted_and_slack_is_not_asked(self, desk: FrontDesk) -> None:
        answer = status(desk, "vis i kanalen", channel="D0LONE")
        assert answer.body["response_type"] == "ephemeral"
        assert "her er ingen kanal at vise det i" in text_of(answer.body)
        assert [name for name, _ in desk.client.calls if name.startswith("conversations.")] == []

    @pytest.mark.parametrize("text", ["", "vis i kanalen", "mig", "belastning", "frister", "drift"])
    @pytest.mark.parametrize("flag", ["is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared"])
    def test_a_shared_channel_is_refused_politely(self, desk: FrontDesk, text: str, flag: str) -> None:
        channel_is(desk, **{flag: True})
        answer = status(desk, text)
        assert answer.text.startswith(HERE)
        assert "i teamets kanal eller i en besked til dig selv" in answer.text
        assert [event.detail["why"] for event in desk.events(result="refused")] == ["outsiders"]

    @pytest.mark.parametrize("somebody", [GUEST, "U0STRANGER"])
    @pytest.mark.parametrize("text", ["", "vis i kanalen", "me"])
    def test_where_a_guest_or_a_stranger_reads_along_it_is_refused(
        self, desk: FrontDesk, somebody: str, text: str
    ) -> None:
        members(desk, LONE, KARIM, somebody)
        answer = status(desk, text, channel="C0VOKSENA")
        assert answer.text.startswith(HERE)
        assert answer.body.get("response_type") == "ephemeral"

    def test_the_help_tells_no_counts_and_is_given_anywhere(self, desk: FrontDesk) -> None:
        members(desk, LONE, GUEST)
        assert status(desk, "hjælp").text.startswith("*/status* viser tallene kun for dig.")

    def test_a_bot_reads_nothing_and_a_colleague_without_a_role_works_here(self, desk: FrontDesk) -> None:
        members(desk, LONE, BOT, OTTO)
        assert status(desk, "vis").body["response_type"] == "in_channel"

    def test_everybody_on_every_page_is_looked_at(self, desk: FrontDesk) -> None:
        desk.client.answers["conversations.members"] = {
            "members": [LONE],
            "response_metadata": {"next_cursor": "more"},
        }
        # A channel without an end is not looked at to the end, and so not known.
        assert status(desk, "vis").body["response_type"] == "ephemeral"

    @pytest.mark.parametrize("error", [SlackClientError("channel_not_found"), TimeoutError()])
    def test_where_it_may_not_look_it_tells_the_asker_alone_and_says_why(
        self, desk: FrontDesk, error: Exception
    ) -> None:
        desk.client.answers["conversations.info"] = error
        answer = status(desk, "vis i kanalen")
        assert answer.body["response_type"] == "ephemeral"
        assert "*/invite @Fristvagt*" in text_of(answer.body)
        assert "*/invite @Fristvagt*" not in text_of(status(desk).body)


class TestWhatLeavesTheTeam:
    def test_small_numbers_stay_in_the_teams_own_channel(self, desk: FrontDesk) -> None:
        for _ in range(3):
            desk.log()
        own = status(desk, "vis", channel="C0VOKSENA")
        assert counts(own)[0].startswith("Åbne opkald: *3*.")
        elsewhere = status(desk, "vis")
        assert counts(elsewhere)[0] == (
            "Åbne opkald: *under 5*. Frist i dag: *0*. Over fristen: *0*. Uden ejer: *0*."
        )
        assert "Tal under 5 vises ikke her." in text_of(elsewhere.body)
        assert "3" not in str(elsewhere.body["text"])

    def test_a_share_of_few_is_not_told_elsewhere(self, desk: FrontDesk) -> None:
        for _ in range(3):
            desk.press(KARIM, "callback_no_answer", desk.log())
        desk.now += timedelta(days=7)
        assert "for få til at vise" in counts(status(desk, "vis"))[1]
        assert "3 af 3 (100 %)" in counts(status(desk, "vis", channel="C0VOKSENA"))[1]


class TestTheWords:
    @pytest.mark.parametrize("text", ["mig", "me", "ME"])
    def test_ones_own_open_work(self, desk: FrontDesk, text: str) -> None:
        assert status(desk, text, KARIM).text == "Du har ingen åbne opkald eller frister."
        desk.log()
        desk.log()
        desk.command(KARIM, "partsaktindsigt sag 23-1234 modtaget 20/11", "/deadline")
        desk.log(whom=f"person:{MAJA}")
        shown = text_of(status(desk, text, KARIM).body)
        assert "*Dit arbejde*: 2 opkald, 1 frist, det ældste fra fredag 20. november" in shown
        assert "mandag 30. november: 2 opkald har frist" in shown
        assert "Kun du kan se det." in shown

    @pytest.mark.parametrize("text", ["opkald", "callbacks"])
    def test_the_figures_of_calls_with_their_definitions(self, desk: FrontDesk, text: str) -> None:
        desk.log()
        shown = text_of(status(desk, text).body)
        assert "Opkald: *1*" in shown
        assert "Median af teamets åbningstid" in shown

    @pytest.mark.parametrize("text", ["frister", "deadlines"])
    def test_deadlines_kept_per_paragraph(self, desk: FrontDesk, text: str) -> None:
        for case in range(2):
            desk.command(KARIM, f"partsaktindsigt sag 23-123{case} modtaget 26/11", "/deadline")
        desk.now += timedelta(days=30)
        shown = text_of(status(desk, text).body)
        assert "Lovens frister: *0 overholdt, 0 varslet, 2 overskredet, af 2*" in shown
        assert "0 overholdt, 0 varslet, 2 overskredet, af 2\n" in shown.replace("*", "\n")

    @pytest.mark.parametrize("text", ["belastning", "load"])
    def test_the_load_per_team_for_all(self, desk: FrontDesk, text: str) -> None:
        desk.log()
        shown = text_of(status(desk, text, SOFIE).body)
        assert "*Voksenteam A*: 1 opkald, 0 frister, det ældste fra torsdag 26. november" in shown
        assert "Karim" not in shown
        assert desk.events("load_read") == []

    def test_the_load_per_person_for_the_teams_lead_and_the_log_says_who_saw_it(
        self, desk: FrontDesk
    ) -> None:
        desk.log()
        desk.log(whom="team:voksen-a")
        shown = text_of(status(desk, "belastning", channel="C0VOKSENA").body)
        assert "*Karim Aziz*: 1 opkald, 0 frister" in shown
        assert "*Teamets liste*: 1 opkald, 0 frister" in shown
        assert [(event.actor, event.detail) for event in desk.events("load_read")] == [
            (LONE, {"team": "voksen-a"})
        ]

    @pytest.mark.parametrize("text", ["afgørelser", "decisions"])
    def test_decisions_by_outcome(self, desk: FrontDesk, text: str) -> None:
        assert "Afgørelser: *0*" in text_of(status(desk, text).body)

    def test_how_long_decisions_took_by_paragraph(self, desk: FrontDesk) -> None:
        for days in (30, 40):
            decide(desk, registered(desk, days_ago=days), Result.GRANTED)
        shown = text_of(status(desk, "afgørelser").body)
        assert "Sagsbehandlingstid: *median 40 dage (af 2)*" in shown
        assert "serviceloven-85: median 40 dage (af 2)" in shown
        assert "Pårørende inddraget: *0 af 2 (0 %)*" in shown

    @pytest.mark.parametrize("text", ["drift", "engine"])
    def test_how_the_bot_is(self, desk: FrontDesk, text: str) -> None:
        assert "Botten" in status(desk, text, RIKKE).text

    @pytest.mark.parametrize("text", ["opkald", "frister", "afgørelser", "drift", "mig"])
    def test_counting_waits_for_nobody_who_writes(self, desk: FrontDesk, text: str) -> None:
        desk.log()
        with desk.database.turn:
            assert "Opgjort" in text_of(status(desk, text, user=KARIM).body)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("opkld", "opkald"),
            ("fristr", "frister"),
            ("belasning", "belastning"),
            ("vis i kanal", "vis i kanalen"),
        ],
    )
    def test_a_mistyped_word_is_met_with_the_nearest_one(
        self, desk: FrontDesk, typed: str, meant: str
    ) -> None:
        answer = status(desk, typed)
        assert answer.text.startswith(
            f"Jeg kender ikke »{typed}«. Mente du */status {meant}*?\n*/status* viser"
        )

    def test_what_it_does_not_know_it_answers_with_its_ways(self, desk: FrontDesk) -> None:
        assert status(desk, "xyz <b>").text.startswith("Jeg kender ikke »xyz &lt;b&gt;«.\n*/status* viser")


class TestDetails:
    def test_a_lead_sees_who_has_what(self, desk: FrontDesk) -> None:
        desk.log()
        desk.press(LONE, ids.STATUS_DETAILS, "voksen-a")
        shown = text_of(desk.modal())
        assert "*Karim Aziz*: 1 opkald, 0 frister, det ældste fra torsdag 26. november" in shown
        assert "mandag 30. november: 1 opkald har frist" in shown
        assert "Uge 48: *0*" in shown
        assert [(event.actor, event.detail["team"]) for event in desk.events("load_read")] == [
            (LONE, "voksen-a")
        ]

    def test_a_lead_of_another_team_sees_their_own(self, desk: FrontDesk) -> None:
        desk.log()
        teams = [team for team in desk.office.teams if team.key == "voksen-b"]
        object.__setattr__(teams[0], "deputy", SOFIE)
        desk.press(SOFIE, ids.STATUS_DETAILS, "voksen-a")
        assert "Karim" not in str(desk.modal())
        assert "Voksenteam B" in str(desk.modal())

    def test_nobody_who_writes_waits_while_it_counts(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held: list[bool] = []

        def counted(*asked: Any) -> overview.Details:
            held.append(desk.database.turn.locked())
            return found(*asked)

        found = overview.details
        monkeypatch.setattr(overview, "details", counted)
        desk.press(LONE, ids.STATUS_DETAILS, "voksen-a")
        assert (held, len(desk.events("load_read"))) == ([False], 1)

    def test_nothing_is_shown_when_the_log_cannot_be_written(self, desk: FrontDesk) -> None:
        with desk.database.turn:
            desk.press(LONE, ids.STATUS_DETAILS, "voksen-a")
        assert "Karim" not in str(desk.modal())
        assert desk.events("load_read") == []

    def test_who_leads_no_team_is_refused_and_nothing_is_read(self, desk: FrontDesk) -> None:
        desk.press(KARIM, ids.STATUS_DETAILS, "voksen-a")
        assert "Det har du ikke adgang til." in str(desk.modal())
        assert desk.events("load_read") == []

    def test_weeks_begin_on_monday_and_the_last_one_is_this(self, desk: FrontDesk) -> None:
        number = desk.log()
        desk.press(KARIM, ids.SPOKE, number)
        desk.now = datetime(2026, 11, 30, 0, 5, tzinfo=COPENHAGEN)
        desk.press(LONE, ids.STATUS_DETAILS, ids.ALL)
        shown = text_of(desk.modal()).splitlines()
        assert date(2026, 11, 30).isocalendar().week == 49
        assert shown[-2:] == ["Uge 48: *1*", "Uge 49: *0*"]
