"""The keys file: seal keys by id (one of them current), one index key, one PIN key. Mode 600, never in git.

The index and the PIN key are never changed: what was found by them would be found no more. Seal keys can
be: add a new one and make it current; rows of the older one open as long as it stays in the file.
"""

import base64
import binascii
import json
import os
import secrets
import string
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from service.settings import Settings

KEY_BYTES = 32
ID_CHARS = 4


class VaultError(Exception):
    """What is sealed cannot be opened. str() is fit to be shown: it holds no value and no key."""


class KeysError(VaultError):
    """The keys file is missing or unreadable, or stands in the way of a new one."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a Vault is built from. Each key is 32 bytes; an id is four ASCII letters or digits."""

    current: str
    seal: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    pin: bytes = field(repr=False)

    def rotated(self) -> "Keys":
        """The same keys with a new seal key, which becomes the current one."""
        key_id = _new_id(self.seal)
        return replace(self, current=key_id, seal={**self.seal, key_id: secrets.token_bytes(KEY_BYTES)})

    def to_json(self) -> str:
        seal = {key_id: _word(key) for key_id, key in self.seal.items()}
        told = {"current": self.current, "seal": seal, "index": _word(self.index), "pin": _word(self.pin)}
        return json.dumps(told, indent=2) + "\n"


def new_keys() -> Keys:
    """A fresh set, by the operating system's random numbers."""
    key_id = _new_id({})
    first, index, pin = (secrets.token_bytes(KEY_BYTES) for _ in range(3))
    return Keys(key_id, {key_id: first}, index, pin)


def parse_keys(text: str) -> Keys:
    """Keys from the text of a keys file. Raises KeysError."""
    try:
        told = json.loads(text)
        seal = {str(key_id): _key(word) for key_id, word in told["seal"].items()}
        keys = Keys(str(told["current"]), seal, _key(told["index"]), _key(told["pin"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysError("The keys file is damaged: put back the copy that was kept safe.") from None
    if keys.current not in seal:
        raise KeysError("The keys file names a current key that it does not hold.")
    if not all(len(key_id) == ID_CHARS and key_id.isascii() for key_id in seal):
        raise KeysError(f"The keys file has a key id that is not {ID_CHARS} ASCII characters.")
    return keys


def read_keys(path: Path) -> Keys:
    """The keys that stand in a file. Raises KeysError where there is none, or it is damaged."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeysError(
            f"There is no keys file at {path}. For a new programme, make one: retour keys new (and keep a "
            "copy in a safe place). For a database that is in use, put its own keys file back: without it, "
            "nothing that was sealed can be read."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysError(f"The keys file {path} cannot be read ({type(error).__name__}).") from None
    return parse_keys(text)


def write_keys(path: Path, keys: Keys) -> None:
    """Write a new keys file, mode 600. FileExistsError where one stands: keys are never written over."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(keys.to_json())
        file.flush()
        os.fsync(file.fileno())


def new_keys_file(settings: Settings) -> Path:
    """Make the keys file that the settings name (`retour keys new`). KeysError where there is one."""
    try:
        write_keys(settings.keys_file, new_keys())
    except FileExistsError:
        raise KeysError(f"There is a keys file at {settings.keys_file} already; it was left alone.") from None
    return settings.keys_file


def keys_of(settings: Settings, is_new: bool) -> Keys:
    """The keys of an installation. For a database in which nothing is sealed yet (`is_new`) they are made,
    unless a keys file was chosen: then somebody keeps it, and its absence is an error. Raises KeysError."""
    may_make = is_new and settings.has_own_keys and not settings.keys_file.exists()
    if may_make:
        with suppress(FileExistsError):  # another process was first: its keys count
            write_keys(settings.keys_file, new_keys())
    return read_keys(settings.keys_file)


def _new_id(taken: Mapping[str, Any]) -> str:
    letters = string.ascii_lowercase + string.digits
    while (key_id := "".join(secrets.choice(letters) for _ in range(ID_CHARS))) in taken:
        pass
    return key_id


def _word(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key
