"""The bank orders of a body's money, so that one that is recorded in another proceeding, or in none, is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.record_bank_reversal import BankReversalRecorded
from contracts.acts.refuse_receipt import ReceiptRefused, RefuseReceipt
from contracts.banking import order_key
from contracts.base import AS_STORED
from contracts.codelists import CURRENCIES
from contracts.commands.accounts import ReceiveUnidentified
from contracts.commands.proceedings import RecordPayment
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.corrections import CorrectionMade
from contracts.events.proceedings import CourseRevised, PaymentReceived
from contracts.queries.proceedings import BankOrders, FindBankOrders, RecordedOrder
from contracts.values import IdentifierKind, PersonIdentifier
from services.proceedings.domain.accounts import BodyAccount
from services.proceedings.domain.journal import State
from services.proceedings.domain.rules import paid_by_debtor
from services.proceedings.persons import one_person
from shared.database import Connection

_CHANGING = PaymentReceived | ReceiptRefused | BankReversalRecorded | CourseRevised | CorrectionMade
"""Events after which the orders of a proceeding are written anew."""
_RECORDING = RecordPayment | RefuseReceipt | ReceiveUnidentified
_UNP, _PERSONAL = IdentifierKind.UNP.value, IdentifierKind.PERSONAL_NUMBER.value


class _Order(NamedTuple):
    """What makes orders of one body the same. A payer who is not known is not compared."""

    body: str
    number: str
    dated: Any
    amount: Decimal
    currency: str
    payer: str

    def under_one_number(self, other: Mapping[str, str]) -> "_Order":
        """The order under one number of its payer: of a person with two, by the payer number."""
        return self._replace(payer=min(self.payer, other.get(self.payer, self.payer), key=_personal_last))

    def under_either_number(self, other: Mapping[str, str]) -> Iterator["_Order"]:
        """The order under each number of its payer."""
        yield self
        if self.payer in other:
            yield self._replace(payer=other[self.payer])


class _Recorded(NamedTuple):
    """Where an order is recorded, and under which number of its payer."""

    proceeding: UUID
    number: str
    payer: str

    def hidden_from(self, stream: UUID, order: _Order) -> bool:
        """Whether the stream does not see by itself that it is the same order."""
        return self.proceeding != stream or self.payer != order.payer


async def recorded_elsewhere(connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> Mapping[UUID, str]:
    """By command that records money, the number of another proceeding of the body that has its bank order; or of its
    own, which has it under the other number of the payer.

    Of money that no proceeding is named for, the code of the body. Orders are locked until the transaction ends, so
    that of two at once one is recorded.
    """
    asking = [each for each in commands if isinstance(each.data, _RECORDING) and each.data.bank_order is not None]
    if not asking:
        return {}
    rows = await connection.fetch(_PROCEEDINGS, [command.stream for command in asking])
    proceedings = {row["proceeding"]: row for row in rows}
    orders = {command.id: order for command in asking if (order := _order(command, proceedings.get(command.stream)))}
    other = await _other_numbers(connection, orders.values())
    for order in sorted({each.under_one_number(other) for each in orders.values()}, key=repr):
        await connection.execute(_LOCK, repr(order))
    asked = [each for order in orders.values() for each in order.under_either_number(other)]
    known: defaultdict[_Order, list[_Recorded]] = defaultdict(list)
    for row in await connection.fetch(_KNOWN, *_columns(asked)):
        proceeding, number, *rest = row.values()
        order = _Order(*rest)
        known[order.under_one_number(other)].append(_Recorded(proceeding, number, order.payer))
    found: dict[UUID, str] = {}
    for command in asking:
        if (order := orders.get(command.id)) is None:
            continue
        recorded = known[order.under_one_number(other)]
        if there := next((each for each in recorded if each.hidden_from(command.stream, order)), None):
            found[command.id] = there.number
        else:  # of two in one batch, the first has it
            row = proceedings.get(command.stream)
            recorded.append(_Recorded(command.stream, row["number"] if row else order.body, order.payer))
    return found


async def write_orders(
    connection: Connection, events: Iterable[EventEnvelope[Any]], states: Mapping[UUID, State]
) -> None:
    """Write the orders of the streams whose payments, or what they set aside for its payer, these events change."""
    changed = {event.stream for event in events if isinstance(event.data, _CHANGING)}
    if not changed:
        return
    rows = [row for stream in sorted(changed) for row in _rows(stream, states[stream])]
    await connection.execute("DELETE FROM bank_order WHERE proceeding = ANY($1::uuid[])", sorted(changed))
    if rows:
        await connection.execute(_ADD, *[list(column) for column in zip(*rows, strict=True)])


async def write_account_orders(connection: Connection, account: UUID, body: str, state: BodyAccount) -> None:
    """Write the orders of money of which something belongs to no proceeding, as far as is known, or that was divided:
    no payment has the whole sum of the order then.
    """
    rows = [
        (
            account, id_, body, body, each.order.key, each.order.dated, each.sum.amount, each.sum.currency,
            _written(each.order.payer),
        )
        for id_, each in state.receipts.items()
        if (each.unnamed.amount or each.divided) and not each.struck
    ]  # fmt: skip
    await connection.execute("DELETE FROM bank_order WHERE proceeding = $1", account)
    if rows:
        await connection.execute(_ADD, *[list(column) for column in zip(*rows, strict=True)])


async def release_order(connection: Connection, account: UUID, receipt: UUID) -> None:
    """The order of unidentified money is about to be recorded in a proceeding."""
    await connection.execute("DELETE FROM bank_order WHERE proceeding = $1 AND payment = $2", account, receipt)


async def find_orders(connection: Connection, asked: FindBankOrders) -> BankOrders:
    """The orders of a body with these numbers."""
    rows = await connection.fetch(_FIND, asked.body, sorted({order_key(number) for number in asked.numbers}))
    return BankOrders(orders=tuple(_recorded(row) for row in rows))


def _recorded(row: Mapping[str, Any]) -> RecordedOrder:
    kind, _, value = row["payer"].partition(":")
    amount = round(row["amount"], CURRENCIES[row["currency"]].minor_units)
    return RecordedOrder.model_validate(
        {
            **{name: row[name] for name in ("number", "payment", "key", "dated")},
            "sum": {"amount": amount, "currency": row["currency"]},
            "payer": {"kind": kind, "value": value} if kind else None,
        },
        context=AS_STORED,
    )


def _rows(stream: UUID, state: State) -> Iterator[tuple[Any, ...]]:
    """Of payments that the bank took back whole nothing: it may credit them again by the same order, elsewhere."""
    acts = state.acts if state else ()
    back = {act.data.payment for act in acts if isinstance(act.data, BankReversalRecorded) and act.data.sum is None}
    for act in acts:
        if state and isinstance(act.data, PaymentReceived | ReceiptRefused) and (order := act.data.bank_order):
            id_ = act.data.payment if isinstance(act.data, PaymentReceived) else act.data.refund
            if id_ in back:
                continue
            sum_ = act.data.sum
            yield (
                stream, id_, state.number, state.body, order.key, order.dated, sum_.amount,
                sum_.currency, _written(order.payer),
            )  # fmt: skip


def _order(command: CommandEnvelope[Any], proceeding: Mapping[str, Any] | None) -> _Order | None:
    """The order a command names; none where nobody knows who paid, or in which proceeding."""
    data: RecordPayment | RefuseReceipt | ReceiveUnidentified = command.data
    if (order := data.bank_order) is None:
        return None
    payer = _written(order.payer)
    if isinstance(data, ReceiveUnidentified):
        body = data.body
    elif proceeding is None:
        return None
    else:
        body = proceeding["body"]
        if not payer and isinstance(data, RecordPayment) and paid_by_debtor(data.source):
            payer = f"{proceeding['debtor_kind']}:{proceeding['debtor_identifier']}"
    if not payer:
        return None
    return _Order(body, order.key, order.dated, data.sum.amount, data.sum.currency, payer)


async def _other_numbers(connection: Connection, orders: Iterable[_Order]) -> Mapping[str, str]:
    """By number of a payer, the other number of the same person, where records join the two."""
    numbers: dict[str, set[str]] = {_UNP: set(), _PERSONAL: set()}
    for order in orders:
        kind, _, value = order.payer.partition(":")
        numbers.setdefault(kind, set()).add(value)
    joined = await one_person(connection, numbers[_UNP], numbers[_PERSONAL])
    pairs = [(f"{_PERSONAL}:{personal}", f"{_UNP}:{unp}") for personal, unp in joined.items()]
    return {**dict(pairs), **{unp: personal for personal, unp in pairs}}


def _personal_last(payer: str) -> tuple[bool, str]:
    return payer.startswith(f"{_PERSONAL}:"), payer


def _written(payer: PersonIdentifier | None) -> str:
    """As rows have it: empty where nobody knows who paid."""
    return f"{payer.kind.value}:{payer.value}" if payer else ""


def _columns(orders: Iterable[_Order]) -> list[list[Any]]:
    rows = list(dict.fromkeys(orders))
    return [[row[place] for row in rows] for place in range(len(_Order._fields))]


_PROCEEDINGS = """
SELECT proceeding, number, body, debtor_kind, debtor_identifier FROM proceeding_index
WHERE proceeding = ANY($1::uuid[])
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_KNOWN = """
SELECT proceeding, bank_order.number, body, key, dated, amount, currency, payer
FROM bank_order
JOIN unnest($1::text[], $2::text[], $3::date[], $4::numeric[], $5::text[], $6::text[])
     AS asked (body, key, dated, amount, currency, payer) USING (body, key, dated, amount, currency, payer)
ORDER BY proceeding
"""
_FIND = """
SELECT number, payment, key, dated, amount, currency, payer FROM bank_order
WHERE body = $1 AND key = ANY($2::text[])
ORDER BY key, dated, number, payment
"""
_ADD = """
INSERT INTO bank_order (proceeding, payment, number, body, key, dated, amount, currency, payer)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::numeric[],
                     $8::text[], $9::text[])
"""
