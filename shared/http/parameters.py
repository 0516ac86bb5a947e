"""Parameters of requests: each is read by a type, and a refusal names the parameter and the rule it breaks."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from contracts.problems import Problem
from contracts.registry import problems_of
from shared.http.problems import INVALID, MALFORMED, Refused, refused

T = TypeVar("T")

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def parameter_in(adapter: TypeAdapter[T], value: object, name: str) -> T:
    """The value of the parameter of this name. Raises Refused."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise Refused(MALFORMED, *(within(problem, name) for problem in problems_of(error))) from None


def uuid_in(text: str, what: str, name: str) -> UUID:
    """The UUID in a parameter of this name; `what` it identifies is said in the refusal. Raises Refused."""
    if not _UUID.fullmatch(text):
        raise refused(MALFORMED, f"{what} is a UUID", f"{what} is not a UUID", field=name)
    return UUID(text)


def check_no_query(query: bytes) -> None:
    """Raises Refused if the address has a query."""
    if query:
        raise refused(MALFORMED, "the address has no query", "there are no parameters", field="query")


def query_parameters(query: bytes, *allowed: str) -> dict[str, str]:
    """The parameters of a query, each at most once and one of those allowed. Raises Refused."""
    if not query:
        return {}
    try:
        pairs = parse_qsl(query.decode("ascii"), True, True, errors="strict", max_num_fields=len(allowed))
    except ValueError:
        raise refused(MALFORMED, "a query names parameters", "the query cannot be read", field="query") from None
    for name, _ in pairs:
        if name not in allowed:
            raise refused(MALFORMED, "a parameter is one of the operation", "there is no such parameter", field="query")
    found = dict(pairs)
    if len(found) < len(pairs):
        raise refused(MALFORMED, "a parameter comes once", "a parameter is there twice", field="query")
    return found


def missing_parameters(errors: Iterable[Mapping[str, Any]]) -> Refused:
    """The refusal of a request without parameters that an operation needs, from FastAPI's errors."""
    return Refused(MALFORMED, *(missing_parameter(*map(str, error["loc"][:2])) for error in errors))


def missing_parameter(where: str, name: str) -> Problem:
    """The problem of a parameter that is missing; `where`: `header`, `path` or `query`."""
    rule, detail = "a required parameter is there", f"the {where} {name} is missing"
    return Problem(code=MALFORMED.code, rule=rule, detail=detail, field=name)


def invalid_body(fault: ValidationError) -> Refused:
    """The refusal of a body that is not JSON, or breaks a rule of its contract."""
    kind = MALFORMED if fault.errors(include_input=False)[0]["type"] == "json_invalid" else INVALID
    return Refused(kind, *problems_of(fault))


def within(problem: Problem, where: str) -> Problem:
    """The problem of a value, as a problem of the parameter or field that holds the value."""
    return problem.model_copy(update={"field": where if problem.field is None else f"{where}.{problem.field}"})
