"""Tests images and Compose file without a container engine: `python -m infra.images.check`, as root.

Needs the distribution's packages `buildah`, `bubblewrap`, `debootstrap` and `docker-compose` (only its parser is
used). It builds the images on a base made from the distribution instead of the one named in the Dockerfile, then runs
every job and every service from its image as the Compose file would: on a read-only root, as the image's user, without
capabilities, with the environment that `infra.compose` prepares. PostgreSQL and RabbitMQ are those of a native stack
made for the test. Of the image of backups the contents and the program are looked at. Not tested: the image of the
database, which is made from PostgreSQL's, the base image and the other images named in the Compose file, and the
engine's networks, volumes and order of starting.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.compose.preparation import GRAFANA, environments, prepare, processes
from infra.database.provisioning import DATABASES
from infra.stack.services import module_of
from infra.stack.settings import COMPOSE_HOME, PROJECT, TOPOLOGY
from infra.stack.stack import Stack

TOOLS = ("buildah", "bwrap", "debootstrap", "docker-compose")
BASE = "localhost/ais-lea-base"
SUITE = "bookworm"
SOURCES = {
    "services": {"LICENSE", "contracts", "shared", "services"},
    "operator": {"LICENSE", "contracts", "shared", "infra"},
    "backup": {"LICENSE", "contracts", "shared", "infra"},
}
"""What is in /app of each image, by the image's target in the Dockerfile."""
USERS = {"backup": "999:999"}
"""Users of images other than that of the services: backups are made with the number of PostgreSQL's user."""
MOUNTED_WHILE_BUILDING = ("/etc/pip.conf", "/etc/ssl/certs")
"""Package indexes and certificate authorities that this machine has configured."""
LONGEST_START = 60.0
TOPOLOGY_RUNS = 5.0


@dataclass(frozen=True)
class Image:
    """A built image: its mounted root, and its configuration as the engine reads it."""

    root: Path
    configuration: Mapping[str, Any]


def main() -> None:
    """Run all checks, and print after each step what was shown."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        sys.exit(f"not installed: {', '.join(missing)}")
    prepare(COMPOSE_HOME)
    _run("docker-compose", "config", "--quiet")
    _report("the Compose file is well-formed, and every file it names exists")
    _make_base()
    with ExitStack() as ending:
        images = {target: ending.enter_context(_mounted(_build(target))) for target in SOURCES}
        for target, image in images.items():
            _check_contents(target, image)
        _check_backup(images["backup"])
        _run_everything(images["services"], images["operator"])


def _make_base() -> None:
    if BASE in _run("buildah", "images", "--format", "{{.Name}}").split():
        return
    with tempfile.TemporaryDirectory() as folder:
        _run("debootstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates", SUITE, folder)
        container = _run("buildah", "from", "scratch").strip()
        _run("cp", "-a", f"{folder}/.", _run("buildah", "mount", container).strip())
        _run("buildah", "commit", "--quiet", "--rm", container, BASE)


def _build(target: str) -> str:
    image = f"localhost/ais-lea-{target}:local"
    mounted = [f"--volume={path}:{path}:ro" for path in MOUNTED_WHILE_BUILDING if Path(path).exists()]
    _run(
        *("buildah", "bud", "--isolation", "chroot", "--format", "docker", "--layers", *mounted),
        *(f"--build-arg=BASE={BASE}", "--file", "infra/images/Dockerfile", "--target", target, "--tag", image, "."),
    )
    _report(f"the image of target {target} builds: all packages from the lock, every hash checked")
    return image


@contextmanager
def _mounted(name: str) -> Iterator[Image]:
    container = _run("buildah", "from", "--pull-never", name).strip()
    try:
        inspected = json.loads(_run("buildah", "inspect", "--type", "image", name))
        yield Image(Path(_run("buildah", "mount", container).strip()), inspected["Docker"]["config"])
    finally:
        _run("buildah", "rm", container)


def _check_contents(target: str, image: Image) -> None:
    found = {entry.name for entry in (image.root / "app").iterdir()}
    _must(found == SOURCES[target], f"/app of {target} holds {', '.join(sorted(SOURCES[target]))} and nothing else")
    _must(not list((image.root / "opt/lea").glob("lib/python*/site-packages/pip")), f"{target} cannot install anything")
    _must(image.configuration["User"] == USERS.get(target, "10001:10001"), f"{target} does not run as root")
    health = image.configuration.get("Healthcheck", {}).get("Test", [""])[-1]
    _must(("/readyz" in health) == (target == "services"), f"{target} has a health check only if it serves HTTP")


def _check_backup(image: Image) -> None:
    """The process needs PostgreSQL's files, which are those of another image: it is loaded, and its program asked."""
    version = _run(*_contained(image, {}, ["pgbackrest", "version"])).strip()
    _must(version.startswith("pgBackRest 2.45"), "backup has the version of pgBackRest that the database has")
    _run(*_contained(image, {}, ["python", "-c", "import infra.backup.__main__"]))
    _report(f"backup has {version}, and all that its process imports")


def _run_everything(services: Image, operator: Image) -> None:
    with ExitStack() as ending:
        home = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="ais-lea-check-")))
        home.chmod(0o755)
        stack = ending.enter_context(Stack(home / "stack", durable=False).engines())
        stack.passwords.generate(GRAFANA)
        given = environments(stack.addresses, stack.passwords)
        broker, sockets = _folder_of_image(home / "broker", 0o755), _folder_of_image(home / "sockets", 0o750)
        jobs = [
            ("provision-broker", operator, ("infra.compose.jobs", "broker"), {"LEA_BROKER_FOLDER": "/broker"}),
            ("provision-database", operator, ("infra.compose.jobs", "database"), {}),
            *((f"migrate-{service}", services, ("shared.migrations", service), {}) for service in DATABASES),
        ]
        for job, image, command, more in jobs:
            mounts = {"/broker": broker} if image is operator else {}
            _run(*_contained(image, {**given[job], **more}, ["python", "-m", *command], mounts))
        _report(f"{len(jobs)} jobs ran to their end on a read-only root")
        for image in (services, operator):
            written = "! touch /app/x /opt/lea/x /broker/x /sockets/x 2>/dev/null"
            _run(*_contained(image, {}, ["sh", "-c", written]))
        _report("nothing in the images can be written")
        topology = _start(TOPOLOGY, operator, given[TOPOLOGY], "infra.broker.topology", {}, ending)
        time.sleep(TOPOLOGY_RUNS)
        _must(topology() is None, "the topology process keeps running")
        for service in processes():
            _serve(service, services, given[service], sockets, ending)
        _report(f"{', '.join(processes())}: started, healthy by the image's health check")
    _report("all of them ended cleanly on SIGTERM")


def _folder_of_image(folder: Path, mode: int) -> Path:
    """A folder that stands for a volume: it belongs to the user of the images."""
    folder.mkdir()
    folder.chmod(mode)
    os.chown(folder, 10001, 10001)
    return folder


def _serve(service: str, image: Image, environment: Mapping[str, str], sockets: Path, ending: ExitStack) -> None:
    mounts = {"/sockets": sockets}
    ended = _start(service, image, environment, module_of(service), mounts, ending)
    check = _contained(image, environment, image.configuration["Healthcheck"]["Test"][1:], mounts)
    begun = time.monotonic()
    while subprocess.run(check, capture_output=True, check=False).returncode != 0:
        _must(time.monotonic() - begun < LONGEST_START and ended() is None, f"{service} becomes healthy")
        time.sleep(0.5)


def _start(
    name: str,
    image: Image,
    environment: Mapping[str, str],
    module: str,
    mounts: Mapping[str, Path],
    ending: ExitStack,
) -> Callable[[], int | None]:
    """Start a module in its image; it is stopped when `ending` ends. Returns a function that gives its exit code."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        _contained(image, environment, ["python", "-m", module], mounts, info=writing),
        stderr=subprocess.DEVNULL,
        pass_fds=[writing],
    )
    os.close(writing)
    with os.fdopen(reading) as info:
        ending.callback(_end, name, process, json.load(info)["child-pid"])
    return process.poll


def _end(name: str, process: subprocess.Popen[bytes], pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    _must(process.wait(30) == 0, f"{name} ends cleanly")


def _contained(
    image: Image,
    environment: Mapping[str, str],
    command: Sequence[str],
    mounts: Mapping[str, Path] | None = None,
    info: int | None = None,
) -> list[str]:
    """The command in the image's root as the Compose file runs it: read-only, without capabilities."""
    of_image = dict(pair.split("=", 1) for pair in image.configuration["Env"])
    variables = [word for pair in {**of_image, **environment}.items() for word in ("--setenv", *pair)]
    uid, gid = image.configuration["User"].split(":")
    kept = [word for name in ("SETUID", "SETGID", "SETPCAP") for word in ("--cap-add", f"CAP_{name}")]
    return [
        *("bwrap", "--ro-bind", str(image.root), "/", "--dev", "/dev", "--proc", "/proc"),
        # Writable by all users, as container engines mount it.
        *("--perms", "1777", "--tmpfs", "/tmp"),  # noqa: S108
        *(word for place, folder in (mounts or {}).items() for word in ("--bind", str(folder), place)),
        *(("--info-fd", str(info)) if info is not None else ()),
        *("--unshare-ipc", "--unshare-uts", "--clearenv", *variables),
        *("--chdir", image.configuration["WorkingDir"], "--cap-drop", "ALL", *kept, "--"),
        # The remaining capabilities are used to become the image's user, and are gone afterwards.
        *("setpriv", "--reuid", uid, "--regid", gid, "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"),
        *("--no-new-privs", *command),
    ]


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"failed: {command[0]} …\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def _must(shown: bool, what: str) -> None:
    if not shown:
        sys.exit(f"NOT SHOWN: {what}")


def _report(what: str) -> None:
    sys.stdout.write(f"shown: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
