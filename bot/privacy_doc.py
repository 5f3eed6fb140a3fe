"""The parts of docs/privatliv.md made from the code; `python -m bot.privacy_doc` writes them anew."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Table

from bot.manifest import EVENTS, SCOPES
from bot.office_file import EXAMPLE, load_office
from bot.privacy_deadlines import CASE_REF
from bot.privacy_kept import kept
from bot.privacy_samples import samples
from bot.privacy_stage import NAME, NOTE, SHOWN_PHONE, Sample
from rules.office import Role
from rules.rights import GENERAL, Action, Facts, may
from storage.base import Base
from views.blocks import Block, Message

PAGE = Path(__file__).parent.parent / "docs" / "privatliv.md"
PARTS = re.compile(r"(<!-- (\w+): lavet af bot/privacy_doc\.py -->\n).*?(<!-- slut -->)", re.DOTALL)
ABOUT_THE_CITIZEN = {"navn": NAME, "nummer": SHOWN_PHONE, "besked": NOTE, "sagsnummer": CASE_REF}
SCOPE_USE = {
    "commands": "at modtage kommandoerne",
    "chat:write": "at skrive beskeder",
    "users:read": "at kende kollegers navne og se, hvem der er holdt op",
    "im:history": "at finde sin egen besked igen, så den ikke sendes to gange",
    "im:write": "at åbne samtalen med en kollega, når en besked skal findes igen",
    "files:read": "at hente den fristtabel, en administrator lægger i skemaet; ingen andre filer hentes",
    "channels:read": "at se, om der er nogen udefra i en kanal, før tal vises der; aldrig hvad der skrives",
    "groups:read": "det samme i private kanaler, botten er inviteret til",
}
ROLE_NAMES = {
    Role.RECEPTIONIST: "modtager",
    Role.CASEWORKER: "sagsbehandler",
    Role.LEAD: "teamleder",
    Role.JURIST: "jurist",
    Role.COORDINATOR: "koordinator",
    Role.AUDITOR: "revision",
    Role.ADMIN: "administrator",
    Role.CHIEF: "centerchef",
}
ACTION_NAMES = {
    Action.LOG: "logge et opkald",
    Action.FIND: "finde et opkalds skæbne",
    Action.AMEND: "rette og fortryde sit eget",
    Action.OPEN: "se navn, nummer og besked",
    Action.WORK: "notere forsøg og svar",
    Action.TAKE: "tage opkaldet",
    Action.GIVE: "give opkaldet videre",
    Action.COUNT: "se tallene",
    Action.DETAILS: "se, hvor meget hver enkelt har åbent i det team, man leder",
    Action.HOME: "se sit Hjem",
    Action.REOPEN: "genåbne et opkald",
    Action.HAND_OVER: "flytte alle en kollegas opkald",
    Action.SETTINGS: "vælge sprog og tid for sin liste",
    Action.ABSENCE: "melde fravær",
    Action.FOLLOW: "følge den frist, en afsluttet frist fører til",
    Action.REGISTER: "starte en frist på en sag",
    Action.RULES: "lægge kommunens tabel i fristkataloget",
    Action.AUDIT: "svare på stikprøven af opslag",
    Action.AGENDA: "åbne dagsordenen til de møder, man er med i, og læse principafgørelser",
    Action.PRECEDENT: "lægge en principafgørelse ind, eller tage den ud",
    Action.COMPLAINT: "åbne en klage med sagsnummeret, og skrive Ankestyrelsens afgørelse",
    Action.QUESTIONS: "se, hvilke spørgsmål der venter på juristen",
    Action.ANSWER: "svare på et spørgsmål til juristen om det",
    Action.PLAN: "læse handleplanen; ejeren af en indsats, lederne og centerchefen skriver i den",
    Action.SAMPLE: "gennemgå de afgørelser, der er trukket til kvalitet, men aldrig sine egne",
    Action.TRIAL: "begynde, læse og skrive i små forsøg",
    Action.PULSE: "svare på månedens to spørgsmål uden navn",
    Action.DECIDE_RULE: "bestemme, om en løbende frist følger en ny regel",
}

# What the event log can say, by the words in it; a refused attempt is logged by what was tried.
EVENT_NAMES = {
    "call_logged": "et opkald er logget",
    "call_corrected": "et opkald er rettet",
    "call_undone": "et opkald er fortrudt",
    "called_again": "borgeren ringede igen",
    "reassigned": "et opkald er givet videre",
    "handed_over": "et opkald er flyttet sammen med alle en kollegas",
    "handover_undone": "flytningen er fortrudt, og opkaldet er tilbage",
    "number_searched": "nogen søgte på et nummer; kun hvor mange opkald, der fandtes",
    "citizen_read": "nogen åbnede navn, nummer og besked",
    "call_taken": "et opkald er taget",
    "attempt": "et forsøg på at ringe, med udfald",
    "spoke": "der er talt med borgeren",
    "ended": "et opkald er afsluttet uden kontakt: brev eller forgæves",
    "reopened": "et opkald er genåbnet, og hvorfor",
    "returned_to_team": "et taget opkald lå urørt og er tilbage på teamets liste",
    "child_answered": "om et akut opkald handler om et barn",
    "noted": "journaliseret, eller intet notatpligtigt",
    "snoozed": "opkaldet er udskudt, og til hvornår",
    "urgent_unanswered": "et opkald, der haster, er ikke taget",
    "breached": "fristen er overskredet",
    "deadline_registered": "en frist er startet: hvilken regel, for hvem, og hvilket opkald den kom af",
    "deadline_imported": "en frist er lagt ind fra en tabel på kommandolinjen: hvilken regel, og for hvem",
    "deadline_ended": "en frist er afsluttet, og med hvilket udfald",
    "deadline_announced": "et fristbrev er sendt: hvornår, ny dato og begrundelse",
    "deadline_case_named": "en frist har fået sit sagsnummer, eller et forkert er rettet",
    "deadline_waits": "en sag venter, på hvem og til hvornår",
    "deadline_goes_on": "en sag venter ikke længere",
    "deadline_postponed": "en frist er udskudt på listen, og til hvornår",
    "deadline_reopened": "en afsluttet frist er genåbnet",
    "window_over": "borgerens egen frist er udløbet",
    "deadline_undone": "en frist er taget tilbage",
    "deadline_took_over": "en frist er trådt i en rettet frists sted: hvilkens, og siden hvornår",
    "complaint_registered": "en klage er registreret: hvilken regel, varslingssag, for sent, anden læser",
    "complaint_reader": "en klage har fået en anden læser, og hvem",
    "complaint_moved": "en klage er nået videre, og hvordan genvurderingen eller svaret faldt ud",
    "complaint_decided": "Ankestyrelsens afgørelse er skrevet: udfald, dato og paragraf, ikke læringen",
    "complaint_corrected": "en afsluttet klage er rettet, hvorfor, og hvad der gælder nu",
    "jurist_asked": "nogen har bedt om juristens råd; om hvilket nummer, aldrig om hvad",
    "jurist_answered": "juristen har svaret; aldrig hvad",
    "case_read": "nogen åbnede en frist med sagsnummeret",
    "load_read": "en leder så, hvor meget hver enkelt i et team har åbent; hvilket team, ikke tallene",
    "rule_kept": "en løbende frist beholder den regel, den begyndte med",
    "rule_applied": "en løbende frist følger den nye regel fra nu af",
    "rules_imported": "kommunens tabel er læst ind i fristkataloget, og hvor meget den ændrede",
    "agenda_made": "et mødes dagsorden er lavet: hvilket møde og hvor mange punkter",
    "agenda_read": "nogen åbnede en dagsorden; hvilket møde",
    "agenda_noted": "hvad der kom ud af et punkt: besluttet, handling eller igen",
    "meeting_held": "et møde er noteret som holdt",
    "meeting_moved": "et møde er flyttet, og til hvornår",
    "meeting_skipped": "et møde er aflyst",
    "meeting_attended": "deltagere er noteret, og hvor mange; aldrig hvad der blev talt om",
    "precedent_registered": "en principafgørelse er lagt ind",
    "precedent_read": "nogen har læst en principafgørelse",
    "precedent_withdrawn": "en principafgørelse er taget ud",
    "absence_set": "fravær er meldt",
    "exported": "en rapport eller et udtræk er lavet: hvad, perioden og antal linjer",
    "settings_changed": "nogen har valgt sprog eller tid for sin liste",
    "absence_ended": "fravær er afsluttet",
    "restored": "en sikkerhedskopi er lagt i databasens sted, og til hvornår den gik",
    "notice_sent": "en besked er sendt; til hvem og hvornår, ikke ordene",
    "notice_undeliverable": "en besked kunne ikke leveres",
    "notice_set_aside": "en besked er lagt til side efter fem forsøg",
    "erased": "det, der var gemt om borgeren, er slettet på anmodning, og hvorfor, hvis det stadig var åbent",
    "insight_given": "det, der er gemt om borgeren, er trukket ud til indsigt",
    "retention_done": "nattens sletning er kørt: antal af hver slags, og siden hvornår afbrudte ikke er talt",
    "keys_rotated": "alt er krypteret med en ny nøgle; nøglernes navne, aldrig nøglerne",
    "spot_check_drawn": "månedens stikprøve er trukket: frø, og hvor mange opslag der var at trække af",
    "spot_check_answered": "revisionen har svaret på et opslag: bekræftet eller skal undersøges",
    "trouble_found": "botten har fundet noget, den ikke har gjort: hvad, hvilket team og hvor mange",
    "trouble_over": "det, botten ikke havde gjort, er gjort",
    "initiative_told": "nogen har skrevet om en indsats i handleplanen; hvilken, ikke ordene",
    "quality_sample_drawn": "månedens kvalitetsstikprøve er trukket: frø, og hvor mange der var at trække af",
    "quality_reviewed": "en trukket afgørelse er gennemgået; hvilken, ikke hvad der blev fundet",
    "trial_begun": "et forsøg er begyndt",
    "trial_written": "nogen har skrevet i et forsøg; hvad der blev besluttet, ikke ordene",
    "cpr_refused": "et CPR-nummer er afvist; hvem og hvor, ikke cifrene",
}


def parts() -> Mapping[str, str]:
    """Each generated part's text, by the name it has in the page."""
    return {
        "oversigt": _overview(),
        "indhold": _contents(),
        "rettigheder": _rights(),
        "opkald": _rights_on_calls(),
        "felter": _columns(),
        "opbevaring": _kept(),
        "haendelser": _events(),
        "adgang": _scopes(),
    }


def renewed(page: str) -> str:
    """The page with every generated part made anew; raises KeyError for a part that does not exist."""
    made = parts()
    return PARTS.sub(lambda found: f"{found[1]}{made[found[2]]}\n{found[3]}", page)


def _overview() -> str:
    rows = [f"| {one.title} | {one.where} | {one.reader} | {_about_the_citizen(one)} |" for one in samples()]
    return _table("| Hvad | Hvor | Hvem ser det | Om borgeren |", rows)


def _about_the_citizen(sample: Sample) -> str:
    everything = "\n".join(texts_of(sample.shown))
    found = [what for what, text in ABOUT_THE_CITIZEN.items() if text in everything]
    return ", ".join(found) if found else "intet"


def _contents() -> str:
    return "\n\n".join(f"### {one.title}\n\n{_content(one)}" for one in samples())


def _content(sample: Sample) -> str:
    shown = sample.shown
    notification = [f"Notifikation: »{_plain(shown.text)}«\n"] if isinstance(shown, Message) else []
    lines = [f"- {_plain(text)}" for text in dict.fromkeys(texts_of(shown)) if text]
    if notification and len(lines) == 1:
        lines = []
    return "\n".join([*notification, *lines]).rstrip()


def texts_of(shown: Message | Block) -> list[str]:
    blocks = shown.blocks if isinstance(shown, Message) else shown
    text = [shown.text] if isinstance(shown, Message) else []
    return [*text, *_walk(blocks if isinstance(blocks, dict) else list(blocks))]


def _walk(node: Any) -> Iterator[str]:
    """Everything in a view that somebody can read, or that Slack keeps with it."""
    if isinstance(node, list):
        for one in node:
            yield from _walk(one)
        return
    if not isinstance(node, dict):
        return
    if node.get("type") == "button":
        yield f"knap »{node['text']['text']}«, værdi »{node['value']}«"
        return
    if "options" in node:
        yield "valg: " + " · ".join(f"{one['text']['text']} ({one['value']})" for one in node["options"])
        return
    for key, value in node.items():
        if key in ("text", "initial_value") and isinstance(value, str):
            yield value
        elif key == "private_metadata" and value:
            yield f"gemt med vinduet: {value}"
        else:
            yield from _walk(value)


def _plain(text: str) -> str:
    """One line of Markdown: no formatting of its own, no line breaks."""
    flat = " / ".join(line.strip() for line in text.splitlines() if line.strip())
    return re.sub(r"([*_~`|<>])", r"\\\1", flat.replace("\u200c", ""))


def _rights() -> str:
    # One invented person a role, so that nobody's second role shows.
    office = replace(load_office(EXAMPLE), teams=(), roles={role: frozenset({role}) for role in Role})
    rows = [
        f"| {ACTION_NAMES[action]} | "
        + " | ".join(_yes(may(office, role, action)) for role in ROLE_NAMES)
        + " |"
        for action in Action
        if action in GENERAL
    ]
    return _table(f"| Handling | {' | '.join(ROLE_NAMES.values())} |", rows)


def _rights_on_calls() -> str:
    office = load_office(EXAMPLE)
    people = {
        "ejeren": "U0KARIM",
        "stedfortræder, når ejeren er væk": "U0ALI",
        "kollega i teamet": "U0PETER",
        "teamets vagt": "U0MAJA",
        "teamleder": "U0LONE",
        "kollega i andet team": "U0SOFIE",
        "modtager": "U0RIKKE",
        "jurist": "U0JONNA",
        "revision": "U0AUDIT",
        "udenfor": "U0OTTO",
    }
    call = Facts("voksen-a", "U0KARIM", "U0RIKKE", stand_in="U0ALI")
    situations = {
        "åbent": call,
        "åbent, uden ejer": replace(call, owner_id=None, stand_in=None),
        "åbent, haster": replace(call, urgent=True),
        "åbent, beskyttet adresse": replace(call, protected=True),
        "åbent, juristen er spurgt": replace(call, asked=True),
        "afsluttet": replace(call, live=False),
    }
    rows = [
        f"| {ACTION_NAMES[action]} | {name} | "
        + " | ".join(_yes(may(office, person, action, facts)) for person in people.values())
        + " |"
        for action in Action
        if action not in GENERAL
        for name, facts in situations.items()
    ]
    return _table(f"| Handling | Opkaldet | {' | '.join(people)} |", rows)


def _yes(allowed: bool) -> str:
    return "ja" if allowed else "–"


def _columns() -> str:
    rows = [f"| {table.name} | {_sealed(table)} | {_in_clear(table)} |" for table in _tables()]
    return _table("| Tabel | Krypteret eller som fingeraftryk | I klar tekst |", rows)


def _tables() -> list[Table]:
    return sorted(Base.metadata.sorted_tables, key=lambda table: table.name)


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary)


def _sealed(table: Table) -> str:
    return ", ".join(column.name for column in table.columns if _is_sealed(column)) or "–"


def _in_clear(table: Table) -> str:
    return ", ".join(column.name for column in table.columns if not _is_sealed(column))


def _kept() -> str:
    rows = kept(load_office(EXAMPLE).retention)
    return _table("| Hvad | Hvor længe | Indstilling | Hvad der er tilbage |", rows)


def _events() -> str:
    rows = [f"| `{word}` | {meaning} |" for word, meaning in EVENT_NAMES.items()]
    return _table("| I loggen | Betyder |", rows)


def _scopes() -> str:
    rows = [f"| `{scope}` | {SCOPE_USE[scope]} |" for scope in SCOPES]
    events = ", ".join(f"`{event}`" for event in EVENTS)
    return f"{_table('| Rettighed i Slack | Bruges til |', rows)}\n\nHændelser, Slack sender: {events}."


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, re.sub(r"[^|]+", " --- ", head), *rows])


def main() -> None:
    """Write the page's generated parts anew."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
