"""Which encryption keys the database needs: seen at start, not at the first citizen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import FristvagtError
from storage.models import KeyCheck
from storage.upsert import insert_if_new
from storage.vault import Vault

KNOWN = "Fristvagt"


class MissingKeyError(FristvagtError):
    """The database holds fields sealed under a key we were not given."""

    def __init__(self, key_ids: list[str]) -> None:
        super().__init__(
            "Databasen er krypteret med nøgle {keys}, som ikke er blandt nøglerne i "
            "FRISTVAGT_ENCRYPTION_KEYS. Sæt den manglende nøgle ind igen efter den første.",
            keys=", ".join(key_ids),
        )


def check(session: Session, vault: Vault) -> None:
    """Raise `MissingKeyError` unless every key the database was written under is at hand."""
    stored = session.scalars(select(KeyCheck)).all()
    missing = [row.key_id for row in stored if row.key_id not in vault.key_ids]
    if missing:
        raise MissingKeyError(missing)
    for row in stored:
        vault.open(row.sealed, table="key_check", column="sealed", row=row.key_id)


def remember(session: Session, vault: Vault) -> None:
    """Note that the database is written under the vault's first key from now on."""
    key_id = vault.writing_key_id
    sealed = vault.seal(KNOWN, table="key_check", column="sealed", row=key_id)
    insert_if_new(session, KeyCheck, key_id=key_id, sealed=sealed)
