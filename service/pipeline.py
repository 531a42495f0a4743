"""PostgreSQL's own protocol for the statements of every hop: each prepared once a connection, several in one way
to the server and back.

psycopg's cursors do all this too, and take 80 µs more of Python's time for a statement: half of what a hop's
statements cost. Its connection, its rows and its errors stay; the transaction is the connection's own.
"""

import select
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from psycopg import Binary, Connection, OperationalError, abc
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

Statement = tuple[str, Sequence[Any] | None]
"""SQL with $1, $2 …, and its parameters; None where it has none and is not worth preparing (SAVEPOINT …)."""
_FINE = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
_TEXT, _BINARY = Format.TEXT, Format.BINARY

_AS: dict[type, tuple[Callable[[Any], bytes], Format]] = {
    str: (str.encode, _BINARY),  # as text it would end at a NUL, in silence; so the server refuses one
    bytes: (bytes, _BINARY),
    Binary: (lambda value: bytes(value.obj), _BINARY),
    UUID: (lambda value: value.bytes, _BINARY),
    bool: (lambda value: b"t" if value else b"f", _TEXT),
    int: (lambda value: b"%d" % value, _TEXT),
    float: (lambda value: repr(value).encode(), _TEXT),
    Decimal: (lambda value: str(value).encode(), _TEXT),
    date: (lambda value: value.isoformat().encode(), _TEXT),
    list: (lambda value: b"{%s}" % b",".join(one.hex.encode() for one in value), _TEXT),  # ids: nothing to escape
}
"""How a value travels. Its type is the server's to find out, from the statement."""


class Answer:
    """What a statement gave, read as a cursor of the DB-API is."""

    __slots__ = ("_result", "_rows")

    def __init__(self, result: PGresult, rows: abc.Transformer) -> None:
        self._result, self._rows = result, rows

    @property
    def rowcount(self) -> int:
        """Rows that were changed, or found."""
        return self._result.command_tuples or 0

    def fetchone(self) -> Any:
        """The first row; None where there is none."""
        self._rows.set_pgresult(self._result)
        return self._rows.load_row(0, tuple) if self._result.ntuples else None

    def fetchall(self) -> list[Any]:
        """Every row."""
        self._rows.set_pgresult(self._result)
        return self._rows.load_rows(0, self._result.ntuples, tuple)

    def close(self) -> None:
        """The answer is here in whole: nothing is left to close."""


class Pipeline:
    """One connection's prepared statements. Used by one thread at a time, as its connection is."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._wire = connection.pgconn
        self._names: dict[str, bytes] = {}
        self._numbers = count()
        self._rows = Transformer(connection)

    def run(self, statements: Sequence[Statement]) -> Answer:
        """The answer of the last one. Raises psycopg's errors: the first that went wrong."""
        self._begin()
        [*before, last] = statements
        result = self._together(statements) if before else self._one(*last)
        return Answer(result, self._rows)

    def _begin(self) -> None:
        """Into a transaction, as a cursor would begin one."""
        if self._wire.transaction_status == TransactionStatus.IDLE and not self._connection.autocommit:
            self._checked(self._wire.exec_(b"BEGIN"))

    def _one(self, sql: str, given: Sequence[Any] | None) -> PGresult:
        if given is None:
            return self._checked(self._wire.exec_(sql.encode()))
        name = self._names.get(sql)
        if name is None:
            name = self._new_name()
            self._checked(self._wire.prepare(name, sql.encode()))
            self._names[sql] = name
        return self._checked(self._wire.exec_prepared(name, *_travelling(given), _BINARY))

    def _together(self, statements: Sequence[Statement]) -> PGresult:
        ready = [(sql, None if given is None else _travelling(given)) for sql, given in statements]
        self._wire.enter_pipeline_mode()
        try:
            sent = self._sent(ready)
            self._wire.pipeline_sync()
            self._flush()
            results = self._received()
        finally:
            self._leave()
        # A prepared statement stays, whatever becomes of the transaction in which it was made.
        self._names |= {sql: name for (sql, name), r in zip(sent, results, strict=True) if name and r.status in _FINE}
        for result in results:
            self._checked(result)
        return results[-1]

    def _sent(self, ready: Sequence[tuple[str, "Travelling | None"]]) -> list[tuple[str, bytes]]:
        """For each result that will come: the statement that it prepares and its name (b"" where it does not)."""
        sent: list[tuple[str, bytes]] = []
        new: dict[str, bytes] = {}
        for sql, given in ready:
            if given is None:
                self._wire.send_query_params(sql.encode(), None)
            else:
                name = self._names.get(sql) or new.get(sql)
                if name is None:
                    name = new[sql] = self._new_name()
                    self._wire.send_prepare(name, sql.encode())
                    sent.append((sql, name))
                self._wire.send_query_prepared(name, *given, _BINARY)
            sent.append(("", b""))
        return sent

    def _new_name(self) -> bytes:
        """Never one that was used before: the statement of a failed pipeline may stand."""
        return b"retour_%d" % next(self._numbers)

    def _flush(self) -> None:
        """Until all is sent. What the server answers meanwhile is taken in, or both would wait for one another."""
        while self._wire.flush():
            readable, _, _ = select.select([self._wire.socket], [self._wire.socket], [])
            if readable:
                self._wire.consume_input()

    def _received(self) -> list[PGresult]:
        """The results up to the end of the pipeline, one for each that was sent."""
        results: list[PGresult] = []
        while True:
            while self._wire.is_busy():
                select.select([self._wire.socket], [], [])
                self._wire.consume_input()
            result = self._wire.get_result()
            if self._connection.closed:
                raise OperationalError("the connection was lost")
            if result is None:
                continue  # the end of one statement
            if result.status == ExecStatus.PIPELINE_SYNC:
                return results
            results.append(result)

    def _leave(self) -> None:
        """Out of the pipeline; of a connection that was lost in it there is nothing to leave."""
        if not self._connection.closed:
            self._wire.exit_pipeline_mode()

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in _FINE:
            return result
        if self._connection.closed:
            raise OperationalError("the connection was lost")
        raise error_from_result(result)


Travelling = tuple[list[Any], list[Format]]
"""The parameters of a statement as they travel, and in which form each."""


def _travelling(given: Sequence[Any]) -> Travelling:
    values: list[Any] = []
    formats: list[Format] = []
    for value in given:
        if value is None:
            values.append(None)
            formats.append(_TEXT)
        else:
            encode, form = _AS.get(type(value)) or _inherited(type(value))
            values.append(encode(value))
            formats.append(form)
    return values, formats


def _inherited(kind: type) -> tuple[Callable[[Any], bytes], Format]:
    """How a kind of str, int, date … travels (a StrEnum, a datetime). TypeError for a kind that nobody knows."""
    for base in kind.__mro__:
        if base in _AS:
            return _AS[base]
    raise TypeError(f"a {kind.__name__} has no way to PostgreSQL here")
