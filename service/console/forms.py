"""What was typed into a form. FastAPI's own form parameters are not used: their refusal repeats what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from service.console.stopping import Stop

MOST_FIELDS, MOST_FILES = 2_000, 4
MOST_BYTES = 16_000_000
"""Of a whole form: a workbook of 50,000 rows has about four million."""
LONGEST = 1_000_000
"""Bytes of one typed field: a list of codes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came along. `name`: as the sender calls it, for the eye alone."""

    name: str
    content: bytes


class Form:
    """The fields of a form: those with the same name in their order, without blanks around them."""

    def __init__(
        self, fields: Mapping[str, Sequence[str]], uploads: Mapping[str, Upload] = MappingProxyType({})
    ) -> None:
        self._fields, self._uploads = fields, uploads

    def __getitem__(self, name: str) -> str:
        """The last field of that name; "" for none."""
        return self.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def get(self, name: str, default: str = "") -> str:
        found = self._fields.get(name)
        return found[-1] if found else default

    def all(self, name: str) -> list[str]:
        """All fields of that name that hold something."""
        return [one for one in self._fields.get(name, ()) if one]

    def names(self) -> tuple[str, ...]:
        return tuple(self._fields)

    def upload(self, name: str) -> bytes | None:
        """The content of a file; None where none was chosen."""
        found = self._uploads.get(name)
        return found.content if found else None

    def upload_name(self, name: str) -> str:
        found = self._uploads.get(name)
        return found.name if found else ""


NOTHING_TYPED = Form({})


async def typed(request: Request) -> Form:
    """The form of a request. Raises Stop for one that is larger than any page sends."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
        raise Stop(413)
    fields: dict[str, list[str]] = {}
    uploads: dict[str, Upload] = {}
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                uploads[name] = Upload(value.filename, await value.read())
        else:
            fields.setdefault(name, []).append(value.replace("\r\n", "\n").strip())
    return Form(fields, uploads)


Typed = Annotated[Form, Depends(typed)]


def a_uuid(text: str) -> UUID | None:
    """The id that stands there; None for "" and for what is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def a_day(text: str) -> date | None:
    """« 2026-12-01 », as a field of type date sends it; None for "". Raises ValueError in plain words."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("That is no day: write it as 2026-12-01.") from None
