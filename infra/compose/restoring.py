"""A restore of the containers: one cluster to one moment, and an empty broker.

Unlike the native restore it compares nothing with the end of the archive: it names no losses, suspends nobody, and
is no event of the access log.
"""

import asyncio
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from infra.backup.recovery import RECOVERY_SETTINGS
from infra.backup.repository import STANZA, target_of
from infra.compose.containers import client, up
from infra.recovery.restored import Restored, after_restore
from infra.stack.addresses import addresses_in
from infra.stack.errors import StackError
from infra.stack.settings import COMPOSE_HOME

_LONGEST_RECOVERY = 6 * 3600.0
_POLL = 1.0
_RUN = ("run", "--rm", "--no-deps", "-T", "--entrypoint")
_PSQL = ("exec", "-T", "database", "psql", "--username=postgres", "--no-align", "--tuples-only", "--command")


def restore(
    moment: datetime | None, timeline: int | None, actor: str, reason: str, *, start: bool, say: Callable[[str], None]
) -> Sequence[Restored]:
    """Stop all containers, restore, and start them again. Raises StackError; a repetition begins anew."""
    if not COMPOSE_HOME.exists():
        raise StackError(f"There is no {COMPOSE_HOME}: put passwords.json and tls back, and run `make up` first.")
    say("stopping the containers")
    client("stop")
    say(f"restoring {'everything that is archived' if moment is None else f'to {moment.astimezone(UTC)}'}")
    client(*_RUN, "pgbackrest", "backup", f"--stanza={STANZA}", "--delta", *target_of(moment, timeline), "restore")
    # Messages of after the moment must not be delivered. Those that were on their way are published again.
    client(*_RUN, "find", "broker", "/var/lib/rabbitmq", "-mindepth", "1", "-delete")
    client("up", "--detach", "--wait", "database")
    say("recovering")
    _until_recovered()
    for setting in RECOVERY_SETTINGS:
        client(*_PSQL, f"ALTER SYSTEM RESET {setting}")
    done = asyncio.run(after_restore(addresses_in(COMPOSE_HOME), actor=actor, reason=reason))
    if start:
        say("starting the containers")
        up()
    return done


def _until_recovered() -> None:
    ends = time.monotonic() + _LONGEST_RECOVERY
    while client(*_PSQL, "SELECT pg_is_in_recovery()", stdout=subprocess.PIPE).strip() != "f":
        if time.monotonic() > ends:
            raise StackError("The recovery takes too long: `docker compose logs database`.")
        time.sleep(_POLL)
