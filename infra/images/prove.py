"""Tries image and Compose file where no container engine runs: `python -m infra.images.prove`, as root.

Needs of the distribution's packages `buildah`, `bubblewrap`, `debootstrap` and `docker-compose` (only its parser is
used). It builds the image on a base made from the distribution itself instead of the one named in the Dockerfile, then
runs every job and every service from that image as the Compose file would: on a read-only root, as the image's user,
without capabilities, with the environment that `infra.compose` prepares. PostgreSQL and RabbitMQ are those of a native
stack made for it. What this cannot show: the base image and the other images named in the Compose file, and the
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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from infra.compose.preparation import GRAFANA, environments, prepare, processes
from infra.database.provisioning import DATABASES
from infra.stack.services import module_of
from infra.stack.settings import COMPOSE_HOME, PROJECT
from infra.stack.stack import Stack

TOOLS = ("buildah", "bwrap", "debootstrap", "docker-compose")
BASE, IMAGE = "localhost/ais-lea-base", "localhost/ais-lea-services:local"
SUITE = "bookworm"
SOURCES = {"contracts", "infra", "services", "shared"}
# Whoever needs a package index or an authority of their own has it here; it is seen while building only.
SEEN_WHILE_BUILDING = ("/etc/pip.conf", "/etc/ssl/certs")
LONGEST_START = 60.0


def main() -> None:
    """Do all of it, and say after each step what was shown."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        sys.exit(f"not installed: {', '.join(missing)}")
    prepare(COMPOSE_HOME)
    _run("docker-compose", "config", "--quiet")
    _say("the Compose file is well-formed, and every file it names is there")
    _make_base()
    _build()
    with _root_of(IMAGE) as (root, configuration):
        _check_contents(root, configuration)
        _run_everything(root, configuration)


def _make_base() -> None:
    if BASE in _run("buildah", "images", "--format", "{{.Name}}").split():
        return
    with tempfile.TemporaryDirectory() as folder:
        _run("debootstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates", SUITE, folder)
        container = _run("buildah", "from", "scratch").strip()
        _run("cp", "-a", f"{folder}/.", _run("buildah", "mount", container).strip())
        _run("buildah", "commit", "--quiet", "--rm", container, BASE)


def _build() -> None:
    seen = [f"--volume={path}:{path}:ro" for path in SEEN_WHILE_BUILDING if Path(path).exists()]
    _run(
        *(
            "buildah",
            "bud",
            "--isolation",
            "chroot",
            "--format",
            "docker",
            "--layers",
            *seen,
            f"--build-arg=BASE={BASE}",
        ),
        *("--file", "infra/images/Dockerfile", "--tag", IMAGE, "."),
    )
    _say("the image builds: all packages from the lock, every hash checked")


@contextmanager
def _root_of(image: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    container = _run("buildah", "from", "--pull-never", image).strip()
    try:
        inspected = json.loads(_run("buildah", "inspect", "--type", "image", image))
        yield Path(_run("buildah", "mount", container).strip()), inspected["Docker"]["config"]
    finally:
        _run("buildah", "rm", container)


def _check_contents(root: Path, configuration: Mapping[str, Any]) -> None:
    _must({entry.name for entry in (root / "app").iterdir()} == SOURCES, "nothing but the sources is in /app")
    _must(not list((root / "opt/lea").glob("lib/python*/site-packages/pip")), "the image cannot install anything")
    _must(configuration["User"] == "10001:10001", "it runs as a user of its own")
    _must("/readyz" in configuration["Healthcheck"]["Test"][-1], "its health is /readyz")


def _run_everything(root: Path, configuration: Mapping[str, Any]) -> None:
    with ExitStack() as ending:
        home = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="ais-lea-prove-")))
        home.chmod(0o755)
        stack = ending.enter_context(Stack(home / "stack", durable=False).engines())
        stack.passwords.generate(GRAFANA)
        told = environments(stack.addresses, stack.passwords)
        broker = home / "broker"
        broker.mkdir()
        os.chown(broker, 10001, 10001)
        jobs = [
            ("provision-broker", ("infra.compose.jobs", "broker"), {"LEA_BROKER_FOLDER": "/broker"}),
            ("provision-database", ("infra.compose.jobs", "database"), {}),
            *((f"migrate-{service}", ("shared.migrations", service), {}) for service in DATABASES),
        ]
        for job, command, more in jobs:
            _run(*_contained(root, configuration, {**told[job], **more}, ["python", "-m", *command], broker))
        _say(f"{len(jobs)} jobs ran to their end on a read-only root")
        _run(*_contained(root, configuration, {}, ["sh", "-c", "! touch /app/x /opt/lea/x /broker/x 2>/dev/null"]))
        _say("nothing in the image can be written")
        sockets = home / "sockets"
        sockets.mkdir(mode=0o750)
        os.chown(sockets, 10001, 10001)
        for service in processes():
            _serve(service, root, configuration, told[service], sockets, ending)
        _say(f"{', '.join(processes())}: started, healthy by the image's own check")
    _say("all of them ended cleanly on SIGTERM")


def _serve(
    service: str,
    root: Path,
    configuration: Mapping[str, Any],
    environment: Mapping[str, str],
    sockets: Path,
    ending: ExitStack,
) -> None:
    command = ["python", "-m", module_of(service)]
    reading, writing = os.pipe()
    process = subprocess.Popen(
        _contained(root, configuration, environment, command, sockets=sockets, info=writing),
        stderr=subprocess.DEVNULL,
        pass_fds=[writing],
    )
    os.close(writing)
    with os.fdopen(reading) as info:
        ending.callback(_end, service, process, json.load(info)["child-pid"])
    check = _contained(root, configuration, environment, configuration["Healthcheck"]["Test"][1:], sockets=sockets)
    begun = time.monotonic()
    while subprocess.run(check, capture_output=True, check=False).returncode != 0:
        _must(time.monotonic() - begun < LONGEST_START and process.poll() is None, f"{service} becomes healthy")
        time.sleep(0.5)


def _end(service: str, process: subprocess.Popen[bytes], pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    _must(process.wait(30) == 0, f"{service} ends cleanly")


def _contained(
    root: Path,
    configuration: Mapping[str, Any],
    told: Mapping[str, str],
    command: Sequence[str],
    broker: Path | None = None,
    sockets: Path | None = None,
    info: int | None = None,
) -> list[str]:
    """The command in the image's root as the Compose file runs it: read-only, no capabilities, nothing to gain."""
    image = dict(pair.split("=", 1) for pair in configuration["Env"])
    environment = [word for pair in {**image, **told}.items() for word in ("--setenv", *pair)]
    uid, gid = configuration["User"].split(":")
    kept = [word for name in ("SETUID", "SETGID", "SETPCAP") for word in ("--cap-add", f"CAP_{name}")]
    return [
        *("bwrap", "--ro-bind", str(root), "/", "--dev", "/dev", "--proc", "/proc"),
        # As an engine makes it: for everybody.
        *("--perms", "1777", "--tmpfs", "/tmp"),  # noqa: S108
        *(("--bind", str(broker), "/broker") if broker else ()),
        *(("--bind", str(sockets), "/sockets") if sockets else ()),
        *(("--info-fd", str(info)) if info is not None else ()),
        *("--unshare-ipc", "--unshare-uts", "--clearenv", *environment),
        *("--chdir", configuration["WorkingDir"], "--cap-drop", "ALL", *kept, "--"),
        # With the last of its capabilities it becomes the image's user.
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


def _say(what: str) -> None:
    sys.stdout.write(f"shown: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
