"""Personal columns are sealed by AES-256-GCM, explicitly, under a constant label and the row's own id.

A sealed value is: key id (4 ASCII characters), nonce (12 bytes), ciphertext and tag (16 bytes longer than
the text in UTF-8). Label and row id are associated data, so that a value copied to another row or column
does not open. Labels are constants of the form "table.column": a renamed column keeps its label.
What is looked up is found by a keyed hash under a key of its own.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, LargeBinary, column, insert, inspect, select, table
from sqlalchemy.exc import IntegrityError

from service.database import writing
from service.keys import ID_CHARS, Keys, VaultError, keys_of
from service.settings import Settings

__all__ = ["Vault", "VaultError", "open_vault"]

NONCE_BYTES = 12
INDEX_BYTES = 16
_NONCE_END = ID_CHARS + NONCE_BYTES
_CHECK_ID = 1
_CHECK_LABEL = "vault_check.blob"
_CHECK_ROW = UUID(int=_CHECK_ID)


class Vault:
    """Seals and opens; finds and compares by keyed hashes. Safe to share between threads."""

    def __init__(self, keys: Keys) -> None:
        self._ciphers = {key_id.encode("ascii"): AESGCM(key) for key_id, key in keys.seal.items()}
        self._current = keys.current.encode("ascii")
        self._cipher = self._ciphers[self._current]
        self._index_key = keys.index
        self._pin_key = keys.pin

    def seal(self, label: str, row_id: UUID, text: str) -> bytes:
        """The text as a sealed value for that column of that row."""
        nonce = os.urandom(NONCE_BYTES)
        return self._current + nonce + self._cipher.encrypt(nonce, text.encode(), _bound(label, row_id))

    def open(self, label: str, row_id: UUID, blob: bytes) -> str:
        """The text of a sealed value. VaultError: another key, row or column, or bytes that were changed."""
        cipher = self._ciphers.get(blob[:ID_CHARS])
        if cipher is None:
            raise VaultError(f"{label}: sealed with a key that the keys file does not hold")
        try:
            text = cipher.decrypt(blob[ID_CHARS:_NONCE_END], blob[_NONCE_END:], _bound(label, row_id))
        except (InvalidTag, ValueError):
            raise VaultError(f"{label}: does not open (wrong key, wrong row, or changed bytes)") from None
        return text.decode()

    def is_current(self, blob: bytes) -> bool:
        """Whether a value was sealed with today's key; the others can be sealed anew after a rotation."""
        return blob[:ID_CHARS] == self._current

    def index(self, kind: str, text: str) -> bytes:
        """16 bytes that stand for a text when it is looked up (HMAC-SHA256, cut); `kind` keeps uses apart."""
        return hmac.digest(self._index_key, f"{kind}\0{text}".encode(), "sha256")[:INDEX_BYTES]

    def pin(self, staff_id: UUID, digits: str) -> bytes:
        """32 bytes that stand for the PIN of a member of staff. Compare with hmac.compare_digest."""
        return hmac.digest(self._pin_key, staff_id.bytes + digits.encode(), hashlib.sha256)

    def check(self, db: Connection) -> None:
        """Prove that these are the keys of this database: at the first start a row is sealed, at every
        later one it must open. Inside the caller's transaction. VaultError: the start must stop."""
        blob = self._check_blob(db)
        try:
            told = self.open(_CHECK_LABEL, _CHECK_ROW, blob)
        except VaultError:
            told = ""
        if not hmac.compare_digest(told, self._fingerprint()):
            raise VaultError(
                "The keys file is not the one that this database was sealed with. "
                "Put the right keys file back (RETOUR_KEYS_FILE); nothing was changed."
            )

    def _check_blob(self, db: Connection) -> bytes:
        """The sealed row; made when there is none, unless another process is first."""
        found = db.execute(_READ_CHECK).scalar()
        if found is None:
            made = self.seal(_CHECK_LABEL, _CHECK_ROW, self._fingerprint())
            with suppress(IntegrityError), db.begin_nested():  # made meanwhile by another: that one counts
                db.execute(_ADD_CHECK, {"id": _CHECK_ID, "blob": made})
            found = db.execute(_READ_CHECK).scalar_one()
        return bytes(found)

    def _fingerprint(self) -> str:
        """Stands for the index and the PIN key, which seal nothing and would be missed silently."""
        return self.index("vault_check", "").hex() + self.pin(_CHECK_ROW, "").hex()


def open_vault(settings: Settings, engine: Engine) -> Vault:
    """The vault of an installation, proved against its database. VaultError: the start must stop, because
    the keys are missing or wrong, or the database has no tables yet."""
    if not inspect(engine).has_table(_CHECK.name):
        raise VaultError("The database has no tables yet: run retour migrate.")
    with writing(engine) as db:
        vault = Vault(keys_of(settings, is_new=db.execute(_READ_CHECK).scalar() is None))
        vault.check(db)
    return vault


# The table as Core sees it: the models stand a floor above.
_CHECK = table("vault_check", column("id"), column("blob", LargeBinary))
_READ_CHECK = select(_CHECK.c.blob).where(_CHECK.c.id == _CHECK_ID)
_ADD_CHECK = insert(_CHECK)


def _bound(label: str, row_id: UUID) -> bytes:
    return label.encode() + b"\0" + row_id.bytes
