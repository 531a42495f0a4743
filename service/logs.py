"""Logs: one event a line, for reading or for collecting. Never personal data.

Every string is masked: a run of eight or more digits (spaces between them allowed) keeps its last two.
An exception is told by its type and where it came from, without its message and without local values,
since both may hold what a caller typed.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog

from service.settings import Settings

MOST_FRAMES = 12
_DIGITS = re.compile(r"\d(?: ?\d){7,}")
_QUIET = ("uvicorn.access", "httpx", "httpcore", "alembic")
"""Loggers that would write addresses, in which the hook key stands."""

Event = MutableMapping[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(settings: Settings) -> None:
    """Send structlog's and the standard library's events to stderr, in the form that the settings choose."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        tell_exception,
        mask_numbers,
        structlog.processors.TimeStamper(fmt="iso", utc=True),  # after the masking: it is digits itself
    ]
    _configure_ours(settings, shared)
    _configure_libraries(settings, shared)


def _configure_ours(settings: Settings, shared: list[structlog.typing.Processor]) -> None:
    """Straight to the stream: by way of the standard library a request's line cost a tenth of a hop."""
    structlog.configure(
        processors=[*shared, _renderer(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
        logger_factory=_StandardError,
        cache_logger_on_first_use=False,
    )


class _StandardError:
    """Where our lines go. One that cannot be written (the collector is gone) never fails what it tells of."""

    def __init__(self, *_given: object) -> None:
        pass

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")

    debug = info = warning = error = critical = msg


def _configure_libraries(settings: Settings, shared: list[structlog.typing.Processor]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[first_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(settings)],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of a pipeline that ends in an error: the error itself is raised, and told where it belongs.
    logging.getLogger("psycopg").setLevel(logging.ERROR)


def mask_numbers(_logger: object, _method: str, event: Event) -> Event:
    """Mask the digits of every value, however deep it stands (structlog's own keys begin with "_")."""
    return {key: value if key[0] == "_" else _masked(value) for key, value in event.items()}


def first_line(_logger: object, _method: str, event: Event) -> Event:
    """Of the messages of libraries only the first line: asyncio shows an exception's words in the next."""
    event["event"] = str(event["event"]).strip().split("\n", 1)[0]
    return event


def tell_exception(_logger: object, _method: str, event: Event) -> Event:
    """Put the type and the way of an exception in the place of the exception."""
    info = _exc_info(event.pop("exc_info", None))
    if info is not None:
        kind, error, trace = info
        event["error"] = _name(kind)
        event["raised_at"] = _frames(trace)
        if error.__cause__ is not None:
            event["caused_by"] = _name(type(error.__cause__))
    return event


def _renderer(settings: Settings) -> structlog.typing.Processor:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer(_json)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)


def _json(event: Event, **_given: Any) -> str:
    """One encoder for all lines: json.dumps makes one for each."""
    return _ENCODER.encode(event)


def _masked(value: object) -> object:
    """Numbers of eight digits and more are masked too; ids are kept; bytes are never shown."""
    match value:
        case bool() | None | float():
            return value
        case int():
            return value if abs(value) < 10_000_000 else _hide(str(value))
        case str():
            return _hide(value)
        case UUID():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return "<bytes>"
        case Mapping():
            return {_hide(str(key)): _masked(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(part) for part in value]
        case _:
            return _hide(str(value))


def _hide(text: str) -> str:
    return _DIGITS.sub(lambda found: f"…{found[0][-2:]}", text)


def _exc_info(given: object) -> ExcInfo | None:
    """What `exc_info=` may be: True for the exception being handled, one, or the triple itself."""
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else (None, None, None)
    kind, error, trace = found
    return None if kind is None or error is None else (kind, error, trace)


def _name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")


def _frames(trace: TracebackType | None) -> list[str]:
    """The innermost frames as "file:line function": the last three parts of a path are enough."""
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{'/'.join(Path(f.filename).parts[-3:])}:{f.lineno} {f.name}" for f in frames]
