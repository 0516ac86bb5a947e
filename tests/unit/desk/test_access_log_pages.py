"""The console's page about the access log: who may look, what is searched, and what a verification finds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.events.edge import ArchivedChain
from contracts.problems import Problem
from contracts.queries.access_log import (
    AccessLine,
    AccessLines,
    ChainHeads,
    ChainLines,
    ListLogHeads,
    LogArchive,
    LogHead,
    LogPlace,
    ReadAccessLog,
    SearchAccessLog,
)
from services.desk import log_verification
from services.desk.domain.people import Role
from services.desk.log_verification import LogCheck, LogVerifier
from shared.access_log.chain import Link
from shared.access_log.verification import FaultKind
from shared.clerk_client import QueryRefused
from shared.messaging.client import NoReply
from tests.patience import until
from tests.unit.desk import running
from tests.unit.desk.console import Console
from tests.unit.desk.running import CODES
from tests.unit.edge.chains import CHAIN, OTHER, START, chain, kept

PAGE, DAY = "/operations/access-log", START.date()
LINE = AccessLine(
    at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    chain=CHAIN,
    sequence=7,
    operation="information-request",
    consumer="supreme-court",
    key="supreme-court.first",
    request_id=UUID(int=9),
    legal_ground="case-at-hand",
    court_case="<12-3/2026>",
    look_ups=1,
    proceedings=("0101-2026-000001",),
    proceedings_total=30,
    repeated=True,
    status=200,
    trace_id="0af7651916cd43dd8448eb211c80319c",
)


class Services(running.Services):
    """An edge with a log, and the heads of its chains."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Any]] = []
        self.found = AccessLines(lines=(LINE,), more=True)
        self.refusal: Exception | None = None
        self.archives: tuple[LogArchive, ...] = ()
        self.log: dict[UUID, list[Link]] = {id_: chain(5, id_) for id_ in (CHAIN, OTHER)}
        self.heads = {id_: [kept(links[place], timedelta(seconds=1)) for place in (1, 4)]
                      for id_, links in self.log.items()}  # fmt: skip

    async def search_access_log(self, asked: SearchAccessLog) -> AccessLines:
        self.asked.append((self.actor, asked))
        if self.refusal:
            raise self.refusal
        return self.found

    async def chain_heads(self, asked: ListLogHeads) -> ChainHeads:
        self.asked.append((self.actor, asked))
        if self.refusal:
            raise self.refusal
        known = [head for head in self.heads.get(asked.chain or UUID(int=0), []) if head.sequence > asked.after][:1]
        heads = [LogHead(sequence=each.sequence, hash=each.hash, at=each.at, sealed_at=each.sealed_at or each.at)
                 for each in known]  # fmt: skip
        following = None if heads else _following(self.heads, asked.chain)
        return ChainHeads(heads=tuple(heads), following=following, archives=() if asked.chain else self.archives)

    async def chain_lines(self, asked: ReadAccessLog) -> ChainLines:
        links = [link for link in self.log.get(asked.chain or UUID(int=0), []) if link.sequence > asked.after][:2]
        following = _following(self.log, asked.chain) if len(links) < 2 else None
        last = links[-1].sequence if links else 0
        return ChainLines(lines=tuple(link.line().decode() for link in links), last=last, following=following)


def _following(chains: dict[UUID, Any], chain_: UUID | None) -> UUID | None:
    return min((each for each in chains if chain_ is None or each > chain_), default=None)


@pytest.fixture
async def operator() -> AsyncIterator[Console[Services]]:
    console = Console(Services(), Role.OPERATOR)
    running_part = asyncio.create_task(console.app.state.verifier.run())
    async with console.client:
        yield console
    running_part.cancel()
    with suppress(asyncio.CancelledError):
        await running_part


async def verified(console: Console[Services], since: date = DAY) -> LogCheck:
    """A verification that has ended."""
    answer = await console.post(f"{PAGE}/verify", since=str(since))
    assert answer.headers["location"] == f"{PAGE}#verification"
    verifier: LogVerifier = console.app.state.verifier

    async def ended() -> LogCheck | None:
        return verifier.latest if verifier.latest and verifier.latest.ended_at else None

    check: LogCheck = await until(ended)
    return check


@pytest.mark.parametrize("role", Role)
async def test_operators_and_auditors_search_and_verify(role: Role) -> None:
    console = Console(Services(), role)
    looks = role in (Role.OPERATOR, Role.AUDITOR)
    async with console.client:
        assert (await console.get(PAGE)).status_code == (200 if looks else 404)
        assert (await console.post(f"{PAGE}/verify", since="2026-11-20")).status_code == (303 if looks else 404)
        assert (f'href="{PAGE}"' in (await console.get("/password")).text) == looks
    assert {actor for actor, _ in console.services.asked} == ({f"{role}:{CODES[role]}"} if looks else set())
    assert console.trail.entries == ([("ivanova", "access-log-verified", "2026-11-20")] if looks else [])


async def test_a_chain_in_an_archive_is_shown_and_no_fault(operator: Console[Services]) -> None:
    end = operator.services.log.pop(OTHER)[-1]
    assert (await verified(operator)).findings.faults  # type: ignore[union-attr]
    archived = ArchivedChain(chain=OTHER, last=end.sequence, hash=end.hash.hex())
    operator.services.archives = (
        LogArchive(archived_at=START, partition="2026-11", records=5, digest="ab" * 32, actor="operations:petrova",
                   reason="Older than <a year>", chains=(archived,)),
    )  # fmt: skip
    findings = (await verified(operator)).findings
    assert findings
    assert findings.faults == ()
    page = (await operator.get(PAGE)).text
    assert "In archives, not verified" in page
    assert "2026-11</td><td>1</td><td>5</td>" in page
    assert "Older than &lt;a year&gt;" in page


async def test_the_last_days_are_shown_and_what_is_typed_is_searched(operator: Console[Services]) -> None:
    page = (await operator.get(PAGE)).text
    assert "&lt;12-3/2026&gt;" in page
    assert "0101-2026-000001 … (30)" in page
    assert f'href="https://traces/{LINE.trace_id}"' in page
    [(_, asked)] = operator.services.asked
    assert asked == SearchAccessLog(since=date(2026, 11, 14), until=date(2026, 11, 20), limit=100)
    following = page.split('rel="next"')[0].split('href="')[-1].strip().rstrip('"').replace("&amp;", "&")
    typed = {"consumer": "supreme-court", "proceeding": "0101-2026-000001", "request_id": str(UUID(int=9))}
    await operator.get(following)
    assert operator.services.asked[-1][1].after == LogPlace(at=LINE.at, chain=CHAIN, sequence=7)
    await operator.get(PAGE, since="2026-10-01", until="2026-10-02", **typed)
    assert operator.services.asked[-1][1] == SearchAccessLog.model_validate(
        {"since": "2026-10-01", "until": "2026-10-02", "limit": 100, **typed}
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"since": "yesterday"},
        {"since": "2026-01-01"},
        {"since": "2026-11-21"},
        {"consumer": "A B"},
        {"proceeding": "17"},
        {"request_id": "x"},
    ],
)
async def test_what_cannot_be_searched_is_not_asked(operator: Console[Services], typed: dict[str, str]) -> None:
    answer = await operator.get(PAGE, **typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert operator.services.asked == []


async def test_a_refusal_is_shown(operator: Console[Services]) -> None:
    operator.services.refusal = QueryRefused((Problem(code="query-timed-out", rule="r", detail="too long"),))
    answer = await operator.get(PAGE)
    assert answer.status_code == 422
    assert "too long" in answer.text


async def test_an_unchanged_log_has_no_faults(operator: Console[Services]) -> None:
    check = await verified(operator)
    assert check.findings is not None
    assert (check.findings.records, check.findings.chains, check.findings.sealed) == (10, 2, 10)
    assert check.findings.faults == ()
    assert "No faults" in (await operator.get(PAGE)).text


async def test_what_was_verified_before_is_passed_over(operator: Console[Services]) -> None:
    check = await verified(operator, DAY + timedelta(days=1))
    assert check.findings is not None
    assert (check.findings.records, check.findings.taken) == (0, 10)


async def test_a_removed_record_is_found(operator: Console[Services]) -> None:
    del operator.services.log[OTHER][2]
    check = await verified(operator)
    assert check.findings is not None
    assert [(fault.kind, fault.chain, fault.sequence) for fault in check.findings.faults] == [
        (FaultKind.REMOVED, str(OTHER), 4)
    ]
    page = (await operator.get(PAGE)).text
    assert "The log is not what was recorded" in page
    assert "records before it are missing" in page


async def test_a_chain_that_is_gone_is_found(operator: Console[Services]) -> None:
    del operator.services.log[CHAIN]
    check = await verified(operator)
    assert check.findings is not None
    assert [(fault.kind, fault.chain) for fault in check.findings.faults] == [(FaultKind.MISSING, str(CHAIN))]


async def test_a_service_that_does_not_answer_is_named_and_can_be_asked_again(operator: Console[Services]) -> None:
    operator.services.refusal = NoReply()
    assert (await verified(operator)).problem == "no-answer"
    operator.services.refusal = None
    assert "a service did not answer" in (await operator.get(PAGE)).text
    assert (await verified(operator)).findings is not None


async def test_too_long_a_time_is_left_to_the_command_line(
    operator: Console[Services], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_verification, "HEADS_AT_MOST", 3)
    assert (await verified(operator)).problem == "too-long"
    assert "lea access-log verify" in (await operator.get(PAGE)).text


async def test_one_verification_runs_at_a_time() -> None:
    console = Console(Services(), Role.AUDITOR)  # its verifier does not run
    async with console.client:
        for day in ("2026-11-19", "2026-11-20"):
            assert (await console.post(f"{PAGE}/verify", since=day)).status_code == 303
        assert "The verification runs" in (await console.get(PAGE)).text
        assert (await console.post(f"{PAGE}/verify", since="x")).status_code == 404
    assert console.trail.entries == [("ivanova", "access-log-verified", "2026-11-19")]


async def test_what_the_trail_does_not_note_is_not_verified(operator: Console[Services]) -> None:
    verifier: LogVerifier = operator.app.state.verifier
    seen: list[LogCheck | None] = []

    async def full(*_: object) -> None:
        seen.append(verifier.latest)
        raise OSError("no space left")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operator.trail, "execute", full)
        answer = await operator.post(f"{PAGE}/verify", since=str(DAY))
    assert (answer.status_code, seen, verifier.latest) == (503, [None], None)
    assert operator.services.asked == []
    assert (await verified(operator)).findings is not None


@pytest.mark.parametrize("language", ["ru", "be"])
async def test_the_page_is_in_three_languages(operator: Console[Services], language: str) -> None:
    await verified(operator)
    page = await operator.client.get(PAGE, headers={"accept-language": language})
    assert page.headers["content-language"] == language
    assert "Access log" not in page.text
