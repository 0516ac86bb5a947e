"""Samples of earlier releases for tests: databases restored and migrated, cards and commands as they were recorded.

def test_something(first_stage): ...

first_stage.database("proceedings")    ->  Database, restored and brought to today's schema, for this test module
first_stage.as_released("proceedings") ->  the same with the schema it was recorded with
first_stage.cards()                    ->  every card the court got
first_stage.commands()                 ->  every command that was sent, with its reply
first_stage.contents                   ->  what the sample holds: counts by store and type
"""

import json
import lzma
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from contracts.envelope import CommandEnvelope, command_from_message, command_headers
from contracts.replies import REPLY, Accepted, Rejected
from infra.database.provisioning import DATABASES, create_database
from infra.stack.services import migrate
from infra.stack.stack import Stack
from tests.engines import CopiedDatabase, Database
from tests.releases.court import RecordedCard, written
from tests.releases.postgres import restore

FIRST_STAGE = Path(__file__).parent / "first_stage"
CONTENTS, CARDS, COMMANDS = "contents.json", "cards.jsonl.xz", "commands.jsonl.xz"


@dataclass(frozen=True)
class RecordedCommand:
    """A command as it was sent, and the reply to it."""

    command: CommandEnvelope[Any]
    reply: Accepted | Rejected

    def line(self) -> str:
        """A line of the file."""
        headers, data = command_headers(self.command), self.command.data.model_dump(mode="json")
        return written({"headers": headers, "data": data, "reply": self.reply.model_dump(mode="json")})

    @classmethod
    def of(cls, line: str) -> "RecordedCommand":
        """The command of a line, read by today's contracts. Raises UnknownType or MalformedMessage."""
        read = json.loads(line)
        command = command_from_message(read["headers"], json.dumps(read["data"]).encode())
        return cls(command, REPLY.validate_python(read["reply"]))


@dataclass(frozen=True)
class Sample:
    """A folder with what was recorded of a release."""

    folder: Path
    restored: Callable[[str, bool], Database]
    """A database of a service from its dump, and whether it is to be migrated."""

    def database(self, service: str) -> Database:
        """A copy of a service's database for this test module, with today's schema."""
        return self.restored(service, True)

    def as_released(self, service: str) -> Database:
        """A copy with the schema it was recorded with."""
        return self.restored(service, False)

    @cached_property
    def contents(self) -> Mapping[str, Any]:
        """What the sample holds."""
        read: Mapping[str, Any] = json.loads((self.folder / CONTENTS).read_text())
        return read

    def cards(self) -> Iterator[RecordedCard]:
        """Every card the court got."""
        return map(RecordedCard.of, lines_in(self.folder / CARDS))

    def commands(self) -> Iterator[RecordedCommand]:
        """Every command that came over the broker, in the order of the replies."""
        return map(RecordedCommand.of, lines_in(self.folder / COMMANDS))


def dump_of(folder: Path, service: str) -> Path:
    """The file with the dump of a service's database."""
    return folder / f"{service}.sql.xz"


def lines_in(file: Path) -> Iterator[str]:
    """The lines of a compressed file."""
    with lzma.open(file, "rt", encoding="utf-8", newline="\n") as opened:
        yield from opened


@pytest.fixture(scope="session")
def first_stage_template(engines: Stack) -> Callable[[str, bool], str]:
    """Restores a dump of the first stage once per run; gives the name of the database to copy."""

    @cache
    def template(service: str, migrated: bool) -> str:
        kind = DATABASES[service]
        name = f"first_stage_{service}" if migrated else f"first_stage_{service}_as_released"
        create_database(engines.server_url(), name, kind)
        owner_url = engines.addresses.database(kind.owner, name)
        restore(owner_url, dump_of(FIRST_STAGE, service))
        if migrated:
            migrate(service, owner_url)
        return name

    return template


@pytest.fixture(scope="module")
def first_stage(copied_database: CopiedDatabase, first_stage_template: Callable[[str, bool], str]) -> Sample:
    """The sample of the first stage; each of its databases is made when a test first asks for it."""

    @cache
    def restored(service: str, migrated: bool) -> Database:
        return copied_database(service, first_stage_template(service, migrated))

    return Sample(FIRST_STAGE, restored)
