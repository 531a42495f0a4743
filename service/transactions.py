"""How a batch of units becomes one transaction, and what becomes of it when something fails.

The laws stand in service/writer.py. Savepoints are said to the driver directly: the engine's own
(`begin_nested`) cost three times as much, and a whole hop has half a millisecond.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.database import BEGIN
from service.deferred import forget, settle
from service.units import Job, Misbehaved, Uncertain, fail, read_ahead

MOST_TRIES = 3
RECONNECT_SECONDS = 2.0
"""How long a lost PostgreSQL is tried again before those who wait are told."""
RECONNECT_EVERY = 0.2
LOCK_TIMEOUT = "5s"
"""PostgreSQL: the longest wait for a row that another process holds; everybody behind it waits too."""
_PASSING = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_UNKNOWN = ("08", "57P", "XX")  # connection lost, server going down, server broken


class _Lost(Exception):
    """The connection is gone, and with it all that was not committed."""


J = TypeVar("J", bound=Job)


class Transactions:
    """One connection of one thread, opened when it is first needed and again when it was lost."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._db: Connection | None = None
        self._driver: Any = None
        self._refused_at = float("-inf")

    def together(self, jobs: Sequence[J]) -> list[J]:
        """Run jobs in one transaction and set their outcomes. Returns those that must be run again alone."""
        if len(jobs) == 1:
            return list(jobs)
        try:
            again = [] if self._all_at_once(jobs) else self._all(*self._begin(), jobs)
        except _Lost:
            return self._after_loss(jobs)
        except (SQLAlchemyError, Misbehaved) as error:
            self._drop()
            fail(jobs, error)
            return []
        return again

    def alone(self, job: Job) -> None:
        """Run a job in a transaction of its own and set its outcome."""
        tries = 0
        while self._once(job) and (tries := tries + 1) < MOST_TRIES:
            pass

    def close(self) -> None:
        self._drop()

    def _all_at_once(self, jobs: Sequence[J]) -> bool:
        """Nearly always every unit succeeds: then none needs a savepoint of its own, two statements less for each.
        False where one did not: nothing was written, and all are to be run again."""
        db, transaction = self._begin()
        try:
            with read_ahead(db, jobs):
                wrong = next((job for job in jobs if not self._goes_well(db, transaction, job)), None)
        except DBAPIError:  # of what was read ahead: it is nobody's fault, and each unit looks for itself
            if self._is_lost(db):
                raise _Lost from None
            self._roll_back(transaction)
            return False
        if wrong is None:
            error = self._settled(db) or self._commit(transaction)
            if isinstance(error, Uncertain):
                fail(jobs, error)
            return error is None or isinstance(error, Uncertain)
        if not transaction.is_active:
            raise Misbehaved("a unit ended the transaction that it shares with others") from wrong.error
        self._roll_back(transaction)
        return False

    def _goes_well(self, db: Connection, transaction: RootTransaction, job: Job) -> bool:
        self._call(db, job, None)
        if self._is_lost(db):
            raise _Lost
        return job.error is None and transaction.is_active

    def _settled(self, db: Connection) -> BaseException | None:
        """What went wrong with the writes that waited; None where they are done."""
        try:
            settle(db)
        except DBAPIError as error:
            self._drop()
            return error
        return None

    def _all(self, db: Connection, transaction: RootTransaction, jobs: Sequence[J]) -> list[J]:
        settle(db, "SAVEPOINT unit")
        for job in jobs:
            self._run(db, transaction, job)
        again = [job for job in jobs if _is_passing(job.error)]
        done = [job for job in jobs if job.error is None]
        error = self._commit(transaction)
        if isinstance(error, Uncertain):
            fail(done, error)
        elif error is not None:
            again += done
        return again

    def _run(self, db: Connection, transaction: RootTransaction, job: Job) -> None:
        """One unit of a batch, between two savepoints. Raises _Lost and Misbehaved."""
        self._call(db, job, ("RELEASE unit", "SAVEPOINT unit"))
        if self._is_lost(db):
            raise _Lost
        if not transaction.is_active:
            # What ran before it was committed or rolled back by that unit: which of both is not known.
            raise Misbehaved("a unit ended the transaction that it shares with others") from job.error
        if job.error is not None:
            forget(db)
            settle(db, "ROLLBACK TO unit")

    def _once(self, job: Job) -> bool:
        """One try of a job alone; whether another one makes sense."""
        try:
            db, transaction = self._begin()
        except SQLAlchemyError as error:
            job.error = error
            return False
        self._call(db, job)
        if self._is_lost(db):
            self._drop()
            job.error = job.error or ConnectionError("the database was lost")
            return True
        if not transaction.is_active:
            self._drop()
            job.error = Misbehaved("a unit ended its transaction by itself")
            return False
        if job.error is None:
            job.error = self._commit(transaction)
        else:
            self._roll_back(transaction)
        return _is_passing(job.error)

    def _call(self, db: Connection, job: Job, then: Sequence[str] | None = ()) -> None:
        """Run a unit, and do what it left for later, and `then`; None where that can wait for the next unit."""
        job.error = None
        try:
            job.result = job.unit(db)
            if then is not None:
                settle(db, *then)
        except BaseException as error:  # noqa: BLE001  handed to whoever waits for this unit
            job.error = error

    def _commit(self, transaction: RootTransaction) -> BaseException | None:
        """What went wrong; None when it is committed."""
        try:
            transaction.commit()
        except DBAPIError as error:
            # A failed COMMIT may leave SQLite inside the transaction: a new connection is sure to be outside.
            self._drop()
            state = _state(error)
            if self._is_sqlite or (state and not state.startswith(_UNKNOWN)):
                return error
            return Uncertain("the database was lost while it committed")
        return None

    def _after_loss(self, jobs: Sequence[J]) -> list[J]:
        """Nothing was committed: everything is run again, if the database is there again."""
        self._drop()
        try:
            self._connection()
        except SQLAlchemyError as error:
            fail(jobs, error)
            return []
        return list(jobs)

    def _begin(self) -> tuple[Connection, RootTransaction]:
        db = self._connection()
        try:
            return db, db.begin()
        except SQLAlchemyError:
            self._drop()
            raise

    def _roll_back(self, transaction: RootTransaction) -> None:
        try:
            transaction.rollback()
        except SQLAlchemyError:
            self._drop()  # lost on the way: rolled back all the same

    def _connection(self) -> Connection:
        if self._db is None:
            self._db = self._connect()
            self._driver = self._db.connection.driver_connection
        return self._db

    def _connect(self) -> Connection:
        """A connection; a lost server is given a moment to come back, but not by everybody who waits."""
        now = time.monotonic()
        is_patient = not self._is_sqlite and now - self._refused_at > RECONNECT_SECONDS
        until = now + RECONNECT_SECONDS if is_patient else now
        while True:
            try:
                return self._opened()
            except DBAPIError:
                self._refused_at = time.monotonic()
                if self._refused_at >= until:
                    raise
                time.sleep(RECONNECT_EVERY)

    def _opened(self) -> Connection:
        db = self._engine.connect().execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        if not self._is_sqlite:
            db.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            db.commit()
        return db

    def _drop(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with suppress(SQLAlchemyError):
                db.invalidate()
            db.close()

    def _is_lost(self, db: Connection) -> bool:
        return db.invalidated or bool(getattr(self._driver, "closed", False))


def _state(error: BaseException | None) -> str:
    """PostgreSQL's five letters for an error; "" where it has none."""
    return str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")


def _is_passing(error: BaseException | None) -> bool:
    """Whether the same unit may well succeed when it is run again."""
    return _state(error) in _PASSING
