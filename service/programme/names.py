"""Names: as the line says them, and as keyed hashes by which the office finds them."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select

from flows.namesakes import sound_of
from flows.spelling import worded
from service.models.person import TokenKind
from service.prepared import Adding
from service.programme import tables as t
from service.programme.labels import TOKEN
from service.vault import Vault

SHORTEST_PREFIX = 2
_ADD = Adding(t.name_token)
_OF = select(t.name_token.c.kind, t.name_token.c.token).where(t.name_token.c.person_id == bindparam("who"))
_DROP = delete(t.name_token).where(
    t.name_token.c.person_id == bindparam("who"),
    t.name_token.c.kind == bindparam("a_kind"),
    t.name_token.c.token == bindparam("a_token"),
)


def first_name_and_initial(name: str) -> str:
    """« Aminata T. »: what a screen says of a person, whoever looks at the phone."""
    first, *others = name.split() or [""]
    initial = next((c for c in (others[-1] if others else "") if c.isalpha()), "")
    return f"{_written(first)} {initial.upper()}." if initial else _written(first)


def first_name(name: str) -> str:
    """« Aminata »: what a text may call a person."""
    return _written((name.split() or [""])[0])


def _written(word: str) -> str:
    """A word typed in capitals or in small letters gets its capital; any other is as its owner wrote it."""
    return word.title() if word.isupper() or word.islower() else word


def token(vault: Vault, kind: TokenKind, word: str) -> bytes:
    """What stands for a word of that kind. To find a name: its words as they are typed, as PREFIX or WORD
    of `worded`, or as SOUND of `sound_of(word)`."""
    return vault.index(TOKEN, f"{kind.value}:{word}")


def tokens(vault: Vault, name: str) -> set[tuple[str, bytes]]:
    """(kind, hash) of everything that a name is found by."""
    return {(kind.value, token(vault, kind, word)) for kind, word in _parts(name)}


def _parts(name: str) -> Iterator[tuple[TokenKind, str]]:
    for word in worded(name).split():
        yield TokenKind.WORD, word
        yield TokenKind.SOUND, sound_of(word)
        yield from ((TokenKind.PREFIX, word[:end]) for end in range(SHORTEST_PREFIX, len(word) + 1))


def add_tokens(db: Connection, vault: Vault, person_id: UUID, name: str) -> None:
    """Write the tokens of a person who has none yet. A name without letters has none."""
    rows: Sequence[dict[str, Any]] = [
        {"person_id": person_id, "kind": kind, "token": mac} for kind, mac in sorted(tokens(vault, name))
    ]
    if rows:
        _ADD.rows(db, rows)


def renew_tokens(db: Connection, vault: Vault, person_id: UUID, name: str) -> bool:
    """Make the tokens of a person what the name asks for: after it was corrected, or when names are read in another
    way than before. Whether any changed."""
    stand = {(row.kind, row.token) for row in db.execute(_OF, {"who": person_id})}
    wanted = tokens(vault, name)
    gone = [{"who": person_id, "a_kind": kind, "a_token": mac} for kind, mac in stand - wanted]
    if gone:
        db.execute(_DROP, gone)
    new = [{"person_id": person_id, "kind": kind, "token": mac} for kind, mac in sorted(wanted - stand)]
    if new:
        _ADD.rows(db, new)
    return bool(gone or new)
