"""One statutory deadline as a line: number, paragraph and dates, never whose case it is (trust.md P5)."""

from rules.statute import Kind, Whose
from storage.case_work import Ended, stopped_on
from storage.caselist import CaseItem
from storage.models import Result, State
from views import case_words as words
from views import ids
from views.blocks import Block, button, confirm, inert, section
from views.case_buttons import buttons
from views.case_state import (
    Letter,
    Standing,
    announced_in_time,
    citizens,
    expired,
    in_hours,
    misses_case,
    standing,
    waits,
)
from views.lines import Reader, first
from views.texts import Texts


def case_line(t: Texts, item: CaseItem, reader: Reader) -> list[Block]:
    """The line and what can be done about it."""
    if not item.live:
        again = reopen(t, item) if _may_reopen(item, reader) else None
        return [section(f"~{_title(t, item, reader)}~ · {fate(t, item, reader)}", accessory=again)]
    stands = stands_for(t, item, reader)
    text = " · ".join([f"*{_title(t, item, reader)}*", *_facts(t, item, reader, stands)])
    return [section(text), buttons(t, item, stands)]


def stands_for(t: Texts, item: CaseItem, reader: Reader) -> Standing:
    """How the deadline stands for the reader."""
    return standing(item, reader.now, t.zone, reader.calendars.get(item.team_key))


def _may_reopen(item: CaseItem, reader: Reader) -> bool:
    """What was undone is taken back; the rest its owner and the lead may take up again."""
    theirs = reader.slack_id == item.owner_id or item.team_key in reader.leads
    return item.state is State.CLOSED and theirs


def reopen(t: Texts, item: CaseItem) -> Block:
    """The button that corrects an end that was a mistake."""
    sure = confirm(
        t("Genåbn nr. {number}?", number=item.number),
        t("Fristen er den samme som før."),
        t("Genåbn"),
        t("Annuller"),
    )
    return button(ids.CASE_REOPEN, t("Genåbn"), str(item.number), confirm=sure)


def _title(t: Texts, item: CaseItem, reader: Reader) -> str:
    title = t("Nr. {number} · {rule}", number=item.number, rule=words.title(item.statute))
    if len(reader.team_names) > 1:
        title += f" · {inert(reader.team_names.get(item.team_key, item.team_key))}"
    return title


def _facts(t: Texts, item: CaseItem, reader: Reader, stands: Standing) -> list[str]:
    facts = [when(t, item, reader, stands), *_for_whom(t, item, reader)]
    if misses_case(item):
        facts.append(t("mangler sagsnummer"))
    if item.remitted:
        facts.append(t("hjemvist"))
    if item.turn is not None:
        facts.append(words.turn(t, item.turn))
    if item.waiting_on is not None and item.waiting_until is not None and waits(item, stands.today):
        until = t.on(item.waiting_until, stands.today)
        facts.append(t("venter på {whom} til {day}", whom=words.waiting(t, item.waiting_on), day=until))
    if item.postponed_to is not None and item.postponed_to > stands.today:
        facts.append(t("udskudt til {day}", day=t.on(item.postponed_to, stands.today)))
    return [*facts, *_asked(t, item, stands)]


def _for_whom(t: Texts, item: CaseItem, reader: Reader) -> list[str]:
    if item.owner_name is None or item.owner_id == reader.slack_id:
        return []
    if item.owner_id in reader.away:
        return [t("for {owner}, der er væk", owner=inert(item.owner_name))]
    return [t("hos {owner}", owner=inert(item.owner_name))]


def when(t: Texts, item: CaseItem, reader: Reader, stands: Standing) -> str:
    """The legal date, which nothing moves, and the day we work towards, with the working days left."""
    if citizens(item):
        return _citizens(t, item, stands)
    said = _dates(t, item, reader, stands)
    if not stands.left:
        return said
    return t.count("{said} (1 arbejdsdag)", "{said} ({n} arbejdsdage)", stands.left, said=said)


def _dates(t: Texts, item: CaseItem, reader: Reader, stands: Standing) -> str:
    legal = t.on(item.legal_on, stands.today)
    if item.announced_to is not None:
        return _announced(t, item, stands)
    if item.legal_at <= reader.now:
        return t("over fristen, der var {day}", day=legal)
    if in_hours(item):
        return t("frist {when}", when=t.near(item.due_at, reader.now))
    if stands.aim_on == item.legal_on:
        return t("frist {day}", day=legal)
    return t("frist {day}, arbejd hen mod {aim}", day=legal, aim=t.on(stands.aim_on, stands.today))


def _announced(t: Texts, item: CaseItem, stands: Standing) -> str:
    """The date of the written notice beside the legal one, which goes on showing as announced or missed."""
    facts = {"day": t.on(item.legal_on, stands.today), "new": t.on(stands.due_on, stands.today)}
    if stands.today <= item.legal_on:
        said = t("frist {day}, varslet til {new}", **facts)
    elif announced_in_time(item):
        said = t("frist var {day}, varslet til {new}", **facts)
    else:
        said = t("frist var {day}, varslet for sent til {new}", **facts)
    if stands.aim_on == stands.due_on:
        return said
    return t("{said}, arbejd hen mod {aim}", said=said, aim=t.on(stands.aim_on, stands.today))


def _citizens(t: Texts, item: CaseItem, stands: Standing) -> str:
    """Time that is not ours to keep: nobody here is late."""
    day, over = t.on(item.legal_on, stands.today), expired(item, stands)
    if item.statute.kind is not Kind.COMPLAINT_WINDOW:
        return t("borgerens frist udløb {day}", day=day) if over else t("borgerens frist til {day}", day=day)
    if over:
        return t("borgerens klagefrist udløb {day}", day=day)
    return t("borgerens klagefrist til {day}", day=day)


def _asked(t: Texts, item: CaseItem, stands: Standing) -> list[str]:
    """What the day asks for; the written notice is asked for before the date passes, not after."""
    if item.statute.kind is Kind.INQUIRY:
        return _ombudsman(t, stands)
    if stands.letter is Letter.NO:
        return [t("i dag er sidste arbejdsdag")] if stands.last_day and not citizens(item) else []
    return [_last_day(t, stands.letter) if stands.last_day else _asked_on(t, stands)]


def _ombudsman(t: Texts, stands: Standing) -> list[str]:
    """No letter of the law moves it: it is answered, or whoever asked is told."""
    if stands.last_day:
        return [t("i dag er sidste arbejdsdag. Kan det ikke nås: giv borgerrådgiveren besked i dag")]
    if stands.today > stands.aim_on:
        return [t("svar i dag, eller giv borgerrådgiveren besked")]
    return []


def _last_day(t: Texts, letter: Letter) -> str:
    if letter is Letter.WAIT:
        return t("i dag er sidste arbejdsdag, og ventetiden går ud over fristen: send fristbrev i dag")
    return t("i dag er sidste arbejdsdag. Kan det ikke nås: send fristbrev i dag")


def _asked_on(t: Texts, stands: Standing) -> str:
    aim = t.on(stands.aim_on, stands.today)
    match stands.letter:
        case Letter.ANSWER:
            return t("svar i dag")
        case Letter.WAIT:
            return t("ventetiden går ud over fristen: send fristbrev senest {day}", day=aim)
        case Letter.NOW if stands.today <= stands.due_on:
            return t("sidste arbejdsdag er gået: send fristbrev i dag, før fristen udløber")
        case Letter.NOW:
            return t("send fristbrev i dag med en ny dato")
        case _:
            return t("kan det ikke nås: send fristbrev senest {day}", day=aim)


def fate(t: Texts, item: CaseItem, reader: Reader) -> str:
    """What became of it, when, and by whom when it was not the reader."""
    done = t("taget tilbage") if item.state is State.WITHDRAWN else outcome(t, item, reader)
    if item.closed_by == reader.slack_id:
        return done
    return f"{first(t, item.closed_by_name, item.closed_at, reader)}: {done}"


def outcome(t: Texts, item: CaseItem, reader: Reader) -> str:
    """ "afgjort: afslag torsdag 14. januar, sendt fredag 15. januar, efter fristen"."""
    today = reader.now.astimezone(t.zone).date()
    said = words.ended(t, item.statute, item.result)
    if item.decided_on is not None:
        said = t("{what} {day}", what=said, day=t.on(item.decided_on, today))
    if item.sent_on is not None and item.sent_on != item.decided_on:
        said = t("{what}, sendt {day}", what=said, day=t.on(item.sent_on, today))
    if not late(item):
        return said
    if announced_in_time(item):
        return t("{what}, efter fristen {day}, som var varslet", what=said, day=t.on(item.legal_on, today))
    return t("{what}, efter fristen {day}", what=said, day=t.on(item.legal_on, today))


def late(item: CaseItem) -> bool:
    """Whether it ended after the legal date; what was announced is late all the same, and says so."""
    rule = item.statute
    if rule.whose is Whose.CITIZEN or item.decided_on is None or item.result is Result.DROPPED:
        return False
    return stopped_on(rule, Ended(item.decided_on, item.sent_on)) > item.legal_on
