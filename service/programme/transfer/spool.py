"""What was read once and is needed again: kept in a file without a name, sealed with a key that only this process has.
Reading a workbook takes longer than writing its rows into the database."""

import os
import pickle
import tempfile
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_TOGETHER = 200
_NONCE, _LENGTH = 12, 4


class Spool:
    """Written from the top to the end, then read as often as asked for."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 as long as the import is; gone with the process
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._waiting: list[Any] = []

    def add(self, one: Any) -> None:
        self._waiting.append(one)
        if len(self._waiting) == _TOGETHER:
            self._write()

    def end(self) -> None:
        """All of it is in."""
        if self._waiting:
            self._write()

    def __iter__(self) -> Iterator[Any]:
        """From the top. One reader at a time."""
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            sealed = self._file.read(int.from_bytes(length))
            told = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
            yield from pickle.loads(told)  # noqa: S301 the cipher has proved that it is our own

    def _write(self) -> None:
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, pickle.dumps(self._waiting), None)
        self._file.write(len(sealed).to_bytes(_LENGTH) + sealed)
        self._waiting.clear()
