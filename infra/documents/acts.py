"""Writes the contracts of acts from their rows: `python -m infra.documents.acts`.

An act whose row names no hand-written command gets a module in `contracts/acts` with its command and its event, and a
sample of each that stays readable for good. What is there is written anew, and must not change what was published
(`contracts.schema_files` refuses that).
"""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import contracts.acts
from infra.documents.about import MODULE, bases_of
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts.act_fields import FieldRow, FieldType, Holds, list_variable
from shared.law.rule_sets.parts.acts import ActRow

FOLDER = Path(contracts.acts.__file__).parent
GOLDEN = FOLDER.parents[1] / "tests" / "contract" / "golden"

_RATE = {"currency": "840", "units": 1, "roubles": "3.0000", "day": "2026-03-02", "source": "National Bank"}
_HEAD = "Written by `make schemas` from shared/law; do not edit."


_TEXTS: Mapping[Holds | None, str] = {
    None: "Text",
    Holds.NAME: "NameText",
    Holds.PLACE: "PlaceText",
    Holds.NUMBER: "NumberText",
}


_EVENT_BASES = {
    "proceedings": ("contracts.events.of_proceeding", "ProceedingEvent"),
    "intake": ("contracts.registry", "Event"),
}
"""The base of the events of a service, with its module."""


class Generated(NamedTuple):
    """An act whose contract is made from its row."""

    service: str
    row: ActRow
    fields: tuple[tuple[FieldRow, bool], ...]
    found: tuple[tuple[FieldRow, bool], ...]
    """Of the event alone."""

    @property
    def module(self) -> str:
        """The name of its module."""
        return self.row.act.replace("-", "_")

    @property
    def bases(self) -> tuple[tuple[str, str], ...]:
        """The bases of its event, each with its module."""
        if self.service != "proceedings":
            return (_EVENT_BASES[self.service],)
        opened = (move.of for move in self.row.moves_thing if not move.from_)
        about = bases_of(self.row.emits[0], (field.name for field, _ in (*self.fields, *self.found)), opened)
        return tuple((MODULE, name) for name in about) or (_EVENT_BASES[self.service],)


class _Type(NamedTuple):
    """How a type of field is written in Python, what that needs, and an example of it."""

    written: str
    imports: tuple[str, ...]
    example: Any


def generated() -> list[Generated]:
    """The acts without a hand-written contract, of every rule set; a later row may only add to an earlier one."""
    found: dict[str, Generated] = {}
    for rule_set in RuleSets.load():
        rules = rule_set.procedures
        for procedure in rules.procedures().values():
            for row in procedure.acts.values():
                if row.generated:
                    fields, filled_in = tuple(rules.fields_of(row)), tuple(rules.found_by(row))
                    found[row.act] = Generated(procedure.service, row, fields, filled_in)
    return [found[act] for act in sorted(found)]


def modules() -> Mapping[str, str]:
    """The files of `contracts/acts`, by name."""
    acts = generated()
    return {"__init__.py": _package(acts), **{f"{act.module}.py": _module(act) for act in acts}}


def samples() -> Mapping[str, str]:
    """An example of every generated type, by its name."""
    found: dict[str, str] = {}
    for act in generated():
        found[_type_name(act, act.row.command_name)] = _sample(act.fields)
        found |= {_type_name(act, name): _sample((*act.fields, *act.found)) for name in act.row.emits}
    return found


def _sample(fields: Iterable[tuple[FieldRow, bool]]) -> str:
    body = json.dumps({field.name: _type(field).example for field, _ in fields}, indent=2, ensure_ascii=False)
    return f"{body}\n"


def _package(acts: Iterable[Generated]) -> str:
    acts = [*acts]
    commands = {_type_name(act, act.row.command_name): act.module for act in acts}
    events = {_type_name(act, name): act.module for act in acts for name in act.row.emits}
    return (
        f'"""Types of acts, one module an act, imported when used. {_HEAD}"""\n\n'
        "from collections.abc import Mapping\n\n"
        f"{_modules_by_type('COMMANDS', commands)}\n{_modules_by_type('EVENTS', events)}"
    )


def _modules_by_type(name: str, modules: Mapping[str, str]) -> str:
    lines = "".join(f'    "{type_}": "contracts.acts.{module}",\n' for type_, module in modules.items())
    return f"{name}: Mapping[str, str] = {{\n{lines}}}\n"


def _module(act: Generated) -> str:
    row = act.row
    title = f"{row.names.en} ({row.article})"
    command = _class(act, "Command", row.command_name, f"{title}: what is asked for.")
    bases = ", ".join(name for _, name in act.bases)
    event = _class(act, bases, row.emits[0], f"{title}: what happened.")
    parts = [f'"""{title}.\n\n{_HEAD}\n"""', _imports(act), command, event]
    return f"{parts[0]}\n\n{parts[1]}\n\n\n{parts[2]}\n\n\n{parts[3]}\n"


def _class(act: Generated, base: str, name: str, meaning: str) -> str:
    lines = [f"class {_camel(name)}({base}):", f'    """{meaning}"""', ""]
    lines += ["    model_config = ConfigDict(defer_build=True)", ""]
    lines += [f'    type: ClassVar[str] = "{_type_name(act, name)}"']
    for field, required in sorted(act.fields, key=lambda each: not each[1]):
        lines += [*_member(f"    {field.name}: {_annotation(field, required=required)}"), *_meaning(field.what)]
    for field, _ in act.found if base != "Command" else ():
        lines += [*_member(f"    {field.name}: {_type(field).written} | None = None"), *_meaning(field.what)]
    return "\n".join(lines)


def _member(line: str) -> Iterator[str]:
    """A long choice stands on lines of its values, as the formatter has it."""
    before, bracket, rest = line.partition("Literal[")
    values, _, after = rest.partition("]")
    if len(line) <= 120 or not bracket:
        yield line
        return
    optional = after == " | None = None"
    indent = "        " if optional else "    "
    if optional:
        yield f"{before}("
    yield f"{indent}Literal[" if optional else f"{before}Literal["
    yield from (f"{indent}    {value}," for value in values.split(", "))
    yield f"{indent}]" if optional else f"{indent}]{after}"
    if optional:
        yield from (f"{indent}| None", "    ) = None")


def _annotation(field: FieldRow, *, required: bool) -> str:
    written = _type(field).written
    if required:
        return written
    return f"{written} = False" if field.type is FieldType.FLAG else f"{written} | None = None"


def _meaning(what: str) -> Iterator[str]:
    lines = textwrap.wrap(what, 110)
    text = "\n    ".join(lines)
    yield f'    """{text}"""'


def _imports(act: Generated) -> str:
    needed = {
        "from pydantic import ConfigDict",
        "from typing import ClassVar",
        "from contracts.registry import Command",
    }
    needed |= {
        *(f"from {module} import {name}" for module, name in act.bases),
        *(name for field, _ in (*act.fields, *act.found) for name in _type(field).imports),
    }
    by_module: dict[str, set[str]] = {}
    for line in needed:
        _, module, _, name = line.split(" ")
        by_module.setdefault(module, set()).add(name)
    groups = [
        [module for module in sorted(by_module) if module in {"typing", "uuid"}],
        ["pydantic"],
        [module for module in sorted(by_module) if module.startswith("contracts")],
    ]
    lines = [
        [f"from {module} import {', '.join(sorted(by_module[module], key=_as_sorted))}" for module in group]
        for group in groups
        if group
    ]
    return "\n\n".join("\n".join(group) for group in lines)


def _as_sorted(name: str) -> tuple[int, str]:
    """Constants, then classes, as ruff sorts names."""
    return (0 if name.isupper() else 1, name)


def _type(field: FieldRow) -> _Type:
    annotated = "from typing import Annotated"
    match field.type:
        case FieldType.ID:
            return _Type("UUID", ("from uuid import UUID",), "01990000-0000-7000-8000-000000000001")
        case FieldType.DAY:
            return _Type("Day", ("from contracts.values import Day",), "2026-03-02")
        case FieldType.MOMENT:
            return _Type("Instant", ("from contracts.values import Instant",), "2026-03-02T09:00:00Z")
        case FieldType.TEXT:
            name = _TEXTS[field.holds]
            return _Type(name, (f"from contracts.values import {name}",), "a text")
        case FieldType.CODE:
            return _Type("Code", ("from contracts.values import Code",), "a-code")
        case FieldType.CODES:
            needed: tuple[str, ...] = (annotated, "from contracts.values import Code", "from pydantic import Field")
            return _Type(
                f"Annotated[tuple[Code, ...], Field({_bounds(field, 'min_length', 'max_length')})]", needed, ["a-code"]
            )
        case FieldType.LISTED:
            name = list_variable(field.list or "")
            needed = (annotated, f"from contracts.codelists import {name}", "from contracts.listed import Listed")
            return _Type(f"Annotated[str, Listed({name})]", needed, _first(name))
        case FieldType.CHOICE:
            values = ", ".join(f'"{value}"' for value in field.values)
            return _Type(f"Literal[{values}]", ("from typing import Literal",), field.values[0])
        case FieldType.NUMBER:
            needed = (annotated, "from pydantic import Field", "from contracts.values import FitsInteger")
            return _Type(
                f"Annotated[int, Field({_bounds(field, 'ge', 'le')}), FitsInteger]", needed, field.at_least or 1
            )
        case FieldType.FLAG:
            return _Type("bool", (), True)
        case FieldType.SUM:
            needed = ("from contracts.values import PositiveMoney",)
            return _Type("PositiveMoney", needed, {"amount": "12.50", "currency": "933"})
        case FieldType.SUM_OR_NOTHING:
            return _Type("Money", ("from contracts.values import Money",), {"amount": "12.50", "currency": "933"})
        case FieldType.CLAIM:
            return _Type("ClaimNumber", ("from contracts.documents import ClaimNumber",), 1)
        case FieldType.EXECUTOR:
            needed = ("from contracts.documents import Executor",)
            return _Type("Executor", needed, {"id": "0101-017", "full_name": "Ivanova Anna Petrovna"})
        case FieldType.PARTY:
            identifier = {"kind": "unp", "value": "191234563"}
            sample: dict[str, Any] = {
                "kind": "legal-person",
                "identifier": identifier,
                "name": "Alfa",
                "address": "Minsk",
                "foreign": False,
            }
            return _Type("Party", ("from contracts.values import Party",), sample)
        case FieldType.PAPER:
            paper = {"kind": "ruling", "number": "17", "dated": "2026-03-02", "author": "Economic Court of Minsk"}
            return _Type("Paper", ("from contracts.recording import Paper",), paper)
        case FieldType.BANK_ORDER:
            needed = ("from contracts.banking import BankOrder",)
            return _Type("BankOrder", needed, {"number": "17", "dated": "2026-03-02"})
        case FieldType.ACCOUNTS:
            account = {"account": "BY20OLMP31350000001000000933", "bank": "OLMPBY2X"}
            return _Type("Accounts", ("from contracts.banking import Accounts",), [account])
        case FieldType.CURRENCY:
            return _Type("CurrencyCode", ("from contracts.values import CurrencyCode",), "840")
        case FieldType.RATE:
            return _Type("ExchangeRate", ("from contracts.banking import ExchangeRate",), _RATE)
        case FieldType.RATES:
            return _Type("tuple[ExchangeRate, ...]", ("from contracts.banking import ExchangeRate",), [_RATE])
        case FieldType.IN_OTHER_CURRENCY:
            roubles, dollars = {"amount": "12.50", "currency": "933"}, {"amount": "5.00", "currency": "840"}
            paid = {"costs": roubles, "fee": roubles, "costs_repaid": dollars, "fee_repaid": dollars}
            return _Type("InOtherCurrency", ("from contracts.events.money import InOtherCurrency",), paid)
        case FieldType.PROCEEDING:
            return _Type("ProceedingNumber", ("from contracts.values import ProceedingNumber",), "0101-2026-000001")
        case FieldType.CLAIM_SUMS:
            sums = [{"claim": 1, "sum": {"amount": "12.50", "currency": "933"}}]
            return _Type("tuple[ClaimSum, ...]", ("from contracts.reversal import ClaimSum",), sums)
        case FieldType.RETURNED_ITEMS:
            items = [{"claim": 1, "sum": {"amount": "12.50", "currency": "933"}, "property": None}]
            return _Type("tuple[ReturnedItem, ...]", ("from contracts.reversal import ReturnedItem",), items)
        case FieldType.PARTS:
            part = {"type": "principal-debt", "sum": {"amount": "12.50", "currency": "933"}}
            needed = ("from contracts.events.debtor_groups import PartOfDebt",)
            return _Type("tuple[PartOfDebt, ...]", needed, [part])
        case FieldType.INSTALMENTS:
            instalment = {"due": "2026-06-30", "sum": {"amount": "12.50", "currency": "933"}}
            return _Type("Schedule", ("from contracts.instalments import Schedule",), [instalment])
        case FieldType.INCOME:
            income = {"kind": "wages", "sum": {"amount": "12.50", "currency": "933"}}
            return _Type("Income", ("from contracts.income import Income",), [income])
        case FieldType.OTHER_DOCUMENTS:
            other = {
                "number": "0101-2026-000002",
                "initiated_on": "2026-03-02",
                "outstanding": {"amount": "12.50", "currency": "933"},
                "percent": 50,
            }
            return _Type("OtherDocuments", ("from contracts.income import OtherDocuments",), [other])


def _bounds(field: FieldRow, least: str, most: str) -> str:
    bounds = ((least, field.at_least), (most, field.at_most))
    return ", ".join(f"{name}={value}" for name, value in bounds if value is not None)


def _first(code_list: str) -> str:
    return str(next(iter(getattr(contracts.codelists, code_list))))


def _type_name(act: Generated, name: str) -> str:
    return f"lea.{act.service}.{name}.v1"


def _camel(name: str) -> str:
    return re.sub(r"(?:^|-)([a-z0-9])", lambda match: match[1].upper(), name)


def main() -> None:
    """Write the modules, and samples of new types."""
    for name, text in modules().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for type_, text in samples().items():
        path = GOLDEN / f"{type_}.json"
        if not path.exists():
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
