"""Answers queries and operations about the messages that a service holds (`contracts/queries/held.py`).

The functions behind `lea parked` carry them out, in the transaction of the query.
"""

from typing import Any

from contracts.base import Contract
from contracts.problems import Problem
from contracts.queries import held
from contracts.queries.base import QueryEnvelope
from shared.database import Connection
from shared.decider import Rejection
from shared.messaging import decisions, parked
from shared.messaging.decisions import DecisionRefused, ParkedDecision, PositionKey, own_name
from shared.messaging.parked import HeldMessage, NotHeld, Retried
from shared.messaging.queries import QueryHandler
from shared.telemetry.logs import get_logger

_BODY = 100_000  # characters
_DECISIONS = 50

_log = get_logger(__name__)


class HeldQueries:
    """Answers what is about held messages, and hands everything else to the service."""

    def __init__(self, others: QueryHandler | None = None, position_key: PositionKey = own_name) -> None:
        """`others` answers the other queries of the service, if it has any."""
        self._others = others
        self._position_key = position_key

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply. Raises Rejection."""
        try:
            match query.data:
                case held.ListHeld() as asked:
                    return await _listed(connection, asked)
                case held.ShowHeld() as asked:
                    return await _shown(connection, asked, query.actor)
                case held.RetryHeld() as asked:
                    retried = await _retried(connection, asked, query.actor)
                    return held.RetriedMessages(**retried._asdict())
                case held.DecideHeld() as asked:
                    return _decision(await self._decided(connection, asked.decision, query.actor))
        except NotHeld as error:
            raise Rejection(_not_held(error)) from None
        except DecisionRefused as error:
            raise Rejection(_refused(error)) from None
        if self._others is None:
            raise LookupError(query.type)
        return await self._others.answer(connection, query)

    async def _decided(self, connection: Connection, wanted: held.HeldDecision, actor: str) -> ParkedDecision:
        """What was decided, now or when the same operation came before. Raises NotHeld, DecisionRefused."""
        key = self._position_key
        try:
            match wanted:
                case held.Drop(message=message, reason=reason):
                    return await decisions.drop(connection, message, actor=actor, reason=reason, position_key=key)
                case held.PassOver(message=message, reason=reason):
                    return await decisions.propose_pass_over(
                        connection, message, actor=actor, reason=reason, position_key=key
                    )
                case held.Approve(proposal=proposal):
                    return await decisions.approve(connection, proposal, actor=actor, position_key=key)
                case held.Withdraw(proposal=proposal, reason=reason):
                    return await decisions.withdraw(connection, proposal, actor=actor, reason=reason)
        except (NotHeld, DecisionRefused):
            if (before := await _decided_before(connection, wanted, actor)) is None:
                raise
            return before


async def _listed(connection: Connection, asked: held.ListHeld) -> held.HeldMessages:
    found = await parked.list_held(connection, consumer=asked.consumer, reason=asked.reason, limit=asked.limit)
    decided = await decisions.list_decisions(connection, _DECISIONS)
    return held.HeldMessages(
        messages=tuple(map(_line, found)),
        total=await parked.count_held(connection, consumer=asked.consumer, reason=asked.reason),
        decisions=tuple(map(_decision, decided)),
        decisions_total=await decisions.count_decisions(connection),
    )


async def _shown(connection: Connection, asked: held.ShowHeld, actor: str) -> held.HeldMessageView:
    decided = tuple(map(_decision, await decisions.decisions_about(connection, asked.message)))
    try:
        message = await parked.show(connection, asked.message)
    except NotHeld:
        if not decided:
            raise
        return held.HeldMessageView(decisions=decided)
    if asked.body:
        _log.info("body of a held message shown", message=message.id, consumer=message.consumer, actor=actor)
    return held.HeldMessageView(
        message=_line(message),
        headers={name: str(value) for name, value in message.headers.items()},
        body=message.body.decode(errors="replace")[:_BODY] if asked.body else None,
        decisions=decided,
    )


async def _retried(connection: Connection, asked: held.RetryHeld, actor: str) -> Retried:
    if asked.dry_run:
        return await parked.retry(connection, asked.messages, dry_run=True)
    return await decisions.retry(connection, asked.messages, actor=actor, reason=asked.reason or "")


async def _decided_before(connection: Connection, wanted: held.HeldDecision, actor: str) -> ParkedDecision | None:
    """The decision that this operation led to when it came before."""
    if isinstance(wanted, held.Drop | held.PassOver):
        about = await decisions.decisions_about(connection, wanted.message)
        same = [
            each for each in about if (each.action, each.reason, each.actor) == (wanted.action, wanted.reason, actor)
        ]
        return next((each for each in same if each.withdrawn_at is None), None)
    found = await decisions.find(connection, wanted.proposal)
    closed_by = None if found is None else found.approved_by if wanted.action == "approve" else found.withdrawn_by
    return found if closed_by == actor else None


def _line(message: HeldMessage) -> held.HeldLine:
    fields = {name: value for name, value in message._asdict().items() if name in held.HeldLine.model_fields}
    return held.HeldLine(**fields)


def _decision(decision: ParkedDecision) -> held.DecisionLine:
    fields = {name: value for name, value in decision._asdict().items() if name in held.DecisionLine.model_fields}
    return held.DecisionLine(**fields, state=held.DecisionState(decision.state))


_RULE = "a held message is decided upon as its stream allows"


def _not_held(error: NotHeld) -> Problem:
    detail = f"message {error} is not held: it may have been applied or dropped meanwhile"
    return Problem(code="not-held", field="message", rule=_RULE, detail=detail)


def _refused(error: DecisionRefused) -> Problem:
    return Problem(code="decision-refused", rule=_RULE, detail=str(error))
