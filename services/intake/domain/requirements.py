"""What a statement and its execution document must have and be: a row of the rule set and a short test for each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from contracts.codelists import CLAIM_TYPES
from contracts.documents import BankStep, Claim, InterruptionKind, Signatory
from contracts.events.intake import Finding, Proposal, StatementRegistered
from shared.law.rule_sets import RuleSet, UnknownReference
from shared.law.rule_sets.parts.intake import Circumstance, Requirement, StatementElement

RETURNS_THAT_DEMAND_NEW_DATA = 2
"""Art. 359(1) ind. 8."""

RECOVERER_ADDRESS = "recoverer-address"
"""Art. 355(2) ind. 4."""

TRANSFER_OF_PROPERTY = "transfer-of-property"


@dataclass(frozen=True, slots=True)
class Examined:
    """A statement on the day of its examination, with what beside its papers bears on a requirement."""

    statement: StatementRegistered
    on: date
    returns: int = 0
    """Earlier returns that count (Art. 359(1) ind. 8)."""
    in_time: bool = True
    """Whether the presentation limit of the document was kept."""
    lies_elsewhere: bool = False
    """Whether the same document is under consideration or in execution by another statement."""
    delay_lasts: bool = False
    """Whether a proceeding has a delay on record until an event that has not occurred (Art. 368(1))."""
    nothing_is_due: bool = False
    """Whether all that was not presented too late are payments to come (Art. 337(3))."""


Check = Callable[[Examined], bool]
"""Whether a statement meets a requirement."""


def _bank_step_taken(examined: Examined) -> bool:
    statement = examined.statement
    match statement.contents.bank_step:
        case BankStep.PROVED:
            return True
        case BankStep.EXEMPT_NO_ACCOUNT:
            return statement.contents.bank_step_paper is not None  # Art. 370(2) ind. 3
        case BankStep.EXEMPT_LEVY_ON_PROPERTY:  # Art. 370(2) ind. 4: the document says so itself, or a paper on it
            return _has_operative_part(examined) or statement.contents.bank_step_paper is not None
        case BankStep.EXEMPT_FOREIGN_RECOVERER:
            return statement.recoverer.foreign  # Art. 370(2) ind. 2
        case BankStep.NOT_APPLICABLE:
            return not _has_money_claim(statement)
        case BankStep.NOT_PROVED:
            return not _has_money_claim(statement)


def _has_money_claim(statement: StatementRegistered) -> bool:
    return any(_is_for_money(claim) for claim in statement.claims)


def _is_for_money(claim: Claim) -> bool:
    return CLAIM_TYPES[claim.type].for_money


def _is_material(claim: Claim) -> bool:
    """Whether a claim can be a material sanction: a sum of money, or a thing (Art. 329(1) ind. 5)."""
    return _is_for_money(claim) or claim.type == TRANSFER_OF_PROPERTY


def _lists_no_payment(claim: Claim) -> bool:
    return claim.periodic and claim.sum is not None and claim.payments is None


def _is_not_suspended(examined: Examined) -> bool:
    on = examined.on
    return not any(
        period.since <= on and (period.until is None or on <= period.until)
        for period in examined.statement.document.suspensions
    )


def _has_no_delay(examined: Examined) -> bool:
    ended_on = examined.statement.document.delay_ended_on
    return not examined.delay_lasts and (ended_on is None or ended_on < examined.on)


def _lies_with(kind: InterruptionKind, examined: Examined) -> bool:
    """Whether the document was presented and is not back yet on the day."""
    on = examined.on
    return any(
        each.kind is kind and each.presented_on <= on and (each.returned_on is None or on < each.returned_on)
        for each in examined.statement.document.interruptions
    )


def _has_operative_part(examined: Examined) -> bool:
    return examined.statement.document.operative_part is not None


def _is_sealed(examined: Examined) -> bool:
    return examined.statement.document.sealed


CHECKS: Mapping[str, Check] = {
    "names-enforcement-body": lambda e: e.statement.contents.names_enforcement_body,
    "states-debtor-details": lambda e: e.statement.contents.states_debtor_details,
    "states-recoverer-details": lambda e: e.statement.contents.states_recoverer_details,
    "states-document-details": lambda e: e.statement.contents.states_document_details,
    "states-sum": lambda e: e.statement.contents.states_sum or not _has_money_claim(e.statement),
    "lists-enclosures": lambda e: e.statement.contents.lists_enclosures,
    "is-signed": lambda e: e.statement.contents.signed_by is not Signatory.NOBODY,
    "representative-is-authorised": lambda e: (
        e.statement.contents.signed_by is not Signatory.REPRESENTATIVE
        or e.statement.contents.power_of_attorney_enclosed
    ),
    "original-document-enclosed": lambda e: e.statement.contents.original_document_enclosed,
    "document-has-operative-part": _has_operative_part,
    "writ-ruling-states-what-is-recovered": _has_operative_part,
    "document-states-legal-force": lambda e: (
        e.statement.document.immediate_execution or not e.statement.document.legal_force_not_stated
    ),
    "document-is-in-force": lambda e: (
        e.statement.document.immediate_execution or e.statement.document.in_force_on <= e.on
    ),
    "document-is-sealed": _is_sealed,
    "writ-ruling-is-sealed": _is_sealed,
    "executor-resolution-is-sealed": _is_sealed,
    "administrative-act-imposes-material-sanctions": lambda e: all(map(_is_material, e.statement.claims)),
    "money-claims-state-their-sum": lambda e: all(claim.sum for claim in e.statement.claims if _is_for_money(claim)),
    "periodic-payments-are-listed": lambda e: e.in_time or not any(map(_lists_no_payment, e.statement.claims)),
    "some-payment-is-due": lambda e: not e.nothing_is_due,
    "other-claims-state-no-sum": lambda e: (
        not any(claim.sum for claim in e.statement.claims if not _is_for_money(claim))
    ),
    "document-is-not-in-execution": lambda e: not _lies_with(InterruptionKind.PROCEEDING_INITIATED, e),
    "document-lies-nowhere-else": lambda e: not e.lies_elsewhere,
    "execution-is-not-suspended": _is_not_suspended,
    "no-delay-is-running": _has_no_delay,
    "bank-step-taken": _bank_step_taken,
    "document-is-back-from-the-bank": lambda e: not _lies_with(InterruptionKind.PRESENTED_TO_BANK, e),
    "new-data-after-two-returns": lambda e: (
        e.returns < RETURNS_THAT_DEMAND_NEW_DATA or e.statement.contents.new_data_on_debtor
    ),
}


def check_tests(rule_sets: Iterable[RuleSet]) -> None:
    """Every requirement has its test, and every test its requirement; raises `UnknownReference`."""
    named = {row.check for rules in rule_sets for row in rules.intake.requirements.requirements.values()}
    for check in sorted(named ^ set(CHECKS)):
        lacks = "a test" if check in named else "a row"
        raise UnknownReference(f"lacks {lacks}", file="intake/requirements.yaml", row=check, field="check")


def check_duties(rule_sets: Iterable[RuleSet]) -> None:
    """Every circumstance that asks somebody to do something has its duty; raises `UnknownReference`."""
    for rules in rule_sets:
        for circumstance in sorted(set(get_args(Circumstance)) - set(rules.intake.duties.duties)):
            raise UnknownReference("lacks a row", file="intake/duties.yaml", row=circumstance, field="as_long_as")


def unmet(examined: Examined, rules: RuleSet) -> Iterator[Finding]:
    """What the statement lacks on the day."""
    for row in rules.intake.requirements.requirements.values():
        if is_asked(row, examined.statement) and not CHECKS[row.check](examined):
            yield _finding(row)
    statement = examined.statement
    lacking = _lacking(statement)
    for element in rules.intake.elements.elements.values():
        if element.element in lacking and is_asked(element, statement):
            yield _finding(element)


def is_asked(row: Requirement | StatementElement, statement: StatementRegistered) -> bool:
    """Whether a document of its kind must meet it: what a court order states is not asked of another one (Art. 333)."""
    return not row.kinds or statement.document.kind in row.kinds


def _finding(row: Requirement | StatementElement) -> Finding:
    return Finding(ground=row.ground, article=row.article, proposal=Proposal.RETURN, detail=row.detail.en)


def _lacking(statement: StatementRegistered) -> frozenset[str]:
    """The single elements that are not stated: those that were looked for, and what the data themselves show."""
    stated = frozenset(statement.contents.lacks or ())
    # The debtor's is asked for where it is known only (Art. 355(2) ind. 3).
    return stated | ({RECOVERER_ADDRESS} if statement.recoverer.address is None else set())
