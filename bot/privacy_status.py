"""What `/status` can answer, drawn for an invented office."""

from dataclasses import replace
from datetime import timedelta

from bot.office_file import EXAMPLE, load_office
from bot.privacy_deadlines import RULE
from bot.privacy_stage import CHANNEL, EPHEMERAL, MODAL, Sample, Stage
from rules.figures import (
    Count,
    Figure,
    Kept,
    LeadTimes,
    Mean,
    Median,
    Middle,
    Paragraphs,
    Parts,
    Share,
    Values,
)
from rules.sentence import Sentence
from storage.figures import Load, Standing
from storage.health import Health, Pile, Store
from storage.instances import Processes
from storage.models import Result
from storage.overview import Details, Overview
from storage.workload import Day, Due, Week
from views import status_answers as answers
from views.blocks import Message
from views.status import Shown, status
from views.status_details import details, meaning

ASKER, LEAD = "den, der spørger", "teamlederen"
TEAM = {"voksen-a": "Voksenteam A"}


def samples_of_status(s: Stage) -> list[Sample]:
    """Every answer, and the two modals behind its buttons."""
    found, load, policy = _overview(s), _load(s), load_office(EXAMPLE).callback
    own = [one for one in load if one.person == "U0KARIM"]
    days = [Due(s.now + timedelta(days=n), n, 1) for n in range(5)]
    alone = answers.only_you(s.t, "/status")
    shown = Shown(policy, list(TEAM.values()), details=True, note=alone)
    elsewhere = replace(shown, leaving=True, note="")
    opened = details(s.t, _details(s), policy, TEAM)
    return [
        Sample("/status", EPHEMERAL, ASKER, status(s.t, found, shown), status),
        Sample("/status vis i kanalen", CHANNEL, "hele kanalen", status(s.t, found, elsewhere), status),
        Sample("/status mig", EPHEMERAL, ASKER, answers.own(s.t, own, days, s.now), answers.own),
        Sample(
            "/status opkald",
            EPHEMERAL,
            ASKER,
            answers.calls(s.t, found, policy, "Voksenteam A"),
            answers.calls,
        ),
        Sample(
            "/status frister",
            EPHEMERAL,
            ASKER,
            answers.deadlines(s.t, found, "Voksenteam A"),
            answers.deadlines,
        ),
        Sample(
            "/status afgørelser",
            EPHEMERAL,
            ASKER,
            answers.decided(s.t, found, "Voksenteam A"),
            answers.decided,
        ),
        Sample("/status belastning", EPHEMERAL, ASKER, _open_work(s, []), answers.load),
        Sample("/status belastning for en leder", EPHEMERAL, LEAD, _open_work(s, list(TEAM)), answers.load),
        Sample("/status drift", EPHEMERAL, ASKER, answers.engine(s.t, _health(s), s.now), answers.engine),
        Sample("Detaljer", MODAL, LEAD, opened, details),
        Sample("Hvad tallene betyder", MODAL, ASKER, meaning(s.t, policy), meaning),
    ]


def _open_work(s: Stage, led: list[str]) -> Message:
    return answers.load(s.t, _load(s), TEAM, led, s.now)


def _overview(s: Stage) -> Overview:
    since = s.now - timedelta(days=7)
    return Overview(
        scope="voksen-a",
        now=s.now,
        standing=Standing(12, 3, 1, 2, since, 30, 6, 1, 2, since.date()),
        values=_values(),
        rules={RULE.key: RULE},
        deserted=["Voksenteam A"],
    )


def _values() -> Values:
    return {
        Figure.CALLS: Count(52),
        Figure.REPEAT_CALLS: Share(6, 52),
        Figure.RUNG_WITHIN_GOAL: Share(40, 52),
        Figure.RUNG_WITHIN_LIMIT: Share(50, 52),
        Figure.REACHED_WITHIN_GOAL: Share(30, 52),
        Figure.REACHED_WITHIN_LIMIT: Share(44, 52),
        Figure.WAIT: Median(5.25, 51),
        Figure.CONTACT_RATE: Share(45, 50),
        Figure.ATTEMPTS_PER_CONTACT: Mean(63, 45),
        Figure.IN_TELEPHONE_HOURS: Share(48, 63),
        Figure.CONTACTS: Count(45),
        Figure.DEADLINES: Paragraphs({RULE.key: {Kept.KEPT: 12, Kept.ANNOUNCED: 5, Kept.MISSED: 2}}),
        Figure.DECISIONS: Parts({Result.GRANTED: 11, Result.PARTIAL: 6, Result.REFUSED: 2}),
        Figure.LEAD_TIME: LeadTimes(Middle(34, 19), {RULE.key: Middle(34, 19)}),
        Figure.RELATIVES: Share(8, 19),
        Figure.OPEN_CALLS: Count(12),
        Figure.OPEN_DEADLINES: Count(30),
    }


def _load(s: Stage) -> list[Load]:
    since = s.now - timedelta(days=7)
    return [
        Load("voksen-a", None, None, 2, 0, 0, s.now),
        Load("voksen-a", "U0KARIM", "Karim Aziz", 4, 3, 1, since),
    ]


def _details(s: Stage) -> Details:
    days = tuple(Day(s.now + timedelta(days=n), due=n, at_work=2.5, people=3) for n in range(5))
    monday = s.now.date() - timedelta(days=s.now.weekday())
    return Details(
        overview=_overview(s),
        load=_load(s),
        weeks=[Week("voksen-a", days)],
        contacts=[(monday - timedelta(weeks=1), Count(11)), (monday, Count(7))],
    )


def _health(s: Stage) -> Health:
    return Health(
        processes=Processes(alive=1, silent=0, ticked_at=s.now, slack_at=s.now),
        unsent=Pile(2, s.now),
        set_aside=Pile(0, None),
        undeliverable=Pile(1, s.now),
        astray=0,
        store=Store("sqlite", "0005", "0005"),
        last_backup=s.now - timedelta(hours=8),
        troubles=(),
        holes=(Sentence("Der er ikke taget nogen sikkerhedskopi endnu. Bed it om at tage en."),),
    )
