"""How long things are kept, for docs/privatliv.md: made from the rules themselves."""

from rules.retention import Retention

NOTHING = "intet"


def kept(retention: Retention) -> list[str]:
    """The rows: what, for how long, which setting says so, and what is left afterwards."""
    calls = (
        f"{retention.callback_days} dage efter, at det er lukket og journaliseret, frafaldet eller fortrudt"
    )
    deadlines = f"{retention.deadline_months} måneder efter, at den er lukket"
    complained = f"{retention.deadline_months} måneder efter, at klagen er afsluttet"
    traces = f"{retention.trace_days} dage"
    gone = "hændelser uden indhold, og dagens tal uden personer"
    rows = [
        ("Opkald med navn, nummer, besked og forsøg", calls, "callback_days", gone),
        (
            "Et opkald, en frist kom af",
            f"tømt efter {retention.callback_days} dage",
            "callback_days",
            "tider",
        ),
        ("Frister med sagsnummer", deadlines, "deadline_months", gone),
        ("Frister med sagsnummer i en klage", complained, "deadline_months", gone),
        ("Læringen af Ankestyrelsens afgørelse", "som klagens frister", "deadline_months", "udfald og dato"),
        ("Klagers forløb og udfald, uden sag", "altid", "–", "dage, paragraf og medarbejdere"),
        (
            "Hændelsesloggen og stikprøverne",
            f"{retention.audit_months} måneder",
            "audit_months",
            "kædens begyndelse",
        ),
        (
            "Sendte beskeder (hvem og hvornår)",
            f"{traces}, når intet, de taler om, er gemt",
            "trace_days",
            NOTHING,
        ),
        (
            "Møder med punkter og deltagere, og principafgørelser, der er taget ud",
            f"{retention.audit_months} måneder",
            "audit_months",
            NOTHING,
        ),
        ("Principafgørelser, der gælder, og hvem der har læst dem", "så længe de gælder", "–", "–"),
        (
            "Kvalitetsstikprøver med fund, og forsøg, der er slut",
            f"{retention.audit_months} måneder",
            "audit_months",
            NOTHING,
        ),
        ("Handleplanens statusser, og hvem der skrev dem", "så længe programmet bruges", "–", "–"),
        ("Hvem der har svaret på månedens to spørgsmål", "måneden ud", "–", "antal pr. svar"),
        ("Fravær, der er ovre, og flytninger", traces, "trace_days", NOTHING),
        ("Tryk, der er set før, kørsler og processer", traces, "trace_days", NOTHING),
        ("Tal pr. dag, team og frist", "altid", "–", "de er uden personer"),
        ("Medarbejderes navne fra Slack", "så længe programmet bruges", "–", "–"),
    ]
    return [f"| {what} | {how_long} | {_setting(name)} | {left} |" for what, how_long, name, left in rows]


def _setting(name: str) -> str:
    return name if name == "–" else f"`{name}`"
