"""Resolutions as PDF/A-3a and PDF/UA-1, from one template. The same data give the same bytes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import typst

_TEMPLATE = Path(__file__).parent / "resolution.typ"
_STANDARDS: list[Any] = ["a-3a", "ua-1"]
_ONE_AT_A_TIME = Lock()
"""The compiler refuses a second thread: the worker may render while a draft is asked for."""


@cache
def _compiler() -> typst.Compiler:
    """Reads nothing but the template and its own fonts."""
    return typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), ignore_system_fonts=True)


def rendered(data: Mapping[str, Any]) -> bytes:
    """The document of what `in_words` returns; blocks for some hundredths of a second."""
    year, month, day = data["made_on"]
    with _ONE_AT_A_TIME:
        pdf = _compiler().compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=_STANDARDS,
            timestamp=datetime(year, month, day, tzinfo=UTC),
        )
    return cast("bytes", pdf)
