"""The generated pages, with the functions that render them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from infra.documents import (
    acts_page,
    asyncapi,
    bus_page,
    contract_changes,
    contracts,
    law_rows_page,
    procedures_page,
    settings,
    subscribing_fields,
)
from infra.documents.coverage import page as coverage_page
from infra.telemetry import objectives

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"

PAGES: Mapping[Path, Callable[[], str]] = {
    DOCS / "acts.md": acts_page.page,
    DOCS / "contract-changes.md": contract_changes.page,
    DOCS / "contracts.md": contracts.page,
    DOCS / "asyncapi.json": asyncapi.rendered,
    DOCS / "bus.html": bus_page.page,
    DOCS / "law-coverage.md": coverage_page.page,
    DOCS / "law-rows.md": law_rows_page.page,
    DOCS / "procedures.md": procedures_page.page,
    DOCS / "settings.md": settings.page,
    DOCS / "subscribing-fields.md": subscribing_fields.page,
    PROJECT / "infra" / "telemetry" / "objectives.yml": objectives.rules,
}
