"""Imports into intake and proceedings on real databases, without a broker between: whole cases or nothing, once."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.queries.backlogs import BacklogPreview, PreviewActs, PreviewStatementActs
from contracts.queries.base import QueryEnvelope
from contracts.queries.intake import ShowStatement, StatementView
from contracts.recording import Recording
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.cli.common.output import json_text
from infra.cli.imports.files import BacklogFile
from infra.cli.imports.recordings import Defaults
from infra.cli.imports.report import Report, as_json
from infra.cli.imports.running import gather, record
from infra.demo.stories import backlog
from services.intake import application as intake
from services.intake.domain.assessment import Rules
from services.intake.queries import StatementQueries
from services.proceedings import application as proceedings
from services.proceedings.policies import Policies
from services.proceedings.queries import ProceedingQueries
from services.proceedings.verification import verify_courses
from shared.clerk_client import QueryRefused
from shared.clock import SystemClock
from shared.decider import Rejection
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from shared.messaging.client import NoReply
from tests.engines import NewDatabase

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "backlog").iterdir())
STORIES = Path(__file__).parents[1] / "e2e" / "stories"
CALENDAR, CLOCK = belarus(), SystemClock()


class Killed(Exception):
    """The importing process ends."""


class Services:
    """What a clerk's client says to intake and proceedings; a decision to initiate begins the proceeding at once."""

    def __init__(self, of_intake: asyncpg.Pool, of_proceedings: asyncpg.Pool) -> None:
        rules = Rules(RuleSets.load(), CALENDAR)
        self.pools = {"intake": of_intake, "proceedings": of_proceedings}
        self.applications: dict[str, Any] = {
            "intake": intake.application(rules, CLOCK),
            "proceedings": proceedings.application(CLOCK),
        }
        self.queries: dict[str, Any] = {
            "intake": StatementQueries(EventStore("intake"), rules, CLOCK),
            "proceedings": ProceedingQueries(EventStore("proceedings"), CLOCK),
        }
        self.sent = 0
        self.away: set[int] = set()
        """Which of the commands get no reply, although they are carried out."""
        self.killed_at: int | None = None
        """The command that the importing process does not live to send."""

    async def send(
        self,
        stream: UUID,
        command: Command,
        day: date,
        recording: Recording | None = None,
        *,
        id: UUID | None = None,  # noqa: A002 - as the client
    ) -> Accepted | Rejected:
        self.sent += 1
        if self.killed_at is not None and self.sent >= self.killed_at:
            raise Killed
        envelope = CommandEnvelope[Any](
            id=id or new_id(), source="/lea/import", type=command.type, stream=stream, effective_date=day,
            issued_at=datetime.now(UTC), actor="operator:test", correlation_id=stream, recording=recording,
            data=command,
        )  # fmt: skip
        number = self.sent
        reply = await asyncio.shield(self._carry_out(envelope))  # a service does not end with its client
        if number in self.away:
            raise NoReply
        return reply

    async def _carry_out(self, command: CommandEnvelope[Any]) -> Accepted | Rejected:
        service = command.type.split(".")[1]
        [reply] = await self.applications[service].handle_in_transaction(self.pools[service], [command])
        if service == "intake" and isinstance(reply, Accepted):
            await self._initiate(command.stream, reply)
        accepted: Accepted | Rejected = reply
        return accepted

    async def _initiate(self, stream: UUID, reply: Accepted) -> None:
        async with self.pools["intake"].acquire() as connection:
            events = await EventStore("intake").load(connection, stream)
        new = [event for event in events if event.id in reply.event_ids]
        async with self.pools["proceedings"].acquire() as connection, connection.transaction():
            await Policies(self.applications["proceedings"]).apply(connection, new)

    async def preview_backlog(self, asked: PreviewStatementActs | PreviewActs) -> BacklogPreview:
        preview: BacklogPreview = await self._ask(asked)
        return preview

    async def statement(self, body: str, registration_number: str) -> StatementView:
        view: StatementView = await self._ask(ShowStatement(body=body, registration_number=registration_number))
        return view

    async def find(self, asked: Any) -> Any:
        return await self._ask(asked)

    async def _ask(self, asked: Any) -> Any:
        service = asked.type.split(".")[1]
        query = QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor="operator:test", data=asked)
        async with self.pools[service].acquire() as connection, connection.transaction(readonly=True):
            try:
                return await self.queries[service].answer(connection, query)
            except Rejection as rejection:
                raise QueryRefused(rejection.problems) from None

    async def count(self, service: str, what: str = "event") -> int:
        async with self.pools[service].acquire() as connection:
            found: int = await connection.fetchval(f"SELECT count(*) FROM {what}")  # noqa: S608 - constants
        return found

    async def payments(self, kind: str) -> Counter[str]:
        """How often the payments of papers of a kind are on record, by the number of the paper."""
        async with self.pools["proceedings"].acquire() as connection:
            rows = await connection.fetch("SELECT recording FROM event WHERE type LIKE '%payment-received%'")
        papers = [json.loads(row["recording"]).get("paper") or {} for row in rows if row["recording"]]
        return Counter(paper["number"] for paper in papers if paper.get("kind") == kind)


@pytest.fixture(scope="module")
async def services(migrated_database: NewDatabase) -> AsyncIterator[Services]:
    async with (
        asyncpg.create_pool(migrated_database("intake").url, min_size=1, max_size=4) as of_intake,
        asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=4) as of_proceedings,
    ):
        yield Services(of_intake, of_proceedings)


async def run(services: Services, *files: Path, dry_run: bool = False, patience: float = 5.0) -> Report:
    report = Report(dry_run)
    gathered = gather([BacklogFile(file) for file in files], Defaults("executor:0101-017"), report)
    await record(gathered, services, report, lambda _: None, patience)  # type: ignore[arg-type]
    return report


def numbers(report: Report) -> tuple[int, int, int, int]:
    """Rows that were recorded, that were on record, that were rejected, that were held back."""
    return report.recorded, report.known, report.rejected, report.held_back


def rows_of_cases(kind: str, cases: int, acts: int) -> list[dict[str, Any]]:
    """Rows of some cases, each with payments from papers of a kind."""
    example = [json.loads(line) for line in EXAMPLES[1].read_text(encoding="utf-8").splitlines()]
    rows: list[dict[str, Any]] = []
    for case in range(cases):
        names = {"statement": f"{kind}-{case}"}
        for row in example[:4]:
            fields = json.loads(json.dumps(row.get("fields", {})))
            if "document" in fields:
                fields["document"]["number"] = f"{kind}-{case}"
            rows.append({**row, **names, "fields": fields})
        for act in range(acts):
            day = (CLOCK.today() - timedelta(days=60 - act)).isoformat()
            stated = {
                "record": {"paper": kind, "number": f"{case}-{act}"},
                "fields": {"sum": "1 BYN", "source": "debtor"},
            }
            rows.append({**example[-1], **names, "day": day, **stated})
    return rows


def written(path: Path, rows: list[dict[str, Any]], end: str = "") -> Path:
    path.write_text("".join(json_text(row, indent=None) for row in rows) + end, encoding="utf-8")
    return path


async def test_the_examples_of_the_page_are_recorded_once(services: Services) -> None:
    before = await services.count("intake"), await services.count("proceedings")
    tried = await run(services, *EXAMPLES, dry_run=True)
    assert (tried.dry_run, numbers(tried)) == (True, (15, 0, 0, 0))
    assert (await services.count("intake"), await services.count("proceedings")) == before
    assert numbers(await run(services, *EXAMPLES)) == (15, 0, 0, 0)
    recorded = await services.count("proceedings")
    assert numbers(await run(services, *reversed(EXAMPLES))) == (0, 15, 0, 0)
    assert await services.count("proceedings") == recorded
    # The numbers of the papers are kept, and none are given.
    assert await services.count("proceedings", "resolution") == 0
    for number in ("31-И", "38-И", "52-И", "40-И"):
        assert await services.count("proceedings", f'event WHERE recording LIKE \'%"number":"{number}"%\'')


async def test_of_a_case_with_one_bad_row_of_fifty_nothing_is_recorded(services: Services, tmp_path: Path) -> None:
    rows = rows_of_cases("slip", 3, 50)
    place, bad = next((n, row) for n, row in enumerate(rows, start=1) if row.get("record", {}).get("number") == "1-30")
    bad["fields"]["measure"] = "no such measure"
    file = written(tmp_path / "acts.jsonl", rows)
    report = await run(services, file)
    assert (numbers(report), report.refused_cases) == ((108, 0, 1, 53), 1)
    [rejected] = report.rejected_rows
    shown = as_json(rejected)
    [problem] = shown["problems"]
    assert (shown["file"], shown["line"], shown["act"]) == (str(file), place, "record-payment")
    assert problem["field"] == "measure"
    assert set(problem["rule"]) == set(problem["found"]) == {"en", "ru", "be"}
    assert len(await services.payments("slip")) == 100
    del bad["fields"]["measure"]
    assert numbers(await run(services, written(tmp_path / "right.jsonl", list(reversed(rows))))) == (54, 108, 0, 0)
    assert set((await services.payments("slip")).values()) == {1}


async def test_rows_that_refer_to_a_bad_one_are_held_back_and_not_rejected(services: Services, tmp_path: Path) -> None:
    rows = rows_of_cases("thing", 1, 0)
    who = {name: rows[-1][name] for name in ("body", "statement", "actor")}
    paper = {"record": {"paper": "resolution", "number": "5"}}
    levy, of_future = {"measure": "levy", "code": "comp-levy-bank-money"}, {"dated": "01.01.2099"}
    rows += [
        {"act": "add-measure", **who, "day": "2026-03-02",
         "record": {**paper["record"], **of_future}, "fields": levy},
        {"act": "change-measure-status", **who, "day": "2026-03-03", **paper,
         "fields": {"measure": "levy", "status": "in-force"}},
    ]  # fmt: skip
    report = await run(services, written(tmp_path / "acts.jsonl", rows))
    assert [each.place.line for each in report.rejected_rows] == [5]
    assert numbers(report) == (0, 0, 1, 5)


async def test_a_line_of_no_case_stops_everything(services: Services, tmp_path: Path) -> None:
    file = written(tmp_path / "acts.jsonl", rows_of_cases("torn", 1, 2), '{"act": "record-pay')
    report = await run(services, file)
    assert (report.dry_run, numbers(report)) == (True, (6, 0, 1, 0))
    assert await services.payments("torn") == Counter()


@pytest.mark.parametrize("killed_at", [2, 3, 6, 9])
async def test_killed_and_started_again_nothing_is_doubled_and_nothing_lost(
    services: Services, tmp_path: Path, killed_at: int
) -> None:
    kind = f"kill-{killed_at}"
    file = written(tmp_path / "acts.jsonl", rows_of_cases(kind, 5, 3))
    services.sent, services.killed_at = 0, killed_at
    with pytest.raises(ExceptionGroup):
        await run(services, file)
    services.killed_at = None
    assert await run(services, file)
    paid = await services.payments(kind)
    assert (len(paid), set(paid.values())) == (15, {1})


async def test_replies_that_do_not_come_double_nothing(services: Services, tmp_path: Path) -> None:
    file = written(tmp_path / "acts.jsonl", rows_of_cases("away", 4, 3))
    services.sent, services.away = 0, {1, 2, 4, 5, 7}
    report = await run(services, file, patience=30.0)
    services.away = set()
    assert (report.rejected, report.recorded + report.known) == (0, 28)
    assert set((await services.payments("away")).values()) == {1}
    services.sent, services.away = 0, set(range(100))
    with pytest.raises(ExceptionGroup) as gone:
        await run(services, written(tmp_path / "gone.jsonl", rows_of_cases("gone", 2, 1)), patience=0.1)
    services.away = set()
    assert gone.group_contains(NoReply)


async def test_two_imports_at_once_record_each_row_once(services: Services, tmp_path: Path) -> None:
    file = written(tmp_path / "acts.jsonl", rows_of_cases("twice", 4, 4))
    reports = await asyncio.gather(*(run(services, file) for _ in range(3)))
    assert [report.rejected for report in reports] == [0, 0, 0]
    paid = await services.payments("twice")
    assert (len(paid), set(paid.values())) == (16, {1})


async def test_a_case_that_nobody_knows_is_refused(services: Services, tmp_path: Path) -> None:
    rows = rows_of_cases("nobody", 1, 2)[3:]
    by_number = [
        {
            **{key: value for key, value in row.items() if key not in {"statement", "body"}},
            "proceeding": "0101-2026-999999",
        }
        for row in rows
    ]
    for unknown, code in ((rows, "unknown-statement"), (by_number, "proceeding-unknown")):
        report = await run(services, written(tmp_path / "acts.jsonl", unknown))
        assert {problem.code for each in report.rejected_rows for problem in each.problems} == {code}
        assert numbers(report) == (0, 0, 3, 0)


def numbered(rows: list[dict[str, Any]], *numbers: str) -> list[dict[str, Any]]:
    """The rows of cases whose proceedings have these numbers on paper."""
    decisions = [row for row in rows if row["act"] == "decide-on-statement"]
    for row, number in zip(decisions, numbers, strict=True):
        row["fields"]["proceeding_number"] = number
    return rows


async def initiated(services: Services, kind: str) -> list[str]:
    """The numbers of the proceedings under documents of a kind."""
    async with services.pools["proceedings"].acquire() as connection:
        rows = await connection.fetch(
            "SELECT number FROM proceeding_index WHERE document LIKE $1 ORDER BY number", f"{kind.upper()}-%"
        )
    return [row["number"] for row in rows]


async def test_a_number_on_paper_is_kept_and_never_given_again(services: Services, tmp_path: Path) -> None:
    last = int((await _last_number(services)).rsplit("-", 1)[1])
    kept = [f"0101-2026-{last + 2:06}", f"0101-2026-{last + 3:06}"]
    written_so = [f"0101 \u2013 2026 \u2013 {last + 2}", kept[1]]
    file = written(tmp_path / "paper.jsonl", numbered(rows_of_cases("paper", 2, 1), *written_so))
    assert numbers(await run(services, file, dry_run=True)) == (10, 0, 0, 0)
    assert numbers(await run(services, file)) == (10, 0, 0, 0)
    assert await initiated(services, "paper") == kept
    # The series goes on: it passes over what papers have.
    assert numbers(await run(services, written(tmp_path / "series.jsonl", rows_of_cases("series", 3, 1))))[0] == 15
    assert await initiated(services, "series") == [f"0101-2026-{last + n:06}" for n in (1, 4, 5)]
    assert numbers(await run(services, file)) == (0, 10, 0, 0)


async def test_a_number_of_another_proceeding_is_refused(services: Services, tmp_path: Path) -> None:
    taken = await _last_number(services)
    free = f"0101-2026-{int(taken.rsplit('-', 1)[1]) + 50:06}"
    rows = numbered(rows_of_cases("taken", 3, 1), taken, free, free)
    for dry_run in (True, False):
        report = await run(services, written(tmp_path / "taken.jsonl", rows), dry_run=dry_run)
        assert numbers(report) == (5, 0, 2, 8)
        [first, second] = [as_json(each) for each in report.rejected_rows]
        assert {first["act"], second["act"]} == {"decide-on-statement"}
        for shown in (first, second):
            [problem] = shown["problems"]
            assert (problem["field"], problem["code"]) == ("proceeding_number", "proceeding-number-taken")
    assert await initiated(services, "taken") == [free]


async def test_a_number_of_another_body_or_year_is_refused(services: Services, tmp_path: Path) -> None:
    rows = numbered(rows_of_cases("unfit", 2, 1), "0102-2026-000900", "0101-2025-000900")
    report = await run(services, written(tmp_path / "unfit.jsonl", rows))
    assert numbers(report) == (0, 0, 2, 8)
    assert {each["code"] for row in report.rejected_rows for each in as_json(row)["problems"]} == {
        "number-of-paper-unfit"
    }
    assert await initiated(services, "unfit") == []


class Meeting:
    """Lets several imports go on only when each of them has found its number free."""

    def __init__(self, services: Services, imports: int) -> None:
        self._services = services
        self._barrier = asyncio.Barrier(imports)
        self._met = False

    async def send(self, stream: UUID, command: Command, *stated: Any, **named: Any) -> Accepted | Rejected:
        if not self._met:
            await self._barrier.wait()
            self._met = True
        return await self._services.send(stream, command, *stated, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)


@pytest.mark.parametrize("attempt", range(3))
async def test_of_two_proceedings_with_one_number_at_once_one_has_it(
    services: Services, tmp_path: Path, attempt: int
) -> None:
    number = f"0101-2026-00080{attempt}"
    meeting: Any = Meeting(services, 2)
    rivals = [f"rival{attempt}{letter}" for letter in "ab"]
    files = [written(tmp_path / f"{kind}.jsonl", numbered(rows_of_cases(kind, 1, 1), number)) for kind in rivals]
    reports = await asyncio.gather(*(run(meeting, file) for file in files))
    assert sorted(map(numbers, reports)) == [(0, 0, 1, 4), (5, 0, 0, 0)]
    [[refused]] = [list(each.rejected_rows) for each in reports if each.rejected]
    [problem] = as_json(refused)["problems"]
    assert (refused.act, problem["field"]) == ("decide-on-statement", "proceeding_number")
    assert (problem["code"], problem["article"]["en"]) == ("proceeding-number-taken", "Art. 356(1)")
    assert sorted(await initiated(services, f"rival{attempt}_")) == [number]


async def test_of_two_statements_with_one_number_at_once_one_is_recorded(services: Services, tmp_path: Path) -> None:
    meeting: Any = Meeting(services, 2)
    files = []
    for kind, written_so in (("twin1", "77/\u0410"), ("twin2", "77/A")):
        rows = [{**row, "statement": written_so} for row in rows_of_cases(kind, 1, 1)]
        files.append(written(tmp_path / f"{kind}.jsonl", rows))
    reports = await asyncio.gather(*(run(meeting, file) for file in files))
    assert sorted(each.recorded for each in reports) == [0, 5]
    [refused] = [each for each in reports if each.rejected]
    assert "already-registered" in [problem.code for row in refused.rejected_rows for problem in row.problems]


async def _last_number(services: Services) -> str:
    async with services.pools["proceedings"].acquire() as connection:
        number: str = await connection.fetchval(
            "SELECT coalesce(max(number), '0101-2026-000000') FROM proceeding_number WHERE number LIKE '0101-2026-%'"
        )
    return number


async def test_the_stories_are_a_backlog(services: Services, tmp_path: Path) -> None:
    rows = list(backlog(STORIES, CLOCK.today(), CALENDAR))
    report = await run(services, written(tmp_path / "stories.jsonl", rows))
    assert [as_json(each) for each in report.rejected_rows] == []
    assert numbers(report) == (len(rows), 0, 0, 0)


async def test_every_course_computed_anew_is_what_was_published(services: Services) -> None:
    async with services.pools["proceedings"].acquire() as connection:
        assert (await verify_courses(connection)).differing == []
