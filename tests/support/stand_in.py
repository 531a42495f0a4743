"""A stand-in of Africa's Talking's SMS interface on a free port of 127.0.0.1, speaking recorded answers."""

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import parse_qs

SAMPLES = Path(__file__).parents[1] / "samples" / "gateway-payloads.json"


def sample(case: str) -> dict[str, Any]:
    """One case of the sample file, by its id."""
    cases = json.loads(SAMPLES.read_text(encoding="utf-8"))["cases"]
    return cast(dict[str, Any], next(one for one in cases if one["id"] == case))


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived; `form` holds the first value of each field."""

    path: str
    headers: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def numbers(self) -> list[str]:
        return self.form["to"].split(",")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, after `wait_s` seconds. `cut`: the connection is reset instead."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    body: str = ""
    wait_s: float = 0.0
    cut: bool = False


def recorded(case: str) -> Answer:
    """The answer of a recorded case, with its status, headers and body as they were."""
    response = sample(case)["response"]
    return Answer(response["status"], response["headers"], response["body"])


def told(*rows: Mapping[str, Any], message: str = "Sent") -> Answer:
    """An answer in the recorded shape with these recipients."""
    return Answer(body=json.dumps({"SMSMessageData": {"Message": message, "Recipients": list(rows)}}))


def accept(request: Received) -> Answer:
    """Takes every number, as the recorded `with-sender` answer does."""
    [row] = json.loads(recorded("at-api-messaging-bulk-with-sender").body)["SMSMessageData"]["Recipients"]
    rows = [{**row, "number": number, "messageId": f"ATXid_{number[1:]}"} for number in request.numbers]
    return told(*rows, message=f"Sent to {len(rows)}/{len(rows)}")


class StandIn:
    """`with StandIn(answer) as carrier:` then `carrier.url`, and `carrier.received` in order of arrival."""

    def __init__(self, answer: Callable[[Received], Answer] = accept) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def texts(self) -> Counter[tuple[str, str]]:
        """How often each (number, body) arrived."""
        return Counter((number, one.form["message"]) for one in self.received for number in one.numbers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                if len(body) < length:  # whoever sent it was killed in the middle: no carrier takes half a request
                    self.close_connection = True
                    return
                form = parse_qs(body.decode(), keep_blank_values=True)
                request = Received(
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    {name: values[0] for name, values in form.items()},
                )
                stand_in.received.append(request)
                _reply(self, stand_in.answer(request))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
                """The tests' output stays theirs."""

        return Handler


def _reply(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    time.sleep(answer.wait_s)
    if answer.cut:
        _reset(handler.connection)
        handler.close_connection = True
        return
    body = answer.body.encode()
    handler.send_response(answer.status)
    for name, value in {**answer.headers, "Content-Length": str(len(body))}.items():
        handler.send_header(name, value)
    with suppress(ConnectionError):  # the caller may be gone: it timed out, or was killed
        handler.end_headers()
        handler.wfile.write(body)


def _reset(connection: socket.socket) -> None:
    """Closes with RST, not FIN: what a carrier's crash looks like from here."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RD)
    connection.close()
