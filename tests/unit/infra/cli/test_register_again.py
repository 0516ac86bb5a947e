"""`lea statement register --statement`: a statement that a restore has lost keeps its id."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from contracts.identifiers import derived_id, new_id
from contracts.problems import Problem
from contracts.replies import Rejected
from infra.cli.clerk import statement
from infra.cli.main import app
from tests.unit.infra.cli.test_every_command import STATEMENT


class Client:
    """Refuses what it is sent, and keeps its stream."""

    def __init__(self) -> None:
        self.streams: list[UUID] = []

    async def send(self, stream: UUID, *_: Any, **__: Any) -> Rejected:
        self.streams.append(stream)
        return Rejected(command_id=new_id(), problems=(Problem(code="test", rule="a test", detail="refused"),))


@pytest.mark.parametrize("again", [True, False])
def test_the_stream_of_a_statement(again: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    client, lost, command = Client(), new_id(), new_id()

    def with_client(_: str, __: str, work: Callable[[Client], Awaitable[Any]], **___: Any) -> Any:
        return asyncio.run(work(client))  # type: ignore[arg-type]

    monkeypatch.setattr(statement, "with_client", with_client)
    words = [word for field, value in STATEMENT.items() for word in (f"--{field}", value)]
    stated = [*words, "--as", "executor:0101-017", "--id", str(command), *(["--statement", str(lost)] if again else [])]
    done = CliRunner().invoke(app, ["statement", "register", *stated])
    assert done.exit_code == 3, done.output
    assert client.streams == [lost if again else derived_id(command, "statement")]
