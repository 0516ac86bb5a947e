"""Rows per second of an import: read from a file into acts, and recorded by `proceedings`, a backlog of acts at a time.

Without the broker, whose cost does not depend on the acts: a command has all acts of a proceeding.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

import asyncpg

from contracts.commands.backlogs import BacklogAct, RecordActs
from contracts.identifiers import new_id
from contracts.replies import Accepted
from infra.bench.commands import command, currency_of, initiation
from infra.bench.environment import Environment
from infra.bench.results import Result
from infra.bench.throughput import Handle
from infra.cli.imports.cases import Backlog, read_case
from infra.cli.imports.files import BacklogFile
from infra.cli.imports.recordings import Defaults
from infra.cli.imports.rows import RowReader
from services.proceedings.application import application
from shared.clock import SystemClock
from shared.database import Pool
from shared.garbage import collect_rarely
from shared.law.rule_sets import RuleSets

ACTS, PROCEEDINGS, BATCH, ROUNDS = 20, 60, 10, 3
BEGUN = date(2026, 2, 2)


async def measure(environment: Environment) -> list[Result]:
    """Read and record backlogs of payments, each act from a paper of its day."""
    RuleSets.load()
    collect_rarely()  # as the service does
    read, recorded = list[float](), list[float]()
    async with asyncpg.create_pool(environment.database("proceedings").url, min_size=1, max_size=2) as pool:
        handle = application(SystemClock()).handle_in_transaction
        for _ in range(ROUNDS):
            begun = await _begun(pool, handle)
            started = perf_counter()
            acts = _read(begun)
            read.append(len(begun) * ACTS / (perf_counter() - started))
            started = perf_counter()
            sent = [command(stream, RecordActs(acts=acts[stream])) for stream in begun]
            for first in range(0, len(sent), BATCH):
                _check(await handle(pool, sent[first : first + BATCH]))
            recorded.append(len(begun) * ACTS / (perf_counter() - started))
    detail = f"median of {ROUNDS} rounds of {PROCEEDINGS} proceedings with {ACTS} acts each"
    return [
        Result("rows per second, read from JSON Lines", median(read), "/s", detail=detail),
        Result("rows per second, recorded in backlogs", median(recorded), "/s", detail=detail),
    ]


async def _begun(pool: Pool, handle: Handle) -> dict[UUID, str]:
    """Proceedings that have begun, with the currency of their claims."""
    begun = {new_id(): initiation(number) for number in range(PROCEEDINGS)}
    _check(await handle(pool, [command(stream, data, BEGUN) for stream, data in begun.items()]))
    return {stream: currency_of(data) for stream, data in begun.items()}


def _read(begun: Mapping[UUID, str]) -> dict[UUID, tuple[BacklogAct, ...]]:
    """The acts of a file that names the proceedings by numbers."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "acts.jsonl"
        rows = (_row(place, act, currency) for place, currency in enumerate(begun.values()) for act in range(ACTS))
        file.write_text("\n".join(rows), encoding="utf-8")
        backlog = Backlog(Defaults())
        backlog.read(BacklogFile(file), _unexpected)
        cases = [
            read_case(backlog, key, RowReader(stream, backlog.defaults))
            for key, stream in zip(backlog.cases, begun, strict=True)
        ]
    return {stream: tuple(each.act for each in case.entries) for stream, case in zip(begun, cases, strict=True)}


def _row(place: int, act: int, currency: str) -> str:
    day = (BEGUN + timedelta(days=2 + 5 * act)).isoformat()
    served, paid = {"method": "handed-over"}, {"sum": f"1.00 {currency}", "source": "debtor"}
    return json.dumps(
        {
            "act": "record-payment" if act else "record-service",
            "proceeding": f"0101-2026-{place:06}",
            "day": day,
            "actor": "executor:0101-017",
            "record": {"paper": "receipt", "number": f"{place}-{act}", "reason": "archive"},
            "fields": paid if act else served,
        }
    )


def _unexpected(row: object) -> None:
    raise AssertionError(f"a row was rejected: {row}")


def _check(replies: Sequence[object]) -> None:
    if refused := [reply for reply in replies if not isinstance(reply, Accepted)]:
        raise AssertionError(f"a command was rejected: {refused[0]}")
