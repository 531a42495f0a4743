"""A stand-in of Africa's Talking's HTTP interface, a process of its own that may be killed at any moment.

    python -m tests.support.at_server --port 9000 --journal texts.jsonl --reports http://127.0.0.1:8000/hooks/…/delivery

    POST /version1/messaging    takes texts, answered as recorded; each is in the journal before that
    GET  /version1/messaging    the inbox: the lines of the journal's `.inbox` file, a hundred a page
    GET  /version1/user         the balance, which falls by what is charged
    GET  /alive                 for whoever started it

A call is taken, or by its share: `--busy` 429, `--lost` taken and then answered 502 or cut off.
A recipient is taken, or by its share: `--refuse` for good, `--retry` for now.
"""

import argparse
import asyncio
import json
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from tests.support.at_books import Books, Entry, Tariff, digest_of, lines_in, parts_of
from tests.support.at_reports import Manner, Reports

PAGE = 100
_E164 = re.compile(r"\+[0-9]{8,15}", re.ASCII)
_JSON, _PLAIN = b"application/json", b"text/plain; charset=UTF-8"
_CUT = 0
"""The status of an answer that never comes."""

Answer = tuple[int, bytes, bytes]
"""Status, content type, body."""


class Carrier:
    """The interface, as an ASGI application."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._books = Books(options.journal, Tariff.of(options.currency, options.price), options.balance, options.seed)
        self._dice = Random(f"faults:{options.seed}")
        self._reports: Reports | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        status, kind, content = await self._answer(scope, receive)
        if self._options.slow:
            await asyncio.sleep(self._options.slow)
        length = str(len(content)).encode() if status != _CUT else b"1"
        headers = [(b"content-type", kind), (b"content-length", length)]
        await send({"type": "http.response.start", "status": status or 201, "headers": headers})
        if status != _CUT:  # else uvicorn sees an answer without its end, and closes the connection
            await send({"type": "http.response.body", "body": content})

    async def _lifespan(self, receive: Any, send: Any) -> None:
        options = self._options
        await receive()
        if options.reports:
            manner = Manner(options.late, options.twice, options.failed, options.seed)
            self._reports = Reports(options.reports, beside(options.journal, "reports"), manner)
            self._reports.start(self._books.known.values())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._reports:
            await self._reports.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Any, receive: Any) -> Answer:
        method, path = scope["method"], scope["path"]
        if path == "/alive":
            return 200, _PLAIN, b"alive"
        if self._options.key and dict(scope["headers"]).get(b"apikey") != self._options.key.encode():
            return 401, _PLAIN, b"The supplied authentication is invalid"
        if method == "POST" and path == "/version1/messaging":
            return self._take(dict(parse_qsl((await _body(receive)).decode(), keep_blank_values=True)))
        query = dict(parse_qsl(scope["query_string"].decode()))
        if path == "/version1/messaging":
            return self._inbox(int(query.get("lastReceivedId") or 0))
        if path == "/version1/user":
            return _told({"UserData": {"balance": f"{self._options.currency} {self._books.balance}"}}, 200)
        return 404, _PLAIN, b"The requested resource could not be found."

    def _take(self, form: dict[str, str]) -> Answer:
        options, drawn = self._options, self._dice.random()
        if drawn < options.busy:
            return 429, _PLAIN, b"Too many requests"
        if "to" not in form or "message" not in form or "username" not in form:
            return 400, _PLAIN, b"Request is missing required form field"
        if options.sender and form.get("from", options.sender) != options.sender:
            return _told({"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}})
        numbers, text = form["to"].split(","), form["message"]
        parts, code = parts_of(text), 102 if form.get("enqueue") == "1" else 101
        taken: list[Entry] = []
        rows = ",".join(self._recipients(numbers, digest_of(text), parts, code, taken))
        self._books.write(taken)
        if self._reports:
            self._reports.expect(taken)
        if drawn < options.busy + options.lost:
            return (_CUT, _JSON, b"") if self._dice.random() < 0.5 else (502, _PLAIN, b"Bad Gateway")
        cost = sum((Decimal(entry.cost) for entry in taken), Decimal(0))
        said = f"Sent to {len(taken)}/{len(numbers)} Total Cost: {options.currency} {cost} Message parts: {parts}"
        return 201, _JSON, f'{{"SMSMessageData":{{"Message":"{said}","Recipients":[{rows}]}}}}'.encode()

    def _recipients(self, numbers: list[str], digest: str, parts: int, code: int, taken: list[Entry]) -> Iterator[str]:
        """Each one's line of the answer; those that are taken are added to `taken`."""
        options, at, dice = self._options, time.time(), self._dice
        for number in numbers:
            if not _E164.fullmatch(number):
                yield _refused(json.dumps(number), 403, "InvalidPhoneNumber")
                continue
            drawn = dice.random() if options.refuse or options.retry else 1.0
            if drawn < options.refuse:
                yield _refused(f'"{number}"', 406, "UserInBlacklist")
            elif drawn < options.refuse + options.retry:
                yield _refused(f'"{number}"', 500, "InternalServerError")
            elif (entry := self._books.take(number, digest, parts, at)) is None:
                yield _refused(f'"{number}"', 405, "InsufficientBalance")
            else:
                taken.append(entry)
                yield (
                    f'{{"cost":"{options.currency} {entry.cost}","messageId":"{entry.id}","messageParts":{parts},'
                    f'"number":"{number}","status":"Success","statusCode":{code}}}'
                )

    def _inbox(self, last: int) -> Answer:
        waiting = [row for row in lines_in(beside(self._options.journal, "inbox")) if row["id"] > last]
        return _told({"SMSMessageData": {"Messages": waiting[:PAGE]}}, 200)


def beside(journal: Path, what: str) -> Path:
    """The file of the inbox, or of what was reported."""
    return journal.with_suffix(f".{what}")


def _refused(number: str, code: int, status: str) -> str:
    return f'{{"cost":"0","messageId":"None","number":{number},"status":"{status}","statusCode":{code}}}'


def _told(value: Any, status: int = 201) -> Answer:
    return status, _JSON, json.dumps(value).encode()


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":  # whoever sent it was killed in the middle
            return b""
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    for name in ("refuse", "retry", "busy", "lost", "slow", "failed"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--currency", default="KES")
    parser.add_argument("--price", action="append", default=[], help="+2237=15.5, once for each beginning")
    parser.add_argument("--balance", type=Decimal, default=Decimal("1000000.0000"))
    parser.add_argument("--key", default="", help="the only apiKey that is taken")
    parser.add_argument("--sender", default="", help="the only sender that is taken")
    parser.add_argument("--reports", default="", help="where delivery reports go, on 127.0.0.1")
    parser.add_argument("--late", type=float, default=1.0, help="seconds that a report is late at most")
    parser.add_argument("--twice", type=float, default=0.1, help="share of texts with a repeated report")
    return parser.parse_args()


def main() -> None:
    options = _options()
    uvicorn.run(Carrier(options), host="127.0.0.1", port=options.port, log_level="error", access_log=False)


if __name__ == "__main__":
    main()
