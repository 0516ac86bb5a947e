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
    grounds: list[tuple[str, date, date]] = field(default_factory=list)
    """On which the proceeding is suspended: the ground, since when, and its last day."""
    succeeded_on: date | None = None
    served: bool = False
    days_used: int = 0
    started: date | None = None
    ended: bool = False
    performed_on: date | None = None
    compulsory_on: date | None = None
    found_undone: list[date] = field(default_factory=list)
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
        for ground in sorted(each for each in begun.grounds if each[2] < day):
            _end_ground(begun, ground, day)
        if begun.stage == "voluntary-term" and not begun.grounds and begun.days_used == TERM and not begun.ended:
            begun.stage, begun.compulsory_on = "compulsory", day
            begun.statuses.append(("compulsory", day))
        waiting: list[dict[str, Any]] = []
        for act in sorted((act for act in acts if act["day"] == day), key=rank):
            if _DOES[act["command"]](begun, act, day) is False:
                waiting.append(act)  # void where it stands: it follows the act that opens it
                continue
            while done := next((each for each in waiting if _DOES[each["command"]](begun, each, day)), None):
                waiting.remove(done)
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
    if not it.ended and act["ground"] not in {ground for ground, _, _ in it.grounds}:
        last = belarus().next_working(act["until"]) if "until" in act else date.max
        it.grounds.append((act["ground"], day, last))
        it.statuses.append(("suspended", day))


def _extend(it: Naive, act: dict[str, Any], day: date) -> bool:
    for place, (name, since, last) in enumerate(it.grounds):
        if name == act["ground"] and last < date.max and act["until"] > last and not it.ended:
            it.grounds[place] = (name, since, belarus().next_working(act["until"]))
            return True
    return False


def _resume(it: Naive, act: dict[str, Any], day: date) -> bool:
    ended = [each for each in it.grounds if act.get("ground") in {None, each[0]}]
    if it.ended or len(ended) != 1 or _lacks_a_successor(it, ended[0]):
        return False
    _end_ground(it, ended[0], day)
    return True


def _lacks_a_successor(it: Naive, ground: tuple[str, date, date]) -> bool:
    name, since, _ = ground
    return name == "suspend-must-debtor-death" and (it.succeeded_on is None or it.succeeded_on < since)


def _end_ground(it: Naive, ground: tuple[str, date, date], day: date) -> None:
    shown = it.grounds[-1]
    it.grounds.remove(ground)
    if not it.grounds:
        it.statuses.append((it.stage, day))
        _start_term(it, day)
    elif ground == shown:
        it.statuses.append(("suspended", day))


def _succeed(it: Naive, act: dict[str, Any], day: date) -> None:
    if act["role"] == "debtor":
        it.succeeded_on = day


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


def _check(it: Naive, _: dict[str, Any], day: date) -> None:
    it.found_undone.append(day)


def _impose(it: Naive, _: dict[str, Any], __: date) -> bool:
    late = any(it.performed_on is None or it.performed_on >= day for day in it.found_undone)
    due = it.status in {"compulsory", "suspended"} and it.compulsory_on is not None and not it.fee_imposed and late
    if due:
        it.fee_imposed, it.fee = True, it.base_fee
    return due


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
_DOES: dict[str, Callable[[Naive, dict[str, Any], date], bool | None]] = {
    "record-service": _serve,
    "suspend-proceeding": _suspend,
    "extend-suspension": _extend,
    "resume-proceeding": _resume,
    "record-payment": _pay,
    "record-cost": _cost,
    "check-performance": _check,
    "impose-fee": _impose,
    "record-fulfilment": _perform,
    "assign-executor": _assign,
    "name-successor": _succeed,
    "add-measure": _begin_levy,
    "change-measure-status": _move_levy,
    "terminate-proceeding": _end,
    "complete-proceeding": _end,
}
