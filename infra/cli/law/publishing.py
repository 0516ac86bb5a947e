"""`lea law digest`: the rows that record the rule sets as published."""

import typer

from infra.cli.common.output import console
from shared.clock import SystemClock
from shared.law.rule_sets.publishing import digest_of, packaged_folders
from shared.law.rule_sets.reading import read_header

app = typer.Typer()


@app.command()
def digest() -> None:
    """Print the row of shared/law/published.yaml that would publish each rule set as it is now."""
    for folder in packaged_folders():
        row = {
            "rule_set": read_header(folder).id,
            "published_on": SystemClock().today().isoformat(),
            "digest": digest_of(folder),
        }
        written = ", ".join(f"{key}: {value}" for key, value in row.items())
        console.print(f"- {{{written}}}", soft_wrap=True, highlight=False, markup=False)
