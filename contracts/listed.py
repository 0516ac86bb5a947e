"""A string that must be a code of a code list; the refusal names the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, eq=False)
class Listed:
    """Annotation: the value is a key of `codes`.

    Codes stay opaque strings in the JSON Schema (a list may grow without a new contract version); the schema names
    the list.
    """

    codes: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the code list."""
        return str(getattr(self.codes, "name", "codes"))

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "x-code-list": self.name}

    def _check(self, code: str) -> str:
        if code not in self.codes:
            raise ValueError(f"code {code!r} is not in the code list {self.name}")
        return code
