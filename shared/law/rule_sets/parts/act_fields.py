"""The vocabulary of what an act states: typed fields with names in three languages, from which contracts are made."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts import codelists
from shared.law.rule_sets.fields import DisplayNames, Identifier, Model, Text
from shared.law.rule_sets.sheets import Sheet, Table

MemberName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=40)]


class FieldType(StrEnum):
    """What a field holds."""

    ID = "id"
    DAY = "day"
    MOMENT = "moment"
    """A day and a time."""
    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    """Several codes, as many as the bounds say."""
    LISTED = "listed"
    """A code of the code list that `list` names."""
    CHOICE = "choice"
    """One of `values`."""
    NUMBER = "number"
    FLAG = "flag"
    SUM = "sum"
    """Money, more than nothing."""
    SUM_OR_NOTHING = "sum-or-nothing"
    """Money, or nothing of it."""
    CLAIM = "claim"
    """The number of a claim of the document."""
    EXECUTOR = "executor"
    """Number and name of a court executor."""
    PARTY = "party"
    """A person as a party: kind, identifier, name, address."""
    PAPER = "paper"
    """Kind, number, day and author of a paper."""
    BANK_ORDER = "bank-order"
    """Number and day of a payment order, its payer and the payer's bank."""
    ACCOUNTS = "accounts"
    """Numbers of accounts, each with its bank."""
    CURRENCY = "currency"
    RATE = "rate"
    """An official rate of exchange: currency, units, roubles, day and source."""
    RATES = "rates"
    """Official rates of several currencies."""
    IN_OTHER_CURRENCY = "in-other-currency"
    """What pays costs and charged fees of another currency."""
    PROCEEDING = "proceeding"
    """The number of a proceeding."""
    CLAIM_SUMS = "claim-sums"
    """Sums, each of a claim of the document."""
    RETURNED_ITEMS = "returned-items"
    """By claim, money, property or its value."""
    PARTS = "parts"
    """Sums of a debt that several debtors share, by type of claim."""
    INSTALMENTS = "instalments"
    """Days and sums of instalments."""
    INCOME = "income"
    """Sums by kind of income."""
    OTHER_DOCUMENTS = "other-documents"
    """Execution documents with what is still to be recovered by them."""


class Holds(StrEnum):
    """What a text holds that is not free text."""

    NAME = "name"
    PLACE = "place"
    NUMBER = "number"
    """The number of a paper, which is not sensitive."""


_BOUNDED = frozenset({FieldType.CODES, FieldType.NUMBER})


class FieldRow(Model):
    """One thing that acts state."""

    identified_by = ("field",)

    field: Identifier
    name: MemberName
    """Its name in messages; two fields of one name are never in one act."""
    type: FieldType
    list: Identifier | None = None
    values: tuple[Identifier, ...] = ()
    holds: Holds | None = None
    """Of a text; what a subscriber receives of it depends on that. None: free text."""
    at_least: Annotated[int, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    names: DisplayNames
    what: Text
    """What is to be stated, as one English sentence."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.list is not None) != (self.type is FieldType.LISTED):
            raise ValueError("list is given exactly for the type listed")
        if self.list is not None and not isinstance(_list_named(self.list), codelists.CodeList):
            raise ValueError(f"there is no code list {self.list!r}")
        if bool(self.values) != (self.type is FieldType.CHOICE):
            raise ValueError("values are given exactly for the type choice")
        if self.holds is not None and self.type is not FieldType.TEXT:
            raise ValueError("only a text holds a name, a place or a number")
        bounds = {self.at_least, self.at_most}
        if (bounds == {None}) if self.type in _BOUNDED else (bounds != {None}):
            raise ValueError("at_least or at_most are given exactly for the types codes and number")
        return self


class FieldTable(Sheet):
    """Every field of every act."""

    fields: Table[FieldRow]


def list_variable(name: str) -> str:
    """The name of a code list in `contracts.codelists`: `measure-statuses` is `MEASURE_STATUSES`."""
    return name.replace("-", "_").upper()


def _list_named(name: str) -> object:
    return getattr(codelists, list_variable(name), None)


def names_twice(rows: Iterator[FieldRow]) -> Iterator[FieldRow]:
    """Rows whose name in messages an earlier row of the same act has already."""
    seen: set[str] = set()
    for row in rows:
        if row.name in seen:
            yield row
        seen.add(row.name)
