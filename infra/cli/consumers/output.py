"""Output of `lea consumers`: registrations and results as text or JSON."""

from typing import Any

from rich.text import Text

from infra.cli.common.output import console, print_json
from infra.cli.common.terminal import visible
from services.edge.registry.domain.registration import Registered


def print_result(what: dict[str, str], as_json: bool) -> None:
    """Print the result of a command: names with values."""
    if as_json:
        print_json(what)
    else:
        console.print(", ".join(f"{name}: {visible(value)}" for name, value in what.items()))


def lines_of(value: Any) -> Text:
    """The fields of a value, a line each; empty ones are left out."""
    if not isinstance(value, dict):
        return Text(visible(str(value or "")))
    lines = (f"{name}: {each}" for name, each in value.items() if each not in (None, [], ()))
    return Text("\n".join(map(visible, lines)))


def as_data(registered: Registered) -> dict[str, Any]:
    """A registration as JSON shows it."""
    return {
        "consumer": registered.consumer,
        "status": registered.status.value if registered.status else None,
        "terms": registered.terms.model_dump(mode="json") if registered.terms else None,
        "keys": [
            {**held.key.model_dump(mode="json"), "revoked_at": held.revoked_at} for held in registered.keys.values()
        ],
        "proposals": [
            {
                "proposal": id_,
                "change": proposal.change.model_dump(mode="json"),
                "by": proposal.by,
                "at": proposal.at,
                "reason": proposal.reason,
            }
            for id_, proposal in registered.open.items()
        ],
    }
