"""Every password of a stack: generated once, kept in one file only its owner reads, handed over by environment."""

import json
import secrets
from pathlib import Path

from infra.stack.binaries import keep_private


class Passwords:
    """Passwords by name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def __getitem__(self, name: str) -> str:
        return self._known[name]

    def generate(self, *names: str) -> None:
        """Make a password for each of these names that has none yet."""
        missing = [name for name in names if name not in self._known]
        if not missing:
            return
        self._known.update((name, secrets.token_urlsafe(24)) for name in missing)
        keep_private(self._file, json.dumps(self._known, indent=2), None)
