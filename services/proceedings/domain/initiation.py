"""Initiation of a proceeding (Art. 356)."""

from collections.abc import Iterator, Mapping
from datetime import date

from contracts.commands.proceedings import InitiateProceeding
from contracts.documents import Claim
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import ProceedingInitiated
from contracts.problems import Problem
from contracts.values import PersonIdentifier
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.computing import begun
from services.proceedings.domain.journal import State
from services.proceedings.domain.publishing import dated
from services.proceedings.domain.rules import Rules, rules_on
from shared.check_digits import fault_of
from shared.decider import Decided, Rejection
from shared.law.calendar import WorkingCalendar
from shared.law.money.errors import InvalidAmount
from shared.law.money.redenomination import in_present_currency
from shared.law.rule_sets import UnknownRuleSet
from shared.law.rule_sets.vocabulary import Nature


def initiate(
    state: State,
    command: CommandEnvelope[InitiateProceeding],
    number: str | None,
    calendar: WorkingCalendar,
    same_obligation_in: str | None,
) -> Decided:
    """Begin the proceeding; a document for immediate execution goes straight to compulsory execution."""
    data, day = command.data, command.effective_date
    if state is not None:
        raise Rejection(refused.ALREADY_INITIATED.because(f"the proceeding has the number {state.number}"))
    problems = obstacles(data, day)
    if problems:
        raise Rejection(*problems)
    if number is None and data.number is not None:
        raise Rejection(refused.NUMBER_TAKEN.because("another proceeding has the number of the paper"))
    if number is None:
        raise Rejection(refused.ALREADY_INITIATED.because("another command initiates the proceeding at this moment"))
    rules = rules_on(day)
    initiated = ProceedingInitiated(
        number=number,
        body=data.body,
        executor=data.executor,
        statement=data.statement,
        recoverer=data.recoverer,
        debtor=data.debtor,
        document=data.document,
        claims=data.claims,
        rule_set=rules.id,
        status=rules.status("initiated", "initiate-statement", day),
        liability=data.liability,
        number_of_paper=True if data.number is not None else None,
        same_obligation_in=same_obligation_in,
    )
    course = begun(initiated, day, calendar, command.id)
    return dated(course.items, course)


def obstacles(data: InitiateProceeding, day: date) -> tuple[Problem, ...]:
    """What in the command itself stands against initiation."""
    try:
        rules = rules_on(day)
    except UnknownRuleSet as error:
        return (refused.NO_RULE_SET.because(str(error)),)
    return tuple(_faults_of_claims(data.claims, rules))


def claims_of(data: InitiateProceeding) -> tuple[Claim, ...]:
    """The claims that a correction states, in currencies that exist. Raises Rejection."""
    try:
        return tuple(in_present_currency(claim) for claim in data.claims)
    except InvalidAmount as error:
        raise Rejection(refused.CLAIM_SUM.because(str(error))) from error


def faults_of_parties(
    data: InitiateProceeding, known: ProceedingInitiated, contradicted: Mapping[str, str]
) -> Iterator[Problem]:
    """What is wrong with the identifiers that a correction gives the parties; those on record stand.

    `contradicted`: by role, the record that says otherwise whose they are.
    """
    for role, party, before in (
        ("recoverer", data.recoverer, known.recoverer),
        ("debtor", data.debtor, known.debtor),
    ):
        for which in ("identifier", "second_identifier"):
            identifier: PersonIdentifier | None = getattr(party, which)
            if identifier is None or identifier in before.identifiers:
                continue
            if fault := fault_of(identifier, party.kind):
                yield refused.NO_SUCH_IDENTIFIER.at(f"data.data.{role}.{which}.value").because(fault)
        if role in contradicted and party.payer_record != before.payer_record:
            yield refused.contradicted(party, f"data.data.{role}", contradicted[role])


def _faults_of_claims(claims: tuple[Claim, ...], rules: Rules) -> Iterator[Problem]:
    if not claims:
        yield refused.NO_CLAIMS.because("the document has no claim")
    numbers = [claim.number for claim in claims]
    for position, claim in enumerate(claims):
        where = f"claims.{position}"
        if numbers.index(claim.number) != position:
            yield refused.CLAIM_TWICE.at(f"{where}.number").because(f"number {claim.number} is used before")
        if (claim.sum is None) == (rules.nature(claim.type) is Nature.MONEY):
            has = "no sum" if claim.sum is None else "a sum"
            yield refused.CLAIM_SUM.at(f"{where}.sum").because(f"a claim of type {claim.type} with {has}")
