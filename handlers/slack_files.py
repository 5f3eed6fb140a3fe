"""Files people put into a form: fetched from Slack with the bot's token, and from nowhere else."""

import hashlib
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from rules.errors import FristvagtError

MOST_MEGABYTES = 2
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
FILES_OF_SLACK = ("https", "files.slack.com")


class UnreachableFileError(FristvagtError):
    """Slack did not give the file, or not the whole of it."""

    def __init__(self) -> None:
        super().__init__(
            "Filen kunne ikke hentes fra Slack, og intet er lagt ind. Åbn Hjem, og læg den ind igen."
        )


class TooBigFileError(FristvagtError):
    def __init__(self) -> None:
        super().__init__(
            "Filen fylder mere end {limit} MB. Del den i flere filer, eller bed it om at lægge den ind.",
            limit=MOST_MEGABYTES,
        )


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it was when it was fetched; `name` is what its owner called it."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def fetch(client: WebClient, file_id: str) -> Fetched:
    """The file with that id. Raises `UnreachableFileError` and `TooBigFileError`."""
    try:
        file = client.files_info(file=file_id).get("file") or {}
        content = _content(client, str(file.get("url_private_download") or ""))
    except (SlackClientError, HTTPException, OSError) as error:
        raise UnreachableFileError from error
    if len(content) > MOST_BYTES:
        raise TooBigFileError
    if len(content) != file.get("size"):
        raise UnreachableFileError
    return Fetched(str(file.get("name") or file_id), content)


def _content(client: WebClient, url: str) -> bytes:
    if _origin(url) not in (FILES_OF_SLACK, _origin(client.base_url)):
        raise UnreachableFileError
    headers = {"Authorization": f"Bearer {client.token}"}
    request = Request(url, headers=headers)  # noqa: S310 - one of the two origins just asked for
    with _opener(client).open(request, timeout=client.timeout) as answer:
        content: bytes = answer.read(MOST_BYTES + 1)
    return content


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _opener(client: WebClient) -> OpenerDirector:
    """The same way out as the client's own calls take."""
    proxies = {"http": client.proxy, "https": client.proxy} if client.proxy else {}
    return build_opener(ProxyHandler(proxies), _NoRedirects())


class _NoRedirects(HTTPRedirectHandler):
    """Slack leads whoever may not have a file to a page to log in; the token must not be led anywhere."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None
