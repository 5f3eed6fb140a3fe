"""What a person types, as Slack passes it on: escaped, with names turned into mentions."""

from __future__ import annotations

import re

from bot.demo.cast import Cast


def escaped(text: str) -> str:
    """&, < and > as entities, nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_mentions(text: str, cast: Cast, *, named: bool) -> str:
    """Escaped text in which @name and #channel of this workspace are mentions.

    `named` writes <@U…|name> as commands with should_escape carry it, else <@U…> as messages do.
    """
    links = _links(cast, named)
    known = "|".join(re.escape(word) for word in sorted(links, key=len, reverse=True))
    found = re.compile(rf"(?<!\S)(?:{known})(?!\w)", re.IGNORECASE)
    return found.sub(lambda match: links[match.group().lower()], escaped(text))


def _links(cast: Cast, named: bool) -> dict[str, str]:
    links: dict[str, str] = {}
    for person in cast.by_id.values():
        link = f"<@{person.id}|{person.handle}>" if named else f"<@{person.id}>"
        links |= {f"@{person.handle}": link, f"@{person.name.lower()}": link}
    for channel in cast.channels:
        links[f"#{channel.name.lower()}"] = f"<#{channel.id}|{channel.name}>"
    return links
