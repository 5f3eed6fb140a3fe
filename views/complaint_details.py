"""A complaint opened: its chain, its dates and what can be done; and the list of those under way."""

from collections.abc import Mapping, Sequence
from datetime import date

from storage.caselist import CaseItem
from storage.complaint_again import UNCHANGED, Restart
from storage.complaint_file import ComplaintFile
from storage.complaint_models import BoardRuling, Stage
from storage.complaints import OpenComplaint
from views import case_words, ids
from views import complaint_words as words
from views.blocks import Block, actions, button, context, header, inert, modal, section, unformatted
from views.texts import Texts

# Two blocks each, in a modal of a hundred.
MOST_LISTED = 40


def details(t: Texts, file: ComplaintFile, today: date, restart: Restart = UNCHANGED) -> Block:
    """The complaint with its case, and what just became of its clock; the read is in the log already."""
    complaint = file.complaint
    return modal(
        ids.COMPLAINT,
        t("Klage nr. {number}", number=complaint.id),
        [
            *_restarted(t, restart),
            # A header shows what was typed as it was typed.
            header(t("Sag {reference}", reference=file.case_ref) if file.case_ref else t("Uden sagsnummer")),
            section("\n".join(_facts(t, file, today))),
            section("\n".join([t("*Forløbet*"), *_chain(t, file, today)])),
            *_rulings(t, file, today),
            *_presses(t, file),
            context(t("Det er skrevet i loggen, at du har åbnet klagen.")),
        ],
        close=t("Luk"),
    )


def _restarted(t: Texts, restart: Restart) -> list[Block]:
    """What a correction did to the clock of a case that was sent back; nothing where it runs as it ran."""
    if restart.decided is not None:
        return [
            section(
                t(
                    "Nr. {number} er allerede afgjort og står, som den er. Ingen ny frist er startet.",
                    number=restart.decided,
                )
            )
        ]
    if restart.taken_back is None:
        return []
    if restart.started is None:
        gone = t("Nr. {number} løber ikke mere, og ingen bliver mindet om den.", number=restart.taken_back)
        return [section(gone)]
    old, new = restart.taken_back, restart.started.id
    return [section(t("Nr. {number} løber ikke mere; nr. {new} er trådt i stedet.", number=old, new=new))]


def _facts(t: Texts, file: ComplaintFile, today: date) -> list[str]:
    complaint = file.complaint
    facts = [
        t("Klage over {what}", what=words.of_what(t, complaint.law, complaint.paragraph)),
        t("Modtaget {day}", day=t.on(complaint.received_on, today)),
        t("Nu: *{stage}*", stage=words.stage(t, complaint.stage)),
    ]
    if complaint.notified:
        facts.append(t("Varslingssag: genvurderes på to uger"))
    if complaint.late:
        facts.append(t("Kom efter klagefristen. Afvis den ikke selv; spørg juristen."))
    return [*facts, _reader(t, file)]


def _reader(t: Texts, file: ComplaintFile) -> str:
    if file.complaint.second_reader is None:
        return t("Anden læser: mangler")
    if file.reader_left:
        return t(
            "Anden læser: {name} er ikke længere på kontoret; vælg en anden", name=inert(file.reader_name)
        )
    if file.reader_missing:
        return t(
            "Anden læser: {name} har selv sagen eller traf afgørelsen; vælg en anden",
            name=inert(file.reader_name),
        )
    return t("Anden læser: {name}", name=inert(file.reader_name))


def _chain(t: Texts, file: ComplaintFile, today: date) -> list[str]:
    lines = [_step(t, one, today) for one in file.clocks]
    if file.complaint.forwarded_on is not None:
        lines.append(t("• Sendt til Ankestyrelsen {day}", day=t.on(file.complaint.forwarded_on, today)))
    if file.again is not None:
        lines.append(
            t(
                "• Hjemvist: {rule} løber igen som nr. {number}, senest {day}",
                rule=case_words.title(file.again.statute),
                number=file.again.number,
                day=t.on(file.again.legal_on, today),
            )
        )
    return lines


def _step(t: Texts, item: CaseItem, today: date) -> str:
    facts = {"number": item.number, "rule": case_words.title(item.statute)}
    if item.live:
        return t("• Nr. {number} · {rule}: senest {day}", day=t.on(item.legal_on, today), **facts)
    done = case_words.ended(t, item.statute, item.result)
    when = t.on(item.decided_on, today) if item.decided_on else ""
    return t("• Nr. {number} · {rule}: {done} {day}", done=done, day=when, **facts).rstrip()


def _rulings(t: Texts, file: ComplaintFile, today: date) -> list[Block]:
    """The decision as it stands, and how often it was corrected; what it says is learned, last."""
    if not file.rulings:
        return []
    last = file.rulings[-1]
    lines = [t("*Ankestyrelsen*"), _ruling(t, last, today)]
    corrected = sum(one.corrects_id is not None for one in file.rulings)
    if corrected:
        lines.append(
            t.count("Rettet 1 gang; alt står i loggen.", "Rettet {n} gange; alt står i loggen.", corrected)
        )
    learning = [unformatted(t("Læring: {text}", text=last.learning))] if last.learning else []
    return [section("\n".join(lines)), *learning]


def _ruling(t: Texts, row: BoardRuling, today: date) -> str:
    if row.outcome is None or row.decided_on is None:
        return t("Afgørelsen er taget tilbage.")
    return t(
        "{outcome} {day}, {what}",
        outcome=words.outcome(t, row.outcome).capitalize(),
        day=t.on(row.decided_on, today),
        what=words.of_what(t, row.law, row.paragraph),
    )


def _presses(t: Texts, file: ComplaintFile) -> list[Block]:
    complaint, number = file.complaint, str(file.complaint.id)
    presses = []
    if complaint.stage is Stage.BOARD:
        label = t("Ankestyrelsens afgørelse")
        presses.append(button(ids.COMPLAINT_BOARD, label, number, style="primary"))
    if complaint.stage is Stage.REASSESSMENT:
        label = t("Vælg anden læser") if file.reader_missing else t("Skift anden læser")
        presses.append(button(ids.COMPLAINT_READER, label, number))
    if complaint.stage is Stage.ENDED:
        presses.append(button(ids.COMPLAINT_CORRECT, t("Ret"), number))
    if file.running is not None:
        end = case_words.end_button(t, file.running.statute)
        presses.append(button(ids.CASE_END, end, str(file.running.number)))
    return [actions(f"complaint:{number}", presses)] if presses else []


def complaint_list(
    t: Texts,
    found: Sequence[OpenComplaint],
    teams: Mapping[str, str],
    today: date,
    command: str,
) -> Block:
    """The complaints under way that the reader may open, the oldest first. No person, no case."""
    lines = [_line(t, one, teams, today) for one in found[:MOST_LISTED]]
    left_out = len(found[MOST_LISTED:])
    if left_out:
        lines.append(context(t.count("… og 1 til.", "… og {n} til.", left_out)))
    if not lines:
        text = t("Der er ingen åbne klager, du skal se. *{command}* registrerer en.", command=command)
        lines = [section(text)]
    return modal(ids.APPEAL_LIST, t("Åbne klager"), lines, close=t("Luk"))


def _line(t: Texts, one: OpenComplaint, teams: Mapping[str, str], today: date) -> Block:
    facts = [
        t(
            "*Nr. {number} · {what}* · {team}",
            number=one.id,
            what=words.of_what(t, one.law, one.paragraph),
            team=inert(teams.get(one.team_key, one.team_key)),
        ),
        words.stage(t, one.stage),
    ]
    if one.legal_on is not None:
        over = t("over fristen, der var {day}", day=t.on(one.legal_on, today))
        facts.append(over if one.overdue else t("senest {day}", day=t.on(one.legal_on, today)))
    elif one.forwarded_on is not None:
        facts.append(t("sendt {day}", day=t.on(one.forwarded_on, today)))
    if one.reader_missing and one.stage is Stage.REASSESSMENT:
        facts.append(t("mangler anden læser"))
    return section(" · ".join(facts), accessory=button(ids.COMPLAINT_OPEN, t("Åbn"), str(one.id)))
