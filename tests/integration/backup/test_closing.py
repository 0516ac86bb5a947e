"""Access that was taken away after the moment of a restore does not come back with it.

The databases at the moment are copies of those at the end, made before the access was taken away.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic_core import from_json

from contracts.commands.edge import SuspendConsumer
from contracts.commands.subscribers import SuspendSubscriber
from contracts.events.subscribers import NewPassword, SubscriberRemoval
from infra.backup.access import ACCESS_FILE, SERVICES, AccessFile, kept_in, standing_in
from infra.backup.closing import Closed, Occasion, close
from services.desk.access import administration, tables, tokens
from services.desk.access.tokens import Scope
from services.desk.domain.people import Role
from services.edge.registry.first_consumers import carry_out, register
from shared.clock import SystemClock
from shared.database import Connection
from tests.engines import CopiedDatabase, Database, NewDatabase
from tests.integration.backup.kit import OPERATOR, agreed, commanded
from tests.integration.subscribers.kit import REGISTRATION

MOMENT = datetime(2026, 11, 30, 9, tzinfo=UTC)
OCCASION = Occasion(MOMENT, "operations:petrova")
ACCOUNTS = {"untouched": "0101-001", "disabled": "0101-002", "changed": "0101-003", "linked": "0101-004"}
SUBSCRIBERS = ("untouched", "suspended", "removed", "rotated")
CONSUMERS = ("untouched", "suspended")
NAMES = ("desk", "subscribers", "edge")

Connections = dict[str, Connection]


@dataclass
class Restore:
    """The databases at the end of the archive and at the moment, and the file outside the cluster."""

    ends: Connections
    made: Connections
    file: Path

    async def keep(self) -> None:
        """Write into the file who has access at the end."""
        file = AccessFile(self.file)
        for kind, service in SERVICES.items():
            standing = await standing_in(self.ends[service], kind)
            assert standing is not None
            file.keep(kind, standing, MOMENT)

    async def close(self, ends: Connections | None = None) -> Closed:
        return await close(ends or self.ends, self.made, kept_in(self.file), [], OCCASION)


async def token_of(desk: Connection, account: str, label: str) -> UUID:
    await tokens.issue(desk, account, label, Scope.READ, 30, OPERATOR, SystemClock().now())
    (token,) = [each.id for each in await tokens.listed(desk, account) if each.label == label]
    return token


async def grant(ends: dict[str, Database]) -> None:
    """What stands at the moment: people, programs, consumers and subscribers with access."""
    desk = await asyncpg.connect(ends["desk"].owner_url)
    for name, code in ACCOUNTS.items():
        await administration.add(desk, name, f"{name} person", Role.EXECUTOR, code, OPERATOR)
        # The person has chosen a password.
        await desk.execute("UPDATE account SET must_change = false WHERE name = $1", name)
    await token_of(desk, "untouched", "good")
    await token_of(desk, "untouched", "stolen")
    now = SystemClock().now()
    await tables.start_session(desk, bytes(32), "untouched", now, now + timedelta(hours=8))
    await desk.close()
    registry = await asyncpg.connect(ends["subscribers"].owner_url)
    for name in SUBSCRIBERS:
        await agreed(registry, name, REGISTRATION)
    await registry.close()
    for name in CONSUMERS:
        await register(ends["edge"].owner_url, name)


async def take_away(ends: Connections) -> None:
    """What happens after the moment."""
    desk, registry = ends["desk"], ends["subscribers"]
    await administration.disable(desk, "disabled", OPERATOR)
    await administration.reset(desk, "changed", OPERATOR)
    await administration.link(desk, "linked", "https://id.example", "7", OPERATOR)
    await administration.add(desk, "new", "New person", Role.EXECUTOR, "0101-009", OPERATOR)
    (stolen,) = [each.id for each in await tokens.listed(desk, "untouched") if each.label == "stolen"]
    await tokens.revoke(desk, "untouched", stolen, OPERATOR, SystemClock().now())
    await commanded(registry, "suspended", SuspendSubscriber(subscriber="suspended", reason="it asked for it"))
    await agreed(registry, "removed", SubscriberRemoval())
    await agreed(registry, "rotated", NewPassword(password_hash="B" * 48))
    async with ends["edge"].transaction():
        await carry_out(ends["edge"], "suspended", SuspendConsumer(consumer="suspended", reason="stolen"), OPERATOR)


@pytest.fixture
async def restore(
    migrated_database: NewDatabase, copied_database: CopiedDatabase, tmp_path: Path
) -> AsyncIterator[Restore]:
    databases = {name: migrated_database(name) for name in NAMES}
    await grant(databases)
    copies = {name: copied_database(name, databases[name].name) for name in NAMES}
    async with AsyncExitStack() as opened:
        ends = {name: await connected(opened, databases[name]) for name in NAMES}
        made = {name: await connected(opened, copies[name]) for name in NAMES}
        yield Restore(ends, made, tmp_path / ACCESS_FILE)


async def connected(opened: AsyncExitStack, database: Database) -> Connection:
    connection = await asyncpg.connect(database.owner_url)
    opened.push_async_callback(connection.close, timeout=1)
    return connection


async def standing(made: Connections) -> dict[str, set[str]]:
    """Who has access."""
    queries = {
        "accounts": ("desk", "SELECT name FROM account WHERE disabled_at IS NULL"),
        "tokens": ("desk", "SELECT label FROM token WHERE revoked_at IS NULL"),
        "sessions": ("desk", "SELECT account FROM session"),
        "subscribers": ("subscribers", "SELECT name FROM subscriber WHERE standing = 'active'"),
        "consumers": ("edge", "SELECT id FROM consumer WHERE status = 'active'"),
    }
    return {kind: {row[0] for row in await made[name].fetch(query)} for kind, (name, query) in queries.items()}


AS_IT_WAS_LATER = {
    "accounts": {"untouched"},
    "tokens": {"good"},
    "sessions": set[str](),
    "subscribers": {"untouched"},
    "consumers": {"untouched"},
}


def taken_away(closed: Closed) -> dict[str, Any]:
    return {
        "accounts": (closed.accounts, closed.disabled),
        "subscribers": (closed.subscribers, closed.suspended_subscribers),
        "consumers": (closed.consumers, closed.suspended),
        "issued": (closed.tokens, closed.sessions),
    }


NAMED = {
    "accounts": (["changed", "disabled", "linked", "new"], ["changed", "disabled", "linked"]),
    "subscribers": (["removed", "rotated", "suspended"],) * 2,
    "consumers": (["suspended"],) * 2,
    "issued": (1, 1),
}


async def test_what_the_archive_knows_is_closed_again(restore: Restore) -> None:
    await restore.keep()
    await take_away(restore.ends)
    closed = await restore.close()
    assert (closed.known, taken_away(closed)) == (True, NAMED)
    assert await standing(restore.made) == AS_IT_WAS_LATER


async def test_what_the_file_alone_knows_is_closed_again(restore: Restore) -> None:
    """The disk was lost with the last minute of the archive, in which the access was taken away."""
    await take_away(restore.ends)
    await restore.keep()
    closed = await restore.close(ends=restore.made)
    assert (closed.known, taken_away(closed)) == (True, NAMED)
    assert await standing(restore.made) == AS_IT_WAS_LATER


async def test_where_nothing_was_taken_away_sessions_alone_end(restore: Restore) -> None:
    await restore.keep()
    closed = await restore.close()
    nobody: list[str] = []
    assert taken_away(closed) == {
        **dict.fromkeys(("accounts", "subscribers", "consumers"), (nobody, nobody)),
        "issued": (0, 1),
    }
    assert await standing(restore.made) == {
        "accounts": {*ACCOUNTS},
        "tokens": {"good", "stolen"},
        "sessions": set(),
        "subscribers": {*SUBSCRIBERS},
        "consumers": {*CONSUMERS},
    }


async def test_without_the_file_everything_is_closed(restore: Restore) -> None:
    closed = await restore.close()
    assert not closed.known
    assert await standing(restore.made) == {kind: set() for kind in AS_IT_WAS_LATER}
    assert (closed.accounts, closed.disabled) == ([], sorted(ACCOUNTS))
    assert (closed.suspended_subscribers, closed.suspended) == (sorted(SUBSCRIBERS), sorted(CONSUMERS))


async def test_what_is_closed_is_in_the_trails_with_who_restored_and_why(restore: Restore) -> None:
    await take_away(restore.ends)
    await restore.keep()
    await restore.close()
    trail = await restore.made["desk"].fetch("SELECT what, subject FROM audit WHERE account = $1", OCCASION.actor)
    assert {tuple(row) for row in trail} == {
        ("sessions-ended", None),
        ("token-revoked", "untouched"),
        *(("account-disabled", name) for name in ("changed", "disabled", "linked")),
    }
    query = "SELECT data FROM event WHERE actor = $1"
    for name in ("subscribers", "edge"):
        reasons = {from_json(row["data"])["reason"] for row in await restore.made[name].fetch(query, OCCASION.actor)}
        assert reasons == {OCCASION.why}


@pytest.mark.parametrize("name", ["disabled", "changed"])
async def test_an_operator_opens_a_closed_account_with_another_password(restore: Restore, name: str) -> None:
    await take_away(restore.ends)
    await restore.keep()
    await restore.close()
    desk = restore.made["desk"]
    old = await desk.fetchval("SELECT password FROM account WHERE name = $1", name)
    await administration.reset(desk, name, OPERATOR)
    await administration.enable(desk, name, OPERATOR)
    row = await desk.fetchrow("SELECT password, must_change, disabled_at FROM account WHERE name = $1", name)
    assert (row["password"] != old, row["must_change"], row["disabled_at"]) == (True, True, None)
