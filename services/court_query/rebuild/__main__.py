"""`python -m services.court_query.rebuild [--compare]`: build the read model anew and let it answer.

The environment says where: LEA_MIGRATION_DATABASE_URL (the read model's owner), LEA_EVENT_STORE_URLS (JSON).
"""

import argparse
import asyncio
import json
import sys

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.court_query.rebuild import Progress, rebuild


class RebuildSettings(BaseSettings):
    """Settings of a rebuild of the read model."""

    model_config = SettingsConfigDict(env_prefix="LEA_", extra="ignore", use_attribute_docstrings=True)

    migration_database_url: str = Field(repr=False)
    """Address of the read model's database, with the role of its owner."""
    event_store_urls: dict[str, str] = Field(repr=False)
    """Addresses of the event stores by service, with a role that may only read events."""
    rebuild_workers: int = Field(default=2, ge=1, le=64)
    """Processes that read streams and fold them."""


def main() -> int:
    """Rebuild; the exit code is 1 if the copies were compared and differ."""
    parser = argparse.ArgumentParser(prog="python -m services.court_query.rebuild", description=__doc__)
    parser.add_argument("--compare", action="store_true", help="compare the new copy with the old one at the switch")
    comparing = parser.parse_args().compare
    settings = RebuildSettings()
    rebuilt = asyncio.run(
        rebuild(
            settings.migration_database_url,
            settings.event_store_urls["proceedings"],
            workers=settings.rebuild_workers,
            comparing=comparing,
            report=_show,
        )
    )
    comparison = rebuilt.comparison
    result = {**rebuilt._asdict(), "comparison": comparison and comparison._asdict()}
    sys.stdout.write(json.dumps(result) + "\n")
    if comparison is None or comparison.problem is None:
        return 0
    sys.stderr.write(f"{comparison.problem} The new copy answers now.\n")
    return 1


def _show(progress: Progress) -> None:
    sys.stderr.write(f"{progress.phase}: {progress.events} of {progress.total} events\n")


if __name__ == "__main__":
    sys.exit(main())
