"""The console's pages about subscribers of events: who may see and change what, and what the registry is sent."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from contracts.commands.subscribers import (
    ApproveSubscriberChange,
    ProposeSubscriberChange,
    RejectSubscriberChange,
    SuspendSubscriber,
    stream_of_subscriber,
)
from contracts.events.subscribers import (
    FromBeginning,
    FromMoment,
    FromNow,
    NewPassword,
    NewSubscriberTerms,
    SubscriberOwner,
    SubscriberRegistration,
    SubscriberRemoval,
    SubscriberRestoration,
    SubscriberStanding,
    SubscriberTerms,
)
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.subscribers import (
    ListSubscribers,
    SourceProgress,
    SubscriberLine,
    SubscriberProposalLine,
    Subscribers,
)
from contracts.replies import Accepted, Rejected
from services.desk.domain.people import Role
from services.desk.monitoring import Monitoring
from shared.subscribable import FIELD_CLASSES, SOURCES, types_matching
from tests.unit.desk import running
from tests.unit.desk.console import Console
from tests.unit.desk.running import CODES, NOW
from tests.unit.desk.test_paging import NEXT

LIST, BANK = "/operations/subscribers", "bank"
PAGE = f"{LIST}/{BANK}"
SINCE = datetime(2026, 11, 1, 7, 30, 15, tzinfo=UTC)
EVERY = types_matching([f"lea.{source}.#" for source in SOURCES])
TYPES = ("lea.deadlines.limit-set.v1", "lea.proceedings.measure-added.v1")
HASH = "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
TERMS = SubscriberTerms(
    owner=SubscriberOwner(organization="National <Bank>", contact="Ivanova, +375 17 000-00-00"),
    purpose="arrests of accounts",
    legal_ground="the Banking Code",
    types=TYPES,
    fields=("accounts",),
    start=FromMoment(moment=SINCE),
)
OTHER = TERMS.model_copy(update={"types": (TYPES[0], "lea.proceedings.cost-recorded.v1")})
PROPOSAL = SubscriberProposalLine(
    id=UUID(int=5), kind="change-terms", terms=OTHER, by="operator:ivanov", reason="<letter 7>", at=NOW
)
LINE = SubscriberLine(
    subscriber=BANK,
    standing=SubscriberStanding.ACTIVE,
    terms=TERMS,
    since=SINCE,
    progress=(
        SourceProgress(source="proceedings", delivered=12345, last_recorded_at=NOW, full_since=NOW),
        SourceProgress(source="deadlines", delivered=2, problem="<epoch>"),
    ),
    proposals=(PROPOSAL,),
)
TYPED: dict[str, Any] = {
    "organization": "National Bank",
    "contact": "Petrova",
    "purpose": "arrests",
    "legal_ground": "the Banking Code",
    "types": f"{TYPES[1]}\n lea.deadlines.#",
    "fields": ["accounts", "names"],
    "start": "beginning",
    "moment": "",
    "reason": "letter 8",
}
NEW = {**TYPED, "subscriber": "tax-office", "password_hash": HASH}


class Services(running.Services):
    """A registry with one subscriber."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, ListSubscribers]] = []
        self.streams: list[UUID] = []
        self.lines: Mapping[str, SubscriberLine] = {BANK: LINE}

    async def subscribers(self, asked: ListSubscribers) -> Subscribers:
        self.asked.append((self.actor, asked))
        names = sorted(self.lines) if asked.subscriber is None else [asked.subscriber]
        found = tuple(self.lines[name] for name in names if name in self.lines)
        return Subscribers(subscribers=found, fields=FIELD_CLASSES)

    async def send(self, stream: UUID, command: Any, _: date, *__: object, **how: Any) -> Accepted | Rejected:
        self.streams.append(stream)
        return await super().send(stream, command, _, *__, **how)


def metrics(request: httpx.Request) -> httpx.Response:
    """What the process says that delivers."""
    assert request.url.path == "/subscribers/metrics"
    registry = CollectorRegistry()
    lag = Gauge("lea_subscriber_lag_seconds", "x", ["subscriber", "source"], registry=registry)
    lag.labels(BANK, "proceedings").set(3601.4)
    lag.labels(BANK, "deadlines").set(0)
    paused = Gauge("lea_subscriber_paused", "x", ["subscriber", "reason"], registry=registry)
    paused.labels(BANK, "queue-full").set(1)
    paused.labels(BANK, "no-user").set(0)
    return httpx.Response(200, content=generate_latest(registry))


def console(role: Role, answer: Any = metrics) -> Console[Services]:
    made = Console(Services(), role)
    made.app.state.monitoring = Monitoring("http://operations:8000", httpx.MockTransport(answer))
    return made


@pytest.fixture
async def operator() -> AsyncIterator[Console[Services]]:
    made = console(Role.OPERATOR)
    async with made.client:
        yield made


@pytest.mark.parametrize("role", Role)
async def test_operators_and_auditors_look_and_operators_alone_act(role: Role) -> None:
    looks, acts = role in (Role.OPERATOR, Role.AUDITOR), role is Role.OPERATOR
    forms: list[tuple[str, dict[str, Any]]] = [
        (LIST, NEW),
        (f"{PAGE}/propose/remove", {"reason": "x"}),
        (f"{PAGE}/approve/{PROPOSAL.id}", {}),
        (f"{PAGE}/reject/{PROPOSAL.id}", {"reason": "x"}),
        (f"{PAGE}/suspend", {"reason": "x"}),
    ]
    made = console(role)
    async with made.client:
        for path in (LIST, PAGE):
            page = await made.get(path)
            assert page.status_code == (200 if looks else 404), path
            assert ('action="/operations' in page.text) == acts
        assert (f'href="{LIST}"' in (await made.get("/password")).text) == looks
        for path, fields in forms:
            answer = await made.post(path, id=str(new_id()), **fields)
            assert answer.status_code == (303 if acts else 404), path
    assert len(made.services.sent) == (len(forms) if acts else 0)
    assert {actor for actor, _, _ in made.services.sent} <= {f"{role}:{CODES[role]}"}
    assert len(made.trail.entries) == len(made.services.sent)


async def test_a_subscriber_is_shown_with_its_terms_queue_lag_and_proposals(operator: Console[Services]) -> None:
    page = (await operator.get(PAGE)).text
    for text in (
        "National &lt;Bank&gt;", "arrests of accounts", TYPES[1], "12,345", "3601", "&lt;epoch&gt;", "queue-full",
        "from a moment on: 1 November 2026, 10:30", "operator:ivanov", "&lt;letter 7&gt;", "Approve: other terms",
    ):  # fmt: skip
        assert text in page, text
    assert "no-user" not in page
    proposal = page[page.index("<h2>Proposals") :]
    assert [re.findall(r"<li>([^<]+)</li>", each) for each in re.findall(r"<ul>.*?</ul>", proposal)[:2]] == [
        ["lea.proceedings.cost-recorded.v1"], [TYPES[1]],
    ]  # fmt: skip
    listed = (await operator.get(LIST)).text
    for text in (BANK, "National &lt;Bank&gt;", "12,347", "3601", "20 November 2026, 12:00"):
        assert text in listed, text


async def test_a_process_that_does_not_say_how_the_delivery_is() -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    for answer in (away, lambda _: httpx.Response(503, text="<html>"), lambda _: httpx.Response(200, text="<html> x")):
        made = console(Role.AUDITOR, answer)
        async with made.client:
            for path in (LIST, PAGE):
                assert (await made.get(path)).status_code == 200
            made.app.state.monitoring = None
            assert "12,345" in (await made.get(PAGE)).text


async def test_a_new_subscriber_is_proposed_with_the_hash_of_its_password(operator: Console[Services]) -> None:
    id_ = new_id()
    answer = await operator.post(LIST, id=str(id_), **NEW)
    assert answer.headers["location"] == f"{LIST}/tax-office?done=proposed"
    [(actor, command, sent_id)] = operator.services.sent
    assert (actor, sent_id) == (f"operator:{CODES[Role.OPERATOR]}", id_)
    assert operator.services.streams == [stream_of_subscriber("tax-office")]
    assert isinstance(command, ProposeSubscriberChange)
    assert command.change == SubscriberRegistration(
        terms=SubscriberTerms(
            owner=SubscriberOwner(organization="National Bank", contact="Petrova"),
            purpose="arrests",
            legal_ground="the Banking Code",
            types=(TYPES[1], *types_matching(["lea.deadlines.#"])),
            fields=("accounts", "names"),
            start=FromBeginning(),
        ),
        password_hash=HASH,
    )
    assert operator.trail.entries == [("ivanova", "subscriber-change-sent", "tax-office propose-change")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"subscriber": "A B"},
        {"organization": ""},
        {"contact": ""},
        {"purpose": ""},
        {"legal_ground": ""},
        {"types": ""},
        {"types": "lea.nothing.#"},
        {"types": "lea.edge.#"},
        {"fields": ["<b>"]},
        {"start": "soon"},
        {"start": "moment", "moment": ""},
        {"start": "moment", "moment": "0001-01-01T00:00"},
        {"start": "moment", "moment": "tomorrow"},
        {"password_hash": "secret"},
        {"reason": ""},
    ],
)
async def test_an_incomplete_form_sends_nothing_and_keeps_what_was_typed(
    operator: Console[Services], wrong: dict[str, Any]
) -> None:
    answer = await operator.post(LIST, id=str(new_id()), **{"purpose": "arrests", **NEW, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert operator.services.sent == []
    assert operator.trail.entries == []
    assert "lea." in answer.text or "types" in wrong


async def test_changes_are_proposed(operator: Console[Services]) -> None:
    for kind, fields in (
        ("change-terms", {**TYPED, "start": "moment", "moment": "2026-11-01T10:30"}),
        ("change-terms", {**TYPED, "start": "moment", "moment": "2026-11-01T10:31"}),
        ("change-terms", {**TYPED, "start": "now"}),
        ("rotate", {"password_hash": HASH}),
        ("restore", {}),
        ("remove", {}),
    ):
        answer = await operator.post(f"{PAGE}/propose/{kind}", id=str(new_id()), **{**fields, "reason": "letter 8"})
        assert answer.headers["location"] == f"{PAGE}?done=proposed", kind
        assert 'role="status"' in (await operator.get(answer.headers["location"])).text
    changes = [command.change for _, command, _ in operator.services.sent]
    assert list(map(type, changes)) == [
        *[NewSubscriberTerms] * 3, NewPassword, SubscriberRestoration, SubscriberRemoval,
    ]  # fmt: skip
    assert [change.terms.start for change in changes[:3]] == [
        FromMoment(moment=SINCE),
        FromMoment(moment=datetime(2026, 11, 1, 7, 31, tzinfo=UTC)),
        FromNow(),
    ], "the minute is the same: so is the moment"
    for kind in ("register", "other"):
        assert (await operator.post(f"{PAGE}/propose/{kind}", id=str(new_id()), reason="x")).status_code == 404


async def test_the_form_of_other_terms_begins_with_the_present_ones(operator: Console[Services]) -> None:
    page = (await operator.get(PAGE)).text
    assert 'value="2026-11-01T10:30"' in page
    assert "\n".join(TYPES) in page
    assert 'name="fields" value="accounts" checked' in page
    assert 'name="fields" value="names">' in page


async def test_decisions_are_sent(operator: Console[Services]) -> None:
    for path, fields, command in (
        (f"approve/{PROPOSAL.id}", {}, ApproveSubscriberChange(proposal=PROPOSAL.id)),
        (f"reject/{PROPOSAL.id}", {"reason": "x"}, RejectSubscriberChange(proposal=PROPOSAL.id, reason="x")),
        ("suspend", {"reason": "x"}, SuspendSubscriber(subscriber=BANK, reason="x")),
    ):
        answer = await operator.post(f"{PAGE}/{path}", id=str(new_id()), **fields)
        assert answer.status_code == 303
        assert operator.services.sent[-1][1] == command
    for path in (f"reject/{PROPOSAL.id}", "suspend"):
        assert (await operator.post(f"{PAGE}/{path}", id=str(new_id()))).status_code == 422
    assert (await operator.post(f"{PAGE}/suspend", id="x", reason="x")).status_code == 404
    assert len(operator.services.sent) == 3


async def test_a_refusal_of_the_registry_is_shown(operator: Console[Services]) -> None:
    problem = Problem(code="four-eyes", rule="by somebody else", detail="the proposal was made by the same person")
    operator.services.reply = Rejected(command_id=new_id(), problems=(problem,))
    for path, fields in ((f"{PAGE}/approve/{PROPOSAL.id}", {}), (LIST, NEW)):
        answer = await operator.post(path, id=str(new_id()), **fields)
        assert answer.status_code == 422
        assert "the proposal was made by the same person" in answer.text


async def test_who_proposed_does_not_approve(operator: Console[Services]) -> None:
    own = PROPOSAL.model_copy(update={"by": f"operator:{CODES[Role.OPERATOR]}"})
    operator.services.lines = {BANK: LINE.model_copy(update={"proposals": (own,)})}
    page = (await operator.get(PAGE)).text
    assert "Approve: " not in page
    assert "Another person approves what you proposed" in page
    assert "Withdraw the proposal" in page


@pytest.mark.parametrize("standing", SubscriberStanding)
async def test_what_can_be_done_follows_from_the_state(
    operator: Console[Services], standing: SubscriberStanding
) -> None:
    terms = None if standing is SubscriberStanding.PROPOSED else TERMS
    line = LINE.model_copy(update={"standing": standing, "terms": terms, "proposals": ()})
    operator.services.lines = {BANK: line}
    page = (await operator.get(PAGE)).text
    assert ("Suspend the delivery" in page) == (standing is SubscriberStanding.ACTIVE)
    assert ("restore the delivery" in page) == (standing is SubscriberStanding.SUSPENDED)
    assert ("Propose other terms" in page) == (standing in (SubscriberStanding.ACTIVE, SubscriberStanding.SUSPENDED))


@pytest.mark.parametrize("path", [f"{LIST}/tax-office", f"{LIST}/A", f"{LIST}/x"])
async def test_what_is_not_there_is_not_found(operator: Console[Services], path: str) -> None:
    assert (await operator.get(path)).status_code == 404


async def test_long_lists_stay_small_and_have_pages(operator: Console[Services]) -> None:
    full = TERMS.model_copy(update={"types": EVERY})
    registration = PROPOSAL.model_copy(update={"kind": "register", "terms": full})
    operator.services.lines = {
        f"s{number:03}": LINE.model_copy(update={"subscriber": f"s{number:03}", "terms": full}) for number in range(120)
    } | {"new": LINE.model_copy(update={"subscriber": "new", "terms": None, "proposals": (registration,) * 2})}
    seen, path = list[str](), LIST
    while path:
        answer = await operator.client.get(path, headers={"accept-language": "ru"})
        assert len(answer.content) < 60_000
        seen += re.findall(rf'href="{LIST}/([a-z0-9]+)"', answer.text)
        links = NEXT.findall(answer.text)
        path = links[0] if links else ""
    assert seen == sorted(operator.services.lines)
    for name in ("s001", "new"):
        answer = await operator.client.get(f"{LIST}/{name}", headers={"accept-language": "ru"})
        assert len(answer.content) < 60_000
        assert EVERY[-1] in answer.text


@pytest.mark.parametrize("language", ["ru", "be"])
async def test_the_pages_are_in_three_languages(operator: Console[Services], language: str) -> None:
    for path in (LIST, PAGE):
        page = await operator.client.get(path, headers={"accept-language": language})
        assert page.headers["content-language"] == language
        assert "Subscribers of events" not in page.text
