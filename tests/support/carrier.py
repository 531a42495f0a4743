"""A carrier's side of the wire, by hand: a client library would cost more than the server that it measures.

Only ever talks to 127.0.0.1.
"""

import asyncio
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from uuid import uuid4


def new_call() -> tuple[str, str]:
    """A made-up number that nobody in Mali can have, and a session id as Africa's Talking writes them."""
    identity = uuid4()
    return f"+2231{identity.int % 10**7:07}", f"ATUid_{identity.hex}"


def texts_of(inputs: Sequence[str]) -> Iterator[str]:
    """The accumulated text of each hop."""
    for count in range(1, len(inputs) + 1):
        yield "*".join(inputs[:count])


def form(phone: str, session: str, text: str) -> bytes:
    fields = {
        "phoneNumber": phone,
        "serviceCode": "*384*70421#",
        "text": text,
        "sessionId": session,
        "networkCode": "99999",
    }
    return urlencode(fields).encode()


class Connection:
    """One keep-alive HTTP/1.1 connection."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> str:
        """The body of the answer. Raises ConnectionError when the server went away."""
        return (await self.answered(body))[1]

    async def answered(self, body: bytes) -> tuple[int, str]:
        """The status and the body of the answer. Raises ConnectionError when the server went away."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: at-ussd-api/1.0\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        try:
            return await self._read(reader)
        except asyncio.IncompleteReadError:  # before the answer or in the middle of it
            raise ConnectionError("the server closed the connection") from None

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, str]:
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        return int(answer.split(b" ", 2)[1]), (await reader.readexactly(length)).decode()

    async def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None
