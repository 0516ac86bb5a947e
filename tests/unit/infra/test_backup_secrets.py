"""Secrets beside the backups: encrypted, complete, and of no use without the passphrase."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.backup.repository import PASSPHRASE, Repository
from infra.backup.secrets import SECRETS, opens, seal, unseal
from infra.backup.settings import BackupSettings
from infra.cli.backup import _bring_secrets
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


def test_it_is_known_whether_a_passphrase_opens_the_folder(sealed: Path, tmp_path: Path) -> None:
    assert opens(sealed, KEY)
    assert not opens(sealed, "another")
    # Without secrets there is nothing to compare with.
    assert opens(tmp_path, "another")


@pytest.fixture
def repository(sealed: Path, tmp_path: Path) -> Repository:
    engine = tmp_path / "new" / "postgresql"
    return Repository(Path("pgbackrest"), sealed, engine, None, engine / "data", engine / "socket")


def test_passwords_of_a_start_without_data_give_way_to_those_of_the_backups(
    repository: Repository, tmp_path: Path
) -> None:
    home = tmp_path / "new"
    home.mkdir()
    (home / "passwords.json").write_text(json.dumps({"edge-signing-key": "new", PASSPHRASE: "new"}))
    _bring_secrets(home, repository, BackupSettings(passphrase=SecretStr(KEY)))
    assert json.loads((home / "passwords.json").read_text()) == {"edge-signing-key": "MIGH", PASSPHRASE: KEY}


def test_passwords_of_a_cluster_stay(repository: Repository, tmp_path: Path) -> None:
    home = tmp_path / "new"
    repository.data.mkdir(parents=True)
    own = json.dumps({"edge-signing-key": "own", PASSPHRASE: "own"})
    (home / "passwords.json").write_text(own)
    with pytest.raises(StackError, match=f"have another passphrase than .*line {PASSPHRASE}"):
        _bring_secrets(home, repository, BackupSettings(passphrase=SecretStr(KEY)))
    assert (home / "passwords.json").read_text() == own
    # What its line says opens the folder: nothing is brought, and another one that is given is refused.
    own = json.dumps({"edge-signing-key": "own", PASSPHRASE: KEY})
    (home / "passwords.json").write_text(own)
    _bring_secrets(home, repository, BackupSettings())
    with pytest.raises(StackError, match="another passphrase than LEA_BACKUP_PASSPHRASE"):
        _bring_secrets(home, repository, BackupSettings(passphrase=SecretStr("another")))
    assert (home / "passwords.json").read_text() == own


def test_a_folder_without_secrets_says_what_to_put_back(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"put .*passwords\.json"):
        unseal(tmp_path / "new", tmp_path, KEY)
