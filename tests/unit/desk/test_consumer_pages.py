"""The console's pages about consumers of service 3.11.01: who may see and change what, and what the edge is sent."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.commands.edge import (
    ApproveConsumerChange,
    ProposeConsumerChange,
    RejectConsumerChange,
    SuspendConsumer,
    registration_of,
)
from contracts.events.edge import (
    KeyAddition,
    KeyKind,
    KeyRevocation,
    NewTerms,
    Quota,
    Registration,
    Restoration,
    Revocation,
    Terms,
)
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.consumers import (
    ConsumerLine,
    Consumers,
    ConsumerStanding,
    KeyLine,
    ListConsumers,
    ProposalLine,
)
from contracts.replies import Accepted, Rejected
from services.desk.domain.people import Role
from shared.clock import start_of
from tests.unit.desk import running
from tests.unit.desk.console import Console
from tests.unit.desk.running import CODES, NOW

LIST, COURT = "/operations/consumers", "supreme-court"
PAGE = f"{LIST}/{COURT}"
SINCE = datetime(2026, 11, 1, 7, tzinfo=UTC)
TERMS = Terms(
    scopes=("debtor",),
    legal_grounds=("case-at-hand",),
    quota=Quota(requests_per_second=5, burst=10, look_ups_per_day=100),
    valid_from=SINCE,
)
PROPOSAL = ProposalLine(
    id=UUID(int=5), change=KeyRevocation(key=f"{COURT}.first"), by="operator:ivanov", reason="<letter 7>", at=NOW
)
LINE = ConsumerLine(
    consumer=COURT,
    standing=ConsumerStanding.ACTIVE,
    terms=TERMS,
    keys=(KeyLine(id=f"{COURT}.first", kind=KeyKind.ED25519, valid_from=SINCE),),
    proposals=(PROPOSAL,),
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
PEM = KEY.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
TYPED: dict[str, Any] = {
    "scopes": ["debtor", "court-case"],
    "legal_grounds": ["case-at-hand"],
    "requests_per_second": "2.5",
    "burst": "4",
    "look_ups_per_day": "1000",
    "valid_from": "2026-11-01",
    "valid_to": "2027-11-01",
    "certificates": "AB:" * 31 + "AB",
    "reason": "letter 8",
}
NEW = {**TYPED, "consumer": "tax-office", "key_name": "first", "public_key": PEM}


class Services(running.Services):
    """An edge with one consumer."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, ListConsumers]] = []
        self.streams: list[UUID] = []
        self.line = LINE

    async def consumers(self, asked: ListConsumers) -> Consumers:
        self.asked.append((self.actor, asked))
        found = (self.line,) if asked.consumer in (None, COURT) else ()
        return Consumers(consumers=found, scopes=("debtor", "court-case"))

    async def send(self, stream: UUID, command: Any, _: date, *__: object, **how: Any) -> Accepted | Rejected:
        self.streams.append(stream)
        return await super().send(stream, command, _, *__, **how)


@pytest.fixture
async def operator() -> AsyncIterator[Console[Services]]:
    console = Console(Services(), Role.OPERATOR)
    async with console.client:
        yield console


@pytest.mark.parametrize("role", Role)
async def test_operators_and_auditors_look_and_operators_alone_act(role: Role) -> None:
    console = Console(Services(), role)
    looks, acts = role in (Role.OPERATOR, Role.AUDITOR), role is Role.OPERATOR
    forms: list[tuple[str, dict[str, Any]]] = [
        (LIST, NEW),
        (f"{PAGE}/propose/restore", {"reason": "x"}),
        (f"{PAGE}/approve/{PROPOSAL.id}", {}),
        (f"{PAGE}/reject/{PROPOSAL.id}", {"reason": "x"}),
        (f"{PAGE}/suspend", {"reason": "x"}),
    ]
    async with console.client:
        for path in (LIST, PAGE):
            page = await console.get(path)
            assert page.status_code == (200 if looks else 404), path
            assert ('action="/operations' in page.text) == acts
        assert (f'href="{LIST}"' in (await console.get("/password")).text) == looks
        for path, fields in forms:
            answer = await console.post(path, id=str(new_id()), **fields)
            assert answer.status_code == (303 if acts else 404), path
    assert len(console.services.sent) == (len(forms) if acts else 0)
    assert {actor for actor, _, _ in console.services.sent} <= {f"{role}:{CODES[role]}"}
    assert len(console.trail.entries) == len(console.services.sent)


async def test_a_consumer_is_shown_with_its_terms_keys_and_proposals(operator: Console[Services]) -> None:
    page = (await operator.get(PAGE)).text
    for text in ("by debtor", f"{COURT}.first", "operator:ivanov", "&lt;letter 7&gt;", "Approve: revocation of a key"):
        assert text in page, text
    assert COURT in (await operator.get(LIST)).text


async def test_a_new_consumer_is_proposed_with_its_key(operator: Console[Services]) -> None:
    id_ = new_id()
    answer = await operator.post(LIST, id=str(id_), **NEW)
    assert answer.headers["location"] == f"{LIST}/tax-office?done=proposed"
    [(actor, command, sent_id)] = operator.services.sent
    assert (actor, sent_id, operator.services.streams) == (
        f"operator:{CODES[Role.OPERATOR]}",
        id_,
        [registration_of("tax-office")],
    )
    assert isinstance(command, ProposeConsumerChange)
    assert isinstance(command.change, Registration)
    assert command.change.terms == Terms(
        scopes=("debtor", "court-case"),
        legal_grounds=("case-at-hand",),
        quota=Quota(requests_per_second=2.5, burst=4, look_ups_per_day=1000),
        valid_from=start_of(date(2026, 11, 1)),
        valid_to=start_of(date(2027, 11, 1)),
        certificates=("ab" * 32,),
    )
    [key] = command.change.keys
    assert (key.id, key.kind, key.valid_from) == ("tax-office.first", KeyKind.ED25519, start_of(NOW.date()))
    assert operator.trail.entries == [("ivanova", "consumer-change-sent", "tax-office propose-consumer-change")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"consumer": "A B"},
        {"scopes": []},
        {"legal_grounds": ["unknown"]},
        {"burst": "many"},
        {"valid_from": ""},
        {"valid_to": "soon"},
        {"certificates": "xyz"},
        {"public_key": "no key"},
        {"public_key": generate_private_key(SECP384R1()).public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()},
        {"key_name": "First key"},
        {"reason": ""},
    ],
)  # fmt: skip
async def test_an_incomplete_form_sends_nothing_and_keeps_what_was_typed(
    operator: Console[Services], wrong: dict[str, Any]
) -> None:
    answer = await operator.post(LIST, id=str(new_id()), **{**NEW, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert operator.services.sent == []
    assert operator.trail.entries == []
    assert "1000" in answer.text


async def test_changes_are_proposed(operator: Console[Services]) -> None:
    key = {"key_name": "second", "public_key": PEM}
    for kind, fields in (
        ("change-terms", TYPED),
        ("add-key", key),
        ("revoke-key", {"key": f"{COURT}.first"}),
        ("restore", {}),
        ("revoke", {}),
    ):
        answer = await operator.post(f"{PAGE}/propose/{kind}", id=str(new_id()), **{**fields, "reason": "letter 8"})
        assert answer.headers["location"] == f"{PAGE}?done=proposed", kind
        assert 'role="status"' in (await operator.get(answer.headers["location"])).text
    changes = [command.change for _, command, _ in operator.services.sent]
    assert list(map(type, changes)) == [NewTerms, KeyAddition, KeyRevocation, Restoration, Revocation]
    assert changes[0].terms.valid_from == SINCE, "the day is the same: so is the moment"
    assert changes[0].terms.valid_to == start_of(date(2027, 11, 1))
    assert (await operator.post(f"{PAGE}/propose/other", id=str(new_id()), reason="x")).status_code == 404


async def test_decisions_are_sent(operator: Console[Services]) -> None:
    for path, fields, command in (
        (f"approve/{PROPOSAL.id}", {}, ApproveConsumerChange(proposal=PROPOSAL.id)),
        (f"reject/{PROPOSAL.id}", {"reason": "x"}, RejectConsumerChange(proposal=PROPOSAL.id, reason="x")),
        ("suspend", {"reason": "x"}, SuspendConsumer(consumer=COURT, reason="x")),
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
    answer = await operator.post(f"{PAGE}/approve/{PROPOSAL.id}", id=str(new_id()))
    assert answer.status_code == 422
    assert "the proposal was made by the same person" in answer.text


async def test_who_proposed_does_not_approve(operator: Console[Services]) -> None:
    own = PROPOSAL.model_copy(update={"by": f"operator:{CODES[Role.OPERATOR]}"})
    operator.services.line = LINE.model_copy(update={"proposals": (own,)})
    page = (await operator.get(PAGE)).text
    assert "Approve: " not in page
    assert "Another person approves what you proposed" in page
    assert "Withdraw the proposal" in page


@pytest.mark.parametrize("standing", ConsumerStanding)
async def test_what_can_be_done_follows_from_the_state(operator: Console[Services], standing: ConsumerStanding) -> None:
    operator.services.line = LINE.model_copy(update={"standing": standing, "proposals": ()})
    page = (await operator.get(PAGE)).text
    assert ("Suspend the access" in page) == (standing is ConsumerStanding.ACTIVE)
    assert ("restore the access" in page) == (standing is ConsumerStanding.SUSPENDED)
    assert ("Propose other terms" in page) == (standing in (ConsumerStanding.ACTIVE, ConsumerStanding.SUSPENDED))


@pytest.mark.parametrize("path", [f"{LIST}/tax-office", f"{LIST}/A", f"{LIST}/x"])
async def test_what_is_not_there_is_not_found(operator: Console[Services], path: str) -> None:
    assert (await operator.get(path)).status_code == 404


@pytest.mark.parametrize("language", ["ru", "be"])
async def test_the_pages_are_in_three_languages(operator: Console[Services], language: str) -> None:
    for path in (LIST, PAGE):
        page = await operator.client.get(path, headers={"accept-language": language})
        assert page.headers["content-language"] == language
        assert "Consumers of service" not in page.text
