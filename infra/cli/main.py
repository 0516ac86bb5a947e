"""The command line: `lea --help`."""

import typer

from infra.cli import law, stack
from infra.cli.output import Sentences

app = typer.Typer(
    cls=Sentences,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold addresses with passwords
    help="AIS LEA: the information system of the enforcement bodies.",
)
app.add_typer(stack.app, name="stack")
app.add_typer(law.app, name="law")


if __name__ == "__main__":
    app()
