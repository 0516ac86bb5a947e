"""The certificate of the court interface: the one that settings name, or one of a local authority made for a stack."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from infra.stack.binaries import write_private

SERVED, AUTHORITY = "court.pem", "ca.pem"
"""Chain and key that are served; the certificate of the local authority, for clients."""
MEMBER, MEMBER_KEY = "member.pem", "member-key.pem"
"""Certificate and key with which nodes of a cluster know each other."""
_AUTHORITY_KEY = "ca-key.pem"
_AUTHORITY_LIFE = timedelta(days=3650)
_LIFE = timedelta(days=365)
_RENEWED_BEFORE = timedelta(days=30)
_CLOCKS = timedelta(hours=1)  # largest difference between two clocks


@dataclass(frozen=True)
class Named:
    """A certificate chain that settings name, and its key where it is in another file (PEM)."""

    certificate: Path
    key: Path | None


def install(folder: Path, named: Named | None = None, now: datetime | None = None) -> None:
    """Write what is served into this private folder. Raises OSError if a named file is missing.

    The local authority lasts ten years. Its certificate for this machine is renewed thirty days before its end.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if named is not None:
        (folder / AUTHORITY).unlink(missing_ok=True)
        _write(folder / SERVED, *(file.read_text() for file in (named.certificate, named.key) if file))
        return
    now = now or datetime.now(UTC)
    authority = _authority(folder, now)
    if not _current(folder / SERVED, authority[0], now):
        certificate, key = _issued(authority, now, ExtendedKeyUsageOID.SERVER_AUTH)
        _write(folder / SERVED, _pem(certificate), _pem(authority[0]), _key_pem(key))


def member_folder(home: Path) -> Path:
    """Where a stack keeps the certificate of the nodes of its cluster."""
    return home / "tls" / "cluster"


def install_member(folder: Path, now: datetime | None = None) -> Path:
    """Write a certificate of a node, of an authority made for this folder, and its key. Returns the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = now or datetime.now(UTC)
    authority = _authority(folder, now)
    if not _current(folder / MEMBER, authority[0], now):
        certificate, key = _issued(authority, now, ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
        _write(folder / MEMBER_KEY, _key_pem(key))
        _write(folder / MEMBER, _pem(certificate))
    return folder


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    kept, key_file = folder / AUTHORITY, folder / _AUTHORITY_KEY
    if kept.exists() and key_file.exists():
        certificate = x509.load_pem_x509_certificate(kept.read_bytes())
        key = load_pem_private_key(key_file.read_bytes(), None)
        if certificate.not_valid_after_utc - now > _LIFE and isinstance(key, EllipticCurvePrivateKey):
            return certificate, key
    key = generate_private_key(SECP256R1())
    name = _name("AIS LEA local authority")
    certificate = (
        _builder(name, name, key, now, _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, SHA256())
    )
    _write(key_file, _key_pem(key))
    _write(kept, _pem(certificate))
    return certificate, key


def _issued(
    authority: tuple[x509.Certificate, EllipticCurvePrivateKey], now: datetime, *usages: x509.ObjectIdentifier
) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    issuer, issuer_key = authority
    key = generate_private_key(SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    certificate = (
        _builder(_name("localhost"), issuer.subject, key, now, _LIFE)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(issuer_id, critical=False)
        .sign(issuer_key, SHA256())
    )
    return certificate, key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _current(file: Path, authority: x509.Certificate, now: datetime) -> bool:
    """Whether this file holds a certificate of this authority that need not be renewed yet."""
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificates(file.read_bytes())[0]
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, a new one is made
        return False
    return certificate.not_valid_after_utc - now > _RENEWED_BEFORE


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _key_pem(key: EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _write(file: Path, *texts: str) -> None:
    write_private(file, "\n".join(text.strip() for text in texts) + "\n", None)
