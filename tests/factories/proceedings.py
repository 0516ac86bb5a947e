"""Made-up lives of enforcement proceedings: events by the dozen, the same ones every time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from contracts.codelists import ENFORCEMENT_BODIES, MEASURES
from contracts.documents import Claim, ExecutionDocument, Executor, IssuingAuthority
from contracts.envelope import EventEnvelope
from contracts.events.proceedings import (
    CompulsoryExecutionStarted,
    DebtorServed,
    ExecutorAssigned,
    MeasureAdded,
    MeasureStatusChanged,
    PaymentReceived,
    PaymentSource,
    ProceedingCompleted,
    ProceedingInitiated,
    ProceedingResumed,
    ProceedingSuspended,
    Repayment,
    ResolutionCopiesSent,
    ServiceMethod,
    Status,
    VoluntaryTermStarted,
)
from contracts.identifiers import derived_id
from contracts.registry import Event
from contracts.values import (
    IdentifierKind,
    Money,
    Party,
    PartyKind,
    PersonIdentifier,
    PositiveMoney,
)
from infra.demo.persons import payer_number

SOURCE = "/lea/proceedings"

_NAMESPACE = UUID("6c656100-0000-5000-8000-000000000000")
_FIRST_DAY = date(2026, 1, 12)
_BODIES = tuple(ENFORCEMENT_BODIES)
_MEASURES = tuple(MEASURES)
_NAMES = ("Іванова Марыя Пятроўна", "Петров Сергей Иванович", "Каваленка Ганна Васільеўна", "Сидоренко Олег Львович")
_CURRENCIES = ("933", "933", "933", "840", "643")


def stream_of(number: int) -> UUID:
    """The proceeding with this serial number."""
    return derived_id(_NAMESPACE, f"proceeding {number}")


def number_of(number: int) -> str:
    """Its number as bodies write it."""
    return f"{_BODIES[number % len(_BODIES)]}-2026-{number // len(_BODIES):06d}"


def life(number: int) -> list[EventEnvelope[Any]]:
    """The events of one proceeding, some two dozen, with about thirty rows of history."""
    random = Random(number)
    stream, day = stream_of(number), _FIRST_DAY + timedelta(days=number % 180)
    events: list[EventEnvelope[Any]] = []
    for data, days in _course(number, random):
        day += timedelta(days=days)
        version = len(events) + 1
        id_ = derived_id(stream, str(version))
        events.append(
            EventEnvelope.model_construct(
                id=id_, source=SOURCE, type=data.type, stream=stream, version=version, effective_date=day,
                recorded_at=datetime(day.year, day.month, day.day, 9, version, tzinfo=UTC), actor="executor:0101-017",
                correlation_id=stream, causation_id=id_, traceparent=None, tracestate=None, data=data,
            )
        )  # fmt: skip
    return events


def _course(number: int, random: Random) -> Iterator[tuple[Event, int]]:
    """What happens, with the days since what happened before."""
    initiated = _initiated(number, random)
    yield initiated, 0
    yield ResolutionCopiesSent(resolution=derived_id(_NAMESPACE, str(number)), recipients=("debtor", "recoverer")), 1
    yield DebtorServed(method=ServiceMethod.REGISTERED_MAIL, article="Art. 143(1)"), 4
    yield VoluntaryTermStarted(status=_status("voluntary-term", "voluntary-term-served", "Art. 357(1)")), 0
    yield CompulsoryExecutionStarted(status=_status("compulsory", "compulsory-term-expired", "Art. 360(1)")), 11
    for turn in range(4):
        measure = derived_id(stream_of(number), f"measure {turn}")
        code = random.choice(_MEASURES)
        yield MeasureAdded(measure=measure, code=code, status="adopted", article="Art. 360(2)"), 1
        yield MeasureStatusChanged(measure=measure, status="in-force", article="Art. 360(2)"), 2
        yield _payment(number, turn, initiated.claims), 3
        yield MeasureStatusChanged(measure=measure, status="performed", article="Art. 360(2)"), 1
    yield ProceedingSuspended(status=_status("suspended", "suspend-must-search-announced", "Art. 362(1) ind. 8")), 5
    yield ExecutorAssigned(executor=_executor(number + 1), article="Art. 344(3)"), 2
    yield ProceedingResumed(status=_status("compulsory", "resume-ground-ended", "Art. 364(2)")), 9
    if number % 3 == 0:
        status = _status("completed-fulfilled", "complete-fulfilled", "Art. 400(1) ind. 2")
        yield ProceedingCompleted(status=status), 14


def _initiated(number: int, random: Random) -> ProceedingInitiated:
    day = _FIRST_DAY - timedelta(days=40 + number % 90)
    currency = random.choice(_CURRENCIES)
    return ProceedingInitiated(
        number=number_of(number),
        body=_BODIES[number % len(_BODIES)],
        executor=_executor(number),
        statement=derived_id(_NAMESPACE, f"statement {number}"),
        recoverer=_party(number * 7 + 1),
        debtor=_party(number // 2),
        document=ExecutionDocument(
            kind="court-order",
            issuer=IssuingAuthority(code=f"EC-{number % 7:02d}", name="Economic court"),
            number=f"{number}-2026",
            issued_on=day,
            case_number=f"{number // 3}-15/2025",
            decided_on=day,
            in_force_on=day,
        ),
        claims=(
            Claim(number=1, type="principal-debt", sum=_sum(random.randrange(100_000, 9_000_000), currency)),
            Claim(number=2, type="penalty", sum=_sum(random.randrange(50_000, 400_000), currency)),
        ),
        rule_set="epc-2021",
        status=_status("initiated", "initiate-statement", "Art. 356(1)"),
    )


def _payment(number: int, turn: int, claims: tuple[Claim, ...]) -> PaymentReceived:
    parts = tuple(
        Repayment(claim=claim.number, sum=_sum(int(claim.sum.amount * 100) // 5, claim.sum.currency))
        for claim in claims
        if claim.sum is not None
    )
    currency = parts[0].sum.currency
    nothing = Money(amount=Decimal("0.00"), currency=currency)
    return PaymentReceived(
        payment=derived_id(stream_of(number), f"payment {turn}"),
        sum=PositiveMoney(amount=sum((part.sum.amount for part in parts), Decimal(0)), currency=currency),
        source=PaymentSource.ACCOUNT_LEVY,
        costs=nothing,
        fee=nothing,
        repayments=parts,
        surplus=nothing,
        article="Art. 402(1)",
        rule_set="epc-2021",
    )


def _sum(kopecks: int, currency: str) -> PositiveMoney:
    return PositiveMoney(amount=Decimal(kopecks).scaleb(-2), currency=currency)


def _status(code: str, reason: str, article: str) -> Status:
    return Status(code=code, reason=reason, article=article)


def _executor(number: int) -> Executor:
    body = _BODIES[number % len(_BODIES)]
    return Executor(id=f"{body}-{number % 40 + 1:03d}", full_name=_NAMES[number % len(_NAMES)])


def _party(number: int) -> Party:
    identifier = PersonIdentifier(kind=IdentifierKind.UNP, value=payer_number(number))
    return Party(kind=PartyKind.LEGAL_PERSON, identifier=identifier, name=f"ООО «Участник {number}»", address="Минск")
