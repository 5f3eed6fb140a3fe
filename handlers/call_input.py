"""From what stands in the form to a call, or to sentences that say what to mend."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import Any

from handlers.payload import Body, clean, values_of
from handlers.whom import UnknownWhomError, chosen
from rules.errors import BadPhone
from rules.office import Office
from rules.one_line import is_withheld
from rules.phone import parse_phone
from rules.topics import Topic
from storage.intake import Call
from views import ids, words
from views.call_form import MOST_NAME, MOST_NOTE
from views.texts import Texts

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """The form's fields as they were sent; absent ones are empty."""

    phone: str
    whom: str
    name: str
    topic: str
    best_time: str
    extras: tuple[str, ...]
    note: str


def typed(body: Body) -> Typed:
    """Read a submitted form."""
    values = values_of(body)

    def element(block: str) -> Values:
        found: Values = values.get(block, {}).get(block) or {}
        return found

    def text(block: str) -> str:
        return clean(str(element(block).get("value") or ""))

    def option(block: str) -> str:
        return str((element(block).get("selected_option") or {}).get("value") or "")

    ticked = element(ids.EXTRAS).get("selected_options") or ()
    return Typed(
        phone=text(ids.PHONE),
        whom=option(ids.WHOM),
        name=text(ids.NAME),
        topic=option(ids.TOPIC) or Topic.OTHER,
        best_time=option(ids.BEST_TIME) or words.BEST_TIMES[0],
        extras=tuple(str(one.get("value")) for one in ticked),
        note=text(ids.NOTE),
    )


def mistakes(t: Texts, office: Office, known: Set[str], fields: Typed) -> dict[str, str]:
    """Each field that cannot be stored, with what to do about it. Empty: `call` will not fail.

    `known` are the Slack ids of those a call can be for.
    """
    checked = (
        (ids.PHONE, _phone_mistake(t, fields.phone)),
        (ids.WHOM, _whom_mistake(t, office, known, fields.whom)),
        (ids.NAME, _long(t, fields.name, MOST_NAME)),
        (ids.NOTE, _long(t, fields.note, MOST_NOTE)),
        (ids.TOPIC, _listed(t, fields.topic, [topic.value for topic in Topic])),
        (ids.BEST_TIME, _listed(t, fields.best_time, words.BEST_TIMES)),
    )
    return {block: wrong for block, wrong in checked if wrong}


def _phone_mistake(t: Texts, text: str) -> str:
    if not text:
        return t("Skriv et telefonnummer, eller »ringer selv igen«.")
    if is_withheld(text):
        return ""
    if not any(character.isdigit() for character in text):
        return t(
            "Her mangler et telefonnummer. Er der ikke et nummer at ringe til, så skriv »ringer selv igen«."
        )
    try:
        parse_phone(text)
    except BadPhone as error:
        return t.say(error)
    return ""


def _whom_mistake(t: Texts, office: Office, known: Set[str], value: str) -> str:
    if not value:
        return t("Vælg, hvem der skal ringe tilbage, eller vælg teamet.")
    try:
        owner = chosen(office, value).owner_id
    except UnknownWhomError as error:
        return t.say(error)
    return "" if owner is None or owner in known else t.say(UnknownWhomError())


def _long(t: Texts, text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    return t("Teksten er {length} tegn; der er plads til {most}. Forkort den.", length=len(text), most=most)


def _listed(t: Texts, value: str, known: Any) -> str:
    return "" if value in known else t("Vælg en mulighed på listen.")


def is_urgent(topic: str, extras: Collection[str]) -> bool:
    """Whoever chooses "akut" has said that it is urgent, ticked or not."""
    return words.URGENT in extras or topic == Topic.URGENT


def call(office: Office, fields: Typed) -> Call:
    """The call, from fields without mistakes."""
    whom = chosen(office, fields.whom)
    return Call(
        team_key=whom.team.key,
        owner_id=whom.owner_id,
        phone=None if is_withheld(fields.phone) else parse_phone(fields.phone),
        name=fields.name,
        topic=fields.topic,
        urgent=is_urgent(fields.topic, fields.extras),
        best_time=fields.best_time,
        interpreter=words.INTERPRETER in fields.extras,
        protected=words.PROTECTED in fields.extras,
        note=fields.note,
    )
