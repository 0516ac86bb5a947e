"""`lea law digest`: the rows that record the rule sets as published."""

import typer

from infra.cli.common.output import AsJson, console, print_json
from shared.clock import SystemClock
from shared.law.rule_sets.publishing import digest_of, packaged_folders
from shared.law.rule_sets.reading import read_header

app = typer.Typer()


@app.command()
def digest(*, as_json: AsJson = False) -> None:
    """Print the row of shared/law/published.yaml that would publish each rule set as it is now."""
    today = SystemClock().today().isoformat()
    rows = [
        {"rule_set": read_header(folder).id, "published_on": today, "digest": digest_of(folder)}
        for folder in packaged_folders()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        written = ", ".join(f"{key}: {value}" for key, value in row.items())
        console.print(f"- {{{written}}}", soft_wrap=True, highlight=False, markup=False)
