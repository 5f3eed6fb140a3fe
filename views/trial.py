"""Trials in Slack: counts, the reminder of a date, and the form. What people wrote opens in windows only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from rules.trial import Act, Share, foretold
from storage.register_models import MOST_TRIAL_TEXT, Trial
from views import ids
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    date_picker,
    field_of,
    inert,
    modal,
    option,
    section,
    select,
    text_input,
)
from views.texts import Texts

UNDECIDED = "-"
MOST_SHOWN = 40
USUALLY = timedelta(days=14)  # until one looks


def acts(t: Texts) -> Mapping[Act, str]:
    """What may be decided."""
    return {Act.ADOPT: t("Indfør det"), Act.ADAPT: t("Tilpas det, og prøv igen"), Act.DROP: t("Drop det")}


def told(
    t: Texts, running: Sequence[Trial], share: Share, today: date, now: datetime, *, may: bool
) -> Message:
    """What the counts' word answers; the list and its buttons for those who try things."""
    text = t(
        "Åbne forsøg: {running}. {predicted} af {n} forsøg har en forudsigelse.",
        running=len(running),
        predicted=share.predicted,
        n=share.n,
    )
    blocks = [section(text)]
    if may:
        blocks += [_line(t, one, today) for one in running[:MOST_SHOWN]]
        blocks.append(actions("trials", [button(ids.TRIAL_NEW, t("Nyt forsøg"), "new")]))
    note = t("Andelen er af alle forsøg, også dem der er slut. Opgjort {when}.", when=t.moment(now))
    return Message(text, [*blocks, context(note)])


def _line(t: Texts, one: Trial, today: date) -> Block:
    has = t("med forudsigelse") if one.prediction else t("uden forudsigelse")
    line = t(
        "*Forsøg nr. {number}*, {has}, ses efter {day}", number=one.id, has=has, day=t.on(one.study_on, today)
    )
    return section(line, block_id=f"trial_{one.id}", accessory=button(ids.TRIAL_OPEN, t("Åbn"), str(one.id)))


def reminder(t: Texts, one: Trial, day: date) -> Message:
    """To its owner, on the day; changes once somebody has written what they saw, or put it off."""
    if one.ended_at is not None:
        text = t("Forsøg nr. {number} er afsluttet.", number=one.id)
        return Message(text, [section(text)])
    if one.study_on != day:
        text = t("Forsøg nr. {number}: I ser efter igen {day}.", number=one.id, day=t.on(one.study_on, day))
    else:
        text = t("Forsøg nr. {number}: i dag ser I på, hvordan det gik.", number=one.id)
    opening = button(ids.TRIAL_OPEN, t("Åbn forsøget"), str(one.id))
    return Message(text, [section(text), actions("trial", [opening])])


def form(t: Texts, one: Trial | None, today: date) -> Block:
    """A new trial's first five fields, or a begun one's with what was seen and decided."""
    idea, question, plan = (one.idea, one.question, one.plan) if one else ("", "", "")
    fields = [
        _text(t("Idé"), ids.TRIAL_IDEA, idea, needed=True, focus=one is None),
        _text(t("Spørgsmål, forsøget skal svare på"), ids.TRIAL_QUESTION, question, needed=True),
        _prediction(t, one),
        _text(t("Plan: hvem, hvad, hvornår"), ids.TRIAL_PLAN, plan),
    ]
    if one is not None:
        fields += _seen(t, one)
    day = one.study_on if one else today + USUALLY
    picker = date_picker(ids.TRIAL_STUDY_ON, chosen=day)
    fields.append(field_of(ids.TRIAL_STUDY_ON, t("Ses efter den"), picker))
    return modal(
        ids.TRIAL_FORM,
        t("Nyt forsøg") if one is None else t("Forsøg nr. {number}", number=one.id),
        [context(t("Skriv om arbejdet, ikke om borgere eller kolleger.")), *fields],
        submit=t("Gem"),
        close=t("Annuller"),
        private_metadata=f"{one.id}:{one.version}" if one else "",
    )


def _prediction(t: Texts, one: Trial | None) -> Block:
    """A prediction is none once it is known how it went."""
    if one is not None and not foretold(one.study, one.act, one.study):
        title, none = t("Forudsigelse"), t("Der er ingen.")
        return section(f"*{title}*\n{inert(one.prediction) or none}")
    label = t("Forudsigelse, før I ser efter: hvad sker der")
    return _text(label, ids.TRIAL_PREDICTION, one.prediction if one else "")


def _seen(t: Texts, one: Trial) -> list[Block]:
    options = [option(t("Ikke besluttet"), UNDECIDED), *(option(name, act) for act, name in acts(t).items())]
    chosen = one.act if one.act in (Act.ADOPT, Act.DROP) else UNDECIDED
    return [
        _text(t("Gjort: hvad skete der"), ids.TRIAL_CARRIED_OUT, one.carried_out),
        _text(t("Set: hvad viste det, mod forudsigelsen"), ids.TRIAL_STUDY, one.study),
        field_of(ids.TRIAL_ACT, t("Beslutning"), select(ids.TRIAL_ACT, options, chosen=chosen)),
    ]


def _text(label: str, block: str, value: str, *, needed: bool = False, focus: bool = False) -> Block:
    typed = text_input(block, value=value, most=MOST_TRIAL_TEXT, multiline=True, focus=focus)
    return field_of(block, label, typed, optional=not needed)


def shown(t: Texts, one: Trial, today: date) -> Block:
    """For those who may not write in it, and for a trial that has ended."""
    nothing = t("Ikke skrevet")
    parts = {
        t("Idé"): one.idea,
        t("Spørgsmål"): one.question,
        t("Forudsigelse"): one.prediction,
        t("Plan"): one.plan,
        t("Gjort"): one.carried_out,
        t("Set"): one.study,
        t("Beslutning"): acts(t)[one.act] if one.act else "",
    }
    blocks = [section(f"*{name}*\n{inert(text) or nothing}") for name, text in parts.items()]
    date_line = context(t("Ses efter {day}.", day=t.on(one.study_on, today)))
    title = t("Forsøg nr. {number}", number=one.id)
    return modal(ids.TRIAL_SHOWN, title, [*blocks, date_line], close=t("Luk"))
