"""What a stack cannot be restored without besides its database: passwords, the keys of its signatures, certificates.

They lie beside the backups, encrypted with the passphrase of the backups: with that one secret, kept elsewhere,
everything can be restored. The file is a salt of 16 bytes and a Fernet token (https://github.com/fernet/spec) of a JSON
object; its key is derived by scrypt (RFC 7914; N 16384, r 8, p 1).
"""

import json
import os
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from infra.backup.repository import PASSPHRASE
from infra.stack.binaries import write_private
from infra.stack.errors import StackError

SECRETS = "secrets"
"""The name of the file in the folder of backups."""
PASSWORDS = "passwords.json"
_TLS = "tls"
_SALT = 16


def seal(home: Path, folder: Path, passphrase: str) -> Path:
    """Write the secrets of the stack in `home` into the folder of backups; the passphrase itself is left out."""
    passwords = json.loads((home / PASSWORDS).read_text())
    passwords.pop(PASSPHRASE, None)
    content = {PASSWORDS: json.dumps(passwords, indent=2)}
    content |= {f"{_TLS}/{file.name}": file.read_text() for file in sorted((home / _TLS).glob("*")) if file.is_file()}
    salt = os.urandom(_SALT)
    sealed = salt + _cipher(passphrase, salt).encrypt(json.dumps(content).encode())
    target = folder / SECRETS
    draft = target.with_name(f".{SECRETS}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)
    return target


def opens(folder: Path, passphrase: str) -> bool:
    """Whether the passphrase is that of the secrets in the folder of backups. True without any."""
    sealed = folder / SECRETS
    return not sealed.exists() or _opened(sealed.read_bytes(), passphrase) is not None


def unseal(home: Path, folder: Path, passphrase: str) -> list[str]:
    """Write the secrets into a data folder without a cluster. Returns the names of the files.

    Raises StackError if there are none, or the passphrase is another one.
    """
    try:
        sealed = (folder / SECRETS).read_bytes()
    except FileNotFoundError:
        raise StackError(f"There is no {folder / SECRETS}: put {home / PASSWORDS} and {home / _TLS} back.") from None
    content = _opened(sealed, passphrase)
    if content is None:
        raise StackError(f"The passphrase does not open {folder / SECRETS}.")
    passwords = {**json.loads(content[PASSWORDS]), PASSPHRASE: passphrase}
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    for name, text in {**content, PASSWORDS: json.dumps(passwords, indent=2)}.items():
        file = home / name
        file.parent.mkdir(mode=0o755, exist_ok=True)
        write_private(file, text, None)
    return sorted(content)


def _opened(sealed: bytes, passphrase: str) -> dict[str, str] | None:
    """The files by name; None if it is another passphrase, or the file is damaged."""
    try:
        content: dict[str, str] = json.loads(_cipher(passphrase, sealed[:_SALT]).decrypt(sealed[_SALT:]))
    except InvalidToken:
        return None
    return content


def _cipher(passphrase: str, salt: bytes) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(passphrase.encode())
    return Fernet(urlsafe_b64encode(key))
