"""`lea law`: the law as the system carries it out, for a person to read."""

import typer

from infra.cli import law_calendar, law_money, law_rules

app = typer.Typer(no_args_is_help=True, help="The law as data: calendar, time limits, money.")
app.add_typer(law_calendar.app)
app.add_typer(law_money.app)
app.add_typer(law_rules.app)
