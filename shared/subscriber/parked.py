"""What people do with parked messages; a running subscriber notices within its pause."""

from typing import Any

from shared.subscriber import tables
from shared.subscriber.messages import StreamKey, stated_place
from shared.subscriber.ordering import Step, step
from shared.subscriber.store import Store, Transaction
from shared.subscriber.tables import Held


async def retry(store: Store[Any], id_: str) -> Held | None:
    """Have a held message tried again. None if no such message is held."""
    async with store.transaction() as transaction:
        found = await tables.held(transaction, id_)
        if found is not None:
            await tables.retry_now(transaction, id_)
        return found


async def drop(store: Store[Any], id_: str) -> Held | None:
    """Pass over a held message; a running subscriber goes on with its stream. None if no such message is held."""
    async with store.transaction() as transaction:
        found = await tables.held(transaction, id_)
        if found is None:
            return None
        await tables.release(transaction, id_)
        if found.source is not None and found.stream is not None:
            await _pass_over(transaction, found, StreamKey(found.source, found.stream))
        return found


async def _pass_over(transaction: Transaction[Any], dropped: Held, key: StreamKey) -> None:
    place = stated_place(dropped.message)
    reached = await tables.position(transaction, key)
    if step(reached.sequence, place.previous, place.sequence) is Step.APPLY:
        await tables.move(transaction, key, reached.after(place.id, place.sequence))
    if waiting := await tables.next_waiting(transaction, key):
        await tables.retry_now(transaction, waiting.id)
