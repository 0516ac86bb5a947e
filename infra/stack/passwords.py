"""Passwords and keys of a stack: generated once, stored in one private file, passed to processes by environment."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path

from infra.database.databases import LOGINS
from infra.stack.binaries import write_private
from infra.stack.errors import StackError


def password_of(role: str) -> str:
    """The name of the password of a database role.

    A service has a database role and a broker user of the same name, with different passwords. The superuser's password
    is set only when the cluster is created, so its name in existing files must not change.
    """
    return f"database/{role}" if role in LOGINS else role


class Passwords:
    """Passwords and keys by name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def __getitem__(self, name: str) -> str:
        """Raises StackError if the folder was created by an earlier release, which had no such password."""
        try:
            return self._known[name]
        except KeyError:
            raise StackError(f"{self._file} has no password {name}: a restart of the system generates it.") from None

    def generate(self, *names: str) -> None:
        """Generate a password for each of these names that has none yet."""
        self._make(names, lambda: secrets.token_urlsafe(24))

    def generate_keys(self, *names: str) -> None:
        """Generate a private key (P-256; base64 of its PKCS #8) for each of these names that has none yet."""
        self._make(names, _private_key)

    def _make(self, names: Iterable[str], make: Callable[[], str]) -> None:
        missing = [name for name in names if name not in self._known]
        if not missing:
            return
        self._known.update((name, make()) for name in missing)
        write_private(self._file, json.dumps(self._known, indent=2), None)


def _private_key() -> str:
    # Imported here, because commands that only read passwords must start quickly.
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(SECP256R1())
    return b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()
