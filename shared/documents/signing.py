"""Electronic signatures of documents: the port, and the choice of its adapter."""

from pathlib import Path
from typing import Protocol


class Signer(Protocol):
    """Signs documents."""

    @property
    def name(self) -> str:
        """Who signs: the subject of the certificate."""
        ...

    def sign(self, pdf: bytes, *, reason: str) -> bytes:
        """The signed document; blocks."""
        ...


def signer_of(key: Path | None, certificate: Path | None, password: str | None = None) -> Signer | None:
    """The signer of these files; none without them. Raises ValueError."""
    if key is None and certificate is None:
        return None
    if key is None or certificate is None:
        raise ValueError("documents are signed with both a key and a certificate")
    from shared.documents.pades import PadesSigner  # takes a second to load, and is seldom wanted

    return PadesSigner(key, certificate, password)
