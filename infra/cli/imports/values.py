"""Values as people and Excel write them: 01.02.2026, `1 250,40 BYN`, да, a name in place of an id."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import yaml
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from contracts.base import Contract
from contracts.codelists import CURRENCIES
from contracts.problems import Problem
from contracts.values import Money, PersonIdentifier
from infra.cli.imports import faults
from shared.act_fields import bare
from shared.clock import MINSK
from shared.plain_yaml import read_yaml
from shared.written_values import Unreadable, amount, day

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_SUM = re.compile(r"(?P<amount>.*[0-9])[ \u00a0]*(?P<currency>[A-Z]{3}|(?<=[ \u00a0])[0-9]{3})")
_WORDS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "да", "так", "истина", "1"), True),
    **dict.fromkeys(("false", "no", "нет", "не", "ложь", "0"), False),
}
_ABBREVIATIONS = {currency.abbreviation: code for code, currency in CURRENCIES.items()}


class Reading:
    """Reads the fields of one row; collects what cannot be read."""

    def __init__(self, id_of: Callable[[str], UUID]) -> None:
        """`id_of` gives the id that a name stands for."""
        self.id_of = id_of
        self.problems: list[Problem] = []
        self.names: set[str] = set()
        """The names and ids that the row mentions."""

    def model(self, model: type[Contract], values: Mapping[str, Any], path: str = "") -> dict[str, Any]:
        """The values of a model's fields; those of other names as they are."""
        fields = model.model_fields
        return {
            name: self.value(kind_of(fields[name]), each, f"{path}{name}") if name in fields else each
            for name, each in values.items()
        }

    def value(self, kind: Any, value: Any, path: str) -> Any:
        """A value of a kind."""
        try:
            return self._value(kind, value, path)
        except Unreadable as unreadable:
            self.problems.append(faults.VALUE.at(path, str(unreadable)))
            return None

    def _value(self, kind: Any, value: Any, path: str) -> Any:
        if get_origin(kind) is tuple:
            return self._list(kind, value, path)
        if isinstance(kind, type) and issubclass(kind, Contract):
            return self._contract(kind, value, path)
        return value if not isinstance(value, str) else self._text(kind, value)

    def _list(self, kind: Any, value: Any, path: str) -> Any:
        element = bare(get_args(kind)[0])
        if isinstance(value, str) and isinstance(element, type) and issubclass(element, Contract):
            value = _parts(value)
        elif isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list):
            return value
        return [self.value(element, each, f"{path}.{place}") for place, each in enumerate(value)]

    def _contract(self, kind: type[Contract], value: Any, path: str) -> Any:
        if isinstance(value, dict):
            return self.model(kind, value, f"{path}.")
        if isinstance(value, str) and issubclass(kind, Money):
            return money(value)
        if isinstance(value, str) and issubclass(kind, PersonIdentifier):
            kind_of_number, colon, number = value.partition(":")
            if not colon:
                raise Unreadable("an identifier is written with its kind: unp:191234563")
            return {"kind": kind_of_number.strip(), "value": number.strip()}
        return _parts(value)[0] if isinstance(value, str) and value.startswith("{") else value

    def _text(self, kind: Any, text: str) -> Any:
        if kind is UUID:
            self.names.add(text)
            return str(self.id_of(text))
        if kind is AwareDatetime:
            return moment(text)
        if get_origin(kind) is Literal and get_args(kind) == (True,):
            return truth(text)
        if isinstance(kind, type) and not issubclass(kind, Enum):
            for type_, read in _READERS.items():
                if issubclass(kind, type_):
                    return read(text)
        return text


def moment(text: str, on: str | None = None) -> str:
    """A moment of a day in Minsk, `01.02.2026 14:30`, or with its time zone. Raises Unreadable."""
    named, _, clock = text.strip().rpartition(" ")
    if "T" in text:
        return text
    if not (found := _CLOCK.fullmatch(clock)) or not (named or on):
        raise Unreadable("a time is written 14:30, a moment 01.02.2026 14:30")
    hour, minute, second = (int(part or 0) for part in found.groups())
    of = date.fromisoformat(day(named) if named else str(on))
    return datetime(of.year, of.month, of.day, hour, minute, second, tzinfo=MINSK).isoformat()


def money(text: str) -> dict[str, str]:
    """An amount with its currency. Raises Unreadable."""
    found = _SUM.fullmatch(text.strip())
    if found is None:
        raise Unreadable("a sum is written with its currency: 1250,40 BYN")
    currency = found["currency"]
    return {"amount": amount(found["amount"]), "currency": _ABBREVIATIONS.get(currency, currency)}


def truth(text: str) -> bool:
    """Yes or no. Raises Unreadable."""
    if (read := _WORDS.get(text.strip().lower())) is None:
        raise Unreadable("yes or no is written true or false, or with the Russian or Belarusian word")
    return read


def kind_of(field: FieldInfo) -> Any:
    """The type of a field, without what makes it optional."""
    return bare(field.annotation)


def _parts(text: str) -> list[Any]:
    try:
        read = read_yaml(text)
    except yaml.YAMLError:
        raise Unreadable("entries with parts stand in braces") from None
    return read if isinstance(read, list) else [read]


_READERS: Mapping[type, Callable[[str], Any]] = {bool: truth, date: day, Decimal: amount}
