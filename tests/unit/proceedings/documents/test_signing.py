"""Signed documents, verified by pyHanko's validator with nothing but the certificate of the authority."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from shared.documents.pades import PadesSigner
from shared.documents.signing import signer_of
from shared.documents.worker import document
from tests.unit.proceedings.documents.making import NUMBER, resolution_of


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a body for signatures, and the certificate of the authority."""
    folder = tmp_path_factory.mktemp("signing")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(encoded)
    (folder / "certificate.pem").write_bytes(_issued(authority, key.public_key()))
    return folder


def _issued(authority: trustme.CA, key: ec.EllipticCurvePublicKey) -> bytes:
    issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    private: Any = serialization.load_pem_private_key(authority.private_key_pem.bytes(), None)
    usage = dict.fromkeys(
        (
            "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
            "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "LEA 0101")]))
        .issuer_name(issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)  # type: ignore[arg-type]
        .sign(private, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def _signed(files: Path) -> bytes:
    signer = PadesSigner(files / "key.pem", files / "certificate.pem")
    assert "LEA 0101" in signer.name
    return document(resolution_of("suspend-proceeding"), "ru", signer, translation=False)


def _status(pdf: bytes, files: Path) -> Any:
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == NUMBER
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(files / "authority.pem"))])
    return validate_pdf_signature(signature, context)


def test_a_signed_document_is_valid_whole_and_archivable(files: Path) -> None:
    pdf = _signed(files)
    status = _status(pdf, files)
    assert status.bottom_line, status.pretty_print_details()
    root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert re.search(r'pdfaid:part(="|>)3', root["/Metadata"].get_data().decode())
    assert root["/MarkInfo"]["/Marked"]


def test_a_changed_document_is_not_whole(files: Path) -> None:
    pdf = bytearray(_signed(files))
    place = pdf.index(b"/MarkInfo") + 1
    pdf[place] ^= 1
    assert not _status(bytes(pdf), files).intact


def test_without_a_key_nothing_is_signed_and_half_a_key_stops_the_start(files: Path) -> None:
    assert signer_of(None, None) is None
    with pytest.raises(ValueError, match="both"):
        signer_of(files / "key.pem", None)
    with pytest.raises(ValueError, match="cannot be read"):
        signer_of(files / "certificate.pem", files / "key.pem")
