"""*Flyt opkald*: whom from and to, what that moves, what was moved, and what came back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from storage.bulk_handover import Undone
from storage.handover_reads import MOST, Moved, Preview
from views import ids
from views.blocks import Block, actions, button, context, field_of, inert, modal, search, section
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Leave:
    """The new owner is away: until when (not included), and who rings instead; None: nobody is at work."""

    until: datetime
    stand_in: str | None


def form(t: Texts, *, giver: Block | None = None, taker: Block | None = None, say: str = "") -> Block:
    """Whose calls, and to whom."""
    return modal(
        ids.HAND_OVER_FORM,
        t("Flyt opkald"),
        [
            *([section(say)] if say else []),
            section(t("Flyt alle en kollegas opkald på én gang. Du ser, hvad der flyttes, før det sker.")),
            field_of(ids.FROM, t("Fra"), search(ids.FROM, chosen=giver, placeholder=t("En i dit team"))),
            field_of(ids.TO, t("Til"), search(ids.TO, chosen=taker, placeholder=t("Skriv et navn"))),
        ],
        submit=t("Vis"),
        close=t("Annuller"),
    )


def preview(
    t: Texts, found: Preview, giver: str, taker: str, leave: Leave | None, *, private_metadata: str
) -> Block:
    """What moves if it is confirmed. With nothing to move there is nothing to confirm."""
    n = len(found.numbers)
    if not n:
        return modal(ids.HAND_OVER_RECEIPT, t("Flyt opkald"), _nothing(t, found, giver), close=t("Luk"))
    return modal(
        ids.HAND_OVER_PREVIEW,
        t("Flyt opkald"),
        [
            section(_headline(t, found, giver, taker)),
            section("\n".join(f"• {line}" for line in _counts(t, found))),
            *(section(one) for one in (_away(t, taker, leave), *_staying(t, found)) if one),
        ],
        submit=t("Flyt dem") if found.deadlines else t.count("Flyt 1 opkald", "Flyt {n} opkald", n),
        close=t("Annuller"),
        private_metadata=private_metadata,
    )


def _nothing(t: Texts, found: Preview, giver: str) -> list[Block]:
    none = t("{giver} har ingen opkald i de team, du leder. Der er ikke noget at flytte.", giver=inert(giver))
    return [section(none), *(section(one) for one in _staying(t, found))]


def _headline(t: Texts, found: Preview, giver: str, taker: str) -> str:
    n = len(found.numbers)
    if found.deadlines:
        return t.count(
            "*1 frist* går fra {giver} til {taker}. Datoen flytter sig ikke.",
            "*{n} opkald og frister* går fra {giver} til {taker}. Datoerne flytter sig ikke.",
            n,
            giver=inert(giver),
            taker=inert(taker),
        )
    return t.count(
        "*1 opkald* går fra {giver} til {taker}. Fristerne flytter sig ikke.",
        "*{n} opkald* går fra {giver} til {taker}. Fristerne flytter sig ikke.",
        n,
        giver=inert(giver),
        taker=inert(taker),
    )


def _counts(t: Texts, found: Preview) -> list[str]:
    lines = [
        (found.deadlines, t("Lovbestemte frister blandt dem: {n}", n=found.deadlines)),
        (found.over, t("Over fristen: {n}", n=found.over)),
        (found.today, t("Frist i dag: {n}", n=found.today)),
        (found.urgent, t("Haster: {n}", n=found.urgent)),
        (
            found.protected,
            t("Beskyttet adresse: {n}. Den nye ejer kan åbne dem.", n=found.protected),
        ),
        (
            found.to_note,
            t("Mangler kun at blive noteret: {n}. Det følger med til den nye ejer.", n=found.to_note),
        ),
        (
            found.changing_team,
            t("Skifter team, fordi den nye ejer arbejder i et andet: {n}", n=found.changing_team),
        ),
    ]
    earliest = [t("Tidligste frist: {when}", when=t.moment(found.earliest))] if found.earliest else []
    return [*earliest, *(line for n, line in lines if n)]


def _away(t: Texts, taker: str, leave: Leave | None) -> str:
    if leave is None:
        return ""
    facts = {"taker": inert(taker), "until": _until(t, leave.until)}
    if leave.stand_in is None:
        return t("{taker} er væk {until}, og ingen i teamet er på arbejde. Du kan flytte alligevel.", **facts)
    return t(
        "{taker} er væk {until}, og {stand_in} ringer imens. Du kan flytte alligevel.",
        stand_in=inert(leave.stand_in),
        **facts,
    )


def _until(t: Texts, ends: datetime) -> str:
    """The last day away, or the moment when it ends in the middle of a day."""
    whole = ends.astimezone(t.zone).time() == time.min
    if whole:
        return t("til og med {day}", day=t.day(ends - timedelta(seconds=1)))
    return t("til {when}", when=t.moment(ends))


def _staying(t: Texts, found: Preview) -> list[str]:
    others = t.count(
        "1 opkald hører til et team, du ikke leder, og bliver, hvor det er.",
        "{n} opkald hører til team, du ikke leder, og bliver, hvor de er.",
        found.elsewhere,
    )
    rest = t.count(
        "Der kan flyttes {most} ad gangen. 1 opkald bliver i denne omgang.",
        "Der kan flyttes {most} ad gangen. {n} opkald bliver i denne omgang.",
        found.too_many,
        most=MOST,
    )
    return [*([others] if found.elsewhere else []), *([rest] if found.too_many else [])]


def receipt(t: Texts, moved: Moved, shown: Collection[int]) -> Block:
    """What was moved, what of it was not in the preview, and *Fortryd*."""
    return modal(
        ids.HAND_OVER_RECEIPT,
        t("Flyttet"),
        [
            section(summary(t, moved)),
            *(section(one) for one in _since_shown(t, moved, shown)),
            context(t("Fristerne er de samme. Fortryd virker i 10 minutter, også fra Hjem.")),
            actions("handover", [button(ids.HAND_OVER_UNDO, t("Fortryd"), str(moved.id))]),
        ],
        close=t("Luk"),
    )


def summary(t: Texts, moved: Moved) -> str:
    """ "5 opkald er flyttet fra Karim Aziz til Maja Lund."."""
    if moved.deadlines:
        return t.count(
            "1 frist er flyttet fra {giver} til {taker}.",
            "{n} opkald og frister er flyttet fra {giver} til {taker}.",
            len(moved.numbers),
            giver=inert(moved.from_name),
            taker=inert(moved.to_name),
        )
    return t.count(
        "1 opkald er flyttet fra {giver} til {taker}.",
        "{n} opkald er flyttet fra {giver} til {taker}.",
        len(moved.numbers),
        giver=inert(moved.from_name),
        taker=inert(moved.to_name),
    )


def _since_shown(t: Texts, moved: Moved, shown: Collection[int]) -> list[str]:
    """What happened between the preview and the confirmation."""
    came = len(set(moved.numbers) - set(shown))
    went = len(set(shown) - set(moved.numbers))
    said = [
        (
            came,
            t.count(
                "1 af dem er kommet til, siden du så listen.",
                "{n} af dem er kommet til, siden du så listen.",
                came,
            ),
        ),
        (
            went,
            t.count(
                "1 opkald på listen er afsluttet eller givet videre imens og er ikke flyttet.",
                "{n} opkald på listen er afsluttet eller givet videre imens og er ikke flyttet.",
                went,
            ),
        ),
    ]
    return [sentence for n, sentence in said if n]


def nothing_left(t: Texts) -> str:
    """What was shown is gone: closed or given on since."""
    return t("Der er ikke længere noget at flytte. Opkaldene er afsluttet eller givet videre imens.")


def undone(t: Texts, result: Undone) -> str:
    """What came back, what stayed, and why."""
    giver, taker = inert(result.from_name), inert(result.to_name)
    if result.deadlines:
        return "\n".join([_back(t, result, giver), *_rest_stayed(t, result)])
    none = t("Ingen opkald er gået tilbage til {giver}.", giver=giver)
    back = t.count(
        "1 opkald er igen hos {giver}.", "{n} opkald er igen hos {giver}.", result.back, giver=giver
    )
    return "\n".join([back if result.back else none, *_stayed(t, result, taker)])


def _back(t: Texts, result: Undone, giver: str) -> str:
    """The same where there were deadlines among what was moved."""
    if not result.back:
        return t("Ingen opkald eller frister er gået tilbage til {giver}.", giver=giver)
    return t.count(
        "Ét af dem er igen hos {giver}.",
        "{n} opkald og frister er igen hos {giver}.",
        result.back,
        giver=giver,
    )


def _rest_stayed(t: Texts, result: Undone) -> list[str]:
    stayed = result.touched + result.given_on + result.closed
    if not stayed:
        return []
    return [
        t.count(
            "Ét bliver, hvor det er: der er arbejdet med det, det er givet videre eller afsluttet siden.",
            "{n} bliver, hvor de er: der er arbejdet med dem, de er givet videre eller afsluttet siden.",
            stayed,
        )
    ]


def _stayed(t: Texts, result: Undone, taker: str) -> list[str]:
    said = [
        (
            result.touched,
            t.count(
                "1 opkald bliver hos {taker}, fordi nogen har arbejdet med det siden.",
                "{n} opkald bliver hos {taker}, fordi nogen har arbejdet med dem siden.",
                result.touched,
                taker=taker,
            ),
        ),
        (
            result.given_on,
            t.count(
                "1 opkald bliver, hvor det er, fordi det er givet videre siden.",
                "{n} opkald bliver, hvor de er, fordi de er givet videre siden.",
                result.given_on,
            ),
        ),
        (
            result.closed,
            t.count("1 opkald er afsluttet siden.", "{n} opkald er afsluttet siden.", result.closed),
        ),
    ]
    return [sentence for n, sentence in said if n]
