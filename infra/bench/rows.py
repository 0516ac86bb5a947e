"""What a measurement leaves behind."""

from typing import NamedTuple


class Row(NamedTuple):
    """One measured value; `floor` is what it is compared with in the same run, `ratio` how it stands to it."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
