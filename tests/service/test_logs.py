"""Logs: no number, no name, no typed word, whoever writes the line and whatever went wrong."""

import io
import json
import logging
from pathlib import Path
from uuid import UUID

import pytest
import structlog

from service.logs import configure, mask_numbers
from service.settings import Settings

NUMBER, NAME = "+22350001234", "Aminata Traoré"


def log_as(log_format: str) -> None:
    configure(Settings(_env_file=None, log_format=log_format, log_level="INFO"))  # type: ignore[arg-type, call-arg]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+22350001234", "+…34"),
        ("call 50001234 back", "call …34 back"),
        ("50 00 12 34", "…34"),
        ("1234567", "1234567"),
        ("٥٠٠٠١٢٣٤", "…٣٤"),
        (22350001234, "…34"),
        (1234, 1234),
        (True, True),
        (None, None),
        (b"Aminata", "<bytes>"),
        ({"to": ["50001234"]}, {"to": ["…34"]}),
        ({"50001234": 1}, {"…34": 1}),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Path("/var/50001234"), "/var/…34"),
        ("2026-03-01", "2026-03-01"),
    ],
)
def test_numbers_are_masked(value: object, shown: object) -> None:
    assert mask_numbers(None, "info", {"event": "x", "value": value})["value"] == shown


def test_a_json_line_holds_the_event_its_level_and_its_moment(capsys: pytest.CaptureFixture[str]) -> None:
    log_as("json")
    structlog.get_logger().info(f"hop of {NUMBER}", ms=4, session="ATUid_12345678901234")
    (line,) = lines(capsys)
    assert line["event"] == "hop of +…34"
    assert (line["level"], line["ms"], line["session"]) == ("info", 4, "ATUid_…34")
    assert str(line["timestamp"]).startswith("20")


def test_an_exception_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    for log_format in ("json", "console"):
        log_as(log_format)
        try:
            raise ValueError(f"{NAME} typed {NUMBER}")
        except ValueError:
            structlog.get_logger().exception("hop failed")
        told = capsys.readouterr().err
        assert "ValueError" in told
        assert "test_logs.py:" in told
        assert "Aminata" not in told
        assert "0001234" not in told


def test_a_cause_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    log_as("json")
    try:
        raise RuntimeError(NAME) from KeyError(NAME)
    except RuntimeError as error:
        structlog.get_logger().error("failed", exc_info=error)
    (line,) = lines(capsys)
    assert (line["error"], line["caused_by"]) == ("RuntimeError", "KeyError")


def test_libraries_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    log_as("json")
    logging.getLogger("library").warning("sent to %s", NUMBER)
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ValueError(%r)", NAME)
    try:
        raise ValueError(NAME)
    except ValueError:
        logging.getLogger("library").exception("failed")
    sent, task, failed = lines(capsys)
    assert sent["event"] == "sent to +…34"
    assert task["event"] == "Task exception was never retrieved"
    assert failed["error"] == "ValueError"
    assert "Aminata" not in json.dumps([sent, task, failed])


def test_addresses_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """The key of the hooks stands in them."""
    log_as("json")
    for name in ("uvicorn.access", "httpx"):
        logging.getLogger(name).info("POST /hooks/secret/africastalking/ussd")
    assert not lines(capsys)


def test_the_level_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    configure(Settings(_env_file=None, log_format="json", log_level="WARNING"))  # type: ignore[call-arg]
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("heard")
    assert [line["event"] for line in lines(capsys)] == ["heard"]


def test_a_log_that_cannot_be_written_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector has gone, or the stream was closed."""
    log_as("json")
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stderr", closed)
    structlog.get_logger().error("hop failed")
