"""Queries of the read model: one round trip for all look-ups of a request.

Views are named in one order everywhere, that in which a rebuild swaps them (change, proceeding, initiation, answer,
executor, status, measure, repayment, revision), so that a query and the swap never wait for each other (deadlock).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from contracts.canonical import look_alike_key
from contracts.problems import Problem
from contracts.service_3_11_01 import ByCourtCase, ByDebtor, ByExecutionDocument, ByProceedingNumber, LookUp
from contracts.values import IdentifierKind
from services.edge.lookup.domain.answers import PROCEEDINGS_AT_MOST, FoundProceeding, LookupResult, result_of
from services.edge.lookup.domain.requests import PRESENT, PointInTime
from services.edge.lookup.persons import against
from services.edge.refusals import ANSWER_TOO_LARGE
from shared.batching import MicroBatcher
from shared.court_card.card import MomentsUnknown, cards, known_at, until
from shared.court_card.entries import CardEntries, InitiationEntry, current
from shared.court_card.provenance import provenance
from shared.court_card.reading import columns_of, entries_of
from shared.database import Pool
from shared.http.problems import UNAVAILABLE, refused
from shared.law.names import Language

# A lateral LIMIT 1 on a unique key keeps the planner from scanning a table for a few rows.
_CARDS = """
    SELECT asked.number, asked.language, stored.digest, stored.card, proceeding.revision, proceeding.known_since
    FROM unnest($1::text[], $2::text[]) AS asked(number, language)
    CROSS JOIN LATERAL (
        SELECT revision, known_since FROM read_model.proceeding WHERE number = asked.number LIMIT 1
    ) AS proceeding
    CROSS JOIN LATERAL (
        SELECT digest, card FROM read_model.answer
        WHERE number = asked.number AND language = asked.language LIMIT 1
    ) AS stored
"""
_MAX_BATCH, _MAX_CONCURRENCY, _MIN_BATCH = 100, 2, 8

_ASKED_COLUMNS = (
    "unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::date[]) AS asked(place, by, one, two, day)"
)
_ASKED = f"""
    {_ASKED_COLUMNS}
    CROSS JOIN LATERAL (
        SELECT asked.one AS number WHERE asked.by = 'proceeding-number'
        UNION ALL
        SELECT number FROM read_model.proceeding
        WHERE asked.by = 'execution-document'
          AND document_key = asked.one AND issuer = asked.two AND document_issued_on = asked.day
        UNION ALL
        SELECT number FROM read_model.proceeding WHERE asked.by = 'court-case' AND case_key = asked.one
        UNION ALL
        SELECT p.number FROM read_model.proceeding AS p
        WHERE asked.by = 'debtor' AND p.id IN (
            -- Who was the debtor before a successor took the place is one the document is against, too.
            SELECT proceeding FROM ({against(ever=False)}) AS debtor
        )
        ORDER BY number LIMIT {PROCEEDINGS_AT_MOST + 1}
    ) AS found
"""  # noqa: S608 - constants only
# Whatever was known at any time: which of it held at the time that is asked of is seen in the entries.
_EVER = """
    {asked_columns}
    CROSS JOIN LATERAL (
        SELECT id, NULL::text[] AS numbers FROM read_model.proceeding
        WHERE asked.by = 'proceeding-number' AND number = asked.one
        UNION
        SELECT proceeding, NULL FROM read_model.initiation
        WHERE asked.by = 'execution-document'
          AND document_key = asked.one AND issuer = asked.two AND document_issued_on = asked.day
        UNION
        SELECT proceeding, NULL FROM read_model.initiation WHERE asked.by = 'court-case' AND case_key = asked.one
        UNION
        {against}
        LIMIT {limit}
    ) AS found
"""
_AS_THEY_STAND = f"""
    SELECT asked.place, found.number, stored.card, proceeding.provenance
    FROM {_ASKED} CROSS JOIN LATERAL (
        SELECT provenance FROM read_model.proceeding WHERE number = found.number LIMIT 1
    ) AS proceeding
    CROSS JOIN LATERAL (
        SELECT card FROM read_model.answer WHERE number = found.number AND language = $6 LIMIT 1
    ) AS stored LIMIT $7
"""  # noqa: S608
_THEN = """
    SELECT asked.place, found.numbers, stored.*
    FROM {asked} CROSS JOIN LATERAL (
        SELECT {columns} FROM read_model.proceeding AS p WHERE p.id = found.id LIMIT 1
    ) AS stored LIMIT $6
"""


def _then_asked(known_at: str | None = None) -> str:
    ever = _EVER.format(
        asked_columns=_ASKED_COLUMNS, against=against(known_at, ever=True), limit=PROCEEDINGS_AT_MOST + 1
    )
    return _THEN.format(asked=ever, columns=columns_of("read_model", known_at))


_AS_OF = _then_asked()
_AS_KNOWN_AT = _then_asked("$7::timestamptz")


class StoredCard(NamedTuple):
    """A stored card."""

    digest: bytes
    body: bytes
    revision: int
    known_since: datetime | None
    """Since when all its rows are known; none: moments were not kept."""


class ReadModel:
    """What the edge reads; a part of the service."""

    def __init__(self, pool: Pool, batch_interval: float = 0.0) -> None:
        """`batch_interval`: least seconds between two batches of single look-ups while several arrive at a time."""
        self._pool = pool
        self._batcher = MicroBatcher(
            self._cards,
            max_batch=_MAX_BATCH,
            max_concurrency=_MAX_CONCURRENCY,
            min_batch=_MIN_BATCH,
            min_interval=batch_interval,
        )

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            await self._batcher.run()
        finally:
            self._pool.terminate()

    async def readiness(self) -> str | None:
        """Why nothing can be read; None if it can."""
        try:
            await self._cards([("", "en")])
        except Exception as error:  # noqa: BLE001 - whatever it is, the read model cannot be used
            return f"read model: {type(error).__name__}"
        return None

    async def card(self, number: str, language: Language) -> StoredCard | None:
        """The card of a proceeding; none if there is no such proceeding."""
        return await self._batcher.submit((number, language))

    async def _cards(self, asked: Sequence[tuple[str, Language]]) -> Sequence[StoredCard | None]:
        rows = await self._pool.fetch(_CARDS, [number for number, _ in asked], [language for _, language in asked])
        found = {(number, language): StoredCard(*stored) for number, language, *stored in rows}
        return [found.get(key) for key in asked]

    async def results(
        self,
        look_ups: Sequence[LookUp | Problem],
        scopes: frozenset[str],
        language: Language,
        at: PointInTime,
        fields: Sequence[str] | None = None,
        at_most: int | None = None,
    ) -> list[LookupResult]:
        """The result of each look-up; those out of scope are not made. `fields` name them in problems.

        Raises Refused if they find more proceedings than `at_most`.
        """
        names = fields or [f"look_ups.{place}" for place in range(len(look_ups))]
        wanted = [
            (place, look_up)
            for place, look_up in enumerate(look_ups)
            if not isinstance(look_up, Problem) and look_up.by in scopes
        ]
        found = await self.find(wanted, language, at, at_most) if wanted else {}
        return [
            result_of(names[place], look_up, scopes, found.get(place, ())) for place, look_up in enumerate(look_ups)
        ]

    async def find(
        self,
        look_ups: Sequence[tuple[int, LookUp]],
        language: Language,
        at: PointInTime = PRESENT,
        at_most: int | None = None,
    ) -> dict[int, list[FoundProceeding]]:
        """What each look-up finds, by the place given with it, in the order of the numbers.

        Raises Refused if that is more than `at_most` proceedings.
        """
        columns = _columns(look_ups)
        limit = None if at_most is None else at_most + 1
        if at == PRESENT:
            rows = await self._pool.fetch(_AS_THEY_STAND, *columns, language, limit)
            _check_number(rows, at_most)
            return _by_place(
                (row["place"], FoundProceeding(row["number"], row["card"], row["provenance"])) for row in rows
            )
        if at.as_known_at is None:
            rows = await self._pool.fetch(_AS_OF, *columns, limit)
        else:
            rows = await self._pool.fetch(_AS_KNOWN_AT, *columns, limit, at.as_known_at)
        _check_number(rows, at_most)
        asked = dict(look_ups)
        then = ((row["place"], _then(row, asked[row["place"]], language, at)) for row in rows)
        return _by_place((place, found) for place, found in then if found is not None)


def _check_number(rows: Sequence[Any], at_most: int | None) -> None:
    if at_most is not None and len(rows) > at_most:
        rule, detail = f"an answer holds at most {at_most} proceedings", "ask with fewer look-ups at a time"
        raise refused(ANSWER_TOO_LARGE, rule, detail, field="look_ups")


def _then(row: Mapping[str, Any], look_up: LookUp, language: Language, at: PointInTime) -> FoundProceeding | None:
    """What a look-up finds of a proceeding as it stood and was known then; none if that was not, or not so, then."""
    then = until(_known_at(entries_of(row), at.as_known_at), at.as_of)
    if not any(_is_found(look_up, each, row["numbers"]) for each in current(then.initiations)):
        return None
    known = provenance(then)
    return FoundProceeding(row["number"], cards(then, (language,))[language], known and known.body)


def _known_at(entries: CardEntries, moment: datetime | None) -> CardEntries:
    try:
        return entries if moment is None else known_at(entries, moment)
    except MomentsUnknown:
        rule, detail = "the read model keeps when everything was recorded", "it has to be rebuilt first"
        raise refused(UNAVAILABLE, rule, detail, field="as_known_at") from None


def _is_found(look_up: LookUp, initiation: InitiationEntry, numbers: Collection[str] | None) -> bool:
    """Whether what a proceeding was found by is what its initiation states, or what became of it by then.

    `numbers`: all that name the debtor, where one is asked for.
    """
    match look_up:
        case ByProceedingNumber():
            return True
        case ByExecutionDocument(number=number, issuer=issuer, issued_on=day):
            stated = (look_alike_key(initiation.document_number), initiation.issuer, initiation.document_issued_on)
            return stated == (look_alike_key(number), issuer, day)
        case ByCourtCase(case_number=number):
            return look_alike_key(initiation.court_case) == look_alike_key(number)
        case ByDebtor():
            stated_numbers = {
                f"{initiation.debtor_kind}:{initiation.debtor_identifier}",
                f"{IdentifierKind.UNP}:{initiation.debtor_unp}",
                f"{IdentifierKind.PERSONAL_NUMBER}:{initiation.debtor_personal_number}",
            }
            return not stated_numbers.isdisjoint(numbers or ())


def _by_place(found: Iterable[tuple[int, FoundProceeding]]) -> dict[int, list[FoundProceeding]]:
    places: dict[int, list[FoundProceeding]] = {}
    for place, proceeding in found:
        places.setdefault(place, []).append(proceeding)
    for proceedings in places.values():
        proceedings.sort(key=lambda proceeding: proceeding.number)
    return places


def _columns(look_ups: Sequence[tuple[int, LookUp]]) -> list[list[Any]]:
    rows = [(place, look_up.by, *_key(look_up)) for place, look_up in look_ups]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]


def _key(look_up: LookUp) -> tuple[str, str | None, date | None]:
    match look_up:
        case ByProceedingNumber(number=number):
            return number, None, None
        case ByExecutionDocument(number=number, issuer=issuer, issued_on=day):
            return look_alike_key(number), issuer, day
        case ByCourtCase(case_number=number):
            return look_alike_key(number), None, None
        case ByDebtor(identifier=identifier):
            return identifier.value, identifier.kind.value, None
