"""Registers the court's simulator as a consumer, once, and stores its keys in a private file."""

import asyncio
import json
import os
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from contracts.events.edge import ConsumerKey, KeyKind
from infra.client import Identity
from services.edge.registry.first_consumers import register
from shared.signatures.keys import SigningKey, signing_key

_COURT = "supreme-court"


def identity_in(path: Path) -> Identity | None:
    """The identity stored in a file; None if there is no file."""
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    if "signing_key" not in kept:
        return Identity(kept["consumer"], bearer=kept["key"])
    return Identity(kept["consumer"], signing_key(kept["signing_key"], kept["signing_key_id"]))


def enrol(path: Path, owner_url: str) -> Identity:
    """Register the court in the edge's database, as its owner, and store the identity in a new file."""
    now = datetime.now(UTC)
    # Lost keys cannot be recovered: every file is a separate consumer.
    consumer = f"{_COURT}-{now:%Y%m%d%H%M%S}"
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    key = signing_key(pem, f"{consumer}.signing")
    bearer = asyncio.run(register(owner_url, consumer, keys=[registered_form(key, KeyKind.ED25519, now)]))
    kept = {"consumer": consumer, "key": bearer, "signing_key_id": key.id, "signing_key": pem}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=2)
    return Identity(consumer, key)


def registered_form(key: SigningKey, kind: KeyKind, valid_from: datetime) -> ConsumerKey:
    """The public key as the registry stores it."""
    return ConsumerKey(id=key.id, kind=kind, material=b64encode(key.public.spki).decode(), valid_from=valid_from)
