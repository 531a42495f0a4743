"""What can be wrong with the template of an aggregator, said in plain words before anything is sent with it.

The errors name the setting and what is missing, never a value: templates hold keys.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

PLACES = ("to", "digits", "text", "sender", "id")
"""What a template may ask for: {to} in E.164, {digits} without its plus, {text}, {sender}, {id} of ours."""
PLACE = re.compile(r"\{([a-z_]+)\}")
_HEADER = re.compile(r"[A-Za-z0-9-]+", re.ASCII)


def check_url(name: str, url: str) -> None:
    """Raises ValueError for what is no address of a web server."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError(f"{name} must be an address that begins with https:// or http://")


def check_headers(name: str, headers: dict[str, str]) -> None:
    """Raises ValueError for what cannot stand in the head of HTTP."""
    if not all(_HEADER.fullmatch(key) and value.isascii() and value.isprintable() for key, value in headers.items()):
        raise ValueError(f"{name} must hold names of letters, digits and -, and values in printable ASCII")


def check_pattern(name: str, pattern: str) -> None:
    """Raises ValueError for what is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{name} is no regular expression: {error.msg}") from None


def check_template(name: str, fields: dict[str, Any], *, nested: bool, has_sender: bool) -> None:
    """Raises ValueError where a call made of it could not be a text to somebody."""
    if not nested and not all(isinstance(value, str | int) for value in fields.values()):
        raise ValueError(f"{name} must hold texts and numbers only: only the JSON of a POST can be nested")
    asked = {place for value in _texts(fields) for place in PLACE.findall(value)}
    if strange := sorted(asked - set(PLACES)):
        listed = ", ".join(f"{{{one}}}" for one in PLACES)
        raise ValueError(f"{name} asks for {{{strange[0]}}}, which there is not: there are {listed}")
    if "text" not in asked or not asked & {"to", "digits"}:
        raise ValueError(f"{name} must ask for {{text}}, and for {{to}} or {{digits}}")
    if "sender" in asked and not has_sender:
        raise ValueError(f"{name} asks for {{sender}}: RETOUR_HTTP_SMS_SENDER must be set")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
