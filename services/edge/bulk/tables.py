"""The table of bulk requests: its columns, and a row as a task."""

import json
from collections.abc import Mapping
from typing import Any

from contracts.service_3_11_01 import BulkState
from services.edge.access_log.domain.record import Purpose
from services.edge.bulk.domain.tasks import StoredTask
from services.edge.lookup.domain.requests import PointInTime

COLUMNS = """
    id, consumer, request_id, legal_ground, court_case, state, language, as_of, as_known_at, received_at, look_ups,
    part_size, parts, parts_done, done, outcomes, kinds, data_as_of, finished_at, expires_at, size, digest,
    request_digest
"""


def task_of(row: Mapping[str, Any]) -> StoredTask:
    """The task in a row of these columns."""
    return StoredTask(
        id=row["id"],
        consumer=row["consumer"],
        purpose=Purpose(row["request_id"], row["legal_ground"], row["court_case"]),
        state=BulkState(row["state"]),
        language=row["language"],
        at=PointInTime(row["as_of"], row["as_known_at"]),
        received_at=row["received_at"],
        request_digest=row["request_digest"],
        look_ups=row["look_ups"],
        part_size=row["part_size"],
        parts=row["parts"],
        parts_done=row["parts_done"],
        done=row["done"],
        outcomes=json.loads(row["outcomes"]),
        kinds=frozenset(row["kinds"]),
        data_as_of=row["data_as_of"],
        finished_at=row["finished_at"],
        expires_at=row["expires_at"],
        size=row["size"],
        digest=row["digest"],
    )
