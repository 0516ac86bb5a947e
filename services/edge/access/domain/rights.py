"""What a consumer may ask: at present, on which grounds, by which kinds of look-ups."""

from collections.abc import Collection, Iterable
from datetime import datetime

from contracts.codelists import LEGAL_GROUNDS
from contracts.problems import Problem
from contracts.service_3_11_01 import Outcome
from services.edge.refusals import CONSUMER_NOT_VALID, NOT_PERMITTED
from services.edge.registry.domain.consumers import Consumer
from services.edge.registry.domain.registration import ConsumerStatus
from shared.http.problems import Refused, refused

_UNANSWERED = frozenset({Outcome.NOT_PERMITTED.value, Outcome.MALFORMED.value})


def check_valid(consumer: Consumer, now: datetime) -> None:
    """Whether the consumer may ask at present. Raises Refused."""
    if consumer.status != ConsumerStatus.ACTIVE:
        raise refused(CONSUMER_NOT_VALID, "the consumer is active", f"the consumer is {consumer.status}")
    if now < consumer.valid_from:
        raise refused(CONSUMER_NOT_VALID, "the consumer is valid", "the consumer's validity has not begun")
    if consumer.valid_to is not None and now >= consumer.valid_to:
        raise refused(CONSUMER_NOT_VALID, "the consumer is valid", "the consumer's validity has ended")


def check_ground(consumer: Consumer, legal_ground: str, field: str) -> None:
    """Whether the consumer may ask on a ground of the list. Raises Refused."""
    if legal_ground not in consumer.legal_grounds:
        raise refused(
            NOT_PERMITTED,
            "the consumer asks on grounds it is registered for",
            f"the consumer may not ask on the ground {legal_ground}",
            field=field,
            article=LEGAL_GROUNDS[legal_ground].article,
        )


def check_scopes(scopes: Collection[str], kinds: Iterable[str]) -> None:
    """Whether an answer to look-ups of these kinds may be given under the scopes a consumer has now. Raises Refused.

    For stored answers: they were made under the scopes of their time.
    """
    if withdrawn := sorted(set(kinds) - set(scopes)):
        raise Refused(NOT_PERMITTED, *map(not_permitted, withdrawn))


def not_permitted(scope: str, field: str | None = None) -> Problem:
    """Why a look-up of this kind is not permitted."""
    return Problem(
        code=NOT_PERMITTED.code,
        field=field,
        rule="the consumer looks up by what it is registered for",
        detail=f"the consumer may not look up by {scope}",
    )


def answered_kinds(look_ups: Iterable[str], outcomes: Iterable[str]) -> frozenset[str]:
    """The kinds of those look-ups that were answered: also that nothing was found is an answer."""
    return frozenset(kind for kind, outcome in zip(look_ups, outcomes, strict=True) if outcome not in _UNANSWERED)
