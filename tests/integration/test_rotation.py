"""What is replaced in a stack that people use: its certificate while it runs, a password by one stop and start."""

import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg
import pytest
from cryptography.x509 import Certificate, load_der_x509_certificate

from infra.backup.repository import PASSPHRASE
from infra.backup.secrets import PASSWORDS, unseal
from infra.database.databases import DATABASES
from infra.haproxy.certificates import SERVED, install
from infra.stack.addresses import addresses_in
from infra.stack.overview import Overview, overview, wait_up
from infra.stack.settings import FRONT
from shared.messaging.senders import publisher_of
from tests.patience import PATIENCE, until

SERVICE = "desk"
SUPERVISOR = """
import sys
from infra.stack import __main__ as supervisor
supervisor._RENEWAL = 0.5
sys.exit(supervisor.main(*sys.argv[1:]))
"""
"""The supervisor as `lea stack up` starts it, but that it looks after the certificate more often than every hour."""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder that the engines' users can reach."""
    with tempfile.TemporaryDirectory(prefix="ais-lea-rotation-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def served(home: Path) -> Certificate:
    """The certificate that HAProxy shows to a client, who verifies it."""
    trust = ssl.create_default_context(cafile=home / "tls" / "ca.pem")
    with (
        socket.create_connection(("127.0.0.1", overview(home).ports["edge"]), timeout=PATIENCE) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        shown = connection.getpeercert(binary_form=True)
        assert shown
        return load_der_x509_certificate(shown)


def pid_of(seen: Overview, name: str) -> tuple[int | None, int]:
    (process,) = [each for each in seen.processes if each.name == name]
    return process.pid, process.restarts


@pytest.fixture
def supervised(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], bytes]]:
    """Reads the log of a supervisor that runs the service behind HAProxy."""
    monkeypatch.setenv("LEA_BACKUP_ENABLED", "false")
    path = tmp_path / "log"
    with path.open("wb") as log:
        command = [sys.executable, "-c", SUPERVISOR, str(home), SERVICE]
        supervisor = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    for _ in wait_up(home, lambda: supervisor.poll() is None):
        pass
    yield path.read_bytes
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(PATIENCE) == 0


async def test_a_certificate_that_is_due_is_renewed_without_a_restart(
    home: Path, supervised: Callable[[], bytes], tmp_path: Path
) -> None:
    before, running = served(home), pid_of(overview(home), FRONT)
    folder, now = home / "tls", datetime.now(UTC)
    # As it is eleven months later.
    (tmp_path / "tls").mkdir()
    for name in ("ca.pem", "ca-key.pem"):
        (tmp_path / "tls" / name).write_bytes((folder / name).read_bytes())
    install(tmp_path / "tls", now=now - timedelta(days=340))
    shutil.move(tmp_path / "tls" / SERVED, folder / SERVED)
    await until(lambda: served(home).serial_number != before.serial_number, "another certificate is served")
    assert served(home).not_valid_after_utc > now + timedelta(days=360)
    assert pid_of(overview(home), FRONT) == running
    assert b"front serves another certificate" in supervised()


def test_a_password_is_rotated_by_one_stop_and_start(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `Rotate passwords and keys` of docs/operations.md says it."""
    folder = home.with_name("backups")
    monkeypatch.setenv("LEA_HOME", str(home))
    monkeypatch.setenv("LEA_BACKUP_FOLDER", str(folder))

    def lea(*arguments: str) -> Any:
        command = [sys.executable, "-m", "infra.cli.main", "stack", *arguments, "--json"]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    def database_url() -> str:
        return addresses_in(home).database(DATABASES[SERVICE].role, DATABASES[SERVICE].name)

    role, user = f"database/{DATABASES[SERVICE].role}", publisher_of(SERVICE)
    lea("up", SERVICE)
    try:
        old, old_url = json.loads((home / PASSWORDS).read_text()), database_url()
        psycopg.connect(old_url).close()
        lea("down")
        kept = {name: password for name, password in old.items() if name not in (role, user)}
        (home / PASSWORDS).write_text(json.dumps(kept))
        assert lea("up", SERVICE)["well"]
        new = json.loads((home / PASSWORDS).read_text())
        assert {name for name in old if new[name] != old[name]} == {role, user}
        psycopg.connect(database_url()).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(old_url)
        # The service works with both, as does whatever reads the sealed secrets.
        with urlopen(f"{addresses_in(home).http(SERVICE)}/readyz") as answer:  # noqa: S310 - our own address
            assert answer.status == 200
    finally:
        lea("down")
    unseal(home.with_name("elsewhere"), folder, new[PASSPHRASE])
    assert json.loads((home.with_name("elsewhere") / PASSWORDS).read_text()) == new
