"""What a resolution says, apart from its language (Art. 343(2) and the article of its act)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from contracts.banking import ExchangeRate
from contracts.codelists import Names
from contracts.distribution import ShareOfClaim
from contracts.documents import ExecutionDocument, Executor
from contracts.information import DebtInCurrency
from contracts.recording import Paper
from contracts.values import Money, Party


class Code(NamedTuple):
    """A code that has a name in the words of documents, such as a kind of cost."""

    code: str


Value: TypeAlias = (
    str | int | date | Money | Names | Code | Paper | Party | Executor | ExchangeRate | ShareOfClaim | DebtInCurrency
)
"""What a document says in its language; of a code of a list or a row, its names."""


class Line(NamedTuple):
    """One thing that a document states: a label, of the words or of a row, and a value."""

    label: str | Names
    value: Value


class Clause(NamedTuple):
    """A sentence of what was decided: its key in the words, and what stands in it."""

    key: str
    values: Mapping[str, Value] = MappingProxyType({})


class Reason(NamedTuple):
    """An article the resolution rests on, with what it says where a row says it."""

    article: str
    name: Names | None = None


class Complaint(NamedTuple):
    """How the resolution is complained of."""

    to: tuple[str, ...]
    """Actors, by their ids."""
    named: tuple[Names, ...]
    amount: int
    unit: str
    article: str


class Change(NamedTuple):
    """A field that reads otherwise; the values are as the record has them, none where nothing stands."""

    label: str | Names
    before: str | None
    after: str | None


class Concerned(NamedTuple):
    """The proceeding, or the statement on initiation, in which the resolution is made."""

    number: str
    since: date
    """The day of initiation, or of the receipt of the statement."""
    statement: bool = False


@dataclass(frozen=True)
class Resolution:
    """A resolution that was made here."""

    number: str
    kind: Names
    subject: Names | Code
    signatory: str
    """Who makes it: an actor."""
    body: str
    executor: Executor
    made_on: date
    concerns: Concerned
    document: ExecutionDocument
    recoverer: Party
    debtor: Party
    claims: tuple[tuple[Names, Money | None], ...]
    stated: tuple[Line, ...]
    """The data that served as its ground: what the act states, and the papers behind it."""
    reasons: tuple[Reason, ...]
    decided: tuple[Clause, ...]
    sums: tuple[Line, ...] = ()
    """A calculation, line by line, that adds up to `total`."""
    total: Money | None = None
    changes: tuple[Change, ...] = ()
    """Of a correction: what was written, and how it reads."""
    complaints: tuple[Complaint, ...] = ()
    """The ways in which it is complained of."""
    copies_to: tuple[Names, ...] = ()
    execution_document: bool = False
    """It is itself executed, so it bears the official seal (Art. 343(3))."""
    draft: bool = False
    """It is not made yet: it has no number and no signature."""
