"""The integrators' page: every example on it is run as it stands, with the client as the wheel that is handed out."""

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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from contracts.events.edge import ConsumerKey, KeyKind
from infra.stack.settings import PROJECT
from services.edge.consumers import register
from shared.signatures.keys import spki_in
from tests.faults.witness import LOOKS
from tests.integration.court.conftest import Served

PAGE = PROJECT / "docs" / "service-3.11.01.md"
CONSUMER = "minsk-court"
PACKAGES = ("infra/court/client", "contracts", "shared/signatures")
_BLOCK = re.compile(r"^```(bash|python)(?: (\S+))?\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """An example, and what it prints."""

    language: str
    file: str
    """Its name if it is kept for those that follow."""
    text: str
    printed: str


EXAMPLES = [Example(*(part or "" for part in found.groups())) for found in _BLOCK.finditer(PAGE.read_text("utf-8"))]


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
def desk(served: Served, python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where an integrator works: a folder, with what was handed over in it and in the environment."""
    folder = tmp_path_factory.mktemp("desk")
    (house,) = served.house.values()
    pem = load_der_public_key(house.spki).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "house.pem").write_bytes(pem)
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "PWD": str(folder), "LEA_URL": served.url, "PYTHON": str(python), "PYTHONPATH": str(folder)}


def test_the_examples_print_what_the_page_says(served: Served, desk: dict[str, str]) -> None:
    first, *others = EXAMPLES
    run(first, desk)
    desk["LEA_KEY"] = admitted(served, Path(desk["PWD"]) / "court.pem")
    for example in others:
        printed = run(example, desk)
        assert re.fullmatch(pattern(example.printed), printed, re.DOTALL), f"{example.text}\nprints\n{printed}"


def admitted(served: Served, pem: Path) -> str:
    """Register the integrator with the public key that was handed over; its bearer key."""
    since = datetime.now(UTC) - timedelta(hours=1)
    material = b64encode(spki_in(pem.read_text())).decode()
    key = ConsumerKey(id=f"{CONSUMER}.2026", kind=KeyKind.ED25519, material=material, valid_from=since)
    bearer = asyncio.run(register(served.own.owner_url, CONSUMER, keys=[key], valid_from=since))
    proof = {"Authorization": f"Bearer {bearer}"}
    known = 0
    for _ in range(200):  # each process of the door learns of it in its own time
        answer = httpx.get(f"{served.url}/v1/policy", headers=proof, trust_env=False)
        known = known + 1 if answer.status_code == 200 else 0
        if known == LOOKS:
            return bearer
        time.sleep(0.05)
    raise AssertionError("the consumer is not known")


def run(example: Example, desk: dict[str, str]) -> str:
    if example.file:
        (Path(desk["PWD"]) / example.file).write_text(example.text)
    program = ["bash", "-euo", "pipefail", "-c"] if example.language == "bash" else [desk["PYTHON"], "-c"]
    done = subprocess.run(
        [*program, example.text], cwd=desk["PWD"], env=desk, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, f"{example.text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pattern(printed: str) -> str:
    """… stands for anything; how lines end does not count."""
    return r"\s*" + ".*".join(re.escape(part) for part in printed.strip().split("…")).replace("\\\n", r"\s*\n") + r"\s*"


def test_the_page_has_examples_of_each_kind() -> None:
    text = "".join(example.text for example in EXAMPLES)
    assert all(word in text for word in ("curl", "lea_court", "zeep", "Signature-Input", "changes", "submit"))
    assert len(EXAMPLES) == PAGE.read_text("utf-8").count("```bash") + PAGE.read_text("utf-8").count("```python")


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
