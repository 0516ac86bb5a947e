"""The folder of a stack: passwords, records, the folder itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra.broker.definitions import definitions, permissions
from infra.broker.names import ADMINISTRATOR, PROVISIONER
from infra.database.provisioning import ROLES
from infra.stack.binaries import postgres_folder
from infra.stack.errors import StackError
from infra.stack.passwords import Passwords, password_of
from infra.stack.postgresql import SUPERUSER
from infra.stack.settings import PROJECT, StackSettings, default_home, reachable, shared_buffers
from shared.messaging.senders import OPERATOR
from shared.signatures.keys import signing_key


def test_passwords_are_generated_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "passwords.json"
    passwords = Passwords(file)
    passwords.generate("one", "two")
    assert passwords["one"] != passwords["two"]
    assert file.stat().st_mode & 0o777 == 0o600
    later = Passwords(file)
    later.generate("one", "three")
    assert later["one"] == passwords["one"]
    assert Passwords(file)["three"] == later["three"]


def test_a_password_that_an_older_release_did_not_make_is_named(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"no password database/lea_intake: a restart of the system generates it"):
        Passwords(tmp_path / "passwords.json")[password_of("lea_intake")]


def test_no_role_of_the_database_shares_a_password_with_a_user_of_the_broker() -> None:
    assert set(ROLES) & permissions().keys()
    assert not {password_of(role) for role in (SUPERUSER, *ROLES)} & permissions().keys()


def test_keys_are_made_once_and_sign(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "passwords.json")
    passwords.generate_keys("door")
    key = signing_key(passwords["door"])
    assert key.public.verifies(key.sign(b"data"), b"data")
    later = Passwords(tmp_path / "passwords.json")
    later.generate_keys("door")
    assert later["door"] == passwords["door"]


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(0.25, 128), (4, 1024), (24, 6144), (256, 8192)])
def test_the_database_keeps_pages_in_a_quarter_of_the_memory(gigabytes: float, megabytes: int) -> None:
    assert shared_buffers(int(gigabytes * 2**30)) == megabytes


def test_how_much_the_database_keeps_can_be_said() -> None:
    assert StackSettings(postgres_shared_buffers=64).buffers == 64


def test_missing_programs_are_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"No postgres in .* \(LEA_POSTGRES_BIN\)"):
        postgres_folder(StackSettings(postgres_bin=tmp_path))


def test_a_checkout_that_the_engines_cannot_enter_keeps_its_data_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not reachable(closed)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_home(closed, "default").is_relative_to("/var/lib/ais-lea")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert default_home(closed, "default") == closed / ".run" / "default"


def test_the_broker_has_no_user_but_ours_and_keeps_no_password_in_clear() -> None:
    passwords = {user: f"secret of {user}" for user in permissions()}
    made = definitions(passwords)
    assert "secret" not in str(made)
    named = ("intake", "proceedings", "deadlines", "court_query", "edge_worker", "subscribers", "desk")
    services = {f"lea_{name}" for name in named}
    assert set(passwords) == {ADMINISTRATOR, PROVISIONER, OPERATOR, *services}


def test_the_mode_can_be_chosen() -> None:
    chosen = subprocess.run([PROJECT / "infra/stack/mode"], env={"LEA_MODE": "native"}, capture_output=True, check=True)
    assert chosen.stdout == b"native\n"
    refused = subprocess.run(
        [PROJECT / "infra/stack/mode"], env={"LEA_MODE": "magic"}, capture_output=True, check=False
    )
    assert refused.returncode == 2


def test_the_guard_needs_nothing_but_the_standard_library() -> None:
    script = (
        "import sys, infra.stack.guard; print([m for m in sys.modules if m.split('.')[0] in ('pydantic', 'psycopg')])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"[]\n"
