"""What kind of failure an exception is: of the moment, of the message for now, or of the message for good."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from shared.database import Connection, Pool


class PermanentFailure(Exception):
    """Raised by a projection: the event can never be applied as things are; it is parked without retries."""


class NotYet(Exception):
    """Raised by a projection: the event can be applied later; it waits and is never parked for that.

    `seconds` is how long it takes by this machine's clock, which may be corrected before.
    """

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Overtaken(Exception):
    """Another instance began the same stream at the same moment; a fresh transaction sees what it did."""


class Unavailable(Exception):
    """The database is away or busy; the same work may succeed later."""


_OF_THE_MOMENT = (
    Overtaken,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.TransactionRollbackError,  # deadlock, serialization
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,  # shutdown, crash of another backend
    asyncpg.PostgresSystemError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,  # the primary moved
    asyncpg.InternalClientError,  # the driver, when a session is ended under it
)


def is_transient(error: BaseException, connection: Connection | None = None) -> bool:
    """Whether the same work may succeed later as it is: the fault lies with the database, not with the message."""
    # A statement that ran too long is the message's doing until it is found out which one.
    if isinstance(error, asyncpg.QueryCanceledError):
        return False
    if isinstance(error, _OF_THE_MOMENT):
        return True
    if connection is not None:
        return _is_closed(connection)
    # The driver's complaints about a connection; those about a value are ValueErrors as well.
    return isinstance(error, asyncpg.InterfaceError) and not isinstance(error, ValueError)


def _is_closed(connection: Connection) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # The pool takes a broken connection back before its user has finished with it.
        return True


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A transaction. Raises Unavailable where the database is at fault, everything else as it is."""
    try:
        connection = await pool.acquire()
    except Exception as error:
        raise Unavailable(type(error).__name__) from error
    try:
        async with connection.transaction():
            yield connection
    except Exception as error:
        if is_transient(error, connection):
            raise Unavailable(type(error).__name__) from error
        raise
    finally:
        # A session that cannot be reset is thrown away by the pool; what was committed stays so.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            await pool.release(connection)
