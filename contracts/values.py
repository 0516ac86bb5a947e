"""Values that several contracts share: money, citations, persons, days."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from contracts.base import Contract, is_stored
from contracts.canonical import (
    canonical_number,
    canonical_proceeding_number,
    check_digits_are_ascii,
    foreign_letter,
)
from contracts.codelists import CURRENCIES
from contracts.sensitivity import ADDRESSES, FREE_TEXT, IDENTIFIERS, NAMES, NOT_SENSITIVE


def _ascii_digits(text: str, info: ValidationInfo) -> str:
    if not is_stored(info):
        check_digits_are_ascii(text)
    return text


AsciiDigits = AfterValidator(_ascii_digits)
"""Digits are 0 to 9, as `\\d` in a pattern of JSON Schema; the library that tests it takes those of every script."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.\-]{0,79}$"), NOT_SENSITIVE]
"""An opaque code of a code list."""
Citation = Annotated[
    str, StringConstraints(pattern=r"^Art\. \d+(-\d+)?(\(\d+\))?( ind\. \d+)?$"), AsciiDigits, NOT_SENSITIVE
]
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
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), Storable, FREE_TEXT]
NameText = Annotated[Text, NAMES]
"""Text that is a name."""
PlaceText = Annotated[Text, ADDRESSES]
"""Text that is an address or a place."""
NumberText = Annotated[Text, NOT_SENSITIVE]
"""Text that is the number of a paper."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=500), Storable, NAMES]
BodyCode = Annotated[str, StringConstraints(pattern=r"^\d{4}$"), AsciiDigits, NOT_SENSITIVE]
"""Code of an enforcement body (LEA), four digits."""
ExecutorId = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{3}$"), AsciiDigits, NOT_SENSITIVE]
"""Number of a court executor: the body's code, a hyphen, three digits."""


def _has_a_form(text: str, info: ValidationInfo) -> str:
    if not is_stored(info) and not 1 <= len(canonical_number(text)) <= _NUMBER_AT_MOST:
        raise ValueError(f"a number has 1 to {_NUMBER_AT_MOST} characters that are seen")
    return text


_NUMBER_AT_MOST = 60
TypedNumber = Annotated[
    str,
    StringConstraints(min_length=1, max_length=_NUMBER_AT_MOST),
    Storable,
    AfterValidator(_has_a_form),
    NOT_SENSITIVE,
]
"""A number in whatever form it was typed; it has one form in which it is kept (`contracts.canonical`)."""
DocumentNumber = TypedNumber
CaseNumber = TypedNumber
RegistrationNumber = TypedNumber
StatedCase = Annotated[
    str,
    StringConstraints(min_length=1, max_length=_NUMBER_AT_MOST),
    Storable,
    AsciiDigits,
    AfterValidator(_visible),
]
"""The court case a request names as its purpose. It is recorded and shown to people: every character is visible."""


def _as_of_a_series(value: object) -> object:
    return canonical_proceeding_number(value) if isinstance(value, str) else value


ProceedingNumber = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{4}-\d{6}$"), AsciiDigits, NOT_SENSITIVE]
"""Number of an enforcement proceeding: body, year of initiation, running number."""

PaperNumber = Annotated[ProceedingNumber, BeforeValidator(_as_of_a_series)]
"""The number that a proceeding has on paper, in the form of series; running numbers may lack zeros before them."""


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


def _moment(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", value)):
        return value
    raise ValueError("a moment is written as YYYY-MM-DDThh:mm:ss with its time zone")


Instant = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_representable)]
"""A moment that every store can hold, in any time zone; a number of seconds in its place is none."""


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


CurrencyCode = Annotated[
    str, StringConstraints(pattern=r"^\d{3}$"), AsciiDigits, AfterValidator(_listed), NOT_SENSITIVE
]


def _plain(value: object) -> object:
    if isinstance(value, Decimal) or (isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value.strip())):
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


def _identifying(value: object, info: ValidationInfo) -> object:
    """As registers write it; a letter of another alphabet is pointed out: registers have Latin ones."""
    if not isinstance(value, str) or is_stored(info):
        return value
    number = canonical_number(value)
    if letter := foreign_letter(number):
        raise ValueError(f"the letter {letter} is not Latin")
    return number


IdentifierValue = Annotated[str, BeforeValidator(_identifying), IDENTIFIERS]

_IDENTIFIER_PATTERNS = {
    IdentifierKind.UNP: r"[0-9A-Z]{2}\d{7}",
    IdentifierKind.PERSONAL_NUMBER: r"\d{7}[A-Z]\d{3}[A-Z]{2}\d",
    IdentifierKind.FOREIGN: r"[A-Z]{2}:[0-9A-Z.\-/]{1,40}",
}


class PersonIdentifier(Contract):
    """The identifier of a person: payer number (UNP), personal number, or a foreign register's number."""

    kind: IdentifierKind
    value: IdentifierValue

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        if not re.fullmatch(_IDENTIFIER_PATTERNS[self.kind], self.value):
            raise ValueError(f"value is not a well-formed {self.kind.value} identifier")
        return self


_OF_ONE_PERSON = frozenset({IdentifierKind.UNP, IdentifierKind.PERSONAL_NUMBER})
"""A natural person who is a payer, such as a sole trader, has one number of each kind."""


class PayerRecord(NamedTuple):
    """Whose payer number it is, as one record of a party says."""

    unp: str
    personal_number: str | None
    """None: a legal person's, who has none."""

    def contradicts(self, other: "PayerRecord") -> bool:
        """Whether both cannot be right: a payer number is one person's, and a person has one."""
        if self.unp == other.unp:
            return self.personal_number != other.personal_number
        return self.personal_number is not None and self.personal_number == other.personal_number


class Party(Contract):
    """A recoverer or a debtor as named in the execution document and the statement."""

    kind: PartyKind
    identifier: PersonIdentifier
    name: Name
    address: PlaceText | None = None
    """None where the statement does not state it: of a recoverer a defect (Art. 355(2) ind. 4), of a debtor only where
    it is known (ind. 3)."""
    foreign: bool = False
    """A foreign person; a foreign recoverer needs no prior bank step (Art. 370(2) ind. 2)."""
    second_identifier: Added[PersonIdentifier | None] = None
    """Of a natural person with a payer number and a personal number, such as a sole trader, the other of the two."""

    @field_validator("second_identifier")
    @classmethod
    def _of_the_other_kind(cls, second: PersonIdentifier | None, info: ValidationInfo) -> PersonIdentifier | None:
        first: PersonIdentifier | None = info.data.get("identifier")
        if second is not None and first is not None and {first.kind, second.kind} != _OF_ONE_PERSON:
            raise ValueError("two identifiers of a person are a payer number (unp) and a personal number")
        return second

    @property
    def identifiers(self) -> tuple[PersonIdentifier, ...]:
        """All that identify the person."""
        return (self.identifier,) if self.second_identifier is None else (self.identifier, self.second_identifier)

    @property
    def payer_record(self) -> PayerRecord | None:
        """Whose payer number it states; none: it states none, or not whose it is."""
        values = {each.kind: each.value for each in self.identifiers}
        unp, personal_number = values.get(IdentifierKind.UNP), values.get(IdentifierKind.PERSONAL_NUMBER)
        if unp is None or (personal_number is None and self.kind is not PartyKind.LEGAL_PERSON):
            return None
        return PayerRecord(unp, personal_number)


class Period(Contract):
    """A span of days, both included; open while `until` is none."""

    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("until lies before since")
        return self
