"""Subscribers: who may change what, and with which result."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from contracts.commands.subscribers import (
    ApproveSubscriberChange,
    ProposeSubscriberChange,
    RejectSubscriberChange,
    ReplayEvents,
    SuspendSubscriber,
    stream_of_subscriber,
)
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.debtor_groups import DebtorGroupJoined
from contracts.events.subscribers import (
    FromBeginning,
    FromMoment,
    FromNow,
    NewPassword,
    NewSubscriberTerms,
    Start,
    SubscriberChange,
    SubscriberChangeProposed,
    SubscriberOwner,
    SubscriberRegistration,
    SubscriberRemoval,
    SubscriberRestoration,
    SubscriberStanding,
    SubscriberTerms,
)
from contracts.identifiers import new_id
from contracts.names import problem_names
from contracts.registry import Command
from services.subscribers.domain import decider
from services.subscribers.domain.decider import AnnounceCutOff, NoFacts, decide
from services.subscribers.domain.registration import Subscriber, evolve
from shared.decider import Context, Decided, Rejection
from shared.envelopes import event_of
from shared.subscribable import SOURCES, types_matching
from shared.telemetry.context import Traced

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ONE, OTHER = "operator:petrova", "operator:ivanov"
HASH, NEW_HASH = "A" * 48, "B" * 48
TYPE = "lea.proceedings.measure-added.v1"


def terms(start: Start | None = None, **changes: Any) -> SubscriberTerms:
    fields = {
        "owner": SubscriberOwner(organization="Bank", contact="Ivanova"),
        "purpose": "arrests are carried out",
        "legal_ground": "the Banking Code",
        "types": (TYPE,),
        "fields": ("accounts",),
        "start": start or FromNow(),
    }
    return SubscriberTerms.model_validate({**fields, **changes})


def registration(start: Start | None = None, **changes: Any) -> SubscriberRegistration:
    return SubscriberRegistration(terms=terms(start, **changes), password_hash=HASH)


class Registrar:
    """One subscriber, and the people who change it."""

    def __init__(self) -> None:
        self.state = Subscriber()
        self.now = NOW

    def standing(self) -> SubscriberStanding:
        return self.state.standing

    def do(self, data: Command, actor: str = ONE, name: str = "bank") -> Decided:
        """Decide a command, and fold its events. Raises Rejection."""
        command = CommandEnvelope[Any](
            id=new_id(),
            source="/lea/test",
            type=data.type,
            stream=stream_of_subscriber(name),
            effective_date=TODAY,
            issued_at=NOW,
            actor=actor,
            correlation_id=new_id(),
            data=data,
        )
        decided = list(decide(self.state, command, Context(TODAY, NoFacts())))
        self.state = reduce(evolve, (self._stored(command, event) for event in decided), self.state)
        return decided

    def _stored(self, command: CommandEnvelope[Any], event: Any) -> EventEnvelope[Any]:
        return event_of(
            command,
            event,
            source="/lea/subscribers",
            version=1,
            effective_date=TODAY,
            recorded_at=self.now,
            traced=Traced(None, None),
            inputs=None,
        )

    def propose(self, change: SubscriberChange, actor: str = ONE) -> ApproveSubscriberChange:
        """Propose; returns the command that approves it."""
        (event,) = self.do(ProposeSubscriberChange(subscriber="bank", change=change, reason="letter 7"), actor)
        assert isinstance(event, SubscriberChangeProposed)
        return ApproveSubscriberChange(proposal=event.proposal)

    def change(self, change: SubscriberChange) -> None:
        """One person proposes, another approves."""
        self.do(self.propose(change), OTHER)

    def refused(self, data: Command, actor: str = ONE, name: str = "bank") -> list[str]:
        """The codes of the problems of a command."""
        before = self.state
        with pytest.raises(Rejection) as rejection:
            self.do(data, actor, name)
        assert self.state == before
        return [problem.code for problem in rejection.value.problems]

    def impossible(self, change: SubscriberChange) -> list[str]:
        """The codes of the problems of a proposal."""
        return self.refused(ProposeSubscriberChange(subscriber="bank", change=change, reason="letter 7"))


@pytest.fixture
def registrar() -> Registrar:
    return Registrar()


@pytest.fixture
def registered(registrar: Registrar) -> Registrar:
    registrar.change(registration())
    return registrar


SUSPEND = SuspendSubscriber(subscriber="bank", reason="letter 8")


def replay(start: Start) -> ReplayEvents:
    return ReplayEvents(subscriber="bank", start=start, reason="lost")


def test_access_takes_two_people(registrar: Registrar) -> None:
    approve = registrar.propose(registration())
    assert registrar.standing() is SubscriberStanding.PROPOSED
    assert registrar.refused(approve, ONE.upper()) == ["four-eyes"]
    registrar.do(approve, OTHER)
    assert registrar.standing() is SubscriberStanding.ACTIVE
    assert (registrar.state.since, registrar.state.generation) == (NOW, 1)
    assert registrar.refused(approve, OTHER) == ["no-such-proposal"]


def test_a_proposal_is_rejected_or_withdrawn(registrar: Registrar) -> None:
    approve = registrar.propose(registration())
    registrar.do(RejectSubscriberChange(proposal=approve.proposal, reason="no ground"), ONE)
    assert not registrar.state.open
    assert registrar.refused(approve, OTHER) == ["no-such-proposal"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"types": ("lea.proceedings.nothing.v1",)}, ["unknown-event-type"]),
        ({"types": ("lea.edge.alarm-raised.v1",)}, ["event-type-internal"]),
        ({"types": ("lea.subscribers.change-proposed.v1",)}, ["event-type-internal"]),
        ({"fields": ("names", "secrets")}, ["unknown-field-class"]),
        ({"types": (DebtorGroupJoined.type,), "fields": ("names",)}, ["field-class-needed"]),
    ],
)
def test_terms_name_what_there_is(registrar: Registrar, changes: dict[str, Any], codes: list[str]) -> None:
    assert registrar.impossible(registration(**changes)) == codes


def test_a_name_stands_for_one_subscriber(registered: Registrar) -> None:
    assert registered.impossible(registration()) == ["subscriber-known"]
    registered.change(SubscriberRemoval())
    assert registered.impossible(registration()) == ["subscriber-known"]
    assert registered.impossible(NewPassword(password_hash=NEW_HASH)) == ["subscriber-not-registered"]
    assert registered.refused(SUSPEND) == ["subscriber-not-active"]


def test_one_person_suspends_and_two_restore(registered: Registrar) -> None:
    assert registered.impossible(SubscriberRestoration()) == ["subscriber-not-suspended"]
    registered.do(SUSPEND)
    assert registered.standing() is SubscriberStanding.SUSPENDED
    assert registered.refused(SUSPEND) == ["subscriber-not-active"]
    assert registered.refused(replay(FromNow())) == ["subscriber-not-active"]
    registered.change(SubscriberRestoration())
    assert registered.standing() is SubscriberStanding.ACTIVE
    assert registered.state.generation == 1, "its events go on from where they stopped"


def test_a_password_is_replaced_by_two_people(registered: Registrar) -> None:
    registered.change(NewPassword(password_hash=NEW_HASH))
    assert registered.state.password_hash == NEW_HASH


def test_terms_are_changed_from_those_that_were_seen(registered: Registrar) -> None:
    late = registered.propose(NewSubscriberTerms(terms=terms(fields=("names",))))
    registered.change(NewSubscriberTerms(terms=terms(fields=())))
    assert registered.refused(late, OTHER) == ["proposal-outdated"]
    assert registered.state.generation == 1


def test_a_replay_goes_back_no_further_than_the_terms(registered: Registrar) -> None:
    assert registered.refused(replay(FromBeginning())) == ["replay-before-start"]
    assert registered.refused(replay(FromMoment(moment=NOW - timedelta(seconds=1)))) == ["replay-before-start"]
    registered.do(replay(FromMoment(moment=NOW)))
    assert (registered.state.since, registered.state.generation) == (NOW, 2)
    # The same start in other terms is the moment it was: a replay reaches no less far than before.
    registered.now = NOW + timedelta(days=1)
    registered.change(NewSubscriberTerms(terms=terms(fields=())))
    registered.do(replay(FromMoment(moment=NOW)))
    registered.change(NewSubscriberTerms(terms=terms(FromBeginning())))
    registered.do(replay(FromBeginning()))
    assert registered.state.since is None


def test_an_owner_is_warned_once_of_a_full_queue(registered: Registrar) -> None:
    warn = AnnounceCutOff(subscriber="bank", full_since=NOW, cut_off_at=NOW + timedelta(days=7))
    assert len(list(registered.do(warn))) == 1
    assert list(registered.do(warn)) == []
    again = warn.model_copy(update={"full_since": NOW + timedelta(days=1)})
    assert len(list(registered.do(again))) == 1


def test_commands_go_to_the_stream_of_their_subscriber(registered: Registrar) -> None:
    propose = ProposeSubscriberChange(subscriber="other", change=registration(), reason="letter 7")
    assert registered.refused(propose) == ["wrong-stream"]
    assert registered.refused(SUSPEND, name="other") == ["wrong-stream"]


def test_every_refusal_has_a_rule_in_each_language() -> None:
    codes = set(re.findall(r'_(?:problem|rejected)\("([a-z-]+)"', Path(decider.__file__).read_text()))
    assert len(codes) > 10
    assert codes <= problem_names().rules.keys()


def test_patterns_stand_for_the_types_there_are() -> None:
    assert types_matching([TYPE, TYPE]) == (TYPE,)
    everything = types_matching(["lea.#"])
    assert {type_.split(".")[1] for type_ in everything} == set(SOURCES)
    assert set(types_matching(["lea.deadlines.#"])) < set(everything)
    for nothing in ("lea.edge.#", "lea.proceedings.measure", "#x"):
        with pytest.raises(ValueError, match="no event type"):
            types_matching([nothing])
