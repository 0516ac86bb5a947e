"""Read one YAML file of the law."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml

from shared.law.rule_sets.errors import OverlappingValidity, UnreadableFile


def read_document(path: Traversable, file: str) -> Any:
    """What a YAML file holds; `file` is its name in errors. Raises `UnreadableFile` or `OverlappingValidity`."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"cannot be read: {error}", file=file) from error
    except _KeyTwice as twice:
        raise OverlappingValidity(f"is given twice, again in line {twice.line}", file=file, field=twice.key) from None


class _KeyTwice(Exception):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key, line)
        self.key = key
        self.line = line


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Of two equal keys YAML keeps the last in silence: of two percentages of one name, one would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.id == "scalar":
                if key.value in seen:
                    raise _KeyTwice(key.value, key.start_mark.line + 1)
                seen.add(key.value)
        return super().construct_mapping(node, deep)
