"""The operators' console over services that answer without a broker, with the audit trail."""

from typing import Any, Generic, TypeVar

import httpx
from starlette.requests import Request

from services.desk.access.dependencies import SESSION_COOKIE
from services.desk.domain.people import Role
from tests.unit.desk import running
from tests.unit.desk.running import CODES

S = TypeVar("S", bound=running.Services)


class Trail(running.Trail):
    """The audit trail: account, what, subject."""

    def __init__(self) -> None:
        self.entries: list[tuple[object, ...]] = []

    async def execute(self, *values: object) -> None:
        self.entries.append(values[1:4])


class Console(Generic[S]):
    """The pages for somebody who is signed in."""

    def __init__(self, services: S, role: Role) -> None:
        self.services, self.trail = services, Trail()
        self.client = running.desk(services, f"{role}:{CODES[role]}")
        self.app = self.client._transport.app  # type: ignore[attr-defined]
        self.app.state.pool = self.trail
        self.session = f"{SESSION_COOKIE}={role}:{CODES[role]}".encode()

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.client.get(path, params=query or None, headers={"accept-language": "en"})

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        asked = Request({"type": "http", "method": "GET", "path": "/", "headers": [(b"cookie", self.session)]})
        data = {"csrf_token": self.app.state.forms.token(asked), **fields}
        return await self.client.post(path, data=data, headers={"accept-language": "en"})
