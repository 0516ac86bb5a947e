"""`lea packages`: the wheels for subscribers."""

from pathlib import Path
from typing import Annotated

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.packages.wheels import build as build_wheels

app = typer.Typer(no_args_is_help=True)


@app.callback()
def packages() -> None:
    """The wheels for subscribers: lea-events and lea-subscriber."""


@app.command()
def build(
    to: Annotated[Path, typer.Option(help="The folder they are written to.")] = Path("dist"),
    as_json: AsJson = False,
) -> None:
    """Build the wheels from this project, without network."""
    built = [str(wheel) for wheel in build_wheels(to)]
    if as_json:
        print_json(built)
    else:
        console.print("\n".join(built))
