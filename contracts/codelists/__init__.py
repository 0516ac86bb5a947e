"""Code lists: opaque codes with names in three languages, article and validity.

The sources give no official lists, so the codes follow from the articles; a body maps them to an official list by data.
"""

from contracts.codelists.lists import (
    CLAIM_TYPES,
    CURRENCIES,
    DOCUMENT_KINDS,
    ENFORCEMENT_BODIES,
    LEGAL_GROUNDS,
    MEASURE_STATUSES,
    MEASURES,
    STATEMENT_ELEMENTS,
    STATUS_REASONS,
    STATUSES,
    CodeList,
    CodeListEntry,
    Currency,
    Names,
)

__all__ = [
    "CLAIM_TYPES",
    "CURRENCIES",
    "DOCUMENT_KINDS",
    "ENFORCEMENT_BODIES",
    "LEGAL_GROUNDS",
    "MEASURES",
    "MEASURE_STATUSES",
    "STATEMENT_ELEMENTS",
    "STATUSES",
    "STATUS_REASONS",
    "CodeList",
    "CodeListEntry",
    "Currency",
    "Names",
]
