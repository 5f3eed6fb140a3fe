"""A file sealed as a whole, piece by piece so that its size does not matter, and read back only unbroken.

The pieces are numbered and the last one is marked, so a piece that is changed, moved, dropped or cut off
is found out. The file's own key comes from one of the vault's and a salt, and the header is bound to it.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rules.errors import FristvagtError
from storage.vault import Vault

MAGIC = b"FRISTVAGT-BACKUP-1\n"
PIECE = 1 << 20
_TAG_BYTES = 16
_SALT_BYTES = 16
_LENGTH_BYTES = 4
_LONGEST_HEADER = 4096


class NotABackupError(FristvagtError):
    """The file is no backup of ours, or of a later kind."""

    def __init__(self) -> None:
        super().__init__("Filen er ikke en sikkerhedskopi fra Fristvagt. Intet er ændret. Vælg en anden fil.")


class BrokenBackupError(FristvagtError):
    """The file was changed or cut off after it was written."""

    def __init__(self) -> None:
        super().__init__(
            "Sikkerhedskopien er beskadiget eller ikke hel. Intet er ændret. "
            "Hent filen igen, eller vælg en ældre kopi."
        )


@dataclass(frozen=True, slots=True)
class Label:
    """What a backup says of itself, readable without a key. `taken_at` is an aware ISO time."""

    taken_at: str
    revision: str
    key_id: str
    salt: str

    @classmethod
    def new(cls, taken_at: datetime, revision: str, vault: Vault) -> Self:
        """The label of a backup to be written now, under the vault's first key."""
        salt = secrets.token_hex(_SALT_BYTES)
        return cls(taken_at.isoformat(), revision, vault.writing_key_id, salt)

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)


def write(source: BinaryIO, target: BinaryIO, label: Label, vault: Vault) -> None:
    """Seal everything of `source` into `target`."""
    header = json.dumps(asdict(label), sort_keys=True).encode()
    target.write(MAGIC + len(header).to_bytes(_LENGTH_BYTES, "big") + header)
    cipher = _cipher(label, vault)
    for number, (piece, last) in enumerate(_pieces(source, PIECE)):
        target.write(cipher.encrypt(_nonce(number, last=last), piece, MAGIC + header))


def read(source: BinaryIO, target: BinaryIO, vault: Vault) -> Label:
    """Open all of `source` into `target`; what was written is worthless when this raises.

    Raises `NotABackupError`, `BrokenBackupError` or `UnknownKeyError`.
    """
    label, header = _opened(source)
    cipher = _cipher(label, vault)
    for number, (piece, last) in enumerate(_pieces(source, PIECE + _TAG_BYTES)):
        try:
            target.write(cipher.decrypt(_nonce(number, last=last), piece, MAGIC + header))
        except InvalidTag:
            raise BrokenBackupError from None
    return label


def label_of(source: BinaryIO) -> Label:
    """What the file says of itself, not yet proven. Raises `NotABackupError`."""
    return _opened(source)[0]


def _opened(source: BinaryIO) -> tuple[Label, bytes]:
    if source.read(len(MAGIC)) != MAGIC:
        raise NotABackupError
    length = int.from_bytes(source.read(_LENGTH_BYTES), "big")
    header = source.read(min(length, _LONGEST_HEADER))
    try:
        label = Label(**json.loads(header))
        aware, _salt = label.at.utcoffset() is not None, bytes.fromhex(label.salt)
    except (ValueError, TypeError):
        raise BrokenBackupError from None
    if not aware:
        raise BrokenBackupError
    return label, header


def _cipher(label: Label, vault: Vault) -> AESGCM:
    return AESGCM(vault.archive_key(label.key_id, bytes.fromhex(label.salt)))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """The pieces in order, each with whether it is the last; an empty source has one empty piece."""
    piece = source.read(size)
    while True:
        following = source.read(size)
        yield piece, not following
        if not following:
            return
        piece = following
