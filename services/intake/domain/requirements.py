"""The requirements on form and contents, each a row of `requirements.yaml` and a test of one line."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from contracts.base import Contract
from contracts.documents import BankStep, Signatory
from contracts.events.intake import Finding, Proposal, StatementRegistered
from contracts.values import Citation, Code, Text

RETURNS_THAT_DEMAND_NEW_DATA = 2
"""Art. 359(1) ind. 8."""


class Requirement(Contract):
    """One requirement: its article and the ground it makes when it is not met."""

    check: Code
    article: Citation
    ground: Code
    detail: Text


class _Table(Contract):
    valid_from: date
    requirements: tuple[Requirement, ...]


Check = Callable[[StatementRegistered, int], bool]


def _bank_step_taken(statement: StatementRegistered, _: int) -> bool:
    match statement.contents.bank_step:
        case BankStep.PROVED | BankStep.EXEMPT_NO_ACCOUNT | BankStep.EXEMPT_LEVY_ON_PROPERTY:
            return True
        case BankStep.EXEMPT_FOREIGN_RECOVERER:
            return statement.recoverer.foreign  # Art. 370(2) ind. 2
        case BankStep.NOT_APPLICABLE:
            return not _has_money_claim(statement)
        case BankStep.NOT_PROVED:
            return not _has_money_claim(statement)


def _has_money_claim(statement: StatementRegistered) -> bool:
    return any(claim.sum is not None for claim in statement.claims)


CHECKS: Mapping[str, Check] = {
    "names-enforcement-body": lambda s, _: s.contents.names_enforcement_body,
    "states-debtor-details": lambda s, _: s.contents.states_debtor_details,
    "states-recoverer-details": lambda s, _: s.contents.states_recoverer_details,
    "states-document-details": lambda s, _: s.contents.states_document_details,
    "states-sum": lambda s, _: s.contents.states_sum or not _has_money_claim(s),
    "lists-enclosures": lambda s, _: s.contents.lists_enclosures,
    "is-signed": lambda s, _: s.contents.signed_by is not Signatory.NOBODY,
    "representative-is-authorised": lambda s, _: (
        s.contents.signed_by is not Signatory.REPRESENTATIVE or s.contents.power_of_attorney_enclosed
    ),
    "original-document-enclosed": lambda s, _: s.contents.original_document_enclosed,
    "document-has-operative-part": lambda s, _: s.document.operative_part is not None,
    "document-is-sealed": lambda s, _: s.document.sealed,
    "bank-step-taken": _bank_step_taken,
    "new-data-after-two-returns": lambda s, returns: (
        returns < RETURNS_THAT_DEMAND_NEW_DATA or s.contents.new_data_on_debtor
    ),
}


@cache
def requirements() -> tuple[Requirement, ...]:
    """The table, checked: every row has its test and every test its row."""
    text = (files("services.intake.domain") / "requirements.yaml").read_text(encoding="utf-8")
    table = _Table.model_validate(yaml.safe_load(text))
    if {row.check for row in table.requirements} != set(CHECKS):
        raise ValueError("requirements.yaml and CHECKS do not name the same checks")
    return table.requirements


def unmet(statement: StatementRegistered, returns: int) -> Iterator[Finding]:
    """What the statement lacks; `returns` is the number of earlier returns that count for Art. 359(1) ind. 8."""
    for row in requirements():
        if not CHECKS[row.check](statement, returns):
            yield Finding(ground=row.ground, article=row.article, proposal=Proposal.RETURN, detail=row.detail)
