"""`lea stack verify-courses`: every course computed anew, against what was published of it."""

import asyncio
from typing import TYPE_CHECKING

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, service_url
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError

if TYPE_CHECKING:
    from services.proceedings.verification import Verified

_READ_ONLY = {"default_transaction_read_only": "on"}


def verify_courses(name: Name = "default", as_json: AsJson = False) -> None:
    """Compute every course anew, and list those that read otherwise than published.

    Exit code 1 if that is not explained by new code, tables or calendar.
    """
    verified = asyncio.run(_verified(service_url(addresses_of(name), "proceedings")))
    if as_json:
        listed = [
            {**each._asdict(), "proceeding": str(each.proceeding), "since": str(each.since)}
            for each in verified.differing
        ]
        print_json({"courses": verified.courses, "differing": listed})
    else:
        _show(verified)
    faults = sum(not each.explained for each in verified.differing)
    if faults:
        raise StackError(f"{faults} courses differ without a new input that explains it.")


async def _verified(url: str) -> "Verified":
    import asyncpg

    from services.proceedings.verification import verify_courses

    connection = await asyncpg.connect(url, server_settings=_READ_ONLY)
    try:
        return await verify_courses(connection)
    finally:
        await connection.close()


def _show(verified: "Verified") -> None:
    if verified.differing:
        table = PlainTable("number", "version", "differs from", "cause", box=None, padding=(0, 2, 0, 0))
        for each in verified.differing:
            cause = "new inputs" if each.explained else "not explained"
            table.add_row(each.number, str(each.version), str(each.since), cause)
        console.print(table)
    console.print(f"{verified.courses} courses computed anew, {len(verified.differing)} read otherwise than published.")
