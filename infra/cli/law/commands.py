"""`lea law`: the law as the system carries it out, for a person to read."""

from collections.abc import Mapping
from typing import ClassVar

import typer

from infra.cli.common.lazy import LazyGroup, Part

_CALENDAR, _RULES, _MONEY = "infra.cli.law.calendar", "infra.cli.law.rules", "infra.cli.law.money"


class Commands(LazyGroup):
    """What `lea law` can do."""

    parts: ClassVar[Mapping[str, Part]] = {
        "calendar": Part(
            _CALENDAR, "Show a year: weekends, holidays, transferred days with their acts, working days of each month."
        ),
        "wages": Part(
            _MONEY,
            "Deductions from wages, pension or other income under one or several documents (Art. 392-394).",
            True,
        ),
        "distribute": Part(
            _MONEY, "Distribute collected money: costs, fee, claims by queues, surplus (Art. 401-405).", True
        ),
        "fee": Part(
            _MONEY,
            "The fee on collected money, or with --non-property the fee in base units of the day (Art. 402).",
            True,
        ),
        "cap": Part(_MONEY, "How much may be levied, arrested or seized for a demand (Art. 369, 377, 348, 380).", True),
        "limits": Part(_RULES, "List the time limits of the Code, or those of one article.", True),
        "limit": Part(_RULES, "Compute a time limit from the day of its event, and explain the date.", True),
        "article": Part(_RULES, "Show what the project holds of an article.", True),
        "digest": Part(
            "infra.cli.law.publishing",
            "Print the row of shared/law/published.yaml that would publish each rule set as it is now.",
        ),
    }


app = typer.Typer(cls=Commands, no_args_is_help=True, help="The law as data: calendar, time limits, money.")


@app.callback()
def law() -> None:
    """The law as data: calendar, time limits, money."""
