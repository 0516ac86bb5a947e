"""Rows of the money rules by the codes that callers give."""

from collections.abc import Mapping
from typing import TypeVar

from shared.law.money.errors import UnknownCode

T = TypeVar("T")


def row(table: Mapping[str, T], code: str) -> T:
    """The row of a code; raises `UnknownCode`."""
    if code not in table:
        raise UnknownCode(f"code {code!r} is not one of {', '.join(table)}")
    return table[code]
