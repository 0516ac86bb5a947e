"""Whose fault an exception is."""

import asyncpg
import pytest

from shared.messaging.failures import Overtaken, PermanentFailure, is_transient
from shared.messaging.inbox import Retry
from shared.messaging.waiting import backoff


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
def test_whatever_happens_on_a_lost_session_is_transient(closed: bool | None, transient: bool) -> None:
    assert is_transient(RuntimeError("in the middle of it"), _Session(closed)) is transient


def test_retries_double_up_to_the_longest_and_end() -> None:
    retry = Retry(attempts=6, delay=1.0, longest=5.0)
    assert [retry.after(attempts) for attempts in range(1, 7)] == [1.0, 2.0, 4.0, 5.0, 5.0, None]


def test_backoff_grows_with_jitter() -> None:
    delays = backoff(1.0, 8.0)
    for expected in (1, 2, 4, 8, 8):
        assert 0.75 * expected <= next(delays) <= 1.25 * expected
