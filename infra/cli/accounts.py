"""`lea accounts`: who may sign in to the desk."""

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from infra.cli.common.terminal import PlainTable
from infra.cli.desk import tokens
from infra.cli.desk.database import Account, Actor, with_owner

if TYPE_CHECKING:
    from services.desk.access.administration import Listed

app = typer.Typer(no_args_is_help=True, help="Accounts of the desk: add, list, disable, new passwords, access tokens.")
app.add_typer(tokens.app, name="token")

ROLES = ("registrar", "executor", "head", "accountant", "operator", "auditor")


@app.command(name="list")
def list_(name: Name = "default", as_json: AsJson = False) -> None:
    """List all accounts."""
    from services.desk.access import administration

    found = with_owner(name, administration.listed)
    if as_json:
        print_json([dataclasses.asdict(each) for each in found])
        return
    table = PlainTable("account", "person", "actor", "standing", "last seen", prose=("person",), box=None)
    for each in found:
        seen = f"{each.seen_at:%Y-%m-%d %H:%M}" if each.seen_at else ""
        table.add_row(each.name, each.full_name, f"{each.role}:{each.code}", _standing(each), seen)
    console.print(table if found else "No accounts.")


@app.command()
def add(
    account: Account,
    full_name: Annotated[str, typer.Option("--person", help="Full name of the person.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    code: Annotated[
        str,
        typer.Option(help="Number at the body (0101-017), of the body (0101), or the name of an operator or auditor."),
    ],
    actor: Actor,
    *,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Make an account. Prints the password for the first sign-in, at which the person chooses another one."""
    if role not in ROLES:
        raise typer.BadParameter(f"one of {', '.join(ROLES)} is expected", param_hint="--role")
    from services.desk.access import administration
    from services.desk.domain.people import Role

    _show(
        account,
        with_owner(
            name, lambda connection: administration.add(connection, account, full_name, Role(role), code, actor)
        ),
        as_json=as_json,
    )


@app.command(name="new-password")
def new_password(account: Account, actor: Actor, *, name: Name = "default", as_json: AsJson = False) -> None:
    """Give an account a new password, end its sessions, and unlock it."""
    from services.desk.access import administration

    _show(
        account, with_owner(name, lambda connection: administration.reset(connection, account, actor)), as_json=as_json
    )


@app.command()
def link(
    account: Account,
    issuer: Annotated[str, typer.Option(envvar="LEA_DESK_OIDC_ISSUER", help="Issuer of the OpenID provider.")],
    subject: Annotated[str, typer.Option(help="Who the person is there: the claim `sub` of the ID token.")],
    actor: Actor,
    *,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Let the person of an account sign in at an OpenID provider, and no more with a password."""
    from services.desk.access import administration

    with_owner(name, lambda connection: administration.link(connection, account, issuer, subject, actor))
    if as_json:
        print_json({"account": account, "issuer": issuer, "subject": subject})
    else:
        console.print(f"{account} signs in at {issuer} as {subject}.", highlight=False, markup=False)


@app.command()
def unlink(account: Account, actor: Actor, *, name: Name = "default", as_json: AsJson = False) -> None:
    """Let the person of a linked account sign in with a password again. Prints it."""
    from services.desk.access import administration

    _show(
        account, with_owner(name, lambda connection: administration.unlink(connection, account, actor)), as_json=as_json
    )


@app.command()
def disable(account: Account, actor: Actor, *, name: Name = "default", as_json: AsJson = False) -> None:
    """Let nobody sign in with an account any more, and end its sessions."""
    from services.desk.access import administration

    with_owner(name, lambda connection: administration.disable(connection, account, actor))
    print_json({"account": account, "disabled": True}) if as_json else console.print(f"{account} is disabled.")


@app.command()
def enable(account: Account, actor: Actor, *, name: Name = "default", as_json: AsJson = False) -> None:
    """Let the person of a disabled account sign in again."""
    from services.desk.access import administration

    with_owner(name, lambda connection: administration.enable(connection, account, actor))
    print_json({"account": account, "disabled": False}) if as_json else console.print(f"{account} is enabled.")


def _standing(account: "Listed") -> str:
    if account.disabled_at:
        return "disabled"
    if account.locked_until:
        return f"locked until {account.locked_until:%Y-%m-%d %H:%M} UTC"
    if account.subject:
        return "linked"
    return "new password" if account.must_change else "active"


def _show(account: str, password: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"account": account, "password": password})
    else:
        console.print(f"{account} signs in with {password}", highlight=False, markup=False)
