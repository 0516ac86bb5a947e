"""The packages and sources of the images, and the Compose file against the code it runs."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.backup.repository import STANZA
from infra.broker.definitions import PLUGINS, permissions
from infra.compose import jobs
from infra.compose.ports import PUBLISHED, published, variable
from infra.compose.preparation import prepare, processes
from infra.database.provisioning import DATABASES, EDGE_READER, EVENT_READER, LOGINS, service_of
from infra.images.runtime import runtime_part
from infra.stack.addresses import FORM_KEY, SIGNING_KEY, addresses_in, kind_of
from infra.stack.binaries import haproxy
from infra.stack.passwords import password_of
from infra.stack.services import module_of
from infra.stack.settings import PROJECT, StackSettings
from shared.plain_yaml import read_table
from tests.system import LISTENS_TO

DOCKERFILE = PROJECT / "infra/images/Dockerfile"
IMAGES = {
    "services": "ais-lea-services:local",
    "operator": "ais-lea-operator:local",
    "backup": "ais-lea-backup:local",
    "database": "ais-lea-database:local",
}
DEVELOPERS = ("hypothesis", "mypy", "pytest", "ruff", "import-linter", "setuptools")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = read_table((PROJECT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("prepared") / "compose"
    prepare(made)
    return made


def of_ours(compose: dict[str, Any]) -> list[dict[str, Any]]:
    """The containers that run a module of ours."""
    ours = {IMAGES[target] for target in ("services", "operator", "backup")}
    return [container for container in compose["services"].values() if container["image"] in ours]


def environment_of(home: Path, container: str) -> dict[str, str]:
    lines = (home / "secrets" / f"{container}.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


# -- the images


def test_images_get_the_runtime_packages_and_no_development_tools() -> None:
    part = runtime_part((PROJECT / "pyproject.toml").read_text(), (PROJECT / "requirements.lock").read_text())
    packages = set(re.findall(r"^([a-z0-9-]+)==", part, re.MULTILINE))
    assert {"asyncpg", "aiormq", "pydantic-core", "psycopg-binary", "starlette"} <= packages
    assert not packages.intersection(DEVELOPERS)
    for entry in re.split(r"^(?=[a-z])", part, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry


def test_a_dependency_that_is_not_locked_is_named() -> None:
    with pytest.raises(LookupError, match="forgotten"):
        runtime_part('[project]\ndependencies = ["forgotten>=1"]', "other==1.0 \\\n    --hash=sha256:00\n")


def test_parents_are_read_from_either_form_of_the_lock() -> None:
    lock = (
        "a==1 \\\n    --hash=sha256:00\n    # via x (pyproject.toml)\n"
        "b==1 \\\n    --hash=sha256:00\n    # via\n    #   tool\n    #   a\n"
        "c==1 \\\n    --hash=sha256:00\n    # via b\n"
        "tool==1 \\\n    --hash=sha256:00\n    # via x (pyproject.toml)\n"
    )
    part = runtime_part('[project]\ndependencies = ["a"]', lock)
    assert re.findall(r"^(\w+)==", part, re.MULTILINE) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("target", "folders"), [("services", {"services"}), ("operator", {"infra"}), ("backup", {"infra"})]
)
def test_the_sources_of_an_image(target: str, folders: set[str]) -> None:
    """All hold contracts and shared; services have nothing of infra, operator jobs nothing of services."""
    stages = dict(
        re.findall(r"^FROM \S+ AS (\S+)\n(.*?)(?=^FROM|\Z)", DOCKERFILE.read_text(), re.MULTILINE | re.DOTALL)
    )
    copied = {stage: set(re.findall(r"^COPY ([a-z]+)[/ ]", text, re.MULTILINE)) for stage, text in stages.items()}
    assert copied["packages"] - {"pyproject"} == {"contracts", "shared"}
    assert copied[f"sources-of-{target}"] == folders
    assert f"COPY --from=sources-of-{target} /app /app" in stages[target]


def test_every_job_of_operators_has_its_module_in_the_image(compose: dict[str, Any]) -> None:
    copied = set(re.findall(r"(infra/\S+) ", DOCKERFILE.read_text()))
    of_operator = [each for each in compose["services"].values() if each["image"] == IMAGES["operator"]]
    assert len(of_operator) == 4
    for container in of_operator:
        path = container["command"][0].replace(".", "/")
        assert copied & {f"{path}.py", str(Path(path).parent)}


def test_the_image_of_backups_has_all_that_its_process_imports(tmp_path: Path) -> None:
    text = re.split(r"^FROM ", DOCKERFILE.read_text(), flags=re.MULTILINE)
    for stage in text:
        if re.match(r"\S+ AS (packages|sources-of-backup)\n", stage):
            for copied in re.findall(r"^COPY (.*) /app/", stage, re.MULTILINE):
                for source in copied.split():
                    place = tmp_path / source
                    place.parent.mkdir(parents=True, exist_ok=True)
                    if (PROJECT / source).is_dir():
                        shutil.copytree(PROJECT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
                    else:
                        shutil.copy(PROJECT / source, place)
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import infra.backup.__main__ as m; print(m.__file__)"
    # Isolated: nothing of the project but what was copied.
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith(str(tmp_path))


# -- the Compose file


def test_each_image_is_built_once_and_used_where_it_belongs(compose: dict[str, Any]) -> None:
    built = {
        container["image"]: container["build"]["target"]
        for container in compose["services"].values()
        if "build" in container
    }
    assert built == {image: target for target, image in IMAGES.items()}
    for container in of_ours(compose):
        module = container["command"][0]
        target = "backup" if module == "infra.backup" else "operator" if module.startswith("infra.") else "services"
        assert container["image"] == IMAGES[target], module


def test_every_service_starts_after_its_migrations(compose: dict[str, Any]) -> None:
    for service in processes():
        container = compose["services"][service]
        assert container["command"] == [module_of(service)]
        needed, job = container["depends_on"], f"migrate-{service_of(kind_of(service))}"
        assert needed[job] == {"condition": "service_completed_successfully"}
        assert needed["database"] == {"condition": "service_healthy"}
        assert compose["services"][job]["command"] == ["shared.migrations", service_of(kind_of(service))]


def test_every_job_is_waited_for_by_something_that_stays(compose: dict[str, Any]) -> None:
    """`docker compose up --wait` takes the end of a job for a failure where nothing depends on it."""
    containers = compose["services"].values()
    needed = [container["depends_on"] for container in containers if "depends_on" in container]
    awaited = {
        job for jobs in needed for job, how in jobs.items() if how["condition"].endswith("completed_successfully")
    }
    assert awaited == {name for name, container in compose["services"].items() if container["restart"] == "no"}


def test_our_containers_are_read_only_and_without_capabilities(compose: dict[str, Any]) -> None:
    ours = of_ours(compose)
    others = ("provision-database", "provision-broker", "topology", "backup", "rebuilds", "access")
    assert len(ours) == len(processes()) + len(DATABASES) + len(others)
    for container in ours:
        assert container["read_only"]
        assert container["cap_drop"] == ["ALL"]
        assert container["security_opt"] == ["no-new-privileges:true"]


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    images = {container["image"] for container in compose["services"].values()}
    assert all(re.fullmatch(r"[a-z/-]+:(local|v?\d+\.\d+(\.\d+)?(-[a-z]+)?)", image) for image in images)


def test_modules_that_containers_run_exist(compose: dict[str, Any]) -> None:
    for container in of_ours(compose):
        assert importlib.util.find_spec(container["command"][0])


def test_backups_reach_the_files_the_socket_and_the_repository_of_the_database(compose: dict[str, Any]) -> None:
    database, backup = (compose["services"][name] for name in ("database", "backup"))
    assert database["volumes"] == backup["volumes"]
    assert database["environment"]["PGBACKREST_PG1_PATH"] == backup["environment"]["LEA_BACKUP_DATA"]
    assert (
        database["environment"]["PGBACKREST_REPO1_PATH"] == f"{backup['environment']['LEA_BACKUP_FOLDER']}/repository"
    )
    words = database["command"]
    assert "archive_mode=on" in words
    assert f"archive_command=pgbackrest --stanza={STANZA} archive-push %p" in words


def test_ports_are_published_on_loopback_only_with_the_defaults_of_the_code(compose: dict[str, Any]) -> None:
    ports = [port for container in compose["services"].values() for port in container.get("ports", [])]
    published_as = re.compile(r"127\.0\.0\.1:\$\{(\w+):-(\d+)\}:\d+")
    defaults = {match[1]: match[2] for port in ports if (match := published_as.fullmatch(port))}
    assert len(defaults) == len(ports)
    assert defaults == {variable(name): str(port) for name, port in PUBLISHED.items()}


def test_a_port_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_PORT_EDGE", "8080")
    assert published() == {**PUBLISHED, "edge": 8080}


def test_mounted_files_exist(compose: dict[str, Any], home: Path) -> None:
    mounted = [volume for container in compose["services"].values() for volume in container.get("volumes", [])]
    sources = {volume.split(":")[0] for volume in mounted if volume.startswith(".")}
    prepared = {f"./.run/compose/{folder}" for folder in ("front", "monitoring", "monitoring/targets")}
    assert prepared <= sources
    for source in prepared:
        assert (home / Path(source).relative_to(".run/compose")).exists(), source
    for source in sources - prepared:
        assert (PROJECT / source).exists(), source


# -- what is prepared


def test_every_environment_file_is_made_and_private(compose: dict[str, Any], home: Path) -> None:
    wanted = {container["env_file"] for container in compose["services"].values() if "env_file" in container}
    made = {f".run/compose/secrets/{file.name}" for file in (home / "secrets").iterdir()}
    assert wanted == made
    private = [home / "passwords.json", *(home / "secrets").iterdir(), *(home / "tls").iterdir()]
    assert {file.stat().st_mode & 0o777 for file in private} == {0o600}
    assert home.stat().st_mode & 0o777 == 0o700


def test_haproxy_accepts_its_configuration(home: Path, tmp_path: Path) -> None:
    files = (home / "front").rglob("*")
    assert all(file.stat().st_mode & 0o044 == 0o044 for file in files)
    copied = tmp_path / "front"
    shutil.copytree(home / "front", copied)
    main = copied / "haproxy.cfg"
    assert "unix@/sockets/edge-2.sock" in main.read_text()
    main.write_text(main.read_text().replace(" /front/court", f" {copied}/court"))
    subprocess.run([haproxy(StackSettings()), "-c", "-f", main], check=True)


def test_the_front_runs_in_the_group_of_the_sockets(compose: dict[str, Any]) -> None:
    front, dockerfile = compose["services"]["front"], DOCKERFILE.read_text()
    assert "--group lea --mode 2750 /sockets" in dockerfile
    assert front["user"].endswith(":10001")
    assert "sockets:/sockets:ro" in front["volumes"]
    assert all("sockets:/sockets" in compose["services"][process]["volumes"] for process in processes())


def test_the_edge_has_its_public_address(home: Path) -> None:
    assert environment_of(home, "edge-2")["LEA_PUBLIC_URL"] == f"https://localhost:{PUBLISHED['edge']}"
    assert environment_of(home, "edge-2")["LEA_HTTP_SOCKET"] == "/sockets/edge-2.sock"
    assert environment_of(home, "edge-1")["LEA_CERTIFICATES_REQUIRED"] == "false"


def test_passwords_stay_the_same(home: Path) -> None:
    before = {file.name: file.read_text() for file in (home / "secrets").iterdir()}
    prepare(home)
    assert {file.name: file.read_text() for file in (home / "secrets").iterdir()} == before


def test_a_container_gets_no_password_that_it_does_not_need(home: Path) -> None:
    passwords: dict[str, str] = json.loads((home / "passwords.json").read_text())
    for service in processes():
        text = (home / "secrets" / f"{service}.env").read_text()
        known = {name for name, password in passwords.items() if password in text}
        role, user = f"lea_{kind_of(service)}", f"lea_{kind_of(service)}"
        others = {
            # They compare their positions with the stores of their sources.
            **{name: {user, password_of(EVENT_READER)} for name in LISTENS_TO},
            "subscribers": {user, password_of(EVENT_READER)},
            "edge-1": {password_of(EDGE_READER), SIGNING_KEY},
            "edge-2": {password_of(EDGE_READER), SIGNING_KEY},
            "desk": {user, FORM_KEY},
            "edge_worker": {user, password_of(EDGE_READER)},
        }
        assert known == {password_of(role), *others.get(service, {user})}


def test_a_job_gets_only_the_passwords_that_it_sets(home: Path) -> None:
    roles, users = (
        json.loads(environment_of(home, f"provision-{job}")["LEA_PASSWORDS"]) for job in ("database", "broker")
    )
    assert roles.keys() == set(LOGINS)
    assert users.keys() == permissions().keys()
    assert not set(roles.values()) & set(users.values())


def test_settings_survive_the_environment_file(home: Path) -> None:
    stores = json.loads(environment_of(home, "court_query")["LEA_EVENT_STORE_URLS"])
    assert stores["proceedings"].startswith("postgresql://lea_event_reader:")
    for container in (home / "secrets").iterdir():
        # What Compose would interpolate, quote or take for a comment.
        assert not re.search(r"\$| #|='|=\"", container.read_text())


def test_programs_of_this_machine_find_the_containers(home: Path) -> None:
    addresses = addresses_in(home)
    assert addresses.http("edge") == f"https://localhost:{PUBLISHED['edge']}"
    assert addresses.broker("lea_operator").endswith(f"@127.0.0.1:{PUBLISHED['amqp']}/lea")


def test_the_broker_gets_hashes_only(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = environment_of(home, "provision-broker")["LEA_PASSWORDS"]
    monkeypatch.setenv("LEA_PASSWORDS", given)
    jobs.broker(tmp_path)
    passwords: dict[str, str] = json.loads(given)
    assert passwords.keys() == permissions().keys()
    written = "".join(file.read_text() for file in tmp_path.iterdir())
    assert not [name for name, password in passwords.items() if password in written]
    assert all(plugin in (tmp_path / "enabled_plugins").read_text() for plugin in PLUGINS)
