"""What signed-in people did, in the audit trail."""

from uuid import UUID

from fastapi import Request

from services.desk.access.tables import record

_SUBJECT_AT_MOST = 100  # characters


async def record_command(
    request: Request, account: str, act: str, number: str, command: UUID, address: str | None
) -> None:
    """Note a command before it is sent: what the trail has may not have been accepted, what was accepted it has."""
    pool = request.app.state.pool
    await record(
        pool, account, "act-sent", subject=f"{number} {act}"[:_SUBJECT_AT_MOST], command=command, address=address
    )
