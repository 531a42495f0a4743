"""The stand-in carrier as a process: started on a free port, killed -9, started again on the same one."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.at_books import Entry, entries_in, lines_in
from tests.support.at_server import beside
from tests.support.servers import free_port

START_S = 30.0


@dataclass
class AtServer:
    """A running stand-in, or one that was killed. `options`: those of tests/support/at_server.py."""

    folder: Path
    port: int
    options: dict[str, Any] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """For AfricasTalkingSms(base_url=…) and RETOUR_AFRICASTALKING_BASE_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def journal(self) -> Path:
        return self.folder / "texts.jsonl"

    def entries(self) -> list[Entry]:
        """What it took, in order. Holds what it answered, even after kill -9."""
        return list(entries_in(self.journal))

    def texts(self) -> Counter[tuple[str, str]]:
        """How often it took each (number, digest of the words); tests.support.at_books.digest_of."""
        return Counter((entry.to, entry.digest) for entry in self.entries())

    def reported(self) -> set[str]:
        """The ids whose end was reported, and the report answered 200."""
        return {told["id"] for told in lines_in(beside(self.journal, "reports"))}

    def receives(self, sender: str, words: str, date: str, to: str = "21512") -> int:
        """Somebody sends a text, which the hook misses: its place in the inbox."""
        path = beside(self.journal, "inbox")
        place = 15_001 + sum(1 for _ in lines_in(path))
        row = {"linkId": f"link-{place}", "text": words, "to": to, "id": place, "date": date, "from": sender}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        return place

    def start(self) -> None:
        """Begin, or begin again, on the same port and journal; back when it answers."""
        given = [word for name, value in self.options.items() for word in _words(name, value)]
        command = [sys.executable, "-m", "tests.support.at_server", "--port", str(self.port)]
        with (self.folder / "at_server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--journal", str(self.journal), *given], stdout=log, stderr=log, start_new_session=True
            )
        self._await()

    def kill(self) -> None:
        """kill -9, by its own id."""
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def _await(self) -> None:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"the stand-in ended: {(self.folder / 'at_server.log').read_text()[-500:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/alive", timeout=2):  # noqa: S310 - our own server
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the stand-in did not answer within {START_S} s")


def _words(name: str, value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [word for one in values for word in (f"--{name}", str(one))]


@contextmanager
def at_server(folder: Path, **options: Any) -> Iterator[AtServer]:
    """A stand-in in a folder of its own, for as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    server = AtServer(folder, free_port(), options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
