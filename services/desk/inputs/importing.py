"""The fields of an act from JSON or YAML that somebody pastes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from services.desk.inputs.typed import Typed, typed_from
from services.desk.inputs.widgets import Widget
from shared.plain_yaml import read_yaml

LARGEST_JSON, LARGEST_YAML = 1024 * 1024, 20_000
"""In characters. Reading YAML takes long, above all where brackets are nested."""
_NESTED_AT_MOST = 20


class Unreadable(Exception):
    """The text is neither JSON nor YAML, or does not hold fields."""


def fields_in(text: str) -> Mapping[str, Any]:
    """The fields that a text states; numbers stay as they are written. Raises Unreadable."""
    try:
        values = json.loads(text[:LARGEST_JSON], parse_int=str, parse_float=str)
    except RecursionError:
        raise Unreadable from None
    except ValueError:
        values = _yaml(text)
    if not isinstance(values, dict):
        raise Unreadable
    return values


def imported(widgets: Sequence[Widget], values: Mapping[str, Any]) -> Typed:
    """What would have to be typed to state these fields. Raises Unreadable."""
    try:
        return typed_from(widgets, values)
    except RecursionError:
        raise Unreadable from None


def _yaml(text: str) -> Any:
    if len(text) > LARGEST_YAML or _nesting(text) > _NESTED_AT_MOST:
        raise Unreadable
    try:
        # One text that stands for another could stand for it any number of times.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise Unreadable
        return read_yaml(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable(str(error) if isinstance(error, yaml.YAMLError) else "") from None


def _nesting(text: str) -> int:
    deepest = depth = 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    return deepest
