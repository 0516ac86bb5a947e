"""The command line: `lea --help`."""

import typer

from infra.cli import access_log, consumers, court, deadlines, demo, law, parked, read_model, stack
from infra.cli.output import Sentences

app = typer.Typer(
    cls=Sentences,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold addresses with passwords
    help="AIS LEA: the information system of the enforcement bodies.",
)
app.add_typer(stack.app, name="stack")
app.command()(demo.demo)
app.add_typer(court.app, name="court")
app.add_typer(consumers.app, name="consumers")
app.add_typer(access_log.app, name="access-log")
app.add_typer(deadlines.app, name="deadlines")
app.add_typer(parked.app, name="parked")
app.add_typer(read_model.app, name="read-model")
app.add_typer(law.app, name="law")


if __name__ == "__main__":
    app()
