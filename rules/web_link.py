"""Addresses on the web that may be shown as links."""

from urllib.parse import urlsplit

from rules.errors import FristvagtError

# What may stand in an address without changing how Slack reads the line it is in.
SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()+,;=%")


class BadLinkError(FristvagtError):
    """No address on the web, or one without encryption."""

    def __init__(self) -> None:
        super().__init__("Adressen skal begynde med https:// og være uden mellemrum. Kopiér den fra siden.")


def safe_link(link: str) -> str:
    """The address itself; raises `BadLinkError` for one that is not https or could be read as more."""
    try:
        parts = urlsplit(link)
        known = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        raise BadLinkError from None
    if not known or not set(link) <= SAFE:
        raise BadLinkError
    return link
