"""Work on the database of the desk, with the rights of its owner."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from infra.cli.common.running_system import addresses_of, owner_url
from infra.stack.errors import StackError

T = TypeVar("T")

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The name with which the person signs in.")]
Actor = Annotated[
    str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operator:petrova.")
]


def with_owner(name: str, work: Callable[[Any], Awaitable[T]]) -> T:
    """The result of `work` with a connection for the owner of the desk's database. Raises StackError."""
    import asyncpg

    from services.desk.access.administration import AccountRefused
    from services.desk.access.tokens import TokenRefused

    url = owner_url(addresses_of(name), "desk")

    async def connected() -> T:
        connection = await asyncpg.connect(url)
        try:
            return await work(connection)
        finally:
            await connection.close()

    try:
        return asyncio.run(connected())
    except (AccountRefused, TokenRefused) as refused:
        raise StackError(str(refused)) from None
    except asyncpg.CheckViolationError as error:
        raise StackError(f"An account cannot be like this: {error.constraint_name}.") from None
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None
