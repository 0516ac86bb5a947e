"""A second reading of the course, day by day and without the tables: slow, plain, and only for the acts of the test.

It shares nothing with the engine but the rank of acts within a day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from shared.law.calendar import belarus

TERM = 7
"""Working days of the voluntary term (Art. 357)."""
NOTHING = Decimal("0.00")


@dataclass
class Naive:
    """A proceeding over one money claim and one demand to perform an action, as it stands at the end of a day."""

    claim: Decimal
    base_fee: Decimal
    stage: str = "initiated"
    grounds: list[str] = field(default_factory=list)
    served: bool = False
    days_used: int = 0
    started: date | None = None
    ended: bool = False
    performed_on: date | None = None
    compulsory_on: date | None = None
    costs: Decimal = NOTHING
    fee: Decimal = NOTHING
    fee_imposed: bool = False
    repaid: Decimal = NOTHING
    statuses: list[tuple[str, date]] = field(default_factory=list)
    executors: list[tuple[str, date]] = field(default_factory=list)
    levy: list[tuple[str, date]] = field(default_factory=list)
    costs_paid: dict[str, Decimal] = field(default_factory=dict)
    """What each payment gave to the costs, by the payment's id."""

    @property
    def status(self) -> str:
        """The latest status."""
        return self.statuses[-1][0]


def lived(
    acts: Sequence[dict[str, Any]], begun: Naive, first: date, last: date, rank: Callable[[dict[str, Any]], Any]
) -> Naive:
    """The proceeding at the end of `last`."""
    begun.statuses.append(("initiated", first))
    calendar, day = belarus(), first
    while day <= last:
        if begun.stage == "voluntary-term" and not begun.grounds and begun.days_used == TERM and not begun.ended:
            begun.stage, begun.compulsory_on = "compulsory", day
            begun.statuses.append(("compulsory", day))
        for act in sorted((act for act in acts if act["day"] == day), key=rank):
            _DOES[act["command"]](begun, act, day)
        counts = begun.started is not None and day > begun.started and calendar.is_working(day)
        if begun.stage == "voluntary-term" and not begun.grounds and counts and begun.days_used < TERM:
            begun.days_used += 1
        day += timedelta(days=1)
    return begun


def _serve(it: Naive, _: dict[str, Any], day: date) -> None:
    if not it.served:
        it.served = True
        _start_term(it, day)


def _start_term(it: Naive, day: date) -> None:
    if it.stage == "initiated" and it.served and not it.grounds and not it.ended:
        it.stage, it.started = "voluntary-term", day
        it.statuses.append(("voluntary-term", day))


def _suspend(it: Naive, act: dict[str, Any], day: date) -> None:
    if not it.ended and act["ground"] not in it.grounds:
        it.grounds.append(act["ground"])
        it.statuses.append(("suspended", day))


def _resume(it: Naive, act: dict[str, Any], day: date) -> None:
    if it.ended or act["ground"] not in it.grounds:
        return
    it.grounds.remove(act["ground"])
    if not it.grounds:
        it.statuses.append((it.stage, day))
        _start_term(it, day)


def _end(it: Naive, act: dict[str, Any], day: date) -> None:
    if not it.ended:
        it.ended, it.grounds = True, []
        it.statuses.append(
            ("completed-terminated" if act["command"] == "terminate-proceeding" else "completed-fulfilled", day)
        )


def _pay(it: Naive, act: dict[str, Any], _: date) -> None:
    paid = Decimal(act["sum"].split()[0])
    to_costs = min(paid, it.costs)
    it.costs -= to_costs
    it.costs_paid[act["payment"]] = to_costs
    it.fee -= min(paid - to_costs, it.fee)


def _cost(it: Naive, act: dict[str, Any], _: date) -> None:
    if act["kind"] == "sale":
        return  # the buyer bears it (Art. 401(3))
    it.costs += Decimal(act["sum"].split()[0])


def _impose(it: Naive, _: dict[str, Any], day: date) -> None:
    late = it.performed_on is None or (it.compulsory_on is not None and it.performed_on >= it.compulsory_on)
    if it.status == "compulsory" and not it.fee_imposed and late:
        it.fee_imposed, it.fee = True, it.base_fee


def _perform(it: Naive, _: dict[str, Any], day: date) -> None:
    it.performed_on = it.performed_on or day


def _assign(it: Naive, act: dict[str, Any], day: date) -> None:
    it.executors.append((act["executor"]["id"], day))


def _begin_levy(it: Naive, _: dict[str, Any], day: date) -> None:
    it.levy.append(("adopted", day))


def _move_levy(it: Naive, act: dict[str, Any], day: date) -> None:
    if it.levy:
        it.levy.append((act["status"], day))


_ENDS = {"terminate-proceeding": "completed-terminated", "complete-proceeding": "completed-fulfilled"}
_DOES: dict[str, Callable[[Naive, dict[str, Any], date], None]] = {
    "record-service": _serve,
    "suspend-proceeding": _suspend,
    "resume-proceeding": _resume,
    "record-payment": _pay,
    "record-cost": _cost,
    "impose-fee": _impose,
    "record-fulfilment": _perform,
    "assign-executor": _assign,
    "add-measure": _begin_levy,
    "change-measure-status": _move_levy,
    "terminate-proceeding": _end,
    "complete-proceeding": _end,
}
