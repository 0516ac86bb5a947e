"""The source of a wheel: copied from this project, with the names of its packages rewritten.

In the project the contracts are the package `contracts`, which is no name for a wheel that others install: there it is
`lea_events`. What the copy imports is checked, so that nothing of the services gets into it.
"""

import ast
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.catalogue import EVENTS as EVENTS_BY_TYPE
from shared.plain_yaml import read_table

PROJECT = Path(__file__).resolve().parents[2]
GOLDEN = PROJECT / "tests" / "contract" / "golden"
NAMES: Mapping[str, str] = {"shared.subscriber": "lea_subscriber", "contracts": "lea_events"}
"""Packages of this project, and what they are called in the wheels."""


class ForeignImport(Exception):
    """A module of a wheel imports what the wheel neither has nor declares."""


@dataclass(frozen=True)
class Package:
    """A wheel: what it is copied from, and what it may import."""

    name: str
    """Of the wheel; its `pyproject.toml` is in the folder of this name."""
    source: str
    """The package it is copied from."""
    imports: frozenset[str]
    """Packages of others that it declares."""
    left_out: frozenset[str] = frozenset()
    """Modules and folders that its users do not need."""
    samples: str | None = None
    """The folder of the golden samples of events in it; None: it has none."""

    @property
    def imported(self) -> str:
        """The name it is imported by."""
        return NAMES[self.source]

    @property
    def settings(self) -> Path:
        """Its `pyproject.toml`."""
        return Path(__file__).parent / self.name / "pyproject.toml"


EVENTS = Package(
    "lea-events",
    "contracts",
    frozenset({"pydantic", "pydantic_core"}),
    # The interfaces of the court and of the console, the tables of their texts, and what writes and compares schemas.
    frozenset(
        {"compatibility.py", "names", "queries", "releases", "schema_files.py", "schemas", "service_3_11_01", "soap"}
    ),
)
SUBSCRIBER = Package(
    "lea-subscriber",
    "shared.subscriber",
    frozenset({"aio_pika", "asyncpg", "lea_events", "opentelemetry", "prometheus_client", "pydantic"}),
    samples="testing/samples",
)


def write_source(package: Package, to: Path) -> None:
    """Write what a wheel is built from. Raises ForeignImport."""
    origin = PROJECT.joinpath(*package.source.split("."))
    target = to / package.imported
    for path in sorted(origin.rglob("*")):
        place = path.relative_to(origin)
        if place.parts[0] not in package.left_out and "__pycache__" not in place.parts and path.is_file():
            _copy(path, target / place)
    if package.samples is not None:
        (target / package.samples).mkdir(parents=True)
        for type_ in EVENTS_BY_TYPE.models:
            shutil.copy(GOLDEN / f"{type_}.json", target / package.samples)
    shutil.copy(package.settings, to)
    shutil.copy(PROJECT / "LICENSE", to)
    if foreign := sorted(_foreign(package, target)):
        raise ForeignImport("; ".join(foreign))


def renamed(text: str) -> str:
    """Source with the names of the wheels, in imports and wherever a module is named."""
    for own, public in NAMES.items():
        text = re.sub(rf"(?<![\w./]){re.escape(own)}(?=\.[a-z_]| import )", public, text)
    return text


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        document = read_table(text)
        to.with_suffix(".json").write_text(json.dumps(document, default=str, ensure_ascii=False), encoding="utf-8")
    else:
        to.write_text(renamed(text) if path.suffix == ".py" else text, encoding="utf-8")


def _foreign(package: Package, folder: Path) -> Iterator[str]:
    """What modules import at their top that is neither of Python, nor declared, nor there."""
    allowed = sys.stdlib_module_names | package.imports
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in (name for node in _at_import(tree) for name in _names(node)):
            first = name.split(".")[0]
            missing = first == package.imported and not _exists(folder.parent, name)
            if missing or (first != package.imported and first not in allowed):
                yield f"{path.relative_to(folder.parent)} imports {name}"


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: none of functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _at_import(child)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "."] if isinstance(node, ast.ImportFrom) else []


def _exists(root: Path, module: str) -> bool:
    place = root.joinpath(*module.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()
