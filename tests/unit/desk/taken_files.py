"""The files of the bank that were taken in, in memory: what the tests of pages need of them."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contracts.identifiers import new_id
from services.desk.domain.statement_files import (
    EntryStanding,
    Settled,
    TakenEntries,
    TakenEntry,
    TakenStatement,
    TakenStatements,
    turnover_of,
)
from services.desk.statement_files import EntryKey, StatementKey, Taken
from shared.bank_statements.entries import BankStatement


class TakenFiles:
    """The files of bodies; `now` is when they are taken in."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.files: dict[tuple[str, UUID], TakenStatement] = {}
        self.entries: dict[UUID, dict[str, TakenEntry]] = {}

    async def take(self, body: str, name: str, content: bytes, statement: BankStatement, account: str) -> Taken:
        digest = sha256(content).hexdigest()
        for (of, id_), file in self.files.items():
            if (of, file.digest) == (body, digest):
                return Taken(id_, self._counted(body, id_))
        id_, (since, until) = new_id(), statement.period or (None, None)
        self.files[body, id_] = TakenStatement(
            id=id_, name=name, digest=digest, format=statement.format, number=statement.number, dated=statement.dated,
            account=statement.account, bank=statement.bank, since=since, until=until, opening=statement.opening,
            closing=statement.closing, turnover=turnover_of(statement.entries), entries=len(statement.entries),
            taken_by=account, taken_at=self._now,
        )  # fmt: skip
        self.entries[id_] = {
            each.place: TakenEntry(
                ordinal=ordinal, place=each.place, kind=each.kind, order=each.order, booked_on=each.booked_on,
                sum=each.sum, standing=EntryStanding.OPEN,
            )
            for ordinal, each in enumerate(statement.entries, start=1)
        }  # fmt: skip
        return Taken(id_, None)

    async def settle(self, body: str, statement: UUID, entries: Iterable[Settled], account: str, _: datetime) -> None:
        assert (body, statement) in self.files
        found = self.entries[statement]
        for each in entries:
            said = {**each._asdict(), "settled_by": account, "settled_at": self._now}
            found[each.place] = found[each.place].model_copy(update=said)

    async def listed(self, body: str, limit: int, after: StatementKey | None = None) -> TakenStatements:
        ids = [id_ for of, id_ in reversed(self.files) if of == body]
        start = ids.index(after.id) + 1 if after else 0
        shown = ids[start : start + limit]
        return TakenStatements(
            statements=tuple(self._counted(body, id_) for id_ in shown), more=len(ids) > start + limit
        )

    async def shown(self, body: str, statement: UUID, limit: int, after: EntryKey | None = None) -> TakenEntries | None:
        if (body, statement) not in self.files:
            return None
        left = [each for each in self.entries[statement].values() if each.ordinal > (after.ordinal if after else 0)]
        return TakenEntries(
            statement=self._counted(body, statement), entries=tuple(left[:limit]), more=len(left) > limit
        )

    def _counted(self, body: str, id_: UUID) -> TakenStatement:
        standings = [each.standing for each in self.entries[id_].values()]
        return self.files[body, id_].model_copy(update={each.value: standings.count(each) for each in EntryStanding})
