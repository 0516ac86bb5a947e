"""Whatever intake decides to initiate, proceedings initiates: else the document would stay blocked for good."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts.codelists import CLAIM_TYPES
from contracts.documents import Claim, ExecutionDocument
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import InitiationDecided, Proposal, StatementAssessed
from contracts.events.proceedings import ProceedingInitiated
from contracts.identifiers import new_id
from services.intake.domain.facts import Facts
from services.proceedings.domain.decide import PROCEEDING
from services.proceedings.domain.decide import Facts as ProceedingFacts
from services.proceedings.domain.rules import rules_on
from services.proceedings.policies import reactions
from shared.decider import Context, Recorded, Rejection
from shared.law.rule_sets.vocabulary import Nature
from tests.unit.intake.harness import CASES, RECEIVED, STATEMENT, TODAY, Life, command_of

ASSESSED = RECEIVED + timedelta(days=1)
DECIDE = {"decide": "initiate"}

days = st.dates(date(2026, 1, 20), date(2026, 4, 20))
sums = st.fixed_dictionaries(
    {"amount": st.sampled_from(["0.01", "1250.40"]), "currency": st.sampled_from(["933", "840"])}
)


def listing_payments(claim: dict[str, Any], due: list[date]) -> dict[str, Any]:
    """The claim with its sum in payments of these days, where it is periodic and for a sum."""
    if not (due and claim["periodic"] and claim["sum"]):
        return claim
    total, currency = Decimal(claim["sum"]["amount"]) * len(due), claim["sum"]["currency"]
    payments = [{"due_on": day, "sum": claim["sum"]} for day in due]
    return {**claim, "sum": {"amount": str(total), "currency": currency}, "payments": payments}


claims = st.lists(
    st.builds(
        listing_payments,
        st.fixed_dictionaries(
            {"type": st.sampled_from(sorted(CLAIM_TYPES)), "sum": st.none() | sums, "periodic": st.booleans()}
        ),
        st.lists(st.dates(date(2025, 3, 1), date(2026, 9, 1)), max_size=3, unique=True),
    ),
    min_size=1,
    max_size=3,
).map(lambda spec: [{"number": number, **claim} for number, claim in enumerate(spec, start=1)])
spans = st.tuples(days, days).map(sorted) | st.tuples(days, st.none())
periods = spans.map(lambda span: {"since": span[0], "until": span[1]})
interruptions = st.tuples(st.sampled_from(["presented-to-bank", "proceeding-initiated"]), spans).map(
    lambda spec: {"kind": spec[0], "presented_on": spec[1][0], "returned_on": spec[1][1]}
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "immediate_execution": st.booleans(),
        "suspensions": st.lists(periods, max_size=2),
        "interruptions": st.lists(interruptions, max_size=2),
        "delay_ended_on": days,
        "restored_on": days,
        "sealed": st.booleans(),
    },
)
contents = st.fixed_dictionaries(
    {"bank_step": st.sampled_from(["proved", "not-proved", "exempt-no-account", "not-applicable"])},
    optional={"states_sum": st.booleans(), "original_document_enclosed": st.booleans()},
)
changes = st.fixed_dictionaries({"contents": contents}, optional={"claims": claims, "document": documents})


def proposed(life: Life, case: dict[str, Any]) -> Proposal | None:
    """What the assessment proposes; none if the statement cannot be registered or assessed."""
    try:
        life.carry_out(command_of(case, "register"))
        [assessed] = life.carry_out(command_of(case, "assess"))
    except Rejection:
        return None
    assert isinstance(assessed, StatementAssessed)
    return assessed.proposal


def assert_initiated(decided: InitiationDecided, day: date) -> None:
    """The policy of proceedings on this event is carried out."""
    event = EventEnvelope[Any](
        id=new_id(),
        source="/lea/intake",
        type=decided.type,
        stream=STATEMENT,
        version=3,
        effective_date=day,
        recorded_at=datetime(2026, 3, 20, 9, tzinfo=UTC),
        actor="executor:0101-017",
        correlation_id=new_id(),
        causation_id=new_id(),
        data=decided,
    )
    [(policy, stream, data)] = reactions(event)
    command = CommandEnvelope[Any](
        id=new_id(),
        source="/lea/proceedings",
        type=data.type,
        stream=stream,
        effective_date=event.effective_date,
        issued_at=event.recorded_at,
        actor=f"policy:{policy}",
        correlation_id=event.correlation_id,
        data=data,
    )
    begun = PROCEEDING.decide(None, command, Context(TODAY, ProceedingFacts("0101-2026-000001")))
    first = begun[0].data if isinstance(begun[0], Recorded) else begun[0]
    assert isinstance(first, ProceedingInitiated)


def obstacles(document: ExecutionDocument, on: date) -> list[str]:
    """What of Art. 359 the document itself shows on a day, read independently of the rules of intake."""
    found = [f"suspended {each}" for each in document.suspensions if each.since <= on <= (each.until or date.max)]
    found += [
        f"lies elsewhere {each}" for each in document.interruptions if each.presented_on <= on and not _back(each, on)
    ]
    if document.delay_ended_on and document.delay_ended_on >= on:
        found.append("delayed")
    return found


def _back(interruption: Any, on: date) -> bool:
    return interruption.returned_on is not None and interruption.returned_on <= on


@given(changes)
@settings(max_examples=600, deadline=None)
def test_what_intake_initiates_proceedings_accepts(change: dict[str, Any]) -> None:
    life, case = Life(Facts()), {"change": change}
    proposal = proposed(life, case)
    decided: list[Any] = []
    with suppress(Rejection):
        decided = life.carry_out(command_of(case, {**DECIDE, "day": ASSESSED}))
    assert bool(decided) == (proposal is Proposal.INITIATE)
    for event in decided:
        assert_initiated(event, ASSESSED)
        assert obstacles(event.document, ASSESSED) == []
        left_out = event.refused.claims if event.refused else ()
        assert totals((*event.claims, *left_out)) == totals(life.course().require().claims)


def totals(claims: Iterable[Claim]) -> dict[int, Decimal]:
    """What is claimed by number: nothing is lost between what is taken and what is left out."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for claim in claims:
        found[claim.number] += claim.sum.amount if claim.sum else Decimal(0)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_cases_of_intake_agree_too(case: dict[str, Any]) -> None:
    life = Life(TypeAdapter(Facts).validate_python(case.get("facts", {})))
    if proposed(life, case) is Proposal.INITIATE:
        [decided] = life.carry_out(command_of(case, {**DECIDE, "day": ASSESSED}))
        assert isinstance(decided, InitiationDecided)
        assert_initiated(decided, ASSESSED)


def test_both_services_know_the_same_claims_for_money() -> None:
    rules = rules_on(ASSESSED)
    assert {code for code, row in CLAIM_TYPES.items() if row.for_money} == {
        code for code in CLAIM_TYPES if rules.nature(code) is Nature.MONEY
    }
