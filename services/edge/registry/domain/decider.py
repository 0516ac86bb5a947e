"""How registrations change: what grants access takes two people, what takes it away takes one."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from contracts.commands.edge import (
    ApproveConsumerChange,
    ProposeConsumerChange,
    RejectConsumerChange,
    SuspendConsumer,
    registration_of,
)
from contracts.envelope import CommandEnvelope
from contracts.events.edge import (
    ConsumerChange,
    ConsumerChangeApproved,
    ConsumerChangeProposed,
    ConsumerChangeRejected,
    ConsumerId,
    ConsumerInstalled,
    ConsumerKey,
    ConsumerSuspended,
    KeyAddition,
    KeyKind,
    KeyRevocation,
    NewTerms,
    Registration,
    Restoration,
    Terms,
)
from contracts.problems import Problem
from contracts.registry import Command
from services.edge.registry.domain.consumers import SCOPES
from services.edge.registry.domain.registration import ConsumerStatus, Proposal, Registered, evolve
from shared.decider import Context, Decided, Decider, Rejection
from shared.signatures.keys import KeyUnfit, public_key

_DIGEST = sha256().digest_size


class InstallConsumer(Command):
    """Register a first consumer; executed as the owner of the database, and never sent."""

    type: ClassVar[str] = "lea.edge.install-consumer.v1"
    consumer: ConsumerId
    terms: Terms
    keys: tuple[ConsumerKey, ...]


@dataclass(frozen=True, slots=True)
class NoFacts:
    """A registration is decided by its own stream alone."""


def decider() -> Decider[Registered, NoFacts]:
    """The rules of a registration."""
    return Decider(Registered(), decide, evolve)


def decide(state: Registered, command: CommandEnvelope[Any], _: Context[NoFacts]) -> Decided:
    """What follows from a command. Raises Rejection."""
    match command.data:
        case ProposeConsumerChange(consumer=consumer, change=change, reason=reason):
            _check_stream(command.stream, consumer)
            _check(state, consumer, change)
            return [ConsumerChangeProposed(consumer=consumer, proposal=command.id, change=change, reason=reason)]
        case ApproveConsumerChange(proposal=id_):
            return [_approved(state, id_, command.actor)]
        case RejectConsumerChange(proposal=id_, reason=reason):
            _open(state, id_)
            return [ConsumerChangeRejected(consumer=state.consumer, proposal=id_, reason=reason)]
        case SuspendConsumer(consumer=consumer, reason=reason):
            _check_stream(command.stream, consumer)
            if state.status is not ConsumerStatus.ACTIVE:
                raise _rejected("consumer-not-active", "an active consumer is suspended", _standing(state))
            return [ConsumerSuspended(consumer=consumer, reason=reason)]
        case InstallConsumer(consumer=consumer, terms=terms, keys=keys):
            _check(state, consumer, Registration(terms=terms, keys=keys))
            return [ConsumerInstalled(consumer=consumer, terms=terms, keys=keys)]
        case other:
            raise TypeError(f"{type(other).__name__} is no command of registrations")


def _approved(state: Registered, id_: UUID, actor: str) -> ConsumerChangeApproved:
    proposal = _open(state, id_)
    if proposal.by.casefold() == actor.casefold():
        rule = "a change is approved by somebody else than proposed it"
        raise _rejected("four-eyes", rule, "the proposal was made by the same person", "actor")
    if isinstance(proposal.change, NewTerms) and proposal.edition != state.edition:
        rule = "terms are changed from those the proposal was made to"
        raise _rejected("proposal-outdated", rule, "the terms were changed after the proposal", "proposal")
    _check(state, state.consumer, proposal.change)
    return ConsumerChangeApproved(
        consumer=state.consumer, proposal=id_, change=proposal.change, proposed_by=proposal.by
    )


def _open(state: Registered, id_: UUID) -> Proposal:
    if id_ not in state.open:
        raise _rejected(
            "no-such-proposal", "the proposal is open", "there is no open proposal with this id", "proposal"
        )
    return state.open[id_]


def _check_stream(stream: UUID, consumer: str) -> None:
    if stream != registration_of(consumer):
        rule = "the stream of a registration follows from the consumer's id"
        raise _rejected("wrong-stream", rule, "the stream is not that of this consumer", "stream")


def _check(state: Registered, consumer: str, change: ConsumerChange) -> None:
    """Whether a change can be made to a registration as it stands. Raises Rejection."""
    if problems := tuple(_problems(state, consumer, change)):
        raise Rejection(*problems)


def _problems(state: Registered, consumer: str, change: ConsumerChange) -> Iterator[Problem]:
    if isinstance(change, Registration):
        if state.status is not None:
            yield _problem("consumer-known", "a consumer is registered once", "the consumer is registered already")
        yield from _terms_problems(change.terms)
        yield from _keys_problems(consumer, change.keys)
        return
    if state.status in (None, ConsumerStatus.REVOKED):
        yield _problem("consumer-not-registered", "the consumer is registered", _standing(state), "consumer")
        return
    match change:
        case NewTerms(terms=terms):
            yield from _terms_problems(terms)
        case KeyAddition(key=key):
            yield from _keys_problems(consumer, (key,))
            if key.id in state.keys:
                rule = "the id of a key stands for one key for ever"
                yield _problem("key-known", rule, "there is or was a key with this id", "key.id")
        case KeyRevocation(key=id_):
            if id_ not in state.keys or state.keys[id_].revoked_at:
                yield _problem("no-such-key", "the key is not revoked yet", "there is no key to revoke", "key")
        case Restoration() if state.status is not ConsumerStatus.SUSPENDED:
            yield _problem("consumer-not-suspended", "a suspended consumer is restored", _standing(state))


def _terms_problems(terms: Terms) -> Iterator[Problem]:
    for scope in sorted(set(terms.scopes) - set(SCOPES)):
        detail = f"{scope} is none of {', '.join(SCOPES)}"
        yield _problem("unknown-scope", "scopes are kinds of look-ups", detail, "terms.scopes")
    if terms.valid_to is not None and terms.valid_to <= terms.valid_from:
        yield _problem("validity", "validity ends after it begins", "it ends before", "terms.valid_to")


def _keys_problems(consumer: str, keys: tuple[ConsumerKey, ...]) -> Iterator[Problem]:
    if len({key.id for key in keys}) != len(keys):
        yield _problem("key-known", "each key has an id of its own", "two keys have the same id", "keys.id")
    for key in keys:
        if key.id.partition(".")[0] != consumer:
            rule = "the id of a key begins with its consumer's and a dot"
            yield _problem("key-id", rule, "it begins with something else", "key.id")
        if key.valid_to is not None and key.valid_to <= key.valid_from:
            yield _problem("validity", "validity ends after it begins", "it ends before", "key.valid_to")
        yield from _material_problems(key)


def _material_problems(key: ConsumerKey) -> Iterator[Problem]:
    try:
        material = material_of(key)
        if key.kind is not KeyKind.BEARER:
            public_key(key.kind.value, material)
        elif len(material) != _DIGEST:
            yield _problem("key-unfit", "of a bearer key the SHA-256 is kept", "it is no SHA-256", "key.material")
    except KeyUnfit as unfit:
        yield _problem("key-unfit", "the key is of the kind it is said to be", str(unfit), "key.material")
    except ValueError:
        yield _problem("key-unfit", "a key is given in base64", "it is not base64", "key.material")


def material_of(key: ConsumerKey) -> bytes:
    """SHA-256 of a bearer key, SubjectPublicKeyInfo (DER) of any other. Raises ValueError."""
    return b64decode(key.material, validate=True)


def _standing(state: Registered) -> str:
    return f"the consumer is {state.status.value if state.status else 'not registered'}"


def _rejected(code: str, rule: str, detail: str, field: str | None = None) -> Rejection:
    return Rejection(_problem(code, rule, detail, field))


def _problem(code: str, rule: str, detail: str, field: str | None = None) -> Problem:
    return Problem(code=code, rule=rule, detail=detail, field=field)
