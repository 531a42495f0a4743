"""The files that pages load: each under an address that holds its digest, so that a browser asks for it once.

`vendor/` holds files of other projects as their packages carry them (static/vendor/README.md).
"""

import hashlib
import mimetypes
from functools import cached_property
from pathlib import Path

from starlette.responses import FileResponse, Response

from service.console.stopping import Stop

STATIC = Path(__file__).parent / "static"
PREFIX = "/static"
_DIGITS = 12
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


class Files:
    """The files of the package, read once for their digests."""

    @cached_property
    def _digests(self) -> dict[str, str]:
        found = (path for path in STATIC.rglob("*") if path.is_file() and path.suffix != ".md")
        return {
            path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]
            for path in found
        }

    def address(self, name: str) -> str:
        """Where a page finds a file. KeyError for one that is not there."""
        return f"{PREFIX}/{self._digests[name]}/{name}"

    def answer(self, digest: str, name: str) -> Response:
        """The file. Raises Stop for another one than was announced."""
        if self._digests.get(name) != digest:
            raise Stop(404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return FileResponse(STATIC / name, media_type=kind, headers=_FOR_GOOD)
