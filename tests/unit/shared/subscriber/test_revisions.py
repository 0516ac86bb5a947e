"""A subscriber reads the entries of a revised course as it receives them: reduced to what it was approved for."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

from contracts.events.proceedings import CourseRevised, ExecutorAssigned, MeasureAdded, ProceedingInitiated
from contracts.reduced_models import decode_reduced
from contracts.reduction import reduce
from shared.subscriber import entries_of
from tests.unit.shared.subscriber.kit import SAMPLES


def test_the_entries_of_approved_types_are_read_without_what_was_left_out() -> None:
    types = (ProceedingInitiated.type, ExecutorAssigned.type, MeasureAdded.type)
    data: dict[str, Any] = {
        "revision": 1,
        "cause": str(uuid4()),
        "act": None,
        "since": "2026-03-02",
        "entries": [
            {"day": f"2026-03-0{day}", "type": type_, "data": SAMPLES[type_].model_dump(mode="json")}
            for day, type_ in enumerate(types, 2)
        ],
    }
    approved = {CourseRevised.type, ProceedingInitiated.type, MeasureAdded.type}
    received = reduce(CourseRevised.type, data, (), approved)
    revision: Any = decode_reduced(CourseRevised.type, json.dumps(received).encode())
    initiated, added = entries_of(revision)
    assert [(each.day, each.data.type) for each in (initiated, added)] == [
        (date(2026, 3, 2), ProceedingInitiated.type),
        (date(2026, 3, 4), MeasureAdded.type),
    ]
    first: Any = initiated.data
    assert (first.number, first.debtor.name) == (data["entries"][0]["data"]["number"], None)
