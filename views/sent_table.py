"""The municipality's table of deadlines in Slack: the form, what it would change, and what it changed."""

from collections.abc import Iterable, Sequence

from rules.length_words import in_words
from rules.municipal import Said
from storage.catalogue import Change
from storage.catalogue_import import Report
from views import case_words, ids
from views.blocks import Block, context, field_of, inert, masked, modal, section, unformatted
from views.texts import Texts

MOST_LINES = 10
# Ten lines fit in a section of 3,000 characters.
LONGEST_LINE = 270


def form(t: Texts) -> Block:
    """Where the file is chosen."""
    element = {
        "type": "file_input",
        "action_id": ids.TABLE_FILE,
        "filetypes": ["csv", "xlsx"],
        "max_files": 1,
    }
    hint = t(
        "CSV eller XLSX, højst 2 MB, én række for hver frist. Du ser, hvad filen ændrer, før du lægger ind."
    )
    field = field_of(ids.TABLE_FILE, t("Kommunens fristtabel"), element, hint=hint)
    return modal(ids.TABLE_FORM, _title(t), [field], submit=t("Se ændringer"), close=t("Annuller"))


def wait(t: Texts, saying: str, place: str) -> Block:
    """Shown while the file is fetched; `place` is the name by which the answer finds the view again."""
    return modal(ids.RECEIPT, _title(t), [section(saying)], close=t("Luk")) | {"external_id": place}


def problem(t: Texts, text: str) -> Block:
    """Why nothing came of it; the text may hold what somebody called a file."""
    return modal(ids.RECEIPT, _title(t), [unformatted(masked(text))], close=t("Luk"))


def preview(t: Texts, report: Report, private_metadata: str) -> Block:
    """What the file would do; the button is there when it would do something."""
    if report.stopped:
        return _stopped(t, report)
    changed = report.difference.changed
    nothing = t("Filen siger det samme som kataloget. Der er intet at lægge ind.")
    closing = t("Løbende frister beholder den regel, de begyndte med.") if changed else nothing
    return modal(
        ids.TABLE_PREVIEW,
        _title(t),
        [section(_counts(t, report)), *_contents(t, report), context(closing)],
        close=t("Annuller") if changed else t("Luk"),
        submit=t("Læg ind") if changed else None,
        private_metadata=private_metadata if changed else "",
    )


def receipt(t: Texts, report: Report) -> Block:
    """What the file did."""
    if report.stopped:
        return _stopped(t, report)
    done = t.count(
        "*Lagt ind:* 1 regel er ny eller ændret.",
        "*Lagt ind:* {n} regler er nye eller ændrede.",
        len(report.difference.changed),
    )
    closing = t(
        "Løbende frister beholder den regel, de begyndte med. Teamlederen kan vælge den nye fra Hjem."
    )
    return modal(
        ids.RECEIPT, _title(t), [section(done), *_contents(t, report), context(closing)], close=t("Luk")
    )


def already_in(t: Texts) -> Block:
    """The same press, delivered again."""
    return problem(t, t("Tabellen er allerede lagt ind."))


def _title(t: Texts) -> str:
    return t("Kommunens fristtabel")


def _stopped(t: Texts, report: Report) -> Block:
    wrong = report.reading.faulty
    text = t.count(
        "*Intet er lagt ind.* 1 række kan ikke læses. Ret den i filen, og læg filen ind igen.",
        "*Intet er lagt ind.* {n} rækker kan ikke læses. Ret dem i filen, og læg filen ind igen.",
        len(wrong),
    )
    return modal(
        ids.RECEIPT, _title(t), [section(text), *_rows(t, wrong), *_unread(t, report)], close=t("Luk")
    )


def _counts(t: Texts, report: Report) -> str:
    found, reading = report.difference, report.reading
    return t.count(
        "*1 række:* {changed} ny eller ændret, {same} uændret, {refused} afvist af loven.",
        "*{n} rækker:* {changed} nye eller ændrede, {same} uændrede, {refused} afvist af loven.",
        reading.rows,
        changed=len(found.changed),
        same=len(found.unchanged),
        refused=len(reading.refused),
    )


def _contents(t: Texts, report: Report) -> list[Block]:
    return [
        *_lines(
            t, [_change(t, one) for one in report.difference.changed[:MOST_LINES]], report.difference.changed
        ),
        *_rows(t, report.reading.refused),
        *_absent(t, len(report.difference.absent)),
        *_unread(t, report),
    ]


def _unread(t: Texts, report: Report) -> list[Block]:
    titles = [inert(masked(title)) for title in report.reading.unread[:MOST_LINES]]
    if not titles:
        return []
    named = ", ".join(titles)
    return [
        context(
            t("Kun det første ark er læst, og ikke {titles}. Gem hvert ark som sin egen fil.", titles=named)
        )
    ]


def _change(t: Texts, change: Change) -> str:
    rule, after = case_words.named(change.after), t.say(in_words(change.after.length))
    if change.before is None:
        return t("Ny: {rule}, {length}", rule=rule, length=after)
    before = t.say(in_words(change.before.length))
    if before == after:
        return t("Rettet: {rule}, længden er stadig {length}", rule=rule, length=after)
    return t("Ændret: {rule}, fra {before} til {after}", rule=rule, before=before, after=after)


def _rows(t: Texts, said: Sequence[Said]) -> list[Block]:
    """Rows that are not imported, each with its line in the file, why, and what to do."""
    return _lines(t, [_row(t, one) for one in said[:MOST_LINES]], said)


def _row(t: Texts, one: Said) -> str:
    why = t.say(one.why)
    if not one.raw:
        return t("Linje {line}: {why}", line=one.line, why=why)
    return t("Linje {line}: {why} (»{raw}«)", line=one.line, why=why, raw=one.raw)


def _lines(t: Texts, shown: Iterable[str], everything: Sequence[object]) -> list[Block]:
    if not everything:
        return []
    text = "\n".join(f"• {inert(masked(line)[:LONGEST_LINE])}" for line in shown)
    more = len(everything) - MOST_LINES
    return [section(text), *([context(t.count("… og 1 til.", "… og {n} til.", more))] if more > 0 else [])]


def _absent(t: Texts, number: int) -> list[Block]:
    if not number:
        return []
    return [
        context(
            t.count(
                "1 regel gælder stadig, selv om den ikke står i filen.",
                "{n} regler gælder stadig, selv om de ikke står i filen.",
                number,
            )
        )
    ]
