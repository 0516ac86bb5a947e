"""One classification of errors of the database and the broker: which may pass when the same work is done again.

| name                 | what has happened                             | what to do                               |
|----------------------|-----------------------------------------------|------------------------------------------|
| CONFLICT_ERRORS      | another transaction was faster                | do the same work in a new transaction    |
| DATABASE_UNAVAILABLE | the database or the connection to it is away  | wait, connect again                      |
| DATABASE_ERRORS      | any failure of the database or of a statement | report it; nothing is known of its cause |
| BROKER_UNAVAILABLE   | the broker, connection or channel is away     | wait, open a new one                     |
| is_transient()       | a transaction failed, whatever was done in it | do the same work again                   |
| PermanentFailure     | an event can never be applied                 | park it at once                          |
| NotYet               | an event cannot be applied before a moment    | wait until then                          |
| everything else      | one item of a batch cannot be handled         | find it, retry it a few times, park it   |

BROKER_UNAVAILABLE is in `shared.failures.broker`: processes that do not use the broker need not load its client.
"""

import asyncpg


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
    """Another transaction created the position of the same stream at the same moment; a new one sees it."""


class DatabaseUnavailable(Exception):
    """The database is away or busy, or another transaction was faster; the same work may succeed later."""


CONFLICT_ERRORS = (asyncpg.UniqueViolationError, asyncpg.TransactionRollbackError)

_LOST_CONNECTION = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutdown, crash of another backend, statement timeout
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,  # the driver, when the server ends a session between two statements
    OSError,  # includes TimeoutError
)
DATABASE_UNAVAILABLE = (*_LOST_CONNECTION, asyncpg.InterfaceError)
DATABASE_ERRORS = (*DATABASE_UNAVAILABLE, asyncpg.PostgresError)
_TRANSIENT = (
    *_LOST_CONNECTION,
    Overtaken,
    asyncpg.TransactionRollbackError,  # deadlock, serialization
    asyncpg.PostgresSystemError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,  # the primary moved
)


def is_transient(error: BaseException, connection: asyncpg.Connection | None = None) -> bool:
    """Whether the same work may succeed later as it is: the database failed, not what was done in it."""
    # A statement that ran too long may be caused by one item of the batch: it has to be found first.
    if isinstance(error, asyncpg.QueryCanceledError):
        return False
    if isinstance(error, _TRANSIENT):
        return True
    if connection is not None:
        return _is_closed(connection)
    # InterfaceError about a connection; one about the type of a value is a ValueError as well.
    return isinstance(error, asyncpg.InterfaceError) and not isinstance(error, ValueError)


def _is_closed(connection: asyncpg.Connection) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # The pool takes a broken connection back before its user has finished with it.
        return True
