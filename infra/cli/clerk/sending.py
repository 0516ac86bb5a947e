"""Commands of a clerk on their way: made from options, sent to the proceeding that a number names."""

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from contracts.recording import Recording
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.cli.clerk.previews import show_preview
from infra.cli.clerk.session import asks, checked, confirm, finish, with_client
from shared.clock import SystemClock
from shared.confirmed import Confirmed
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

Send = Callable[[Command, datetime, Recording | None, UUID, int | None], None]
"""Sends a command with its effective day, recording, id and expected version, and shows the reply."""


def sender(name: str, actor: str, number: str, *, language: Language, as_json: bool, yes: bool = True) -> Send:
    """Sends commands to the proceeding with a number; without `yes` a terminal shows what each would do, and asks."""
    asked = checked(number)

    def send(
        command: Command, day: datetime, recording: Recording | None, command_id: UUID, version: int | None
    ) -> None:
        confirmed = None if version is None else Confirmed(version)
        if asks(yes=yes, as_json=as_json):
            shown = with_client(
                name,
                actor,
                lambda client: client.preview(asked, command, day.date(), recording, id=command_id),
                language=language,
                as_json=as_json,
            )
            show_preview(shown, language=language, as_json=False)
            if confirmed is None:
                confirmed = Confirmed(shown.version, shown.outcome_digest)
            confirm(language)

        async def work(client: "ClerkClient") -> Accepted | Rejected:
            view = await client.show(asked)
            return await client.send(view.id, command, day.date(), recording, id=command_id, confirmed=confirmed)

        reply = with_client(name, actor, work, language=language, as_json=as_json)
        finish(reply, language=language, as_json=as_json)

    return send


def today() -> datetime:
    return datetime.combine(SystemClock().today(), time(), None)
