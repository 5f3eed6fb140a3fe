"""Samples of questions to the jurist, drawn with an invented call and an invented case."""

from datetime import timedelta

from bot.privacy_deadlines import RULE
from bot.privacy_stage import DM, HOME, MODAL, NUMBER, Sample, Stage
from storage.pages import Jurist
from storage.questions import Asked
from views import home, questions
from views.home import HomeData


def samples_of_questions(s: Stage) -> list[Sample]:
    """One of a case, one of a call whose address is protected, and one that is answered."""
    case, call, answered = (
        _asked(s, NUMBER),
        _asked(s, NUMBER + 1, call=True),
        _asked(s, NUMBER + 2, answered=True),
    )
    return [
        Sample(
            "Et spørgsmål til juristen",
            DM,
            "juristen",
            questions.to_the_jurist(s.t, [case, call, answered], s.reader("U0JONNA")),
            questions.to_the_jurist,
        ),
        Sample(
            "Hjem for juristen",
            HOME,
            "jurist og koordinator",
            home.home(s.t, HomeData(jurist=Jurist(4, 1)), s.reader("U0JONNA")),
            home.home,
        ),
        Sample(
            "Spørgsmål, der venter",
            MODAL,
            "juristen",
            questions.questions_list(s.t, [case, call], s.reader("U0JONNA")),
            questions.questions_list,
        ),
        Sample(
            "Juristen har svaret",
            DM,
            "den, der spurgte",
            questions.to_the_asker(s.t, [answered], s.reader()),
            questions.to_the_asker,
        ),
    ]


def _asked(s: Stage, number: int, *, call: bool = False, answered: bool = False) -> Asked:
    return Asked(
        number=number,
        rule=None if call else RULE,
        team_key="voksen-a",
        asked_by="Karim Aziz",
        asked_at=s.now - timedelta(hours=2),
        answered_by="Jonna Friis" if answered else None,
        answered_at=s.now if answered else None,
        live=True,
        protected=call,
    )
