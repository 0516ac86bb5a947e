"""Made-up identifiers of persons, with check digits that fit."""

from contextlib import suppress

from stdnum.by import unp
from stdnum.exceptions import ValidationError

from shared.check_digits import check_digit


def payer_number(serial: int) -> str:
    """A number of a payer, another one for each serial number from 0 to 34 999 999."""
    first = 10_000_000 + 2 * serial
    with suppress(ValidationError):
        return f"{first}{unp.calc_check_digit(str(first))}"
    # One start in eleven has no check digit; the one after it has.
    return f"{first + 1}{unp.calc_check_digit(str(first + 1))}"


def personal_number(start: str) -> str:
    """The personal number that begins with these thirteen characters."""
    return f"{start}{check_digit(start)}"
