"""How errors of database and broker are classified."""

import asyncpg
import pytest
from aio_pika.exceptions import AMQPConnectionError, ChannelClosed, ChannelInvalidStateError

from shared.failures import (
    CONFLICT_ERRORS,
    DATABASE_ERRORS,
    DATABASE_UNAVAILABLE,
    Overtaken,
    PermanentFailure,
    is_transient,
)
from shared.failures.broker import BROKER_UNAVAILABLE


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (asyncpg.ConnectionDoesNotExistError("gone"), True),
        (asyncpg.AdminShutdownError("restart"), True),
        (asyncpg.CannotConnectNowError("starting"), True),
        (asyncpg.DeadlockDetectedError("deadlock"), True),
        (asyncpg.SerializationError("busy"), True),
        (asyncpg.TooManyConnectionsError("full"), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.InternalClientError("another operation is in progress"), True),
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (Overtaken(), True),
        (asyncpg.QueryCanceledError("statement timeout"), False),
        (asyncpg.DataError("invalid input for query argument $1"), False),
        (asyncpg.UniqueViolationError("key"), False),
        (asyncpg.CheckViolationError("check"), False),
        (PermanentFailure("never"), False),
        (RuntimeError("bug"), False),
        (KeyError("bug"), False),
    ],
)
def test_is_transient(error: Exception, transient: bool) -> None:
    assert is_transient(error) is transient


class _Session:
    def __init__(self, closed: bool | None) -> None:
        self._closed = closed

    def is_closed(self) -> bool:
        if self._closed is None:
            raise asyncpg.InterfaceError("connection has been released back to the pool")
        return self._closed


@pytest.mark.parametrize(("closed", "transient"), [(True, True), (None, True), (False, False)])
def test_any_error_on_a_lost_session_is_transient(closed: bool | None, transient: bool) -> None:
    assert is_transient(RuntimeError("in the middle of it"), _Session(closed)) is transient


@pytest.mark.parametrize(
    ("error", "classes"),
    [
        (asyncpg.UniqueViolationError("key"), "conflict, database"),
        (asyncpg.SerializationError("busy"), "conflict, database"),
        (asyncpg.DeadlockDetectedError("deadlock"), "conflict, database"),
        (asyncpg.ConnectionDoesNotExistError("gone"), "unavailable, database"),
        (asyncpg.AdminShutdownError("restart"), "unavailable, database"),
        (asyncpg.QueryCanceledError("statement timeout"), "unavailable, database"),
        (asyncpg.TooManyConnectionsError("full"), "unavailable, database"),
        (asyncpg.InterfaceError("connection is closed"), "unavailable, database"),
        (asyncpg.InternalClientError("another operation is in progress"), "unavailable, database"),
        (asyncpg.CheckViolationError("check"), "database"),
        (TimeoutError(), "unavailable, database, broker"),
        (ConnectionRefusedError(), "unavailable, database, broker"),
        (AMQPConnectionError("gone"), "unavailable, database, broker"),
        (ChannelClosed(404, "no such queue"), "broker"),
        (ChannelInvalidStateError("closed"), "broker"),
        (RuntimeError("bug"), ""),
    ],
)
def test_classes_of_errors(error: Exception, classes: str) -> None:
    found = {
        "conflict": CONFLICT_ERRORS,
        "unavailable": DATABASE_UNAVAILABLE,
        "database": DATABASE_ERRORS,
        "broker": BROKER_UNAVAILABLE,
    }
    assert ", ".join(name for name, types in found.items() if isinstance(error, types)) == classes
