"""`/status klager`: the reversal rate with its definition and n, full medhold beside it, and what is open."""

from rules.appeal_figures import APPEAL_DEFINITIONS
from rules.figures import Share
from rules.reversal import FEW, Reversal
from rules.small_numbers import SMALLEST
from storage.complaint_models import Stage
from storage.complaint_rate import Appeals
from views import complaint_words as words
from views.blocks import Message, context, inert, section
from views.texts import Texts

MOST_PARAGRAPHS = 15


def appeals(t: Texts, found: Appeals, teams: str) -> Message:
    """Everything about complaints, to the asker alone."""
    year = found.now.astimezone(t.zone).year
    lines = [
        t("I år ({year}): {rate}", year=year, rate=rate(t, found.this_year)),
        t("Sidste år ({year}): {rate}", year=year - 1, rate=rate(t, found.last_year)),
        t("Seneste tolv måneder: {rate}", rate=rate(t, found.twelve_months)),
    ]
    title = t("*Klager og omgørelsesprocent, {teams}*", teams=inert(teams))
    blocks = [section("\n".join([title, *lines])), section("\n".join(_parts(t, found)))]
    if found.paragraphs:
        blocks.append(section("\n".join(_paragraphs(t, found))))
    said = t("Omgørelsesprocent, seneste tolv måneder: {rate}", rate=rate(t, found.twelve_months))
    return Message(said.replace("*", ""), [*blocks, context(_foot(t, found))])


def rate(t: Texts, one: Reversal) -> str:
    """ "19 % (24 af 129)", with a warning where so few say little."""
    if one.percent is None:
        return t("ingen afgjorte sager")
    said = t("*{percent} %* ({n} af {of})", percent=one.percent, n=one.against, of=one.of)
    if not one.few:
        return said
    return t("{said} :warning: få sager, så én flytter meget", said=said)


def rate_leaving(t: Texts, one: Reversal) -> str:
    """The same where others than the team read along: nothing that rests on fewer than five."""
    if one.percent is None:
        return t("ingen afgjorte sager")
    if one.small or 0 < one.against < SMALLEST or 0 < one.upheld < SMALLEST:
        return t("for få sager til at vise")
    return rate(t, one)


def _parts(t: Texts, found: Appeals) -> list[str]:
    one, open_ = found.twelve_months, found.open
    return [
        t(
            "Af de seneste tolv måneders: {remitted} hjemvist, {changed} ændret eller ophævet, "
            "{upheld} stadfæstet. Uden for: {outside} afvist eller henvist.",
            remitted=one.remitted,
            changed=one.changed,
            upheld=one.upheld,
            outside=one.outside,
        ),
        t(
            "Fuldt medhold ved genvurdering: {year} i år, {months} de seneste tolv måneder.",
            year=_share(t, found.medhold),
            months=_share(t, found.medhold_twelve_months),
        ),
        t(
            "Åbne klager: *{reassessed}* genvurderes, *{answer}* venter på borgerens svar, "
            "*{forwarding}* skal sendes, *{board}* hos Ankestyrelsen.",
            reassessed=open_.get(Stage.REASSESSMENT, 0),
            answer=open_.get(Stage.ANSWER, 0),
            forwarding=open_.get(Stage.FORWARDING, 0),
            board=open_.get(Stage.BOARD, 0),
        ),
    ]


def _share(t: Texts, share: Share) -> str:
    return t("*{n} af {of}*", n=share.n, of=share.of) if share.of else t("ingen at tælle")


def _paragraphs(t: Texts, found: Appeals) -> list[str]:
    worst = sorted(found.paragraphs.items(), key=lambda pair: (-pair[1].against, -pair[1].of, pair[0]))
    shown = [
        t("{what}: {rate}", what=words.of_what(t, *key), rate=rate(t, one))
        for key, one in worst[:MOST_PARAGRAPHS]
    ]
    left_out = len(worst) - len(shown)
    more = [t.count("… og 1 paragraf til.", "… og {n} paragraffer til.", left_out)] if left_out else []
    return [t("*Seneste tolv måneder, efter paragraf*"), *shown, *more]


def _foot(t: Texts, found: Appeals) -> str:
    defined = [f"*{t.say(one.title)}.* {t.say(one.text)}" for one in APPEAL_DEFINITIONS.values()]
    few = t("Under {few} sager siger procenten lidt. Trukket {when}.", few=FEW, when=t.moment(found.now))
    return " ".join([*defined, few])
