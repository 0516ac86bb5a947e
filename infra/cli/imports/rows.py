"""A row as an act of its case: what it names, its day, its recording, its fields."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from contracts.canonical import look_alike_key
from contracts.catalogue import COMMANDS
from contracts.commands.backlogs import BacklogAct
from contracts.commands.distribution import DISTRIBUTES
from contracts.identifiers import derived_id
from contracts.problems import ACT, Problem
from contracts.recording import Recording
from contracts.registry import Command, MalformedMessage
from contracts.values import ProceedingNumber
from infra.cli.clerk import fields
from infra.cli.imports import faults
from infra.cli.imports.columns import OF_REGISTRATION, OF_ROWS, REGISTRATION, column_of
from infra.cli.imports.recordings import Defaults, of_record, recording_of, text_of
from infra.cli.imports.values import Reading
from shared.act_fields import creates, numbered
from shared.clock import SystemClock
from shared.law.rule_sets import Citation
from shared.law.rule_sets.parts.corrections import CorrectionRow
from shared.written_values import Unreadable, day

_OF_A_BODY = re.compile(r"(?:executor|head):([0-9]{4})")
_NUMBER: TypeAdapter[str] = TypeAdapter(ProceedingNumber)


class CaseKey(NamedTuple):
    """What a case is named by: the number of its proceeding, or of its statement."""

    proceeding: str | None = None
    body: str | None = None
    statement: str | None = None
    """In the form in which look-alike letters are the same."""

    def __str__(self) -> str:
        return self.proceeding or f"{self.body} {self.statement}"


class Place(NamedTuple):
    """Where a row is."""

    file: str
    line: int


class Faulty(Exception):
    """A row that is no act."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].code)
        self.problems = problems


class Entry(NamedTuple):
    """A row as an act."""

    place: Place
    act: BacklogAct
    name: str
    service: str
    defines: frozenset[str]
    """The ids it gives: of the act, and of what it creates."""
    mentions: frozenset[str]
    """The ids it refers to."""


def case_of(values: Mapping[str, Any], defaults: Defaults) -> CaseKey:
    """The case to which a row belongs. Raises Faulty."""
    number, statement = text_of(values, "proceeding"), text_of(values, "statement")
    if statement is None and number is None:
        raise Faulty(faults.ROW.at("statement", "neither a statement nor a proceeding is named"))
    if statement is None:
        try:
            return CaseKey(proceeding=_NUMBER.validate_python(number))
        except ValidationError as error:
            raise Faulty(faults.VALUE.at("proceeding", error.errors()[0]["msg"])) from None
    if number is not None:
        raise Faulty(faults.ROW.at("proceeding", "a case is named by its statement or its proceeding, not by both"))
    body = text_of(values, "body") or _body_of(text_of(values, "actor") or defaults.actor or "")
    if body is None:
        raise Faulty(faults.ROW.at("body", "no enforcement body is named"))
    return CaseKey(body=body, statement=look_alike_key(statement))


class RowReader:
    """Reads the rows of one case."""

    def __init__(self, proceeding: UUID, defaults: Defaults) -> None:
        """`proceeding` is the stream of its proceeding, which names within the case belong to."""
        self._proceeding = proceeding
        self._defaults = defaults
        self._today = SystemClock().today()

    def id_of(self, name: str) -> UUID:
        """The id that a name stands for within the case; an id stands for itself."""
        try:
            return UUID(name)
        except ValueError:
            return derived_id(self._proceeding, f"name:{name}")

    def entry(self, place: Place, values: Mapping[str, Any]) -> Entry:
        """The act of a row. Raises Faulty."""
        act = _act_of(values)
        reading = Reading(self.id_of)
        when, actor = self._day(values, reading), text_of(values, "actor") or self._defaults.actor
        if actor is None:
            reading.problems.append(faults.ROW.at("actor", "nobody is named who acted"))
        recording = recording_of(values, act, when, actor or "", self._defaults, reading)
        data = reading.model(fields.model_of(act), self._fields(values, act, reading))
        name = text_of(values, "name")
        id_ = self.id_of(name) if name else derived_id(self._proceeding, _content(act, when, recording, data))
        created = self._created(act, id_, data)
        command = self._command(act, data, reading)
        if reading.problems or command is None or when is None or actor is None:
            raise Faulty(*reading.problems)
        own = frozenset({str(id_), *created})
        mentioned = {str(self.id_of(each)) for each in reading.names} - own
        return Entry(
            place,
            BacklogAct(
                id=id_,
                type=command.type,
                data=command.model_dump(mode="json", exclude_none=True),
                day=date.fromisoformat(when),
                actor=actor,
                recording=recording,
            ),
            act,
            fields.service_of(act),
            own,
            frozenset(mentioned),
        )

    def _day(self, values: Mapping[str, Any], reading: Reading) -> str | None:
        text = text_of(values, "day")
        try:
            if text is None:
                reading.problems.append(faults.ROW.at("day", "no day is named"))
                return None
            found = day(text)
        except Unreadable as unreadable:
            reading.problems.append(faults.VALUE.at("day", str(unreadable)))
            return None
        if found > self._today.isoformat():
            reading.problems.append(faults.FUTURE.at("day", f"the effective date {found} is after {self._today}"))
        return found

    def _fields(self, values: Mapping[str, Any], act: str, reading: Reading) -> dict[str, Any]:
        for name in values.keys() - {*_SECTIONS, *OF_ROWS}:
            reading.problems.append(faults.COLUMN.at(name[:60], "a row has no such column"))
        stated = values.get("fields", {})
        if not isinstance(stated, Mapping):
            reading.problems.append(faults.FORM.at("fields", "the fields of an act are an object"))
            return {}
        found = {**stated}
        if act == REGISTRATION:
            body = text_of(values, "body") or _body_of(text_of(values, "actor") or self._defaults.actor or "")
            found |= {"body": body, OF_NUMBER: text_of(values, "statement")}
        if isinstance(claims := found.get("claims"), list):
            found["claims"] = numbered(fields.model_of(act), claims)
        return found

    def _created(self, act: str, id_: UUID, data: dict[str, Any]) -> set[str]:
        """The ids of what the act creates; those that are not stated follow from its own."""
        names = [name for name in fields.model_of(act).model_fields if _creates(act, name)]
        for name in names:
            data.setdefault(name, str(derived_id(id_, name)))
        return {str(data[name]) for name in names}

    def _command(self, act: str, data: dict[str, Any], reading: Reading) -> Command | None:
        if reading.problems:
            return None
        try:
            command: Command = COMMANDS.decode(fields.model_of(act).type, json.dumps(data).encode())
        except MalformedMessage as error:
            reading.problems += [_in_columns(each, act) for each in error.problems]
            return None
        return command


def in_row(problem: Problem, act: str) -> Problem:
    """A problem that a service found in an act, with the column of the row."""
    field = problem.field or ""
    if problem.code == _REUSED:
        return faults.OTHERWISE.at(None, "the act is on record with another content")
    if field.startswith("data."):
        field = field.removeprefix("data.")
    elif field.startswith("recording."):
        return of_record(problem.model_copy(update={"field": field.removeprefix("recording.")}))
    elif field == ACT:
        return problem.model_copy(update={"field": "act"})
    elif field in {"effective_date", "day"}:
        return problem.model_copy(update={"field": "day"})
    return _in_columns(problem.model_copy(update={"field": field or None}), act)


OF_NUMBER = "registration_number"
_REUSED = "command-id-reused"
_BY_ITSELF = "import all cases of the debtor --until its day, make it with `lea act record`, then import the rest"
_INSTEAD: Mapping[str, str] = {
    "strike-entry": "leave the row out that never happened; what is on record is struck with `lea act strike`",
    "correct-entry": "put the row right; what is on record is corrected with `lea act correct`",
    "correct-slip": "import --until its day, correct the slip with `lea act correct --slip`, then import the rest",
    "annul-act": "import --until its day, annul the act with `lea act annul`, then import the rest",
}
"""How what a correction records gets on record."""
_SECTIONS = frozenset({"record", "fields"})


@cache
def _creates(act: str, name: str) -> bool:
    return creates(fields.row_of(act), name)


def _corrections() -> Mapping[str, CorrectionRow]:
    return fields.rule_set().procedures.corrections.corrections


def _act_of(values: Mapping[str, Any]) -> str:
    act = text_of(values, "act")
    if act is None:
        raise Faulty(faults.ROW.at("act", "no act is named"))
    if correction := _corrections().get(act):
        article = str(correction.article) if isinstance(correction.article, Citation) else None
        raise Faulty(faults.CORRECTION._replace(article=article).at("act", _INSTEAD[correction.kind]))
    if act not in fields.rows():
        raise Faulty(faults.ACT.at("act", "there is no such act: `lea act show` lists all"))
    if fields.model_of(act) in DISTRIBUTES:
        article = str(fields.row_of(act).article)
        raise Faulty(faults.DISTRIBUTION._replace(article=article).at("act", _BY_ITSELF))
    if fields.service_of(act) == "intake" and not text_of(values, "statement"):
        raise Faulty(faults.ROW.at("statement", "an act on a statement names the number of the statement"))
    return act


def _in_columns(problem: Problem, act: str) -> Problem:
    if problem.field is None:
        return problem
    if act == REGISTRATION and problem.field in OF_REGISTRATION:
        return problem.model_copy(update={"field": OF_REGISTRATION[problem.field]})
    return problem.model_copy(update={"field": column_of(problem.field)})


def _content(act: str, when: str | None, recording: Recording | None, data: Mapping[str, Any]) -> str:
    """What makes a row without a name the same in every file: its act with its fields, its day and its paper."""
    paper = recording.paper.model_dump(mode="json", exclude={"author"}) if recording and recording.paper else None
    text = json.dumps([act, when, paper, data], sort_keys=True, ensure_ascii=False, default=str)
    return f"row:{sha256(text.encode()).hexdigest()}"


def _body_of(actor: str) -> str | None:
    found = _OF_A_BODY.match(actor)
    return found[1] if found else None
