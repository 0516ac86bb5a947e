"""The golden samples: one body of every version of every event that was ever published."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from contracts.catalogue import EVENTS
from contracts.registry import Event


class Samples(Mapping[str, Event]):
    """A sample of each type of event; the wheel brings them along."""

    def __init__(self, folder: Traversable = files(__package__) / "samples") -> None:  # noqa: B008 - never changed
        self._folder = folder
        self._types = sorted(
            type_
            for each in folder.iterdir()
            if each.name.endswith(".json") and (type_ := each.name.removesuffix(".json")) in EVENTS.models
        )

    def __getitem__(self, type_: str) -> Event:
        return self.changed(type_)

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)

    def changed(self, type_: str, **fields: Any) -> Event:
        """A sample with other values in some of its fields. Raises KeyError, ValidationError."""
        if type_ not in self._types:
            raise KeyError(type_)
        body = json.loads((self._folder / f"{type_}.json").read_bytes())
        read: Event = EVENTS.decode(type_, json.dumps({**body, **fields}, default=str).encode())
        return read
