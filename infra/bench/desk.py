"""Pages of the desk while eighty executors have 100 000 proceedings: the work list, a proceeding, an act.

People come at a steady rate, each with a session: the list, a proceeding, the form of a cost, what it would do, and its
record. Proceedings are begun with commands and multiplied in the databases.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from html import unescape
from itertools import cycle, islice
from random import Random
from time import perf_counter

import asyncpg
import httpx

from contracts.codelists import ENFORCEMENT_BODIES
from contracts.documents import Executor
from infra.bench.commands import initiate
from infra.bench.environment import Environment, running
from infra.bench.results import Result, number, percentile
from infra.database.provisioning import DATABASES
from infra.stack.stack import Stack
from services.desk.access import administration
from services.desk.domain.people import Role
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from tests.factories.copies import multiply

EXECUTORS = tuple(
    Executor(id=f"{body}-{101 + place}", full_name="Kavalenka Hanna")
    for body in ENFORCEMENT_BODIES
    for place in range(10)
)
BEGUN, COPIES = 1_000, 99
"""Of each proceeding that is begun there are so many copies."""
PEOPLE, VISITS, RATE = 10, 200, 2.0
"""Visits a second, each with five requests."""

_SERVICES = ("intake", "proceedings", "deadlines", "desk")
_PATIENCE = 600.0
_PASSWORD = "correct horse battery"  # noqa: S105 - of accounts that live for minutes
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')

Times = dict[str, list[float]]


async def measure(environment: Environment) -> list[Result]:
    """Fill the databases, sign people in, and let them visit."""
    stack = environment.stack
    with running(stack, _SERVICES):
        async with CommandClient(
            stack.broker_url(OPERATOR), user=OPERATOR, timeout=_PATIENCE, resend_after=_PATIENCE
        ) as commands:
            await initiate(commands, BEGUN, EXECUTORS)
        await _watched(stack)
        owners = {name: stack.database_url(name, DATABASES[name].owner) for name in ("proceedings", "deadlines")}
        for name in _SERVICES:
            stack.stop(name)
        proceedings = await multiply(owners, COPIES)
        for name in _SERVICES:
            stack.start(name)
        times: Times = defaultdict(list)
        async with _signed_in(stack) as people:
            numbers = await _numbers(stack)
            await _visits(people, numbers, defaultdict(list), VISITS // 10)  # warms up
            await _visits(people, numbers, times, VISITS)
    return list(_results(times, proceedings))


def _results(times: Mapping[str, Sequence[float]], proceedings: int) -> Iterator[Result]:
    for name, measured in times.items():
        detail = f"{proceedings:,} proceedings; p50 {number(percentile(measured, 50))} ms of {len(measured)}"
        yield Result(f"desk, {name}, p95", percentile(measured, 95), "ms", at_most=150, detail=detail)


async def _watched(stack: Stack) -> None:
    """Wait until `deadlines` watches the time limits of every proceeding."""
    connection = await asyncpg.connect(stack.server_url(DATABASES["deadlines"].name))
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                if await connection.fetchval("SELECT count(DISTINCT stream) FROM limit_standing") >= BEGUN:
                    return
                await asyncio.sleep(0.5)
    finally:
        await connection.close()


async def _numbers(stack: Stack) -> Mapping[str, Iterator[str]]:
    """The numbers of the proceedings of each executor, mixed, again and again."""
    connection = await asyncpg.connect(stack.server_url(DATABASES["proceedings"].name))
    try:
        rows = await connection.fetch("SELECT executor, number FROM proceeding_index")
    finally:
        await connection.close()
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        numbers[row["executor"]].append(row["number"])
    for each in numbers.values():
        Random(len(each)).shuffle(each)  # noqa: S311 - not a secret
    return {executor: cycle(each) for executor, each in numbers.items()}


@asynccontextmanager
async def _signed_in(stack: Stack) -> AsyncIterator[Mapping[str, httpx.AsyncClient]]:
    """Browsers of executors who have signed in, by the executor."""
    people: dict[str, httpx.AsyncClient] = {}
    connection = await asyncpg.connect(stack.database_url("desk", DATABASES["desk"].owner))
    try:
        for executor in EXECUTORS[:: len(EXECUTORS) // PEOPLE]:
            people[executor.id] = browser = httpx.AsyncClient(
                base_url=stack.desk_url, verify=str(stack.ca_file), timeout=_PATIENCE, follow_redirects=True
            )
            account = f"bench-{executor.id}"
            given = await administration.add(
                connection, account, executor.full_name, Role.EXECUTOR, executor.id, "operator:bench"
            )
            await _sent(browser, "/sign-in", {"name": account, "password": given})
            await _sent(browser, "/password", {"old": given, "new": _PASSWORD, "repeated": _PASSWORD})
        yield people
    finally:
        await connection.close()
        for browser in people.values():
            await browser.aclose()


async def _sent(browser: httpx.AsyncClient, path: str, fields: Mapping[str, str]) -> None:
    """Fill in the form of a page and send it."""
    page = (await browser.get(path)).text
    (await browser.post(path, data={**_hidden(page, path), **fields})).raise_for_status()


async def _visits(
    people: Mapping[str, httpx.AsyncClient], numbers: Mapping[str, Iterator[str]], times: Times, count: int
) -> None:
    """Begin `RATE` visits a second. A late one does not delay the next."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.TaskGroup() as group:
        for place, (executor, browser) in enumerate(islice(cycle(people.items()), count)):
            await asyncio.sleep(max(begun + place / RATE - loop.time(), 0.0))
            group.create_task(_visit(browser, next(numbers[executor]), times))


async def _visit(browser: httpx.AsyncClient, proceeding: str, times: Times) -> None:
    """Look at the work, open a proceeding and record a cost."""
    page, act = f"/proceedings/{proceeding}", f"/proceedings/{proceeding}/acts/record-cost"
    await _timed(browser.get("/"), times["work list"])
    await _timed(browser.get(page), times["a proceeding"])
    form = _hidden(await _timed(browser.get(act), times["form of an act"]), act)
    cost = {"data.kind": "other", "data.sum.amount": "3.50", "data.sum.currency": "933"}
    previewed = await _timed(browser.post(f"{act}/preview", data={**form, **cost}), times["what an act would do"])
    sent = _hidden(previewed, f"{act}/record")
    await _timed(browser.post(f"{act}/record", data=sent, follow_redirects=False), times["record of an act"])


async def _timed(asked: Awaitable[httpx.Response], times: list[float]) -> str:
    """The text of the answer, whose milliseconds are noted."""
    begun = perf_counter()
    answer = await asked
    times.append((perf_counter() - begun) * 1000)
    if answer.is_error:
        raise RuntimeError(f"{answer.request.url}: {answer.status_code}")
    return answer.text


def _hidden(page: str, action: str) -> dict[str, str]:
    """The fields that the form with this address sends along."""
    form = page[page.index(f'action="{action}') :]
    return {name: unescape(value) for name, value in _HIDDEN.findall(form[: form.index("</form>")])}
