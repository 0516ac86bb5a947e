"""Starts and stops the containers with the Compose client."""

import os
import subprocess

from infra.compose.preparation import prepare
from infra.stack.errors import StackError
from infra.stack.settings import COMPOSE_HOME, PROJECT, StackSettings

CLIENT = ("docker", "compose")


def up() -> None:
    """Build the images, start everything, and wait until it works. Raises StackError if it does not."""
    prepare(COMPOSE_HOME)
    client("up", "--build", "--detach", "--wait")


def down() -> None:
    """Stop everything; data remain in their volumes."""
    if COMPOSE_HOME.exists():
        client("down")


def running() -> bool:
    """Whether containers of this project run."""
    # Without preparation nothing can run, and the client would fail without its environment files.
    return COMPOSE_HOME.exists() and bool(client("ps", "--quiet", stdout=subprocess.PIPE).strip())


def client(*arguments: str, stdout: int | None = None) -> str:
    """Run the Compose client; returns what it prints if `stdout` is a pipe. Raises StackError if it fails."""
    environment = {**os.environ, "LEA_POSTGRES_SHARED_BUFFERS": str(StackSettings().buffers)}
    try:
        ended = subprocess.run(  # noqa: S603 - our own words
            [*CLIENT, *arguments], cwd=PROJECT, env=environment, stdout=stdout, text=True, check=False
        )
    except FileNotFoundError:
        raise StackError("docker is not installed; LEA_MODE=native runs without it.") from None
    if ended.returncode != 0:
        raise StackError(f"`{' '.join((*CLIENT, *arguments))}` failed; `docker compose logs` says more.")
    return ended.stdout or ""
