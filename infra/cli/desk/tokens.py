"""`lea accounts token`: with a token a program works for a person over `/api/v1`."""

import dataclasses
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from infra.cli.common.terminal import PlainTable
from infra.cli.desk.database import Account, Actor, with_owner

app = typer.Typer(no_args_is_help=True, help="Personal access tokens for the JSON interface: add, list, revoke.")

SCOPES = ("read", "act")


@app.command(name="list")
def list_(account: Account, name: Name = "default", as_json: AsJson = False) -> None:
    """List the tokens of an account."""
    from services.desk.access import tokens

    found = with_owner(name, lambda connection: tokens.listed(connection, account))
    if as_json:
        print_json([dataclasses.asdict(each) for each in found])
        return
    table = PlainTable("id", "for", "scope", "ends", "last used", "standing", prose=("for",), box=None)
    for each in found:
        used = f"{each.used_at:%Y-%m-%d %H:%M}" if each.used_at else ""
        standing = "valid" if each.valid(datetime.now(UTC)) else "revoked" if each.revoked_at else "ended"
        table.add_row(str(each.id), each.label, each.scope, f"{each.ends_at:%Y-%m-%d}", used, standing)
    console.print(table if found else "No tokens.")


@app.command()
def add(
    account: Account,
    label: Annotated[str, typer.Option("--for", help="What the token is for.")],
    actor: Actor,
    *,
    scope: Annotated[str, typer.Option(help="read: looking up and previews; act: recording acts as well.")] = "read",
    days: Annotated[int, typer.Option(min=1, help="Days until it ends.")] = 30,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Make a token and print it; it is stored nowhere. It works once the person has chosen a password."""
    if scope not in SCOPES:
        raise typer.BadParameter(f"one of {', '.join(SCOPES)} is expected", param_hint="--scope")
    from services.desk.access import tokens
    from services.desk.access.tokens import Scope

    now = datetime.now(UTC)
    made = with_owner(name, lambda connection: tokens.issue(connection, account, label, Scope(scope), days, actor, now))
    if as_json:
        print_json({"account": account, "token": made})
    else:
        console.print(made, highlight=False, markup=False, soft_wrap=True)


@app.command()
def revoke(
    account: Account,
    token: Annotated[UUID, typer.Argument(help="Id of the token, as `list` shows it.")],
    actor: Actor,
    *,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """End a token at once."""
    from services.desk.access import tokens

    now = datetime.now(UTC)
    with_owner(name, lambda connection: tokens.revoke(connection, account, token, actor, now))
    print_json({"account": account, "revoked": token}) if as_json else console.print("The token is revoked.")
