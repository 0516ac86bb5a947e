"""Signatures by PAdES, with a key and a certificate in files."""

from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

_FIELD = "Signature"


class PadesSigner:
    """Signs by PAdES (ETSI EN 319 142, baseline B-B)."""

    def __init__(self, key: Path, certificate: Path, password: str | None = None) -> None:
        """Key and certificate are PEM or DER files. Raises ValueError where they cannot be read."""
        loaded = SimpleSigner.load(str(key), str(certificate), key_passphrase=password.encode() if password else None)
        if loaded is None or loaded.signing_cert is None:
            raise ValueError("the key or the certificate of documents cannot be read")
        self._signer = loaded
        self.name = str(loaded.signing_cert.subject.human_friendly)

    def sign(self, pdf: bytes, *, reason: str) -> bytes:
        metadata = PdfSignatureMetadata(
            field_name=_FIELD, reason=reason, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        signer = PdfSigner(metadata, signer=self._signer, new_field_spec=SigFieldSpec(_FIELD))
        signed: BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
        return signed.getvalue()
