"""Acts on time limits, and who may do them (Art. 138, 139, 353)."""

from collections.abc import Iterator
from typing import Literal, get_args

from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import Identifier
from shared.law.rule_sets.sheets import Cited, Fault, Sheet, Table

ActOnLimit = Literal["extend-limit", "restore-limit", "meet-limit"]


class LimitAct(Cited):
    """An act on one limit of a statement or proceeding."""

    identified_by = ("act",)

    act: ActOnLimit


class Holder(Cited):
    """Who has the case alone acts on its limits."""

    identified_by = ("holder",)

    holder: Literal["body", "executor"]


class LimitActTable(Sheet):
    """Acts on time limits by those who have the case."""

    acts: Table[LimitAct]
    holders: Table[Holder]

    def faults(self) -> Iterator[Fault]:
        """Every act on a limit has its article, and so has who holds the case."""
        needed: dict[str, tuple[Identifier, ...]] = {"acts": get_args(ActOnLimit), "holders": ("body", "executor")}
        for table, codes in needed.items():
            for code in codes:
                if code not in getattr(self, table):
                    yield Fault(MissingRow, "has no row", table, code, table)
