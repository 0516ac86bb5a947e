"""Reading the procedures of a rule set."""

from functools import cache
from importlib.resources import files

import yaml

from shared.law.procedures.rows import Procedure


@cache
def packaged_procedure(rule_set: str, name: str) -> Procedure:
    """A procedure that comes with the system, read and checked once.

    Raises LookupError where the rule set has none of that name, ValidationError for an ill-formed row.
    """
    file = files("shared.law") / rule_set.replace("-", "_") / "procedures" / f"{name}.yaml"
    if not file.is_file():
        raise LookupError(f"rule set {rule_set} has no procedure {name!r}")
    return Procedure.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
