"""The simulated carrier writes what was captured from the real one, and judges answers as it does."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest

from service.gateways import africastalking
from service.simulator.wire import Call, dialled, event_form, hop_form, judged, new_session
from tests.support.stand_in import sample

CODE = "*384*70421#"


def _call(fields: dict[str, str], **more: object) -> Call:
    texts = tuple(fields["text"].split("*")) if fields.get("text") else ()
    return Call(fields["phoneNumber"], fields["sessionId"], texts, 0.0, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "case", ["at-ussd-07-captured-begin", "at-ussd-08-captured-continue", "at-ussd-09-captured-nested"]
)
def test_a_hop_is_written_byte_for_byte_as_captured(case: str) -> None:
    captured = sample(case)
    written = hop_form(_call(captured["expect"]["fields"]), CODE)
    assert written.decode() == captured["request"]["raw_body"]


def test_an_end_event_is_written_byte_for_byte_as_captured() -> None:
    captured = sample("at-ussd-end-incomplete")
    fields = captured["expect"]["fields"]
    ended = datetime(2026, 10, 9, 12, 17, 37, tzinfo=UTC)
    call = Call(fields["phoneNumber"], fields["sessionId"], (), ended.timestamp() - 0.192, 1, fields["lastAppResponse"])
    assert event_form(call, CODE, "Incomplete", "", ended).decode() == captured["request"]["raw_body"]


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        ((), ""),
        (("1", "1", "2"), "1*1*2"),
        (("1", "", "3"), "1**3"),
        (("7", "a", "b", "****"), "7*a*b*****"),
        (("1", " Aminata & Cie=+ "), "1* Aminata & Cie=+ "),
        (("Ségué Iré", "ɛ"), "Ségué Iré*ɛ"),
    ],
)
def test_what_was_typed_arrives_as_typed(texts: tuple[str, ...], text: str) -> None:
    """Our own adapter reads it back."""
    body = hop_form(Call("+22350001234", new_session(), texts, 0.0), CODE)
    assert body.isascii()
    assert dict(parse_qsl(body.decode(), keep_blank_values=True))["text"] == text
    assert africastalking.read_ussd(body, "").text == text


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, "CON Bonjour", ""),
        (200, "END Merci", ""),
        (201, "CON Bonjour", ""),
        (404, "Not Found", "status"),
        (500, "CON Bonjour", "status"),
        (302, "", "status"),
        (200, "", "empty"),
        (200, " \n", "empty"),
        (200, " CON Bonjour", "blank"),
        (200, "\nCON Bonjour", "blank"),
        (200, "Bonjour", "shape"),
        (200, "con Bonjour", "shape"),
        (200, "CONBonjour", "shape"),
        (200, "CON\nBonjour", "shape"),
    ],
)
def test_an_answer_is_judged_as_the_carrier_does(status: int, body: str, why: str) -> None:
    assert judged(status, body).why == why


def test_only_con_and_its_blank_are_taken_from_a_page() -> None:
    assert judged(200, "CON  1 Oui\n2 Non\n").page == " 1 Oui\n2 Non\n"
    assert not judged(200, "CON END").ends
    assert judged(200, "END ").ends


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("*384*70421#", ()),
        (" *384*70421# ", ()),
        ("*384*70421*1#", ("1",)),
        ("*384*70421*1*2#", ("1*2",)),
        ("*384*704219#", None),
        ("*384*70421*1", None),
        ("*100#", None),
        ("50001234", None),
        ("", None),
    ],
)
def test_digits_dialled_with_the_code_come_first(code: str, texts: tuple[str, ...] | None) -> None:
    assert dialled(code, CODE) == texts


def test_a_session_looks_like_the_carriers_and_is_never_the_same() -> None:
    made = {new_session() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 38 and one.startswith("ATUid_") and int(one[6:], 16) >= 0 for one in made)
