"""Registrations of consumers: who may change what, and with which result."""

from base64 import b64decode, b64encode
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from hashlib import sha256
from typing import Any

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
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.edge import (
    ConsumerChange,
    ConsumerChangeProposed,
    ConsumerKey,
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
from contracts.registry import Command
from services.edge.registry.domain.decider import InstallConsumer, NoFacts, decide
from services.edge.registry.domain.registration import ConsumerStatus, Registered, evolve
from shared.decider import Context, Decided, Rejection

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
COURT = "supreme-court"
ONE, OTHER = "security:petrova", "security:ivanov"
TERMS = Terms(
    scopes=("debtor",),
    legal_grounds=("case-at-hand",),
    quota=Quota(requests_per_second=5, burst=10, look_ups_per_day=100),
    valid_from=NOW,
)


def spki(key: Any) -> str:
    """A public key as it is registered."""
    return b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def bearer(name: str = "first", consumer: str = COURT) -> ConsumerKey:
    material = b64encode(sha256(name.encode()).digest()).decode()
    return ConsumerKey(id=f"{consumer}.{name}", kind=KeyKind.BEARER, material=material, valid_from=NOW)


ED25519 = ConsumerKey(
    id=f"{COURT}.signing", kind=KeyKind.ED25519, material=spki(Ed25519PrivateKey.generate()), valid_from=NOW
)
REGISTRATION = Registration(terms=TERMS, keys=(bearer(),))


class Registrar:
    """One registration, and the people who change it."""

    def __init__(self) -> None:
        self.state = Registered()
        self.events: list[Any] = []

    def status(self) -> ConsumerStatus | None:
        return self.state.status

    def do(self, data: Command, actor: str = ONE) -> Decided:
        """Decide a command, and fold its events. Raises Rejection."""
        command = CommandEnvelope[Any](
            id=new_id(),
            source="/lea/test",
            type=data.type,
            stream=registration_of(COURT),
            effective_date=date(2026, 11, 20),
            issued_at=NOW,
            actor=actor,
            correlation_id=new_id(),
            data=data,
        )
        decided = list(decide(self.state, command, Context(date(2026, 11, 20), NoFacts())))
        self.state = reduce(evolve, (self._stored(command, event) for event in decided), self.state)
        return decided

    def _stored(self, command: CommandEnvelope[Any], event: Any) -> EventEnvelope[Any]:
        self.events.append(event)
        return EventEnvelope[Any](
            id=new_id(),
            source="/lea/edge",
            type=event.type,
            stream=command.stream,
            version=len(self.events),
            effective_date=command.effective_date,
            recorded_at=NOW,
            actor=command.actor,
            correlation_id=command.correlation_id,
            causation_id=command.id,
            data=event,
        )

    def propose(self, change: ConsumerChange, actor: str = ONE) -> ApproveConsumerChange:
        """Propose; returns the command that approves it."""
        (event,) = self.do(ProposeConsumerChange(consumer=COURT, change=change, reason="letter 7"), actor)
        assert isinstance(event, ConsumerChangeProposed)
        return ApproveConsumerChange(proposal=event.proposal)

    def change(self, change: ConsumerChange) -> None:
        """One person proposes, another approves."""
        self.do(self.propose(change), OTHER)

    def refused(self, data: Command, actor: str = ONE) -> list[str]:
        """The codes of the problems of a command."""
        before = self.state
        with pytest.raises(Rejection) as rejection:
            self.do(data, actor)
        assert self.state == before
        return [problem.code for problem in rejection.value.problems]

    def impossible(self, change: ConsumerChange) -> list[str]:
        """The codes of the problems of a proposal."""
        return self.refused(ProposeConsumerChange(consumer=COURT, change=change, reason="letter 7"))


@pytest.fixture
def registrar() -> Registrar:
    return Registrar()


@pytest.fixture
def registered(registrar: Registrar) -> Registrar:
    registrar.change(REGISTRATION)
    return registrar


def test_nothing_changes_until_a_second_person_approves(registrar: Registrar) -> None:
    agree = registrar.propose(REGISTRATION)
    assert registrar.status() is None
    assert registrar.refused(agree, ONE) == ["four-eyes"]
    assert registrar.refused(agree, ONE.upper()) == ["four-eyes"]
    registrar.do(agree, OTHER)
    assert registrar.status() is ConsumerStatus.ACTIVE
    assert registrar.state.terms == TERMS
    assert list(registrar.state.keys) == [f"{COURT}.first"]
    assert not registrar.state.open


def test_a_proposal_is_decided_once(registrar: Registrar) -> None:
    agree = registrar.propose(REGISTRATION)
    registrar.do(RejectConsumerChange(proposal=agree.proposal, reason="withdrawn"))
    assert registrar.refused(agree, OTHER) == ["no-such-proposal"]
    assert registrar.refused(RejectConsumerChange(proposal=agree.proposal, reason="again"), OTHER) == [
        "no-such-proposal"
    ]
    assert registrar.status() is None


def test_an_approval_fails_if_the_change_is_no_longer_possible(registrar: Registrar) -> None:
    first, second = registrar.propose(REGISTRATION), registrar.propose(REGISTRATION)
    registrar.do(first, OTHER)
    assert registrar.refused(second, OTHER) == ["consumer-known"]


def test_a_proposal_to_outdated_terms_cannot_be_approved(registered: Registrar) -> None:
    wider = NewTerms(terms=TERMS.model_copy(update={"scopes": ("debtor", "court-case")}))
    first, second = registered.propose(wider), registered.propose(NewTerms(terms=TERMS))
    registered.do(first, OTHER)
    assert registered.refused(second, OTHER) == ["proposal-outdated"]
    assert registered.state.terms == wider.terms


def test_one_person_suspends_and_two_restore(registered: Registrar) -> None:
    registered.do(SuspendConsumer(consumer=COURT, reason="key lost"))
    assert registered.status() is ConsumerStatus.SUSPENDED
    assert registered.refused(SuspendConsumer(consumer=COURT, reason="again")) == ["consumer-not-active"]
    agree = registered.propose(Restoration())
    assert registered.refused(agree, ONE) == ["four-eyes"]
    registered.do(agree, OTHER)
    assert registered.status() is ConsumerStatus.ACTIVE
    assert registered.impossible(Restoration()) == ["consumer-not-suspended"]


def test_a_revocation_is_final(registered: Registrar) -> None:
    registered.change(Revocation())
    assert registered.status() is ConsumerStatus.REVOKED
    for change in (Restoration(), Revocation(), NewTerms(terms=TERMS), KeyAddition(key=ED25519)):
        assert registered.impossible(change) == ["consumer-not-registered"]
    assert registered.impossible(REGISTRATION) == ["consumer-known"]
    assert registered.refused(SuspendConsumer(consumer=COURT, reason="late")) == ["consumer-not-active"]


def test_key_ids_are_never_reused(registered: Registrar) -> None:
    registered.change(KeyAddition(key=ED25519))
    assert registered.impossible(KeyAddition(key=ED25519)) == ["key-known"]
    registered.change(KeyRevocation(key=ED25519.id))
    assert registered.state.keys[ED25519.id].revoked_at == NOW
    assert registered.impossible(KeyRevocation(key=ED25519.id)) == ["no-such-key"]
    assert registered.impossible(KeyAddition(key=ED25519)) == ["key-known"]
    assert registered.impossible(KeyRevocation(key=f"{COURT}.none")) == ["no-such-key"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"kind": KeyKind.ECDSA_P256}, ["key-unfit"]),
        ({"material": b64encode(b64decode(ED25519.material)[:-32] + bytes(32)).decode()}, ["key-unfit"]),  # of order 4
        ({"material": spki(generate_private_key(SECP384R1())), "kind": KeyKind.ECDSA_P256}, ["key-unfit"]),
        ({"kind": KeyKind.BEARER}, ["key-unfit"]),
        ({"material": "A" * 41}, ["key-unfit"]),
        ({"material": "A" * 60}, ["key-unfit"]),
        ({"id": "another-court.signing"}, ["key-id"]),
        ({"valid_to": NOW}, ["validity"]),
    ],
)
def test_unfit_keys_are_rejected(registered: Registrar, change: dict[str, Any], codes: list[str]) -> None:
    assert registered.impossible(KeyAddition(key=ED25519.model_copy(update=change))) == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"scopes": ("debtor", "everything")}, ["unknown-scope"]),
        ({"valid_to": NOW - timedelta(days=1)}, ["validity"]),
        ({"scopes": ("nothing",), "valid_to": NOW}, ["unknown-scope", "validity"]),
    ],
)
def test_unfit_terms_are_rejected(registrar: Registrar, change: dict[str, Any], codes: list[str]) -> None:
    terms = TERMS.model_copy(update=change)
    assert registrar.impossible(Registration(terms=terms, keys=(bearer(),))) == codes
    registrar.change(REGISTRATION)
    assert registrar.impossible(NewTerms(terms=terms)) == codes


def test_key_ids_of_a_registration_are_unique_and_its_own(registrar: Registrar) -> None:
    assert registrar.impossible(Registration(terms=TERMS, keys=(bearer(), bearer()))) == ["key-known"]
    assert registrar.impossible(Registration(terms=TERMS, keys=(bearer(consumer="other"),))) == ["key-id"]


def test_the_stream_is_that_of_the_consumer(registrar: Registrar) -> None:
    other = ProposeConsumerChange(consumer="other-court", change=REGISTRATION, reason="letter 7")
    assert registrar.refused(other) == ["wrong-stream"]
    assert registrar.refused(SuspendConsumer(consumer="other-court", reason="letter 7")) == ["wrong-stream"]


def test_only_first_consumers_are_installed(registrar: Registrar) -> None:
    install = InstallConsumer(consumer=COURT, terms=TERMS, keys=(bearer(), ED25519))
    registrar.do(install, "installation")
    assert registrar.status() is ConsumerStatus.ACTIVE
    assert registrar.refused(install, "installation") == ["consumer-known"]
    assert registrar.impossible(REGISTRATION) == ["consumer-known"]
