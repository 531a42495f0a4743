"""Africa's Talking's USSD bodies, as captured and as they come apart."""

import pytest

from service.gateways.africastalking import CARRIER, answer, read_event, read_ussd
from service.gateways.port import BadRequest, Hop, Kind, SessionEnd
from tests.support.stand_in import sample

FORM = "application/x-www-form-urlencoded"
PHONE = "phoneNumber=%2B22350001234"
GOOD = f"sessionId=ATUid_1&{PHONE}"


@pytest.mark.parametrize(
    "case",
    [
        "at-ussd-07-captured-begin",
        "at-ussd-08-captured-continue",
        "at-ussd-09-captured-nested",
        "at-ussd-log-charset",
    ],
)
def test_a_captured_callback_is_read_as_it_stands(case: str) -> None:
    kept = sample(case)
    request, fields = kept["request"], kept["expect"]["fields"]
    hop = read_ussd(request["raw_body"].encode(), request["headers"]["Content-Type"])
    kind: Kind = "begin" if kept["expect"]["phase"] == "begin" else ""
    assert hop == Hop(
        "africastalking",
        fields["sessionId"],
        fields["phoneNumber"],
        fields["text"],
        kind,
        "",
        fields["serviceCode"],
    )


@pytest.mark.parametrize("case", ["at-ussd-seq-captured-repeat", "at-ussd-seq-cancel"])
def test_a_captured_sequence_keeps_its_text_whole(case: str) -> None:
    for turn in sample(case)["turns"]:
        body = f"{GOOD}&text={turn['text'].replace('*', '%2A')}"
        assert read_ussd(body.encode(), FORM).text == turn["text"]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("%2B22350001234", "+22350001234"),
        ("22350001234", "+22350001234"),
        ("+22350001234", "+22350001234"),  # an unescaped plus arrives as a space
        ("50001234", "+50001234"),  # 8 digits, the fewest
        ("%2B123456789012345", "+123456789012345"),  # 15, the most
    ],
)
def test_the_plus_of_a_number_is_mended(typed: str, phone: str) -> None:
    assert read_ussd(f"sessionId=s&phoneNumber={typed}".encode(), FORM).phone == phone


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (GOOD, ""),
        (f"{GOOD}&text", ""),
        (f"text=1**3&{GOOD}", "1**3"),
        (f"text=7%2Aa%2Ab%2A%2A%2A%2A%2A&{GOOD}", "7*a*b*****"),
        (f"text=1%2AS%C3%A9gou%C3%A9&{GOOD}", "1*Ségoué"),
        (f"text=1*Ségoué&{GOOD}", "1*Ségoué"),  # raw UTF-8
        (f"text=1+2&{GOOD}", "1 2"),
        (f"text=1&text=1*2&{GOOD}", "1*2"),  # given twice: the last counts
        (f"text=1&{GOOD}&unknown=x&networkCode=", "1"),
    ],
)
def test_the_text_is_kept_as_typed(body: str, text: str) -> None:
    assert read_ussd(body.encode(), FORM).text == text


def test_a_form_under_another_content_type_is_still_a_form() -> None:
    assert read_ussd(GOOD.encode(), "text/plain").session == "ATUid_1"


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", FORM, "neither sessionId nor phoneNumber"),
        (b'{"sessionId": "s"}', "application/json", "no form"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x", "no form"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "image/png", "not UTF-8"),
        (b"sessionId=s&phoneNumber=%FF%FE", FORM, "not UTF-8"),
        (b"a=1&" * 200 + GOOD.encode(), FORM, "too many fields"),
        (PHONE.encode(), FORM, "sessionId is missing"),
        (f"sessionId=&{PHONE}".encode(), FORM, "sessionId is missing"),
        (f"sessionId=a%00b&{PHONE}".encode(), FORM, "not printable"),
        (f"sessionId={'x' * 129}&{PHONE}".encode(), FORM, "longer than 128"),
        (b"sessionId=s", FORM, "phoneNumber is missing"),
        (b"sessionId=s&phoneNumber=", FORM, "phoneNumber is missing"),
        (b"sessionId=s&phoneNumber=5000123", FORM, "8 to 15 digits"),
        (b"sessionId=s&phoneNumber=1234567890123456", FORM, "8 to 15 digits"),
        (b"sessionId=s&phoneNumber=Orange%20Money", FORM, "8 to 15 digits"),
        ("sessionId=s&phoneNumber=٢٢٣٥٠٠٠١٢٣٤".encode(), FORM, "8 to 15 digits"),
        (f"{GOOD}&serviceCode={'1' * 65}".encode(), FORM, "serviceCode"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_in_plain_words(body: bytes, content_type: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        read_ussd(body, content_type)


def test_a_refusal_holds_nothing_that_was_typed() -> None:
    """Its words go into the carrier's log and ours."""
    with pytest.raises(BadRequest) as refused:
        read_ussd(b"text=1*Aminata*4321&phoneNumber=Aminata&sessionId=", FORM)
    said = str(refused.value)
    assert "Aminata" not in said
    assert "4321" not in said
    assert refused.value.__cause__ is None


def test_a_session_id_of_128_characters_is_taken() -> None:
    assert len(read_ussd(f"sessionId={'x' * 128}&{PHONE}".encode(), FORM).session) == 128


@pytest.mark.parametrize(
    ("case", "end"),
    [
        (
            "at-ussd-end-incomplete",
            SessionEnd(
                "africastalking",
                "ATUid_f219bf23880979c479e835cb4d640287",
                "Incomplete",
                192,
                1,
                "0.00",
                "",
            ),
        ),
        (
            "at-ussd-end-success",
            SessionEnd("africastalking", "synthetic-session-a", "Success", 12000, 3, "KES 0.00", ""),
        ),
    ],
)
def test_an_end_event_keeps_no_answers(case: str, end: SessionEnd) -> None:
    """`input` and `lastAppResponse` are in the body and nowhere after it."""
    assert read_event(sample(case)["request"]["raw_body"].encode()) == end


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("sessionId=s", ("", None, None, "", "")),
        ("sessionId=s&status=&durationInMillis=&hopsCount=&cost=&errorMessage=", ("", None, None, "", "")),
        ("sessionId=s&durationInMillis=-1&hopsCount=many", ("", None, None, "", "")),
        ("sessionId=s&status=Timeout&errorMessage=no+answer&new=1", ("Timeout", None, None, "", "no answer")),
        (
            f"sessionId=s&hopsCount=99999999999&errorMessage={'x' * 300}",
            ("", None, None, "", "x" * 200),
        ),
    ],
)
def test_an_end_event_may_be_nearly_empty(body: str, expected: tuple[str, int | None, int | None, str, str]) -> None:
    end = read_event(body.encode())
    assert (end.status, end.duration_ms, end.hops, end.cost, end.error) == expected


def test_an_end_event_of_no_session_is_refused() -> None:
    with pytest.raises(BadRequest, match="sessionId"):
        read_event(b"status=Success")


@pytest.mark.parametrize(
    ("text", "ends", "body"),
    [
        ("Bonjour\n1 Oui", False, b"CON Bonjour\n1 Oui"),
        ("Au revoir", True, b"END Au revoir"),
        ("Ségou", True, "END Ségou".encode()),
        ("", True, b"END "),
    ],
)
def test_a_reply_begins_with_its_word(text: str, ends: bool, body: bytes) -> None:
    assert answer(text, ends) == body


def test_the_carrier_says_how_it_works() -> None:
    assert (CARRIER.cumulative, CARRIER.dialled, CARRIER.gsm, CARRIER.ucs2) == (True, True, 160, 70)
