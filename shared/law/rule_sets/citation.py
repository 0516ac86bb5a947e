"""Citations of the Code: `Art. 345-1(2) ind. 3`, in words and in parts."""

import re
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

_PATTERN = re.compile(
    r"Art\. (?P<number>[1-9][0-9]*)(?:-(?P<superscript>[1-9][0-9]*))?"
    r"(?:\((?P<part>[1-9][0-9]*)\))?(?: ind\. (?P<indent>[1-9][0-9]*))?"
)


class Citation(str):
    """A place in the Code: article (with superscript), part from 1, indent (the introductory line is indent 1).

    It is the string it was read from, so it can be stored and compared as one; raises `ValueError` if it is not
    well formed.
    """

    __slots__ = ("indent", "number", "part", "superscript")

    number: int
    superscript: int | None
    part: int | None
    indent: int | None

    def __new__(cls, text: str) -> "Citation":
        """Read a citation; an indent without a part is refused."""
        match = _PATTERN.fullmatch(text)
        if match is None or (match["indent"] and not match["part"]):
            raise ValueError(f"{text!r} is not a citation such as 'Art. 358(1) ind. 5'")
        citation = super().__new__(cls, text)
        citation.number = int(match["number"])
        for name in ("superscript", "part", "indent"):
            setattr(citation, name, int(match[name]) if match[name] else None)
        return citation

    @property
    def article(self) -> str:
        """The article alone, for example `345-1`."""
        return str(self.number) if self.superscript is None else f"{self.number}-{self.superscript}"

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Where it stands in the Code, for sorting."""
        return (self.number, self.superscript or 0, self.part or 0, self.indent or 0)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_PATTERN.pattern.replace('?P<', '?<')}$"}
