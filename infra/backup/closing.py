"""Closes, in a restored cluster, access that was taken away or changed after the moment: it would have come back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from contracts.commands.edge import SuspendConsumer
from contracts.commands.subscribers import SuspendSubscriber, stream_of_subscriber
from contracts.identifiers import new_id
from contracts.replies import Rejected
from infra.backup.access import ACCOUNT, CONSUMER, SERVICES, SUBSCRIBER, TOKEN, Standing, changed, standing_in
from services.desk.access.administration import disable
from services.desk.access.tables import record
from services.edge.registry.application import registrations
from services.edge.registry.domain.registration import ConsumerStatus
from services.edge.registry.first_consumers import carry_out
from services.subscribers.application import SERVICE as REGISTRY
from services.subscribers.application import application
from shared.clock import SystemClock
from shared.database import Connection
from shared.envelopes import own_command

DESK, EDGE = "desk", "edge"

Choice = Callable[[Iterable[str]], list[str]]
"""Of those who have access, whose access is closed."""

_OPEN_ACCOUNTS = "SELECT name FROM account WHERE disabled_at IS NULL"
_ACTIVE_SUBSCRIBERS = "SELECT name FROM subscriber WHERE standing = 'active'"
_REVOKE = """
    UPDATE token SET revoked_at = now() WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL RETURNING account
"""
_END_SESSIONS = "WITH ended AS (DELETE FROM session RETURNING 1) SELECT count(*) FROM ended"


@dataclass(frozen=True)
class Closed:
    """Whose access had changed after the moment, and what was closed for it until people open it again."""

    known: bool = True
    """False: the file outside the cluster is missing, so everything was closed."""
    consumers: Sequence[str] = ()
    subscribers: Sequence[str] = ()
    accounts: Sequence[str] = ()
    """Of the desk, those made since included."""
    suspended: Sequence[str] = ()
    """Consumers that were active at the moment: two people restore them."""
    suspended_subscribers: Sequence[str] = ()
    """Likewise."""
    disabled: Sequence[str] = ()
    """Accounts that were open at the moment, with all their tokens."""
    tokens: int = 0
    """Tokens of other accounts that had been revoked since, and are revoked again."""
    sessions: int = 0
    """All of them: one may have been ended since."""


@dataclass(frozen=True)
class Occasion:
    """The restore for which access is closed: who restores, and to which moment."""

    moment: datetime
    actor: str

    @property
    def why(self) -> str:
        """The reason of a suspension."""
        return f"The database was restored to {self.moment.isoformat()}; the registration was changed after that."


async def close(
    ends: Mapping[str, Connection],
    made: Mapping[str, Connection],
    kept: Mapping[str, Standing] | None,
    registrations_changed: Sequence[str],
    occasion: Occasion,
) -> Closed:
    """Close in `made` what is not as it was later: at the end of the archive (`ends`), and in the file (`kept`).

    Without a file nobody knows what was taken away after the archive ends: everything is closed.
    """
    since: dict[str, list[str]] = {}
    for kind, service in SERVICES.items():
        restored, later = await standing_in(made[service], kind), await standing_in(ends[service], kind)
        since[kind] = changed(restored or {}, [later or {}, (kept or {}).get(kind, {})])
    consumers = sorted({*since[CONSUMER], *registrations_changed})
    shut = partial(_shut, everything=kept is None)
    return Closed(
        kept is not None,
        consumers,
        since[SUBSCRIBER],
        since[ACCOUNT],
        suspended=await _suspend_consumers(made[EDGE], shut(consumers), occasion),
        suspended_subscribers=await _suspend_subscribers(made[REGISTRY], shut(since[SUBSCRIBER]), occasion),
        sessions=await _end_sessions(made[DESK], occasion.actor),
        disabled=await _disable(made[DESK], shut(since[ACCOUNT]), occasion.actor),
        tokens=await _revoke(made[DESK], since[TOKEN], occasion.actor),
    )


def _shut(names: Sequence[str], *, everything: bool) -> Choice:
    return lambda open_: sorted(set(open_) if everything else set(open_).intersection(names))


async def _suspend_consumers(edge: Connection, shut: Choice, occasion: Occasion) -> list[str]:
    active = [each.consumer for each in await registrations(edge) if each.status is ConsumerStatus.ACTIVE]
    suspended = shut(active)
    async with edge.transaction():
        for consumer in suspended:
            await carry_out(edge, consumer, SuspendConsumer(consumer=consumer, reason=occasion.why), occasion.actor)
    return suspended


async def _suspend_subscribers(registry: Connection, shut: Choice, occasion: Occasion) -> list[str]:
    suspended = shut([row["name"] for row in await registry.fetch(_ACTIVE_SUBSCRIBERS)])
    clock = SystemClock()
    for name in suspended:
        command = own_command(
            SuspendSubscriber(subscriber=name, reason=occasion.why),
            id=new_id(),
            service=REGISTRY,
            actor=occasion.actor,
            stream=stream_of_subscriber(name),
            at=clock.now(),
        )
        async with registry.transaction():
            (answer,) = await application(clock).handle(registry, [command])
        if problems := answer.problems if isinstance(answer, Rejected) else ():
            raise RuntimeError(f"{name}: {'; '.join(problem.detail for problem in problems)}")
    return suspended


async def _end_sessions(desk: Connection, actor: str) -> int:
    async with desk.transaction():
        await record(desk, actor, "sessions-ended")
        ended: int = await desk.fetchval(_END_SESSIONS)
    return ended


async def _disable(desk: Connection, shut: Choice, actor: str) -> list[str]:
    disabled = shut([row["name"] for row in await desk.fetch(_OPEN_ACCOUNTS)])
    for account in disabled:
        await disable(desk, account, actor)
    return disabled


async def _revoke(desk: Connection, tokens: Sequence[str], actor: str) -> int:
    async with desk.transaction():
        revoked: Sequence[Any] = await desk.fetch(_REVOKE, [UUID(token) for token in tokens])
        for row in revoked:
            await record(desk, actor, "token-revoked", subject=row["account"])
    return len(revoked)
