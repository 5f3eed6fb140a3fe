"""Field encryption: personal data is sealed to its place in the database, and looked up by keyed hash."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rules.errors import FristvagtError

_KEY_BYTES = 32
_KEY_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}=?")
_VERSION = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = len(_VERSION) + _ID_BYTES


class VaultError(FristvagtError):
    """Personal data could not be sealed or opened; the sentence carries key ids, never content."""


class NoKeyError(VaultError):
    """There is no key to write with."""

    def __init__(self) -> None:
        super().__init__(
            "Der er ingen krypteringsnøgle, så personoplysninger kan ikke gemmes. "
            "Lav en nøgle, og sæt den i FRISTVAGT_ENCRYPTION_KEYS, før Fristvagt startes."
        )


class MalformedKeyError(VaultError):
    """A key is not 32 bytes of URL-safe base64; `number` counts from 1 as in the settings."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            "Krypteringsnøgle nummer {number} er ikke gyldig: en nøgle er 32 bytes skrevet som 43 tegn "
            "URL-sikker base64 (og eventuelt et =). Ret nøglen, eller fjern den.",
            number=number,
        )


class RepeatedKeyError(VaultError):
    """A key is listed twice: whoever meant to rotate has prepended the key that was there already."""

    def __init__(self, number: int, first: int) -> None:
        self.number = number
        super().__init__(
            "Krypteringsnøgle nummer {number} er den samme som nummer {first}. "
            "Fjern den ene, eller sæt en ny nøgle forrest, hvis nøglen skulle skiftes.",
            number=number,
            first=first,
        )


class UnknownKeyError(VaultError):
    """The data was sealed with a key that is not in the list; `key_id` says which."""

    def __init__(self, key_id: str, known: Sequence[str]) -> None:
        self.key_id = key_id
        super().__init__(
            "Oplysningen er krypteret med nøglen {key}, som ikke er angivet "
            "(angivet er {known}). Sæt den tilbage sidst i FRISTVAGT_ENCRYPTION_KEYS.",
            key=key_id,
            known=", ".join(known),
        )


class TamperedError(VaultError):
    """The bytes were changed, or were sealed for another table, column or row."""

    def __init__(self, table: str, column: str, row: str) -> None:
        super().__init__(
            "Oplysningen i {table}.{column}, række {row}, er ændret eller flyttet, siden den blev gemt. "
            "Den er ikke vist. Gendan rækken fra en sikkerhedskopi.",
            table=table,
            column=column,
            row=row,
        )


class NotSealedError(VaultError):
    """The bytes are not in the vault's format: too short, or of an unknown version."""

    def __init__(self) -> None:
        super().__init__(
            "Oplysningen er ikke gemt i et format, som denne udgave af Fristvagt kan læse. "
            "Brug den udgave, der skrev den, eller gendan den fra en sikkerhedskopi."
        )


# What the damage of one row raises. A missing key is another matter: then nothing can be read.
DAMAGED = (TamperedError, NotSealedError)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Key:
    """The subkeys of one key, one for each use, so that no use can tell anything about another."""

    id: bytes
    cipher: AESGCM
    fingerprint_key: bytes
    archive_key: bytes

    @classmethod
    def derived_from(cls, secret: bytes) -> Self:
        return cls(
            id=_subkey(secret, b"key id")[:_ID_BYTES],
            cipher=AESGCM(_subkey(secret, b"seal")),
            fingerprint_key=_subkey(secret, b"fingerprint"),
            archive_key=_subkey(secret, b"archive"),
        )

    def fingerprint(self, text: str, purpose: str) -> bytes:
        return hmac.digest(self.fingerprint_key, _joined(purpose, text), hashlib.sha256)


class Vault:
    """Seals text with the first of its keys and opens what any of them sealed.

    To rotate: put a new key first, reseal what `reseal_needed` says, then drop the old key.
    The length of a text can be read off its sealed form; nothing else can.
    """

    def __init__(self, keys: Sequence[_Key]) -> None:
        self._writing = keys[0]
        self._keys = {key.id: key for key in keys}

    @classmethod
    def from_keys(cls, keys: Sequence[str]) -> Self:
        """Take keys as `generate_key` writes them, the writing key first.

        Raises NoKeyError, MalformedKeyError or RepeatedKeyError; none of them quotes a key.
        """
        if not keys:
            raise NoKeyError
        read = [_Key.derived_from(_decoded(key, number)) for number, key in enumerate(keys, start=1)]
        _refuse_repeated(read)
        return cls(read)

    @property
    def writing_key_id(self) -> str:
        return self._writing.id.hex()

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Names of all keys, safe to log; the writing key first."""
        return tuple(key_id.hex() for key_id in self._keys)

    def seal(self, text: str, *, table: str, column: str, row: str) -> bytes:
        """Encrypt `text` so that it can only be opened as this column of this row."""
        header = _VERSION + self._writing.id
        nonce = secrets.token_bytes(_NONCE_BYTES)
        place = header + _joined(table, column, row)
        return header + nonce + self._writing.cipher.encrypt(nonce, _encoded(text), place)

    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> str:
        """Give back what was sealed for this place.

        Raises UnknownKeyError, TamperedError or NotSealedError.
        """
        key = self._key_of(sealed)
        header, nonce, ciphertext = _parts(sealed)
        try:
            plain = key.cipher.decrypt(nonce, ciphertext, header + _joined(table, column, row))
        except InvalidTag:
            raise TamperedError(table, column, row) from None
        return plain.decode("utf-8", "surrogatepass")

    def reseal_needed(self, sealed: bytes) -> bool:
        """Whether an older key than the writing key sealed this. Raises as `open` for unknown keys."""
        return self._key_of(sealed) is not self._writing

    def fingerprint(self, text: str, *, purpose: str) -> bytes:
        """A 32-byte keyed hash to store and index; equal texts of one purpose have equal fingerprints.

        The caller normalises first: "22 33 44 55" and "+4522334455" are two texts.
        """
        return self._writing.fingerprint(text, purpose)

    def fingerprints(self, text: str, *, purpose: str) -> tuple[bytes, ...]:
        """The fingerprint under every key, the writing key's first: look up by all of them."""
        return tuple(key.fingerprint(text, purpose) for key in self._keys.values())

    def archive_key(self, key_id: str, salt: bytes) -> bytes:
        """The key of one archive, which no other archive has. Raises UnknownKeyError."""
        hkdf = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, info=b"fristvagt archive 1")
        return hkdf.derive(self._named(key_id).archive_key)

    def _key_of(self, sealed: bytes) -> _Key:
        return self._named(key_id_of(sealed))

    def _named(self, key_id: str) -> _Key:
        try:
            return self._keys[bytes.fromhex(key_id)]
        except (KeyError, ValueError):
            raise UnknownKeyError(key_id, self.key_ids) from None

    def __repr__(self) -> str:
        return f"<Vault with keys {', '.join(self.key_ids)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Vault holds keys and can be neither pickled nor copied.")


def generate_key() -> str:
    """A new random key as `Vault.from_keys` takes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def key_id_of(sealed: bytes) -> str:
    """The id of the key that sealed this, whether we have that key or not. Raises NotSealedError."""
    header, _nonce, ciphertext = _parts(sealed)
    if header[: len(_VERSION)] != _VERSION or len(ciphertext) < _TAG_BYTES:
        raise NotSealedError
    return header[len(_VERSION) :].hex()


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    body = _HEADER_BYTES + _NONCE_BYTES
    return sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:body], sealed[body:]


def _refuse_repeated(keys: Sequence[_Key]) -> None:
    first_seen: dict[bytes, int] = {}
    for number, key in enumerate(keys, start=1):
        first = first_seen.setdefault(key.id, number)
        if first != number:
            raise RepeatedKeyError(number, first)


def _decoded(key: str, number: int) -> bytes:
    shown = key.strip()
    if not _KEY_SHAPE.fullmatch(shown):
        raise MalformedKeyError(number)
    try:
        return base64.urlsafe_b64decode(shown.rstrip("=") + "=")
    except binascii.Error:
        raise MalformedKeyError(number) from None


def _subkey(secret: bytes, use: bytes) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"fristvagt vault 1: " + use)
    return hkdf.derive(secret)


def _joined(*texts: str) -> bytes:
    """Length before each text, so that no two lists of texts give the same bytes."""
    encoded = [_encoded(text) for text in texts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _encoded(text: str) -> bytes:
    # Slack's JSON can carry a lone surrogate; a strict encoder would raise an error that quotes the text.
    return text.encode("utf-8", "surrogatepass")
