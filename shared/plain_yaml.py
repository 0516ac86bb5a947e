"""YAML as people type it: numbers stay as they are written, because 0101 is a code and 1250.40 an amount."""

from typing import Any

import yaml


class _Texts(yaml.SafeLoader):
    """Reads numbers as text."""


_Texts.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> Any:
    """What YAML states, with numbers as they are written. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Texts)  # noqa: S506 - a safe loader
