"""Groups of commands that import the module of a command only when it is called.

The modules of all commands import the whole system, which takes seconds. Names and help lines are therefore in a table;
a test compares it with the modules.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class Part(NamedTuple):
    """A command: the module with its `app`, and its line in the help."""

    module: str
    help: str
    inner: bool = False
    """Whether it is one command of the module's app instead of the whole app."""


class LazyGroup(TyperGroup):
    """A group whose commands are listed in `parts`."""

    parts: ClassVar[Mapping[str, Part]] = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # For lists of commands their names and help lines are sufficient.
        self.commands.update({name: TyperCommand(name, short_help=part.help) for name, part in self.parts.items()})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Import the called command."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, self.load(str(name)) if name in self.parts else command, rest

    def load(self, name: str) -> Any:
        """Import a command."""
        part = self.parts[name]
        command = command_of(import_module(part.module).app)
        if part.inner and isinstance(command, TyperGroup):
            command = command.commands[name]
        command.name = name
        return command


def command_of(app: typer.Typer) -> Any:
    """The command of an app, with help as plain text: Rich's would import a Markdown parser."""
    app.rich_markup_mode, app._add_completion = None, False  # noqa: SLF001 - one option of the whole command line
    command: Any = typer.main.get_command(app)
    for each in command.commands.values() if isinstance(command, TyperGroup) else ():
        each.short_help = each.short_help or " ".join((each.help or "").split("\n\n")[0].split())  # else it is cut
    return command
