"""What can be wrong with the input of a money rule; every error names its code and, where known, the field."""

from typing import ClassVar

from contracts.problems import Problem


class MoneyError(ValueError):
    """The base of all money errors; `problem` is the form in which a service hands it on."""

    code: ClassVar[str] = "money"
    rule: ClassVar[str] = "a sum must be computable"

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field

    @property
    def problem(self) -> Problem:
        """The error as one reason of a refusal."""
        return Problem(code=self.code, rule=self.rule, detail=self.detail, field=self.field)


class InvalidAmount(MoneyError):
    """Not a finite decimal number, or larger than any sum the system carries."""

    code = "money-invalid-amount"
    rule = "an amount is a finite decimal number of at most 18 digits"


class NegativeAmount(MoneyError):
    """A sum below zero, given or resulting."""

    code = "money-negative-amount"
    rule = "an amount is never negative"


class TooPreciseAmount(MoneyError):
    """More decimal places than the currency has."""

    code = "money-too-precise"
    rule = "an amount is never finer than the minor unit of its currency"


class UnknownCurrency(MoneyError):
    """A currency outside the code list."""

    code = "money-unknown-currency"
    rule = "a currency is an ISO 4217 numeric code of the code list"


class MixedCurrencies(MoneyError):
    """Sums of different currencies in one computation."""

    code = "money-mixed-currencies"
    rule = "sums of different currencies are never added or compared"


class UnknownBaseUnit(MoneyError):
    """No base unit is known for the day; it is never guessed."""

    code = "money-base-unit-unknown"
    rule = "the base unit of the day of the resolution must be known"


class UnknownCode(MoneyError):
    """A code that the rule set does not hold."""

    code = "money-unknown-code"
    rule = "a code must be listed in the rule set"


class InvalidInput(MoneyError):
    """Input that contradicts itself."""

    code = "money-invalid-input"
    rule = "the input of a computation must be complete and consistent"
