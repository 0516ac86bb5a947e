"""Every command that a page names exists, with the options that are given to it there."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from infra.cli.clerk.fields import ActCommand
from infra.cli.common.lazy import LazyGroup
from infra.cli.main import app

PROJECT = Path(__file__).resolve().parents[4]
PAGES = [
    PROJECT / "README.md",
    *sorted((PROJECT / "docs").glob("*.md")),
    *sorted((PROJECT / "docs/services").glob("*.md")),
]
SPAN = re.compile(r"`((?:LEA_\w+=\S+ )*lea [a-z][^`]*)`")
LINE = re.compile(r"^(?:    |\$ )?((?:LEA_\w+=\S+ )*(?:\.venv/bin/)?lea [a-z].*)$")
OPTION = re.compile(r"--[a-z][a-z-]*")
WORD = re.compile(r"[a-z][a-z-]*")
ROOT: Any = typer.main.get_command(app)


@cache
def inner(group: LazyGroup, name: str) -> Any:
    return group.load(name)


def commands_in(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    blocks += re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
    lines = [line for block in blocks for line in re.sub(r"\\\n\s*", "", block).splitlines()]
    found = [match[1] for line in lines if (match := LINE.match(line))]
    return found + [" ".join(span.split()) for span in SPAN.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))]


def fault_of(line: str) -> str | None:
    """What is wrong with a command; None: it exists."""
    words = re.split(r"\s#\s|\s{3,}|[|;()]|\$\(", line)[0].split("lea ", 1)[1].split()
    command: Any = ROOT
    while isinstance(command, TyperGroup):
        if not words or not WORD.fullmatch(words[0]):
            return None
        if words[0] not in command.commands:
            return f"there is no {words[0]}"
        name, words = words[0], words[1:]
        command = inner(command, name) if isinstance(command, LazyGroup) else command.commands[name]
    if isinstance(command, ActCommand):  # the fields of its act are options, too
        return None
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = {word for word in words if OPTION.fullmatch(word)} - known - {"--help"}
    return f"it has no {', '.join(sorted(unknown))}" if unknown else None


def test_commands_are_found() -> None:
    assert len(commands_in(PROJECT / "docs" / "operations.md")) > 80
    assert fault_of("lea backup nothing") == "there is no nothing"
    assert fault_of("LEA_STACK=compose lea backup restore --to end --never") == "it has no --never"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_commands_of_pages_exist(page: Path) -> None:
    faults = {line: fault for line in commands_in(page) if (fault := fault_of(line))}
    assert faults == {}
