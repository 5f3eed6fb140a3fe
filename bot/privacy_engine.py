"""Samples of what whoever leads a team is told of it as a whole: the week, and that the bot ails."""

from datetime import timedelta

from bot.privacy_stage import DM, NUMBER, Sample, Stage
from rules.figures import Figure, Kept, Paragraphs, Share, Value
from storage.alarms import Found, What
from storage.figures import Standing
from storage.lead_week import LeadWeek
from storage.workload import Day, Week
from views import ill, week

TEAM = "Voksenteam A"


def samples_of_engine(s: Stage) -> list[Sample]:
    """In the order people meet them."""
    troubles = [
        Found(What.CLOCKS, "voksen-a", (NUMBER,), s.now),
        Found(What.TEAMLESS, "nedlagt", (NUMBER + 1, NUMBER + 2), s.now),
        Found(What.MESSAGES, "voksen-a", (7, 8), s.now),
    ]
    return [
        Sample("Ugen i tal", DM, "teamlederen", week.week(s.t, [_week(s)], s.now), week.week),
        Sample("Botten har brug for hjælp", DM, "teamlederen", ill.ill(s.t, TEAM, troubles), ill.ill),
    ]


def _week(s: Stage) -> LeadWeek:
    days = tuple(
        Day(s.now + timedelta(days=n), due=n, at_work=at_work, people=3, deadlines=n // 2)
        for n, at_work in enumerate((3, 2.5, 2.5, 1, 0))
    )
    last: dict[Figure, Value] = {
        Figure.RUNG_WITHIN_GOAL: Share(31, 40),
        Figure.RUNG_WITHIN_LIMIT: Share(37, 40),
        Figure.REACHED_WITHIN_GOAL: Share(22, 40),
        Figure.REACHED_WITHIN_LIMIT: Share(30, 40),
        Figure.DEADLINES: Paragraphs({"sel-85": {Kept.KEPT: 6, Kept.ANNOUNCED: 1, Kept.MISSED: 1}}),
    }
    return LeadWeek(
        TEAM, Week("voksen-a", days), Standing(9, 2, 1, 3, s.now, 12, 4, 1, 1, s.now.date()), last
    )
