"""Samples of what the auditor is shown: the month's spot check."""

from datetime import date, timedelta

from bot.privacy_stage import DM, MODAL, NUMBER, Sample, Stage
from storage.audit_models import Answer, SpotCheck, SpotRead
from views import spot_check

READER = "revisionen"
ACTIONS = ("citizen_read", "case_read", "number_searched", "insight_given", "exported")


def samples_of_audit(s: Stage) -> list[Sample]:
    """The message, and the window it opens."""
    check = SpotCheck(id=2, month=date(2026, 10, 1), drawn_at=s.now, seed="2026-10:0f1e2d", frame_size=412)
    reads = [_read(s, number, action) for number, action in enumerate(ACTIONS, start=1)]
    reads[0].check_id = 1
    reads[1].answer, reads[2].answer = Answer.CONFIRMED, Answer.INVESTIGATE
    names = {"U0KARIM": "Karim Aziz"}
    return [
        Sample("Stikprøven", DM, READER, spot_check.message(s.t, check, reads), spot_check.message),
        Sample(
            "Stikprøvens opslag", MODAL, READER, spot_check.shown(s.t, check, reads, names), spot_check.shown
        ),
    ]


def _read(s: Stage, number: int, action: str) -> SpotRead:
    item = None if action in ("number_searched", "exported") else NUMBER
    at = s.now - timedelta(days=30 + number)
    return SpotRead(
        id=number, check_id=2, event_id=number, at=at, actor="U0KARIM", action=action, deadline_id=item
    )
