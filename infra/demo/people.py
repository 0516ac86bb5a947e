"""The people of the demo who sign in at the desk: at the body of the stories, which one executor has."""

from collections.abc import Iterable
from typing import NamedTuple

from infra.demo.statements import executor_of
from services.desk.access import administration
from services.desk.domain.people import Role
from shared.database import Connection

BODY = "0101"
EXECUTOR = executor_of(BODY, 1)


class Person(NamedTuple):
    """A person with an account."""

    account: str
    full_name: str
    role: Role
    code: str


PEOPLE = (
    Person("demo-registrar", "Arlouskaya Nina Siarheeuna", Role.REGISTRAR, f"{BODY}-090"),
    Person("demo-executor", EXECUTOR.full_name, Role.EXECUTOR, EXECUTOR.id),
    Person("demo-head", "Sakalouski Pavel Antonavich", Role.HEAD, BODY),
)


class SignsIn(NamedTuple):
    """How a person of the demo signs in."""

    account: str
    role: Role
    code: str
    password: str | None
    """For the first sign-in; None: the person has chosen another one, or the account is not of the demo."""


async def accounts(connection: Connection, by: str) -> list[SignsIn]:
    """Make the accounts that are missing. Each password is shown once: an account not used yet gets a new one."""
    known = await administration.listed(connection)
    return [await _signs_in(connection, person, known, by) for person in PEOPLE]


async def _signs_in(connection: Connection, person: Person, known: Iterable[administration.Listed], by: str) -> SignsIn:
    account, password = person.account, None
    held = next((each for each in known if (each.role, each.code) == (person.role, person.code)), None)
    if held is None:
        password = await administration.add(connection, *person, by)
    elif held.name != account:
        account = held.name
    elif held.must_change and not held.disabled_at:
        password = await administration.reset(connection, account, by)
    return SignsIn(account, person.role, person.code, password)
