"""How every command speaks: tables for people, JSON for programs, errors as sentences."""

import json
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from infra.stack.errors import StackError
from infra.terminal import PlainConsole, visible_json

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

console = PlainConsole()
errors = PlainConsole(stderr=True)


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """One JSON document on standard output; without indent one line, for streams of them."""
    sys.stdout.write(visible_json(json.dumps(value, ensure_ascii=False, indent=indent, default=str)) + "\n")
    sys.stdout.flush()


class Sentences(TyperGroup):
    """Commands whose expected failures are one sentence on standard error and exit code 1, not a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except StackError as failure:
            errors.print(str(failure), style="red")
            raise typer.Exit(1) from None
