"""Who the operators' console is for, and what they did there, in the audit trail."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.desk.access.dependencies import NotFound, Working, address_of
from services.desk.access.tables import record
from services.desk.domain.people import Person, Role

_SUBJECT_AT_MOST = 100  # characters


async def looking(person: Working) -> Person:
    """An operator, or an auditor, who may look. Raises NotFound."""
    if person.role not in (Role.OPERATOR, Role.AUDITOR):
        raise NotFound
    return person


async def operating(person: Working) -> Person:
    """An operator, who alone changes something. Raises NotFound."""
    if person.role is not Role.OPERATOR:
        raise NotFound
    return person


Looking = Annotated[Person, Depends(looking)]
Operating = Annotated[Person, Depends(operating)]


async def record_operation(
    request: Request, person: Person, what: str, subject: str, command: UUID | None = None
) -> None:
    """Note what is asked of a service before it is: what the trail has may have been refused, what was done it has."""
    pool, address = request.app.state.pool, address_of(request)
    stated = subject[:_SUBJECT_AT_MOST]
    await record(pool, person.account, what, subject=stated, command=command, address=address)
