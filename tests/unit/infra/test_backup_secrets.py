"""Secrets beside the backups: encrypted, complete, and of no use without the passphrase."""

import json
from pathlib import Path

import pytest

from infra.backup.repository import PASSPHRASE
from infra.backup.secrets import SECRETS, seal, unseal
from infra.stack.errors import StackError

KEY = "correct horse battery staple"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    home, folder = tmp_path / "home", tmp_path / "backup"
    (home / "tls").mkdir(parents=True)
    folder.mkdir()
    (home / "passwords.json").write_text(json.dumps({"edge-signing-key": "MIGH", PASSPHRASE: KEY}))
    (home / "tls" / "ca.pem").write_text("-----BEGIN CERTIFICATE-----")
    seal(home, folder, KEY)
    return folder


def test_a_new_machine_gets_everything_back(sealed: Path, tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert unseal(home, sealed, KEY) == ["passwords.json", "tls/ca.pem"]
    assert json.loads((home / "passwords.json").read_text()) == {"edge-signing-key": "MIGH", PASSPHRASE: KEY}
    assert (home / "tls" / "ca.pem").read_text() == "-----BEGIN CERTIFICATE-----"
    assert {file.stat().st_mode & 0o777 for file in (home / "passwords.json", home / "tls" / "ca.pem")} == {0o600}


def test_the_file_shows_nothing_and_does_not_hold_the_passphrase(sealed: Path, tmp_path: Path) -> None:
    file = sealed / SECRETS
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [
        word for word in (b"edge-signing-key", b"MIGH", b"CERTIFICATE", KEY.encode()) if word in file.read_bytes()
    ]


def test_another_passphrase_or_a_changed_file_is_refused(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="passphrase does not open"):
        unseal(tmp_path / "new", sealed, "another")
    damaged = bytearray((sealed / SECRETS).read_bytes())
    damaged[40] ^= 1
    (sealed / SECRETS).write_bytes(damaged)
    with pytest.raises(StackError, match="passphrase does not open"):
        unseal(tmp_path / "new", sealed, KEY)
    assert not (tmp_path / "new").exists()


def test_a_folder_without_secrets_says_what_to_put_back(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"put .*passwords\.json"):
        unseal(tmp_path / "new", tmp_path, KEY)
