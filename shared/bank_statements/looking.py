"""Looks up to what the entries of a statement belong."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from contracts.queries.proceedings import (
    FindBankOrders,
    FindProceedings,
    History,
    ListUnidentified,
    ProceedingRow,
    ProceedingView,
    RecordedOrder,
    UnidentifiedView,
)
from shared.act_fields import ActFields
from shared.bank_statements.entries import BankEntry, EntryKind
from shared.bank_statements.matching import (
    Found,
    Match,
    OnRecord,
    Outcome,
    Remark,
    candidates,
    credit_known_in,
    matched_by_record,
    matched_credit,
    repeated,
    ways_to,
)
from shared.bank_statements.payouts import payouts_in, reversals_in
from shared.bank_statements.purposes import documents_in, proceedings_in
from shared.clerk_client import ClerkClient, QueryRefused

K = TypeVar("K")
V = TypeVar("V")

RECORD_PAYMENT = "record-payment"
_AT_ONCE = 8
"""Queries under way at a time."""
_ORDERS_IN_ONE = 500
"""Numbers that one query asks for."""


class StatementMatcher:
    """Matches entries of the account of a body to what is on record. Raises NoReply and QueryRefused."""

    def __init__(self, client: ClerkClient, acts: ActFields, body: str) -> None:
        self._client = client
        self._body = body
        money = acts.rule_set.proceedings.money
        self.running = acts.rows[RECORD_PAYMENT].statuses - acts.rule_set.procedures.enforcement.final
        """The statuses in which a proceeding takes money of every source."""
        self._brought_by = {row.source: row.brought_by for row in money.sources.values()}
        self._void = acts.rule_set.proceedings.measures.void

    async def known(self, entries: Sequence[BankEntry]) -> Mapping[str, Match]:
        """By place, credits that are on record, and entries that the file has before. Takes two queries."""
        record, twice = await self._record(entries), repeated(entries)
        found = {each.place: self._known(each, record, twice) for each in entries}
        return {place: match for place, match in found.items() if match}

    async def matches(self, entries: Sequence[BankEntry]) -> list[Match]:
        """Of each entry, in their order."""
        record, twice = await self._record(entries), repeated(entries)
        known = {each.place: self._known(each, record, twice) for each in entries}
        credits_ = [each for each in entries if each.kind is EntryKind.CREDIT and not known[each.place]]
        others = [each for each in entries if each.kind is not EntryKind.CREDIT and not known[each.place]]
        of_credits, of_others = await asyncio.gather(self._credits(credits_), self._others(others, record))
        found = {**of_credits, **of_others}
        return [known[each.place] or found[each.place] for each in entries]

    async def row(self, number: str) -> ProceedingRow | None:
        """The proceeding of the body with a number."""
        return next((row for row in await self._find(number=number) if row.body == self._body), None)

    async def whole(self, entry: BankEntry, payment: object) -> RecordedOrder | None:
        """The payment that the bank took back, or a part of which."""
        return next((each for each in await self._orders([entry]) if each.payment == payment), None)

    def _known(self, entry: BankEntry, record: OnRecord, twice: set[str]) -> Match | None:
        if entry.place in twice:
            return Match(Outcome.KNOWN, remarks=(Remark.REPEATED,))
        if entry.kind is not EntryKind.CREDIT or not (where := credit_known_in(entry, self._body, record)):
            return None
        return Match(Outcome.KNOWN, known_in=where)

    async def _credits(self, entries: Sequence[BankEntry]) -> Mapping[str, Match]:
        purposes = {each.place: each.purpose or "" for each in entries}
        numbers = {place: proceedings_in(purpose) for place, purpose in purposes.items()}
        documents = {place: documents_in(purpose) for place, purpose in purposes.items()}
        payers = {each.identifier for each in entries if each.identifier}
        by_number, by_document, by_payer = await asyncio.gather(
            _each(_flat(numbers.values()), lambda number: self._find(number=number)),
            _each(_flat(documents.values()), lambda document: self._find(document=document)),
            _each({(each.kind.value, each.value) for each in payers}, self._against),
        )
        found = {}
        for each in entries:
            named = [row for number in numbers[each.place] for row in by_number[number]]
            named += [row for document in documents[each.place] for row in by_document[document]]
            of_payer = by_payer[each.identifier.kind.value, each.identifier.value] if each.identifier else ()
            found[each.place] = Found(named, of_payer)
        possible = {place: candidates(each, self._body, self.running) for place, each in found.items()}
        views = await _each({row.number for rows in possible.values() for row in rows}, self._client.show)
        return {
            each.place: matched_credit(found[each.place], self._body, self.running, self._ways(each, views))
            for each in entries
        }

    def _ways(self, entry: BankEntry, views: Mapping[str, ProceedingView]) -> Mapping[str, Any]:
        return {number: ways_to(view, self._brought_by, self._void, entry.booked_on) for number, view in views.items()}

    async def _others(self, entries: Sequence[BankEntry], record: OnRecord) -> Mapping[str, Match]:
        numbers = {each.place: set(proceedings_in(each.purpose or "")) for each in entries}
        own = await _each(_flat(numbers.values()), lambda number: self._find(number=number))
        for each in entries:
            of_body = {row.number for number in numbers[each.place] for row in own[number] if row.body == self._body}
            of_order = {order.number for order in record.orders if order.key == each.bank_order.key}
            numbers[each.place] = of_body | (of_order - {self._body})
        histories: Mapping[str, History] = await _each(_flat(numbers.values()), self._client.history)
        return {
            each.place: matched_by_record(
                each,
                self._body,
                record._replace(
                    payouts=[
                        payout for number in sorted(numbers[each.place]) for payout in payouts_in(histories[number])
                    ],
                    reversed=[
                        back for number in sorted(numbers[each.place]) for back in reversals_in(histories[number])
                    ],
                ),
            )
            for each in entries
        }

    async def _record(self, entries: Sequence[BankEntry]) -> OnRecord:
        return OnRecord(*await asyncio.gather(self._orders(entries), self._unidentified()))

    async def _orders(self, entries: Sequence[BankEntry]) -> Sequence[RecordedOrder]:
        numbers = sorted({each.order for each in entries})
        parts = [numbers[start : start + _ORDERS_IN_ONE] for start in range(0, len(numbers), _ORDERS_IN_ONE)]
        asked = (FindBankOrders(body=self._body, numbers=tuple(part)) for part in parts)
        return [order for each in asked for order in (await self._client.bank_orders(each)).orders]

    async def _unidentified(self) -> Sequence[UnidentifiedView]:
        asked = ListUnidentified(body=self._body, settled=True)
        return (await self._client.unidentified(asked)).receipts

    async def _against(self, payer: tuple[str, str]) -> Sequence[ProceedingRow]:
        kind, value = payer
        return await self._find(debtor={"kind": kind, "value": value})

    async def _find(self, **asked: object) -> Sequence[ProceedingRow]:
        """What is found; nothing where what is asked for cannot exist."""
        try:
            return (await self._client.find(FindProceedings.model_validate(asked))).proceedings
        except (ValidationError, QueryRefused):
            return ()


def _flat(groups: Iterable[Iterable[K]]) -> set[K]:
    return {each for group in groups for each in group}


async def _each(keys: Iterable[K], ask: Callable[[K], Awaitable[V]]) -> Mapping[K, V]:
    """The answers by what was asked, a few at a time."""
    limit = asyncio.Semaphore(_AT_ONCE)

    async def one(key: K) -> tuple[K, V]:
        async with limit:
            return key, await ask(key)

    return dict(await asyncio.gather(*map(one, keys)))
