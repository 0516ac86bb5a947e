"""Errors of commands: a sentence on standard error, or JSON there with `--json`, without a traceback.

Expected errors of all commands are listed here. Any other error is a defect and keeps its traceback.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup

USAGE, FAILED = 2, 1


@dataclass(frozen=True)
class Failure:
    """An expected failure."""

    kind: str
    message: str
    code: int = FAILED
    hint: str = ""

    def as_data(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {"error": {"kind": self.kind, "message": self.message}}


# By module and name: a module that is not loaded cannot have raised an error, and need not be imported.
_KINDS = (
    ("infra.stack.errors", "StackError", "failed", "{}"),
    ("infra.client.errors", "CourtError", "refused", "{}"),
    ("shared.messaging.client", "NoReply", "unavailable", "No reply in time: `lea stack status` shows why."),
    ("shared.messaging.parked", "NotHeld", "unknown", "No message {} is held."),
    ("shared.messaging.decisions", "DecisionRefused", "refused", "Refused: {}."),
    ("shared.law.money.errors", "MoneyError", "invalid", "{}"),
    ("shared.law.rule_sets.errors", "RuleSetError", "invalid", "{}"),
    ("shared.law.rule_sets.errors", "UnknownRuleSet", "unknown", "{}"),
    ("shared.law.rule_sets.errors", "UnknownRow", "unknown", "{}"),
    ("shared.law.calendar", "OutsideCalendar", "unknown", "{}"),
    ("shared.law.time_limits", "NotComputable", "invalid", "{}"),
    ("yaml", "YAMLError", "invalid", "Not valid YAML or JSON: {}"),
    ("asyncpg", "InvalidAuthorizationSpecificationError", "unavailable", "The database refuses the connection: {}"),
    ("asyncpg", "PostgresError", "unavailable", "The database refused: {}"),
    ("asyncpg", "InterfaceError", "unavailable", "The database does not answer: {}"),
    ("psycopg", "Error", "unavailable", "The database does not answer: {}"),
    ("aiormq.exceptions", "AMQPError", "unavailable", "The broker does not answer: {}"),
    ("httpx", "HTTPError", "unavailable", "The service does not answer: {}"),
)


class ReportingGroup(TyperGroup):
    """The root group, which reports expected errors of all commands."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and exit with 0, its own code, 1 for a failure, or 2 for a wrong argument."""
        given = [*(sys.argv[1:] if args is None else args)]
        if not standalone_mode:
            return super().main(given, prog_name, complete_var, False, windows_expand_args, **extra)
        try:
            _check_digits(given)
            code = super().main(given, prog_name, complete_var, False, windows_expand_args, **extra)
        except Exception as error:
            if (failure := failure_of(error)) is None:
                raise
            report(failure, as_json="--json" in given)
            code = failure.code
        sys.exit(code if isinstance(code, int) else 0)


def _check_digits(arguments: Iterable[str]) -> None:
    """Raises BadParameter where a number or a day has digits other than 0 to 9: Python would read them as such."""
    for argument in arguments:
        if not argument.isascii() and any(char.isdecimal() and not char.isascii() for char in argument):
            raise typer.BadParameter(f"digits are written as 0 to 9: {argument}")


def failure_of(error: BaseException) -> Failure | None:
    """The message for an expected error; None for any other."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if hasattr(error, "format_message"):
        return _usage(error)
    if isinstance(error, typer.Abort):
        return Failure("aborted", "Aborted: nothing was changed.")
    if (invalid := sys.modules.get("pydantic_core")) and isinstance(error, invalid.ValidationError):
        return Failure("invalid", _explained("\n".join(_problems(error))))
    for module, name, kind, text in _KINDS:
        expected = getattr(sys.modules.get(module), name, None)
        if expected is not None and isinstance(error, expected):
            return Failure(kind, _explained(text.format(str(error) or type(error).__name__)))
    return _of_the_system(error) if isinstance(error, OSError) else None


def report(failure: Failure, *, as_json: bool) -> None:
    """Print it on standard error."""
    from infra.cli.common.output import errors, json_text

    if as_json:
        sys.stderr.write(json_text(failure.as_data()))
        return
    errors.print(failure.message, style="" if failure.kind == "help" else "red")
    if failure.hint:
        errors.print(failure.hint)


def _usage(error: Any) -> Failure:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return Failure("help", error.format_message(), USAGE)
    hint = f"`{context.command_path} --help` shows its options." if context else ""
    return Failure("usage", _explained(error.format_message()), error.exit_code, hint)


def _explained(text: str) -> str:
    # Here, because the command line starts without it.
    from shared.explanations import explained

    return explained(text)


def _problems(error: Any) -> Iterator[str]:
    """A sentence per field, without the values, which may be personal data."""
    for problem in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in problem["loc"])
        yield f"{place}: {problem['msg']}" if place else problem["msg"]


def _of_the_system(error: OSError) -> Failure:
    if error.filename is not None:
        return Failure("failed", f"{error.filename}: {error.strerror}.")
    if isinstance(error, ConnectionError | TimeoutError) or "Connect call failed" in str(error):
        return Failure(
            "unavailable", f"A required service does not answer ({error}): `lea stack status` shows what runs."
        )
    return Failure("failed", str(error.strerror or error))
