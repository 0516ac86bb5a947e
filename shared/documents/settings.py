"""Settings of services that make documents."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from shared.documents.signing import Signer, signer_of
from shared.law.names import Language
from shared.settings import Settings


class DocumentSettings(Settings):
    """Languages and signature of documents."""

    document_languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("ru",)
    """Languages of the documents of resolutions, as a JSON list of `ru`, `be`, `en`: the first is that in which they
    are made, the others are translations.
    """
    document_key: Path | None = None
    """File with the private key (PEM) that signs documents; without it they have no electronic signature."""
    document_certificate: Path | None = None
    """File with the certificate (PEM) of that key."""
    document_key_password: SecretStr | None = None
    """Password of the key."""

    def signer(self) -> Signer | None:
        """Who signs documents; none without a key. Raises ValueError."""
        password = self.document_key_password
        return signer_of(
            self.document_key, self.document_certificate, password.get_secret_value() if password else None
        )
