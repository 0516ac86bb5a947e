"""Whether the identifier of a person can exist: its check digit, and the parts that are a date or a code."""

from datetime import date
from itertools import cycle

from stdnum import iban
from stdnum.by import unp
from stdnum.exceptions import ValidationError

from contracts.values import IdentifierKind, PartyKind, PersonIdentifier

_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
"""The first digit of a personal number is sex and century of birth."""
_WEIGHTS = (7, 3, 1)


def fault_of(identifier: PersonIdentifier, kind: PartyKind | None = None) -> str | None:
    """What makes an identifier impossible, of a person of that kind where it is known; none: nothing does.

    The number of a payer is checked as the tax authority computes it, a personal number as ICAO Doc 9303 does. A
    foreign number is not checked.
    """
    match identifier.kind:
        case IdentifierKind.UNP:
            return _fault_of_payer(identifier.value)
        case IdentifierKind.PERSONAL_NUMBER if kind is PartyKind.LEGAL_PERSON:
            return "a legal person has no personal number"
        case IdentifierKind.PERSONAL_NUMBER:
            return _fault_of_personal_number(identifier.value)
        case _:
            return None


def fault_of_account(number: str) -> str | None:
    """What makes the number of an account impossible: form or check digits of an IBAN (ISO 13616); none: nothing.

    The thirteen digits of earlier accounts are checked with the code of their bank, which is not stated.
    """
    if number.isdigit() or iban.is_valid(number):
        return None
    return "no account can have this number"


def _fault_of_payer(number: str) -> str | None:
    try:
        unp.validate(number)
    except ValidationError as error:
        return f"the number of a payer: {str(error).rstrip('.').lower()}"
    return None


def _fault_of_personal_number(number: str) -> str | None:
    century = _CENTURIES.get(number[0])
    if century is None:
        return "the first digit of a personal number is 1 to 6"
    day, month, year = int(number[1:3]), int(number[3:5]), century + int(number[5:7])
    try:
        date(year, month, day)
    except ValueError:
        return "digits 2 to 7 of a personal number are the day of birth, DDMMYY"
    if number[-1] != check_digit(number[:-1]):
        return "the check digit of the personal number does not fit"
    return None


def check_digit(start: str) -> str:
    """The check digit of a personal number that begins so (ICAO Doc 9303, part 3, 4.9)."""
    values = (int(char, 36) for char in start)
    return str(sum(weight * value for weight, value in zip(cycle(_WEIGHTS), values, strict=False)) % 10)
