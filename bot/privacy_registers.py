"""Samples of what the registers show: the action plan, the quality sample, trials and the pulse."""

from datetime import date

from bot.privacy_deadlines import CASE_REF
from bot.privacy_stage import DM, EPHEMERAL, MODAL, NUMBER, Sample, Stage, said
from rules.initiative import Initiative
from rules.pulse import QUESTIONS, Answered
from rules.sample import Finding, Heading
from rules.sample_findings import Row
from rules.trial import Share
from storage.initiatives import Now
from storage.register_models import InitiativeNote, QualityCase, QualitySample, Trial
from storage.samples import Sample as Drawn
from views import plan, plan_form, pulse, register_help, sample, trial

OWNER, REVIEWER, EVERYBODY = "ejeren af en indsats", "den, der gennemgår", "alle med en rolle"
NAMES, TEAMS = {"U0LONE": "Lone Krag"}, {"voksen-a": "Voksenteam A"}
MONTH = date(2026, 10, 1)


def samples_of_registers(s: Stage) -> list[Sample]:
    """In the order of the page on the plan."""
    return [*_plan(s), *_sample(s), *_trials(s), *_pulse(s)]


def _plan(s: Stage) -> list[Sample]:
    one = Now(
        Initiative(
            "moeder",
            "Supervision",
            "U0LONE",
            date(2026, 4, 1),
            expected=date(2026, 8, 1),
            answers="Supervision",
            status="2026",
            note="2026",
        ),
        1,
        s.now,
    )
    note = InitiativeNote(
        id=1, key="moeder", version=1, at=s.now, by="U0LONE", status="2026", expected_on=None
    )
    today = s.now.date()
    opened = (s.t, one, [note], NAMES, today)
    return [
        Sample("Handleplanen", EPHEMERAL, EVERYBODY, plan.plan(s.t, [one], today, s.now), plan.plan),
        Sample(
            "Spørgsmålet om status",
            DM,
            OWNER,
            plan.nudge(s.t, [one], [False], today.replace(day=1)),
            plan.nudge,
        ),
        Sample("En indsats, der skrives i", MODAL, OWNER, plan_form.form(*opened), plan_form.form),
        Sample("En indsats", MODAL, EVERYBODY, plan_form.shown(*opened), plan_form.shown),
        Sample(
            "Hjælp til registrene",
            EPHEMERAL,
            EVERYBODY,
            said(register_help.words(s.t, "/status")),
            register_help.words,
        ),
    ]


def _sample(s: Stage) -> list[Sample]:
    drawn = QualitySample(
        id=1,
        month=MONTH,
        drawn_at=s.now,
        seed="2026-10:0f1e2d",
        wanted=6,
        frame=[[NUMBER, "§ 85", "U0KARIM"]],
    )
    case = QualityCase(
        id=1, sample_id=1, place=1, deadline_id=NUMBER, team_key="voksen-a", paragraph="serviceloven § 85"
    )
    found = Drawn(drawn, [case])
    cells = {
        heading: {Finding.IN_ORDER: 9, Finding.REMARK: None, Finding.NOT_RELEVANT: None}
        for heading in Heading
    }
    told = sample.told(s.t, found, [Row("voksen-a", 12, cells)], TEAMS, s.now, may=True)
    return [
        Sample("Kvalitetsstikprøven", DM, REVIEWER, sample.message(s.t, found), sample.message),
        Sample(
            "Kvalitetsstikprøvens sager",
            MODAL,
            REVIEWER,
            sample.cases(s.t, found, [case], [1], TEAMS),
            sample.cases,
        ),
        Sample("En gennemgang", MODAL, REVIEWER, sample.form(s.t, case, CASE_REF, {}), sample.form),
        Sample("Fund i stikprøverne", EPHEMERAL, EVERYBODY, told, sample.told),
    ]


def _trials(s: Stage) -> list[Sample]:
    today = s.now.date()
    one = Trial(
        id=3,
        idea="PDSA",
        question="PDSA",
        prediction="8/10",
        plan="PDSA",
        carried_out="",
        study="",
        act=None,
        study_on=today,
        owner_id="U0KARIM",
        version=1,
        ended_at=None,
    )
    who = "sagsbehandlere, leder, jurist og koordinator"
    told = trial.told(s.t, [one], Share(1, 1), today, s.now, may=True)
    return [
        Sample("Forsøgene", EPHEMERAL, EVERYBODY, told, trial.told),
        Sample("Et forsøgs dag", DM, "forsøgets ejer", trial.reminder(s.t, one, today), trial.reminder),
        Sample("Et forsøg, der skrives i", MODAL, who, trial.form(s.t, one, today), trial.form),
        Sample("Et forsøg", MODAL, who, trial.shown(s.t, one, today), trial.shown),
    ]


def _pulse(s: Stage) -> list[Sample]:
    questions = [str(one) for one in QUESTIONS]
    answered = [Answered(MONTH, questions[0], 9, 3.4), Answered(MONTH, questions[1], None, None)]
    who = "sagsbehandlere"
    return [
        Sample("Månedens to spørgsmål", DM, who, pulse.asked(s.t, MONTH), pulse.asked),
        Sample("Svaret på dem", MODAL, who, pulse.form(s.t, questions, MONTH), pulse.form),
        Sample(
            "Hvad der blev svaret",
            EPHEMERAL,
            EVERYBODY,
            pulse.told(s.t, answered, s.now, on=True),
            pulse.told,
        ),
    ]
