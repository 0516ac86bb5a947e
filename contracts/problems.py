"""Why something was refused: the typed rejection of the bus and the body of RFC 9457 problem details."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from contracts.base import Contract
from contracts.sensitivity import FREE_TEXT, NOT_SENSITIVE

PROBLEMS_AT_MOST = 100
"""Problems one refusal lists."""
_FIELD_AT_MOST = 200
"""Characters of a field's path: an unknown field is named by its sender."""


ACT = "type"
"""The field of a command that names the act: at fault is none of its fields, the act itself cannot be done."""


class Problem(Contract):
    """One reason for a refusal."""

    code: Annotated[str, NOT_SENSITIVE]
    """Stable code of the problem, for example `effective-date-in-future`."""
    rule: Annotated[str, NOT_SENSITIVE]
    """The rule that was broken, in a few words."""
    detail: Annotated[str, FREE_TEXT]
    """What was found, as a sentence; names no personal data."""
    field: Annotated[str, NOT_SENSITIVE] | None = None
    """Path of the field at fault, dotted, as in the message; none if the whole is at fault."""
    article: Annotated[str, NOT_SENSITIVE] | None = None
    """The article the rule rests on, for example `Art. 358(1) ind. 5`; none for technical rules."""


class ProblemDetails(Contract):
    """Why a request of service 3.11.01 was refused (RFC 9457)."""

    type: str
    """URI of the kind of problem: `urn:lea:problem:<code>`."""
    title: str
    """The kind of problem in a few words; always the same for a type."""
    status: int
    """HTTP status."""
    detail: str
    """What was found."""
    problems: tuple[Problem, ...]
    """Each reason with its field, rule and, where one exists, article."""
    trace_id: str | None
    """Under this id the request is found in traces and in the access log."""


def limited(problems: Sequence[Problem], total: int | None = None) -> tuple[Problem, ...]:
    """The problems as one refusal lists them: at most `PROBLEMS_AT_MOST`; the last one listed says how many follow.

    `total` is their number where only the first of them are given.
    """
    listed, number = tuple(problems[:PROBLEMS_AT_MOST]), len(problems) if total is None else total
    if number <= PROBLEMS_AT_MOST:
        return listed
    more = f"{number - PROBLEMS_AT_MOST:,}".replace(",", " ")
    last = listed[-1]
    return (*listed[:-1], last.model_copy(update={"detail": f"{last.detail}; … and {more} more"}))


def field_path(parts: Iterable[str | int]) -> str | None:
    """The path of a field; none if the whole is at fault. A long one is cut."""
    path = ".".join(str(part) for part in parts)
    return f"{path[:_FIELD_AT_MOST]}…" if len(path) > _FIELD_AT_MOST else path or None
