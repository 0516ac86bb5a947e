"""A bank statement that was taken in: what the file was, and what became of each of its entries."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.desk.access.dependencies import Working
from services.desk.domain.people import Person, Role
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import NotFound, pages_of
from services.desk.statement_files import EntryKey, StatementFiles, entry_key_of

router = APIRouter(prefix="/money/statements")

ROLES = frozenset({Role.ACCOUNTANT, Role.HEAD})
"""Who keeps the deposit account of a body."""
ENTRIES = 80
"""Of one page at most: it stays small."""


@router.get("/{statement}")
async def show_statement(request: Request, person: Working, statement: UUID) -> Response:
    """A file that was taken in: what it is, and what became of its entries. Raises NotFound."""
    found = await files_of(request).shown(body_of(person), statement, ENTRIES, key_in(request, EntryKey))
    if found is None:
        raise NotFound
    values = {"statement": found.statement, "entries": found.entries, "turn": turning(request, entry_key_of(found))}
    return pages_of(request)(request, "taken_statement.html", values)


def body_of(person: Person) -> str:
    """The body whose deposit account a person keeps. Raises NotFound."""
    if person.role not in ROLES or person.body is None:
        raise NotFound
    return person.body


def files_of(request: Request) -> StatementFiles:
    """The files that were taken in."""
    files: StatementFiles = request.app.state.statement_files
    return files
