"""What a row states of the recording of its act: paper, reason, order, papers that show conditions."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from contracts.canonical import DigitsOfAnotherScript, canonical_number, look_alike_key
from contracts.problems import Problem
from contracts.recording import Recording
from contracts.registry import problems_of
from infra.cli.imports import faults
from infra.cli.imports.columns import OF_ROWS, REGISTRATION
from infra.cli.imports.values import Reading, moment
from shared.written_values import Unreadable, day

WITHOUT_PAPER = frozenset({REGISTRATION, "assess-statement"})
"""Acts that are recorded from no paper of their own."""
_OF_RECORDS = frozenset(name.removeprefix("record.") for name in OF_ROWS if name.startswith("record."))
RESOLUTION = "resolution"
_OF_OWN_SERIES = re.compile(r"([0-9]{4})-[0-9]{4}/S?[0-9]+")
_NOBODY = "-"
"""In a row that names nobody, which is refused for that."""


class Defaults(NamedTuple):
    """What holds for rows that do not state it."""

    actor: str | None = None
    reason: str | None = None


def recording_of(
    values: Mapping[str, Any], act: str, when: str | None, actor: str, defaults: Defaults, reading: Reading
) -> Recording | None:
    stated = values.get("record", {})
    if not isinstance(stated, Mapping):
        reading.problems.append(faults.FORM.at("record", "what is stated about the recording is an object"))
        return None
    for name in stated.keys() - _OF_RECORDS:
        reading.problems.append(faults.COLUMN.at(f"record.{name}"[:60], "a row has no such column"))
    if not text_of(stated, "paper") and act not in WITHOUT_PAPER:
        reading.problems.append(faults.ROW.at("record.paper", "no paper is named from which the act is recorded"))
    if when is None:
        return None
    found: dict[str, Any] = {"reason": text_of(stated, "reason") or defaults.reason}
    for name, read in (("decided_on", day), ("dated", day), ("at", lambda text: moment(text, when))):
        if text := text_of(stated, name):
            found[name] = _read(read, text, f"record.{name}", reading)
    dated = found.pop("dated", None) or when
    if kind := text_of(stated, "paper"):
        author = text_of(stated, "author") or actor or _NOBODY
        number = text_of(stated, "number")
        if number and kind == RESOLUTION:
            number = _number_of_resolution(number, author, reading)
        found["paper"] = {"kind": kind, "number": number, "dated": dated, "author": author}
    if after := text_of(stated, "after"):
        reading.names.add(after)
        found["after"] = str(reading.id_of(after))
    shown = stated.get("shown", [])
    shown = shown.split("|") if isinstance(shown, str) else shown
    found["attestations"] = [_attestation(str(each), when, actor, reading) for each in shown if str(each).strip()]
    try:
        recording = Recording.model_validate(found)
    except ValidationError as error:
        reading.problems += [of_record(each) for each in problems_of(error)]
        return None
    return recording if recording != Recording() else None


def _number_of_resolution(stated: str, author: str, reading: Reading) -> str:
    """The number in its one written form (Art. 343(2) ind. 3); that of a series of the system is no paper's."""
    try:
        number = canonical_number(stated)
    except DigitsOfAnotherScript as error:
        reading.problems.append(faults.VALUE.at("record.number", str(error)))
        return stated
    own = _OF_OWN_SERIES.fullmatch(look_alike_key(number))
    if own and own[1] == author.partition(":")[2][:4]:
        detail = "the system numbers resolutions of the body so: another one has the number, or will have it"
        reading.problems.append(faults.OF_SERIES.at("record.number", detail))
    return number


def of_record(problem: Problem) -> Problem:
    """A problem of a recording, with the column of the row."""
    field = re.sub(r"^paper\.kind$", "paper", problem.field or "")
    field = re.sub(r"^attestations\b.*", "shown", field.removeprefix("paper."))
    return problem.model_copy(update={"field": f"record.{field}" if field else "record"})


def _attestation(stated: str, when: str, actor: str, reading: Reading) -> dict[str, Any]:
    condition, _, paper = stated.strip().partition("=")
    kind, number, dated, author = (*paper.split(":", 3), "", "", "")[:4]
    on = _read(day, dated, "record.shown", reading) if dated else when
    return {
        "condition": condition,
        "paper": {"kind": kind, "number": number or None, "dated": on, "author": author or actor or _NOBODY},
    }


def _read(read: Callable[[str], str], text: str, column: str, reading: Reading) -> Any:
    try:
        return read(text)
    except Unreadable as unreadable:
        reading.problems.append(faults.VALUE.at(column, str(unreadable)))
        return None


def text_of(values: Mapping[str, Any], name: str) -> str | None:
    found = values.get(name)
    return str(found).strip() or None if found is not None and not isinstance(found, dict | list) else None
