"""How columns were mapped by whoever imported: remembered for files with the same headings."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from flows.spelling import folded
from service.ids import uuid7
from service.programme import tables as t

_FIND = select(t.import_mapping.c.id, t.import_mapping.c.columns).where(
    t.import_mapping.c.kind == bindparam("what"), t.import_mapping.c.headings == bindparam("which")
)


def digest_of(headings: Sequence[str]) -> str:
    """The same for the same headings, in whatever order."""
    return hashlib.sha256(json.dumps(sorted(folded(one) for one in headings)).encode()).hexdigest()


def recalled(db: Connection, kind: str, headings: Sequence[str]) -> dict[str, str]:
    """Heading → field, as it was said for such a file before; empty where nobody did."""
    row = db.execute(_FIND, {"what": kind, "which": digest_of(headings)}).first()
    return dict(row.columns) if row is not None else {}


def remember(db: Connection, kind: str, headings: Sequence[str], said: Mapping[str, str], now: datetime) -> None:
    """Keep what was said, over what was said before."""
    row = db.execute(_FIND, {"what": kind, "which": digest_of(headings)}).first()
    if row is None:
        new = {"id": uuid7(), "kind": kind, "headings": digest_of(headings), "columns": dict(said), "used_at": now}
        db.execute(insert(t.import_mapping), new)
        return
    columns = {**row.columns, **said}
    db.execute(update(t.import_mapping).where(t.import_mapping.c.id == row.id).values(columns=columns, used_at=now))
