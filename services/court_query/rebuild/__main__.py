"""`python -m services.court_query.rebuild [--compare | --watch]`: build the read model anew and let it answer.

With `--watch` it goes on until it is stopped, and carries out the rebuilds that operators ask for in the console.

The environment says where: LEA_MIGRATION_DATABASE_URL (the read model's owner), LEA_EVENT_STORE_URLS (JSON).
"""

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.court_query.rebuild import Progress, Rebuilt, requests
from shared.telemetry.logs import configure_logs


class RebuildSettings(BaseSettings):
    """Settings of a rebuild of the read model."""

    model_config = SettingsConfigDict(env_prefix="LEA_", extra="ignore", use_attribute_docstrings=True)

    migration_database_url: str = Field(repr=False)
    """Address of the read model's database, with the role of its owner."""
    event_store_urls: dict[str, str] = Field(repr=False)
    """Addresses of the event stores by service, with a role that may only read events."""
    rebuild_workers: int = Field(default=2, ge=1, le=64)
    """Processes that read streams and fold them."""
    rebuild_interval: float = Field(default=2.0, gt=0)
    """Seconds between two looks for a rebuild that was asked for in the console."""
    rebuild_actor: str = "operations"
    """Who is recorded as having asked for a rebuild that was started by hand."""


_BY_HAND = "python -m services.court_query.rebuild"
"""The reason of a rebuild that was started by hand."""


def main() -> int:
    """Rebuild; the exit code is 1 if the copies were compared and differ."""
    parser = argparse.ArgumentParser(prog="python -m services.court_query.rebuild", description=__doc__)
    parser.add_argument("--compare", action="store_true", help="compare the new copy with the old one at the switch")
    parser.add_argument("--watch", action="store_true", help="carry out what is asked for in the console")
    chosen, settings = parser.parse_args(), RebuildSettings()
    if chosen.watch:
        configure_logs("court_query_rebuilds")
        asyncio.run(_watch(settings))
        return 0
    rebuilt = asyncio.run(_rebuild(settings, comparing=chosen.compare))
    comparison = rebuilt.comparison
    result = {**rebuilt._asdict(), "comparison": comparison and comparison._asdict()}
    sys.stdout.write(json.dumps(result) + "\n")
    if comparison is None or comparison.problem is None:
        return 0
    sys.stderr.write(f"{comparison.problem} The new copy answers now.\n")
    return 1


async def _rebuild(settings: RebuildSettings, *, comparing: bool) -> Rebuilt:
    owner, store = settings.migration_database_url, settings.event_store_urls["proceedings"]
    request = await requests.begin(owner, settings.rebuild_actor, _BY_HAND, comparing=comparing)
    return await requests.carry_out(request, owner, store, workers=settings.rebuild_workers, report=_show)


async def _watch(settings: RebuildSettings) -> None:
    """Until SIGTERM."""
    watching = asyncio.create_task(
        requests.watch(
            settings.migration_database_url,
            settings.event_store_urls["proceedings"],
            workers=settings.rebuild_workers,
            interval=settings.rebuild_interval,
        )
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, watching.cancel)
    with suppress(asyncio.CancelledError):
        await watching


def _show(progress: Progress) -> None:
    sys.stderr.write(f"{progress.phase}: {progress.events} of {progress.total} events\n")


if __name__ == "__main__":
    sys.exit(main())
