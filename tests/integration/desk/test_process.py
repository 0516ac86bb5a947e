"""The process of the desk, with and without what may be set."""

from pathlib import Path

import httpx
import pytest

from tests.engines import NewDatabase
from tests.service_process import service_process

PROVIDER = {
    "LEA_DESK_URL": "https://desk.example",
    "LEA_DESK_OIDC_ISSUER": "https://sso.example/realms/ministry",
    "LEA_DESK_OIDC_CLIENT_ID": "desk",
    "LEA_DESK_OIDC_CLIENT_SECRET": "secret",
}
CONSOLE = {"LEA_OPERATIONS_URL": "http://127.0.0.1:1", "LEA_DESK_TRACE_URL": "https://traces.example/{trace}"}


@pytest.mark.parametrize("more", [{}, {**PROVIDER, **CONSOLE}], ids=["least", "all"])
async def test_it_starts(migrated_database: NewDatabase, vhost: str, tmp_path: Path, more: dict[str, str]) -> None:
    settings = {"LEA_DATABASE_URL": migrated_database("desk").url, "LEA_BROKER_URL": vhost, "LEA_FORM_KEY": "k" * 16}
    async with service_process("services.desk.main", tmp_path / "log", {**settings, **more}) as process:
        await process.ready()
        async with httpx.AsyncClient(base_url=process.url) as client:
            page = await client.get("/sign-in")
        assert ("/sign-in/provider" in page.text) == bool(more)
        assert await process.stopped() == 0


async def test_an_incomplete_provider_aborts_the_start(
    migrated_database: NewDatabase, vhost: str, tmp_path: Path
) -> None:
    settings = {"LEA_DATABASE_URL": migrated_database("desk").url, "LEA_BROKER_URL": vhost, "LEA_FORM_KEY": "k" * 16}
    given = {name: value for name, value in PROVIDER.items() if name != "LEA_DESK_OIDC_CLIENT_SECRET"}
    async with service_process("services.desk.main", tmp_path / "log", {**settings, **given}) as process:
        assert await process.process.wait() != 0
    log = (tmp_path / "log").read_text()
    assert "LEA_DESK_OIDC_CLIENT_SECRET" in log
    assert "input_value" not in log
    assert settings["LEA_DATABASE_URL"] not in log
