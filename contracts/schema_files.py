"""The JSON Schemas of every contract as files: `python -m contracts.schema_files` writes what is new.

A published schema is never changed in a way that breaks its holders: such a change needs a new version of the type.
Holders have the schemas of any release (`contracts/releases`), or those of the present state (`contracts/schemas`).
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from contracts.base import Contract
from contracts.catalogue import COMMANDS, EVENTS
from contracts.compatibility import Schema, incompatibilities
from contracts.queries.base import Refused
from contracts.queries.catalogue import QUERIES, reply_type
from contracts.recording import Recording
from contracts.replies import Accepted, Rejected
from contracts.service_3_11_01 import (
    BulkLine,
    BulkTask,
    ChangesAnswer,
    EnforcementProceedingInfo,
    InformationAnswer,
    InformationRequest,
    Policy,
    ReconciliationAnswer,
    ReconciliationRequest,
)

FOLDER = Path(__file__).parent / "schemas"
RELEASES = Path(__file__).parent / "releases"

WRITTEN: Mapping[str, type[Contract]] = {
    "lea.reply.accepted.v1": Accepted,
    "lea.reply.rejected.v1": Rejected,
    "lea.service-3-11-01.information-answer.v1": InformationAnswer,
    "lea.service-3-11-01.enforcement-proceeding.v1": EnforcementProceedingInfo,
    "lea.service-3-11-01.bulk-task.v1": BulkTask,
    "lea.service-3-11-01.bulk-line.v1": BulkLine,
    "lea.service-3-11-01.changes-answer.v1": ChangesAnswer,
    "lea.service-3-11-01.reconciliation-answer.v1": ReconciliationAnswer,
    "lea.service-3-11-01.policy.v1": Policy,
    "lea.reply.refused.v1": Refused,
    **{reply_type(type_): query.reply for type_, query in QUERIES.items()},
}
"""What we write besides events."""

ASKED: Mapping[str, type[Contract]] = {
    "lea.recording.v1": Recording,
    "lea.service-3-11-01.information-request.v1": InformationRequest,
    "lea.service-3-11-01.reconciliation-request.v1": ReconciliationRequest,
    **QUERIES,
}
"""What we are asked besides commands: defaults may be left out."""


def schemas() -> dict[str, Schema]:
    """The schema of every type that crosses a process boundary, by type."""
    asked: dict[str, type[Contract]] = {**COMMANDS.models, **ASKED}
    return {
        **{type_: _opened(_schema(type_, model, "serialization")) for type_, model in EVENTS.models.items()},
        **{type_: _schema(type_, model, "serialization") for type_, model in WRITTEN.items()},
        **{type_: _schema(type_, model, "validation") for type_, model in asked.items()},
    }


def _opened(schema: Any) -> Any:
    """The schema without the ban on further fields: a newer release adds some, and readers ignore them."""
    if isinstance(schema, list):
        return [_opened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _opened(each) for key, each in schema.items() if (key, each) != ("additionalProperties", False)}


def _schema(type_: str, model: type[Contract], mode: Literal["serialization", "validation"]) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{type_}",
        **model.model_json_schema(mode=mode),
    }


def rendered(schema: Schema) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def published(folder: Path = FOLDER) -> dict[str, Schema]:
    """The committed schemas, by type."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def released(folder: Path = RELEASES) -> dict[str, dict[str, Schema]]:
    """The schemas of every release, by its version and by type."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def keep(version: str, releases: Path = RELEASES) -> None:
    """Write what a release publishes. Raises FileExistsError: what was released does not change."""
    with (releases / f"{version}.json").open("x", encoding="utf-8") as file:
        file.write(json.dumps(schemas(), indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def breaks(folder: Path = FOLDER, releases: Path = RELEASES) -> list[str]:
    """Every change against committed and released schemas that would break their holders, as sentences."""
    now, committed = schemas(), published(folder)
    found = [f"{type_}: the type was removed" for type_ in committed if type_ not in now]
    found += _changes(committed, now)
    for version, held in released(releases).items():
        # A type that a later release no longer writes has a successor, which is another contract.
        found += [f"{version}: {problem}" for problem in _changes(held, now)]
    return found


def _changes(held: Mapping[str, Schema], now: Mapping[str, Schema]) -> list[str]:
    return [
        f"{type_} {problem}"
        for type_ in sorted(held.keys() & now.keys())
        for problem in incompatibilities(held[type_], now[type_], asked=type_ in COMMANDS.models or type_ in ASKED)
    ]


def main() -> int:
    """Write the schemas, unless a change would break the holders of a published one."""
    if problems := breaks():
        sys.stderr.write("\n".join([*problems, "nothing written: an incompatible change needs a new version", ""]))
        return 1
    FOLDER.mkdir(exist_ok=True)
    for type_, schema in schemas().items():
        (FOLDER / f"{type_}.json").write_text(rendered(schema), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
