"""Read one YAML file of the law."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml

from shared.law.rule_sets.errors import OverlappingValidity, UnreadableFile
from shared.plain_yaml import SAFE_LOADER

_TEXT = "tag:yaml.org,2002:str"


def read_document(path: Traversable, file: str) -> Any:
    """What a YAML file holds; `file` is its name in errors. Raises `UnreadableFile` or `OverlappingValidity`.

    Values are built here and not by the library, which keeps the last of two equal keys in silence: of two percentages
    of one name, one would be lost. It also takes twice the time.
    """
    try:
        loader = SAFE_LOADER(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        return None if node is None else _value(node, loader, file)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"cannot be read: {error}", file=file) from error


def _value(node: yaml.Node, loader: Any, file: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.tag == _TEXT else loader.construct_object(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, loader, file) for each in node.value]
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise UnreadableFile(f"the key in line {line} is no scalar", file=file)
        key = _value(key_node, loader, file)
        if key in mapping:
            raise OverlappingValidity(f"is given twice, again in line {line}", file=file, field=str(key))
        mapping[key] = _value(value_node, loader, file)
    return mapping
