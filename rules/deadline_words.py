"""How the parts of a typed deadline look: its dates, its paragraph, its case, and words about it."""

import re

from rules.rule_search import LAWS
from rules.typed_text import MENTION_END, MENTION_START

# Whole names only: "12 Maja" is a person, not a day in May.
_MONTH = (
    r"(?:jan(?:uary?)?|feb(?:ruary?)?|mar(?:ts|ch)?|apr(?:il)?|maj|may|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?!\w)"
)
_WEEKDAY = (
    r"(?:i |sidste |last )?(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
)
_DAYS = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{4}"
    r"|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4}|-(?:20)?\d{2})?\.?"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)? ?{_MONTH}\.?(?: \d{{4}})?"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|i ?dag|i ?går|i gaar|i ?forgårs|i ?(?:over)?morgen|today|yesterday|tomorrow|{_WEEKDAY}"
)


def _day(days: str) -> str:
    return rf"(?<![\w\-/.])(?P<day>{days})(?![\w\-/]|\.\d)"


_ON = r":? ?(?:den |d\. ?|dato |on |the )?"
_RECEIVED = r"\b(?:modtaget|modtagelse|modt\b\.?|indkommet|ankommet|received|arrived)"
# After "received" two numbers and a dash are a date; elsewhere they may be a case.
_DASHED_DAYS = rf"{_DAYS}|\d{{1,2}}-\d{{1,2}}(?:-\d\d)?"
RECEIVED = re.compile(rf"{_RECEIVED}{_ON}{_day(_DASHED_DAYS)}", re.IGNORECASE)
RECEIVED_UNREAD = re.compile(rf"{_RECEIVED}{_ON}(?P<day>[^\s,;]+)", re.IGNORECASE)
CHOSEN = re.compile(
    r"\b(?:frist(?:en)?(?: er)?|senest|due|(?P<verb>slut(?:ter)?|ophør(?:er)?|udløb(?:er)?|ends))(?: til)?"
    rf"{_ON}{_day(_DAYS)}",
    re.IGNORECASE,
)
ANY_DAY = re.compile(rf"(?:\b(?:dato|date|den|d\.|on):? ?)?{_day(_DAYS)}", re.IGNORECASE)
# It may be a day and a month; it may be a case. Nobody but the writer knows.
MAYBE_DAY = re.compile(_day(r"(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])(?:-\d\d)?"))
CLOCK = re.compile(
    r"\b(?:kl|klokken|at)\b\.? ?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?(?![\d\-/])", re.IGNORECASE
)

_LAW = "|".join(sorted((re.escape(one) for pair in LAWS.items() for one in pair), key=len, reverse=True))
# "85 a" is a paragraph; the letter of "85 i går" is not.
_NUMBER = r"(?P<number>\d{1,3}(?:(?:[a-zæøå]| [a-hj-zæøå])(?![\wæøå]))?)"
PARAGRAPH = re.compile(
    rf"(?:\b(?P<law>{_LAW})s? ?)?"
    r"(?:§+|\b(?:paragraf(?:fen)?|paragraph|pgf\.?|par\.?|section|sec\.?|artikel|article|art\.)) ?"
    rf"{_NUMBER}(?!\d)"
    rf"(?:,? ?stk\b\.? ?(?P<part>\d{{1,2}}))?(?:,? ?(?:i )?(?P<of>{_LAW})\b)?",
    re.IGNORECASE,
)
LEADING_NUMBER = re.compile(rf"\A\s*{_NUMBER}(?=[\s,;])", re.IGNORECASE)
_TOKEN = rf"[^\s,;§@{MENTION_START}{MENTION_END}]*\d[^\s,;§@{MENTION_START}{MENTION_END}]*"
CASE = re.compile(
    r"\b(?:sags?(?:[ .\-]?(?:nr|nummer|id))?|journal(?:nr|nummer)?|j\.?nr|case(?: (?:no|number|ref))?)\b"
    rf"\.?:? ?#?(?P<case>(?-i:[A-ZÆØÅ]{{1,5}}[ \-])?{_TOKEN})",
    re.IGNORECASE,
)
BARE_CASE = re.compile(
    r"(?<![\w\-/.@])(?P<case>[A-ZÆØÅ]{0,4}-?\d{2,4}[\-/]\d{3,8}(?:[\-/]\d{1,6})*"
    rf"|(?!{MAYBE_DAY.pattern})\d{{2,4}}-\d{{1,2}}"
    r"|\d\d\.\d\d(?:\.\d\d)?-[A-ZÆØÅ]\d\d-\d+-\d\d)(?![\w\-/])"
)
REMITTED = re.compile(r"\b(?:hjemvist|hjemvisning|remitted)\b", re.IGNORECASE)
ADMINISTRATIVE, WITH_CITIZEN = "administrative", "with_citizen"
TURNS = {
    ADMINISTRATIVE: re.compile(r"\badministrativt?\b|\badministrative\b", re.IGNORECASE),
    WITH_CITIZEN: re.compile(r"\b(?:sammen )?med borgeren\b|\bwith the citizen\b", re.IGNORECASE),
}
# Words that say nothing without the others.
_SMALL_WORDS = "til for den det er og i på hos med fra en et sag frist fristen the from to case"
FILLERS = frozenset(_SMALL_WORDS.split())
