"""YAML of tables, and YAML as people type it."""

from typing import Any

import yaml

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader of libyaml, many times faster, where the library was built with it."""


class _Texts(yaml.SafeLoader):
    """Reads numbers as text, because 0101 is a code and 1250.40 an amount."""


_Texts.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> Any:
    """What YAML states, with numbers as they are written. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Texts)  # noqa: S506 - a safe loader


def read_table(text: str) -> Any:
    """What YAML states, with the types of its values. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=SAFE_LOADER)  # noqa: S506 - a safe loader
