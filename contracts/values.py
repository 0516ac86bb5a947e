"""Values that several contracts share: money, citations, persons, days."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from contracts.base import Contract
from contracts.codelists import CURRENCIES

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.\-]{0,79}$")]
"""An opaque code of a code list."""
Citation = Annotated[str, StringConstraints(pattern=r"^Art\. \d+(-\d+)?(\(\d+\))?( ind\. \d+)?$")]
"""An article of the Code, for example `Art. 358(1) ind. 5`."""

V = TypeVar("V")
Added = Annotated[V, Field(exclude_if=lambda value: value is None)]
"""An optional field that a later release added: without it a message reads, byte for byte, as before."""


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("text has a NUL character, which no database keeps")
    return text


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of control and format characters, surrogates, line and paragraph separators (Unicode, 4.5)."""


def _visible(text: str) -> str:
    if not text.isprintable() and any(unicodedata.category(char) in _INVISIBLE for char in text):
        raise ValueError("text has a control character")
    return text


Storable = AfterValidator(_storable)
"""Free text that every store can hold."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), Storable]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500), Storable]
BodyCode = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
"""Code of an enforcement body (LEA), four digits."""
ExecutorId = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{3}$")]
"""Number of a court executor: the body's code, a hyphen, three digits."""
DocumentNumber = Annotated[str, StringConstraints(min_length=1, max_length=60), Storable]
CaseNumber = Annotated[str, StringConstraints(min_length=1, max_length=60), Storable]
StatedCase = Annotated[CaseNumber, AfterValidator(_visible)]
"""The court case a request names as its purpose. It is recorded and shown to people: every character is visible."""
ProceedingNumber = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{4}-\d{6}$")]
"""Number of an enforcement proceeding: body, year of initiation, running number."""


def _at_most(limit: int) -> AfterValidator:
    """A bound of what columns hold; kept out of the JSON Schema, whose published versions state none."""

    def check(number: int) -> int:
        if number > limit:
            raise ValueError(f"the number is greater than {limit}")
        return number

    return AfterValidator(check)


FitsInteger = _at_most(2**31 - 1)
"""A number that a PostgreSQL column of type integer holds."""
FitsBigInteger = _at_most(2**63 - 1)
"""A number that a PostgreSQL column of type bigint holds."""


def _representable(moment: datetime) -> datetime:
    if not 1900 <= moment.year <= 9998:
        raise ValueError("the year lies outside 1900 to 9998")
    return moment


Instant = Annotated[AwareDatetime, AfterValidator(_representable)]
"""A moment that every store can hold, in any time zone."""


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written as YYYY-MM-DD")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day; a number of seconds or days in its place is none."""


def _listed(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"currency {code!r} is not in the code list of currencies (ISO 4217 numeric)")
    return code


CurrencyCode = Annotated[str, StringConstraints(pattern=r"^\d{3}$"), AfterValidator(_listed)]


def _plain(value: object) -> object:
    if isinstance(value, Decimal) or (isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip())):
        return value
    raise ValueError("an amount is a decimal string such as 12.50")


DecimalString = Annotated[
    Decimal,
    Field(max_digits=18, allow_inf_nan=False),
    BeforeValidator(_plain),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$"}),
]
"""A decimal number that travels as a string: binary floating point never touches money."""


class Money(Contract):
    """An amount in one currency; never negative, never more precise than the currency's minor unit."""

    amount: Annotated[DecimalString, Field(ge=0)]
    currency: CurrencyCode
    """ISO 4217 numeric code, for example 933 (BYN)."""

    @model_validator(mode="after")
    def _precise_as_the_currency(self) -> Self:
        minor_units = CURRENCIES[self.currency].minor_units
        exponent = self.amount.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > minor_units:
            raise ValueError(f"amount has more than {minor_units} decimal places of currency {self.currency}")
        return self


class PositiveMoney(Money):
    """Money that is more than nothing."""

    amount: Annotated[DecimalString, Field(gt=0)]


class PartyKind(StrEnum):
    """What a party is; the fee and the levy on income depend on it."""

    LEGAL_PERSON = "legal-person"
    ENTREPRENEUR = "entrepreneur"
    CITIZEN = "citizen"


class IdentifierKind(StrEnum):
    """By what a person is identified; never by name alone."""

    UNP = "unp"
    PERSONAL_NUMBER = "personal-number"
    FOREIGN = "foreign"


_IDENTIFIER_PATTERNS = {
    IdentifierKind.UNP: r"[0-9A-Z]{2}\d{7}",
    IdentifierKind.PERSONAL_NUMBER: r"\d{7}[A-Z]\d{3}[A-Z]{2}\d",
    IdentifierKind.FOREIGN: r"[A-Z]{2}:[0-9A-Z.\-/]{1,40}",
}


class PersonIdentifier(Contract):
    """The identifier of a person: payer number (UNP), personal number, or a foreign register's number."""

    kind: IdentifierKind
    value: str

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        if not re.fullmatch(_IDENTIFIER_PATTERNS[self.kind], self.value):
            raise ValueError(f"value is not a well-formed {self.kind.value} identifier")
        return self


class Party(Contract):
    """A recoverer or a debtor as named in the execution document and the statement."""

    kind: PartyKind
    identifier: PersonIdentifier
    name: Name
    address: Text | None = None
    """None where the statement does not state it (a defect the assessment finds, Art. 355(2))."""
    foreign: bool = False
    """A foreign person; a foreign recoverer needs no prior bank step (Art. 370(2) ind. 2)."""


class Period(Contract):
    """A span of days, both included; open while `until` is none."""

    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("until lies before since")
        return self
