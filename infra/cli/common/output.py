"""Output of commands: text for people, JSON for programs."""

import json
import sys
from typing import Annotated, Any

import typer

from infra.cli.common.terminal import PlainConsole, visible_json

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

console = PlainConsole()
errors = PlainConsole(stderr=True)


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """Print a JSON document; without indent in one line, for JSON Lines."""
    sys.stdout.write(json_text(value, indent=indent))
    sys.stdout.flush()


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """A JSON document with a line feed at its end."""
    return visible_json(json.dumps(value, ensure_ascii=False, indent=indent, default=str)) + "\n"
