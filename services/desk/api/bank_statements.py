"""Statements of the bank over the JSON interface: a file is matched and tried, or recorded, in one request.

What was taken in, there or on the pages, is looked up here, too.
"""

from base64 import b64decode
from binascii import Error
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field, ValidationError
from starlette.responses import Response

from contracts.base import Contract
from services.desk.api.acts import Key
from services.desk.api.callers import Acting, Reading
from services.desk.api.queries import After, place_of
from services.desk.api.replies import JSON, answer, invalid
from services.desk.domain.people import Person
from services.desk.pages.bank_statements import recorded
from services.desk.pages.paging import turning
from services.desk.pages.parts import NotFound, acts_of, client_for
from services.desk.pages.taken_statements import body_of, files_of
from services.desk.statement_files import EntryKey, StatementKey, entry_key_of, key_of
from shared.bank_statements.entries import ENTRIES_AT_MOST, BankStatement
from shared.bank_statements.faults import SIZE, StatementFault
from shared.bank_statements.looking import StatementMatcher
from shared.bank_statements.reading import read_statement
from shared.bank_statements.recording import StatementRecorder
from shared.bank_statements.whole import Line, ResultsView, lines_of, results_view, tried
from shared.csv_tables import Encoding
from shared.http.headers import check_media_type
from shared.http.problems import INVALID, MALFORMED, Refused, refused

router = APIRouter(prefix="/bank-statements")

AT_ONCE = 200
"""Entries of one request: it is answered before HAProxy gives up."""


class StatementFile(Contract):
    """The body of a request: a file, and what is recorded of its entries."""

    content: str
    """The file, CAMT.053 or CSV, in Base64."""
    name: str = Field(default="", max_length=200)
    """Of the file, for the list of files that were taken in."""
    encoding: Encoding = Encoding.UTF_8
    """Of a CSV file; XML states its own."""
    choices: dict[str, str] = Field(default_factory=dict, max_length=ENTRIES_AT_MOST)
    """By place of an entry what is recorded of it, one of its choices; what is not named is recorded as it matched."""


class RecordedFile(ResultsView):
    """What became of the entries of a file."""

    statement: UUID
    """The file in the list of those that were taken in."""
    taken_before: bool
    """Whether it was taken in before."""


class _Asked(NamedTuple):
    """What a request is about."""

    body: str
    content: bytes
    statement: BankStatement
    lines: list[Line]
    recorder: StatementRecorder


async def _read(request: Request) -> StatementFile:
    """The body of a request. Raises Refused."""
    check_media_type(request.headers, JSON)
    try:
        return StatementFile.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid(error) from None


Body = Annotated[StatementFile, Depends(_read)]
Rows = Annotated[int, Query(ge=1, le=200)]


@router.post("/preview")
async def preview(request: Request, person: Reading, file: Body) -> Response:
    """The entries, what they are matched to, and what recording them would do; nothing is recorded."""
    asked = await _asked(request, person, file)
    return answer(await tried(asked.recorder, asked.statement, asked.lines))


@router.post("")
async def record(request: Request, person: Acting, file: Body, key: Key) -> Response:
    """Record the entries, each by one command whose id follows from the idempotency key."""
    asked = await _asked(request, person, file)
    chosen = [(line.entry, line.choice) for line in asked.lines]
    taken = await files_of(request).take(asked.body, file.name, asked.content, asked.statement, person.account)
    results = await recorded(request, person, asked.body, taken.id, asked.recorder, chosen, key)
    view = results_view(results).results
    return answer(RecordedFile(results=view, statement=taken.id, taken_before=taken.before is not None))


@router.get("")
async def taken_in(request: Request, person: Reading, limit: Rows = 25, after: After = None) -> Response:
    """The files that were taken in, the latest first."""
    found = await files_of(request).listed(body_of(person), limit, place_of(StatementKey, after))
    return answer(found, turning(request, key_of(found)).following)


@router.get("/{statement}")
async def one_taken_in(
    request: Request, person: Reading, statement: UUID, limit: Rows = 100, after: After = None
) -> Response:
    """A file that was taken in, with what became of its entries. Raises NotFound."""
    found = await files_of(request).shown(body_of(person), statement, limit, place_of(EntryKey, after))
    if found is None:
        raise NotFound
    return answer(found, turning(request, entry_key_of(found)).following)


async def _asked(request: Request, person: Person, file: StatementFile) -> _Asked:
    """Raises NotFound and Refused."""
    body, client, acts = body_of(person), client_for(request, person), acts_of(request)
    try:
        content = b64decode(file.content, validate=True)
        statement = _statement(content, file.encoding)
        lines = await lines_of(StatementMatcher(client, acts, body), statement, file.choices)
    except Error:
        raise refused(MALFORMED, "a file is sent in Base64", "the content is no Base64", field="content") from None
    except StatementFault as fault:
        raise Refused(INVALID, *fault.problems) from None
    return _Asked(body, content, statement, lines, StatementRecorder(client, acts, body, statement))


def _statement(content: bytes, encoding: Encoding) -> BankStatement:
    """Raises StatementFault."""
    statement = read_statement(content, encoding)
    if len(statement.entries) > AT_ONCE:
        raise StatementFault([SIZE.at(None, f"a request has at most {AT_ONCE} entries")])
    return statement
