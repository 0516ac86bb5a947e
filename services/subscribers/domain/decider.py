"""How subscribers change: what grants access takes two people, what takes it away takes one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from contracts.catalogue import EVENTS
from contracts.commands.subscribers import (
    ApproveSubscriberChange,
    ProposeSubscriberChange,
    RejectSubscriberChange,
    ReplayEvents,
    SuspendSubscriber,
    stream_of_subscriber,
)
from contracts.envelope import CommandEnvelope
from contracts.events.subscribers import (
    CutOffAnnounced,
    FromBeginning,
    FromMoment,
    NewSubscriberTerms,
    Start,
    SubscriberChange,
    SubscriberChangeApproved,
    SubscriberChangeProposed,
    SubscriberChangeRejected,
    SubscriberName,
    SubscriberRegistration,
    SubscriberReplayed,
    SubscriberRestoration,
    SubscriberStanding,
    SubscriberSuspended,
    SubscriberTerms,
)
from contracts.problems import Problem
from contracts.reduction import required_class
from contracts.registry import Command
from contracts.values import Instant
from services.subscribers.domain.registration import Proposal, Subscriber, evolve
from shared.decider import Context, Decided, Decider, Rejection
from shared.subscribable import FIELD_CLASSES, SOURCES


class AnnounceCutOff(Command):
    """Warn of the end of an unread queue; made by the delivery, and never sent."""

    type: ClassVar[str] = "lea.subscribers.announce-cut-off.v1"
    subscriber: SubscriberName
    full_since: Instant
    cut_off_at: Instant


@dataclass(frozen=True, slots=True)
class NoFacts:
    """A subscriber is decided by its own stream alone."""


def decider() -> Decider[Subscriber, NoFacts]:
    """The rules of a subscriber."""
    return Decider(Subscriber(), decide, evolve)


def decide(state: Subscriber, command: CommandEnvelope[Any], _: Context[NoFacts]) -> Decided:
    """What follows from a command. Raises Rejection."""
    match command.data:
        case ProposeSubscriberChange(subscriber=name, change=change, reason=reason):
            _check_stream(command.stream, name)
            _check(state, change)
            return [SubscriberChangeProposed(subscriber=name, proposal=command.id, change=change, reason=reason)]
        case ApproveSubscriberChange(proposal=id_):
            return [_approved(state, id_, command.actor)]
        case RejectSubscriberChange(proposal=id_, reason=reason):
            _open(state, id_)
            return [SubscriberChangeRejected(subscriber=state.name, proposal=id_, reason=reason)]
        case SuspendSubscriber(subscriber=name, reason=reason):
            _check_active(state, command.stream, name)
            return [SubscriberSuspended(subscriber=name, reason=reason)]
        case ReplayEvents(subscriber=name, start=start, reason=reason):
            _check_active(state, command.stream, name)
            _check_granted(state, start)
            return [SubscriberReplayed(subscriber=name, start=start, reason=reason)]
        case AnnounceCutOff(subscriber=name, full_since=full_since, cut_off_at=cut_off_at):
            _check_active(state, command.stream, name)
            warned = state.warned_of == full_since
            return [] if warned else [CutOffAnnounced(subscriber=name, full_since=full_since, cut_off_at=cut_off_at)]
        case other:
            raise TypeError(f"{type(other).__name__} is no command of subscribers")


def _approved(state: Subscriber, id_: UUID, actor: str) -> SubscriberChangeApproved:
    proposal = _open(state, id_)
    if proposal.by.casefold() == actor.casefold():
        rule = "a change is approved by somebody else than proposed it"
        raise _rejected("four-eyes", rule, "the proposal was made by the same person", "actor")
    if isinstance(proposal.change, NewSubscriberTerms) and proposal.edition != state.edition:
        rule = "terms are changed from those the proposal was made to"
        raise _rejected("proposal-outdated", rule, "the terms were changed after the proposal", "proposal")
    _check(state, proposal.change)
    return SubscriberChangeApproved(
        subscriber=state.name, proposal=id_, change=proposal.change, proposed_by=proposal.by
    )


def _open(state: Subscriber, id_: UUID) -> Proposal:
    if id_ not in state.open:
        detail = "there is no open proposal with this id"
        raise _rejected("no-such-proposal", "the proposal is open", detail, "proposal")
    return state.open[id_]


def _check_stream(stream: UUID, name: str) -> None:
    if stream != stream_of_subscriber(name):
        rule = "the stream of a subscriber follows from its name"
        raise _rejected("wrong-stream", rule, "the stream is not that of this subscriber", "stream")


def _check_active(state: Subscriber, stream: UUID, name: str) -> None:
    _check_stream(stream, name)
    if state.standing is not SubscriberStanding.ACTIVE:
        raise _rejected("subscriber-not-active", "the subscriber is active", _stands(state), "subscriber")


def _check_granted(state: Subscriber, start: Start) -> None:
    granted = state.granted_since
    if granted is None or not isinstance(start, FromBeginning | FromMoment):
        return
    if isinstance(start, FromBeginning) or start.moment < granted:
        rule = "events are replayed from where the approved terms start, not earlier"
        raise _rejected("replay-before-start", rule, f"the terms start at {granted.isoformat()}", "start")


def _check(state: Subscriber, change: SubscriberChange) -> None:
    """Whether a change can be made to a subscriber as it stands. Raises Rejection."""
    if problems := tuple(_problems(state, change)):
        raise Rejection(*problems)


def _problems(state: Subscriber, change: SubscriberChange) -> Iterator[Problem]:
    if isinstance(change, SubscriberRegistration):
        if state.standing is not SubscriberStanding.PROPOSED:
            rule = "a name stands for one subscriber for ever"
            yield _problem("subscriber-known", rule, _stands(state), "subscriber")
        yield from _terms_problems(change.terms)
        return
    if state.standing in (SubscriberStanding.PROPOSED, SubscriberStanding.REMOVED):
        yield _problem("subscriber-not-registered", "the subscriber is registered", _stands(state), "subscriber")
        return
    match change:
        case NewSubscriberTerms(terms=terms):
            yield from _terms_problems(terms)
        case SubscriberRestoration() if state.standing is not SubscriberStanding.SUSPENDED:
            rule = "a suspended subscriber is restored"
            yield _problem("subscriber-not-suspended", rule, _stands(state), "subscriber")


def _terms_problems(terms: SubscriberTerms) -> Iterator[Problem]:
    for type_ in sorted(set(terms.types)):
        if type_ not in EVENTS.models:
            yield _problem("unknown-event-type", "there is an event of this type", type_, "terms.types")
        elif type_.split(".")[1] not in SOURCES:
            rule = f"subscribers receive events of {', '.join(SOURCES)}"
            yield _problem("event-type-internal", rule, type_, "terms.types")
        elif (needed := required_class(type_)) and needed not in terms.fields:
            rule = "a type whose streams have ids that are computed from a class of fields needs that class"
            yield _problem("field-class-needed", rule, f"{type_} needs {needed}", "terms.fields")
    for class_ in sorted(set(terms.fields) - set(FIELD_CLASSES)):
        detail = f"{class_} is none of {', '.join(FIELD_CLASSES)}"
        yield _problem("unknown-field-class", "there is such a class of sensitive fields", detail, "terms.fields")


def _stands(state: Subscriber) -> str:
    return f"the subscriber is {state.standing.value}"


def _rejected(code: str, rule: str, detail: str, field: str | None = None) -> Rejection:
    return Rejection(_problem(code, rule, detail, field))


def _problem(code: str, rule: str, detail: str, field: str | None = None) -> Problem:
    return Problem(code=code, rule=rule, detail=detail, field=field)
