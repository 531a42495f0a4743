"""Stand-ins of the carriers' SMS interfaces on a free port of 127.0.0.1, speaking recorded and documented answers."""

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
    """One request as it arrived; `form` holds the first value of each field of its body, `query` of its address.
    `port`: the caller's."""

    path: str
    headers: Mapping[str, str]
    form: Mapping[str, str]
    method: str = "POST"
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    port: int = 0

    @property
    def numbers(self) -> list[str]:
        return self.form["to"].split(",")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


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


ORANGE_REQUESTS = "/smsmessaging/v1/outbound/tel%3A%2B2230000/requests"


@dataclass
class Orange:
    """Answers as Orange's pages say: a token on demand, and each SMS under a name of its own. `tokens` and `sms` are
    given instead, as long as there are any. A token is good until `revoke`."""

    tokens: list[Answer] = field(default_factory=list)
    sms: list[Answer] = field(default_factory=list)
    lasts: str = "3600"
    issued: int = 0
    revoked: int = 0

    def __call__(self, request: Received) -> Answer:
        if request.path == "/oauth/v3/token":
            return self.tokens.pop(0) if self.tokens else self._token()
        if request.headers.get("authorization") != f"Bearer token-{self.issued}" or self.revoked == self.issued:
            told = {"code": 42, "message": "Expired credentials", "description": "The token has expired"}
            return Answer(401, body=json.dumps(told))
        return self.sms.pop(0) if self.sms else self._taken(request)

    def revoke(self) -> None:
        self.revoked = self.issued

    def _token(self) -> Answer:
        self.issued += 1
        told = {"token_type": "Bearer", "access_token": f"token-{self.issued}", "expires_in": self.lasts}
        return Answer(200, body=json.dumps(told))

    def _taken(self, request: Received) -> Answer:
        asked = request.json["outboundSMSMessageRequest"]
        name = f"1c4f{asked['address'].removeprefix('tel:+')}"
        asked["resourceURL"] = f"https://api.orange.com{ORANGE_REQUESTS}/{name}"
        return Answer(201, body=json.dumps({"outboundSMSMessageRequest": asked}))


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
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                if len(body) < length:  # whoever sent it was killed in the middle: no carrier takes half a request
                    self.close_connection = True
                    return
                path, _, query = self.path.partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                is_form = "json" not in headers.get("content-type", "")
                form = _first(body.decode()) if is_form else {}
                request = Received(path, headers, form, self.command, _first(query), body, self.client_address[1])
                stand_in.received.append(request)
                _reply(self, stand_in.answer(request))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
                """The tests' output stays theirs."""

        return Handler


def _first(pairs: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(pairs, keep_blank_values=True).items()}


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
