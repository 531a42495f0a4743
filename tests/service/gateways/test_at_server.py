"""The stand-in carrier holds what the drills ask of it: nothing answered is lost, all is charged, reports are late."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gsm7 import segments
from service.gateways.africastalking_callbacks import read_report
from service.gateways.africastalking_sms import AfricasTalkingSms
from service.gateways.port import GatewayError, Money, OutgoingSms, SmsResult
from tests.support.at_books import AppendOnly, Tariff, digest_of, parts_of
from tests.support.at_running import AtServer, at_server
from tests.support.stand_in import recorded


def to(count: int, body: str = "Bonjour", first: int = 0) -> list[OutgoingSms]:
    return [OutgoingSms(uuid4(), f"+2237000{place:04}", body) for place in range(first, first + count)]


def gateway(carrier: AtServer, sender: str = "") -> AfricasTalkingSms:
    return AfricasTalkingSms("retour", "a-key", sender, base_url=carrier.url)


def sent(tmp_path: Path, texts: list[OutgoingSms], **options: Any) -> tuple[list[SmsResult], AtServer]:
    with at_server(tmp_path, **options) as carrier:
        return gateway(carrier).send(texts), carrier


class Hook:
    """Takes reports, as our hook would; answers the first `failing` of them with 500."""

    def __init__(self, failing: int = 0) -> None:
        self.bodies: list[bytes] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                hook.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(500 if len(hook.bodies) <= failing else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
                """The tests' output stays theirs."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hooks/k/africastalking/delivery"

    def statuses(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for body in list(self.bodies):
            fields = parse_qs(body.decode())
            found.setdefault(fields["id"][0], []).append(fields["status"][0])
        return found


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


def until(true: Any, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@given(st.one_of(st.text(), st.text("abé€{} ", min_size=140), st.text("aɛ😀", min_size=60)))
def test_it_counts_parts_as_we_do(text: str) -> None:
    """By another alphabet, and by a count of its own. Neither the escape character alone nor nothing is a text."""
    text = text.replace("\x1b", "") or "."
    assert parts_of(text) == segments(text).segments


def test_the_price_is_by_how_the_number_begins() -> None:
    tariff = Tariff.of("XOF", ["+223=20", "+2237=15.5", "+=99"])
    assert [tariff.cost(number, 2) for number in ("+22350001234", "+22370001234", "+33612345678")] == [40, 31, 198]
    assert Tariff().cost("+22350001234", 3) == Decimal("2.4000")
    assert Tariff.of("XOF", ["+223=20"]).cost("+33612345678", 1) == 0


def test_it_answers_in_the_recorded_words(tmp_path: Path) -> None:
    results, carrier = sent(tmp_path, to(2), price=["+2237=0.8"])
    assert [(one.state, one.cost, one.parts) for one in results] == [("accepted", "KES 0.8000", 1)] * 2
    assert all(one.carrier_id.startswith("ATXid_") and len(one.carrier_id) == 38 for one in results)
    assert [entry.id for entry in carrier.entries()] == [one.carrier_id for one in results]
    assert carrier.texts() == {("+22370000000", digest_of("Bonjour")): 1, ("+22370000001", digest_of("Bonjour")): 1}


def test_a_row_has_the_fields_of_a_recorded_one(tmp_path: Path) -> None:
    [row] = json.loads(recorded("at-api-cht-parts").body)["SMSMessageData"]["Recipients"]
    with at_server(tmp_path) as carrier:
        answer = gateway(carrier)._service.send("Bonjour", ["+22370000000"])
    told = answer.told("SMSMessageData")
    assert set(told["Recipients"][0]) == set(row)
    assert told["Message"] == "Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1"


def test_the_balance_falls_by_what_is_charged_until_there_is_none(tmp_path: Path) -> None:
    with at_server(tmp_path, balance="4.0", price=["+=0.8"]) as carrier:
        sender = gateway(carrier)
        assert sender.balance() == Money("KES", Decimal("4.0"))
        results = sender.send(to(3, "é" * 161))
        assert [(one.state, one.reason) for one in results] == [
            ("accepted", ""),
            ("accepted", ""),
            ("retry", "InsufficientBalance"),
        ]
        assert sender.balance().amount == Decimal("0.8")


def test_kill_9_loses_nothing_that_was_answered_and_gives_no_name_twice(tmp_path: Path) -> None:
    with at_server(tmp_path, balance="100") as carrier:
        sender, results = gateway(carrier), list[SmsResult]()
        for first in range(0, 30, 10):
            results += sender.send(to(10, first=first))
            carrier.kill()
            with pytest.raises(GatewayError):
                gateway(carrier).send(to(1))
            carrier.start()
        results += sender.send(to(10, first=30))
        assert sender.balance().amount == Decimal(100) - 40 * Decimal("0.8")
    assert [entry.id for entry in carrier.entries()] == [one.carrier_id for one in results]
    assert len({one.carrier_id for one in results}) == 40


def test_half_a_line_at_the_end_was_never_answered(tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.write_text('{"id": 1}\n{"id"')
    AppendOnly(path).add('{"id": 2}\n')
    assert path.read_text() == '{"id": 1}\n{"id": 2}\n'


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"refuse": 0.5, "seed": 3}, {"failed", "accepted"}),
        ({"retry": 0.5}, {"retry", "accepted"}),
        ({"refuse": 1}, {"failed"}),
        ({"lost": 1}, {"uncertain"}),
    ],
)
def test_faults_come_by_their_share(tmp_path: Path, options: dict[str, Any], expected: set[str]) -> None:
    results, carrier = sent(tmp_path, to(100), **options)
    assert {one.state for one in results} == expected
    taken = 100 if "lost" in options else Counter(one.state for one in results)["accepted"]
    assert len(carrier.entries()) == taken


def test_a_lost_answer_is_cut_off_or_a_502(tmp_path: Path) -> None:
    with at_server(tmp_path, lost=1) as carrier:
        reasons = {gateway(carrier).send(to(1))[0].reason for _ in range(20)}
    assert reasons == {"HTTP 502", "ConnectionLost"}


def test_refusals_of_a_whole_call(tmp_path: Path) -> None:
    with at_server(tmp_path, key="a-key", sender="RETOUR") as carrier:
        assert gateway(carrier, "RETOUR").send(to(1))[0].state == "accepted"
        with pytest.raises(GatewayError, match="InvalidSenderId"):
            gateway(carrier, "OTHER").send(to(1))
        with pytest.raises(GatewayError, match="key"):
            AfricasTalkingSms("retour", "wrong", base_url=carrier.url).send(to(1))
    with pytest.raises(GatewayError, match="slower"):
        sent(tmp_path, to(1), busy=1)


def test_it_is_slow_on_demand(tmp_path: Path) -> None:
    began = time.monotonic()
    with at_server(tmp_path, slow=0.2) as carrier:
        began = time.monotonic()
        gateway(carrier).send(to(1))
    assert time.monotonic() - began > 0.2


def test_the_inbox_is_read_page_by_page(tmp_path: Path) -> None:
    with at_server(tmp_path) as carrier:
        places = [carrier.receives("+22350001234", f"Oui {n}", "2026-11-24 10:00:00") for n in range(150)]
        sender = gateway(carrier)
        first = sender.received("")
        second = sender.received(str(first[-1].place))
        assert sender.received(str(second[-1].place)) == []
    assert [one.place for one in (*first, *second)] == places
    assert (len(first), first[0].text.words, first[0].text.sender) == (100, "Oui 0", "+22350001234")


def test_every_text_is_reported_some_twice_also_after_kill_9(tmp_path: Path, hook: Hook) -> None:
    with at_server(tmp_path, reports=hook.url, late=0.5, twice=0.5, failed=0.2) as carrier:
        sender = gateway(carrier)
        ids = [one.carrier_id for one in sender.send(to(60))]
        until(lambda: len(hook.bodies) > 10)
        carrier.kill()
        carrier.start()
        ids += [one.carrier_id for one in sender.send(to(60, first=60))]
        until(lambda: carrier.reported() == set(ids))
    statuses = hook.statuses()
    assert set(statuses) == set(ids)
    assert any(len(set(told)) < len(told) for told in statuses.values()), "none came twice"
    assert any(told[-1] == "Sent" for told in statuses.values()), "all came in order"
    assert {read_report(body).means for body in hook.bodies} == {"delivered", "undelivered", "on the way"}


def test_a_report_that_is_not_answered_200_comes_again(tmp_path: Path) -> None:
    hook = Hook(failing=3)
    with at_server(tmp_path, reports=hook.url, late=0) as carrier:
        gateway(carrier).send(to(5))
        until(lambda: len(carrier.reported()) == 5)
    hook.server.shutdown()
    hook.server.server_close()
    assert len(hook.bodies) >= 8
