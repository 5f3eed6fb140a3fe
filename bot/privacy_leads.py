"""What only leads are shown: their part of Home, and moving a colleague's calls."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.privacy_deadlines import RULE
from bot.privacy_stage import HOME, MODAL, NUMBER, Sample, Stage
from rules.statute import Length, Unit
from storage.bulk_handover import Undone
from storage.handover_reads import Moved, Preview
from storage.pages import Lead
from storage.rule_changes import Changed
from storage.workload import Day, Week
from views import bulk_handover, home, ids, rule_changes
from views.blocks import Block
from views.bulk_handover import Leave
from views.home import HomeData
from views.replies import notice_view

GIVER, TAKER, READER = "Karim Aziz", "Maja Lund", "teamlederen"


def samples_of_leads(s: Stage) -> list[Sample]:
    """In the order a lead meets them."""
    receipt = bulk_handover.receipt(s.t, _moved(s), {NUMBER})
    return [
        Sample("Hjem for en teamleder", HOME, READER, _home(s), home.home),
        Sample("Ændrede regler", MODAL, READER, _rule_changes(s), rule_changes.changes),
        Sample("Flyt opkald", MODAL, READER, bulk_handover.form(s.t), bulk_handover.form),
        Sample("Flyt opkald: hvad der flyttes", MODAL, READER, _preview(s), bulk_handover.preview),
        Sample("Flyt opkald: kvitteringen", MODAL, READER, receipt, bulk_handover.receipt),
        Sample("Flyt opkald: fortrudt", MODAL, READER, _undone(s), bulk_handover.undone),
    ]


def _home(s: Stage) -> Block:
    days = tuple(
        Day(s.now + timedelta(days=n), due=n, at_work=at_work, people=3)
        for n, at_work in enumerate((3, 2.5, 2.5, 1, 0))
    )
    _, team, over = s.three
    lead = Lead(weeks=[Week("voksen-a", days)], moved=[_moved(s)], rules_changed=2)
    reader = replace(s.reader("U0LONE"), leads=frozenset({"voksen-a"}))
    return home.home(s.t, HomeData(mine=(), team=team, over=over, lead=lead), reader)


def _rule_changes(s: Stage) -> Block:
    today = s.now.date()
    sooner = RULE.with_length(Length(Unit.WEEKS, Decimal(4)))
    one = Changed(
        NUMBER, "voksen-a", GIVER, RULE, sooner, today + timedelta(days=56), today + timedelta(days=28)
    )
    return rule_changes.changes(s.t, [one], today)


def _moved(s: Stage) -> Moved:
    return Moved(7, s.now, GIVER, TAKER, (NUMBER, NUMBER + 1), frozenset({"voksen-a"}))


def _preview(s: Stage) -> Block:
    found = Preview(
        numbers=(NUMBER, NUMBER + 1, NUMBER + 2),
        over=1,
        today=1,
        urgent=1,
        protected=1,
        to_note=1,
        changing_team=1,
        earliest=s.now,
        too_many=1,
        elsewhere=1,
    )
    leave = Leave(s.now + timedelta(days=5), "Peter Dam")
    return bulk_handover.preview(
        s.t, found, GIVER, TAKER, leave, private_metadata=f"U0KARIM U0MAJA {NUMBER},{NUMBER + 1}"
    )


def _undone(s: Stage) -> Block:
    text = bulk_handover.undone(s.t, Undone(GIVER, TAKER, back=1, touched=1, given_on=1, closed=1))
    return notice_view(s.t, ids.RECEIPT, s.t("Fortrudt"), text)
