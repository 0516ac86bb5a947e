"""`lea consumers` with a running worker: proposals and approvals, printed as text and as JSON."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner, Result

from infra.cli.consumers import registry
from infra.cli.main import app
from infra.database.provisioning import DATABASES
from services.edge.access.domain.proofs import bearer_of
from services.edge.registry.domain.consumers import Consumer
from services.edge.registry.tables import consumers_in
from tests.engines import Database, NewDatabase
from tests.integration.edge.test_registry import working

ONE, OTHER = "security:petrova", "security:ivanov"
RUNNER = CliRunner()


@dataclass(frozen=True)
class Known:
    """The addresses of the system under test."""

    own: Database
    amqp: str

    def database(self, role: str, _: str) -> str:
        return {"lea_edge_worker": self.own.worker_url, DATABASES["edge"].owner: self.own.owner_url}[role]

    def broker(self, _: str) -> str:
        return self.amqp

    async def registered(self) -> dict[str, Consumer]:
        """The consumers, as API processes read them."""
        connection = await asyncpg.connect(self.own.url)
        try:
            return await consumers_in(connection)
        finally:
            await connection.close()


@pytest.fixture(scope="module")
async def known(migrated_database: NewDatabase, new_vhost: Callable[[], str]) -> AsyncIterator[Known]:
    own, amqp = migrated_database("edge"), new_vhost()
    async with working(own, amqp):
        yield Known(own, amqp)


@pytest.fixture(autouse=True)
def found(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "addresses_of", lambda _: known)


async def lea(*arguments: str, actor: str = ONE) -> Result:
    # A command runs its own event loop.
    environment = {"COLUMNS": "200", "LEA_ACTOR": actor}
    return await asyncio.to_thread(RUNNER.invoke, app, ["consumers", *arguments], env=environment)


async def done(*arguments: str, actor: str = ONE) -> Any:
    """What a command that must succeed prints, as JSON where it was asked for."""
    result = await lea(*arguments, actor=actor)
    assert result.exit_code == 0, result.output
    # The worker runs in the same process here, and may log between the lines.
    said = re.split(r"^(?=[\[{])", result.stdout, maxsplit=1, flags=re.MULTILINE)[-1]
    return json.JSONDecoder().raw_decode(said)[0] if "--json" in arguments else said


async def refused(*arguments: str, actor: str = ONE) -> str:
    result = await lea(*arguments, actor=actor)
    assert result.exit_code == 1, result.output
    return " ".join(result.stderr.split())


async def changed(*arguments: str) -> Any:
    """Proposed by one and approved by another."""
    proposal = await done(*arguments, "--reason", "letter 7", "--json")
    await done("approve", proposal["proposal"], actor=OTHER)
    return proposal


async def test_a_bearer_key_is_shown_once_and_valid_after_the_approval(known: Known) -> None:
    proposal = await done("register", "first-court", "--reason", "letter 7", "--json")
    assert "four" not in proposal["key"]
    assert "first-court" not in await known.registered()
    assert "somebody else" in await refused("approve", proposal["proposal"])
    assert "done: register" in await done("approve", proposal["proposal"], actor=OTHER)
    registered = await known.registered()
    assert bearer_of(registered, proposal["key"], datetime.now(UTC)).id == "first-court"
    assert "no open proposal" in await refused("approve", proposal["proposal"], actor=OTHER)
    shown = await done("show", "first-court")
    assert proposal["key"].partition(".")[2] not in shown


async def test_terms_keys_and_certificates_are_set_and_changed(known: Known, tmp_path: Path) -> None:
    key = generate_private_key(SECP256R1())
    public, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    subject = Name([NameAttribute(NameOID.COMMON_NAME, "court")])
    now = datetime.now(UTC)
    signed = (
        CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    await changed("register", "precise", "--public-key", str(public), "--scope", "court-case", "--rate", "2.5")
    await changed(
        "change", "precise", "--certificate", str(certificate), "--burst", "7", "--valid-to", "2030-01-31T09:00:00"
    )
    precise = (await known.registered())["precise"]
    assert precise.scopes == {"court-case"}
    assert precise.quota
    assert (precise.quota.requests_per_second, precise.quota.burst) == (2.5, 7)
    assert precise.valid_to == datetime(2030, 1, 31, 9, tzinfo=UTC)
    assert precise.certificates == {signed.fingerprint(SHA256())}
    assert list(precise.keys) == ["precise.first"]
    assert precise.bearer_keys == ()
    await changed("add-key", "precise", "second")
    await changed("revoke-key", "precise", "first")
    precise = (await known.registered())["precise"]
    assert precise.keys["precise.first"].valid_to is not None
    assert len(precise.bearer_keys) == 1


@pytest.mark.parametrize("actor", ["petrova", "registrar:0101", "executor:0101-017", "x" * 200])
async def test_who_may_not_suspend_is_answered_in_a_sentence(known: Known, actor: str) -> None:
    """A malformed actor, and one that the registry does not know: neither is a defect of the program."""
    said = await refused("suspend", "supreme-court", "--reason", "letter 7", actor=actor)
    assert said
    assert "Traceback" not in said


async def test_a_consumer_is_suspended_restored_and_revoked(known: Known) -> None:
    await changed("register", "suspect")
    await done("suspend", "suspect", "--reason", "key lost")
    assert (await known.registered())["suspect"].status == "suspended"
    await changed("restore", "suspect")
    assert (await known.registered())["suspect"].status == "active"
    await changed("revoke", "suspect")
    assert (await known.registered())["suspect"].status == "revoked"
    listed = {each["consumer"]: each["status"] for each in await done("list", "--json")}
    assert listed["suspect"] == "revoked"


async def test_a_proposal_can_be_rejected(known: Known) -> None:
    proposal = await done("register", "unwanted", "--reason", "letter 7", "--json")
    (waiting,) = (await done("show", "unwanted", "--json"))["proposals"]
    assert proposal["proposal"] in await done("show", "unwanted")
    assert (waiting["proposal"], waiting["by"]) == (proposal["proposal"], ONE)
    await done("reject", proposal["proposal"], "--reason", "not agreed", actor=OTHER)
    assert "unwanted" not in await known.registered()
    assert "proposed" in await done("list")


async def test_an_error_is_one_sentence(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    why = ("--reason", "letter 7")
    assert "holds no public key" in await refused("register", "clumsy", *why, "--public-key", str(nonsense))
    assert "holds no certificate" in await refused("register", "clumsy", *why, "--certificate", str(nonsense))
    assert "the id of a key is its consumer, a dot and a name" in await refused("register", "Clumsy Court", *why)
    assert "everything is none of" in await refused("register", "clumsy", *why, "--scope", "everything")
    assert "code list" in await refused("register", "clumsy", *why, "--legal-ground", "curiosity")
    assert "There is no consumer nobody" in await refused("change", "nobody", *why)
    assert "not registered" in await refused("revoke", "nobody", *why)


async def test_consumers_of_an_older_registry_are_adopted(known: Known) -> None:
    connection = await asyncpg.connect(known.own.owner_url)
    await connection.execute(
        "INSERT INTO consumer"
        " VALUES ('older', '{debtor}', '{case-at-hand}', now(), NULL, 'active', now(), '{}', 9, 9, 9);"
        "INSERT INTO consumer_key VALUES ('older.first', 'older', 'bearer', sha256('key'), now())"
    )
    await connection.close()
    assert (await lea("suspend", "older", "--reason", "key lost")).exit_code == 1
    assert (await lea("adopt")).stdout == "adopted: older\n"
    assert (await lea("suspend", "older", "--reason", "key lost")).exit_code == 0
    assert (await lea("adopt")).stdout == "adopted: none\n"
