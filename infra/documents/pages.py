"""Which pages are generated, and from what."""

from collections.abc import Callable, Mapping
from pathlib import Path

from infra.documents import contracts

DOCS = Path(__file__).resolve().parents[2] / "docs"

PAGES: Mapping[Path, Callable[[], str]] = {DOCS / "contracts.md": contracts.page}
