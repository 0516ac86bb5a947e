"""What a subscriber receives: its types, from its start on, and no field that was not approved."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic_core import from_json, to_json

from contracts.events.proceedings import CourseRevised
from contracts.recording import Recording
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.reading import Cursor
from services.subscribers.delivery.reduction import reduced
from services.subscribers.delivery.task import _finished
from shared.eventstore.store import BEGINNING

SINCE = datetime(2026, 11, 20, 9, tzinfo=UTC)
MEASURE, LIMIT, REVISED = "lea.proceedings.measure-added.v1", "lea.deadlines.limit-set.v1", CourseRevised.type
BANK = Recipient("bank", frozenset({MEASURE, LIMIT}), frozenset(), SINCE, 1)


def test_a_subscriber_receives_its_types_from_its_start_on() -> None:
    assert BANK.receives({"type": MEASURE, "recorded_at": SINCE})
    assert not BANK.receives({"type": MEASURE, "recorded_at": SINCE - timedelta(microseconds=1)})
    assert not BANK.receives({"type": "lea.proceedings.payment-received.v1", "recorded_at": SINCE})
    assert BANK.types_of("deadlines") == {LIMIT}
    assert BANK.types_of("intake") == frozenset()


def test_fields_of_other_classes_and_entries_of_other_types_are_left_out() -> None:
    paper = {"kind": "ruling", "number": "17", "dated": "2026-03-02", "author": "Ivanov"}
    entry = {"day": "2026-03-02", "type": MEASURE, "data": {"measure": str(UUID(int=1)), "address": "Minsk"}}
    row = {
        "type": REVISED,
        "data": to_json({"entries": [entry, {**entry, "type": "lea.proceedings.payment-received.v1"}]}),
        "recording": Recording.model_validate({"paper": paper, "reason": "the post was late"}).compact(),
    }
    received = reduced(row, replace(BANK, types=frozenset({MEASURE, REVISED})))
    assert from_json(received.data) == {"entries": [{**entry, "data": {"measure": str(UUID(int=1))}}]}
    assert from_json(received.recording or "") == {"paper": {key: paper[key] for key in ("kind", "number", "dated")}}
    assert reduced({**row, "recording": None}, BANK).recording is None


async def test_a_task_that_is_cancelled_moves_the_cursor_past_what_it_sends() -> None:
    moved = list[Cursor]()

    async def sent() -> Cursor:
        await asyncio.sleep(0.05)
        moved.append(Cursor(BEGINNING, {}))
        return moved[-1]

    task = asyncio.create_task(_finished(sent()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(moved) == 1
