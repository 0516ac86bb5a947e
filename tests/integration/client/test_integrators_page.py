"""The integrators' page: each example runs unchanged, against the edge behind HAProxy with TLS.

The examples run in the order of the page: one may use files that an earlier one made.
"""

import asyncio
import os
import re
import shutil
import site
import subprocess
import sys
import time
import venv
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from contracts.events.edge import ConsumerKey, KeyKind
from infra.haproxy import problems as front_problems
from infra.haproxy.settings import FrontSettings
from infra.stack.settings import PROJECT
from services.edge import refusals
from services.edge.registry.first_consumers import register
from shared.http import problems
from shared.http.problems import ProblemKind
from shared.signatures.keys import signing_key, spki_in
from tests.engines import Database, NewDatabase
from tests.integration.client.conftest import PROCEEDINGS, pem_of
from tests.integration.edge.conftest import fill_read_model
from tests.integration.haproxy.running import Running, running
from tests.patience import PATIENCE, until
from tests.service_process import service_process

PAGE = PROJECT / "docs" / "service-3.11.01.md"
CONSUMER = "minsk-court"
PACKAGES = ("infra/client", "contracts", "shared/signatures")
LANGUAGES = ("bash", "python", "java")
ENVIRONMENT, NEEDS_JAVA = "env", "java"
"""After the language of a `bash` block: it sets variables for later blocks, or it needs a JDK."""
_BLOCK = re.compile(
    rf"^```({'|'.join(LANGUAGES)})(?: (\S+))?\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
_ROW = re.compile(r"^\| ([0-9, ]+) \| (.+?) \|", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """An example, and what it prints."""

    language: str
    mark: str
    """`env` or `java` after `bash`; after another language the name of a file that is only written."""
    text: str
    printed: str

    @property
    def name(self) -> str:
        words = re.findall(r"[A-Za-z]{4,}", self.text)
        return "-".join([self.language, self.mark or "-".join(words[:3])])


TEXT = PAGE.read_text("utf-8")
EXAMPLES = [Example(*(part or "" for part in found.groups())) for found in _BLOCK.finditer(TEXT)]


@dataclass
class Service:
    """The edge behind HAProxy."""

    front: Running
    own: Database
    key: str
    """The private key that answers are signed with (PEM)."""


@dataclass
class Desk:
    """The workplace of an integrator: a folder with the files of section 2, and an environment."""

    service: Service
    folder: Path
    environment: dict[str, str]
    done: list[Example] = field(default_factory=list)


@pytest.fixture(scope="module")
async def service(
    migrated_database: NewDatabase, vhost: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """One API process and the worker, over twelve proceedings, behind HAProxy with the limits of a real system."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, PROCEEDINGS)
    folder, key = tmp_path_factory.mktemp("page"), pem_of(KeyKind.ECDSA_P256)
    common = {"LEA_READ_MODEL_URL": model.edge_reader_url, "LEA_STALE_AFTER": "1e9", "LEA_REGISTRY_INTERVAL": "0.2"}
    with running(folder, FrontSettings(reload_grace=10), recorded=False) as front:
        of_process = {
            "LEA_DATABASE_URL": own.url,
            "LEA_SIGNING_KEY": key,
            "LEA_PUBLIC_URL": front.url,
            "LEA_HTTP_SOCKET": str(front.front.sockets / "edge-1.sock"),
        }
        of_worker = {"LEA_DATABASE_URL": own.worker_url, "LEA_BROKER_URL": vhost}
        async with (
            service_process("services.edge.main", folder / "edge.log", {**common, **of_process}),
            service_process("services.edge.worker", folder / "worker.log", {**common, **of_worker}) as worker,
            httpx.AsyncClient(verify=front.context(), trust_env=False) as client,
        ):
            await worker.ready()

            async def answers() -> bool:
                return (await client.get(f"{front.url}/openapi.json")).status_code == 200

            await until(answers, "the edge answers behind HAProxy")
            yield Service(front, own, key)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client, built from a copy: building leaves things behind."""
    root = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(PROJECT / package, root / package, ignore=shutil.ignore_patterns("__pycache__", "build"))
    built = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*built, "--wheel-dir", root, root / PACKAGES[0]], check=True)
    (wheel,) = root.glob("lea_court-*.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and the libraries it needs, and without this project."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    shutil.unpack_archive(wheel, packages, "zip")
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def desk(service: Service, python: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder, front = tmp_path_factory.mktemp("desk"), service.front
    _write_public_key(folder, service.key)
    front.authority.cert_pem.write_to_path(folder / "ca.pem")
    front.court.cert_chain_pems[0].write_to_path(folder / "court-tls.pem")
    front.court.private_key_pem.write_to_path(folder / "court-tls.key")
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    variables = {"PWD": str(folder), "LEA_URL": front.url, "PYTHON": str(python), "PYTHONPATH": str(folder)}
    return Desk(service, folder, {**kept, **variables})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_prints_what_the_page_says(example: Example, desk: Desk) -> None:
    assert desk.done == EXAMPLES[: EXAMPLES.index(example)], "run the whole module: earlier examples have not run"
    desk.done.append(example)
    if example.mark == NEEDS_JAVA and not all(map(shutil.which, ("java", "javac", "keytool"))):
        pytest.skip("no JDK on the path")
    printed = run(example, desk)
    assert re.fullmatch(pattern(example.printed), printed, re.DOTALL), f"{example.text}\nprints\n{printed}"
    if example is EXAMPLES[0]:
        desk.environment["LEA_KEY"] = admitted(desk.service, desk.folder / "court.pem")
    if "--cert " in example.text:
        assert any(line.get("certificate") is True for line in desk.service.front.lines())


@pytest.mark.parametrize("program", ["lea.py", "Ask.java"])
def test_the_programs_reject_answers_signed_with_another_key(program: str, desk: Desk, tmp_path: Path) -> None:
    assert desk.done == EXAMPLES, "run the whole module: the examples have not run"
    if program == "Ask.java" and not (desk.folder / "Ask.class").exists():
        pytest.skip("no JDK on the path")
    written = next(place for place, example in enumerate(EXAMPLES) if example.mark == program)
    folder = shutil.copytree(desk.folder, tmp_path / "desk")
    _write_public_key(folder, pem_of(KeyKind.ECDSA_P256))
    at = replace(desk, folder=folder, environment={**desk.environment, "PYTHONPATH": str(folder)})
    with pytest.raises(AssertionError, match=r"InvalidSignature|SecurityException"):
        run(EXAMPLES[written + 1], at)


def admitted(service: Service, pem: Path) -> str:
    """Register the integrator with the public key that was handed over; its bearer key."""
    since = datetime.now(UTC) - timedelta(hours=1)
    material = b64encode(spki_in(pem.read_text())).decode()
    key = ConsumerKey(id=f"{CONSUMER}.2026", kind=KeyKind.ED25519, material=material, valid_from=since)
    bearer = asyncio.run(register(service.own.owner_url, CONSUMER, keys=[key], valid_from=since))
    ends = time.monotonic() + PATIENCE
    with httpx.Client(verify=service.front.context(), trust_env=False) as client:
        proof = {"Authorization": f"Bearer {bearer}"}
        while client.get(f"{service.front.url}/v1/policy", headers=proof).status_code != 200:
            assert time.monotonic() < ends, "the consumer is not known"
            time.sleep(0.05)
    return bearer


def run(example: Example, desk: Desk) -> str:
    """What an example prints. A file is only written; variables are kept for later examples."""
    if example.language != "bash" and example.mark:
        (desk.folder / example.mark).write_text(example.text)
        return ""
    program = ["bash", "-euo", "pipefail", "-c"] if example.language == "bash" else [desk.environment["PYTHON"], "-c"]
    text = example.text + ("env -0" if example.mark == ENVIRONMENT else "")
    done = subprocess.run(
        [*program, text], cwd=desk.folder, env=desk.environment, capture_output=True, text=True, check=False,
        timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, f"{example.text}\n{done.stdout}\n{done.stderr}"
    if example.mark == ENVIRONMENT:
        pairs = (pair.partition("=") for pair in done.stdout.split("\0") if pair)
        desk.environment.update({name: value for name, _, value in pairs})
        return ""
    return done.stdout


def pattern(printed: str) -> str:
    """… stands for anything; how lines end does not count."""
    return r"\s*" + ".*".join(re.escape(part) for part in printed.strip().split("…")).replace("\\\n", r"\s*\n") + r"\s*"


def test_the_page_has_examples_of_each_kind() -> None:
    text = "".join(example.text for example in EXAMPLES)
    assert all(word in text for word in ("curl", "lea_court", "zeep", "Signature-Input", "changes", "submit"))
    assert len(EXAMPLES) == sum(TEXT.count(f"```{language}") for language in LANGUAGES)


def test_examples_with_public_libraries_import_nothing_of_ours() -> None:
    public, _, own = TEXT.partition("## 11. ")
    assert "lea_court" in own
    assert not re.search(r"^(from|import) (lea_court|contracts|shared|services|infra)", public, re.MULTILINE)


def test_the_page_lists_every_refusal() -> None:
    """The service's own and HAProxy's, each with its status."""
    own, _, by_front = TEXT.partition("## 13. ")[2].partition("**HAProxy**")
    rows, listed = _rows(own), _rows(by_front)
    assert {(kind.status, kind.code) for kind in (*_kinds(problems), *_kinds(refusals))} - rows <= {
        (400, "not-soap-1.1"), (400, "header-not-understood"), (415, "not-xml"),
    }  # fmt: skip
    refused = (*front_problems.REFUSALS.values(), *front_problems.ERRORS.values())
    assert {(refusal.kind.status, refusal.kind.code) for refusal in refused} <= listed


def _write_public_key(folder: Path, key: str) -> None:
    """As the public key of the service."""
    public = load_der_public_key(signing_key(key).public.spki)
    (folder / "service.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _rows(text: str) -> set[tuple[int, str]]:
    return {
        (int(status), code)
        for statuses, codes in _ROW.findall(text)
        for status in statuses.split(",")
        for code in re.findall(r"`([a-z-]+)`", codes)
    }


def _kinds(module: ModuleType) -> list[ProblemKind]:
    return [value for value in vars(module).values() if isinstance(value, ProblemKind)]


def test_the_wheel_is_complete(python: Path) -> None:
    """Everything it needs is in it or declared; nothing of the services is."""
    code = (
        "import lea_court, contracts.service_3_11_01, contracts.catalogue, shared.signatures.client as signatures\n"
        "import importlib.util as util\n"
        "print(lea_court.__file__, contracts.__file__, signatures.__file__, util.find_spec('services'))"
    )
    printed = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True, cwd="/").stdout
    *files, services = printed.split()
    assert services == "None"
    assert all(Path(file).is_relative_to(python.parents[1]) for file in files)
