"""Instalments in which a court resolution is executed (Art. 368(1))."""

from typing import Annotated

from pydantic import Field

from contracts.base import Contract
from contracts.values import Day, PositiveMoney


class Instalment(Contract):
    """A sum that is due on a day."""

    due: Day
    sum: PositiveMoney


Schedule = Annotated[tuple[Instalment, ...], Field(max_length=120)]
"""Instalments in the order of the ruling; 120 are those of ten years, month by month."""
